"""Made-up messages for the tests of rendering."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from connector.core.card import Card
from connector.core.daily import Alarm, AlarmKind, DailyFacts, DailyItem
from connector.core.declines import Need, Wording
from connector.core.message import ChargeFacts, LineFacts, MessageFacts
from connector.core.policy import Severity
from connector.core.tongues import LANGUAGES, OF_STAFF

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

SEVERITIES = {
    "notice": Severity.NOTICE,
    "due": Severity.FRIENDLY,
    "friendly": Severity.FRIENDLY,
    "firm": Severity.FIRM,
    "formal": Severity.FORMAL,
    "plan_notice": Severity.NOTICE,
    "plan_missed": Severity.FIRM,
    "call": Severity.CALL,
    "charge-failed": Severity.FRIENDLY,
    "charge-again": Severity.FRIENDLY,
    "charge-last": Severity.FIRM,
    "card-ends": Severity.NOTICE,
}
IDS = tuple(SEVERITIES)
#: Each message in each language it is written in: what no customer reads is in those of the pages alone.
WRITTEN = tuple((x, y) for x in IDS for y in (OF_STAFF if x == "call" else LANGUAGES))
#: How late the first invoice is when each template leaves.
DAYS_LATE = {
    "notice": -5,
    "due": 0,
    "friendly": 7,
    "firm": 15,
    "formal": 30,
    "plan_notice": 40,
    "plan_missed": 45,
    "charge-failed": 0,
    "charge-again": 7,
    "charge-last": 21,
    "card-ends": -30,
}
#: Who writes, who signs, who reads.
NAMES = {
    "de": ("Tischlerei Nord GmbH", "Anna Krüger", "Café Südwind"),
    "en": ("Harbour Joinery Ltd", "Jane Porter", "Northwind Cafés Ltd"),
    "es": ("Carpintería del Puerto S. L.", "Lucía Núñez", "Panadería Peña"),
    "fr": ("Atelier Dupont", "Claire Martin", "Boulangerie Lefèvre"),
    "it": ("Falegnameria del Porto S.r.l.", "Niccolò Bianchi", "Caffè dell'Università"),
    "nl": ("Houtwerk Noord B.V.", "Sanne de Vries", "Bakkerij België"),
}
SENT_ON = date(2026, 12, 8)
PAGE_LINK = "https://relance.example/c/cG9zdA-_x"

FIRST = LineFacts(
    number="F-2041",
    issued_on=date(2026, 11, 1),
    due_on=date(2026, 12, 1),
    total=123456,
    open=123456,
    asked=123456,
    disputed=0,
    days_late=7,
    pay_link="https://pay.example.com/i/F-2041?a=1&b=2",
)
SECOND = LineFacts(
    number="F-2044",
    issued_on=date(2026, 11, 3),
    due_on=date(2026, 12, 3),
    total=100000,
    open=80000,
    asked=50000,
    disputed=30000,
    days_late=5,
    pay_link="https://pay.example.com/i/F-2044",
)
THIRD = LineFacts(
    number="F-2046",
    issued_on=None,
    due_on=date(2026, 12, 4),
    total=43000,
    open=20000,
    asked=20000,
    disputed=0,
    days_late=4,
)
COMING = LineFacts(
    number="F-2050",
    issued_on=date(2026, 11, 12),
    due_on=date(2026, 12, 12),
    total=7700,
    open=7700,
    asked=7700,
    disputed=0,
    days_late=-4,
    pay_link="https://pay.example.com/i/F-2050",
    is_coming_due=True,
)
ALSO_OPEN = LineFacts(
    number="F-2030",
    issued_on=date(2026, 10, 7),
    due_on=date(2026, 11, 6),
    total=65000,
    open=65000,
    asked=65000,
    disputed=0,
    days_late=32,
)


CHARGE = ChargeFacts(date(2026, 12, 1), Need.NEW_CARD, Wording.NEUTRAL)


def charge(
    template: str = "charge-failed",
    language: str = "fr",
    need: Need = Need.NEW_CARD,
    wording: Wording = Wording.NEUTRAL,
    retried_on: date | None = None,
) -> MessageFacts:
    """One failed charge of which that much is known."""
    facts = message(template, language)
    known = ChargeFacts(FIRST.due_on, need, wording, retried_on)
    return replace(facts, lines=tuple(replace(line, charge=known) for line in facts.lines))


def message(template: str = "friendly", language: str = "fr", **changes: Any) -> MessageFacts:
    """One invoice of €1,234.56 with a pay link and an IBAN, on the day of its step."""
    days_late = DAYS_LATE.get(template, 20)
    sent_on = date.fromordinal(FIRST.due_on.toordinal() + days_late)
    organisation, contact, customer = NAMES.get(language, NAMES["en"])
    facts = MessageFacts(
        template=template,
        language=language,
        severity=SEVERITIES.get(template, Severity.FRIENDLY),
        organisation=organisation,
        contact=contact,
        customer=customer,
        currency="EUR",
        lines=(replace(FIRST, days_late=days_late),),
        also_open=(),
        asked=FIRST.asked,
        credit=0,
        sent_on=sent_on,
        deadline_on=date.fromordinal(sent_on.toordinal() + 7) if days_late > 0 else None,
        payments_known_on=date.fromordinal(sent_on.toordinal() - 1),
        is_first_contact=False,
        iban="FR7630006000011234567890189",
        bank_details_unchanged=True,
        answer_to="accounts@example.com",
    )
    if template.startswith("plan_"):
        facts = replace(facts, instalment=2, instalment_due_on=date(2027, 1, 12), instalment_amount=41152)
    if template == "card-ends":
        facts = replace(facts, asked=0, lines=tuple(_of_card(x) for x in facts.lines))
    if template.startswith("charge-"):
        facts = replace(facts, lines=tuple(replace(x, charge=CHARGE) for x in facts.lines))
    return replace(facts, **changes)


def _of_card(line: LineFacts) -> LineFacts:
    card = Card("Visa", "4242", line.due_on)
    return replace(line, number="Visa 4242 12/2026", issued_on=None, total=0, open=0, asked=0, card=card)


def three_lines(template: str = "firm", language: str = "en", **changes: Any) -> MessageFacts:
    """Three invoices, one in part disputed, with all that can stand beside them."""
    facts = message(
        template,
        language,
        lines=(replace(FIRST, days_late=7), SECOND, THIRD, COMING),
        also_open=(ALSO_OPEN,),
        asked=FIRST.asked + SECOND.asked + THIRD.asked + COMING.asked,
        credit=12000,
        sent_on=SENT_ON,
        deadline_on=date(2026, 12, 15),
        payments_known_on=date(2026, 12, 7),
    )
    return replace(facts, **changes)


def day(language: str = "fr", **changes: Any) -> DailyFacts:
    """A day on which something of everything happened."""
    facts = DailyFacts(
        organisation="Atelier Dupont",
        language=language,
        on=date(2026, 12, 8),
        sent=2,
        came_back=1,
        told=1,
        held=1,
        waiting=12,
        tomorrow=0,
        sent_items=(
            DailyItem("Boulangerie Lefèvre", ("F-2041",), 123456, "EUR", "friendly"),
            DailyItem("Northwind Cafés Ltd", ("F-2044", "F-2046"), 70000, "GBP", "firm"),
        ),
        came_back_items=(DailyItem("Garage Petit", ("F-2012",), words="550 5.1.1"),),
        told_items=(
            DailyItem("Hôtel Bellerive", ("F-2050",), reason="says_dispute", words="Deux chaises cassées"),
        ),
        held_items=(DailyItem("Menuiserie Roux", ("F-1999",), 5000, "EUR", reason="dispute"),),
        waiting_items=tuple(DailyItem(f"Client {n}", (f"F-30{n:02}",), 1000 + n, "EUR") for n in range(12)),
        alarms=(Alarm(AlarmKind.LEDGER_TOO_OLD, count=3),),
        payments_known_on=date(2026, 12, 7),
        page_link="http://127.0.0.1:8000/",
    )
    return replace(facts, **changes)
