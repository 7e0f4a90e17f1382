"""The page on which a machine is let in, and put out."""

import re

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.core.tokens import Permit
from connector.usecases import tokens
from tests.scenarios.office import Office
from tests.web.browsing import browser, pages_of, post, sign_in, user, visitor

SECRET = re.compile(r"relance_[\w-]{40,}")


@pytest.fixture
def owner(office: Office) -> TestClient:
    return browser(office)


def let_in(owner: TestClient, office: Office, **fields: str) -> str:
    asked = {"name": "Caisse", "may_read": "yes", "may_approve": "yes", "days": "90"} | fields
    answer = post(owner, f"/o/{office.id}/tokens", **asked)
    return str(answer.text)


def test_a_token_is_shown_once_and_counts(office: Office, owner: TestClient) -> None:
    secret = SECRET.findall(let_in(owner, office))[0]

    found = tokens.caller(office.app, secret)

    assert found is not None and found.token.permits == {Permit.READ, Permit.APPROVE}
    assert found.token.made_by == "anna@atelier.example"
    page = owner.get(f"/o/{office.id}/tokens").text
    assert secret not in page and secret[:16] in page and "lire, valider" in page


def test_a_form_sent_twice_lets_one_in(office: Office, owner: TestClient) -> None:
    let_in(owner, office, form="one-form")

    again = let_in(owner, office, form="one-form")

    assert not SECRET.findall(again) and "envoyé deux fois" in again
    assert len(tokens.tokens(office.app, office.id)[0]) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " "}, "Nommez"),
        ({"name": "x" * 61}, "Nommez"),
        ({"may_read": "", "may_approve": ""}, "Choisissez"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    office: Office, owner: TestClient, fields: dict[str, str], said: str
) -> None:
    page = let_in(owner, office, **fields)

    assert said in page and 'value="90" selected' in page
    assert tokens.tokens(office.app, office.id) == ([], [])


def test_a_button_puts_it_out(office: Office, owner: TestClient) -> None:
    secret = SECRET.findall(let_in(owner, office))[0]
    ((token,), _) = tokens.tokens(office.app, office.id)

    for _ in range(2):
        answer = post(owner, f"/o/{office.id}/tokens/{token.id}/revoke")
        assert answer.status_code == 303
    page = owner.get(answer.headers["location"]).text

    assert tokens.caller(office.app, secret) is None
    assert "Révoqué" in page and "Terminés" in page


def test_another_organisation_s_stays(office: Office, owner: TestClient) -> None:
    other = Office(office.store)
    secret = SECRET.findall(let_in(owner, other))[0]
    ((token,), _) = tokens.tokens(other.app, other.id)

    answer = post(owner, f"/o/{office.id}/tokens/{token.id}/revoke")

    assert answer.status_code == 404
    assert tokens.caller(office.app, secret) is not None


def test_who_keeps_the_books_lets_no_machine_in(office: Office) -> None:
    email = user(office.store, "bruno@books.example", UserRole.BOOKKEEPER, office.id)
    client = visitor(pages_of(office))
    sign_in(client, office.store, email)

    assert client.get(f"/o/{office.id}/tokens").status_code == 403
    assert post(client, f"/o/{office.id}/tokens", name="x", may_read="yes").status_code == 403
    assert f"/o/{office.id}/tokens" not in client.get(f"/o/{office.id}/connections").text


def test_the_owner_finds_it_from_the_connections(office: Office, owner: TestClient) -> None:
    assert f'href="/o/{office.id}/tokens"' in owner.get(f"/o/{office.id}/connections").text
