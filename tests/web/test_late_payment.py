"""What the owner confirms about late payment: kept on its page, refused beside its field, taken back."""

import html
import re
from decimal import Decimal

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.core.late_terms import LateTerms, RateMode
from connector.store.engine import SqlStore
from connector.usecases.organisations import change_organisation
from tests.scenarios.office import Office
from tests.web.browsing import browser, pages_of, post, sign_in, user, visitor


@pytest.fixture
def office(store: SqlStore) -> Office:
    return Office(store, "2026-09-01T09:00")


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office)


def terms(office: Office) -> LateTerms | None:
    with office.store.reading(office.id) as unit:
        return unit.organisation().late_terms


def keep(client: TestClient, office: Office, **fields: str) -> tuple[int, str]:
    known = {"law": "FR", "rate": "", "mode": "law", "indemnity": "yes"}
    answer = post(client, f"/o/{office.id}/late-payment", **(known | fields))
    return answer.status_code, html.unescape(answer.text)


def page(client: TestClient, office: Office) -> str:
    return html.unescape(client.get(f"/o/{office.id}/late-payment").text)


def test_the_law_of_the_country_is_offered_and_nothing_is_confirmed_by_itself(
    client: TestClient, office: Office
) -> None:
    text = page(client, office)

    assert '<option value="FR" selected>' in text
    assert "Retirer la confirmation" not in text and terms(office) is None
    assert f'href="/o/{office.id}/late-payment"' in client.get(f"/o/{office.id}/setup").text


def test_what_is_confirmed_is_kept_and_shown_with_the_rate_of_the_day(
    client: TestClient, office: Office
) -> None:
    assert keep(client, office)[0] == 303

    kept = terms(office)
    assert kept is not None and (kept.law, kept.rate, kept.mode) == ("FR", None, RateMode.SEGMENTED)
    text = page(client, office)
    assert "12,4 % ce semestre, selon la loi" in " ".join(text.split())
    assert "art. L441-10" in text


def test_a_rate_is_typed_as_people_write_it(client: TestClient, office: Office) -> None:
    assert keep(client, office, rate="7,5 %", mode="at_default", indemnity="no")[0] == 303

    kept = terms(office)
    assert kept is not None
    assert (kept.rate, kept.mode, kept.has_indemnity) == (Decimal("7.5"), RateMode.AT_DEFAULT, False)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"rate": "beaucoup"}, "Écrivez un pourcentage annuel"),
        ({"rate": "NaN"}, "Écrivez un pourcentage annuel"),
        ({"rate": "99"}, "pour cent."),
        ({"law": "contract"}, "indiquez le taux annuel"),
        ({"law": "XX"}, "n'est pas une règle connue"),
        ({"mode": "daily"}, "Quel taux"),
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_typed(
    client: TestClient, office: Office, fields: dict[str, str], said: str
) -> None:
    status, text = keep(client, office, **fields)

    assert status == 422 and said.replace("'", "’") in text.replace("'", "’")
    assert fields.get("rate", "") in text
    assert terms(office) is None


def test_it_is_taken_back_once_however_often(client: TestClient, office: Office) -> None:
    keep(client, office)

    for _ in range(2):
        assert post(client, f"/o/{office.id}/late-payment/withdraw").status_code == 303

    assert terms(office) is None
    trail = html.unescape(client.get(f"/o/{office.id}/audit").text)
    assert trail.count("retard de paiement") == 2


def test_the_log_tells_it_in_the_readers_words(client: TestClient, office: Office) -> None:
    keep(client, office, rate="12,15")

    told = html.unescape(client.get(f"/o/{office.id}/audit").text)

    assert "retard de paiement" in told and "France · 12,15" in told


def test_who_keeps_the_books_reads_it_and_confirms_nothing(client: TestClient, office: Office) -> None:
    keep(client, office)
    bookkeeper = visitor(pages_of(office))
    sign_in(
        bookkeeper, office.store, user(office.store, "bo@atelier.example", UserRole.BOOKKEEPER, office.id)
    )

    assert "Je confirme" not in page(bookkeeper, office)
    assert keep(bookkeeper, office, rate="9")[0] == 403


def test_in_another_country_the_page_asks_again_and_offers_its_law(
    client: TestClient, office: Office
) -> None:
    keep(client, office)
    change_organisation(office.app, office.id, "owner@atelier.example", country="BE")

    text = " ".join(page(client, office).split())

    assert "dans un autre pays (France)" in text
    assert '<option value="EU" selected>' in text
    keep(client, office, law="EU")
    assert "dans un autre pays" not in page(client, office)


def test_the_mode_and_rate_of_the_law_before_are_not_offered_under_the_new_one(
    client: TestClient, office: Office
) -> None:
    keep(client, office, rate="9", mode="segmented")
    change_organisation(office.app, office.id, "owner@atelier.example", country="GB")

    text = page(client, office)
    assert '<option value="GB" selected>' in text and '<option value="law" selected>' in text
    (rate,) = re.findall(r'<input[^>]* name="rate"[^>]*>', text)
    assert 'value=""' in rate
    assert post(client, f"/o/{office.id}/late-payment", law="GB").status_code == 303

    kept = terms(office)
    assert kept is not None
    assert (kept.law, kept.rate, kept.mode) == ("GB", None, RateMode.AT_DEFAULT)
