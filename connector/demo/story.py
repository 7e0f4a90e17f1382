"""What happens while the days go by: some pay, some pay part, promise, dispute; a few never do anything."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from connector.demo.book import Entry
from connector.demo.company import SEED, Company, amount
from connector.demo.names import Debtor
from connector.demo.subscribers import NewCard
from connector.demo.subscriptions import Billed

#: Further ahead nothing is written: the visitor has seen it by then.
HORIZON_DAYS = 200
_PROMISED_DAYS = 6


class Kind(StrEnum):
    PAYS = "pays"
    PAYS_PART = "pays_part"
    PROMISES = "promises"
    DISPUTES = "disputes"
    IS_BILLED = "is_billed"
    HAS_NEW_CARD = "has_new_card"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that a customer does; `amount` in minor units, `until_on` the day he promised.

    `number` is an invoice's; of who has a new card it is his own at the account. `billed` is the
    invoice of one that is new on that day.
    """

    on: date
    kind: Kind
    number: str
    amount: int | None = None
    until_on: date | None = None
    billed: Entry | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that will happen, by day."""

    by_day: Mapping[date, Sequence[Happening]]

    def on(self, day: date) -> Sequence[Happening]:
        return self.by_day.get(day, ())


def story(
    company: Company, billed: Iterable[Billed], today: date, new_cards: Iterable[NewCard] = ()
) -> Story:
    """The same for the same day; nobody pays on a weekend."""
    chance = random.Random(SEED + 2)
    found: list[Happening] = []
    cast = {entry.number for part in company.cast for entry in part.entries}
    for entry in company.book.entries.values():
        if entry.open > 0 and entry.due_on is not None and entry.number not in cast:
            found += _fate(chance, entry.number, entry.due_on, entry.open, today)
    for invoice in billed:
        found += _fate(chance, invoice.number, invoice.due_on, invoice.total, today)
    found += _parts(company, today)
    found += _new_business(chance, company.debtors, today)
    found += [Happening(x.on, Kind.HAS_NEW_CARD, x.customer) for x in new_cards]
    return Story(_by_day(found, today))


def _fate(chance: random.Random, number: str, due_on: date, open_: int, today: date) -> list[Happening]:
    drawn = chance.random()
    ahead = max((due_on - today).days, 0)
    first = today + timedelta(days=ahead + chance.randint(-2 if ahead > 3 else 1, 24))
    later = first + timedelta(days=chance.randint(9, 25))
    if drawn < 0.42:
        return [Happening(first, Kind.PAYS, number)]
    if drawn < 0.52:
        part = open_ * chance.randint(30, 70) // 100
        return [Happening(first, Kind.PAYS_PART, number, part), Happening(later, Kind.PAYS, number)]
    if drawn < 0.60:
        promised = Happening(first, Kind.PROMISES, number, until_on=first + timedelta(days=_PROMISED_DAYS))
        is_kept = chance.random() < 0.5
        return [promised, *([Happening(first + timedelta(days=5), Kind.PAYS, number)] if is_kept else [])]
    if drawn < 0.64:
        return [Happening(first, Kind.DISPUTES, number)]
    return []


def _parts(company: Company, today: date) -> list[Happening]:
    """Those of the cast who keep their word: one promise of two, the first instalment of the plan."""
    numbers = {part.debtor.name: part.entries[0].number for part in company.cast}
    return [
        Happening(today + timedelta(days=3), Kind.PAYS, numbers["Chocolaterie Bayard"]),
        Happening(today + timedelta(days=4), Kind.PAYS_PART, numbers["Domaine Sainte-Foy"], 100_000),
        Happening(today + timedelta(days=2), Kind.PAYS, numbers["Clinique du Parc"]),
    ]


def _new_business(chance: random.Random, debtors: Sequence[Debtor], today: date) -> list[Happening]:
    found: list[Happening] = []
    for n in range(1, HORIZON_DAYS):
        day = today + timedelta(days=n)
        for rank in range(chance.randint(0, 2)):
            total = amount(chance)
            due_on = day + timedelta(days=30)
            number = f"LU-{2000 + 3 * n + rank}"
            entry = Entry(number, chance.choice(debtors), day, due_on, total, total)
            found.append(Happening(day, Kind.IS_BILLED, number, billed=entry))
            found += _fate(chance, number, due_on, total, day)
    return found


def _by_day(found: Iterable[Happening], today: date) -> dict[date, list[Happening]]:
    days: dict[date, list[Happening]] = {}
    for one in found:
        on = max(one.on, today + timedelta(days=1))
        on += timedelta(days=(8 - on.isoweekday()) if on.isoweekday() > 5 else 0)
        days.setdefault(on, []).append(one)
    return days
