"""Cards that end (scenario 50): one notice thirty days before, and nothing of what is owed changes.

In the stories the card pays until Saturday 31 October 2026: thirty days before is Thursday 1 October.
"""

from datetime import timedelta

import pytest

from connector.core.history import Sort, State
from connector.core.invoice import Reading, Scope
from connector.core.policy import Channel
from tests.core.builders import (
    EXPIRING_CARD,
    FAILED_CHARGE,
    LADDER_5_15_30,
    a_calendar,
    a_card,
    a_charge,
    a_credit,
    a_customer,
    a_hold,
    a_ladder,
    a_line,
    an_email,
    an_invoice,
    an_organisation,
    at,
    policies,
)
from tests.core.story import Story

ALL = policies(LADDER_5_15_30, FAILED_CHARGE, EXPIRING_CARD)
CARD = "Visa 4242"
ON = "2026-10-01"


def story_of(*invoices: object, **facts: object) -> Story:
    return Story(*invoices, **({"policy": ALL} | facts))  # type: ignore[arg-type]


def test_one_notice_leaves_thirty_days_before_and_none_after() -> None:
    assert story_of(a_card()).walk("2026-08-01", "2026-12-31") == [f"{ON} {CARD} card-ends"]


def test_before_its_day_it_is_not_due_and_says_when() -> None:
    assert story_of(a_card()).says("2026-09-15", CARD) == f"wait card-ends until {ON}, not_due"


@pytest.mark.parametrize(
    ("expires", "left"),
    [("2026-09-30", "2026-08-31"), ("2027-01-31", "2026-12-31"), ("2027-02-28", "2027-01-29")],
)
def test_its_day_is_moved_backward_to_a_business_day(expires: str, left: str) -> None:
    story = story_of(a_card(expires))

    assert story.walk("2026-08-01", expires) == [f"{left} {CARD} card-ends"]


def test_a_closure_moves_it_too() -> None:
    story = story_of(a_card(), calendar=a_calendar(closures=["2026-10-01"]))

    assert story.walk("2026-09-01", "2026-10-31") == [f"2026-10-02 {CARD} card-ends"]


def test_seen_late_it_is_told_at_once_and_on_its_last_day_still() -> None:
    assert story_of(a_card()).says("2026-10-30", CARD) == "send card-ends, coming_due"


def test_once_it_has_ended_nothing_is_said() -> None:
    assert story_of(a_card()).says("2026-11-02", CARD) == "stop, ladder_finished"


def test_it_is_said_once_whatever_becomes_of_it() -> None:
    story = story_of(a_card())
    story.lines.append(a_line(EXPIRING_CARD.steps[0], ON, CARD, sort=Sort.CARD, state=State.UNKNOWN))

    assert story.walk("2026-10-01", "2026-12-31") == []


def test_the_next_card_of_the_same_customer_is_told_of_in_its_turn() -> None:
    story = story_of(a_card(), a_card("2026-11-30", "Visa 1881"))

    assert story.walk("2026-09-01", "2026-12-31") == [
        f"{ON} {CARD} card-ends",
        "2026-10-30 Visa 1881 card-ends",
    ]


def test_two_cards_that_end_together_are_one_message() -> None:
    story = story_of(a_card(), a_card(number="Visa 1881"))

    (message,) = story.messages(ON)

    assert (message.numbers, message.head.sort) == (("Visa 1881", CARD), Sort.CARD)


class TestWhatKeepsItBack:
    @pytest.mark.parametrize("reason", ["pause", "reply", "insolvency"])
    def test_a_hold_of_the_customer(self, reason: str) -> None:
        hold = a_hold(reason, "2026-09-01", scope=Scope.CUSTOMER, invoice_id=None)

        assert story_of(a_card(), holds=[hold]).says(ON, CARD).startswith("hold")

    def test_an_exclusion(self) -> None:
        assert story_of(a_card(), customer=a_customer(is_excluded=True)).says(ON, CARD) == "stop, excluded"

    def test_no_address(self) -> None:
        assert story_of(a_card(), customer=a_customer(contacts=())).says(ON, CARD).endswith("no_address")

    def test_a_word_against_e_mail(self) -> None:
        customer = a_customer(opted_out=frozenset({"email"}))

        assert story_of(a_card(), customer=customer).says(ON, CARD).endswith("opted_out")

    def test_neither_a_minimum_nor_a_credit(self) -> None:
        organisation = an_organisation(minimums={"EUR": 100_00})
        credit = a_credit(5_000, "2026-09-30")
        story = story_of(a_card(), organisation=organisation, credits=[credit])

        assert story.says(ON, CARD) == "send card-ends, coming_due"

    def test_nobodys_choice_of_a_policy(self) -> None:
        story = story_of(a_card(policy="standard"), customer=a_customer(policy="expiring-card"))

        assert story.says(ON, CARD) == "send card-ends, coming_due"

    def test_no_policy_at_all(self) -> None:
        story = story_of(a_card(), policy=policies(LADDER_5_15_30))

        assert story.says(ON, CARD) == "stop, ladder_finished"

    def test_a_provider_that_mails_invoices_never_carries_it(self) -> None:
        by_provider = an_email("card-ends", -30, EXPIRING_CARD.steps[0].severity, channel=Channel.PROVIDER)
        story = story_of(
            a_card(), policy=policies(LADDER_5_15_30, a_ladder(by_provider, name="expiring-card"))
        )
        moment = at(f"{ON}T09:00")
        story.readings = {"file": Reading(moment, moment + timedelta(hours=6), can_send=True)}

        assert story.day(ON)[CARD].channel is Channel.EMAIL


class TestBesideWhatIsOwed:
    def test_an_invoice_speaks_first_and_the_card_waits_for_the_gap(self) -> None:
        story = story_of(an_invoice(due_on="2026-09-26"), a_card())

        assert story.walk("2026-09-30", "2026-10-09") == [
            f"{ON} F-1 friendly",
            f"2026-10-05 {CARD} card-ends",
        ]

    def test_what_was_said_of_a_card_starts_the_gap_of_invoices(self) -> None:
        story = story_of(an_invoice(due_on="2026-09-27"), a_card())

        assert story.walk("2026-10-01", "2026-10-09") == [f"{ON} {CARD} card-ends", "2026-10-05 F-1 friendly"]

    def test_said_on_the_same_day_they_do_not_share_it(self) -> None:
        story = story_of(an_invoice(due_on="2026-09-26"), a_card())
        story.lines.append(a_line(EXPIRING_CARD.steps[0], ON, CARD, sort=Sort.CARD))

        assert story.says(ON, "F-1") == "wait friendly until 2026-10-05, gap"

    def test_a_failed_charge_speaks_first(self) -> None:
        story = story_of(a_charge(ON), a_card())

        assert story.walk(ON, "2026-10-06") == [f"{ON} C-1 failed", f"2026-10-05 {CARD} card-ends"]

    @pytest.mark.parametrize("failed", ["2026-09-24", "2026-09-25"])
    def test_nothing_of_a_failed_charge_changes(self, failed: str) -> None:
        alone = story_of(a_charge(failed)).walk(failed, "2026-11-30")
        beside = story_of(a_charge(failed), a_card()).walk(failed, "2026-11-30")

        assert [x for x in beside if "C-1" in x] == alone
        assert [x for x in beside if CARD in x] != []

    def test_an_invoice_of_the_same_customer_keeps_its_own_ladder(self) -> None:
        story = story_of(an_invoice(due_on="2026-09-02"), a_card("2026-12-31"))

        assert story.walk("2026-09-02", "2026-10-31") == [
            "2026-09-07 F-1 friendly",
            "2026-09-17 F-1 firm",
            "2026-10-02 F-1 last",
        ]
