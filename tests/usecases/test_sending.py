"""What goes wrong around one reminder never stops the others, and is never lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connector.core.errors import Refused, Unavailable
from connector.core.history import State
from connector.core.invoice import Invoice, Mode, Status
from connector.core.message import MessageFacts, Rendered
from connector.core.ports import Renderer, UnitOfWork
from connector.core.texts import Written
from connector.files.policies import YamlPolicyShelf
from connector.usecases import to_do
from connector.usecases.approve import approve, approve_all
from connector.usecases.conclude import open_unknowns
from connector.usecases.disconnecting import disconnect
from connector.usecases.organisations import change_organisation
from connector.usecases.send import Sending, released, send
from tests.scenarios.office import Account, NoLinks, Office

Story = Callable[..., Office]


def two_planned(office: Office) -> None:
    """Dupont and Durand, released at 08:00 and due to leave at 09:00."""
    for number, customer in (("F-1", "Dupont"), ("F-2", "Durand")):
        office.invoice(number, "2026-09-03", customer=customer)
    office.sync()
    office.cycle("2026-09-08T08:00")
    office.at("2026-09-08T09:00")


class Sealed:
    """A store in whose units some calls answer otherwise."""

    def __init__(self, store: Any, **answers: object) -> None:
        self._store, self._answers = store, answers
        self.directory, self.leases, self.reading = store.directory, store.leases, store.reading

    @contextmanager
    def writing(self, organisation_id: str) -> Iterator[Any]:
        with self._store.writing(organisation_id) as unit:
            yield _Unit(unit, self._answers)


class _Unit:
    def __init__(self, unit: UnitOfWork, answers: dict[str, object]) -> None:
        self._unit = unit
        self.reminders = _Reminders(unit.reminders, answers)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)


class _Reminders:
    def __init__(self, reminders: Any, answers: dict[str, object]) -> None:
        self._reminders, self._answers = reminders, answers

    def __getattr__(self, name: str) -> Any:
        if name in self._answers:
            return lambda *given: self._answers[name]
        return getattr(self._reminders, name)


class Broken:
    """A renderer that refuses, or fails, for one customer."""

    def __init__(self, renderer: Renderer, error: Exception) -> None:
        self._renderer, self._error = renderer, error

    def render(self, facts: MessageFacts, written: Written) -> Rendered:
        if facts.customer == "Durand":
            raise self._error
        return self._renderer.render(facts, written)


def test_a_template_that_is_wrong_keeps_its_reminder_and_says_where(office: Office) -> None:
    two_planned(office)
    broken = Broken(office.app.renderer, Refused("firm/body.txt, line 3: nothing is called «custmer»."))

    sent = send(office.make_app(renderer=broken), office.id)

    assert sorted((x.customer, x.state, x.reason) for x in sent) == [
        ("Dupont", "sent", "sent"),
        ("Durand", "approved", "firm/body.txt, line 3: nothing is called «custmer»."),
    ]


def test_a_fault_that_nobody_expected_is_noted_and_stops_nobody_else(office: Office) -> None:
    two_planned(office)
    broken = Broken(office.app.renderer, RuntimeError("a defect"))

    sent = send(office.make_app(renderer=broken), office.id)

    assert sorted((x.customer, x.state, x.reason) for x in sent) == [
        ("Dupont", "sent", "sent"),
        ("Durand", "claimed", "RuntimeError"),
    ]
    assert [str(x) for x in office.faults] == ["a defect"]


def test_without_a_mail_server_it_stays_where_it_is(story: Story) -> None:
    office = story()
    two_planned(office)

    sent = send(office.make_app(channels={}), office.id)

    assert [(x.state, x.reason) for x in sent] == [("approved", "no_channel")] * 2
    assert {x.state for x in office.reminders()} == {State.APPROVED}


def test_a_policy_that_is_wrong_refuses_the_command_and_loses_nothing(story: Story, tmp_path: Path) -> None:
    office = story()
    two_planned(office)
    (tmp_path / "three.yaml").write_text("steps: [", encoding="utf-8")

    with pytest.raises(Refused, match=r"three\.yaml"):
        send(office.make_app(policies=YamlPolicyShelf([tmp_path])), office.id)

    assert {x.state for x in office.reminders()} == {State.APPROVED}
    assert [x.state for x in office.send()] == ["sent", "sent"]


def test_a_policy_that_breaks_after_the_claim_gives_it_back(story: Story, tmp_path: Path) -> None:
    office = story()
    two_planned(office)
    good = (Path(__file__).parents[1] / "scenarios" / "policies" / "three.yaml").read_text(encoding="utf-8")
    (tmp_path / "three.yaml").write_text(good, encoding="utf-8")

    class Breaking(Account):
        def read(self, source_ids: Any) -> Any:
            (tmp_path / "three.yaml").write_text("steps: [", encoding="utf-8")
            return office.account.read(source_ids)

    app = office.make_app(policies=YamlPolicyShelf([tmp_path]), sources=lambda *_: Breaking())
    first = Sending(app, office.id, released(app, office.id)[0]).run()

    assert first.state is State.APPROVED
    assert "three.yaml" in first.reason


def test_what_somebody_else_has_claimed_is_left_to_him(story: Story) -> None:
    office = story()
    two_planned(office)
    seen = released(office.app, office.id)
    office.send()

    late = [Sending(office.app, office.id, x).run() for x in seen]

    assert [(x.state, x.reason) for x in late] == [("claimed", "changed")] * 2
    assert len(office.mail.delivered) == 2


def test_the_number_of_the_day_is_looked_at_again_before_it_is_handed_over(story: Story) -> None:
    """Two senders may have claimed the last turn."""
    office = story()
    two_planned(office)
    change_organisation(office.app, office.id, "Anna", daily_cap=1)
    mine, other = released(office.app, office.id)

    class Overtaken(Account):
        def read(self, source_ids: Any) -> Any:
            Sending(office.app, office.id, other).run()
            return office.account.read(source_ids)

    app = office.make_app(sources=lambda *_: Overtaken())
    sent = Sending(app, office.id, mine).run()

    assert (sent.state, sent.reason) == ("approved", "cap")
    assert len(office.mail.delivered) == 1


def test_where_turns_are_counted_one_sender_at_a_time_takes_his(story: Story) -> None:
    office = story(daily_cap=5)
    two_planned(office)
    office.store.leases.take(f"turn:{office.id}", "another", 60)

    kept = [(x.state, x.reason) for x in office.send()]
    office.store.leases.give_back(f"turn:{office.id}", "another")

    assert kept == [("approved", "cap")] * 2
    assert [x.state for x in office.send()] == ["sent", "sent"]


def test_a_window_that_closes_meanwhile_is_closed(story: Story) -> None:
    office = story()
    two_planned(office)
    office.at("2026-09-08T16:58")
    office.sync()

    class Slow(Account):
        def read(self, source_ids: Any) -> Any:
            office.at("2026-09-08T17:00")
            return office.account.read(source_ids)

    app = office.make_app(sources=lambda *_: Slow())

    assert [x.reason for x in send(app, office.id)] == ["window", "window"]


def test_a_change_of_facts_after_rendering_is_planned_again(story: Story) -> None:
    """The last transaction finds another amount than the one that was put into words."""
    office = story()
    two_planned(office)

    class Shelf(NoLinks):
        def pdf(self, invoice: Invoice) -> None:
            if invoice.number == "F-1":
                office.account.pay("F-1", 40_00)
                office.sync()

    app = office.make_app(documents=lambda *_: Shelf())
    sent = [x for x in send(app, office.id) if x.customer == "Dupont"]

    assert [(x.state, x.reason) for x in sent] == [("approved", "gap")]
    assert [x.message.to for x in office.mail.delivered] == [("durand@durand.example",)]


def test_another_amount_after_rendering_is_rendered_again(story: Story) -> None:
    office = story()
    two_planned(office)

    class Shelf(NoLinks):
        def pdf(self, invoice: Invoice) -> None:
            if invoice.number == "F-1":
                office.hold("dispute", "F-1", amount=30_00)

    app = office.make_app(documents=lambda *_: Shelf())
    first = [(x.state, x.reason) for x in send(app, office.id) if x.customer == "Dupont"]
    office.send()

    assert first == [("approved", "changed")]
    assert sorted(x.asked for x in office.reminders()) == [70_00, 100_00]


def test_an_account_that_is_disconnected_while_its_balance_is_read_sends_nothing(story: Story) -> None:
    office = story()
    two_planned(office)

    class Leaving(Account):
        def read(self, source_ids: Any) -> Any:
            found = office.account.read(source_ids)
            disconnect(office.app, office.id, office.connection.id, "Anna")
            return found

    office.change("F-1", pdf_link="https://provider.example/F-1.pdf")
    office.change("F-2", pdf_link="https://provider.example/F-2.pdf")
    send(office.make_app(sources=lambda *_: Leaving()), office.id)

    assert office.mail.delivered == []
    assert {x.state for x in office.reminders()} == {State.CANCELLED}


def test_a_reminder_remembers_the_policy_it_was_really_made_with(story: Story, tmp_path: Path) -> None:
    """10."""
    office = story()
    two_planned(office)
    before = {x.policy_version for x in office.reminders()}
    text = (Path(__file__).parents[1] / "scenarios" / "policies" / "three.yaml").read_text(encoding="utf-8")
    (tmp_path / "three.yaml").write_text(text + "# reworded\n", encoding="utf-8")

    send(office.make_app(policies=YamlPolicyShelf([tmp_path])), office.id)

    assert before.isdisjoint({x.policy_version for x in office.reminders()})


def test_what_was_approved_too_long_ago_is_missed_even_where_nobody_planned_again(office: Office) -> None:
    """4."""
    two_planned(office)
    office.at("2026-09-14")
    office.sync()

    sent = office.send()

    assert [(x.state, x.reason) for x in sent] == [("missed", "late")] * 2
    assert {(x.state, x.reason) for x in office.reminders()} == {(State.MISSED, "late")}
    assert office.mail.delivered == []


def test_what_was_missed_says_what_kept_it_back_last(office: Office) -> None:
    """4. Promise 3: each ends with its reason."""
    two_planned(office)
    office.account.error = Unavailable("The account does not answer.")
    office.send()
    office.at("2026-09-14")

    office.plan()

    assert {(x.state, x.reason) for x in office.reminders()} == {(State.MISSED, "outside_trust")}


def test_what_waited_for_a_person_leaves_by_itself_in_auto(office: Office) -> None:
    office.set_mode(Mode.APPROVE)
    two_planned(office)

    office.set_mode(Mode.AUTO)
    office.cycle()

    assert [x.approved_by for x in office.reminders()] == ["auto", "auto"]
    assert len(office.mail.delivered) == 2


def test_a_step_that_stands_released_in_another_language_is_said_once_in_the_new_one(office: Office) -> None:
    two_planned(office)
    office.customer("Dupont", language="en")
    office.sync()

    office.plan()
    asked = office.tasks()
    office.at("2026-09-08T09:00")
    office.send()
    office.plan()
    office.send()

    his = [x for x in office.reminders() if x.lines[0].number == "F-1"]
    assert asked == office.tasks() == []
    assert [(x.state, x.language, x.reason) for x in his] == [
        (State.CANCELLED, "fr", "changed"),
        (State.SENT, "en", "sent"),
    ]


def test_an_unknown_that_is_gone_asks_nobody(story: Story) -> None:
    office = story()

    with office.store.writing(office.id) as unit:
        open_unknowns(unit, ["no-such-id"], office.now())

    assert office.tasks() == []


def test_what_was_settled_meanwhile_is_looked_at_again(story: Story) -> None:
    office = story()
    office.customer("Dupont", email="")
    office.invoice("F-1", "2026-09-03")
    office.cycle("2026-09-08")
    task = to_do.tasks(office.app, office.id)[0]

    with pytest.raises(Refused, match="changed meanwhile"):
        to_do.resolve(
            office.make_app(store=Sealed(office.store, settle=False)), office.id, task.id, "done", "Anna"
        )


def test_what_was_approved_meanwhile_is_left_out_of_all(story: Story) -> None:
    office = story(mode=Mode.APPROVE)
    two_planned(office)

    app = office.make_app(store=Sealed(office.store, approve=False))

    assert approve_all(app, office.id, "Anna").count == 0


def test_two_reminders_that_begin_alike_need_more_letters(story: Story) -> None:
    office = story(mode=Mode.APPROVE)
    two_planned(office)
    with office.store.writing(office.id) as unit:
        for n, reminder in enumerate(unit.reminders.in_states((State.AWAITING_APPROVAL,))):
            unit.reminders.cancel(reminder.id, "changed", office.now())
            unit.reminders.add(replace(reminder, id=f"abcd-{n}"))

    with pytest.raises(Refused, match="2 reminders begin with «abcd»"):
        approve(office.app, office.id, ["abcd"], "Anna")


def test_who_once_waited_for_his_turn_is_late_when_something_else_keeps_him_back(story: Story) -> None:
    """Section 5: waiting for the cap is not being late; waiting for a mail server is."""
    office = story()
    two_planned(office)
    change_organisation(office.app, office.id, "Anna", daily_cap=1)
    office.send()
    (kept,) = (x for x in office.reminders() if x.reason == "cap")
    office.change(next(n for n in ("F-1", "F-2") if n != kept.lines[0].number), status=Status.PAID, open=0)

    app = office.make_app(channels={})
    for day in ("2026-09-09", "2026-09-10", "2026-09-11", "2026-09-14"):
        office.at(day)
        office.sync()
        send(app, office.id)
        office.plan()

    again = {x.id: x.state for x in office.reminders()}
    assert again[kept.id] is State.MISSED
