"""Self-service: what a customer sees on his own page, and what he may say there without signing in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from connector.core.accounts import ADDRESS, Slowing
from connector.core.holds import in_force, is_silent
from connector.core.instalments import offered
from connector.core.invoice import Customer, Hold, HoldReason, Invoice, Organisation
from connector.core.ledger import CustomerFacts
from connector.core.message import Attachment
from connector.core.policy import Policies
from connector.core.ports import UnitOfWork
from connector.core.self_service import (
    BY_CUSTOMER,
    Before,
    NotSaid,
    Saying,
    Today,
    Wrong,
    address,
    agreed,
    before,
    drafted,
    is_agreed,
    plan_of,
    told,
)
from connector.core.source import ConnectionKind
from connector.core.tasks import Task, TaskKind
from connector.usecases.accounts import Entrance
from connector.usecases.application import Application
from connector.usecases.documents import pdf_of
from connector.usecases.handing import judged, keep_handed
from connector.usecases.outlook import Outlook, facts_of, written_in
from connector.usecases.page_links import bearer, read_link
from connector.usecases.sign_in import THIS_MACHINE, Client, begin_guess, network_of

#: The languages of the page itself.
LANGUAGES = ("en", "fr")
#: What one link may ask for before each further time costs a delay.
OF_A_LINK = replace(ADDRESS, free=30)
#: PDFs that one customer's links fetch from the account in a day.
PDFS_A_DAY = 20
DAY_SECONDS = 86_400
#: Money for these is not ours to ask for, or is asked for in another place.
_NOT_OURS = (HoldReason.DUPLICATE_SOURCE, HoldReason.FACTORED, HoldReason.HANDED_OVER)
#: What somebody has to answer, beside what is held.
_ASKS: Mapping[Saying, TaskKind] = {
    Saying.DISPUTE: TaskKind.DISPUTED,
    Saying.INSTALMENTS: TaskKind.ASKS_PLAN,
}


class Done(StrEnum):
    """What became of what he said."""

    TAKEN = "taken"
    AGREED = "agreed"
    KNOWN = "known"
    TO_A_PERSON = "to_a_person"


@dataclass(frozen=True, slots=True)
class OwnInvoice:
    """One that is open. `days_late` is negative before its day; `said` is what he has said of it himself
    that still stands, newest last."""

    invoice: Invoice
    days_late: int | None
    has_pdf: bool
    said: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """Of the open invoices in one currency: their total, what is left of it, and what of that is not due
    yet; in minor units."""

    currency: str
    total: int
    open: int
    coming: int

    @property
    def is_begun(self) -> bool:
        return 0 < self.open < self.total


@dataclass(frozen=True, slots=True)
class OwnPage:
    """All that one customer is shown: the business, himself, and what he owes it.

    `language` is the one that he is written to in where the page does not have it, else empty.
    """

    organisation: Organisation
    customer: Customer
    today: Today
    invoices: tuple[OwnInvoice, ...]
    language: str = ""

    def may_ask_plan(self, item: OwnInvoice) -> bool:
        """Whether the owner lets him ask for instalments of it."""
        today = self.today
        return bool(offered(today.limits, today.on, today.latest_instalment, item.invoice))

    @property
    def progress(self) -> tuple[Progress, ...]:
        """One for each currency: they are never added."""
        currencies = dict.fromkeys(x.invoice.currency for x in self.invoices)
        return tuple(
            _progress(of, [x for x in self.invoices if x.invoice.currency == of]) for of in currencies
        )


def own_page(app: Application, token: str) -> OwnPage:
    """What the link opens. Raises Refused for one that is not ours, has run out, or was taken back."""
    link = read_link(app, token)
    with app.store.reading(link.organisation_id) as unit:
        customer = bearer(unit, link)
        today, facts = _today(app, unit, customer), facts_of(unit, customer.id)
        accounts = {x.id for x in unit.connections.all() if x.kind is ConnectionKind.ACCOUNT}
        shown = [_own(x, facts, today, x.connection_id in accounts) for x in _shown(facts, today)]
        tongue = _own_tongue(app, unit, customer)
        return OwnPage(unit.organisation(), customer, today, tuple(shown), tongue)


def say(
    app: Application,
    token: str,
    saying: Saying,
    typed: Mapping[str, str],
    mark: str = ".",
    handed: bytes = b"",
) -> Done:
    """Keeps what he says of one invoice: it is silent for so long as that is worth.

    Each thing is taken once; the same again changes nothing, and more is a task for a person. `mark` is
    the decimal mark of the page's language; `handed` a file that goes with a dispute.
    Raises NotSaid for what cannot be taken, Refused as `own_page`.
    """
    link, now = read_link(app, token), app.clock.now()
    with app.store.writing(link.organisation_id) as unit:
        customer = bearer(unit, link)
        unit.ledger.lock_customer(customer.id)
        today, facts = _today(app, unit, customer), facts_of(unit, customer.id)
        invoice = next((x for x in _shown(facts, today) if x.id == typed.get("invoice")), None)
        if invoice is None:
            raise NotSaid("invoice", Wrong.INVOICE)
        draft = drafted(saying, typed, invoice, today, mark)
        if saying is Saying.INSTALMENTS and today.limits.is_at_once:
            plan = plan_of(typed, invoice, today)
            if is_agreed(plan, invoice.id, facts.holds, today.on):
                return Done.KNOWN
            draft = agreed(draft, plan, facts.holds) or draft
        if handed and saying is Saying.DISPUTE and (file := judged(unit, invoice, handed, now)) is not None:
            keep_handed(unit, file, handed)
        said = before(draft, facts.holds)
        if said is Before.THE_SAME:
            return Done.KNOWN
        if said is Before.ENOUGH:
            words = f"says_{saying}\n{draft.note or draft.until_on}"
            _ask(unit, TaskKind.WROTE_AGAIN, f"{saying}:{invoice.id}", words, customer, now, invoice)
            return Done.TO_A_PERSON
        _keep(unit, draft, now)
        if draft.reason is HoldReason.PLAN:
            return Done.AGREED
        if saying in _ASKS:
            _ask(unit, _ASKS[saying], invoice.id, draft.note, customer, now, invoice)
    return Done.TAKEN


def name_contact(app: Application, token: str, typed: Mapping[str, str]) -> Done:
    """He names another who gets the bills. Nothing is written there until a person has added it.

    Raises NotSaid, Refused as `own_page`.
    """
    link, now = read_link(app, token), app.clock.now()
    email = address(typed)
    with app.store.writing(link.organisation_id) as unit:
        customer = bearer(unit, link)
        unit.ledger.lock_customer(customer.id)
        asked = [x.text for x in unit.tasks.waiting([customer.id]) if x.kind is TaskKind.NAMES_CONTACT]
        if not asked:
            _ask(unit, TaskKind.NAMES_CONTACT, customer.id, email, customer, now)
            return Done.TAKEN
        if email in asked:
            return Done.KNOWN
        words = f"told_{TaskKind.NAMES_CONTACT}\n{email}"
        _ask(unit, TaskKind.WROTE_AGAIN, f"contact:{customer.id}", words, customer, now)
    return Done.TO_A_PERSON


def choose_language(app: Application, token: str, language: str) -> bool:
    """The messages to come are in it, and so is the page. Raises Refused as `own_page`.

    False where it is that of the page alone: who is written to in a language that the page does not have
    keeps his own.
    """
    link, now = read_link(app, token), app.clock.now()
    with app.store.writing(link.organisation_id) as unit:
        customer = bearer(unit, link)
        if language not in LANGUAGES or _own_tongue(app, unit, customer):
            return False
        if customer.language == language:
            return True
        unit.ledger.lock_customer(customer.id)
        unit.ledger.change_customer(customer.id, language=language)
        unit.audit(now, BY_CUSTOMER, "customer.changed", customer=customer.id, language=language)
    return True


def _own_tongue(app: Application, unit: UnitOfWork, customer: Customer) -> str:
    """The language that he is written to in, where the page does not have it; else empty."""
    his = written_in(app, unit.organisation(), customer)
    return "" if his[:2] in LANGUAGES else his


def own_pdf(app: Application, token: str, invoice_id: str) -> Attachment | None:
    """The PDF of one that the page shows, as its account gives it now; None where it gives none, or where
    the customer has had enough of them today: each is a call that readings may need."""
    page = own_page(app, token)
    if invoice_id not in {x.invoice.id for x in page.invoices if x.has_pdf}:
        return None
    if not _takes_turn(app, page.customer.id):
        return None
    return pdf_of(app, page.organisation.id, invoice_id)


def _takes_turn(app: Application, customer_id: str) -> bool:
    owner = str(uuid4())
    names = (f"own-pdf:{customer_id}:{n}" for n in range(PDFS_A_DAY))
    return any(app.store.leases.take(name, owner, DAY_SECONDS) for name in names)


def slow_down(entrance: Entrance, app: Application, token: str, client: Client) -> None:
    """Who asks too often waits a little: by link and, unless all come through one proxy, by network.

    Raises AccountRefused, saying for how long; Refused as `own_page`.
    """
    link = read_link(app, token)
    with app.store.reading(link.organisation_id) as unit:
        bearer(unit, link)
    asks: dict[str, Slowing] = {f"page:{link.customer_id}": OF_A_LINK}
    network = network_of(client.address)
    if network != THIS_MACHINE:
        asks[f"pages:{network}"] = OF_A_LINK
    begin_guess(entrance, asks)


# ---------------------------------------------------------------- what is shown


def _today(app: Application, unit: UnitOfWork, customer: Customer) -> Today:
    """No policy is looked at: the page works where one is wrong."""
    view = Outlook(app, unit.organisation(), Policies({}, ""), {}, app.clock.now())
    calendar = view.calendar(customer)
    return Today(calendar.day(view.now), calendar.business, view.organisation.plan_limits)


def _shown(facts: CustomerFacts, today: Today) -> Sequence[Invoice]:
    """What he owes, the oldest first; a card that ends is no debt."""
    owed = (x for x in facts.invoices if x.open > 0 and x.card is None)
    others = [x for x in facts.holds if x.reason in _NOT_OURS and in_force(x, today.on)]
    ours = (x for x in owed if not any(hold.covers(x) for hold in others))
    return sorted(ours, key=lambda x: (x.counts_from is None, x.counts_from, x.number))


def _own(invoice: Invoice, facts: CustomerFacts, today: Today, has_pdf: bool) -> OwnInvoice:
    due_on = invoice.counts_from
    said = (x for x in told(facts.holds, invoice.id) if is_silent(x, today.on))
    return OwnInvoice(invoice, None if due_on is None else (today.on - due_on).days, has_pdf, tuple(said))


def _progress(currency: str, owed: Sequence[OwnInvoice]) -> Progress:
    total, left = sum(x.invoice.total for x in owed), sum(x.invoice.open for x in owed)
    coming = sum(x.invoice.open for x in owed if x.days_late is None or x.days_late < 0)
    return Progress(currency, total, left, coming)


# ---------------------------------------------------------------- what is kept


def _keep(unit: UnitOfWork, draft: Hold, now: datetime) -> None:
    made = replace(draft, id=str(uuid4()))
    unit.holds.add(made, now)
    told_of = {"hold": made.id, "until": str(made.until_on), "customer": made.customer_id}
    unit.audit(now, BY_CUSTOMER, f"hold.{made.reason}", **told_of)


def _ask(
    unit: UnitOfWork,
    kind: TaskKind,
    about: str,
    words: str,
    customer: Customer,
    now: datetime,
    invoice: Invoice | None = None,
) -> None:
    """A question for the owner, once while it is open; what was written is in the audit in any case."""
    invoice_id = None if invoice is None else invoice.id
    task = Task(str(uuid4()), kind, f"{kind}:{about}", words, now, customer.id, invoice_id)
    unit.tasks.open(task)
    unit.audit(now, BY_CUSTOMER, f"page.{kind}", customer=customer.id, invoice=invoice_id, words=words)
