"""Another card by our own link: it works days later, and the open payment is made at once (45 and 47)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.core.errors import Refused
from connector.core.links import CustomerLink, LinkRunOut, Links
from connector.usecases.cards import Came, came_back, card_page, link_to, opened
from connector.usecases.disconnecting import disconnect
from tests.scenarios.office import Office
from tests.scenarios.test_charges_told import fail, said

LINKS = Links(b"k" * 32)


@pytest.fixture
def office(story: Callable[..., Office]) -> Office:
    """One that customers can reach, whose customer was told of an expired card."""
    office = story()
    office.app = office.make_app(links=LINKS, page_link="https://relance.example")
    fail(office, "2026-09-01", "expired_card")
    office.cycle("2026-09-01")
    return office


def token_in(office: Office) -> str:
    found = re.search(r"https://relance\.example/r/([\w-]+)", said(office))
    assert found is not None
    return found[1]


def test_the_message_bears_our_link_and_not_the_sources(office: Office) -> None:
    assert token_in(office)
    assert "https://pay.example" not in said(office)


@pytest.mark.parametrize("code", ["insufficient_funds", "authentication_required"])
def test_who_needs_no_other_card_gets_the_sources_own_link(office: Office, code: str) -> None:
    fail(office, "2026-09-05", code, "2026-09-09", number="C-2", customer="Martin")

    office.cycle("2026-09-05")

    assert "https://pay.example/C-2" in said(office)


def test_nobody_gets_a_link_that_he_could_not_open(office: Office) -> None:
    assert link_to(replace(office.app, links=None), office.id, "x", office.now()) is None
    assert link_to(replace(office.app, page_link=None), office.id, "x", office.now()) is None


def test_the_link_makes_a_fresh_page_days_later(office: Office) -> None:
    """45."""
    token = token_in(office)
    office.at("2026-10-20")

    page = card_page(office.app, token)

    own = f"https://relance.example/r/{token}"
    assert page == f"https://cards.example/C-1?done={own}/back&back={own}"


def test_it_runs_out(office: Office) -> None:
    token = token_in(office)
    office.at("2026-10-31")

    with pytest.raises(LinkRunOut):
        opened(office.app, token)


def test_with_another_card_the_open_payment_is_made_at_once_and_the_ladder_ends(office: Office) -> None:
    """47."""
    token = token_in(office)
    office.at("2026-09-03")
    office.account.has_new_card = True

    came = came_back(office.app, token)
    assert opened(office.app, token).is_paid
    office.days("2026-09-04", "2026-10-31")

    assert came is Came.PAID
    assert office.steps() == [("2026-09-01", "C-1", "failed")]


def test_without_another_card_nothing_is_charged(office: Office) -> None:
    assert came_back(office.app, token_in(office)) is Came.UNCHANGED
    assert opened(office.app, token_in(office)).is_open


def test_what_somebody_holds_is_not_charged(office: Office) -> None:
    token = token_in(office)
    office.account.has_new_card = True
    office.hold("pause", "C-1", until="2026-09-10")

    assert came_back(office.app, token) is Came.HELD
    assert opened(office.app, token).is_open
    office.at("2026-09-11")
    assert came_back(office.app, token) is Came.PAID


def test_once_it_is_paid_no_card_is_asked_for(office: Office) -> None:
    token = token_in(office)
    office.account.pay("C-1")
    office.sync()

    with pytest.raises(Refused, match="waits for a card"):
        card_page(office.app, token)


def test_a_try_that_is_not_decided_yet_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(office.account), "retry", lambda self, source_id: True)

    assert came_back(office.app, token_in(office)) is Came.TRIED


def test_it_is_about_its_own_organisation_alone(office: Office, story: Callable[..., Office]) -> None:
    other = story()
    fail(other, "2026-09-01", "expired_card")
    other.cycle("2026-09-01")
    invoice = opened(office.app, token_in(office)).invoice
    crossed = LINKS.token(CustomerLink(other.id, invoice.id, office.now() + timedelta(days=1)))

    with pytest.raises(Refused, match="nothing that is known here"):
        opened(office.app, crossed)


def test_of_an_organisation_that_is_not_here_nothing_is_said(office: Office) -> None:
    nobody = "11111111-2222-4333-8444-555555555555"
    stranger = LINKS.token(CustomerLink(nobody, nobody, office.now() + timedelta(days=1)))

    with pytest.raises(Refused, match="nothing that is known here"):
        opened(office.app, stranger)


def test_of_an_account_that_is_gone_nothing_is_said(office: Office) -> None:
    disconnect(office.app, office.id, office.connection.id, "Anna")

    with pytest.raises(Refused, match="nothing that is known here"):
        opened(office.app, token_in(office))


def test_where_no_links_are_made_none_is_read(office: Office) -> None:
    with pytest.raises(Refused, match="No links"):
        opened(replace(office.app, links=None), token_in(office))
