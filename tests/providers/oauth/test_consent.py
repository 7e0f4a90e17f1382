"""The provider's side of a consent: the page to open, the tokens it gives, and what its refusals mean."""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from connector.core.errors import (
    AuthExpired,
    Malformed,
    ProviderError,
    RateLimited,
    Refused,
    Rejected,
    Unavailable,
)
from connector.core.grants import Tokens
from providers._oauth import Consent
from tests.providers.oauth.given import NOON, STALE, registration
from tests.providers.oauth.token_server import TokenServer, serving

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with serving(TokenServer()) as running:
        yield running


def consent(server: TokenServer, **fields: object) -> Consent:
    return Consent(registration(server.url, **fields), lambda: NOON)


def test_the_page_to_open_names_the_app_the_scopes_and_the_way_back() -> None:
    address = Consent(registration("https://acme.example"), lambda: NOON).address(
        "state-1", "verifier", "https://us.example/callback"
    )

    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert address.startswith("https://acme.example/authorize?")
    assert asked == {
        "response_type": "code",
        "client_id": "app",
        "redirect_uri": "https://us.example/callback",
        "scope": "invoices.read offline_access",
        "state": "state-1",
    }


def test_where_the_provider_has_pkce_its_challenge_is_sent_and_the_secret_only_with_the_code(
    server: TokenServer,
) -> None:
    server.uses["code-1"] = 0
    ours = consent(server, has_pkce=True)

    address = ours.address("state-1", "v" * 50, "https://us.example/callback")
    ours.exchange("code-1", "v" * 50, "https://us.example/callback")

    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 50).digest()).rstrip(b"=").decode()
    assert parse_qs(urlsplit(address).query)["code_challenge"] == [challenge]
    assert "v" * 50 not in address
    assert server.seen[0][0]["code_verifier"] == "v" * 50


def test_a_code_is_exchanged_for_tokens_that_know_their_ends(server: TokenServer) -> None:
    server.uses["code-1"] = 0
    server.extra = {"x_refresh_token_expires_in": 8726400, "x_refresh_token_hard_expires_in": 157680000}

    tokens = consent(server).exchange("code-1", "v", "https://us.example/callback")

    assert tokens == Tokens(
        "access-1",
        NOON + timedelta(minutes=30),
        "refresh-1",
        NOON + timedelta(days=101),
        NOON + timedelta(days=1825),
    )


def test_the_app_names_itself_by_basic_authentication(server: TokenServer) -> None:
    consent(server).refresh(STALE)

    form, headers = server.seen[0]
    assert headers["Authorization"] == f"Basic {base64.b64encode(b'app:s3cret').decode()}"
    assert form == {"grant_type": "refresh_token", "refresh_token": "refresh-0"}


def test_a_netrc_of_this_machine_does_not_speak_for_the_app(
    server: TokenServer, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    consent(server).refresh(STALE)
    consent(server).revoke(STALE)

    named = f"Basic {base64.b64encode(b'app:s3cret').decode()}"
    assert [headers["Authorization"] for _, headers in server.seen] == [named, named]


def test_where_the_answer_does_not_say_the_usual_life_counts(server: TokenServer) -> None:
    tokens = consent(server, refresh_life=timedelta(days=60)).refresh(STALE)

    assert tokens.refresh_until == NOON + timedelta(days=60)


def test_what_an_answer_leaves_out_stays(server: TokenServer) -> None:
    dies_at = NOON + timedelta(days=900)
    server.answer = 200, json.dumps({"access_token": "a", "expires_in": 60, "token_type": "bearer"}), JSON

    tokens = consent(server).refresh(Tokens("old", NOON, "kept", None, dies_at))

    assert (tokens.refresh, tokens.dies_at) == ("kept", dies_at)


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (400, '{"error": "invalid_grant"}', AuthExpired, "connect Acme Books again"),
        (400, '{"error": "invalid_client"}', Rejected, "RELANCE_ACME_CLIENT_ID"),
        (401, '{"error": "invalid_client"}', Rejected, "RELANCE_ACME_CLIENT_SECRET"),
        (400, '{"error": "invalid_scope"}', Rejected, "invalid_scope"),
        (400, "<html>", Malformed, "without saying why"),
        (429, "slow down", RateLimited, "pause"),
        (503, "<html>", Unavailable, "503"),
        (302, "", Rejected, "redirect"),
        (200, "<html>", Malformed, "no tokens"),
        (200, "[]", Malformed, "no tokens"),
        (200, '{"error": "invalid_grant"}', AuthExpired, "connect Acme Books again"),
        (200, '{"access_token": "a", "token_type": "bearer"}', Malformed, "lack"),
        (200, '{"access_token": "a", "expires_in": "soon"}', Malformed, "no tokens"),
    ],
)
def test_what_a_refusal_means(
    server: TokenServer, status: int, body: str, error: type[ProviderError], words: str
) -> None:
    server.answer = status, body, {"Location": f"{server.url}/elsewhere"}

    with pytest.raises(error, match=words):
        consent(server).refresh(STALE)


def test_a_server_that_is_gone_is_tried_again_later(server: TokenServer) -> None:
    away = registration("http://127.0.0.1:1")

    with pytest.raises(Unavailable, match="no connection"):
        Consent(away, lambda: NOON).refresh(STALE)
    with pytest.raises(Unavailable, match="no connection"):
        Consent(away, lambda: NOON).revoke(STALE)


def test_a_code_that_is_over_asks_to_connect_once_more(server: TokenServer) -> None:
    with pytest.raises(Rejected, match="connect once more"):
        consent(server).exchange("late", "v", "https://us.example/callback")


def test_without_a_refresh_token_the_owner_is_asked(server: TokenServer) -> None:
    with pytest.raises(AuthExpired, match="connect it again"):
        consent(server).refresh(Tokens("a", NOON))


@pytest.mark.parametrize("is_json", [True, False])
def test_a_consent_is_revoked_at_the_provider(server: TokenServer, is_json: bool) -> None:
    consent(server, is_revoked_by_json=is_json).revoke(STALE)

    assert server.revoked == ["refresh-0"]


def test_one_that_the_provider_does_not_know_is_as_good_as_revoked(server: TokenServer) -> None:
    server.answer = 400, '{"error": "invalid_token"}', JSON

    consent(server).revoke(STALE)


def test_an_app_without_a_secret_names_itself_in_the_form(
    server: TokenServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 7009, section 2.1."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))

    consent(server, client_secret="").revoke(STALE)

    form, headers = server.seen[0]
    assert form == {"token": "refresh-0", "client_id": "app"}
    assert "Authorization" not in headers


@pytest.mark.parametrize("said", ["invalid_client", "invalid_request", "unsupported_token_type"])
def test_a_revocation_that_was_not_understood_is_told(server: TokenServer, said: str) -> None:
    server.answer = 400, json.dumps({"error": said}), JSON

    with pytest.raises(Rejected, match=said):
        consent(server).revoke(STALE)


def test_a_revocation_that_failed_is_told(server: TokenServer) -> None:
    server.answer = 503, "", {}

    with pytest.raises(Unavailable):
        consent(server).revoke(STALE)


def test_without_an_app_the_owner_is_told_what_to_set() -> None:
    with pytest.raises(Refused, match="RELANCE_ACME_CLIENT_ID"):
        Consent(registration("https://acme.example", client_id=""), lambda: NOON)


@pytest.mark.parametrize("field", ["authorize_url", "token_url", "revoke_url"])
def test_no_token_travels_in_clear(field: str) -> None:
    open_way = registration("https://acme.example", **{field: "http://acme.example/x"})

    with pytest.raises(Refused, match="https"):
        Consent(open_way, lambda: NOON)


def test_no_secret_stands_in_what_is_printed() -> None:
    assert "s3cret" not in repr(registration("https://acme.example"))
    assert "access-0" not in repr(STALE)
