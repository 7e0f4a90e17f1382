"""Failed subscription charges, told by the calendar (scenarios 44 to 49 and 51).

1 September 2026 is a Tuesday; the account is read, planned and sent in each cycle.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from connector.channels.catcher import Catcher
from connector.core.declines import Failure
from connector.core.invoice import FinalAction, Mode
from connector.core.message import Outgoing
from connector.core.source import SourceCustomer
from connector.store.engine import SqlStore
from connector.usecases import organisations, to_do
from tests.scenarios.left_out import BUSY, DUPONT, OLD, ends, envelopes
from tests.scenarios.office import Office

Begin = Callable[..., Office]


def fail(
    office: Office, on: str, code: str, retried: str | None = None, number: str = "C-1", **known: Any
) -> None:
    """The charge of a subscription fails, or fails again."""
    following = date.fromisoformat(retried) if retried else None
    failure = Failure(code, date.fromisoformat(on), following)
    office.invoice(number, on, amount=49_00, is_charge=True, is_autopay=True, **known)
    link = f"https://pay.example/{number}"
    office.change(number, due_on=None, issued_on=date.fromisoformat(on), pay_link=link, failure=failure)


@pytest.fixture
def office(story: Begin) -> Office:
    return story()


def said(office: Office) -> str:
    """The text of the last message, unwrapped."""
    return text_of(office.mail.delivered[-1].message)


def text_of(message: Outgoing) -> str:
    return " ".join(message.text.split())


class TestASoftDecline:
    """44."""

    def test_is_told_gently_once_and_left_to_the_provider_who_succeeds(self, office: Office) -> None:
        fail(office, "2026-09-01", "insufficient_funds", "2026-09-04")
        office.days("2026-09-01", "2026-09-04")
        office.account.pay("C-1", on=date(2026, 9, 4))

        office.days("2026-09-05", "2026-10-31")

        assert office.steps() == [("2026-09-01", "C-1", "failed")]
        assert "Vous n'avez rien à faire" in said(office)
        assert "le 4 septembre 2026" in said(office)

    def test_is_not_spoken_of_while_it_is_tried_again(self, office: Office) -> None:
        retries = {1: 4, 5: 8, 9: 12, 13: 15}
        for day, following in retries.items():
            fail(office, f"2026-09-{day:02}", "insufficient_funds", f"2026-09-{following:02}")
            office.days(f"2026-09-{day:02}", f"2026-09-{following:02}")

        assert office.steps() == [("2026-09-01", "C-1", "failed")]
        assert office.reason("C-1") == "autopay"

    def test_goes_on_when_the_provider_has_given_up(self, office: Office) -> None:
        fail(office, "2026-09-01", "insufficient_funds", "2026-09-15")
        office.days("2026-09-01", "2026-09-15")
        fail(office, "2026-09-15", "insufficient_funds")

        office.days("2026-09-16", "2026-09-17")

        assert office.steps() == [("2026-09-01", "C-1", "failed"), ("2026-09-16", "C-1", "again")]
        assert "autre carte" in said(office)


class TestAHardDecline:
    """45 and 48."""

    @pytest.mark.parametrize("code", ["expired_card", "lost_card"])
    def test_asks_for_another_card_now_and_does_not_wait_for_a_filled_next_attempt(
        self, office: Office, code: str
    ) -> None:
        fail(office, "2026-09-01", code, "2026-09-30")

        office.days("2026-09-01", "2026-09-30")

        assert office.steps() == [
            ("2026-09-01", "C-1", "failed"),
            ("2026-09-08", "C-1", "again"),
            ("2026-09-22", "C-1", "last"),
        ]
        first = text_of(office.mail.delivered[0].message)
        assert "https://pay.example/C-1" in first
        assert "perdue" not in first and "lost" not in first

    def test_ends_once_the_money_is_there(self, office: Office) -> None:
        """47, as far as it is seen from here."""
        fail(office, "2026-09-01", "expired_card")
        office.days("2026-09-01", "2026-09-02")
        office.account.pay("C-1", on=date(2026, 9, 2))

        office.days("2026-09-03", "2026-10-31")

        assert office.steps() == [("2026-09-01", "C-1", "failed")]
        assert office.tasks() == []

    def test_paid_between_planning_and_sending_it_stays_unsaid(self, office: Office) -> None:
        fail(office, "2026-09-01", "expired_card")
        office.sync()
        office.plan()
        office.account.pay("C-1")

        (sent,) = office.send()

        assert (sent.state, sent.reason) == ("cancelled", "paid")

    def test_that_turns_into_a_payment_under_way_is_no_longer_spoken_of(self, office: Office) -> None:
        fail(office, "2026-09-01", "expired_card")
        office.days("2026-09-01", "2026-09-02")
        office.change("C-1", failure=None)

        office.days("2026-09-03", "2026-09-20")

        assert office.steps() == [("2026-09-01", "C-1", "failed")]
        assert office.reason("C-1") == "autopay"


def test_what_waits_for_the_customer_asks_him_to_confirm_and_not_for_a_card(office: Office) -> None:
    """46."""
    fail(office, "2026-09-01", "authentication_required", "2026-09-02")

    office.cycle("2026-09-01")

    text = said(office)
    assert "Confirmer le paiement" in text
    assert "autre carte" not in text


class TestTheFirstNotice:
    """51, and section 5: at once, from 08:00 to 20:00."""

    @pytest.mark.parametrize(
        ("moment", "left"),
        [
            ("2026-09-05T07:59", False),
            ("2026-09-05T08:00", True),
            ("2026-09-06T19:59", True),
            ("2026-09-06T20:00", False),
        ],
    )
    def test_leaves_on_a_weekend_within_its_own_hours(self, office: Office, moment: str, left: bool) -> None:
        fail(office, moment[:10], "expired_card")

        office.cycle(moment)

        assert bool(office.steps()) is left

    def test_keeps_the_closures_of_the_business(self, story: Begin) -> None:
        office = story(closures=frozenset({date(2026, 9, 5)}))
        fail(office, "2026-09-05", "expired_card")

        office.days("2026-09-05", "2026-09-06")

        assert office.steps() == [("2026-09-06", "C-1", "failed")]

    def test_leaves_at_once_and_the_invoice_reminder_waits_for_the_gap(self, office: Office) -> None:
        office.invoice("F-1", "2026-08-26")
        office.days("2026-08-31", "2026-08-31")
        fail(office, "2026-09-10", "expired_card", customer="Dupont")

        office.days("2026-09-09", "2026-09-14")

        assert office.steps() == [
            ("2026-08-31", "F-1", "friendly"),
            ("2026-09-10", "C-1", "failed"),
            ("2026-09-14", "F-1", "firm"),
        ]

    def test_is_a_message_of_its_own_and_of_no_thread(self, office: Office) -> None:
        office.invoice("F-1", "2026-08-26")
        office.days("2026-08-31", "2026-08-31")
        fail(office, "2026-09-01", "expired_card", customer="Dupont")

        office.cycle("2026-09-01")

        charge = office.mail.delivered[-1].message
        assert [line for _, line, _ in office.steps()] == ["F-1", "C-1"]
        assert charge.references == ()
        assert "F-1" not in said(office)

    def test_of_long_ago_waits_for_a_person(self, story: Begin) -> None:
        office = story(mode=Mode.SHADOW)
        fail(office, "2026-08-10", "expired_card")
        office.sync()
        office.set_mode(Mode.AUTO)

        office.cycle("2026-09-02")

        assert office.steps() == []
        assert [(x.state, x.is_first_wave) for x in office.reminders()] == [("awaiting_approval", True)]


class TestTheEnd:
    """49."""

    @pytest.mark.parametrize("action", FinalAction)
    def test_proposes_what_the_business_chose_once(self, story: Begin, action: FinalAction) -> None:
        office = story(final_action=action)
        fail(office, "2026-09-01", "expired_card")

        office.days("2026-09-01", "2026-09-29")
        before = office.tasks()
        office.days("2026-09-30", "2026-10-05")

        assert before == []
        (task,) = to_do.tasks(office.app, office.id)
        assert (task.kind, task.detail, task.invoices) == ("final_action", f"final_{action}", ["C-1"])

    def test_is_not_asked_again_once_it_was_answered(self, office: Office) -> None:
        fail(office, "2026-09-01", "expired_card")
        office.days("2026-09-01", "2026-09-30")
        (task,) = to_do.tasks(office.app, office.id)

        to_do.resolve(office.app, office.id, task.id, "done", "Anna")
        office.days("2026-10-01", "2026-10-20")

        assert office.tasks() == []
        assert office.reason("C-1") == "ladder_finished"

    def test_is_not_asked_about_what_was_paid_meanwhile(self, office: Office) -> None:
        fail(office, "2026-09-01", "expired_card")
        office.days("2026-09-01", "2026-09-30")
        office.account.pay("C-1")

        office.cycle("2026-10-01")

        assert office.tasks() == []


def test_a_contested_mandate_is_a_persons_question_and_no_message(office: Office) -> None:
    fail(office, "2026-09-01", "debit_not_authorized")

    office.days("2026-09-01", "2026-09-20")

    assert office.steps() == []
    assert office.tasks() == ["needs_person"]


def test_the_first_day_of_the_failure_counts_whatever_the_provider_tries_since(office: Office) -> None:
    fail(office, "2026-09-01", "expired_card")
    office.cycle("2026-09-01")
    fail(office, "2026-09-05", "expired_card")

    office.days("2026-09-02", "2026-09-10")

    assert office.steps() == [("2026-09-01", "C-1", "failed"), ("2026-09-08", "C-1", "again")]


def test_on_both_databases_a_charge_is_told_and_its_end_proposed(store: SqlStore) -> None:
    office = Office(store, policy="three")
    fail(office, "2026-09-01", "expired_card")
    organisations.change_organisation(office.app, office.id, "Anna", final_action=FinalAction.PAUSE)

    office.days("2026-09-01", "2026-10-01")

    assert [step for *_, step in office.steps()] == ["failed", "again", "last"]
    assert [x.detail for x in to_do.tasks(office.app, office.id)] == ["final_pause"]


class TestWhoWasRefusedForNow:
    """34: the first notice reaches him too, alone, as long as it is true."""

    @pytest.fixture
    def office(self, by_smtp: Begin, catcher: Catcher) -> Office:
        office = by_smtp()
        office.account.customers["Dupont"] = SourceCustomer("Dupont", "Dupont", (DUPONT, OLD))
        fail(office, "2026-09-01", "insufficient_funds", "2026-09-04")
        catcher.script.say(OLD, BUSY)
        office.cycle("2026-09-01T09:00")
        return office

    def test_while_the_provider_tries_again(self, office: Office, catcher: Catcher) -> None:
        office.cycle("2026-09-01T09:15")

        assert envelopes(catcher) == [(DUPONT,), (OLD,)]

    def test_in_the_evening_too(self, office: Office, catcher: Catcher) -> None:
        office.cycle("2026-09-01T19:30")

        assert envelopes(catcher) == [(DUPONT,), (OLD,)]

    @pytest.mark.parametrize(
        ("code", "retried"),
        [("lost_card", "2026-09-04"), ("insufficient_funds", "2026-09-08"), ("insufficient_funds", None)],
    )
    def test_unless_something_else_helps_by_now(
        self, office: Office, catcher: Catcher, code: str, retried: str | None
    ) -> None:
        fail(office, "2026-09-01", code, retried)

        office.cycle("2026-09-01T09:15")

        assert envelopes(catcher) == [(DUPONT,)]
        assert ends(office) == [("cancelled", "changed")]

    def test_nor_once_the_payment_is_under_way(self, office: Office, catcher: Catcher) -> None:
        office.change("C-1", failure=None)

        office.cycle("2026-09-01T09:15")

        assert envelopes(catcher) == [(DUPONT,)]
        assert ends(office) == [("cancelled", "autopay")]
