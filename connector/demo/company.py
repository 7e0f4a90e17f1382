"""What the made-up company's accounts hold on the first day: the same for the same day."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from connector.demo.book import Book, Entry
from connector.demo.characters import Character, characters
from connector.demo.names import Debtor, debtors

SEED = 20
#: (how many, days late from, to); not yet due is below zero.
_AGES = ((92, -45, -7), (6, -6, -2), (24, 0, 4), (27, 5, 13), (30, 15, 28), (12, 31, 58), (2, 61, 140))
_PAID = 40
_TERMS = (14, 30, 30, 30, 45)
#: Relance is new here: nothing was sent in the last days before.
BEFORE_DAYS = 3
#: (step, days after the due date, share of invoices): what the company sent by hand before it had Relance.
_BY_HAND = (("friendly", 5, 1.0), ("firm", 15, 0.93), ("formal", 30, 0.6))


@dataclass(frozen=True, slots=True)
class SentByHand:
    """One step that was taken before Relance."""

    number: str
    step: str
    on: date


@dataclass
class Company:
    """The books on the first day, what was sent by hand before, and those with a part in the story."""

    book: Book
    debtors: list[Debtor]
    cast: list[Character]
    by_hand: list[SentByHand] = field(default_factory=list)


def company(today: date) -> Company:
    """Some two hundred and fifty invoices around `today`."""
    chance = random.Random(SEED)
    book, everyone = Book(), debtors(chance)
    made = Company(book, everyone, characters(today))
    numbers = iter(range(1001, 9999))
    for count, youngest, oldest in _AGES:
        for _ in range(count):
            entry = _invoice(book, chance, f"LU-{next(numbers)}", everyone, today, (youngest, oldest))
            made.by_hand += _sent_before(chance, entry, today)
    for _ in range(_PAID):
        entry = _invoice(book, chance, f"LU-{next(numbers)}", everyone, today, (0, 70))
        entry.open, entry.paid_on = 0, today - timedelta(days=chance.randrange(1, 30))
    for character in made.cast:
        for entry in character.entries:
            book.add(entry)
        made.by_hand += [SentByHand(*said) for said in character.by_hand]
    return made


def amount(chance: random.Random) -> int:
    """Mostly small sums, a few large ones, in minor units."""
    return int(chance.lognormvariate(6.4, 0.9) * 100) // 5 * 5 + 4000


def _invoice(
    book: Book,
    chance: random.Random,
    number: str,
    everyone: list[Debtor],
    today: date,
    late: tuple[int, int],
) -> Entry:
    due_on = today - timedelta(days=chance.randint(*late))
    issued_on = due_on - timedelta(days=chance.choice(_TERMS))
    total = amount(chance)
    return book.add(Entry(number, chance.choice(everyone), min(issued_on, today), due_on, total, total))


def _sent_before(chance: random.Random, entry: Entry, today: date) -> list[SentByHand]:
    """Most late invoices were reminded of by hand; the newest step of some is still to be taken."""
    if entry.due_on is None or chance.random() < 0.02:
        return []
    found = []
    for step, after, share in _BY_HAND:
        on = _working_day(entry.due_on + timedelta(days=after + chance.randrange(0, 2)))
        if on <= today - timedelta(days=BEFORE_DAYS) and chance.random() < share:
            found.append(SentByHand(entry.number, step, on))
    return found


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.isoweekday() + 1) if day.isoweekday() > 5 else 0)
