"""The names a message's template may use: every amount, day and name is ready to be read."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from connector.core.message import LineFacts, MessageFacts
from connector.render.clean import harmless, web_link
from connector.render.formats import GLUE, day_text, iban_text, money_text

#: More numbers than these are not repeated in a subject.
NUMBERS_NAMED = 5


@dataclass(frozen=True, slots=True)
class LineNames:
    """One invoice as a template speaks of it; amounts and days are text in the reader's manner.

    `disputed` is None unless a part is left out; `is_reduced` says that less than the total is
    asked; `days_late` is never negative. `card` is of a card that ends on `due_on`, the four before it are
    of a failed charge: `need` and `cause` are words of core.declines.
    """

    number: str
    issued_on: str | None
    due_on: str
    total: str
    open: str
    asked: str
    disputed: str | None
    days_late: int
    pay_link: str | None
    is_late: bool
    is_due_today: bool
    is_reduced: bool
    failed_on: str | None
    need: str | None
    cause: str | None
    retried_on: str | None
    card: str | None


@dataclass(frozen=True, slots=True)
class MessageNames:
    """What a template of a step may name. `lines` are asked now, `coming_due` only shown."""

    language: str
    organisation: str
    contact: str | None
    signature: str
    customer: str
    currency: str
    lines: tuple[LineNames, ...]
    coming_due: tuple[LineNames, ...]
    also_open: tuple[LineNames, ...]
    numbers: str
    total: str
    credit: str | None
    sent_on: str
    deadline_on: str | None
    deadline_days: int | None
    payments_known_on: str
    is_first_contact: bool
    iban: str | None
    bank_details_unchanged: bool
    pay_link: str | None
    all_have_pay_link: bool
    answer_to: str | None
    page_link: str | None
    instalment: int | None
    instalment_due_on: str | None
    instalment_amount: str | None
    late_interest: str | None
    late_indemnity: str | None
    late_indemnity_each: str | None
    late_law: str | None

    def as_context(self) -> Mapping[str, object]:
        """Name to value, as Jinja wants it."""
        return {name: getattr(self, name) for name in MESSAGE_NAMES}


LINE_NAMES = tuple(field.name for field in fields(LineNames))
MESSAGE_NAMES = tuple(field.name for field in fields(MessageNames))


def message_names(facts: MessageFacts, language: str, tag: str, says_late: bool = True) -> MessageNames:
    """The facts in the manner of the locale `tag`, with hostile signs taken out.

    Without `says_late` no line is late: a due date that was moved off a Sunday is still today's.
    """
    due_later = tuple(line for line in facts.lines if line.is_coming_due)
    asked_now = tuple(line for line in facts.lines if not line.is_coming_due)
    if not asked_now:
        asked_now, due_later = due_later, ()
    lines = _lines(asked_now, facts, tag, says_late)
    coming_due = _lines(due_later, facts, tag, says_late)
    organisation = harmless(facts.organisation)
    contact = harmless(facts.contact) if facts.contact else None
    return MessageNames(
        language=language,
        organisation=organisation,
        contact=contact,
        signature=contact or organisation,
        customer=harmless(facts.customer),
        currency=facts.currency,
        lines=lines,
        coming_due=coming_due,
        also_open=_lines(facts.also_open, facts, tag, says_late),
        numbers=_numbers(lines),
        total=money_text(sum(line.asked for line in asked_now), facts.currency, tag),
        credit=_money(facts.credit or None, facts.currency, tag),
        sent_on=day_text(facts.sent_on, tag),
        deadline_on=_day(facts.deadline_on, tag),
        deadline_days=(facts.deadline_on - facts.sent_on).days if facts.deadline_on else None,
        payments_known_on=day_text(facts.payments_known_on, tag),
        is_first_contact=facts.is_first_contact,
        iban=iban_text(harmless(facts.iban)) if facts.iban else None,
        bank_details_unchanged=facts.bank_details_unchanged,
        pay_link=lines[0].pay_link if len(lines) == 1 else None,
        all_have_pay_link=all(line.pay_link for line in lines),
        answer_to=harmless(facts.answer_to) if facts.answer_to else None,
        page_link=web_link(facts.page_link),
        instalment=facts.instalment,
        instalment_due_on=_day(facts.instalment_due_on, tag),
        instalment_amount=_money(facts.instalment_amount, facts.currency, tag),
        late_interest=_money(facts.fees.interest, facts.currency, tag) if facts.fees else None,
        late_indemnity=_money(facts.fees.indemnity or None, facts.currency, tag) if facts.fees else None,
        late_indemnity_each=_money(facts.fees.each, facts.currency, tag) if facts.fees else None,
        late_law=facts.fees.articles or None if facts.fees else None,
    )


def _lines(
    lines: tuple[LineFacts, ...], facts: MessageFacts, tag: str, says_late: bool
) -> tuple[LineNames, ...]:
    return tuple(_line(line, facts, tag, says_late) for line in lines)


def _line(line: LineFacts, facts: MessageFacts, tag: str, says_late: bool) -> LineNames:
    currency = facts.currency
    return LineNames(
        number=harmless(line.number),
        issued_on=_day(line.issued_on, tag),
        due_on=day_text(line.due_on, tag),
        total=money_text(line.total, currency, tag),
        open=money_text(line.open, currency, tag),
        asked=money_text(line.asked, currency, tag),
        disputed=_money(line.disputed or None, currency, tag),
        days_late=max(line.days_late, 0) if says_late else 0,
        pay_link=web_link(line.pay_link),
        is_late=says_late and line.days_late > 0,
        is_due_today=line.due_on == facts.sent_on,
        is_reduced=line.asked != line.total,
        failed_on=_day(line.charge.failed_on, tag) if line.charge else None,
        need=line.charge.need.value if line.charge else None,
        cause=line.charge.wording.value if line.charge else None,
        retried_on=_day(line.charge.retried_on, tag) if line.charge else None,
        card=harmless(f"{line.card.brand} •••• {line.card.last4}").replace(" ", GLUE) if line.card else None,
    )


def _numbers(lines: tuple[LineNames, ...]) -> str:
    named = ", ".join(line.number for line in lines[:NUMBERS_NAMED])
    return f"{named}…" if len(lines) > NUMBERS_NAMED else named


def _money(minor: int | None, currency: str, tag: str) -> str | None:
    return None if minor is None else money_text(minor, currency, tag)


def _day(day: date | None, tag: str) -> str | None:
    return None if day is None else day_text(day, tag)
