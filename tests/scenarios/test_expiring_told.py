"""A card that expires next month: one notice thirty days before, none if its network has renewed it (50).

The card pays until Saturday 31 October 2026: thirty days before is Thursday 1 October.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from connector.channels.catcher import Catcher
from connector.cli.explaining import explanation_lines
from connector.core.card import Card
from connector.core.errors import Refused, Unavailable
from connector.core.invoice import Mode, Status
from connector.core.links import Links
from connector.core.source import SourceCustomer, SourceInvoice
from connector.store.engine import SqlStore
from connector.usecases.cards import Came, came_back, card_page, opened
from connector.usecases.daily import send_daily
from connector.usecases.explain import explain
from connector.usecases.people import change_customer
from tests.scenarios.left_out import BUSY, DUPONT, OLD, ends, envelopes
from tests.scenarios.office import Account, Office
from tests.scenarios.test_charges_told import fail, said

Begin = Callable[..., Office]
VISA = "Visa 4242 10/2026"
ON = "2026-10-01"


def end(office: Office, expires: str = "2026-10-31", number: str = VISA, **known: Any) -> None:
    """A card to which a subscription is charged is about to end."""
    office.invoice(number, expires, amount=0, **known)
    card = Card("Visa", number.split()[1], date.fromisoformat(expires))
    office.change(number, due_on=None, issued_on=None, card=card)


def renew(office: Office, number: str = VISA) -> None:
    """Its network has renewed it, it was replaced, or nothing is charged to it any more."""
    office.change(number, status=Status.DELETED)


@pytest.fixture
def office(story: Begin) -> Office:
    return story()


def test_one_notice_leaves_thirty_days_before_and_asks_for_nothing_else(office: Office) -> None:
    end(office)

    office.days("2026-09-01", "2026-12-01")

    assert office.steps() == [(ON, VISA, "card-ends")]
    assert office.tasks() == []
    assert office.faults == []


def test_on_both_databases(store: SqlStore) -> None:
    office = Office(store, policy="three")
    end(office)

    office.days("2026-09-29", "2026-10-09")

    assert office.steps() == [(ON, VISA, "card-ends")]


def test_it_names_the_card_its_last_day_and_no_money(office: Office) -> None:
    end(office)

    office.cycle(ON)

    subject = office.mail.delivered[-1].message.subject
    assert (subject, "Visa •••• 4242" in said(office)) == (
        "Votre carte Visa •••• 4242 expire le 31 octobre 2026",
        True,
    )
    assert "0,00" not in said(office) and "IBAN" not in said(office)
    assert "Si vous avez réglé" not in said(office)


def test_an_english_reader_reads_english(office: Office) -> None:
    office.customer("Smith", language="en")
    end(office, customer="Smith")

    office.cycle(ON)

    assert office.mail.delivered[-1].message.subject == "Your card Visa •••• 4242 expires on 31 October 2026"


class TestNothingIsSaid:
    def test_once_its_network_has_renewed_it(self, office: Office) -> None:
        end(office)
        office.days("2026-09-01", "2026-09-20")
        renew(office)

        office.days("2026-09-21", "2026-11-01")

        assert office.steps() == []
        assert office.reason(VISA) == "deleted"

    def test_where_it_was_renewed_between_planning_and_sending(self, office: Office) -> None:
        end(office)
        office.at(ON)
        office.sync()
        office.plan()
        renew(office)

        (sent,) = office.send()

        assert (sent.state, sent.reason, office.steps()) == ("cancelled", "deleted", [])

    def test_while_it_cannot_be_read_again(self, office: Office) -> None:
        end(office)
        office.at(ON)
        office.sync()
        office.plan()
        office.account.error = Unavailable("away")
        first = office.send()
        office.account.error = None

        second = office.send()

        assert [x.reason for x in first] == ["outside_trust"]
        assert [x.state for x in second] == ["sent"]

    def test_to_who_is_excluded_or_opted_out(self, office: Office) -> None:
        end(office)
        office.sync()
        change_customer(office.app, office.id, "Dupont", "Anna", is_excluded=True)

        office.days("2026-09-30", "2026-10-05")

        assert office.steps() == []

    def test_while_somebody_holds_him_and_it_is_said_afterwards(self, office: Office) -> None:
        end(office)
        office.sync()
        office.hold("pause", customer="Dupont", until="2026-10-06")

        office.days("2026-09-30", "2026-10-09")

        assert office.steps() == [("2026-10-07", VISA, "card-ends")]

    def test_before_a_person_has_released_it(self, story: Begin) -> None:
        office = story(mode=Mode.APPROVE)
        end(office)
        office.cycle(ON)
        before = office.steps()
        office.approve()

        office.cycle(ON)

        assert (before, office.steps()) == ([], [(ON, VISA, "card-ends")])

    @pytest.mark.parametrize("moment", [f"{ON}T08:59", f"{ON}T17:00", "2026-10-03T10:00"])
    def test_outside_the_hours_and_days_of_every_message(self, office: Office, moment: str) -> None:
        end(office)

        office.cycle(moment)

        assert office.steps() == []


def test_two_cards_are_one_message_and_the_renewed_one_is_left_out(office: Office) -> None:
    end(office)
    end(office, number="Visa 1881 10/2026")
    office.at(ON)
    office.sync()
    office.plan()
    renew(office, "Visa 1881 10/2026")

    office.send()

    assert office.steps() == [(ON, VISA, "card-ends")]
    assert "1881" not in said(office)


def test_a_reminder_reads_no_card_and_a_notice_no_invoice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    end(office)
    office.invoice("F-1", "2026-12-30")
    office.at(ON)
    office.sync()
    office.plan()
    asked: list[str] = []
    read = Account.read

    def noting(account: Account, ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
        asked.extend(ids)
        return read(account, ids)

    monkeypatch.setattr(Account, "read", noting)
    office.send()
    notice, asked[:] = list(asked), []
    office.at("2027-01-05")
    office.sync()
    office.plan()
    office.send()

    assert (notice, asked) == ([VISA], ["F-1"])


def test_it_stands_in_no_thread_and_begins_none(office: Office) -> None:
    office.invoice("F-1", "2026-09-03")
    end(office)
    office.days("2026-09-08", "2026-10-12")

    notice, later = office.mail.delivered[-2].message, office.mail.delivered[-1].message

    assert [step for *_, step in office.steps()] == ["friendly", "firm", "card-ends", "last"]
    assert notice.references == ()
    assert notice.message_id not in later.references


def test_used_again_after_it_was_told_of_it_is_not_told_again(office: Office) -> None:
    end(office)
    office.cycle(ON)
    renew(office)
    office.cycle("2026-10-02")
    office.change(VISA, status=Status.OPEN)

    office.days("2026-10-05", "2026-10-31")

    assert office.steps() == [(ON, VISA, "card-ends")]


class TestItsLink:
    @pytest.fixture
    def office(self, story: Begin) -> Office:
        """One that customers can reach, whose customer was told of his card."""
        office = story()
        office.app = office.make_app(links=Links(b"k" * 32), page_link="https://relance.example")
        end(office)
        office.cycle(ON)
        return office

    def token(self, office: Office) -> str:
        found = re.search(r"https://relance\.example/r/([\w-]+)", said(office))
        assert found is not None
        return found[1]

    def test_opens_the_sources_page_weeks_later(self, office: Office) -> None:
        token = self.token(office)
        office.at("2026-11-20")

        assert card_page(office.app, token).startswith(f"https://cards.example/{VISA}?done=")

    def test_charges_nothing_and_reads_the_card_again(self, office: Office, monkeypatch: Any) -> None:
        monkeypatch.setattr(type(office.account), "retry", lambda *_: pytest.fail("something was charged"))
        token = self.token(office)
        before = came_back(office.app, token)
        renew(office)

        after = came_back(office.app, token)

        assert (before, after) == (Came.UNCHANGED, Came.REPLACED)
        assert opened(office.app, token).invoice.status is Status.DELETED

    def test_once_it_is_renewed_no_card_is_asked_for(self, office: Office) -> None:
        token = self.token(office)
        renew(office)
        office.sync()

        with pytest.raises(Refused, match="waits for a card"):
            card_page(office.app, token)

    def test_is_the_reply_where_no_customer_could_open_it(self, story: Begin) -> None:
        office = story()
        end(office)

        office.cycle(ON)

        assert "merci de répondre à ce message" in said(office)


def test_nothing_of_a_failed_charge_changes(story: Begin) -> None:
    alone, beside = story(), story()
    end(beside)
    for office in (alone, beside):
        fail(office, "2026-09-25", "expired_card")
        office.days("2026-09-25", "2026-11-01")

    assert [x for x in beside.steps() if x[1] == "C-1"] == alone.steps()
    assert [x for x in beside.steps() if x[1] == VISA] == [(ON, VISA, "card-ends")]
    assert beside.tasks() == alone.tasks()


def test_a_renewed_card_that_ends_years_later_is_told_of_anew(office: Office) -> None:
    end(office)
    office.cycle(ON)
    office.account.invoices[VISA] = replace(office.account.invoices[VISA], status=Status.DELETED)
    end(office, "2026-12-31", "Visa 4242 12/2026")

    office.days("2026-10-02", "2026-12-31")

    assert office.steps() == [(ON, VISA, "card-ends"), ("2026-12-01", "Visa 4242 12/2026", "card-ends")]


def test_the_owners_daily_mail_names_it_without_an_amount(story: Begin) -> None:
    office = story(owner_email="owner@atelier.example")
    end(office)
    end(office, number="Visa 1881 10/2026", customer="Martin")
    end(office, "2026-11-01", number="Visa 0005 11/2026", customer="Petit")
    office.sync()
    office.hold("pause", "Visa 1881 10/2026")
    office.cycle(ON)

    assert send_daily(office.app, office.id)

    assert "Visa 4242 10/2026" in said(office) and "0,00" not in said(office)


def test_explained_it_is_a_card_and_no_invoice(story: Begin) -> None:
    office = story()
    end(office)
    office.sync()
    with office.store.reading(office.id) as unit:
        organisation = unit.organisation()
    before = explanation_lines(explain(office.app, office.id, VISA), organisation)
    renew(office)
    office.sync()
    after = explanation_lines(explain(office.app, office.id, VISA), organisation)

    assert before[0].startswith(f"{VISA}, Dupont: card that pays until")
    assert "not_due" in before[1] and "card-ends" in before[2]
    assert "It was renewed or replaced" in after[1]


class TestWhoWasRefusedForNow:
    """34: he is told too, alone, as long as it is true."""

    @pytest.fixture
    def office(self, by_smtp: Begin, catcher: Catcher) -> Office:
        office = by_smtp()
        office.account.customers["Dupont"] = SourceCustomer("Dupont", "Dupont", (DUPONT, OLD))
        end(office)
        catcher.script.say(OLD, BUSY)
        office.cycle(f"{ON}T09:00")
        return office

    def test_while_the_card_still_ends(self, office: Office, catcher: Catcher) -> None:
        office.cycle(f"{ON}T09:15")

        assert envelopes(catcher) == [(DUPONT,), (OLD,)]

    def test_unless_it_was_renewed_meanwhile(self, office: Office, catcher: Catcher) -> None:
        renew(office)

        office.cycle(f"{ON}T09:15")

        assert envelopes(catcher) == [(DUPONT,)]
        assert ends(office) == [("cancelled", "deleted")]
