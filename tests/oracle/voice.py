"""One voice: the customer's last contacts, the gap, the channel that still reaches him, and the minimum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.oracle.days import Facts, as_day
from tests.oracle.ladder import Choice
from tests.oracle.standing import TAKEN, Book, Standing, Step, is_call_line, is_cold_and_unwritten

DEFAULT_GAP_DAYS = 3
DEFAULT_MINIMUM = {"EUR": 1000, "GBP": 1000, "USD": 1000, "CHF": 1000, "CAD": 1000, "AUD": 1000}
# "one message per customer, currency and language": a notice that comes due is the same voice as a reminder.
SAME_VOICE = {"notice": "reminder"}


@dataclass(frozen=True)
class Contact:
    """The customer heard from us, or we from him by a partial payment (voice None)."""

    on: date
    is_call: bool
    voice: tuple[str, str, str] | None


def sort_of(step: Step) -> str:
    """Which message a step belongs to: reminder, formal, plan or call."""
    if not step.is_message:
        return "call"
    if step.is_formal:
        return "formal"
    return "plan" if step.is_of_a_plan and step.id.endswith(":notice") else "reminder"


#: What is spoken in the countries that stories are told of; of several the organisation's, else the first.
SPOKEN = {
    "AT": ("de",), "BE": ("nl", "fr", "de"), "DE": ("de",), "ES": ("es",), "FR": ("fr",), "GB": ("en",),
    "IT": ("it",), "NL": ("nl",), "US": ("en",),
}  # fmt: skip


def language_of(customer: Facts, organisation: Facts) -> str:
    """The customer's, else his country's, else the organisation's."""
    country = SPOKEN.get(str(customer.get("country")), ())
    of_country = () if organisation["language"] in country else country[:1]
    return str(customer.get("language") or next(iter(of_country), organisation["language"]))


def voice_of(standing: Standing, step: Step) -> tuple[str, str, str]:
    """Currency, language and sort: two messages that differ in one of them may leave on the same day."""
    language = language_of(standing.customer, standing.organisation)
    return standing.invoice["currency"], language, sort_of(step)


def contacts_of(customer: Facts, book: Book) -> list[Contact]:
    """Every contact with the customer, on any channel and about any of his invoices, closed ones included."""
    found: list[Contact] = []
    for invoice in book.invoices.get(customer["name"], []):
        found += [
            Contact(date.fromisoformat(line["left_on"]), is_call_line(line), _voice_of_line(line))
            for line in book.lines.get(invoice["number"], [])
            if line["state"] in TAKEN and line.get("is_contact", True) and line.get("left_on")
        ]
        found += _payments_as_contacts(book.payments.get(invoice["number"], []))
    return found


def _voice_of_line(line: Facts) -> tuple[str, str, str]:
    sort = str(line.get("sort"))
    return str(line.get("currency")), str(line.get("language")), SAME_VOICE.get(sort, sort)


def _payments_as_contacts(payments: list[Facts]) -> list[Contact]:
    """ "A partial payment counts as a contact on its `paid_on`, else on the day of the import or sync that
    first showed it; a first import starts no gap."
    """
    days = [
        as_day(paid.get("paid_on") or paid["seen_on"])
        for paid in payments
        if paid.get("is_partial") and not paid.get("is_first_import")
    ]
    return [Contact(day, False, None) for day in days if day]


def is_in_gap(contacts: list[Contact], standing: Standing, step: Step, day: date) -> bool:
    """ "Gap: 3 calendar days after the last contact on any channel", same-day companions apart."""
    return any(_blocks(contact, standing, step, day) for contact in contacts)


def _blocks(contact: Contact, standing: Standing, step: Step, day: date) -> bool:
    gap_days = standing.organisation.get("gap_days")
    age = (day - contact.on).days
    if age == 0 and contact.voice is not None:
        # "A call never shares a day with a message"; two calls may fall on one day.
        if contact.is_call or not step.is_message:
            return contact.is_call == step.is_message
        # "in several currencies or languages, or a formal notice beside an e-mail [...] leave the same day"
        if contact.voice != voice_of(standing, step):
            return False
    return 0 <= age < (DEFAULT_GAP_DAYS if gap_days is None else gap_days)


@dataclass(frozen=True)
class Way:
    """How a due step is carried out: by us (send) or by a person (task), with its reason and channel."""

    action: str
    reason: str
    channel: str


def way_of(standing: Standing, choice: Choice) -> Way:
    """ "No address or a channel opted out is not silence: the next channel, else a task"."""
    step, opted_out = choice.step, standing.customer.get("opted_out") or []
    if choice.needs_person:
        return Way("task", "needs_person", "task")
    if step.channel in opted_out and step.channel not in {"email", "sms"}:
        return Way("task", "opted_out", "task")
    if step.channel == "letter":
        return Way("task", "letter_due", "letter")
    if not step.is_message:
        return Way("task", "call_due", "call")
    addresses = {"email": standing.customer.get("email"), "sms": standing.customer.get("phone")}
    for channel in [step.channel, *(other for other in addresses if other != step.channel)]:
        if addresses[channel] and channel not in opted_out:
            return Way("send", reason_of(standing, step), channel)
    return Way("task", "opted_out" if addresses[step.channel] else "no_address", "task")


def reason_of(standing: Standing, step: Step) -> str:
    """ "`first_contact` is the first message to a cold-start invoice"; before due it is coming due."""
    if step.id.startswith("plan:"):
        return "coming_due" if step.id.endswith(":notice") else "step_due"
    if is_cold_and_unwritten(standing):
        return "first_contact"
    return "coming_due" if step.offset < 0 else "step_due"


def minimum_of(organisation: Facts, currency: str) -> int | None:
    """ "default 10 for EUR, GBP, USD, CHF, CAD, AUD, none for others unless the policy says" """
    minimums = organisation.get("minimums", {})
    if minimums is None:
        return None
    amount = minimums.get(currency, DEFAULT_MINIMUM.get(currency))
    return None if amount is None else int(amount)
