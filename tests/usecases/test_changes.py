"""What people note and change of one customer or one invoice, and how they take it back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from connector.core.errors import Refused
from connector.core.invoice import Hold, HoldReason, Scope
from connector.core.past import Event
from connector.core.policy import Channel
from connector.core.trail import TrailWanted
from connector.store.ledger import SqlLedger
from connector.usecases import changes, people
from connector.usecases.unfit import Unfit, Why
from connector.usecases.whom import Whom
from tests.scenarios.office import Office

Story = Callable[..., Office]


@pytest.fixture
def office(story: Story) -> Office:
    """F-1 of Dupont, due for its first step on 8 September."""
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.sync()
    return office


def dupont(office: Office) -> str:
    with office.store.reading(office.id) as unit:
        return unit.ledger.find_customers("Dupont")[0].id


def events(office: Office) -> tuple[Event, ...]:
    with office.store.reading(office.id) as unit:
        return unit.past.events([dupont(office)])


def undo(office: Office, event: Event) -> Event:
    return changes.undo_change(office.app, office.id, event.number, "Bruno")


def policy_of(office: Office) -> str | None:
    with office.store.reading(office.id) as unit:
        return unit.ledger.find_customers("Dupont")[0].policy


def choose(office: Office, policy: str | None) -> None:
    people.change_customer(office.app, office.id, Whom(customer_id=dupont(office)), "Anna", policy=policy)


# ---------------------------------------------------------------- by id


def test_who_is_named_by_id_alone_is_changed(office: Office) -> None:
    office.import_file("F-1")
    with office.store.reading(office.id) as unit:
        mine, other = unit.ledger.find_customers("Dupont")

    people.change_customer(office.app, office.id, Whom(customer_id=mine.id), "Anna", policy="gentle")
    people.add_address(office.app, office.id, Whom(customer_id=mine.id), "new@dupont.example", "Anna")
    held = people.hold(
        office.app, office.id, Whom(customer_id=mine.id),
        Hold("", HoldReason.PAUSE, Scope.CUSTOMER, date(2026, 9, 1)),
    )  # fmt: skip

    with office.store.reading(office.id) as unit:
        assert (unit.ledger.customer(mine.id).policy, unit.ledger.customer(other.id).policy) == (
            "gentle",
            None,
        )
        assert "new@dupont.example" not in unit.ledger.customer(other.id).addresses()
    assert held.customer_id == mine.id
    assert people.release(office.app, office.id, Whom(customer_id=mine.id), None, "Anna") == 1


# ---------------------------------------------------------------- one hold


def test_one_hold_is_ended_and_the_other_stays(office: Office) -> None:
    made = office.hold("promise", "F-1", "2026-09-09")
    office.hold("pause", "F-1")

    people.end_hold(office.app, office.id, made.id, "Bruno")

    assert office.reason("F-1") == "pause"
    assert [(x.who, x.facts["holds"]) for x in events(office) if x.what == "hold.released"] == [
        ("Bruno", [made.id])
    ]


def test_a_hold_ended_twice_is_ended_once(office: Office) -> None:
    made = office.hold("pause", customer="Dupont")

    for _ in range(2):
        people.end_hold(office.app, office.id, made.id, "Bruno")

    assert sum(x.what == "hold.released" for x in events(office)) == 1


def test_a_hold_of_an_invoice_that_names_no_customer_is_ended(office: Office) -> None:
    with office.store.writing(office.id) as unit:
        number = unit.ledger.find_invoices("F-1")[0].id
        made = Hold("h-old", HoldReason.PAUSE, Scope.INVOICE, date(2026, 9, 1), invoice_id=number)
        unit.holds.add(made, office.now())

    assert people.end_hold(office.app, office.id, "h-old", "Bruno").customer_id == dupont(office)
    assert office.reason("F-1") != "pause"


@pytest.mark.parametrize("is_all", [True, False])
def test_what_holds_everybody_or_is_not_there_is_not_ended_so(office: Office, is_all: bool) -> None:
    hold_id = office.hold("pause", is_all=True).id if is_all else "made-up"

    with pytest.raises(Refused, match="no such hold"):
        people.end_hold(office.app, office.id, hold_id, "Bruno")


def test_a_promise_that_is_sent_twice_is_one_promise(office: Office) -> None:
    """Two of them would count towards the third, about which a person is asked."""
    one, same = (office.hold("promise", "F-1", "2026-09-09", author="Anna") for _ in range(2))
    other = office.hold("promise", "F-1", "2026-09-10", author="Anna")

    assert one == same
    assert other != one


def test_what_was_ended_may_be_said_again(office: Office) -> None:
    one = office.hold("pause", "F-1")
    people.end_hold(office.app, office.id, one.id, "Anna")

    assert office.hold("pause", "F-1").id != one.id


# ---------------------------------------------------------------- addresses


def test_an_address_that_he_has_is_not_added_again(office: Office) -> None:
    for address in ("new@dupont.example", "New@dupont.example"):
        people.add_address(office.app, office.id, "Dupont", address, "Anna")

    with office.store.reading(office.id) as unit:
        addresses = unit.ledger.customer(dupont(office)).addresses()
    assert addresses == ("dupont@dupont.example", "new@dupont.example")


def test_an_address_that_was_refused_for_good_is_not_added_again(office: Office) -> None:
    with office.store.writing(office.id) as unit:
        unit.ledger.suppress("dupont@dupont.example", "550", office.now())

    with pytest.raises(Unfit, match="add another one") as refused:
        people.add_address(office.app, office.id, "Dupont", "dupont@dupont.example", "Anna")

    assert refused.value.why is Why.SUPPRESSED


# ---------------------------------------------------------------- notes


def test_a_note_is_kept_with_its_author(office: Office) -> None:
    changes.note(office.app, office.id, dupont(office), "  He pays on Fridays. ", "Anna")

    (noted,) = events(office)
    assert (noted.what, noted.who, noted.facts["text"]) == (changes.NOTED, "Anna", "He pays on Fridays.")


@pytest.mark.parametrize("text", [" ", "x" * 2001])
def test_a_note_without_words_or_with_too_many_is_refused(office: Office, text: str) -> None:
    with pytest.raises(Unfit, match="between one and 2000"):
        changes.note(office.app, office.id, dupont(office), text, "Anna")

    assert events(office) == ()


def test_a_note_about_nobody_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="no customer"):
        changes.note(office.app, office.id, "made-up", "Called.", "Anna")


def test_a_note_that_is_sent_twice_is_kept_once(office: Office) -> None:
    for text in ("Called.", "Called.", "Called again."):
        changes.note(office.app, office.id, dupont(office), text, "Anna")

    assert [x.facts["text"] for x in events(office)] == ["Called.", "Called again."]


# ---------------------------------------------------------------- taking back


def test_a_policy_chosen_by_mistake_is_taken_back(office: Office) -> None:
    choose(office, "gentle")
    choose(office, "standard")

    undone = undo(office, events(office)[-1])

    assert undone.facts["was"] == {"policy": "gentle"}
    assert policy_of(office) == "gentle"
    assert events(office)[-1].who == "Bruno"


def test_taken_back_twice_is_taken_back_once(office: Office) -> None:
    choose(office, "gentle")
    (made,) = events(office)

    for _ in range(2):
        undo(office, made)

    assert policy_of(office) is None
    assert len(events(office)) == 2


def test_what_was_chosen_anew_since_is_left(office: Office) -> None:
    choose(office, "gentle")
    (made,) = events(office)
    choose(office, "standard")

    undo(office, made)

    assert policy_of(office) == "standard"


def test_what_is_so_already_is_no_change(office: Office) -> None:
    choose(office, None)

    assert events(office) == ()


def test_what_cannot_be_put_back_as_it_was_is_not_taken_back(office: Office) -> None:
    people.change_customer(office.app, office.id, "Dupont", "Anna", opted_out=[Channel.EMAIL])

    (told,) = events(office)
    assert told.facts["opted_out"] == "email"
    with pytest.raises(Refused, match="no such change"):
        undo(office, told)


@pytest.mark.parametrize("number", [0, 10**9])
def test_a_change_that_is_not_there_is_refused(office: Office, number: int) -> None:
    with pytest.raises(Refused, match="no such change"):
        changes.undo_change(office.app, office.id, number, "Bruno")


def test_what_else_was_otherwise_before_is_no_change_of_a_customer(office: Office) -> None:
    with office.store.writing(office.id) as unit:
        unit.audit(office.now(), "Anna", "webhook.changed", endpoint="x", kinds=["a"], was=["b"])
    with office.store.reading(office.id) as unit:
        number = unit.trail.page(TrailWanted(what="webhook.changed"), 1)[0].event.number

    with pytest.raises(Refused, match="no such change"):
        changes.undo_change(office.app, office.id, number, "Bruno")


def test_one_invoice_follows_a_policy_of_its_own_until_it_is_taken_back(office: Office) -> None:
    def own() -> str | None:
        with office.store.reading(office.id) as unit:
            return unit.ledger.find_invoices("F-1")[0].policy

    for _ in range(2):
        changes.choose_policy(office.app, office.id, "F-1", "gentle", "Anna")
    (made,) = events(office)
    chosen = own()
    for _ in range(2):
        undo(office, made)

    assert (chosen, own()) == ("gentle", None)
    assert [x.what for x in events(office)] == [changes.INVOICE_CHANGED] * 2


def test_what_was_chosen_anew_for_an_invoice_is_left(office: Office) -> None:
    for policy in ("gentle", "standard"):
        changes.choose_policy(office.app, office.id, "F-1", policy, "Anna")

    undo(office, events(office)[0])

    with office.store.reading(office.id) as unit:
        assert unit.ledger.find_invoices("F-1")[0].policy == "standard"


@pytest.mark.parametrize("of_invoice", [True, False])
def test_what_somebody_else_sets_while_one_waits_for_him_is_left(
    office: Office, monkeypatch: pytest.MonkeyPatch, of_invoice: bool
) -> None:
    """Two people at once: who comes second judges by what the first has left."""
    if of_invoice:
        changes.choose_policy(office.app, office.id, "F-1", "gentle", "Anna")
    else:
        choose(office, "gentle")
    lock = SqlLedger.lock_customer

    def waits(ledger: SqlLedger, *whom: Any, **known: Any) -> None:
        lock(ledger, *whom, **known)
        ledger.change_invoice(ledger.find_invoices("F-1")[0].id, policy="standard")
        ledger.change_customer(whom[0], policy="standard")

    monkeypatch.setattr(SqlLedger, "lock_customer", waits)
    undo(office, events(office)[0])

    with office.store.reading(office.id) as unit:
        found = (unit.ledger.find_invoices("F-1")[0].policy, unit.ledger.find_customers("Dupont")[0].policy)
    assert found == ("standard", "standard")


def test_an_unknown_policy_of_an_invoice_is_refused(office: Office) -> None:
    with pytest.raises(Unfit, match="No policy is called «gentel»"):
        changes.choose_policy(office.app, office.id, "F-1", "gentel", "Anna")
