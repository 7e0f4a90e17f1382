"""The file of one customer: what comes next, what stands against it, and all that ever was."""

from collections.abc import Callable
from datetime import date

import pytest

from connector.core.errors import Refused
from connector.core.history import State
from connector.core.invoice import Instalment, Mode, Status
from connector.store.engine import SqlStore
from connector.usecases import changes, people, to_do
from connector.usecases.customer_file import CustomerFile, Kind, customer_file
from connector.usecases.whom import Whom
from tests.scenarios.linked import dupont
from tests.scenarios.office import Office

Story = Callable[..., Office]


def file_of(office: Office, name: str = "Dupont") -> CustomerFile:
    with office.store.reading(office.id) as unit:
        customer_id = unit.ledger.find_customers(name)[0].id
    return customer_file(office.app, office.id, customer_id)


def without_days(story: Story) -> Office:
    """Nobody knows when F-1 was issued, or is due."""
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.change("F-1", issued_on=None, due_on=None)
    office.sync()
    return office


def kinds(found: CustomerFile) -> list[str]:
    return [x.kind.value for x in found.entries]


def coming(found: CustomerFile) -> list[tuple[str, str, tuple[str, ...], str]]:
    return [
        (str(x.on), x.item.head.step.id if x.item.head.step else "", x.item.numbers, x.item.reason.value)
        for x in found.coming
    ]


def test_nobody_has_no_file(story: Story) -> None:
    with pytest.raises(Refused, match="no customer"):
        customer_file((office := story()).app, office.id, "made-up")


def test_what_comes_next_stands_first_with_its_day_and_its_reason(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.invoice("F-2", "2026-09-03")
    office.invoice("F-3", "2026-09-10")
    office.sync()

    found = file_of(office)

    assert coming(found) == [
        ("2026-09-08", "friendly", ("F-1", "F-2"), "not_due"),
        ("2026-09-15", "friendly", ("F-3",), "not_due"),
    ]
    assert [x.decision.invoice.number for x in found.owed] == ["F-1", "F-2", "F-3"]
    assert found.today == date(2026, 9, 1)


def test_what_waits_for_approval_is_told_as_what_comes(story: Story) -> None:
    office = story(mode=Mode.APPROVE)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08")

    (only,) = file_of(office).coming

    assert (only.on, only.state) == (date(2026, 9, 8), State.AWAITING_APPROVAL)


def test_a_call_to_make_comes_by_itself(story: Story) -> None:
    office = story(policy="standard")
    for n in (1, 2):
        office.invoice(f"F-{n}", "2026-09-03")
    office.sync()
    for day in ("2026-09-08", "2026-09-18"):
        office.cycle(day)

    assert [(x[1], x[2]) for x in coming(file_of(office))] == [("call", ("F-1",)), ("call", ("F-2",))]


def test_who_is_held_has_nothing_to_come_and_is_told_why(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.sync()
    made = office.hold("pause", customer="Dupont", author="Anna")
    office.at("2026-09-02")
    ended = office.hold("dispute", "F-1")
    people.end_hold(office.app, office.id, ended.id, "Bruno")

    found = file_of(office)

    assert found.coming == ()
    assert [x.id for x in found.holds] == [made.id]
    assert [(x.kind, x.who) for x in found.entries if x.kind.value.startswith("hold")] == [
        (Kind.HOLD_ENDED, "Bruno"),
        (Kind.HOLD, ""),
        (Kind.HOLD, "Anna"),
    ]


@pytest.mark.parametrize(
    ("reason", "until", "last", "after"),
    [
        ("pause", "2026-09-02", "2026-09-02", "2026-09-03"),
        ("promise", "2026-09-02", "2026-09-04", "2026-09-05"),
        ("said_paid", None, "2026-12-01", None),
        ("dispute", None, "2026-12-01", None),
        ("plan", None, "2026-10-05", "2026-10-06"),
    ],
)
def test_a_hold_stands_until_its_end_has_passed(
    story: Story, reason: str, until: str | None, last: str, after: str | None
) -> None:
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.sync()
    parts = (Instalment(date(2026, 10, 1), 100_00),) if reason == "plan" else ()
    office.hold(reason, "F-1", until, instalments=parts)

    office.at(last)
    then = file_of(office).holds
    office.at(after or "2026-12-02")

    assert len(then) == 1
    assert len(file_of(office).holds) == (0 if after else 1)


def test_all_that_was_is_told_newest_first(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2026-09-03", 300_00)
    office.credit("c", 5_00, "2026-08-20")
    office.sync()
    office.cycle("2026-09-08")
    office.at("2026-09-09")
    office.account.pay("F-1", 100_00, date(2026, 9, 9))
    office.sync()
    office.at("2026-09-10")
    whom = Whom(customer_id=file_of(office).customer.id)
    changes.note(office.app, office.id, str(whom.customer_id), "Called.", "Anna")
    office.at("2026-09-11")
    people.change_customer(office.app, office.id, whom, "Anna", policy="gentle")
    people.add_address(office.app, office.id, whom, "new@dupont.example", "Anna")

    found = file_of(office)

    assert kinds(found)[2:] == ["note", "payment", "message", "credit", "invoice"]
    assert sorted(kinds(found)[:2]) == ["address", "change"]


def test_a_task_is_told_on_the_day_on_which_it_was_closed(story: Story) -> None:
    office = without_days(story)
    office.cycle("2026-09-08")
    asked = [x for x in file_of(office).entries if x.kind is Kind.TASK]
    office.at("2026-09-10")
    to_do.resolve(office.app, office.id, to_do.tasks(office.app, office.id)[0].id, "done", "Anna")

    closed = [x for x in file_of(office).entries if x.kind is Kind.TASK]

    assert [str(x.on) for x in asked] == ["2026-09-08"]
    assert [str(x.on) for x in closed] == ["2026-09-10"]


def test_a_first_contact_that_was_let_go_is_told(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2025-09-03")
    office.sync()
    people.release(office.app, office.id, Whom(number="F-1"), None, "Anna")

    assert [x.who for x in file_of(office).entries if x.kind is Kind.RELEASED] == ["Anna"]


def test_an_invoice_without_any_day_is_owed_and_not_in_the_line_of_time(story: Story) -> None:
    office = without_days(story)

    found = file_of(office)

    assert [x.decision.invoice.number for x in found.owed] == ["F-1"]
    assert "invoice" not in kinds(found)


def test_a_closed_invoice_stays_in_the_line_of_time(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.account.pay("F-1", on=date(2026, 9, 2))
    office.sync()

    found = file_of(office)

    assert (found.owed, found.coming) == ((), ())
    assert [x.status for x in found.invoices.values()] == [Status.PAID]
    assert kinds(found) == ["payment", "invoice"]


def test_the_last_change_alone_can_be_taken_back(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.sync()
    whom = Whom(customer_id=file_of(office).customer.id)
    for policy in ("gentle", None, "gentle"):
        people.change_customer(office.app, office.id, whom, "Anna", policy=policy)
    people.change_customer(office.app, office.id, whom, "Anna", language="en")
    changes.choose_policy(office.app, office.id, "F-1", "gentle", "Anna")

    found = [x for x in file_of(office).entries if x.kind is Kind.CHANGE]

    assert [x.is_undoable for x in found] == [True, True, True, False, False]


def test_one_customer_in_two_connections_has_one_file(store: SqlStore) -> None:
    office = dupont(store)
    office.card_invoice("C-1")
    office.sync()
    office.link()

    found = file_of(office)

    assert len(found.records) == 2
    assert {x.name for x in found.places.values()} == {"account", "cards"}
    assert sorted(x.decision.invoice.number for x in found.owed) == ["C-1", "F-1"]
    assert [x.who for x in found.entries if x.kind is Kind.LINK] == ["Anna"]
    assert set(found.names) == {x.id for x in found.records}


def test_what_was_said_under_either_record_is_told_of_both(store: SqlStore) -> None:
    office = dupont(store)
    office.card_invoice("C-1")
    office.sync()
    office.link(is_one=False)
    apart = file_of(office)
    office.unlink()

    assert len(apart.records) == 1
    assert [x.kind for x in apart.entries if x.kind is Kind.LINK] == [Kind.LINK]
    assert [x.kind for x in file_of(office).entries if x.kind is Kind.LINK] == []
