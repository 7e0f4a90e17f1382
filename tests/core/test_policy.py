"""Which policy an invoice follows, and when a condition holds (section 5, which policy)."""

from dataclasses import replace
from typing import Any

import pytest

from connector.core.behaviour import Behaviour
from connector.core.invoice import Customer, CustomerType, Invoice
from connector.core.policy import Conditions, terms_of
from connector.core.segments import NO_POSITION
from tests.core.builders import (
    CALL,
    FIRM,
    FRIENDLY,
    LONG_TERMS,
    STANDARD,
    a_customer,
    a_ladder,
    an_invoice,
    day,
    policies,
)
from tests.core.story import Story

TRUSTED = a_ladder(FRIENDLY, name="gentle", conditions=Conditions(tags=frozenset({"trusted"})))
FOR_LATE = a_ladder(FIRM, name="firm", conditions=Conditions(min_late_share=0.5, min_settled=4))
SHELF = policies(STANDARD, LONG_TERMS, TRUSTED, FOR_LATE)
LATE_PAYER = Behaviour(settled=4, settled_late=2)


def _chosen(invoice: Invoice | None = None, **customer: Any) -> str:
    return SHELF.choose(invoice or an_invoice(), a_customer(**customer), "fr", NO_POSITION).name


def _holds(conditions: Conditions, invoice: Invoice | None = None, customer: Customer | None = None) -> bool:
    return conditions.hold_for(invoice or an_invoice(), customer or a_customer(), "fr")


def test_the_invoice_s_own_policy_comes_first() -> None:
    invoice = an_invoice(policy="firm", terms=60)

    assert _chosen(invoice, policy="gentle", tags=frozenset({"trusted"})) == "firm"


def test_then_the_customer_s() -> None:
    assert _chosen(an_invoice(terms=60), policy="firm", tags=frozenset({"trusted"})) == "firm"


def test_then_the_first_whose_rule_holds() -> None:
    both = {"tags": frozenset({"trusted"}), "behaviour": LATE_PAYER}

    assert _chosen(an_invoice(terms=60), **both) == "gentle"
    assert _chosen(an_invoice(terms=60), behaviour=LATE_PAYER) == "firm"


@pytest.mark.parametrize(("terms", "name"), [(44, "standard"), (45, "long-terms"), (120, "long-terms")])
def test_then_the_terms_decide(terms: int, name: str) -> None:
    assert _chosen(an_invoice(terms=terms)) == name


def test_else_the_organisation_s() -> None:
    assert _chosen() == "standard"


def test_without_a_policy_for_long_terms_the_organisation_s_counts() -> None:
    assert policies(STANDARD).choose(an_invoice(terms=60), a_customer(), "fr", NO_POSITION) is STANDARD


def test_a_policy_that_no_longer_exists_is_passed_over() -> None:
    assert _chosen(an_invoice(policy="gone"), policy="gone too") == "standard"


@pytest.mark.parametrize(
    ("issued", "due", "given", "terms"),
    [
        ("2026-08-01", "2026-08-31", None, 30),
        ("2026-08-01", "2026-08-31", 60, 60),
        ("2026-08-01", "2026-08-01", None, 0),
        (None, "2026-08-31", None, None),
        ("2026-08-01", None, None, None),
        (None, None, 0, 0),
    ],
)
def test_terms_are_those_given_else_counted(
    issued: str | None, due: str | None, given: int | None, terms: int | None
) -> None:
    """Section 5: due_on less issued_on."""
    invoice = an_invoice(issued_on=day(issued) if issued else None, due_on=due, terms=given)

    assert terms_of(invoice) == terms


def test_a_due_date_before_the_issue_date_says_nothing_of_the_terms() -> None:
    """Section 5: due before issue is taken for a missing due date."""
    assert terms_of(an_invoice(due_on="2026-08-01", issued_on=day("2026-08-02"))) is None


@pytest.mark.parametrize(
    ("conditions", "holds"),
    [
        (Conditions(), True),
        (Conditions(currencies=frozenset({"EUR", "USD"})), True),
        (Conditions(currencies=frozenset({"USD"})), False),
        (Conditions(customer_types=frozenset({"business"})), True),
        (Conditions(customer_types=frozenset({"consumer"})), False),
        (Conditions(languages=frozenset({"fr"})), True),
        (Conditions(languages=frozenset({"en"})), False),
        (Conditions(tags=frozenset({"a", "z"})), True),
        (Conditions(tags=frozenset({"z"})), False),
        (Conditions(min_open={"EUR": 10_000}), True),
        (Conditions(min_open={"EUR": 10_001}), False),
        (Conditions(min_open={"USD": 10_001}), True),
        (Conditions(max_open={"EUR": 10_000}), True),
        (Conditions(max_open={"EUR": 9_999}), False),
        (Conditions(min_open={"EUR": 9_000}, max_open={"EUR": 11_000}), True),
        (Conditions(min_terms=32), True),
        (Conditions(min_terms=33), False),
        (Conditions(max_terms=32), True),
        (Conditions(max_terms=31), False),
        (Conditions(min_terms=30, max_terms=40), True),
        (Conditions(min_settled=8), True),
        (Conditions(min_settled=9), False),
        (Conditions(min_late_share=0.25), True),
        (Conditions(min_late_share=0.26), False),
        (Conditions(max_late_share=0.25), True),
        (Conditions(max_late_share=0.24), False),
    ],
)
def test_a_condition_holds_or_not(conditions: Conditions, holds: bool) -> None:
    """Amount, currency, customer type, tags, language, terms, past behaviour; limits are included."""
    customer = a_customer(
        type=CustomerType.BUSINESS, tags=frozenset({"a", "b"}), behaviour=Behaviour(settled=8, settled_late=2)
    )

    assert _holds(conditions, an_invoice(total=10_000), customer) is holds


def test_all_conditions_must_hold() -> None:
    conditions = Conditions(currencies=frozenset({"EUR"}), tags=frozenset({"trusted"}))

    assert not _holds(conditions)


def test_unknown_terms_are_within_no_limits() -> None:
    invoice = an_invoice(due_on=None)

    assert not _holds(Conditions(min_terms=0), invoice)
    assert _holds(Conditions(), invoice)


def test_a_customer_without_settled_invoices_has_never_been_late() -> None:
    assert Behaviour().late_share == 0
    assert _holds(Conditions(max_late_share=0))


def test_the_amount_of_a_condition_is_the_open_one() -> None:
    assert not _holds(Conditions(min_open={"EUR": 10_000}), an_invoice(open=9_999))


def test_a_step_whose_condition_fails_is_no_rung() -> None:
    """Section 5: a call only for large sums."""
    large = replace(CALL, conditions=Conditions(min_open={"EUR": 50_000}))
    policy = a_ladder(FRIENDLY, large)

    small = Story(policy=policy).walk("2026-09-01", "2026-12-31", tasks=True)
    rich = Story(an_invoice(total=50_000), policy=policy).walk("2026-09-01", "2026-12-31", tasks=True)

    assert small == ["2026-09-07 F-1 friendly"]
    assert rich == ["2026-09-07 F-1 friendly", "2026-09-22 F-1 call"]


def test_the_language_of_a_rule_is_the_one_that_is_written() -> None:
    """The customer's, else the organisation's."""
    english = a_ladder(FIRM, name="english", conditions=Conditions(languages=frozenset({"en"})))
    shelf = policies(STANDARD, english)

    assert Story(policy=shelf).says("2026-09-03").startswith("wait friendly")
    assert Story(policy=shelf, customer=a_customer(language="en")).says("2026-09-03").startswith("wait firm")


def test_a_step_may_be_for_those_who_are_written_to_in_one_language() -> None:
    """The customer's, else the organisation's: here both speak French."""
    french = replace(FRIENDLY, conditions=Conditions(languages=frozenset({"fr"})))
    policy = a_ladder(french, FIRM)

    assert Story(policy=policy).says("2026-09-03").startswith("wait friendly")
    assert Story(policy=policy, customer=a_customer(language="en")).says("2026-09-03").startswith("wait firm")
