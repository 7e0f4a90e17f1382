"""Late fees: what an owner confirms about invoices that are paid late, and what comes of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from connector.core.decision import Decision
from connector.core.errors import Refused
from connector.core.fees import LateFees, NoFees, Without, is_under_floor, late_fees, why_unfit
from connector.core.history import Sort
from connector.core.invoice import HoldReason, Invoice, Organisation, Payment
from connector.core.late_statement import LateStatement
from connector.core.late_terms import LateTerms, Law, RateMode, Semester
from connector.core.ledger import CustomerFacts
from connector.core.message import FeesFacts, Reminder
from connector.core.policy import Severity
from connector.usecases.application import Application
from connector.usecases.organisations import change_organisation
from connector.usecases.outlook import Outlook, facts_of, outlook, written_in
from connector.usecases.sentences import say
from connector.usecases.sentences_of_late_payment import say as say_of_late

#: Messages that speak of it: what is friendly does not.
SPOKEN_OF = frozenset({Severity.FIRM, Severity.FORMAL})
#: What came off an invoice may be money or a credit, and sources rarely say which of it on which day: only
#: what is still open bears interest.
NO_PAYMENTS: tuple[Payment, ...] = ()
#: So far ahead a sum can be said.
A_YEAR = timedelta(days=366)
#: Yearly per cents that a contract can mean.
LEAST, MOST = Decimal("0.01"), Decimal(60)
#: Of several reasons the one that can be mended is told; every other one is the customer's, for all he owes.
LIGHTER = {Without.NO_RATE: 1, Without.NO_DUE_DATE: 2, Without.NOT_LATE: 3}


@dataclass(frozen=True, slots=True)
class Account:
    """What is added to the open invoices of one customer on a day, and to each why nothing is."""

    name: str
    on: date
    law: Law | None
    found: tuple[tuple[Invoice, LateFees | NoFees], ...]


def confirm_late_terms(
    app: Application,
    organisation_id: str,
    by: str,
    code: str,
    rate: Decimal | None = None,
    mode: RateMode | None = None,
    has_indemnity: bool = True,
) -> bool:
    """The owner's word that his terms say so, from today on; whether the rate is under what the law lets him.

    Raises Refused for an unknown law, for a contract without a rate, and for a rate nobody can mean.
    """
    law = _laws(app).get(code)
    if law is None:
        raise Refused(say("no_such_law", name=code, known=", ".join(_laws(app))))
    if rate is None and not law.rates:
        raise Refused(say("rate_of_contract"))
    if rate is not None and not LEAST <= rate <= MOST:
        raise Refused(say("rate_out_of_reach", least=LEAST, most=MOST))
    with app.store.reading(organisation_id) as unit:
        own = unit.organisation()
    today, fixed = own.day(app.clock.now()), has_indemnity and bool(law.tiers)
    terms = LateTerms(code, by, today, mode or law.mode, rate, fixed, own.country)
    change_organisation(app, organisation_id, by, late_terms=terms)
    return is_under_floor(terms, law, today)


def withdraw_late_terms(app: Application, organisation_id: str, by: str) -> None:
    """Nothing is said of late payment any more."""
    change_organisation(app, organisation_id, by, late_terms=None)


def law_offered(app: Application, organisation: Organisation) -> str | None:
    """The code of the law of its country; None where no laws are known."""
    return None if app.laws is None else app.laws.of_country(organisation.country)


def late_terms_unfit(app: Application, own: Organisation) -> Without | None:
    """Why nothing is said by what its owner confirmed; None where it holds. Raises Refused for a wrong file
    of rates."""
    terms = own.late_terms
    return why_unfit(terms, None if terms is None else _laws(app).get(terms.law), own.country)


def without_rate(app: Application, code: str, day: date) -> bool:
    """Whether this law goes by a table that has no rate for that day yet."""
    law = _laws(app).get(code)
    return law is not None and bool(law.rates) and Semester.of(day) not in law.rates


def account_of(app: Application, organisation_id: str, customer_id: str, on: date | None = None) -> Account:
    """What is added to each open invoice of one customer through his today, or a later day. He is one of its
    own.

    Raises Refused for a day that is past, since what was open then is not known, or more than a year away.
    """
    with app.store.reading(organisation_id) as unit:
        view = outlook(app, unit, app.clock.now())
        facts = facts_of(unit, customer_id)
        today = view.day_of(facts.customer)
        if on is not None and not today <= on <= today + A_YEAR:
            raise Refused(say_of_late("late_day", first=today, last=today + A_YEAR))
        disputed = {x.invoice.id: x.disputed for x in view.decide(facts)}
        found = tuple(_added(view, facts, facts.invoices, disputed, on or today))
    return Account(facts.customer.name, on or today, _law(view), found)


def late_statement(
    app: Application, organisation_id: str, customer_id: str, on: date | None = None
) -> LateStatement:
    """The same as a document in the customer's language.

    Raises NotThere for who is none of its own, Refused as `account_of`, and where nothing is added to
    anything, saying why.
    """
    with app.store.reading(organisation_id) as unit:
        unit.ledger.customer(customer_id)
    account = account_of(app, organisation_id, customer_id, on)
    added = tuple((invoice, x) for invoice, x in account.found if isinstance(x, LateFees))
    refused = [(invoice, x) for invoice, x in account.found if isinstance(x, NoFees)]
    if not added:
        reasons = (x.why for _, x in refused)
        why = min(reasons, key=lambda x: LIGHTER.get(x, 0), default=Without.NOT_LATE)
        facts = {"name": account.name}
        raise Refused(say_of_late(f"late.{why}", **facts))
    with app.store.reading(organisation_id) as unit:
        own, customer = unit.organisation(), unit.ledger.customer(customer_id)
    return LateStatement(
        own.name, own.country, account.name, written_in(app, own, customer), account.on,
        added[0][1].articles, added,
        tuple(invoice.number for invoice, x in refused if x.why is Without.NO_RATE),
    )  # fmt: skip


def fees_told(
    view: Outlook, reminder: Reminder, facts: CustomerFacts, asked: Iterable[Decision]
) -> FeesFacts | None:
    """What a message says of it: the sums of its invoices; None where it has nothing to say.

    Where the rate of one of them is not known none is spoken of.
    """
    if view.organisation.late_terms is None:
        return None
    if reminder.severity not in SPOKEN_OF or reminder.sort not in (Sort.REMINDER, Sort.FORMAL):
        return None
    disputed = {x.invoice.id: x.disputed for x in asked}
    invoices = [x.invoice for x in asked]
    try:
        found = [x for _, x in _added(view, facts, invoices, disputed, view.day_of(facts.customer))]
    except Refused as wrong:
        # A mistake in the file of rates leaves the sentence out, and stops no reminder.
        view.app.fault("late payment", wrong)
        return None
    added = [x for x in found if isinstance(x, LateFees)]
    is_unknown = any(isinstance(x, NoFees) and x.semester is not None for x in found)
    if is_unknown or not sum(x.total for x in added):
        return None
    fixed = {x.indemnity for x in added}
    return FeesFacts(
        sum(x.interest for x in added),
        sum(x.indemnity for x in added),
        added[0].articles,
        each=fixed.pop() if len(added) > 1 and len(fixed) == 1 else None,
    )


def _added(
    view: Outlook,
    facts: CustomerFacts,
    invoices: Iterable[Invoice],
    disputed: Mapping[str, int],
    on: date,
) -> Iterator[tuple[Invoice, LateFees | NoFees]]:
    own, law = view.organisation, _law(view)
    insolvent = any(x.reason is HoldReason.INSOLVENCY for x in facts.holds)
    for invoice in invoices:
        yield invoice, late_fees(
            invoice, NO_PAYMENTS, facts.customer.type, own.late_terms, law, on,
            country=own.country, whose=facts.customer.country,
            disputed=disputed.get(invoice.id, 0), is_insolvent=insolvent,
        )  # fmt: skip


def _law(view: Outlook) -> Law | None:
    terms = view.organisation.late_terms
    return None if terms is None else _laws(view.app).get(terms.law)


def _laws(app: Application) -> Mapping[str, Law]:
    return {} if app.laws is None else app.laws.laws
