"""What comes back from an identity provider is believed only where every mark of it is right."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from joserfc.jwk import OctKey

from connector.core.errors import Malformed, ProviderError, Refused, Rejected, Unavailable
from connector.core.openid import Told
from connector.identity.client import App, OpenIdClient
from connector.identity.wire import LARGEST, safe_address
from tests.identity.idp import ANNA, CALLBACK, CLIENT, SECRET, Idp, elliptic, rsa, standing
from tests.store.desk import NOON

STATE, NONCE, VERIFIER = "state", "nonce", "v" * 43
SOON = int((NOON + timedelta(minutes=5)).timestamp())


@pytest.fixture(scope="module")
def open_idp() -> Iterator[Idp]:
    with standing() as idp:
        yield idp


@pytest.fixture
def idp(open_idp: Idp) -> Idp:
    """As it is by itself."""
    vars(open_idp).update(vars(Idp(open_idp.url)))
    return open_idp


def client_of(idp: Idp, **other: Any) -> OpenIdClient:
    app = App("The identity provider", idp.url, CLIENT, SECRET, CALLBACK)
    return OpenIdClient(replace(app, **other), lambda: NOON, lambda: float(len(idp.asked)) * 0)


def been(client: OpenIdClient, **asked: Any) -> dict[str, str]:
    """What a browser brings back that went there."""
    known: dict[str, Any] = {"state": STATE, "nonce": NONCE, "verifier": VERIFIER} | asked
    sent = requests.get(client.address(**known), allow_redirects=False, timeout=5)
    return dict(parse_qsl(urlsplit(sent.headers["Location"]).query))


def told(idp: Idp, **app: str) -> Told:
    client = client_of(idp, **app)
    return client.told(been(client), NONCE, VERIFIER)


class TestWhoCame:
    def test_is_said_with_his_address(self, idp: Idp) -> None:
        assert told(idp) == Told(ANNA["sub"], ANNA["email"], True)

    def test_is_asked_anew_where_that_is_wanted(self, idp: Idp) -> None:
        client = client_of(idp)

        brought = been(client, is_anew=True)

        (asked,) = idp.codes.values()
        assert (asked["prompt"], asked["max_age"]) == ("login", "0")
        assert client.told(brought, NONCE, VERIFIER).signed_in_at == NOON

    @pytest.mark.parametrize("said", [None, 10**20, 1e300])
    def test_when_he_signed_in_there_is_not_guessed(self, idp: Idp, said: Any) -> None:
        idp.claims = {"auth_time": said}

        assert told(idp).signed_in_at is None

    def test_may_be_said_where_one_asks_for_him(self, idp: Idp) -> None:
        idp.says_address_apart = True

        assert told(idp).email == ANNA["email"] and "/me" in idp.asked

    def test_is_not_said_of_somebody_else(self, idp: Idp) -> None:
        idp.says_address_apart = True
        idp.answers["/me"] = (200, {}, json.dumps({**ANNA, "sub": "bruno"}).encode())

        with pytest.raises(Malformed, match="somebody else"):
            told(idp)

    @pytest.mark.parametrize(
        ("said", "read"),
        [(True, True), ("true", True), (None, None), (False, False), ("no", False), (1, False)],
    )
    def test_his_address_is_verified_where_it_is_said(self, idp: Idp, said: Any, read: bool | None) -> None:
        idp.claims = {"email_verified": said}

        assert told(idp).is_verified is read

    @pytest.mark.parametrize("email", [None, "", 7, "anna@atelier.example\n", f"{'x' * 243}@atelier.example"])
    def test_what_is_no_address_is_none(self, idp: Idp, email: Any) -> None:
        idp.claims, idp.papers = {"email": email}, {"userinfo_endpoint": None}

        assert told(idp).email == ""

    def test_an_app_may_have_no_secret_or_show_it_in_the_form(self, idp: Idp) -> None:
        idp.papers = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
        assert told(idp).subject == ANNA["sub"]

        with pytest.raises(Rejected, match="check RELANCE_OIDC_CLIENT_ID"):
            told(idp, secret="")

    @pytest.mark.gate
    def test_by_another_kind_of_key_too(self, idp: Idp) -> None:
        idp.key, idp.shown = elliptic(), [rsa(), elliptic()]

        assert told(idp).subject == ANNA["sub"]


MINUTE = timedelta(minutes=1)
SECOND = int(NOON.timestamp())
LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "no issuer": {"iss": None},
    "for another app": {"aud": "another"},
    "for another app, and given to us": {"aud": "another", "azp": CLIENT},
    "for nobody": {"aud": None},
    "for several, and not said for whom": {"aud": [CLIENT, "another"]},
    "for several, and given to another": {"aud": [CLIENT, "another"], "azp": "another"},
    "given to another": {"azp": "another"},
    "run out": {"exp": SECOND - 61},
    "without an end": {"exp": None},
    "an end that is no number": {"exp": "tomorrow"},
    "from the future": {"iat": SECOND + 120},
    "of no time": {"iat": None},
    "not yet": {"nbf": SECOND + 120},
    "another browser's": {"nonce": "another"},
    "nobody's browser's": {"nonce": None},
    "of another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    "nobody": {"sub": None},
    "an empty name": {"sub": ""},
    "a name too long": {"sub": "x" * 256},
    "a name that is none": {"sub": 7},
}


class TestWhatIsNotBelieved:
    @pytest.mark.parametrize("lie", LIES)
    def test_a_wrong_claim(self, idp: Idp, lie: str) -> None:
        idp.claims = LIES[lie]

        with pytest.raises(Malformed):
            told(idp)

    def test_what_is_for_several_and_given_to_us_is(self, idp: Idp) -> None:
        idp.claims = {"aud": [CLIENT, "another"], "azp": CLIENT}

        assert told(idp).subject == ANNA["sub"]

    @pytest.mark.parametrize("way", ["none", "by the secret", "by our own key", "stranger", "not allowed"])
    def test_a_wrong_signature(self, idp: Idp, way: str) -> None:
        stranger = elliptic("ec2")
        if way == "none":
            idp.header = {"alg": "none"}
        elif way == "by the secret":
            idp.key, idp.header = OctKey.import_key(SECRET), {"alg": "HS256", "kid": None}
            idp.papers = {"id_token_signing_alg_values_supported": ["RS256", "HS256"]}
        elif way == "by our own key":
            idp.key = OctKey.import_key(str(rsa().as_dict(private=False)["n"]))
            idp.header = {"alg": "HS256", "kid": "rsa"}
        elif way == "stranger":
            idp.key, idp.header = stranger, {"kid": elliptic().kid}
            idp.shown = [elliptic()]
        else:
            idp.key, idp.shown = elliptic(), [elliptic()]
            idp.papers = {"id_token_signing_alg_values_supported": ["RS256"]}

        with pytest.raises(Malformed):
            told(idp)

    @pytest.mark.parametrize(
        "answer",
        [b"", b"[]", b"null", b'{"access_token": "x"}', b'{"access_token": "x", "id_token": "a.b.c"}',
         b'{"access_token": 7, "id_token": {}}', b"<html>"],
    )  # fmt: skip
    def test_no_tokens(self, idp: Idp, answer: bytes) -> None:
        idp.answers["/token"] = (200, {}, answer)

        with pytest.raises(Malformed, match="cannot be trusted"):
            told(idp)

    @pytest.mark.parametrize("names_itself", [True, False])
    def test_the_answer_of_another_idp(self, idp: Idp, names_itself: bool) -> None:
        idp.papers = {"authorization_response_iss_parameter_supported": names_itself}
        client = client_of(idp)
        given = been(client)

        for whose in ({"iss": "https://elsewhere.example"}, *([{}] if names_itself else [])):
            with pytest.raises(Malformed, match="another identity provider"):
                client.told({**given, **whose}, NONCE, VERIFIER)

        assert client.told({**given, "iss": idp.url}, NONCE, VERIFIER).subject == ANNA["sub"]

    def test_a_code_that_comes_again_or_belongs_to_another_browser(self, idp: Idp) -> None:
        client = client_of(idp)
        given = been(client)
        client.told(given, NONCE, VERIFIER)
        others = been(client)

        for code, verifier in ((given, VERIFIER), (others, "w" * 43)):
            with pytest.raises(Rejected, match="refused the code \\(invalid_grant\\)"):
                client.told(code, NONCE, verifier)


class TestItsKeys:
    def test_are_read_again_where_it_signs_by_a_new_one(self, idp: Idp) -> None:
        client = client_of(idp)
        client.told(been(client), NONCE, VERIFIER)
        idp.key, idp.shown = elliptic(), [elliptic()]

        assert client.told(been(client), NONCE, VERIFIER).subject == ANNA["sub"]
        assert client.told(been(client), NONCE, VERIFIER).subject == ANNA["sub"]
        assert idp.asked.count("/keys") == 2

    def test_what_cannot_be_read_among_them_is_left_out(self, idp: Idp) -> None:
        other = {**rsa().as_dict(private=False), "use": "enc"}
        idp.shown = [{"kty": "new"}, {"kty": "RSA", "n": 7}, {}, other, {"kty": "oct", "k": "AAAA"}, rsa()]

        assert told(idp).subject == ANNA["sub"]

    @pytest.mark.parametrize("shown", [[], [{"kty": "oct", "k": "AAAA"}]])
    def test_there_must_be_one(self, idp: Idp, shown: list[Any]) -> None:
        idp.shown = shown

        assert "shows no key" in str(client_of(idp).check())


PAPERS: dict[str, tuple[dict[str, Any], str]] = {
    "another's": ({"issuer": "https://elsewhere.example"}, "calls itself «https://elsewhere.example»"),
    "nobody's": ({"issuer": None}, "set RELANCE_OIDC_ISSUER"),
    "no way in": ({"token_endpoint": None}, "token_endpoint"),
    "in clear": ({"token_endpoint": "http://elsewhere.example/token"}, "token_endpoint"),
    "a script": ({"authorization_endpoint": "javascript:alert(1)"}, "authorization_endpoint"),
    "keys from a file": ({"jwks_uri": "file:///etc/passwd"}, "jwks_uri"),
    "signed by a secret alone": ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "signs in no"),
}


class TestWhatItSaysOfItself:
    @pytest.mark.parametrize("what", PAPERS)
    def test_must_be_right(self, idp: Idp, what: str) -> None:
        idp.papers, sentence = PAPERS[what]

        with pytest.raises(Malformed, match=sentence):
            client_of(idp).address(STATE, NONCE, VERIFIER)
        assert sentence in str(client_of(idp).check())

    @pytest.mark.gate
    def test_may_end_in_a_slash(self, idp: Idp) -> None:
        idp.papers, idp.claims = {"issuer": f"{idp.url}/"}, {"iss": f"{idp.url}/"}

        assert told(idp).subject == ANNA["sub"]

    def test_is_asked_for_once(self, idp: Idp) -> None:
        client = client_of(idp)
        for _ in range(3):
            client.address(STATE, NONCE, VERIFIER)

        assert len(idp.asked) == 1 and client.check() is None


class TestAHouseInTrouble:
    @pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
    @pytest.mark.parametrize(
        "answer",
        [(503, {}, b""), (302, {"Location": "http://127.0.0.1:9/"}, b""), (200, {}, b"x" * (LARGEST + 1))],
        ids=["down", "leads elsewhere", "too long"],
    )
    def test_is_said(self, idp: Idp, path: str, answer: tuple[int, dict[str, str], bytes]) -> None:
        idp.answers[path] = answer

        with pytest.raises(Unavailable, match="The identity provider"):
            told(idp)

    def test_nobody_waits_for_it_twice_in_a_row(self, idp: Idp) -> None:
        idp.answers["/.well-known/openid-configuration"] = (503, {}, b"")
        clock = [0.0]
        app = App("The identity provider", idp.url, CLIENT, SECRET, CALLBACK)
        client = OpenIdClient(app, lambda: NOON, lambda: clock[0])

        for _ in range(3):
            with pytest.raises(Unavailable):
                client.address(STATE, NONCE, VERIFIER)
        asked, idp.answers, clock[0] = len(idp.asked), {}, 16.0

        assert asked == 1 and client.address(STATE, NONCE, VERIFIER)

    def test_nobody_there(self) -> None:
        client = OpenIdClient(
            App("The identity provider", "http://127.0.0.1:9", CLIENT, SECRET, CALLBACK), lambda: NOON
        )

        assert client.check() == "The identity provider cannot be reached (no connection)."

    def test_what_cannot_be_read(self, idp: Idp) -> None:
        idp.answers["/.well-known/openid-configuration"] = (200, {}, b"<html>")

        with pytest.raises(ProviderError, match="cannot be read"):
            told(idp)


@pytest.mark.parametrize(
    "url",
    ["http://elsewhere.example", "ftp://x.example", "https://", "https://u:p@x.example", "https://[::1",
     "https://x.example:99999", "https://x.example/#a", "//x.example", "", "https://x.example/\n"],
)  # fmt: skip
def test_a_secret_goes_only_where_nobody_reads_along(url: str) -> None:
    with pytest.raises(Refused, match="https"):
        safe_address(url)


def test_nothing_secret_is_shown() -> None:
    assert SECRET not in repr(App("The identity provider", "https://x.example", CLIENT, SECRET, CALLBACK))
