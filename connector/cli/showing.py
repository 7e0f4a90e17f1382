"""What the verbs print: plans, what waits, what was sent, what is foreseen."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from connector.cli.common import err, out, print_json, print_table
from connector.core.decision import Action
from connector.core.history import State
from connector.core.invoice import Mode, Organisation
from connector.core.message import Reminder
from connector.core.money import decimal_text
from connector.core.policy import Channel
from connector.render.formats import locale_tag, money_text
from connector.render.reasons import sentence
from connector.usecases import plan as planning
from connector.usecases import send as sending
from connector.usecases.approve import Approved
from connector.usecases.simulate import Foreseen
from connector.usecases.tried_again import TriedAgain
from connector.usecases.turns import Planned

#: The language in which commands speak, reasons included; amounts are written as their owner writes them.
SPOKEN = "en"


def reader_tag(organisation: Organisation) -> str:
    """The locale in which the owner reads amounts and days."""
    return locale_tag(organisation.language[:2], f"{organisation.language[:2]}-{organisation.country}")


def numbers_of(reminder: Reminder) -> list[str]:
    """The numbers of the invoices it still speaks of."""
    return [line.number for line in reminder.live_lines]


# ---------------------------------------------------------------- plans


def print_plan(planned: Sequence[Planned], organisation: Organisation) -> None:
    """What is due as a table, the rest counted by reason."""
    if not planned:
        out.print("No invoice is open.")
        return
    print_due(planned, organisation)
    for (action, reason), alike in sorted(_by_reason(planned).items()):
        days = [p.item.head.on for p in alike if p.item.head.on is not None]
        next_on = f" Next on {min(days)}." if days and action == Action.WAIT else ""
        out.print(f"{len(alike):5} {action:5} {reason}: {sentence(reason, SPOKEN)}{next_on}")


def _by_reason(planned: Sequence[Planned]) -> dict[tuple[str, str], list[Planned]]:
    found = defaultdict(list)
    for p in planned:
        found[p.item.head.action.value, p.item.reason.value].append(p)
    return found


def print_due(planned: Sequence[Planned], organisation: Organisation) -> None:
    """What is to be sent or done today, as a table."""
    due = [p for p in planned if p.item.head.action in (Action.SEND, Action.TASK)]
    if not due:
        out.print("Nothing is due today.")
        return
    tag = reader_tag(organisation)
    print_table(
        "",
        ["Customer", "Invoices", "Amount", "What", "Step", "Reason"],
        [[*_who(p, tag), *_what(p), p.item.reason.value] for p in due],
    )


def _who(planned: Planned, tag: str) -> list[str]:
    item = planned.item
    return [planned.customer.name, ", ".join(item.numbers), money_text(item.asked_now, item.currency, tag)]


def _what(planned: Planned) -> list[str]:
    row = planning.plan_row(planned)
    return [str(row["channel"] or ""), str(row["step"] or "")]


def say_what_is_next(organisation: Organisation, waiting: int) -> None:
    """Beside the result, on standard error: why nothing leaves, and which command changes it."""
    name = organisation.name
    if organisation.mode is Mode.SHADOW:
        err.print(f'Shadow mode: nothing is sent until `relance org set "{name}" --mode approve`.')
    elif waiting:
        err.print(f"{waiting} waiting for approval: `relance approve` lists, `relance send --dry-run` shows.")


def say_nothing_waits(organisation: Organisation) -> None:
    """Of who wanted to release: what has to be done first."""
    if organisation.mode is Mode.SHADOW:
        say_what_is_next(organisation, 0)
    else:
        err.print("Nothing waits for approval: `relance plan` decides what is due, and keeps it.")


def print_foreseen(foreseen: Sequence[Foreseen], days: int, organisation: Organisation) -> None:
    """Day by day what would leave, as a table."""
    tag = reader_tag(organisation)
    if foreseen:
        print_table(
            "",
            ["Day", "What", "Step", "Customer", "Invoices", "Amount"],
            [[x.on.isoformat(), *_what(x.planned), *_who(x.planned, tag)] for x in foreseen],
        )
    out.print(f"{len(foreseen)} over {days} days.")


# ---------------------------------------------------------------- what waits


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits for approval, and whom it is for; whether two must release it, and who has done
    so."""

    reminder: Reminder
    customer: str
    wants_two: bool = False
    first_by: str | None = None

    @property
    def row(self) -> dict[str, object]:
        """As `approve --json` prints it."""
        reminder = self.reminder
        return {
            "id": reminder.id,
            "customer": self.customer,
            "invoices": numbers_of(reminder),
            "currency": reminder.currency,
            "amount": decimal_text(reminder.asked_now, reminder.currency),
            "step": reminder.step_id,
            "channel": reminder.channel.value,
            "on": reminder.planned_on.isoformat(),
        }


def print_waiting(waiting: Sequence[Waiting], organisation: Organisation) -> None:
    """What a person may release, with the beginnings of the ids that `approve` takes."""
    if not waiting:
        out.print("Nothing waits for approval.")
        return
    tag, is_of_two = reader_tag(organisation), any(x.wants_two for x in waiting)
    rows = [
        [
            x.reminder.id[:8],
            x.customer,
            ", ".join(numbers_of(x.reminder)),
            money_text(x.reminder.asked_now, x.reminder.currency, tag),
            x.reminder.step_id,
            *([_by_whom(x)] if is_of_two else []),
        ]
        for x in sorted(waiting, key=lambda x: (x.customer, x.reminder.currency, x.reminder.step_id))
    ]
    print_table(
        "", ["Id", "Customer", "Invoices", "Amount", "Step", *(["Approved by"] if is_of_two else [])], rows
    )
    err.print("`relance approve ID…` or `relance approve --all` releases them.")


def _by_whom(one: Waiting) -> str:
    """Where two must release it: who was the first."""
    if not one.wants_two:
        return ""
    return f"{one.first_by}, 1 of 2" if one.first_by else "0 of 2"


def say_who_else(done: Approved) -> None:
    """Beside the result: what waits for a second person, since it asks for so much."""
    for one in done.halves:
        err.print(f"{one.id[:8]} is approved by you, and leaves once somebody else approves it too.")
    for one in done.own:
        err.print(f"{one.id[:8]} was approved by you before: somebody else must approve it too.")


# ---------------------------------------------------------------- what was sent


def print_sent(
    sent: Sequence[sending.Sent], waiting: Sequence[TriedAgain], organisation: Organisation, as_json: bool
) -> None:
    """What became of each reminder, how many left, and what waits for another try."""
    if as_json:
        print_json(_sent_json(sent))
        return
    for item in sent:
        numbers = ", ".join(numbers_of(item.reminder))
        why = "" if item.reason == item.state else f": {sentence(item.reason, SPOKEN)}"
        out.print(f"{item.state:9} {item.customer}: {item.reminder.step_id} ({numbers}){why}")
    left = sum(x.state is State.SENT for x in sent)
    nothing = "Nothing may be sent now." if waiting else "Nothing was there to send."
    out.print(f"{left} sent, {len(sent) - left} not." if sent else nothing)
    zone = ZoneInfo(organisation.timezone)
    for x in waiting:
        at = f"{x.next_at.astimezone(zone):%Y-%m-%d %H:%M}"
        out.print(f"{x.count} to be tried again, from {at} on: {sentence(x.reason, SPOKEN)}")
        if x.is_server:
            out.print("`relance doctor` tries the mail server at once, and says what to correct.")


def _sent_json(sent: Sequence[sending.Sent]) -> dict[str, object]:
    counts = Counter(x.state.value for x in sent)
    return {"counts": dict(sorted(counts.items())), "reminders": [_sent_row(x) for x in sent]}


def _sent_row(item: sending.Sent) -> dict[str, object]:
    reminder = item.reminder
    return {
        "id": reminder.id,
        "customer": item.customer,
        "invoices": numbers_of(reminder),
        "step": reminder.step_id,
        "channel": reminder.channel.value,
        "state": item.state.value,
        "reason": item.reason,
        "message_id": reminder.message_id,
    }


def print_previews(previews: Sequence[sending.Preview], organisation: Organisation, as_json: bool) -> None:
    """Each message as it would leave."""
    in_shadow = organisation.mode is Mode.SHADOW
    if as_json:
        print_json([_preview_row(p) for p in previews])
        return
    for p in sorted(previews, key=lambda p: (p.customer, p.reminder.id)):
        out.print(f"--- {p.reminder.id[:8]} {p.customer} ({p.reminder.state})")
        if p.message is None:
            why = sentence("in_shadow" if in_shadow else p.reason, SPOKEN)
            out.print(f"may not leave: {why}")
            continue
        if p.reminder.channel is Channel.PROVIDER:
            out.print("The account mails the invoice, in words of its own, to whom it has for it.")
            continue
        out.print(f"To: {', '.join(p.message.to)}\nSubject: {p.message.subject}\n\n{p.message.text}")
    out.print(f"{len(previews)} looked at; nothing was sent.")
    say_what_is_next(organisation, 0)


def _preview_row(preview: sending.Preview) -> dict[str, object]:
    message = preview.message
    return {
        "id": preview.reminder.id,
        "customer": preview.customer,
        "reason": preview.reason,
        "to": list(message.to) if message else [],
        "subject": message and message.subject,
        "text": message and message.text,
    }
