"""The pictures of one currency as drawings, with the words of whoever reads them."""

from collections.abc import Iterable
from dataclasses import dataclass

from connector.core.cash import Cash
from connector.core.figures import LATE, Age, Ageing, Point
from connector.core.money import exponent
from connector.core.recovery import Recovery
from connector.usecases.pictures import Pictures
from connector.web.drawing import Chart, Stack, columns, dots
from connector.web.reader import Reader


@dataclass(frozen=True, slots=True)
class Drawn:
    """None where there is nothing to draw."""

    ageing: Chart | None
    dso: Chart | None
    cash: Chart | None
    charges: Chart | None


def drawn(book: Pictures, reader: Reader) -> Drawn:
    """All four."""
    by = _Drawing(reader, book.currency)
    return Drawn(
        by.ageing(book.ageing) if book.ageing else None,
        by.dso(book.points) if any(x.dso is not None for x in book.points) else None,
        by.cash(book.cash) if book.cash else None,
        by.charges(book.recovery) if book.recovery else None,
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    reader: Reader
    currency: str

    def ageing(self, ageing: Ageing) -> Chart:
        shown = [(age, x) for age, x in ageing.parts.items() if age is not Age.UNDATED or x.count]
        return self._sums(
            (self.reader.say(f"age_short.{age}"), ((_look(age), part.open),), f"age.{age}")
            for age, part in shown
        )

    def cash(self, cash: Cash) -> Chart:
        say, day = self.reader.say, self.reader.short_day
        stacks = [(say("figures.overdue_short"), (("late", cash.overdue),), "figures.overdue_silent")]
        parts: list[tuple[str, tuple[tuple[str, int], ...], str]] = [*stacks]
        parts += [(day(x.since), (("due", x.due), ("promised", x.promised)), "") for x in cash.weeks]
        parts.append((say("figures.later_short"), (("due", cash.later),), "figures.later"))
        return self._sums(parts)

    def charges(self, recovery: Recovery) -> Chart:
        made = []
        for x in recovery.months:
            parts = (("recovered", x.recovered.count), ("open", x.open.count), ("lost", x.lost.count))
            told = ", ".join(f"{self.reader.say(f'fate.{name}')} {count}" for name, count in parts)
            label = self.reader.month(x.since)
            made.append(Stack(label, f"{self.reader.month(x.since, is_whole=True)}: {told}", _there(parts)))
        return columns(made, self.reader.number, is_whole=True)

    def dso(self, points: Iterable[Point]) -> Chart:
        made = []
        for x in points:
            days = () if x.dso is None else (("dso", float(x.dso)),)
            told = self.reader.say("figures.no_dso") if x.dso is None else self.reader.days(x.dso)
            made.append(Stack(self.reader.short_day(x.on), f"{self.reader.day(x.on)}: {told}", days))
        return dots(made, self.reader.number)

    def _sums(self, parts: Iterable[tuple[str, tuple[tuple[str, int], ...], str]]) -> Chart:
        return columns([self._stack(*x) for x in parts], self.reader.compact)

    def _stack(self, label: str, parts: tuple[tuple[str, int], ...], named: str) -> Stack:
        """In whole units; what it comes to is told to the cent."""
        name = self.reader.say(named) if named else self.reader.say("figures.week_from", day=label)
        sums = ", ".join(
            f"{self.reader.say(f'figures.{kind}')} {self.reader.money(minor, self.currency)}"
            if len(parts) > 1
            else self.reader.money(minor, self.currency)
            for kind, minor in parts
        )
        units = 10 ** exponent(self.currency)
        return Stack(label, f"{name}{self.reader.colon} {sums}", _there((x, y / units) for x, y in parts))


def _there(parts: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    return tuple((kind, amount) for kind, amount in parts if amount)


def _look(age: Age) -> str:
    return "late" if age in LATE else "undated" if age is Age.UNDATED else "due"
