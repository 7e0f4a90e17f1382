"""Who hears from us first, without planning everybody."""

import pytest

from connector.core.decision import Action
from connector.core.invoice import Mode
from connector.store.engine import SqlStore
from connector.usecases import soonest as soonest_module
from connector.usecases.plan import plan
from connector.usecases.soonest import soonest
from tests.scenarios.office import Office


def test_what_is_said_of_each_is_what_the_plan_says(sqlite: SqlStore) -> None:
    office = Office(sqlite, mode=Mode.APPROVE)
    office.invoice("F-1", "2026-08-20", customer="Now")
    office.invoice("F-2", "2026-09-10", customer="Later")
    office.invoice("F-3", "2026-08-20", customer="Paid")
    office.cycle()
    office.account.pay("F-3")
    office.sync()

    everybody = soonest(office.app, office.id)

    told = {d.invoice.number: d for x in everybody.of for d in x.decisions}

    planned = plan(office.app, office.id, is_stored=False)
    assert told == {d.invoice.number: d for x in planned for d in x.item.decisions}
    assert told.keys() == {"F-1", "F-2"}
    assert everybody.is_all
    assert told["F-1"].action is Action.SEND


def test_it_is_not_all_where_somebody_waits_for_a_turn_of_which_no_day_is_known(
    sqlite: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soonest_module, "FEW_OTHERS", 2)
    office = Office(sqlite, mode=Mode.APPROVE, first_wave_cap=1)
    for n in range(4):
        office.invoice(f"F-{n}", "2026-08-20", customer=f"Late {n}")
    office.sync()

    told = soonest(office.app, office.id)

    assert {d.on for x in told.of for d in x.decisions} == {None}
    assert not told.is_all


def test_of_many_those_are_told_whose_day_comes_first(
    sqlite: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soonest_module, "ENOUGH", 30)
    office = Office(sqlite)
    for n in range(45):
        office.invoice(f"L-{n:02}", "2026-11-20", customer=f"Later {n:02}")
    office.invoice("S-1", "2026-09-20", customer="Soon")
    office.sync()
    office.plan()

    told = soonest(office.app, office.id)

    assert len(told.of) == 40
    assert not told.is_all
    assert "Soon" in {x.facts.customer.name for x in told.of}
