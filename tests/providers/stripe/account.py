"""An account with everything that a reading asks for, before and after a day on which much happens."""

from datetime import timedelta

from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.stripe import entry, lifecycle
from providers.sandbox.stripe.book import Book, Customer
from providers.sandbox.stripe.events import changing

KEY = "rk_test_ofthetests"
#: From Saturday 21 November, noon, to 11 December, and on to Monday 21 December, early and at two.
BEGINNING, ON, LATER = timedelta(days=20), timedelta(days=9, hours=18), timedelta(hours=8)


def begun(sandbox: Handle) -> Book:
    """On 11 December: a subscriber, and four who owe by invoice, the last one not before February."""
    book = sandbox.stripe.book
    subscriber = entry.add_customer(book, name="Alba", email="ap@alba.example", card="ok")
    entry.add_subscription(book, subscriber.id, 4_900)
    due = sandbox.clock.now() + timedelta(days=23)
    for name, amount in (("Brun", 9_000), ("Cora", 5_000), ("Dora", 3_000), ("Edda", 2_000)):
        customer = entry.add_customer(book, name=name, email=f"ap@{name.lower()}.example")
        until = due + timedelta(days=60) if name == "Edda" else due
        entry.add_invoice(book, customer.id, amount, number=f"{name}-1", due=until)
    sandbox.clock.advance(BEGINNING)
    # What happened thirty days ago Stripe no longer knows.
    entry.add_customer(book, name="The last thing that happened before")
    return book


def changed(sandbox: Handle, book: Book) -> None:
    """On 21 December: a card is declined, Brun has paid 20.00, Cora everything, and Edda has moved."""
    subscriber = named(book, "Alba")
    entry.turn_card(book, subscriber.default_payment_method or "", decline="lost_card")
    sandbox.clock.advance(LATER)
    by_number = {x.number: x for x in book.invoices.values()}
    lifecycle.receive(book, by_number["Brun-1"], 2_000)
    entry.take_payment(book, by_number["Cora-1"])
    edda = named(book, "Edda")
    with changing(book, edda):
        edda.email = "new@edda.example"


def named(book: Book, name: str) -> Customer:
    return next(x for x in book.customers.values() if x.name == name)


def asked(sandbox: Handle) -> list[str]:
    """What was asked of Stripe since the last look: the last part of each path, ids cut to their kind."""
    paths = [seen.path.rsplit("/", 1)[-1].partition("_")[0] for seen in sandbox.stripe.seen]
    sandbox.stripe.seen.clear()
    return paths


def again(fault: Fault, skip: int) -> Fault:
    """The same, for the call after `skip` others."""
    return Fault(fault.kind, skip=skip, status=fault.status, path="/v1/", is_after=fault.is_after)
