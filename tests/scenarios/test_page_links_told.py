"""The link to the customer's own page: the same for a day, nobody else's, and taken back."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.core.errors import Refused
from connector.core.invoice import Customer
from connector.core.links import Links, PageLink
from connector.usecases.cards import opened
from connector.usecases.page_links import bearer, page_link, read_link, take_links_back
from tests.scenarios.office import Office
from tests.scenarios.test_charges_told import fail

Story = Callable[..., Office]
LINKS = Links(b"k" * 32)
HOME = "https://relance.example"


@pytest.fixture
def office(story: Story) -> Office:
    """Customers can reach it; one of them was told of F-1."""
    office = story()
    office.app = office.make_app(links=LINKS, page_link=HOME)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08")
    return office


def dupont(office: Office) -> Customer:
    with office.store.reading(office.id) as unit:
        return unit.ledger.find_customers("Dupont")[0]


def text_of(office: Office) -> str:
    return office.mail.delivered[-1].message.text


def token_in(text: str) -> str:
    found = re.search(rf"{HOME}/c/([\w-]+)", text)
    assert found is not None
    return found[1]


def whose(office: Office, token: str) -> str:
    link = read_link(office.app, token)
    with office.store.reading(link.organisation_id) as unit:
        return bearer(unit, link).name


def test_each_reminder_leads_to_the_page_of_its_customer(office: Office) -> None:
    assert whose(office, token_in(text_of(office))) == "Dupont"


def test_it_is_the_same_all_day_and_another_the_day_after(office: Office) -> None:
    he = dupont(office)
    morning = page_link(office.app, office.id, he, office.now())
    evening = page_link(office.app, office.id, he, office.now() + timedelta(hours=12))

    assert morning == evening == f"{HOME}/c/{token_in(text_of(office))}"
    assert page_link(office.app, office.id, he, office.now() + timedelta(days=1)) != morning


@pytest.mark.parametrize("lacking", ["links", "page_link"])
def test_where_nobody_could_open_it_a_reply_is_asked_for(story: Story, lacking: str) -> None:
    office = story()
    office.app = office.make_app(**({"links": LINKS, "page_link": HOME} | {lacking: None}))
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08")

    assert "/c/" not in text_of(office)
    assert "Une réponse suffit" in text_of(office)


def test_it_runs_out(office: Office) -> None:
    token = token_in(text_of(office))

    office.at("2026-11-06")
    assert whose(office, token) == "Dupont"
    office.at("2026-11-07T02:00")
    with pytest.raises(Refused, match="run out"):
        whose(office, token)


def test_what_was_taken_back_opens_nothing_and_the_next_message_has_a_new_one(office: Office) -> None:
    before = token_in(text_of(office))

    take_links_back(office.app, office.id, dupont(office).id, "Anna")

    with pytest.raises(Refused, match="taken back"):
        whose(office, before)
    office.cycle("2026-09-18")
    assert whose(office, token_in(text_of(office))) == "Dupont"


def test_the_link_to_the_card_is_taken_back_with_it(office: Office) -> None:
    fail(office, "2026-09-08", "expired_card")
    office.cycle("2026-09-08")
    token = text_of(office).partition(f"{HOME}/r/")[2].split()[0]
    assert opened(office.app, token).invoice.number == "C-1"

    take_links_back(office.app, office.id, dupont(office).id, "Anna")

    with pytest.raises(Refused, match="taken back"):
        opened(office.app, token)


def test_it_opens_nothing_of_another_organisation(office: Office, story: Story) -> None:
    """Never across organisations: a customer of one is nobody in the other."""
    other = story()
    link = read_link(office.app, token_in(text_of(office)))
    nowhere = replace(link, organisation_id="11111111-2222-4333-8444-555555555555")

    with pytest.raises(Refused, match="no customer"):
        whose(office, LINKS.token(replace(link, organisation_id=other.id)))
    with pytest.raises(Refused, match="nothing that is known"):
        whose(office, LINKS.token(nowhere))


def test_where_no_links_are_made_none_is_read(office: Office) -> None:
    token = LINKS.token(PageLink(office.id, office.id, office.now() + timedelta(days=1)))

    with pytest.raises(Refused, match="No links"):
        read_link(replace(office.app, links=None), token)
