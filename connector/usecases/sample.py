"""A message of a policy as one customer would read it, to choose by; nothing is planned or kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from connector.core.card import Card
from connector.core.declines import Need, Wording
from connector.core.invoice import Customer, Invoice
from connector.core.ledger import CustomerFacts
from connector.core.message import ChargeFacts, LineFacts, MessageFacts, Rendered
from connector.core.policy import Policy, Step
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.compose import contact_name
from connector.usecases.outlook import Outlook, outlook

#: Among so many customers one is looked for who owes something since long.
LOOKED_AT = 200
#: What is written about where nobody owes anything yet.
MADE_UP = Invoice("", "", "", "F-2041", "", 1_250_00, 1_250_00)
#: Made up: issued so long before it is due.
MADE_UP_TERMS = timedelta(days=30)
#: So many customers are offered to read a message about.
OFFERED = 20
#: Made up: what a message about an instalment or a card speaks of.
MADE_UP_INSTALMENT, MADE_UP_CARD = 2, ("Visa", "4242")


@dataclass(frozen=True, slots=True)
class About:
    """Whom a message is made for and in which language; empty: who owes most, in the organisation's own."""

    customer_id: str = ""
    language: str = ""


def has_words(step: Step) -> bool:
    """Whether a message of ours goes with it: nobody reads a call, nor what an account mails by itself."""
    return step.is_message and step.has_own_words


def policies_of(app: Application, organisation_id: str) -> tuple[Policy, ...]:
    """Those that can be chosen. Raises Refused when a policy is wrong."""
    with app.store.reading(organisation_id) as unit:
        known = app.policies.policies(unit.organisation().policy, unit.texts.written())
    return tuple(known.by_name[name] for name in known.of_invoices)


def sample(app: Application, organisation_id: str, policy: str, step_id: str) -> Rendered | None:
    """The message of one step about an open invoice of the organisation, or a made-up one, in its language.

    None where there is no such step, or it has no words of ours. Raises Refused when a template is wrong.
    """
    with app.store.reading(organisation_id) as unit:
        known = app.policies.policies(unit.organisation().policy, unit.texts.written())
    if policy not in known.of_invoices:
        return None
    step = next((x for x in known.by_name[policy].steps if x.id == step_id), None)
    return None if step is None or not has_words(step) else message_of(app, organisation_id, step, About())


def message_of(
    app: Application,
    organisation_id: str,
    step: Step,
    about: About,
    parts: Mapping[str, str] | None = None,
) -> Rendered:
    """The message of a step that need not be in any policy; `parts` are its template while it is written.

    Raises Refused when a template is wrong.
    """
    with app.store.reading(organisation_id) as unit:
        view = outlook(app, unit, app.clock.now())
        ids = [about.customer_id] if about.customer_id in _ids(unit) else None
        customer, invoice = _somebody(view, islice(unit.ledger.facts(ids), LOOKED_AT))
    facts = _facts(view, customer, invoice, step)
    facts = _as_its_template_wants(replace(facts, language=about.language or facts.language))
    if parts is not None:
        name = f"{facts.language}/{step.template}"
        view = replace(view, written=view.written.with_template(name, parts))
    return view.render(facts)


def debtors(app: Application, organisation_id: str) -> tuple[Customer, ...]:
    """Whom a message can be read about: who owes most among the first few hundred."""
    with app.store.reading(organisation_id) as unit:
        some = [(x.customer, _owed(x)) for x in islice(unit.ledger.facts(), LOOKED_AT)]
    owing = [(customer, max(x.open for x in owed)) for customer, owed in some if owed]
    owing.sort(key=lambda pair: (-pair[1], pair[0].name))
    return tuple(customer for customer, _ in owing[:OFFERED])


def _ids(unit: UnitOfWork) -> Iterator[str]:
    return (x.customer.id for x in islice(unit.ledger.facts(), LOOKED_AT))


def _owed(facts: CustomerFacts) -> list[Invoice]:
    return [x for x in facts.invoices if x.card is None and x.failure is None and x.expected_on is not None]


def _somebody(view: Outlook, some: Iterable[CustomerFacts]) -> tuple[Customer, Invoice]:
    """Who owes most among them, and for what."""
    found = [(facts.customer, invoice) for facts in some for invoice in _owed(facts)]
    if found:
        return max(found, key=lambda pair: (pair[1].open, pair[1].number))
    name = "Boulangerie Martin" if view.organisation.language == "fr" else "Harbour Joinery Ltd"
    return Customer("", name), MADE_UP


def _facts(view: Outlook, customer: Customer, invoice: Invoice, step: Step) -> MessageFacts:
    own = view.organisation
    due_on = invoice.expected_on or view.today
    sent_on = due_on + timedelta(days=step.offset)
    currency = invoice.currency or own.currency
    return MessageFacts(
        template=step.template,
        language=own.language,
        severity=step.severity,
        organisation=own.name,
        contact=contact_name(view),
        customer=customer.name,
        currency=currency,
        lines=(_line(invoice, step, due_on),),
        also_open=(),
        asked=invoice.open,
        credit=0,
        sent_on=sent_on,
        deadline_on=sent_on + timedelta(days=step.deadline_days) if step.is_after_due else None,
        payments_known_on=sent_on,
        is_first_contact=False,
        iban=own.iban,
        bank_details_unchanged=True,
        answer_to=own.reply_to,
    )


def _as_its_template_wants(facts: MessageFacts) -> MessageFacts:
    """What a template of failed charges, of cards or of instalments speaks of is made up."""
    (line,) = facts.lines
    if facts.template.startswith("plan_"):
        return replace(
            facts, instalment=MADE_UP_INSTALMENT, instalment_due_on=line.due_on, instalment_amount=line.asked
        )
    if facts.template.startswith("charge-"):
        line = replace(line, charge=ChargeFacts(line.due_on, Need.NEW_CARD, Wording.NEUTRAL))
    elif facts.template == "card-ends":
        line = replace(line, total=0, open=0, asked=0, card=Card(*MADE_UP_CARD, line.due_on))
    return replace(facts, lines=(line,))


def _line(invoice: Invoice, step: Step, due_on: date) -> LineFacts:
    return LineFacts(
        number=invoice.number,
        issued_on=invoice.issued_on or due_on - MADE_UP_TERMS,
        due_on=due_on,
        total=invoice.total,
        open=invoice.open,
        asked=invoice.open,
        disputed=0,
        days_late=max(step.offset, 0),
        pay_link=invoice.pay_link,
        is_coming_due=step.offset < 0,
    )
