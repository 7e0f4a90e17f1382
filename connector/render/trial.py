"""Made-up messages of every sort: what a template is filled with before anybody relies on it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from connector.core.card import Card
from connector.core.declines import Need, Wording
from connector.core.message import ChargeFacts, FeesFacts, LineFacts, MessageFacts
from connector.core.policy import Severity

#: What a message says so that its customer can pay, answer and not be deceived.
IBAN = "FR7630006000011234567890189"
ANSWER_TO = "accounts@relance.example"
PAGE_LINK = "https://relance.example/c/made-up"
PAY_LINK = "https://pay.example.com/i/F-2041"

_DUE_ON = date(2026, 12, 1)
_LINE = LineFacts("F-2041", date(2026, 11, 1), _DUE_ON, 123456, 123456, 123456, 0, 7, PAY_LINK)
_REDUCED = LineFacts("F-2044", None, _DUE_ON, 100000, 80000, 50000, 30000, 5)
_COMING = LineFacts("F-2050", None, date(2026, 12, 20), 7700, 7700, 7700, 0, -12, is_coming_due=True)
_ALSO = replace(_REDUCED, number="F-2030", asked=80000, disputed=0)
_FEES = (FeesFacts(2612, 8000, "art. L441-10", 4000), FeesFacts(2612, 0, ""))
_CHARGES = tuple(
    ChargeFacts(_DUE_ON, need, wording, _DUE_ON + timedelta(days=3) if need is Need.WAIT else None)
    for need in Need
    for wording in Wording
)


def plain(template: str, language: str) -> MessageFacts:
    """One invoice, a week late, with an IBAN, a page and an address for answers."""
    sent_on = _DUE_ON + timedelta(days=7)
    facts = MessageFacts(
        template=template,
        language=language,
        severity=Severity.FIRM,
        organisation="Atelier Dupont",
        contact="Claire Martin",
        customer="Boulangerie Martin",
        currency="EUR",
        lines=(_of(template, _LINE),),
        also_open=(),
        asked=_LINE.asked,
        credit=0,
        sent_on=sent_on,
        deadline_on=sent_on + timedelta(days=7),
        payments_known_on=sent_on,
        is_first_contact=False,
        iban=IBAN,
        bank_details_unchanged=True,
        answer_to=ANSWER_TO,
        page_link=PAGE_LINK,
    )
    if template.startswith("plan_"):
        return replace(facts, instalment=2, instalment_due_on=_DUE_ON, instalment_amount=41152)
    return facts


def every_sort(template: str, language: str) -> Iterator[MessageFacts]:
    """One of each: several invoices, parts of them, none of what may be missing, each cause of a decline."""
    facts = plain(template, language)
    first = facts.lines[0]
    yield facts
    yield replace(facts, is_first_contact=True, deadline_on=None)
    yield replace(facts, contact=None, iban=None, answer_to=None, page_link=None)
    yield replace(facts, page_link=None, bank_details_unchanged=False)
    yield replace(facts, lines=(replace(first, issued_on=None, pay_link=None),))
    yield replace(facts, lines=(replace(first, days_late=0),), sent_on=_DUE_ON, deadline_on=None)
    yield replace(facts, lines=(replace(first, days_late=-5),), sent_on=_DUE_ON - timedelta(days=5))
    several = (first, _of(template, _REDUCED), _COMING)
    yield replace(facts, lines=several, also_open=(_ALSO,), credit=12000)
    yield replace(facts, lines=several, is_first_contact=True)
    yield from (replace(facts, lines=several, fees=x) for x in _FEES)
    if template.startswith("charge-"):
        yield from (replace(facts, lines=(replace(first, charge=x),)) for x in _CHARGES)


def _of(template: str, line: LineFacts) -> LineFacts:
    if template == "card-ends":
        return replace(line, total=0, open=0, asked=0, card=Card("Visa", "4242", line.due_on))
    if template.startswith("charge-"):
        return replace(line, charge=_CHARGES[0])
    return line
