"""Outside the hours: when something may leave next."""

from datetime import date, datetime

import pytest

from connector.core.declines import Failure
from connector.store.engine import SqlStore
from connector.usecases.opening import opens_next
from connector.usecases.soonest import soonest
from tests.scenarios.office import Office

FRIDAY, MONDAY = "2026-09-04", "2026-09-07"


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (f"{FRIDAY}T08:59", f"{FRIDAY}T09:00"),
        (f"{FRIDAY}T09:00", None),
        (f"{FRIDAY}T16:59", None),
        (f"{FRIDAY}T17:00", f"{MONDAY}T09:00"),
        ("2026-09-05T10:00", f"{MONDAY}T09:00"),
        ("2026-09-06T20:00", f"{MONDAY}T09:00"),
    ],
)
def test_it_is_the_next_working_morning(sqlite: SqlStore, moment: str, opens: str | None) -> None:
    office = Office(sqlite, moment)

    found = opens_next(office.app, office.id)

    assert (found and found.replace(tzinfo=None)) == (opens and datetime.fromisoformat(opens))


def test_a_closure_puts_it_off(sqlite: SqlStore) -> None:
    office = Office(sqlite, f"{FRIDAY}T18:00", closures=frozenset({date(2026, 9, 7)}))

    found = opens_next(office.app, office.id)

    assert found is not None and found.date() == date(2026, 9, 8)


def reopens(office: Office) -> list[str | None]:
    hours = [x for one in soonest(office.app, office.id).of for x in one.hours if x is not None]
    return [f"{x.reopens_at:%m-%d %H:%M}" if x.reopens_at else None for x in hours]


def test_what_is_due_on_a_day_whose_hours_are_over_leaves_on_the_next(sqlite: SqlStore) -> None:
    office = Office(sqlite, f"{FRIDAY}T16:00")
    office.invoice("F-1", "2026-08-25")
    office.sync()
    before = reopens(office)
    office.at(f"{FRIDAY}T17:00")
    office.sync()

    assert (before, reopens(office)) == ([None], ["09-07 09:00"])


def test_a_failed_charge_needs_no_working_day(sqlite: SqlStore) -> None:
    office = Office(sqlite, f"{FRIDAY}T21:00")
    office.invoice("C-1", FRIDAY, amount=49_00, is_charge=True, is_autopay=True)
    failure = Failure("card_declined", date.fromisoformat(FRIDAY), None)
    office.change("C-1", due_on=None, issued_on=date.fromisoformat(FRIDAY), failure=failure)
    office.sync()

    assert reopens(office) == ["09-05 08:00"]
