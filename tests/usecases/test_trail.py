"""Who did what: about whom, on which days, a page at a time, with what is meant by name."""

from datetime import date

import pytest

from connector.core.errors import Refused
from connector.core.hooks import Endpoint
from connector.core.invoice import Mode
from connector.core.linked import Alike, Link, Pair
from connector.store.engine import SqlStore
from connector.usecases import approve, changes, hooks, people
from connector.usecases.trail import PAGE, Asked, Line, each_event, trail
from tests.scenarios.office import Office

ANNA = "anna@atelier.example"


@pytest.fixture
def office(sqlite: SqlStore) -> Office:
    """Dupont and Durand each owe one invoice; Anna has noted something of Dupont."""
    made = Office(sqlite)
    made.invoice("F-1", "2026-08-20", customer="Dupont")
    made.invoice("F-2", "2026-08-20", customer="Durand & fils")
    made.sync()
    changes.note(made.app, made.id, of(made, "Dupont"), "Rang him up.", ANNA)
    return made


def of(office: Office, name: str) -> str:
    with office.store.reading(office.id) as unit:
        return unit.ledger.find_customers(name)[0].id


def lines(office: Office, **asked: object) -> tuple[Line, ...]:
    return trail(office.app, office.id, Asked(**asked)).lines  # type: ignore[arg-type]


def kinds(office: Office, **asked: object) -> list[str]:
    return [x.noted.event.what for x in lines(office, **asked)]


def test_what_somebody_did_stands_there_with_its_customer(office: Office) -> None:
    (line,) = lines(office, who=ANNA)

    assert (line.noted.event.what, line.noted.customer) == ("customer.noted", "Dupont")
    assert line.noted.event.facts["text"] == "Rang him up."


def test_a_message_stands_in_the_log_of_its_customer(office: Office) -> None:
    office.set_mode(Mode.APPROVE)
    office.plan()
    approve.approve_all(office.app, office.id, ANNA)
    office.send()

    assert kinds(office, customer_id=of(office, "Dupont")) == [
        "reminder.sent", "reminder.approved", "customer.noted",
    ]  # fmt: skip


def test_customers_are_found_by_a_part_of_their_name(office: Office) -> None:
    assert kinds(office, customer="dup") == ["customer.noted"]
    assert kinds(office, customer="durand") == []
    assert kinds(office, customer="nobody is called so") == []


def test_who_is_one_customer_in_two_records_has_one_log(office: Office) -> None:
    both = of(office, "Dupont"), of(office, "Durand & fils")
    with office.store.writing(office.id) as unit:
        unit.linking.add(Link("l-1", Pair.of(*both), True, Alike.EMAIL, ANNA, office.now()))
        told = {"customer": both[0], "customers": list(both)}
        unit.audit(office.now(), ANNA, "customers.linked", link="l-1", **told)

    page = trail(office.app, office.id, Asked(customer_id=both[1]))

    assert page.customer == "Durand & fils"
    assert [x.noted.event.what for x in page.lines] == ["customers.linked", "customer.noted"]
    assert dict(page.lines[0].customers) == {both[0]: "Dupont", both[1]: "Durand & fils"}


def test_nothing_is_shown_of_a_customer_who_is_not_there(office: Office) -> None:
    with pytest.raises(Refused):
        trail(office.app, office.id, Asked(customer_id="made-up"))


def test_days_are_those_of_the_organisation(office: Office) -> None:
    office.at("2026-09-02T00:30")  # in Paris, and still the first by UTC
    people.change_customer(office.app, office.id, "Dupont", ANNA, language="en")

    first, second = date(2026, 9, 1), date(2026, 9, 2)

    assert kinds(office, who=ANNA, until_on=first) == ["customer.noted"]
    assert kinds(office, since_on=second, until_on=second) == ["customer.changed"]


def test_the_invoices_it_speaks_of_are_named_by_their_numbers(office: Office) -> None:
    with office.store.writing(office.id) as unit:
        one, two = (unit.ledger.find_invoices(x)[0].id for x in ("F-1", "F-2"))
        unit.audit(office.now(), "sync", "debt.doubled", held_for_and_why=[[one, two, "same"]])
        unit.audit(office.now(), "sync", "debt.closed_elsewhere", held_for=[[two, one]])
        unit.audit(office.now(), "send", "reminder.not_noted", invoice="F-1", why="no")
        unit.audit(office.now(), "sync", "payment.returned", invoice=one)

    found = {x.noted.event.what: x.invoices for x in lines(office)}

    assert found["debt.doubled"] == ((one, "F-1"),)
    assert found["debt.closed_elsewhere"] == ((two, "F-2"),)
    assert found["payment.returned"] == ((one, "F-1"),)
    assert found["reminder.not_noted"] == ()


def test_a_webhook_is_named_by_its_address_while_it_is_there(office: Office) -> None:
    made = Endpoint("h-1", "https://hooks.example/told", (), office.now())
    with office.store.writing(office.id) as unit:
        unit.hooks.add(made, "secret")
        unit.audit(office.now(), ANNA, "webhook.tried", endpoint=made.id)

    assert trail(office.app, office.id, Asked(who=ANNA)).endpoints == {made.id: "https://hooks.example/told"}

    hooks.remove(office.app, office.id, made.id, ANNA)
    assert trail(office.app, office.id, Asked(who=ANNA)).endpoints == {}
    assert trail(office.app, office.id, Asked(what="customer.noted")).endpoints == {}


def test_page_after_page_it_is_all_of_it(office: Office) -> None:
    with office.store.writing(office.id) as unit:
        for n in range(PAGE):
            unit.audit(office.now(), "bruno", "ledger.imported", new=n, changed=0)

    first = trail(office.app, office.id, Asked())
    second = trail(office.app, office.id, Asked(), first.older)
    every = list(each_event(office.app, office.id, Asked()))

    assert len(first.lines) == PAGE
    assert second.older is None
    assert [x.noted for x in (*first.lines, *second.lines)] == every
    assert {ANNA, "bruno"} <= set(first.people)


def test_after_an_event_that_never_was_it_begins_anew(office: Office) -> None:
    assert trail(office.app, office.id, Asked(), 10_000_000).lines == lines(office)
