"""Compose: the facts of a message, its words, and the envelope it leaves in."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from email.utils import parseaddr

from connector.core.decision import Action, Decision
from connector.core.declines import Failure, Need
from connector.core.errors import Refused
from connector.core.history import Sort
from connector.core.holds import numbered_instalment
from connector.core.invoice import Instalment, Role
from connector.core.ledger import CustomerFacts
from connector.core.message import ChargeFacts, Line, LineFacts, MessageFacts, Outgoing, Reminder, asked_now
from connector.core.policy import Channel
from connector.core.ports import UnitOfWork
from connector.core.redelivery import Stated
from connector.core.segments import Signer
from connector.core.source import ConnectionKind
from connector.usecases.cards import link_to
from connector.usecases.late_fees import fees_told
from connector.usecases.outlook import Outlook
from connector.usecases.page_links import page_link
from connector.usecases.sentences import say
from connector.usecases.signing import signer_of

#: For so many days after the bank details changed, no message says that they have not.
BANK_DETAILS_DAYS = 180
#: References kept in the header of a thread.
MOST_REFERENCES = 10


def compose(
    view: Outlook, unit: UnitOfWork, reminder: Reminder, facts: CustomerFacts
) -> tuple[Outgoing, str, Stated]:
    """The message of a reminder as it would leave now, the version of its templates, and what it states.

    What goes through a provider has no words of ours. Raises Refused when no sender is set or a template
    is wrong.
    """
    if reminder.channel is Channel.PROVIDER:
        return wordless(view, reminder), Channel.PROVIDER.value, Stated((), 0, None)
    words = message_facts(view, unit, reminder, facts)
    rendered = view.render(words)
    sender, organisation = sender_address(view), view.organisation
    signer = signer_of(view, reminder, facts)
    references = _references(view, unit, reminder)
    to = recipients_of(reminder, facts)
    return (
        Outgoing(
            message_id=message_id(reminder, sender),
            sender=sender,
            sender_name=sender_name(view, signer),
            to=to,
            cc=tuple(x for x in facts.customer.addresses((Role.COPY,)) if x not in to),
            bcc=(organisation.copy_to,) if organisation.copy_to else (),
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            date=view.now,
            reply_to=_reply_to(view, signer),
            in_reply_to=references[-1] if references else None,
            references=references,
            is_auto_submitted=organisation.auto_submitted and reminder.sort is not Sort.FORMAL,
        ),
        rendered.version,
        Stated.by(words),
    )


def _references(view: Outlook, unit: UnitOfWork, reminder: Reminder) -> tuple[str, ...]:
    """The thread it stands in, its first message and its last ones; not of a notice, a charge or a card."""
    if reminder.sort in (Sort.FORMAL, Sort.CHARGE, Sort.CARD):
        return ()
    thread = unit.reminders.thread(reminder.customer_id, view.now)
    return thread if len(thread) <= MOST_REFERENCES else (thread[0], *thread[1 - MOST_REFERENCES :])


def wordless(view: Outlook, reminder: Reminder) -> Outgoing:
    """What stands in the place of a message that the provider itself will write."""
    by = f"<{reminder.id}@{Channel.PROVIDER.value}.invalid>"
    return Outgoing(by, "", "", (), subject="", text="", html="", date=view.now)


def recipients_of(reminder: Reminder, facts: CustomerFacts) -> tuple[str, ...]:
    """Whom it is written to: the roles of its step, else whoever gets the bills; a provider knows itself."""
    if reminder.channel is Channel.PROVIDER:
        return ()
    return facts.customer.written_to(reminder.roles)


def sender_address(view: Outlook) -> str:
    """The bare address messages leave from; Refused where none is set."""
    address = parseaddr(view.sender or "")[1]
    if not address:
        name = view.organisation.name
        raise Refused(say("set_sender", name=name))
    return address


def sender_name(view: Outlook, signer: Signer | None = None) -> str:
    """The named person and the business, as the customer knows them."""
    contact = contact_name(view, signer)
    business = view.organisation.name
    return business if contact is None or contact == business else f"{contact} ({business})"


def contact_name(view: Outlook, signer: Signer | None = None) -> str | None:
    """Who signs: a segment's person, else the organisation's contact, else the name of its sender."""
    return view.signer if signer is None else signer.name


def _reply_to(view: Outlook, signer: Signer | None) -> str | None:
    return (signer and signer.reply_to) or view.organisation.reply_to


def message_id(reminder: Reminder, sender: str) -> str:
    """One and the same for every attempt at this reminder."""
    return f"<{reminder.id}@{sender.rpartition('@')[2]}>"


# ---------------------------------------------------------------- the facts


def message_facts(view: Outlook, unit: UnitOfWork, reminder: Reminder, facts: CustomerFacts) -> MessageFacts:
    """What the customer is told: his lines, what else is open, his credit, the day to pay by."""
    decisions = {d.invoice.id: d for d in view.decide(facts, fresh=True)}
    today = view.calendar(facts.customer).day(view.now)
    steps = {x.invoice_id: x for x in reminder.live_lines}
    mine = [decisions[x.invoice_id] for x in reminder.live_lines if x.invoice_id in decisions]
    others = [d for d in decisions.values() if d not in mine and _is_also_open(d, reminder, today)]
    organisation = view.organisation
    part, signer = _instalment(reminder, facts, today), signer_of(view, reminder, facts)
    series = facts.customer.links_series
    lines = tuple(_with_card_link(view, d, _line(d, today, steps[d.invoice.id]), series) for d in mine)
    days = [x.deadline_days for x in reminder.live_lines if x.deadline_days is not None]
    return MessageFacts(
        template=reminder.template,
        language=reminder.language,
        severity=reminder.severity,
        organisation=organisation.name,
        contact=contact_name(view, signer),
        customer=facts.customer.name,
        currency=reminder.currency,
        lines=lines,
        also_open=tuple(_line(d, today) for d in others),
        asked=asked_now((x.asked, x.is_coming_due) for x in lines),
        credit=sum(c.amount for c in facts.credits if c.currency == reminder.currency),
        sent_on=today,
        deadline_on=today + timedelta(days=max(days)) if days else None,
        payments_known_on=_payments_known_on(view, unit, mine),
        is_first_contact=any(x.is_first_contact for x in reminder.live_lines),
        iban=organisation.iban,
        bank_details_unchanged=_bank_details_unchanged(organisation.iban_changed_on, today),
        answer_to=_reply_to(view, signer) or sender_address(view),
        page_link=page_link(view.app, organisation.id, facts.customer, view.now),
        instalment=part and part[0],
        instalment_due_on=part and part[1].due_on,
        instalment_amount=part and part[1].amount,
        fees=fees_told(view, reminder, facts, mine),
        house=organisation.language,
    )


def _is_also_open(decision: Decision, reminder: Reminder, today: date) -> bool:
    due_on = decision.invoice.expected_on
    is_silent = decision.action is Action.HOLD or (decision.step is None and decision.action is Action.TASK)
    return (
        decision.invoice.currency == reminder.currency
        and reminder.sort is Sort.REMINDER
        and due_on is not None
        and due_on < today
        and not is_silent
        and decision.reason not in ("excluded", "handed_over", "factored")
    )


def _line(decision: Decision, today: date, line: Line | None = None) -> LineFacts:
    """A step on the due date itself never says late, even where it was moved to a Monday."""
    invoice = decision.invoice
    is_on_due_date = line is not None and line.offset == 0
    due_on = invoice.counts_from or today
    failure = invoice.failure
    return LineFacts(
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=due_on,
        total=invoice.total,
        open=invoice.open,
        asked=decision.asked,
        disputed=decision.disputed,
        days_late=0 if is_on_due_date else (today - due_on).days,
        pay_link=invoice.pay_link,
        is_coming_due=failure is None and due_on >= today and (line is None or line.offset < 0),
        charge=None if failure is None else _charge(failure, today),
        card=invoice.card,
    )


def _with_card_link(view: Outlook, decision: Decision, line: LineFacts, series: int) -> LineFacts:
    """Who needs another card gets a link to our page, which lives longer than the source's own."""
    is_needed = line.charge is not None and line.charge.need is Need.NEW_CARD
    if not is_needed and line.card is None:
        return line
    link = link_to(view.app, view.organisation.id, decision.invoice.id, view.now, series)
    return line if link is None else replace(line, pay_link=link)


def _charge(failure: Failure, today: date) -> ChargeFacts:
    need = failure.need_on(today)
    retried_on = failure.next_attempt_on if need is Need.WAIT else None
    return ChargeFacts(failure.failed_on, need, failure.decline.wording, retried_on)


def _payments_known_on(view: Outlook, unit: UnitOfWork, mine: Iterable[Decision]) -> date:
    """The day up to which payments are known: the last one posted, never after the last reading."""
    readings = [
        view.readings[d.invoice.connection_id].at for d in mine if d.invoice.connection_id in view.readings
    ]
    read_at = min(readings, default=view.now)
    read_on = read_at.astimezone(view.now.tzinfo).date()
    is_file = {c.id for c in unit.connections.all() if c.kind is ConnectionKind.FILE}
    if not any(d.invoice.connection_id in is_file for d in mine):
        return read_on
    return min(unit.ledger.payments_known_on() or read_on, read_on)


def _bank_details_unchanged(changed_on: date | None, today: date) -> bool:
    return changed_on is None or (today - changed_on).days > BANK_DETAILS_DAYS


def _instalment(reminder: Reminder, facts: CustomerFacts, today: date) -> tuple[int, Instalment] | None:
    """The instalment that the message is about, with its number in its plan; None where it is about
    several, or about none that is still agreed."""
    of_plan = [x for x in reminder.live_lines if x.step_id.startswith("plan:")]
    if len(of_plan) != 1 or of_plan[0].step_id != reminder.step_id:
        return None
    n = int(reminder.step_id.split(":")[1])
    holds = [h for h in facts.holds if h.invoice_id == of_plan[0].invoice_id]
    return numbered_instalment(holds, n, today)
