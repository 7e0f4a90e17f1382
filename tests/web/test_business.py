"""The page on which the name and the country of a business are corrected."""

import html

import pytest
from starlette.testclient import TestClient

from connector.core.invoice import Organisation
from connector.store.engine import SqlStore
from tests.scenarios.office import Office
from tests.web.browsing import browser, post

TYPED = {"name": "Atelier du Nord", "country": "BE", "timezone": "Europe/Paris", "currency": "eur"}


@pytest.fixture
def office(store: SqlStore) -> Office:
    return Office(store)


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office)


def known(office: Office) -> Organisation:
    with office.store.reading(office.id) as unit:
        return unit.organisation()


def test_the_first_step_leads_to_it(client: TestClient, office: Office) -> None:
    assert f'href="/o/{office.id}/business"' in client.get(f"/o/{office.id}/setup").text


def test_what_is_typed_is_kept_and_can_be_set_back(client: TestClient, office: Office) -> None:
    before = known(office)
    at = f"/o/{office.id}/business"

    kept = post(client, at, **TYPED)

    assert (kept.status_code, kept.headers["location"]) == (303, f"{at}?done=1")
    now = known(office)
    assert (now.name, now.country, now.timezone, now.currency) == (
        "Atelier du Nord", "BE", "Europe/Paris", "EUR",
    )  # fmt: skip
    post(client, at, name=before.name, country="FR", timezone="Europe/Paris", currency="EUR")
    assert known(office) == before
    assert post(client, at, name=before.name, country="FR", timezone="Europe/Paris", currency="").is_redirect


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "  "}, "Donnez un nom"),
        ({"country": "XX"}, "Choisissez un pays"),
        ({"timezone": "America/New_York"}, "fuseaux horaires"),
        ({"currency": "sous"}, "pas une devise"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: TestClient, office: Office, typed: dict[str, str], words: str
) -> None:
    before = known(office)

    answer = post(client, f"/o/{office.id}/business", **(TYPED | typed))

    assert answer.status_code == 422
    assert words in html.unescape(answer.text)
    assert known(office) == before


def test_the_name_of_another_business_is_refused(client: TestClient, office: Office, store: SqlStore) -> None:
    taken = known(Office(store)).name

    answer = post(client, f"/o/{office.id}/business", **(TYPED | {"name": taken}))

    assert "Une entreprise porte déjà ce nom." in html.unescape(answer.text)
