"""Where the two sides are held against each other: messages, decisions, histories and what may never be."""

from __future__ import annotations

from datetime import date
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from connector.channels.catcher import Caught
from connector.core.history import TAKEN
from connector.core.invoice import Status
from connector.core.message import Reminder
from connector.core.ports import UnitOfWork
from connector.usecases.plan import plan, plan_row
from connector.usecases.turns import Planned
from tests.oracle.days import Facts, is_business_day, place_of, zone_of

if TYPE_CHECKING:
    from tests.replay.adapter import Replay

Told = tuple[str, str, str, str, str, tuple[tuple[str, str], ...]]


def messages(replay: Replay, day: date, expected: list[Facts]) -> None:
    """What arrived at the mail server that day against what the oracle says should have."""
    caught = replay.catcher.all()
    replay.catcher.clear()
    with replay.office.store.reading(replay.office.id) as unit:
        said = [(x, _reminder(unit, x.message_id)) for x in caught]
        names = {x.customer_id: unit.ledger.customer(x.customer_id).name for _, x in said}
    arrived = [_arrived(replay, mail, x, names[x.customer_id]) for mail, x in said]
    wanted = [_told(message) for message in expected]
    replay.figures.messages += len(arrived)
    replay.figures.lines += sum(len(told[5]) for told in arrived)
    for told in sorted(set(wanted) - set(arrived)):
        replay.figures.differences.append(f"{day} did not arrive: {told} {_why(replay, told)}")
    for told in sorted(set(arrived) - set(wanted)):
        replay.figures.differences.append(f"{day} should not have arrived: {told} {_oracle(replay, told)}")
    if len(set(arrived)) != len(arrived):
        replay.figures.broken.append(f"{day} a message arrived twice")


def _reminder(unit: UnitOfWork, message_id: str) -> Reminder:
    reminder = unit.reminders.get(message_id.strip("<>").partition("@")[0])
    if reminder is None:
        raise AssertionError(f"{message_id} came from nowhere")
    return reminder


def _told(message: Facts) -> Told:
    keys = ("day", "customer", "currency", "language", "sort")
    return *(str(message[key]) for key in keys), tuple(map(tuple, message["lines"]))  # type: ignore[return-value]


def _arrived(replay: Replay, caught: Caught, reminder: Reminder, name: str) -> Told:
    """Day, recipients and numbers are read off the message itself; its steps are in the ledger."""
    replay.count(reminder)
    organisation = replay.walk.facts["organisation"]
    known = next(one for one in replay.walk.facts["customers"] if one["name"] == name)
    left_at = parsedate_to_datetime(caught.message["Date"])
    day = left_at.astimezone(ZoneInfo(zone_of(known, organisation))).date()
    lines = tuple(sorted((x.number, x.step_id) for x in reminder.live_lines))
    _check(replay, caught, reminder, known, day)
    is_notice = all(x.severity == 0 for x in reminder.live_lines) and reminder.sort == "reminder"
    sort = "notice" if is_notice else reminder.sort.value
    return day.isoformat(), name, reminder.currency, reminder.language, sort, lines


def _check(replay: Replay, caught: Caught, reminder: Reminder, customer: Facts, day: date) -> None:
    """What may never be, whatever the oracle says."""
    organisation = replay.walk.facts["organisation"]
    broken = replay.figures.broken
    if not set(caught.rcpt_to) <= set(customer["email"]):
        broken.append(f"{day} {reminder.id} went to {caught.rcpt_to}")
    if not is_business_day(place_of(customer, organisation), day):
        broken.append(f"{day} is no business day of {customer['name']}")
    if day.isoformat() in organisation["closures"]:
        broken.append(f"{day} is a closure")
    for line in reminder.live_lines:
        invoice = replay.sources.find(line.number)
        if invoice is None or invoice.status is not Status.OPEN or invoice.open <= 0:
            broken.append(f"{day} {line.number} is {invoice and invoice.status} and was asked for")
        if line.number not in caught.text:
            broken.append(f"{day} {line.number} is not named in its message")
        if replay.said[(line.number, line.step_id, line.cycle)] > 1:
            broken.append(f"{day} {line.number} was told {line.step_id} twice")


# ---------------------------------------------------------------- decisions


def decisions(replay: Replay, day: date) -> None:
    """Every open invoice: action, reason, step, channel, day and amount, in the items of the plan."""
    ours = [item(planned) for planned in plan(replay.office.app, replay.office.id, is_stored=False)]
    theirs = replay.walk.items()
    replay.figures.decisions += sum(len(said["invoices"]) for said in theirs)
    for said in theirs:
        replay.figures.reasons[said["reason"]] += len(said["invoices"])
    mine, other = by_text(ours), by_text(theirs)
    for text in sorted(mine.keys() ^ other.keys()):
        side = "decided" if text in mine else "oracle "
        replay.figures.differences.append(f"{day} {side}: {text}")


def item(planned: Planned) -> Facts:
    """One row of the plan with its lines, as the oracle prints it."""
    row = plan_row(planned)
    is_silent = row["action"] in ("hold", "stop")
    steps = [(d.invoice.number, None if is_silent or d.step is None else d.step.id) for d in _of(planned)]
    return {**row, "lines": sorted(map(list, steps))}


def _of(planned: Planned) -> tuple[Any, ...]:
    return planned.item.decisions


def by_text(items: list[Facts]) -> dict[str, Facts]:
    """Everything that is compared of an item, in words."""
    keys = ("customer", "lines", "currency", "amount", "action", "reason", "step", "channel", "on")
    return {" ".join(str(said[key]) for key in keys): said for said in items}


def _why(replay: Replay, told: Told) -> str:
    """What the real thing says of the invoices of a message that did not arrive."""
    numbers = {number for number, _ in told[5]}
    rows = plan(replay.office.app, replay.office.id, is_stored=False)
    said = [item(row) for row in rows if numbers & set(row.item.numbers)]
    return "; ".join(f"{x['action']} {x['reason']} {x['step']} {x['on']}" for x in said)


def _oracle(replay: Replay, told: Told) -> str:
    numbers = {number for number, _ in told[5]}
    said = [x for x in replay.walk.items() if numbers & set(x["invoices"])]
    return "; ".join(f"{x['action']} {x['reason']} {x['step']} {x['on']}" for x in said)


# ---------------------------------------------------------------- histories


def histories(replay: Replay) -> None:
    """Each invoice's lines that were really said, on both sides."""
    theirs: dict[str, list[tuple[str, str]]] = {}
    for line in replay.walk.facts["history"]:
        theirs.setdefault(line["invoice"], []).append((line["left_on"], line["step"]))
    ours: dict[str, list[tuple[str, str]]] = {}
    for reminder in replay.office.reminders():
        if reminder.state in TAKEN:
            for line in reminder.live_lines:
                ours.setdefault(line.number, []).append((str(reminder.left_on), line.step_id))
    for number in sorted(ours.keys() | theirs.keys()):
        mine, other = sorted(ours.get(number, [])), sorted(theirs.get(number, []))
        if mine != other:
            replay.figures.differences.append(f"history of {number}: {mine}, oracle {other}")
