"""Works in tests: four customers with an invoice each, of whom two have their turn before a page answers."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from connector.core.bulk import Chosen, Deed, Order
from connector.core.listing import InvoicesWanted
from connector.core.past import Event
from connector.core.trail import TrailWanted
from connector.core.views import ListOf
from connector.usecases import bulk, people, works, works_seen
from connector.usecases.application import Step
from tests.scenarios.office import Office

Story = Callable[..., Office]
TODAY = date(2026, 9, 1)
PAUSE = Order(Deed.PAUSE, "Anna", until_on=date(2026, 9, 20))
GENTLE = Order(Deed.POLICY, "Anna", policy="gentle")
NAMES = ("Blanc", "Dupont", "Durand", "Leroy")


def four(story: Story, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(works, "TURN", 2)
    office = story()
    for n, name in enumerate(NAMES):
        office.invoice(f"F-{n}", "2026-08-20", customer=name)
    office.sync()
    return office


def what_waits(office: Office) -> list[tuple[str, Step]]:
    """What is begun beside from now on, and not done."""
    waiting: list[tuple[str, Step]] = []
    office.app = office.make_app(beside=lambda name, step: waiting.append((name, step)))
    return waiting


def chosen(office: Office) -> list[Chosen]:
    return bulk.invoices_on(office.app, office.id, InvoicesWanted(TODAY), None)[0]


def begun(office: Office, order: Order = PAUSE, rows: list[Chosen] | None = None) -> str:
    work_id = str(uuid4())
    rows = chosen(office) if rows is None else rows
    works.begin(office.app, office.id, work_id, ListOf.INVOICES, order, rows)
    return work_id


def started(office: Office, order: Order = PAUSE) -> str:
    work_id = begun(office, order)
    works.start(office.app, office.id, work_id)
    return work_id


def ended(office: Office, order: Order = PAUSE) -> str:
    """One that everybody has had his turn in."""
    work_id = begun(office, order)
    while turn(office, work_id):
        pass
    return work_id


def turn(office: Office, work_id: str) -> bool:
    return works.carry_on(office.app, office.id, work_id)


def look(office: Office, work_id: str) -> works_seen.Progress:
    return works_seen.progress(office.app, office.id, work_id)


def paused(office: Office) -> int:
    with office.store.reading(office.id) as unit:
        return len(unit.holds.active())


def told(office: Office) -> list[Event]:
    """What was written down of works, oldest first."""
    with office.store.reading(office.id) as unit:
        found = [x.event for x in unit.trail.page(TrailWanted(), 999)]
    return [x for x in reversed(found) if x.what.startswith("bulk.")]


def failing(fault: Exception, when: Callable[..., bool] = lambda *_: True) -> Callable[..., Any]:
    usual = people.hold_in

    def fail(*given: Any) -> Any:
        if when(*given):
            raise fault
        return usual(*given)

    return fail


def over(office: Office, monkeypatch: pytest.MonkeyPatch, customer: str, fault: Exception) -> None:
    """What is to be done with this customer fails."""
    whose = next(x.invoice_id for x in chosen(office) if x.customer == customer)
    monkeypatch.setattr(people, "hold_in", failing(fault, lambda *given: given[2].number == whose))
