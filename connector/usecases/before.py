"""What was before Relance: who owes something late, and what he has already heard."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connector.core.invoice import Customer, Invoice
from connector.core.ledger import CustomerFacts
from connector.core.money import Money
from connector.usecases.application import Application
from connector.usecases.outlook import Outlook, facts_of, outlook
from connector.usecases.people import record
from connector.usecases.unfit import Unfit, Why


@dataclass(frozen=True, slots=True)
class LateInvoice:
    """One late invoice, and the last step that he has heard about it."""

    invoice: Invoice
    days_late: int
    step_id: str | None = None
    said_on: date | None = None


@dataclass(frozen=True, slots=True)
class LateCustomer:
    """A customer with late invoices, oldest first; `late` is minor units by currency.

    `steps` are the messages that his ladders have, in their order.
    """

    customer: Customer
    invoices: tuple[LateInvoice, ...]
    late: tuple[tuple[str, int], ...]
    steps: tuple[str, ...]

    @property
    def size(self) -> Decimal:
        """Amounts of several currencies are compared as numbers."""
        return max(Money(minor, currency).decimal for currency, minor in self.late)


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many invoices a step was noted for, and for which others not, by number, and why."""

    count: int
    refused: tuple[tuple[str, Why], ...]


def late_customers(app: Application, organisation_id: str, most: int) -> tuple[list[LateCustomer], int]:
    """Who owes something late, largest first, at most so many; and how many there are in all."""
    with app.store.reading(organisation_id) as unit:
        view = outlook(app, unit, app.clock.now())
        found = [x for x in (_late(view, facts) for facts in unit.ledger.facts()) if x.invoices]
    found.sort(key=lambda x: (-x.size, x.customer.name, x.customer.id))
    return found[:most], len(found)


def _late(view: Outlook, facts: CustomerFacts) -> LateCustomer:
    today = view.day_of(facts.customer)
    invoices = sorted(_late_invoices(facts, today), key=lambda x: (-x.days_late, x.invoice.number))
    late: Counter[str] = Counter()
    steps: dict[str, int] = {}
    position = view.position(facts)
    for one in invoices:
        late[one.invoice.currency] += one.invoice.open
        policy = view.choice(facts, one.invoice, position).policy
        steps |= {x.id: x.offset for x in policy.steps if x.is_message and not x.is_before_due}
    order = sorted(steps, key=lambda x: (steps[x], x))
    return LateCustomer(facts.customer, tuple(invoices), tuple(sorted(late.items())), tuple(order))


def _late_invoices(facts: CustomerFacts, today: date) -> Iterator[LateInvoice]:
    for invoice in facts.invoices:
        due_on = invoice.expected_on
        if invoice.card is not None or invoice.failure is not None or due_on is None or due_on >= today:
            continue
        said = [x for x in facts.history.lines if x.invoice_id == invoice.id and x.left_on is not None]
        last = max(said, key=lambda x: (x.left_on or date.min, x.offset), default=None)
        days = (today - due_on).days
        yield LateInvoice(
            invoice, days, last.step_id if last else None, last.left_on if last else None
        )  # fmt: skip


def record_before(
    app: Application, organisation_id: str, customer_id: str, number: str, step_id: str, on: date, by: str
) -> Recorded:
    """Notes a step that a customer has heard before, about one late invoice, or without a number all.

    What was noted already is noted once. Raises Refused for one who is not there.
    """
    with app.store.reading(organisation_id) as unit:
        unit.ledger.customer(customer_id)
        view = outlook(app, unit, app.clock.now())
        facts = facts_of(unit, customer_id)
    mine = [x.invoice for x in _late(view, facts).invoices if number in ("", x.invoice.number)]
    said = {(x.invoice_id, x.cycle, x.step_id) for x in facts.history.lines if x.is_taken}
    refused, count = [], 0
    for invoice in mine:
        if (invoice.id, invoice.cycle, step_id) in said:
            continue
        try:
            record(app, organisation_id, invoice.id, step_id, on, by)
            count += 1
        except Unfit as wrong:
            refused.append((invoice.number, wrong.why))
    return Recorded(count, tuple(refused))
