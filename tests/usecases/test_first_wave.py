"""The first days after leaving shadow, before anybody leaves it."""

from collections.abc import Callable
from datetime import date

import pytest

from connector.core.history import State
from connector.core.invoice import Mode, PostingGuard
from connector.store.ledger import SqlLedger
from connector.store.unit import SqlUnit
from connector.usecases.first_wave import LARGE_TIMES, first_wave, start
from connector.usecases.organisations import change_organisation
from connector.usecases.people import change_customer, record
from connector.usecases.whom import Whom
from tests.scenarios.office import Office

Story = Callable[..., Office]


def office_of(story: Story, **settings: object) -> Office:
    return story(mode=Mode.SHADOW, policy="standard", **settings)


def odd(office: Office) -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (x.kind.value, x.customer, tuple(sorted(y.number for y in x.invoices)))
        for x in first_wave(office.app, office.id).odd
    ]


def test_it_counts_what_would_leave_by_day_and_by_currency_and_keeps_nothing(story: Story) -> None:
    office = office_of(story, first_wave_cap=2)
    for n in range(3):
        office.invoice(f"F-{n}", "2026-08-01", (100 + n) * 100, customer=f"Client{n}")
    office.invoice("F-9", "2026-08-01", 900, customer="Tokyo", currency="JPY")
    office.sync()

    found = first_wave(office.app, office.id)

    # 900 yen are more than 102 euros: amounts of several currencies are compared as numbers.
    assert [(str(x.on), x.count, x.first_wave, x.sums) for x in found.days] == [
        ("2026-09-01", 2, 2, (("EUR", 102_00), ("JPY", 900))),
        ("2026-09-02", 2, 2, (("EUR", 201_00),)),
    ]
    assert found.sums == (("EUR", 303_00), ("JPY", 900))
    assert (len(found.messages), found.waiting) == (4, 4)
    assert office.reminders() == ()


def test_what_became_late_in_shadow_is_a_first_message_too(story: Story) -> None:
    office = office_of(story)
    office.invoice("F-1", "2026-09-10")
    office.sync()
    office.at("2026-09-20")

    found = first_wave(office.app, office.id)

    assert [x.first_wave for x in found.days] == [1]
    with office.store.reading(office.id) as unit:
        (facts,) = unit.ledger.facts()
    assert facts.invoices[0].cold_start_on is None


def test_nobody_is_locked_before_the_organisation(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """It touches every invoice: who sends meanwhile would wait crosswise."""
    office = office_of(story)
    done: list[object] = []
    lock, judge = SqlUnit.lock_organisation, SqlLedger.judge_cold_starts

    def locks(unit: SqlUnit, is_shared: bool) -> None:
        done.append(is_shared)
        lock(unit, is_shared)

    def judges(ledger: SqlLedger, today: date) -> None:
        done.append("judged")
        judge(ledger, today)

    monkeypatch.setattr(SqlUnit, "lock_organisation", locks)
    monkeypatch.setattr(SqlLedger, "judge_cold_starts", judges)

    first_wave(office.app, office.id)

    assert done == [False, "judged"]


def test_only_what_needs_a_person_waits_in_auto(story: Story) -> None:
    office = office_of(story)
    office.invoice("F-1", "2026-09-06", customer="Durand")
    office.invoice("F-2", "2026-08-01")
    office.sync()

    found = first_wave(office.app, office.id)

    assert (len(found.messages), found.waiting) == (2, 1)
    office.set_mode(Mode.APPROVE)
    assert first_wave(office.app, office.id).waiting == 1


def test_so_does_what_the_posting_guard_asks_for(story: Story) -> None:
    office = story("2026-08-20T09:00", policy="standard")
    office.invoice("F-1", "2026-08-27")
    office.invoice("F-2", "2026-12-31")
    office.sync()
    office.account.pay("F-2", 10_00, date(2026, 8, 20))
    office.sync()
    office.at("2026-09-01")

    assert first_wave(office.app, office.id).waiting == 0
    change_organisation(office.app, office.id, "anna", posting_guard=PostingGuard.APPROVE)
    assert first_wave(office.app, office.id).waiting == 1


def test_a_formal_notice_waits_for_a_person_in_every_mode(story: Story) -> None:
    office = story("2026-08-20T09:00", policy="formal-mail")
    office.invoice("F-1", "2026-08-21")
    office.sync()
    office.at("2026-09-08")
    record(office.app, office.id, "F-1", "friendly", date(2026, 8, 26), "anna")

    found = first_wave(office.app, office.id)

    assert [x.planned.item.head.step.id for x in found.messages if x.planned.item.head.step] == ["formal"]
    assert found.waiting == 1


def test_what_looks_odd_is_named_by_kind(story: Story) -> None:
    office = office_of(story)
    for n in range(5):
        office.invoice(f"F-{n}", "2026-08-15", 100_00, customer=f"Client{n}")
    office.invoice("F-OLD", "2025-12-01", 100_00, customer="Ancien")
    office.invoice("F-BIG", "2026-08-15", 100_00 * LARGE_TIMES + 1, customer="Gros")
    office.customer("Muet", "")
    office.invoice("F-MUTE", "2026-08-15", customer="Muet")
    office.invoice("F-NONE", "2026-08-15", customer="Sans")
    office.change("F-NONE", due_on=None)
    office.customer("Un", "same@groupe.example")
    office.customer("Deux", "Same@groupe.example")
    office.invoice("F-A", "2026-08-15", customer="Un")
    office.invoice("F-B", "2026-08-15", customer="Deux")
    office.sync()

    assert odd(office) == [
        ("old", "Ancien", ("F-OLD",)),
        ("no_address", "Muet", ("F-MUTE",)),
        ("shared_address", "Deux", ("F-B",)),
        ("shared_address", "Un", ("F-A",)),
        ("large", "Gros", ("F-BIG",)),
        ("no_due_date", "Sans", ("F-NONE",)),
    ]
    assert first_wave(office.app, office.id).odd[0].sums == (("EUR", 100_00),)


def test_too_few_invoices_say_nothing_about_large_and_who_is_left_out_is_not_looked_at(story: Story) -> None:
    office = office_of(story)
    office.invoice("F-1", "2026-08-15", 1_00)
    office.invoice("F-2", "2025-01-15", 1_000_000_00, customer="Gros")
    office.sync()
    with office.store.reading(office.id) as unit:
        gros = unit.ledger.find_customers("Gros")[0].id

    assert odd(office) == [("old", "Gros", ("F-2",))]
    change_customer(office.app, office.id, Whom(customer_id=gros), "anna", is_excluded=True)
    assert odd(office) == []


def test_its_seal_changes_with_its_numbers(story: Story) -> None:
    office = office_of(story)
    office.invoice("F-1", "2026-08-15")
    office.sync()
    before = first_wave(office.app, office.id).seal
    assert first_wave(office.app, office.id).seal == before

    office.change("F-1", open=99_00)
    office.sync()

    assert first_wave(office.app, office.id).seal != before


def test_at_the_start_what_is_due_is_there_to_be_approved(story: Story) -> None:
    office = office_of(story)
    office.invoice("F-1", "2026-08-15")
    office.sync()

    for _ in range(2):
        start(office.app, office.id, Mode.APPROVE, "anna")

    assert [x.state for x in office.reminders()] == [State.AWAITING_APPROVAL]
    start(office.app, office.id, Mode.SHADOW, "anna")
    assert [x.state for x in office.reminders() if x.state is not State.PLANNED] == [State.CANCELLED]
