"""Planning when something happens in between, and when one customer's facts are like nobody else's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Thread
from typing import Any

import pytest

from connector.core.history import State
from connector.core.invoice import Mode
from connector.usecases.explain import explain
from connector.usecases.plan import plan, sweep
from connector.usecases.simulate import simulate
from tests.scenarios.office import Office
from tests.usecases.belgium import Belgium

Story = Callable[..., Office]


class Between:
    """A store to which something happens before its first writing unit, or within each at `add`."""

    def __init__(self, store: Any, what: Callable[[], object], is_within: bool = False) -> None:
        self._store, self._what, self._is_within = store, what, is_within
        self.directory, self.leases, self.reading = store.directory, store.leases, store.reading

    @contextmanager
    def writing(self, organisation_id: str) -> Iterator[Any]:
        if not self._is_within:
            self._happen()
        with self._store.writing(organisation_id) as unit:
            if self._is_within:
                self._happen_at_add(unit.reminders)
            yield unit

    def _happen_at_add(self, reminders: Any) -> None:
        add = reminders.add

        def happen_and_add(reminder: Any) -> Any:
            self._happen()
            return add(reminder)

        reminders.add = happen_and_add

    def _happen(self) -> None:
        what, self._what = self._what, lambda: None
        what()


def due(office: Office, *customers: str, **known: Any) -> Office:
    """One invoice for each, due for its first step on 8 September."""
    for n, customer in enumerate(customers):
        office.invoice(f"F-{n}", "2026-09-03", 100_00 + n, customer=customer, **known)
    office.sync()
    office.at("2026-09-08")
    office.sync()
    return office


def with_a_belgian(story: Story, question: str) -> Office:
    """Dupont, Peeters of Belgium and Zola; nobody answers the question about Belgium."""
    office = story()
    office.customer("Peeters", country="BE")
    due(office, "Dupont", "Peeters", "Zola")
    office.app = office.make_app(calendars=Belgium(office.app.calendars, question))
    return office


def told(office: Office) -> list[tuple[str, str, str]]:
    return [(p.customer.name, p.item.head.action, p.item.reason) for p in office.plan()]


# ---------------------------------------------------------------- one customer's facts


def test_one_customer_about_whom_nothing_can_be_decided_does_not_stop_the_others(story: Story) -> None:
    office = with_a_belgian(story, "forward")

    assert told(office) == [
        ("Dupont", "send", "step_due"),
        ("Peeters", "wait", "not_decided"),
        ("Zola", "send", "step_due"),
    ]
    assert len(office.reminders()) == 2
    assert {str(x) for x in office.faults} == {"nobody knows forward"}
    assert office.reason("F-1") == "not_decided"


def test_what_was_planned_for_him_stays_as_it_is_until_something_can_be_decided(story: Story) -> None:
    office = due(story(mode=Mode.APPROVE), "Dupont")
    office.plan()
    before = office.reminders()
    sound = office.app
    office.change("F-0", total=200_00, open=200_00)
    office.customer("Dupont", country="BE")
    office.sync()

    office.app = office.make_app(calendars=Belgium(sound.calendars, "forward"))
    office.plan()
    meanwhile = office.reminders()
    office.app = sound
    office.at("2026-09-08T10:00")
    sweep(office.app, office.id)

    assert meanwhile == before
    assert [(x.state, x.lines[0].asked) for x in office.reminders()] == [
        (State.CANCELLED, 100_00),
        (State.AWAITING_APPROVAL, 200_00),
    ]


def test_he_is_looked_at_again_in_an_hour_and_not_at_every_tick(story: Story) -> None:
    office = with_a_belgian(story, "forward")

    looked_at = [sweep(office.app, office.id)]
    for moment in ("09:01", "09:59", "10:00"):
        office.at(f"2026-09-08T{moment}")
        looked_at.append(sweep(office.app, office.id))

    assert looked_at == [3, 0, 0, 1]


def test_one_customer_whose_plan_cannot_be_kept_leaves_the_others_theirs(story: Story) -> None:
    office = with_a_belgian(story, "none")
    office.plan()
    office.change("F-2", total=300_00, open=300_00)
    office.invoice("F-9", "2026-09-03", customer="Aragon")
    office.sync()
    office.app = office.make_app(calendars=Belgium(office.make_app().calendars, "after"))

    office.plan()

    assert sorted((x.state, x.asked) for x in office.reminders()) == [
        (State.APPROVED, 100_00),
        (State.APPROVED, 100_00),
        (State.APPROVED, 100_01),
        (State.APPROVED, 100_02),
    ]
    assert {str(x) for x in office.faults} == {"nobody knows after"}
    assert sweep(office.app, office.id) == 0


def test_where_he_is_the_only_one_nobody_is_left_to_keep(story: Story) -> None:
    office = story()
    office.customer("Peeters", country="BE")
    due(office, "Peeters")
    office.plan()
    office.app = office.make_app(calendars=Belgium(office.app.calendars, "after"))

    office.plan()

    assert {str(x) for x in office.faults} == {"nobody knows after"}
    assert [x.state for x in office.reminders()] == [State.APPROVED]


def test_a_simulation_leaves_him_out(story: Story) -> None:
    office = with_a_belgian(story, "forward")

    found = simulate(office.app, office.id, 1)

    assert sorted(x.planned.customer.name for x in found) == ["Dupont", "Zola"]


# ---------------------------------------------------------------- in between


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (Mode.AUTO, Mode.SHADOW, State.PLANNED),
        (Mode.APPROVE, Mode.SHADOW, State.PLANNED),
        (Mode.SHADOW, Mode.APPROVE, State.AWAITING_APPROVAL),
        (Mode.AUTO, Mode.APPROVE, State.AWAITING_APPROVAL),
    ],
)
def test_what_is_kept_is_kept_in_the_mode_of_that_moment(
    story: Story, before: Mode, after: Mode, kept: State
) -> None:
    office = due(story(mode=before), "Dupont")

    plan(office.make_app(store=Between(office.store, lambda: office.set_mode(after))), office.id)

    assert [x.state for x in office.reminders()] == [kept]


def test_a_mode_that_is_changed_while_the_plan_is_kept_takes_all_of_it_back(office: Office) -> None:
    due(office, "Dupont")
    change = Thread(target=lambda: office.set_mode(Mode.SHADOW))

    def happen() -> None:
        change.start()
        # It has to wait until the plan is kept; without a lock it would be through by then.
        change.join(0.5)

    plan(office.make_app(store=Between(office.store, happen, is_within=True)), office.id)
    change.join()

    assert [(x.state, x.reason) for x in office.reminders()] == [(State.CANCELLED, "in_shadow")]


# ---------------------------------------------------------------- a ledger that is too old


def test_a_ledger_that_is_too_old_is_not_planned_again_at_every_tick(story: Story) -> None:
    office = due(story(), "Dupont", "Durand")
    office.at("2026-09-08T16:00")

    looked_at = [sweep(office.app, office.id), sweep(office.app, office.id)]

    assert office.reason("F-0") == "ledger_too_old"
    assert looked_at == [2, 0]


@pytest.mark.parametrize("is_file", [False, True], ids=["account", "file"])
def test_who_waits_for_the_ledger_is_looked_at_when_it_is_read(story: Story, is_file: bool) -> None:
    office = story("2026-09-03T09:00")
    office.invoice("F-0", "2026-09-03")
    read = (lambda: office.import_file("F-0")) if is_file else office.sync
    read()
    office.at("2026-09-09T08:00")
    sweep(office.app, office.id)

    read()

    assert sweep(office.app, office.id) == 1
    assert [x.state for x in office.reminders()] == [State.APPROVED]


def test_a_reading_of_a_ledger_that_was_young_enough_makes_nobody_be_looked_at(story: Story) -> None:
    office = due(story(), "Dupont")
    sweep(office.app, office.id)

    office.at("2026-09-08T10:00")
    office.sync()

    assert sweep(office.app, office.id) == 0


def test_a_reading_that_comes_while_the_plan_is_kept_is_not_missed(story: Story) -> None:
    office = due(story(), "Dupont")
    office.at("2026-09-08T16:00")

    plan(office.make_app(store=Between(office.store, office.sync)), office.id)

    assert [x.state for x in office.reminders()] == [State.APPROVED]


# ---------------------------------------------------------------- whose turn it is


def book(story: Story, count: int, **settings: Any) -> Office:
    """So many customers, each with one invoice that was late before it was known."""
    office = story(mode=Mode.APPROVE, **settings)
    for n in range(count):
        office.invoice(f"F-{n}", "2026-08-03", 1000_00 + n, customer=f"Client{n}")
    office.sync()
    return office


def of_plan(office: Office) -> dict[str, tuple[str, str, date | None]]:
    """What the plan says of each invoice."""
    rows = [d for p in plan(office.app, office.id, is_stored=False) for d in p.item.decisions]
    return {d.invoice.number: (d.action, d.reason, d.on) for d in rows}


def of_explain(office: Office) -> dict[str, tuple[str, str, date | None]]:
    """What is explained of each invoice."""
    decisions = [explain(office.app, office.id, number).decision for number in office.account.invoices]
    return {d.invoice.number: (d.action, d.reason, d.on) for d in decisions if d is not None}


def test_who_waits_for_his_turn_is_told_so_wherever_he_asks(story: Story) -> None:
    office = book(story, 5, first_wave_cap=2)

    explained = of_explain(office)

    assert explained == of_plan(office)
    assert explained["F-2"] == ("wait", "cap", date(2026, 9, 2))
    assert explained["F-0"] == ("wait", "cap", date(2026, 9, 3))
    assert explained["F-4"] == ("send", "first_contact", date(2026, 9, 1))


def test_where_more_wait_than_are_asked_the_day_of_a_turn_is_left_open(story: Story) -> None:
    office = book(story, 5, first_wave_cap=2)
    office.plan()

    def asked(number: str, most: int) -> tuple[str, str, date | None]:
        decision = explain(office.app, office.id, number, most).decision
        assert decision is not None
        return decision.action, decision.reason, decision.on

    assert asked("F-0", 5) == ("wait", "cap", date(2026, 9, 3))
    assert asked("F-0", 4) == ("wait", "cap", None)
    assert asked("F-4", 4) == ("send", "first_contact", date(2026, 9, 1))


def test_what_left_today_takes_the_turns_of_those_who_ask_later(story: Story) -> None:
    office = book(story, 5, first_wave_cap=2)
    office.plan()
    office.approve()
    office.send()
    office.at("2026-09-01T11:00")

    explained = of_explain(office)

    assert explained == of_plan(office)
    assert {n for n, said in explained.items() if said[:2] == ("wait", "cap")} == {"F-0", "F-1", "F-2"}


def test_a_number_for_all_messages_is_told_to_everybody(story: Story) -> None:
    office = due(story(daily_cap=1), "Dupont", "Durand")

    explained = of_explain(office)

    assert explained == of_plan(office)
    assert explained["F-0"] == ("wait", "cap", date(2026, 9, 9))


class Counting:
    """A store that counts whose facts are read."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.read: list[str] = []
        self.directory, self.leases, self.writing = store.directory, store.leases, store.writing

    @contextmanager
    def reading(self, organisation_id: str) -> Iterator[Any]:
        with self._store.reading(organisation_id) as unit:
            facts = unit.ledger.facts
            unit.ledger.facts = lambda ids=None: map(self._count, facts(ids))
            yield unit

    def _count(self, facts: Any) -> Any:
        self.read.append(facts.customer.name)
        return facts


def test_where_no_number_is_in_force_only_the_customer_s_own_facts_are_read(story: Story) -> None:
    office = due(story(), "Dupont", "Durand")
    counting = Counting(office.store)

    explain(office.make_app(store=counting), office.id, "F-0")

    assert counting.read == ["Dupont"]


def test_in_the_first_wave_only_those_of_it_who_were_not_written_to_are_asked(story: Story) -> None:
    office = book(story, 3)
    office.plan()
    office.approve()
    office.send()
    office.invoice("F-7", "2026-08-03", customer="Late")
    office.invoice("F-8", "2026-10-03", customer="Early")
    office.sync()
    counting = Counting(office.store)

    explain(office.make_app(store=counting), office.id, "F-7")

    assert sorted(set(counting.read)) == ["Late"]


def test_a_simulation_of_today_counts_what_has_left_already(story: Story) -> None:
    office = book(story, 5, first_wave_cap=2)
    office.plan()
    office.approve()
    office.send()
    office.at("2026-09-01T11:00")

    found = sorted((str(x.on), x.planned.item.numbers) for x in simulate(office.app, office.id, 2))

    assert found == [("2026-09-02", ("F-1",)), ("2026-09-02", ("F-2",))]
