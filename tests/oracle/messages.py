"""Answers become messages, messages keep the caps, and all of it becomes what `plan --json` prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from tests.oracle.days import ONE_DAY, Facts
from tests.oracle.money import as_number, as_text
from tests.oracle.standing import (
    Book,
    Standing,
    Step,
    first_open_day,
    is_after_due_line,
    is_cold_and_unwritten,
)
from tests.oracle.voice import sort_of, voice_of

REASONS = ["step_due", "first_contact", "charge_failed", "coming_due"]
FIRST_WAVE_CAP = 20
Voice = tuple[str, str, str]


@dataclass(frozen=True)
class Answer:
    """What is said of one open invoice on its customer's day."""

    standing: Standing
    today: date
    action: str
    reason: str
    step: Step | None
    channel: str | None
    on: date | None
    asked: int

    @property
    def customer(self) -> str:
        """The customer's name."""
        return str(self.standing.customer["name"])

    @property
    def currency(self) -> str:
        """The invoice's currency."""
        return str(self.standing.invoice["currency"])


@dataclass(frozen=True)
class Message:
    """The answers that stand in one item: one invoice each, but for what is sent and for letters."""

    answers: tuple[Answer, ...]

    @property
    def first(self) -> Answer:
        """The answer of the first invoice by number."""
        return min(self.answers, key=lambda answer: answer.standing.number)

    @property
    def asked(self) -> int:
        """The sum of what is asked on all its lines, minor units of its one currency."""
        return sum(answer.asked for answer in self.answers)

    @property
    def size(self) -> Decimal:
        """The amount as a number, to be compared with other currencies'."""
        return as_number(self.asked, self.first.currency)

    @property
    def severest(self) -> Answer:
        """The answer whose step words the message: the severest, the latest offset among equals."""
        return max(self.answers, key=_severity)

    @property
    def is_first_wave(self) -> bool:
        """ "The first wave is every message that holds a cold-start invoice not yet written to" """
        return any(is_cold_and_unwritten(answer.standing) for answer in self.answers)


def _severity(answer: Answer) -> tuple[int, int]:
    return (answer.step.severity, answer.step.offset) if answer.step else (-1, 0)


def messages_of(answers: Iterable[Answer]) -> list[Message]:
    """ "One message per customer, currency and language"; a formal notice stands apart.

    "Each open invoice stands in exactly one item; only `send` items and letters hold several."
    """
    groups: dict[tuple[str, ...], list[Answer]] = {}
    for answer in answers:
        groups.setdefault(_item_key(answer), []).append(answer)
    return [Message(tuple(group)) for group in groups.values()]


def _item_key(answer: Answer) -> tuple[str, ...]:
    is_shared = answer.action == "send" or answer.reason == "letter_due"
    if not is_shared or answer.step is None:
        return (answer.customer, "alone", answer.standing.number)
    return (answer.customer, answer.action, str(answer.channel), *voice_of(answer.standing, answer.step))


def item_of(message: Message) -> dict[str, Any]:
    """One item of `plan --json`, with its lines."""
    worded, first = message.severest, message.first
    reasons = [answer.reason for answer in message.answers]
    return {
        "customer": first.customer,
        "invoices": sorted(answer.standing.number for answer in message.answers),
        "currency": first.currency,
        "amount": as_text(message.asked, first.currency),
        "action": worded.action,
        "step": worded.step.id if worded.step else None,
        "channel": worded.channel,
        # "a message with several lines bears the first code of the list that one of its lines has"
        "reason": min(reasons, key=REASONS.index) if worded.action == "send" else worded.reason,
        "on": worded.on.isoformat() if worded.on else None,
        "lines": sorted(
            [answer.standing.number, answer.step.id if answer.step else None] for answer in message.answers
        ),
    }


def sort_of_message(message: Message) -> str:
    """reminder, formal, plan, or notice where every line only comes due."""
    steps = [answer.step for answer in message.answers if answer.step]
    if all(step.severity == 0 and not step.is_of_a_plan for step in steps):
        return "notice"
    return sort_of(message.severest.step) if message.severest.step else "reminder"


def with_caps(answers: list[Answer], book: Book, todays: dict[str, date]) -> list[Answer]:
    """ "at most 20 messages a day, largest amount first"; whoever is over waits for the day of his turn."""
    organisation = book.facts["organisation"]
    wave_cap = organisation.get("first_wave_cap")
    wave_cap = FIRST_WAVE_CAP if wave_cap is None else wave_cap
    left = _left_today(book, todays)
    answers = _capped(answers, wave_cap, sum(is_wave for is_wave in left.values()), is_wave_only=True)
    if organisation.get("daily_cap") is None:
        return answers
    return _capped(answers, organisation["daily_cap"], len(left), is_wave_only=False)


def _capped(answers: list[Answer], cap: int, already: int, *, is_wave_only: bool) -> list[Answer]:
    sends = messages_of(answer for answer in answers if answer.action == "send")
    queue = [message for message in sends if message.is_first_wave or not is_wave_only]
    queue.sort(key=lambda message: (-message.size, message.first.customer, message.first.currency))
    turns: dict[str, date | None] = {}
    for place, message in enumerate(queue[max(0, cap - already) :]):
        for answer in message.answers:
            turns[answer.standing.number] = _turn(answer, place // cap + 1) if cap else None
    return [_waiting_for(answer, turns) for answer in answers]


def _waiting_for(answer: Answer, turns: dict[str, date | None]) -> Answer:
    number = answer.standing.number
    return replace(answer, action="wait", reason="cap", on=turns[number]) if number in turns else answer


def _turn(answer: Answer, count: int) -> date:
    """The count-th open day after today."""
    day = answer.today
    for _ in range(count):
        day = first_open_day(answer.standing, day + ONE_DAY)
    return day


def _left_today(book: Book, todays: dict[str, date]) -> dict[tuple[str, ...], bool]:
    """The messages that left on each customer's today, and whether each held a first contact."""
    left: dict[tuple[str, ...], bool] = {}
    for customer, today in todays.items():
        for invoice in book.invoices.get(customer, []):
            for line in book.lines.get(invoice["number"], []):
                if line["state"] not in {"sent", "unknown"} or line.get("left_on") != today.isoformat():
                    continue
                sort = "reminder" if line["sort"] == "notice" else line["sort"]
                key = (customer, str(line["currency"]), str(line["language"]), str(sort))
                left[key] = left.get(key, False) or _is_first_contact(line, invoice, book)
    return left


def _is_first_contact(line: Facts, invoice: Facts, book: Book) -> bool:
    """Was this the line that first wrote to a cold-start invoice?"""
    earlier = [
        other
        for other in book.lines.get(invoice["number"], [])
        if other["state"] in {"sent", "done", "unknown"}
        and is_after_due_line(other)
        and (other.get("left_on") or "") < line["left_on"]
    ]
    return bool(invoice.get("cold_start_on")) and is_after_due_line(line) and not earlier
