"""Silence that somebody asked for, or that the facts ask for (scenarios.md, 22 to 24, 26 to 28)."""

from dataclasses import replace
from typing import Any

import pytest

from connector.core.decision import Action, Reason
from connector.core.invoice import Hold, HoldReason, Invoice, Scope, Status
from connector.core.policy import Channel
from tests.core.builders import (
    FRIENDLY,
    STANDARD,
    a_credit,
    a_customer,
    a_hold,
    a_line,
    an_invoice,
    an_organisation,
    at,
    day,
    reasons,
)
from tests.core.story import Story

CUSTOMER = {"scope": Scope.CUSTOMER, "invoice_id": None}
EVERYTHING = {"scope": Scope.ORGANISATION, "invoice_id": None, "customer_id": None}


def test_a_dispute_on_one_of_three_invoices_leaves_the_other_two() -> None:
    """Scenario 22: the disputed one is not mentioned."""
    story = Story(*map(an_invoice, ("F-1", "F-2", "F-3")), holds=[a_hold("dispute", "2026-09-03")])

    (message,) = story.messages("2026-09-07")

    assert message.numbers == ("F-2", "F-3")
    assert story.says("2026-09-07") == "hold, dispute"
    assert story.decisions["F-1"].asked == 0


def test_of_a_part_in_dispute_the_rest_is_asked() -> None:
    """Scenario 22: 30 of 100, 70 is asked."""
    story = Story(holds=[a_hold("dispute", "2026-09-03", amount=3_000)])

    decision = story.day("2026-09-07")["F-1"]

    assert (decision.action, decision.asked, decision.disputed) == (Action.SEND, 7_000, 3_000)


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ([9_999], "send friendly, step_due"),
        ([10_000], "hold, dispute"),
        ([4_000, 6_000], "hold, dispute"),
        ([1, None], "hold, dispute"),
    ],
)
def test_a_dispute_of_all_that_is_open_holds_the_invoice(amounts: list[int | None], said: str) -> None:
    """Section 5, dispute: nothing is left to ask."""
    holds = [a_hold("dispute", f"2026-09-0{n}", amount=amount) for n, amount in enumerate(amounts, start=3)]

    assert Story(holds=holds).says("2026-09-07") == said


def test_a_dispute_of_a_single_yen_holds_the_invoice_of_a_yen() -> None:
    """Section 5, dispute: nothing is left to ask, however small it is."""
    story = Story(an_invoice(total=1, currency="JPY"), holds=[a_hold("dispute", "2026-09-03", amount=1)])

    assert story.says("2026-09-07") == "hold, dispute"


def test_a_dispute_with_an_end_is_silent_through_it() -> None:
    """Section 5, holds: `--until D` is silent through D."""
    story = Story(holds=[a_hold("dispute", "2026-09-03", "2026-09-11")])

    assert story.says("2026-09-11") == "hold until 2026-09-14, dispute"
    assert story.says("2026-09-14") == "send friendly, step_due"


def test_of_two_disputes_the_longer_one_counts() -> None:
    """Section 5, holds: the end is known only when every end is."""
    short, long = a_hold("dispute", "2026-09-03", "2026-09-11"), a_hold("dispute", "2026-09-04", "2026-09-18")

    assert Story(holds=[short, long]).says("2026-09-07") == "hold until 2026-09-21, dispute"
    assert Story(holds=[short, replace(long, until_on=None)]).says("2026-09-07") == "hold, dispute"


def test_a_part_in_dispute_does_not_hide_the_end_of_the_whole() -> None:
    """Section 11: the first sending day after a known end."""
    whole, part = a_hold("dispute", "2026-09-03", "2026-09-11"), a_hold("dispute", "2026-09-04", amount=1)

    assert Story(holds=[whole, part]).says("2026-09-07") == "hold until 2026-09-14, dispute"


def test_a_reply_silences_all_the_customer_s_invoices_until_a_person_sorts_it() -> None:
    """Scenario 23: it came at 08:59."""
    reply = a_hold("reply", "2026-09-07", **CUSTOMER)
    story = Story(an_invoice("F-1"), an_invoice("F-2"), holds=[reply])

    assert reasons(story.day("2026-09-07")) == {"F-1": "reply", "F-2": "reply"}
    assert reasons(story.day("2026-12-01")) == {"F-1": "reply", "F-2": "reply"}
    story.release("2026-12-02")
    assert len(story.messages("2026-12-02")) == 1


def test_a_reply_about_one_invoice_silences_them_all() -> None:
    """Section 5, reply: all the customer's invoices, whichever it was noted on."""
    story = Story(an_invoice("F-1"), an_invoice("F-2"), holds=[a_hold("reply", "2026-09-07")])

    assert reasons(story.day("2026-09-07")) == {"F-1": "reply", "F-2": "reply"}


def test_an_absence_moves_the_next_step_to_the_day_of_return() -> None:
    """Scenario 24: a pause through the day before, Monday the 14th."""
    absence = a_hold("pause", "2026-09-07", "2026-09-13", **CUSTOMER)
    story = Story(holds=[absence])

    assert story.says("2026-09-07") == "hold until 2026-09-14, pause"
    assert story.says("2026-09-14") == "send friendly, step_due"


def test_an_invoice_that_will_be_charged_by_itself_is_never_reminded() -> None:
    """Scenario 26: a card on file."""
    story = Story(an_invoice(is_autopay=True))

    assert story.walk("2026-08-20", "2026-12-31") == []
    assert story.says("2026-09-07") == "hold, autopay"


def test_a_direct_debit_has_five_business_days_from_the_due_date() -> None:
    """Section 5, autopay: due Wednesday the 2nd, held through Wednesday the 9th."""
    story = Story(customer=a_customer(pays_by_direct_debit=True))

    assert story.says("2026-08-03") == "hold until 2026-09-10, autopay"
    assert story.says("2026-09-09") == "hold until 2026-09-10, autopay"
    assert story.says("2026-09-10") == "send friendly, step_due"


def test_a_direct_debit_without_a_due_date_is_held_for_that() -> None:
    """Section 5: no due date, no days to count."""
    story = Story(an_invoice(due_on=None), customer=a_customer(pays_by_direct_debit=True))

    assert story.says("2026-09-07") == "hold, no_due_date"


@pytest.mark.parametrize(
    ("scope", "held"),
    [
        ({"scope": Scope.INVOICE}, ["F-1"]),
        (CUSTOMER, ["F-1", "F-2"]),
        (EVERYTHING, ["F-1", "F-2"]),
        ({"customer_id": "somebody else", "scope": Scope.CUSTOMER}, []),
        ({"invoice_id": "F-9", "scope": Scope.INVOICE}, []),
    ],
)
def test_a_pause_is_honoured_in_its_scope(scope: dict[str, str], held: list[str]) -> None:
    """Scenario 27: the invoice, the customer, the organisation."""
    story = Story(an_invoice("F-1"), an_invoice("F-2"), holds=[a_hold("pause", "2026-09-01", **scope)])

    decisions = story.day("2026-09-07")

    assert [number for number, decision in decisions.items() if decision.reason is Reason.PAUSE] == held


def test_a_business_that_closes_for_august_is_silent_through_its_last_day() -> None:
    """Scenario 27: a pause of the organisation."""
    august = a_hold("pause", "2026-08-01", "2026-08-31", **EVERYTHING)
    story = Story(an_invoice(due_on="2026-08-05"), holds=[august])

    assert story.walk("2026-08-01", "2026-08-31") == []
    assert story.says("2026-08-31") == "hold until 2026-09-01, pause"
    assert story.says("2026-09-01") == "send firm, step_due"


def test_a_pause_without_an_end_lasts() -> None:
    """Scenario 27: the invoice for ever."""
    story = Story(holds=[a_hold("pause", "2026-09-01")])

    assert story.walk("2026-09-01", "2027-09-01") == []
    assert story.says("2027-09-01") == "hold, pause"


def test_a_pause_begins_on_its_day_and_a_release_ends_it_at_once() -> None:
    """Section 5, holds: author, end, undo."""
    pause = replace(a_hold("pause", "2026-09-08"), ended_on=day("2026-09-10"))
    story = Story(holds=[pause])

    days = {text: story.says(text) for text in ("2026-09-07", "2026-09-08", "2026-09-09", "2026-09-10")}

    silent = [text for text, said in days.items() if said == "hold, pause"]
    assert silent == ["2026-09-08", "2026-09-09"]


def test_insolvency_stops_every_automatic_step() -> None:
    """Scenario 28."""
    story = Story(
        an_invoice("F-1"), an_invoice("F-2"), holds=[a_hold("insolvency", "2026-09-01", **CUSTOMER)]
    )

    assert story.walk("2026-08-28", "2027-08-31", tasks=True) == []
    assert reasons(story.decisions) == {"F-1": "insolvency", "F-2": "insolvency"}


def test_an_invoice_said_to_be_paid_is_held_for_five_business_days() -> None:
    """Section 5, said paid: said on Monday the 7th, then a task."""
    story = Story(holds=[a_hold("said_paid", "2026-09-07")])

    assert story.says("2026-09-14") == "hold, said_paid"
    assert story.says("2026-09-15") == "task, needs_person"
    assert story.says("2026-12-15") == "task, needs_person"


def test_said_paid_may_be_given_another_end() -> None:
    """Section 5, holds: `--until D` is silent through D."""
    story = Story(holds=[a_hold("said_paid", "2026-09-07", "2026-09-30")])

    assert story.says("2026-09-30") == "hold, said_paid"
    assert story.says("2026-10-01") == "task, needs_person"


def test_one_of_two_connections_chases() -> None:
    """Section 8: the other is held as duplicate_source."""
    story = Story(an_invoice("F-1"), an_invoice("F-2"), holds=[a_hold("duplicate_source", "2026-09-01")])

    assert reasons(story.day("2026-09-07")) == {"F-1": "duplicate_source", "F-2": "step_due"}


@pytest.mark.parametrize("reason", ["handed_over", "factored"])
def test_an_invoice_that_others_collect_is_stopped(reason: str) -> None:
    """Section 5, reasons: a hold that says stop."""
    story = Story(an_invoice("F-1"), an_invoice("F-2"), holds=[a_hold(reason, "2026-09-01")])

    assert reasons(story.day("2026-09-07")) == {"F-1": reason, "F-2": "step_due"}


@pytest.mark.parametrize("reason", ["handed_over", "factored"])
def test_an_invoice_that_others_collect_until_a_day_comes_back(reason: str) -> None:
    """Section 5, holds: `--until D` is silent through D."""
    story = Story(holds=[a_hold(reason, "2026-09-01", "2026-09-09")])

    assert story.says("2026-09-09") == f"stop, {reason}"
    assert story.says("2026-09-10") == "send friendly, step_due"


def test_an_invoice_that_others_collect_until_a_day_goes_on_only_if_nothing_else_holds_it() -> None:
    """Section 11: `on` is the first sending day after a known end; a reply has none."""
    away = a_hold("handed_over", "2026-09-01", "2026-09-09")

    alone = Story(holds=[away]).day("2026-09-09")["F-1"]
    answered = Story(holds=[away, a_hold("reply", "2026-09-01")]).day("2026-09-09")["F-1"]

    assert (alone.reason, alone.on) == ("handed_over", day("2026-09-10"))
    assert (answered.reason, answered.on) == ("handed_over", None)


@pytest.mark.parametrize(
    "facts",
    [
        {"customer": a_customer(is_excluded=True)},
        {"organisation": an_organisation(excluded_currencies=frozenset({"EUR"}))},
    ],
    ids=["excluded", "excluded currency"],
)
def test_what_is_excluded_does_not_go_on_when_others_have_done_collecting(facts: dict[str, Any]) -> None:
    """Section 11: `on` is the first sending day after a known end; an exclusion has none."""
    story = Story(holds=[a_hold("handed_over", "2026-09-01", "2026-09-09")], **facts)

    assert story.says("2026-09-09") == "stop, handed_over"
    assert story.decisions["F-1"].on is None


def test_an_invoice_that_was_taken_back_goes_on() -> None:
    """Section 5, holds: undo; and a hand-over noted for later has not begun."""
    back = a_hold("handed_over", "2026-09-01", ended_on=day("2026-09-07"))
    later = a_hold("handed_over", "2026-09-08")

    assert Story(holds=[back, later]).says("2026-09-07") == "send friendly, step_due"
    assert Story(holds=[back, later]).says("2026-09-08") == "stop, handed_over"


def test_handing_over_comes_before_factoring() -> None:
    """Section 5, reasons, in order of precedence."""
    story = Story(holds=[a_hold("factored", "2026-09-01"), a_hold("handed_over", "2026-09-01")])

    assert story.says("2026-09-07") == "stop, handed_over"


def test_an_excluded_customer_is_left_alone() -> None:
    """Section 11: `customer set NAME --exclude`."""
    story = Story(customer=a_customer(is_excluded=True))

    assert story.walk("2026-08-20", "2026-12-31") == []
    assert story.says("2026-09-07") == "stop, excluded"


def test_an_excluded_currency_is_left_alone() -> None:
    """Section 5, reasons."""
    story = Story(
        an_invoice("F-1"),
        an_invoice("F-2", currency="USD"),
        organisation=an_organisation(excluded_currencies=frozenset({"USD"})),
    )

    assert reasons(story.day("2026-09-07")) == {"F-1": "step_due", "F-2": "currency_excluded"}


# ---------------------------------------------------------------- what is said where several hold

EVERY_HOLD = [
    a_hold("insolvency", "2026-09-01"),
    a_hold("dispute", "2026-09-01"),
    a_hold("pause", "2026-09-01"),
    a_hold("reply", "2026-09-01"),
    a_hold("said_paid", "2026-09-04"),
    a_hold("promise", "2026-09-01", "2026-09-30"),
    a_hold("duplicate_source", "2026-09-01"),
]


def test_the_first_reason_of_the_list_is_said() -> None:
    """Section 5, reasons, in order of precedence: every hold taken away in turn."""
    invoice = an_invoice(is_autopay=True, due_on=None)
    holds, said = list(EVERY_HOLD), []
    while holds:
        said.append(str(Story(invoice, holds=holds).day("2026-09-07")["F-1"].reason))
        holds.pop(0)

    # A card on file comes before the duplicate, and both before the missing due date.
    assert said == ["insolvency", "dispute", "pause", "reply", "said_paid", "promise", "autopay"]


@pytest.mark.parametrize(
    ("invoice", "said"),
    [
        (an_invoice(due_on=None), "money_seen"),
        (an_invoice(is_autopay=True), "money_seen"),
        (an_invoice(due_on="2026-01-01", cold_start_on=day("2026-09-01")), "money_seen"),
    ],
)
def test_money_in_sight_comes_before_what_the_invoice_lacks(invoice: Invoice, said: str) -> None:
    """Section 5, reasons."""
    assert Story(invoice, credits=[a_credit(10_000, "2026-09-04")]).says("2026-09-07") == f"hold, {said}"


def test_an_old_first_contact_comes_before_a_failed_delivery() -> None:
    """Section 5, reasons."""
    failed = a_line(FRIENDLY, None, failed_at=at("2026-09-02T09:00"), state="failed")
    invoice = an_invoice(due_on="2026-01-01", cold_start_on=day("2026-09-01"))

    assert Story(invoice, history=[failed]).says("2026-09-07") == "hold, old_first_contact"


def test_the_day_of_a_hold_is_free_of_every_hold() -> None:
    """Section 11: `on` is the first sending day after a known end; here the reply ends last."""
    holds = [a_hold("pause", "2026-09-01", "2026-09-11"), a_hold("reply", "2026-09-01", "2026-09-25")]

    assert Story(holds=holds).says("2026-09-07") == "hold until 2026-09-28, pause"


def test_a_hold_beside_one_without_an_end_has_no_day() -> None:
    """Section 11: else null."""
    holds = [a_hold("pause", "2026-09-01", "2026-09-11"), a_hold("reply", "2026-09-01")]

    assert Story(holds=holds).says("2026-09-07") == "hold, pause"


def test_what_ran_out_stands_in_the_place_of_its_hold() -> None:
    """Section 5, holds: a pause comes before it, a promise after it."""
    ran_out = a_hold("said_paid", "2026-08-03")
    pause, promise = a_hold("pause", "2026-09-01"), a_hold("promise", "2026-09-01", "2026-09-30")

    assert Story(holds=[ran_out, pause]).says("2026-09-07") == "hold, pause"
    assert Story(holds=[ran_out, promise]).says("2026-09-07") == "task, needs_person"


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_holds_does_not_matter(order: int) -> None:
    """Section 5: same facts, same decisions; what ran out asks for a person until he decides."""
    ran_out, fresh = a_hold("said_paid", "2026-08-03"), a_hold("said_paid", "2026-09-04", **CUSTOMER)

    assert Story(holds=[ran_out, fresh][::order]).says("2026-09-07") == "task, needs_person"


def test_a_task_that_stands_for_a_hold_bears_no_step() -> None:
    """Section 5: a person decides first what is to be said at all."""
    decision = Story(policy=STANDARD, holds=[a_hold("returned_debit", "2026-09-01")]).day("2026-09-07")["F-1"]

    assert (decision.step, decision.channel, decision.on) == (None, Channel.TASK, day("2026-09-07"))


def test_stops_come_before_holds() -> None:
    """Section 5, reasons, in order of precedence."""
    holds: list[Hold] = [a_hold(reason, "2026-09-01") for reason in HoldReason]

    story = Story(an_invoice(open=0, status=Status.OPEN), holds=holds)

    assert story.says("2026-09-07") == "stop, paid"
