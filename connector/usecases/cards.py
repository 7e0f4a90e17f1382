"""Cards: the customer's own page about a failed charge or a card that ends, another card, and the payment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from connector.core.budgets import Priority
from connector.core.errors import Refused
from connector.core.holds import is_silent
from connector.core.invoice import Invoice, Organisation, Status
from connector.core.links import CustomerLink
from connector.core.source import Batch, Connection
from connector.usecases.application import Application
from connector.usecases.outlook import facts_of
from connector.usecases.sentences import say
from connector.usecases.verify import keep

#: A link in a message is good for so long; the ladder is over by then.
LINK_LIVES = timedelta(days=60)


class Came(StrEnum):
    """What became of the open payment, or of the card that ends, when the customer came back."""

    PAID = "paid"
    TRIED = "tried"
    UNCHANGED = "unchanged"
    HELD = "held"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class OpenCharge:
    """What the customer's page shows; `is_open`: something is still to be paid."""

    organisation: Organisation
    invoice: Invoice
    connection: Connection
    secret: str | None
    is_held: bool = False

    @property
    def is_paid(self) -> bool:
        return self.invoice.status is Status.PAID

    @property
    def is_card(self) -> bool:
        """Nothing is to be paid: a card ends."""
        return self.invoice.card is not None

    @property
    def is_open(self) -> bool:
        return self.invoice.status is Status.OPEN


def link_to(
    app: Application, organisation_id: str, invoice_id: str, on: datetime, series: int = 0
) -> str | None:
    """The address of the page about one charge; None where no customer could open it. See `good_until`."""
    if app.links is None or app.page_link is None:
        return None
    link = CustomerLink(organisation_id, invoice_id, good_until(on), series)
    return f"{app.page_link}/r/{app.links.token(link)}"


def good_until(on: datetime) -> datetime:
    """`on` is rounded to its day: a message that is made again says the same."""
    return on.replace(hour=0, minute=0, second=0, microsecond=0) + LINK_LIVES


def opened(app: Application, token: str) -> OpenCharge:
    """What a link is about. Raises Refused for one that is not ours, has run out, or names nothing."""
    if app.links is None:
        raise Refused(say("no_links"))
    link = app.links.read(token, app.clock.now())
    if link.organisation_id not in {x.id for x in app.store.directory.all()}:
        raise Refused(say("unknown_link"))
    with app.store.reading(link.organisation_id) as unit:
        invoice = next(iter(unit.ledger.invoices([link.invoice_id])), None)
        connections = {x.id: x for x in unit.connections.all()}
        if invoice is None or invoice.connection_id not in connections:
            raise Refused(say("unknown_link"))
        if unit.ledger.customer(invoice.customer_id).links_series != link.series:
            raise Refused(say("link_undone"))
        connection = connections[invoice.connection_id]
        organisation, secret = unit.organisation(), unit.connections.secret(connection.id)
        today = organisation.day(app.clock.now())
        holds = facts_of(unit, invoice.customer_id).holds
        is_held = any(hold.covers(invoice) and is_silent(hold, today) for hold in holds)
        return OpenCharge(organisation, invoice, connection, secret, is_held)


def card_page(app: Application, token: str) -> str:
    """A fresh page at the source on which the customer changes his card.

    Only from there does he come to where it is charged, if anything is. Raises ProviderError; Refused
    where nothing waits for a card.
    """
    charge = opened(app, token)
    if not charge.is_open or (charge.invoice.failure is None and not charge.is_card):
        raise Refused(say("no_card", number=charge.invoice.number))
    recovery = app.recoveries(charge.connection, charge.secret)
    own = f"{app.page_link}/r/{token}"
    return recovery.card_page(charge.invoice.source_id or "", f"{own}/back", own)


def came_back(app: Application, token: str) -> Came:
    """Pays the open invoice at once where there is another card now, and keeps what came of it.

    What somebody holds is not charged: he may have paid in another way. Of a card that ends nothing is
    charged: it is read again. Raises Refused and ProviderError.
    """
    charge = opened(app, token)
    if charge.is_card:
        return Came.UNCHANGED if _read(app, charge) is Status.OPEN else Came.REPLACED
    if charge.is_held:
        return Came.HELD
    was_tried = app.recoveries(charge.connection, charge.secret).retry(charge.invoice.source_id or "")
    if _read(app, charge) is Status.PAID:
        return Came.PAID
    return Came.TRIED if was_tried else Came.UNCHANGED


def _read(app: Application, charge: OpenCharge) -> Status:
    """How it stands at its source now, which is kept."""
    asked_at = app.clock.now()
    source = app.sources(charge.connection, charge.secret, Priority.SEND)
    found = source.read([charge.invoice.source_id or ""])
    keep(app, charge.organisation.id, charge.connection, Batch(invoices=tuple(found)), asked_at)
    return found[0].status
