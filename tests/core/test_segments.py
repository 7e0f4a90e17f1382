"""Segments: what each fact says, which rule is the first that fits, and what moves nobody twice."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from connector.core.behaviour import Behaviour
from connector.core.invoice import Customer, Invoice, Status
from connector.core.policy import ChosenBy, Conditions, Policies
from connector.core.segments import NO_POSITION, Bounds, Position, Segment, Signer, turns_on
from tests.core.builders import (
    CALL,
    FAILED_CHARGE,
    FIRM,
    FORMAL,
    FRIENDLY,
    LONG_TERMS,
    NOTICE,
    STANDARD,
    a_card,
    a_charge,
    a_customer,
    a_ladder,
    an_invoice,
    day,
    policies,
)
from tests.core.story import Story

TODAY = date(2026, 9, 20)
#: The shipped one, which says the same things sooner.
SOONER = a_ladder(
    replace(NOTICE, offset=-7),
    replace(FRIENDLY, offset=3),
    replace(FIRM, offset=10),
    replace(CALL, offset=14),
    replace(FORMAL, offset=20),
    name="firm",
)
BY_HAND = a_ladder(
    *(replace(CALL, id=x, offset=n) for x, n in (("first-call", 10), ("call", 20), ("last-call", 45))),
    name="by-hand",
)
CLAIRE = Signer("Claire Martin", "claire@fournil.test")


def _position(*invoices: Invoice, **customer: Any) -> Position:
    return Position.of(a_customer(**customer), invoices, TODAY, "BE")


def _shelf(*segments: Segment) -> Policies:
    return replace(policies(STANDARD, SOONER, LONG_TERMS, BY_HAND, FAILED_CHARGE), segments=segments)


def _chosen(
    shelf: Policies, invoice: Invoice | None = None, **customer: Any
) -> tuple[str, ChosenBy, str | None]:
    invoice, who = invoice or an_invoice(), a_customer(**customer)
    position = shelf.position(who, [invoice], TODAY, "FR")
    choice = shelf.choice(invoice, who, "fr", position)
    assert shelf.choose(invoice, who, "fr", position) is choice.policy
    return choice.policy.name, choice.by, choice.segment.name if choice.segment else None


# ---------------------------------------------------------------- what is known of a customer


def test_what_he_owes_is_summed_by_currency_and_what_is_late_apart() -> None:
    late, today = an_invoice(due_on="2026-09-19"), an_invoice("F-2", due_on="2026-09-20", total=30_000)
    pounds = an_invoice("F-3", due_on="2026-12-01", currency="GBP", total=500)

    position = _position(late, today, pounds)

    assert (position.owed, position.overdue) == ({"EUR": 40_000, "GBP": 500}, {"EUR": 10_000})
    assert [position.overdue_share(x) for x in ("EUR", "GBP", "USD")] == [0.25, 0, None]
    assert position.late_next_on == date(2026, 9, 21)


def test_charges_cards_and_what_is_closed_are_not_owed_and_what_has_no_due_date_is_not_late() -> None:
    closed = an_invoice("F-4", status=Status.PAID)
    undated = an_invoice("F-5", due_on=None, total=700)

    position = _position(a_charge("2026-09-01"), a_card(), closed, undated)

    assert (position.owed, position.overdue, position.late_next_on) == ({"EUR": 700}, {}, None)


@pytest.mark.parametrize(
    ("since", "months"), [("2026-09-20", 0), ("2026-08-31", 1), ("2024-09-30", 24), ("2026-12-01", 0)]
)
def test_a_relation_is_as_old_as_the_months_that_have_turned(since: str, months: int) -> None:
    assert _position(known_since=day(since)).relation_months == months


def test_without_a_first_invoice_nobody_knows_how_old_it_is() -> None:
    assert _position().relation_months is None


def test_a_year_of_payments_begins_on_the_first_day_of_this_month_a_year_ago() -> None:
    months = "2025-08:9/9 2025-09:2/1 2026-09:3/2 2026-10:5/5"

    year = _position(behaviour=Behaviour(19, 17, months)).year

    assert year == Behaviour(settled=5, settled_late=3)
    assert year.late_share == 0.6


def test_the_organisation_s_country_stands_for_one_that_is_not_known() -> None:
    assert (_position(country=None).country, _position(country="DE").country) == ("BE", "DE")


# ---------------------------------------------------------------- what must hold


YEAR = Behaviour(settled=4, settled_late=2)
KNOWN = Position(TODAY, "FR", {"EUR": 40_000}, {"EUR": 10_000}, relation_months=6, year=YEAR)


@pytest.mark.parametrize(
    ("bounds", "holds"),
    [
        (Bounds(), True),
        (Bounds(countries=frozenset({"FR", "BE"})), True),
        (Bounds(countries=frozenset({"BE"})), False),
        (Bounds(sectors=frozenset({"building"})), True),
        (Bounds(sectors=frozenset({"retail"})), False),
        (Bounds(min_relation_months=6, max_relation_months=6), True),
        (Bounds(min_relation_months=7), False),
        (Bounds(max_relation_months=5), False),
        (Bounds(min_owed={"EUR": 40_000}), True),
        (Bounds(min_owed={"EUR": 40_001}), False),
        (Bounds(max_owed={"EUR": 39_999}), False),
        (Bounds(min_owed={"GBP": 1}), True),
        (Bounds(min_overdue_share=0.25, max_overdue_share=0.25), True),
        (Bounds(min_overdue_share=0.26), False),
        (Bounds(min_year_settled=4), True),
        (Bounds(min_year_settled=5), False),
        (Bounds(min_year_late=2, max_year_late=2), True),
        (Bounds(min_year_late=3), False),
        (Bounds(max_year_late=1), False),
        (Bounds(min_year_late_share=0.5, max_year_late_share=0.5), True),
        (Bounds(max_year_late_share=0.4), False),
    ],
)
def test_each_bound_holds_from_its_limit_on(bounds: Bounds, holds: bool) -> None:
    assert bounds.hold_for("EUR", a_customer(sector="building"), KNOWN) is holds


def test_what_nobody_knows_does_not_hold() -> None:
    nobody = Position(TODAY, "FR")

    assert not Bounds(max_relation_months=12).hold_for("EUR", a_customer(), nobody)
    assert not Bounds(max_overdue_share=1).hold_for("EUR", a_customer(), nobody)


# ---------------------------------------------------------------- which one


LATE = Segment("Often late", Bounds(min_year_late=3), policy="firm")
STRATEGIC = Segment(
    "Strategic", conditions=Conditions(tags=frozenset({"strategic"})), policy="by-hand", signer=CLAIRE
)
ABROAD = Segment("Abroad", Bounds(countries=frozenset({"BE"})), signer=Signer("Bram"))
OFTEN_LATE = Behaviour(3, 3, "2026-09:3/3")
TAGGED = frozenset({"strategic"})


def test_the_first_segment_that_fits_says_the_policy() -> None:
    both: dict[str, Any] = {"behaviour": OFTEN_LATE, "tags": TAGGED}

    assert _chosen(_shelf(LATE, STRATEGIC), **both) == ("firm", ChosenBy.SEGMENT, "Often late")
    assert _chosen(_shelf(STRATEGIC, LATE), **both) == ("by-hand", ChosenBy.SEGMENT, "Strategic")


def test_a_segment_comes_before_the_conditions_of_policies_the_terms_and_the_organisation() -> None:
    own_rule = replace(LONG_TERMS, name="ruled", conditions=Conditions(tags=TAGGED))
    shelf = replace(policies(STANDARD, SOONER, own_rule), segments=(LATE,))

    assert _chosen(shelf, behaviour=OFTEN_LATE, tags=TAGGED)[0] == "firm"
    assert _chosen(shelf, tags=TAGGED) == ("ruled", ChosenBy.CONDITIONS, None)
    assert _chosen(_shelf(LATE), an_invoice(terms=60)) == ("long-terms", ChosenBy.TERMS, None)
    assert _chosen(_shelf(LATE)) == ("standard", ChosenBy.ORGANISATION, None)


def test_what_was_chosen_by_hand_wins_and_the_segment_still_says_who_signs() -> None:
    shelf = _shelf(STRATEGIC)

    assert _chosen(shelf, an_invoice(policy="firm"), tags=TAGGED) == ("firm", ChosenBy.INVOICE, "Strategic")
    assert _chosen(shelf, policy="firm", tags=TAGGED) == ("firm", ChosenBy.CUSTOMER, "Strategic")


def test_a_segment_without_a_policy_leaves_it_as_it_would_be() -> None:
    assert _chosen(_shelf(ABROAD, LATE), country="BE", behaviour=OFTEN_LATE) == (
        "standard", ChosenBy.ORGANISATION, "Abroad",
    )  # fmt: skip


def test_no_segment_touches_a_failed_charge() -> None:
    charge = a_charge("2026-09-10")

    assert _chosen(_shelf(STRATEGIC), charge, tags=TAGGED) == ("failed-charge", ChosenBy.OWN, None)


def test_who_signs_is_said_by_the_segment_alone() -> None:
    shelf, who = _shelf(STRATEGIC), a_customer(tags=TAGGED)

    assert shelf.choice(an_invoice(), who, "fr", NO_POSITION).signer == CLAIRE
    assert shelf.choice(an_invoice(), a_customer(), "fr", NO_POSITION).signer is None


def test_both_kinds_of_conditions_must_hold() -> None:
    both = Segment("Both", Bounds(min_year_late=3), Conditions(tags=TAGGED), "firm")

    assert _chosen(_shelf(both), behaviour=OFTEN_LATE)[0] == "standard"
    assert _chosen(_shelf(both), behaviour=OFTEN_LATE, tags=TAGGED)[0] == "firm"


# ---------------------------------------------------------------- when it may change by itself


def test_without_segments_nothing_is_worked_out() -> None:
    shelf = policies(STANDARD)

    assert shelf.position(a_customer(), [an_invoice()], TODAY, "FR") is NO_POSITION
    assert shelf.turns_on(NO_POSITION) is None


@pytest.mark.parametrize(
    ("bounds", "turns"),
    [
        (Bounds(min_owed={"EUR": 1}), None),
        (Bounds(min_relation_months=3), date(2026, 10, 1)),
        (Bounds(max_year_late_share=0.5), date(2026, 10, 1)),
        (Bounds(min_overdue_share=0.5), date(2026, 9, 26)),
    ],
)
def test_a_segment_is_judged_again_when_the_calendar_alone_may_change_it(
    bounds: Bounds, turns: date | None
) -> None:
    shelf = _shelf(Segment("One", bounds, policy="firm"))
    position = shelf.position(a_customer(), [an_invoice(due_on="2026-09-25")], TODAY, "FR")

    assert shelf.turns_on(position) == turns


def test_the_earlier_of_both_counts_and_nothing_ahead_turns_nothing() -> None:
    late, share = Segment("A", Bounds(min_year_late=1)), Segment("B", Bounds(max_overdue_share=0.5))
    ahead = Position(TODAY, "FR", late_next_on=date(2026, 9, 26))

    assert turns_on([late, share], ahead) == date(2026, 9, 26)
    assert turns_on([share], Position(TODAY, "FR")) is None


# ---------------------------------------------------------------- told by the calendar


def _with_late(story: Story, late: int, month: str) -> None:
    story.customer = replace(story.customer, behaviour=Behaviour(late, late, f"{month}:{late}/{late}"))


def test_after_his_third_late_payment_he_is_asked_firmly_from_where_he_stood() -> None:
    """What was sent stays sent: friendly is not said again, firm comes on its earlier day, once."""
    story = Story(an_invoice(due_on="2026-09-02"), policy=_shelf(LATE))
    _with_late(story, 2, "2026-08")
    assert story.walk("2026-08-20", "2026-09-08") == ["2026-08-28 F-1 notice", "2026-09-07 F-1 friendly"]

    _with_late(story, 3, "2026-09")

    assert story.says("2026-09-09") == "wait firm until 2026-09-14, not_due"
    assert story.walk("2026-09-09", "2026-12-31", tasks=True) == [
        "2026-09-14 F-1 firm", "2026-09-18 F-1 call", "2026-09-24 F-1 formal",
    ]  # fmt: skip


@pytest.mark.parametrize("moved_on", [f"2026-09-{n:02}" for n in range(2, 31, 3)])
@pytest.mark.parametrize("back_after", [1, 6, 20])
def test_however_often_he_moves_no_step_is_said_twice_and_the_gap_holds(
    moved_on: str, back_after: int
) -> None:
    story = Story(an_invoice(due_on="2026-09-02"), policy=_shelf(LATE))
    said = story.walk("2026-08-20", moved_on)
    _with_late(story, 3, "2026-09")
    back = date.fromordinal(day(moved_on).toordinal() + back_after)
    said += story.walk(str(date.fromordinal(day(moved_on).toordinal() + 1)), str(back))
    story.customer = replace(story.customer, behaviour=Behaviour())
    said += story.walk(str(date.fromordinal(back.toordinal() + 1)), "2027-02-01", tasks=True)

    steps = [x.split()[-1] for x in said]
    days = [date.fromisoformat(x.split()[0]) for x in said]
    assert len(steps) == len(set(steps))
    assert steps == [x for x in ("notice", "friendly", "firm", "call", "formal") if x in steps]
    assert all((b - a).days >= 3 for a, b in pairwise(days))


def test_who_becomes_strategic_is_called_and_nothing_more_is_written() -> None:
    story = Story(an_invoice(due_on="2026-09-02"), policy=_shelf(STRATEGIC))
    story.walk("2026-08-20", "2026-09-08")

    story.customer = replace(story.customer, tags=TAGGED)

    assert story.walk("2026-09-09", "2027-01-31", tasks=True) == [
        "2026-09-14 F-1 first-call", "2026-09-22 F-1 call", "2026-10-19 F-1 last-call",
    ]  # fmt: skip
    assert all(x.channel == "call" for x in story.lines[2:])


def test_who_is_no_longer_strategic_is_written_to_from_where_the_day_stands() -> None:
    story = Story(an_invoice(due_on="2026-09-02"), policy=_shelf(STRATEGIC), customer=a_customer(tags=TAGGED))
    story.walk("2026-08-20", "2026-09-14", tasks=True)

    story.customer = replace(story.customer, tags=frozenset[str]())

    assert story.walk("2026-09-15", "2026-10-31", tasks=True)[0] == "2026-09-21 F-1 firm"


def test_a_share_of_what_is_overdue_is_judged_on_the_day_of_deciding() -> None:
    half = Segment("Half", Bounds(min_overdue_share=0.5), policy="firm")
    invoices = an_invoice(due_on="2026-09-02"), an_invoice("F-2", due_on="2026-09-09")
    story = Story(*invoices, policy=_shelf(half))

    assert story.day("2026-09-02")["F-1"].policy is STANDARD
    assert story.day("2026-09-03")["F-1"].policy is SOONER


def test_deciding_takes_the_organisation_s_country_for_one_that_is_not_known() -> None:
    at_home = Segment("At home", Bounds(countries=frozenset({"FR"})), policy="firm")
    story = Story(an_invoice(), policy=_shelf(at_home), customer=a_customer(country=None))

    assert story.day("2026-09-07")["F-1"].policy is SOONER


def test_two_invoices_of_one_customer_may_follow_two_segments() -> None:
    large = Segment("Large", conditions=Conditions(min_open={"EUR": 50_000}), policy="by-hand")
    story = Story(an_invoice(), an_invoice("F-2", total=90_000), policy=_shelf(large))

    said = story.day("2026-09-07")

    assert [said[x].policy for x in ("F-1", "F-2")] == [STANDARD, BY_HAND]


def test_the_customer_without_a_segment_hears_what_he_heard_before() -> None:
    plain: Customer = a_customer()
    with_segments, without = (Story(policy=x, customer=plain) for x in (_shelf(LATE, ABROAD), _shelf()))

    assert with_segments.walk("2026-08-20", "2027-01-31") == without.walk("2026-08-20", "2027-01-31")
