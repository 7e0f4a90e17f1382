"""Seals: what a message was shown with when people released it, and what of it nobody may change alone."""

from hashlib import sha256

from connector.core.invoice import Customer, Organisation
from connector.core.message import Reminder
from connector.core.segments import Signer
from connector.core.texts import Written


def mark_of(own: Organisation, written: Written, customer: Customer, signer: Signer | None = None) -> str:
    """Another one for whatever its organisation says in each of its messages: the account to pay to, who
    writes and signs, whom to answer, who reads along, what it says of late payment, and the words that were
    written on the pages. `signer` is whom a segment lets sign this one. What kind of customer he is says what
    of late payment he is told."""
    who = (own.name, own.contact, own.sender, own.reply_to, own.copy_to)
    # What nobody had said before it could be said leaves the mark as it was.
    late = () if own.late_terms is None else (own.late_terms, customer.type)
    segments = (written.segments,) if written.segments else ()
    signed = () if signer is None else (signer,)
    said = (own.iban, who, written.templates_mark, *late, *segments, *signed)
    return sha256(repr(said).encode()).hexdigest()


def seal_of(reminder: Reminder, to: tuple[str, ...], mark: str) -> str:
    """Another one for whatever else it would say, or to whom else: its id outlives both."""
    lines = sorted((x.invoice_id, x.step_id, x.cycle, x.asked) for x in reminder.live_lines)
    voice = (reminder.currency, reminder.language, reminder.sort.value, reminder.channel.value)
    said = (lines, voice, reminder.template, reminder.policy, reminder.policy_version, to, mark)
    return sha256(repr(said).encode()).hexdigest()[:16]


def kept_seal(seal: str, mark: str) -> str:
    """As the first of two approvals keeps it: the mark stays to be held against when lines have fallen."""
    return f"{seal}.{mark}"


def is_as_released(before: Reminder, after: Reminder, mark: str) -> bool:
    """Whether what two have released still bears this mark, speaks by the same template, and gives as many
    days for each of its lines."""
    days = {(x.invoice_id, x.step_id): x.deadline_days for x in before.live_lines}
    is_as_long = all(
        days.get((x.invoice_id, x.step_id), x.deadline_days) == x.deadline_days for x in after.lines
    )
    bears = (before.first_seal or "").endswith(f".{mark}")
    return bears and is_as_long and before.template == after.template
