"""The second factor as a browser meets it; and that half a sign-in is no session."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyotp
import pytest
from starlette.testclient import TestClient

from connector.core.accounts import CODE, UserRole
from connector.core.second_factor import HALF_OPEN_FOR, Required, SecondFactor
from connector.store.engine import SqlStore, open_store
from connector.store.vault import Vault
from connector.web.second_factor import picture_of
from tests.migrated import Copies
from tests.scenarios.office import Office
from tests.store.desk import Hand
from tests.store.emptied import nobody_is_there
from tests.web.browsing import (
    ADDRESS,
    OWNER,
    PASSWORD,
    csrf,
    entrance_of,
    is_marked,
    pages_of,
    post,
    section,
    sign_in,
    user,
    visitor,
)

HERE = "/account/second-factor"
HALF, SESSION = "relance-half-8000", "relance-session-8000"
BRUNO = "bruno@factor.example"


@pytest.fixture(scope="module")
def hand() -> Hand:
    return Hand()


@pytest.fixture(scope="module")
def shared_store(
    migrated_copies: Copies, tmp_path_factory: pytest.TempPathFactory, hand: Hand
) -> Iterator[SqlStore]:
    """Sessions and codes go by the clock in `hand`."""
    with migrated_copies("sqlite", tmp_path_factory.mktemp("factor")) as url:
        opened = open_store(url, lease_clock=hand, vault=Vault({"1": b"k" * 32}))
        yield opened
        opened.close()


@dataclass
class Phone:
    hand: Hand
    secret: str

    def code(self) -> str:
        """The next one: none is shown twice here."""
        self.hand.forward(30)
        return pyotp.TOTP(self.secret).at(self.hand())


@pytest.fixture
def office(shared_store: SqlStore, shared_office: Office) -> Office:
    nobody_is_there(shared_store)
    user(shared_store)
    return shared_office


@pytest.fixture
def inside(office: Office) -> TestClient:
    client = visitor(pages_of(office))
    sign_in(client, office.store, OWNER)
    return client


def begun(client: TestClient) -> str:
    """The secret that the page shows."""
    post(client, f"{HERE}/begin", HERE, password=PASSWORD)
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", client.get(HERE).text)
    assert found
    return found[1].replace(" ", "")


@pytest.fixture
def phone(office: Office, hand: Hand) -> Phone:
    """Of the owner, whose second factor is on."""
    return given(office, OWNER, hand)


def given(office: Office, email: str, hand: Hand) -> Phone:
    """The phone of somebody, as if he had set it up long ago."""
    secret = pyotp.random_base32()
    with entrance_of(office.store).accounts.writing() as unit:
        found = unit.user_named(email)
        assert found is not None
        unit.factors.put(SecondFactor(found.id, secret, 0, unit.now, unit.now))
    return Phone(hand, secret)


@pytest.fixture
def nobody(office: Office) -> TestClient:
    return visitor(pages_of(office))


def typed(client: TestClient, **more: str) -> Any:
    known = {"email": OWNER, "password": PASSWORD} | more
    return post(client, "/sign-in", "/sign-in", **known)


def enter(client: TestClient, code: str, **more: str) -> Any:
    return post(client, "/sign-in/code", "/sign-in/code", code=code, **more)


class TestSettingItUp:
    def test_shows_a_picture_and_then_the_recovery_codes_once(self, inside: TestClient, hand: Hand) -> None:
        phone = Phone(hand, begun(inside))
        page = inside.get(HERE).text

        answer = post(inside, f"{HERE}/confirm", HERE, code=phone.code())

        assert "<svg" in page and "style=" not in page
        codes = re.findall(r"<code>([a-z2-9-]{19})</code>", answer.text)
        assert len(set(codes)) == 10
        after = inside.get(HERE).text
        assert phone.secret not in after.replace(" ", "") and codes[0] not in after
        assert "Codes de secours restants\xa0: 10" in inside.get("/account").text

    @pytest.mark.parametrize(
        ("path", "fields", "sentence"),
        [("begin", {"password": "wrong"}, "incorrect"), ("confirm", {"code": "000000"}, "trop longtemps")],
    )
    def test_says_what_is_wrong(
        self, inside: TestClient, path: str, fields: dict[str, str], sentence: str
    ) -> None:
        answer = post(inside, f"{HERE}/{path}", HERE, **fields)

        assert answer.status_code == 403 and sentence in answer.text

    @pytest.mark.gate
    def test_a_wrong_code_shows_the_picture_again(self, inside: TestClient) -> None:
        secret = begun(inside)

        answer = post(inside, f"{HERE}/confirm", HERE, code="000000")

        assert answer.status_code == 403 and secret in answer.text.replace(" ", "")
        assert "Ce code est faux" in answer.text

    def test_new_recovery_codes_and_turning_it_off_ask_for_a_code(
        self, inside: TestClient, phone: Phone
    ) -> None:
        said = [
            post(inside, f"{HERE}/recovery", HERE, code="000000"),
            post(inside, f"{HERE}/off", HERE, password=PASSWORD, off_code="000000"),
            post(inside, f"{HERE}/recovery", HERE, code=phone.code()),
            post(inside, f"{HERE}/off", HERE, password=PASSWORD, off_code=phone.code()),
        ]

        assert [x.status_code for x in said] == [403, 403, 200, 303]
        assert [
            "Ce code est faux" in section(said[n].text, f"{HERE}/{form}")
            for n, form in ((0, "recovery"), (1, "off"))
        ] == [True, True]
        fields = ("code", "password", "off_code")
        assert [[x for x in fields if is_marked(one.text, x)] for one in said[:2]] == [["code"], ["off_code"]]
        assert "est inactif" in inside.get(said[3].headers["location"]).text

    def test_a_wrong_password_is_said_beside_the_form_it_was_typed_into(
        self, inside: TestClient, phone: Phone
    ) -> None:
        said = post(inside, f"{HERE}/off", HERE, password="wrong", off_code="000000").text

        assert "incorrect" in section(said, f"{HERE}/off") and said.count('role="alert"') == 1
        assert [is_marked(said, x) for x in ("code", "password", "off_code")] == [False, True, False]

    def test_the_picture_is_drawn_without_style(self) -> None:
        assert not re.search(r"style=|<script|http", picture_of("otpauth://totp/x"))


class TestSigningIn:
    def test_goes_on_to_the_page_that_was_asked_for(
        self, nobody: TestClient, phone: Phone, office: Office
    ) -> None:
        first = typed(nobody, next=f"/o/{office.id}/sent?page=2")
        back = re.search(r'name="next" value="([^"]+)"', nobody.get(first.headers["location"]).text)
        assert back

        answer = enter(nobody, phone.code(), next=back[1])

        assert answer.headers["location"] == f"/o/{office.id}/sent?page=2"
        assert nobody.get("/account").status_code == 200 and HALF not in nobody.cookies

    def test_half_of_it_opens_nothing(self, nobody: TestClient, phone: Phone, office: Office) -> None:
        answer = typed(nobody)

        assert answer.headers["location"].startswith("/sign-in/code")
        assert SESSION not in nobody.cookies and f"relance-device-{8000}" not in nobody.cookies
        token = nobody.cookies[HALF]
        nobody.cookies.set(SESSION, token, "127.0.0.1")
        for path in ("/", "/account", "/users", f"/o/{office.id}", HERE):
            assert nobody.get(path).headers["location"].startswith("/sign-in"), path
        assert (
            "HttpOnly" in answer.headers["set-cookie"]
            and "samesite=lax" in answer.headers["set-cookie"].lower()
        )

    def test_the_token_is_new_and_a_planted_one_is_gone(self, nobody: TestClient, phone: Phone) -> None:
        nobody.cookies.set(SESSION, "planted", "127.0.0.1")
        typed(nobody)
        half = nobody.cookies[HALF]
        enter(nobody, phone.code())

        assert nobody.cookies[SESSION] not in ("planted", half)

    def test_a_half_that_was_planted_leads_only_to_its_own_user(
        self, nobody: TestClient, phone: Phone, office: Office
    ) -> None:
        thief = visitor(pages_of(office))
        typed(thief)
        nobody.cookies.set(HALF, thief.cookies[HALF], "127.0.0.1")

        assert enter(nobody, "000000").status_code == 403 and SESSION not in nobody.cookies

    def test_it_never_leads_elsewhere(self, nobody: TestClient, phone: Phone) -> None:
        evil = ["https://evil.example/", "//evil.example", "/\\evil.example"]

        assert "evil" not in typed(nobody, next=evil[0]).headers["location"]
        for back in evil:
            assert "evil" not in nobody.get("/sign-in/code", params={"next": back}).text
        assert enter(nobody, phone.code(), next=evil[1]).headers["location"] == "/"

    @pytest.mark.gate
    def test_a_wrong_code_says_so_and_guessing_waits(self, nobody: TestClient, phone: Phone) -> None:
        typed(nobody)

        said = [enter(nobody, "000000") for _ in range(CODE.free + 2)]

        assert [x.status_code for x in said] == [403] * (CODE.free + 1) + [429]
        assert "Ce code est faux" in said[0].text

    def test_without_the_first_step_there_is_no_second(self, nobody: TestClient, phone: Phone) -> None:
        form = {"csrf": csrf(nobody.get("/sign-in").text), "code": phone.code()}

        answer = nobody.post("/sign-in/code", data=form, headers={"origin": ADDRESS})

        assert [x.headers["location"] for x in (nobody.get("/sign-in/code"), answer)] == ["/sign-in"] * 2

    def test_it_does_not_wait_for_ever(self, nobody: TestClient, phone: Phone, hand: Hand) -> None:
        typed(nobody)
        form = {"csrf": csrf(nobody.get("/sign-in/code").text), "code": phone.code()}
        hand.forward(int(HALF_OPEN_FOR.total_seconds()))

        answer = nobody.post("/sign-in/code", data=form, headers={"origin": ADDRESS})

        assert answer.headers["location"] == "/sign-in" and SESSION not in nobody.cookies

    def test_a_forged_form_is_refused(self, nobody: TestClient, phone: Phone) -> None:
        typed(nobody)

        answer = nobody.post("/sign-in/code", data={"code": phone.code()}, headers={"origin": ADDRESS})

        assert answer.status_code == 403 and SESSION not in nobody.cookies


class TestAnOwner:
    def test_resets_it_for_somebody_who_lost_it(
        self, inside: TestClient, office: Office, hand: Hand, nobody: TestClient
    ) -> None:
        user(office.store, BRUNO, UserRole.BOOKKEEPER, office.id)
        bruno = visitor(pages_of(office))
        sign_in(bruno, office.store, BRUNO)
        given(office, BRUNO, hand)
        (known,) = set(re.findall(r"/users/([\w-]{36})", inside.get("/users").text)) - own_id(inside)

        page = inside.get(f"/users/{known}").text
        answer = post(inside, f"/users/{known}/second-factor")

        assert "Il est actif depuis" in page
        assert "est inactif" in inside.get(answer.headers["location"]).text
        assert typed(nobody, email=BRUNO).headers["location"] == "/"
        assert post(bruno, f"/users/{known}/second-factor").status_code == 403
        assert post(inside, "/users/made-up/second-factor").status_code == 404


def own_id(client: TestClient) -> set[str]:
    found = re.search(rf'/users/([\w-]{{36}})">{OWNER}', client.get("/users").text)
    assert found
    return {found[1]}


class TestWhereItIsRequired:
    @pytest.fixture
    def strict(self, office: Office) -> TestClient:
        client = visitor(pages_of(office, required=Required.OWNERS))
        sign_in(client, office.store, OWNER)
        return client

    def test_nothing_else_opens_before(self, strict: TestClient, office: Office) -> None:
        for path in ("/", "/account", "/users", f"/o/{office.id}"):
            assert strict.get(path).headers["location"] == HERE, path
        form = {"csrf": csrf(strict.get(HERE).text), "language": "en"}
        assert strict.post("/account/language", data=form, headers={"origin": ADDRESS}).status_code == 303
        assert '<html lang="fr">' in strict.get(HERE).text

    @pytest.mark.gate
    def test_once_it_is_on_all_opens_and_it_stays(self, strict: TestClient, hand: Hand) -> None:
        phone = Phone(hand, begun(strict))
        post(strict, f"{HERE}/confirm", HERE, code=phone.code())

        off = post(strict, f"{HERE}/off", HERE, password=PASSWORD, off_code=phone.code())

        assert strict.get("/users").status_code == 200
        assert off.status_code == 403 and "ne peut pas être désactivé" in off.text

    @pytest.mark.gate
    def test_one_may_sign_out(self, strict: TestClient) -> None:
        assert post(strict, "/sign-out", HERE).headers["location"] == "/sign-in"
