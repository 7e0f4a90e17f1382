"""What may become of one invoice: when it is paid, and what its customer says before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.oracle.days import Facts

#: How often each story is told, of a hundred invoices that have one.
STORIES = {
    "promise": 24, "second_promise": 8, "third_promise": 4, "dispute": 10, "part_dispute": 8, "pause": 7,
    "said_paid": 8, "plan": 9, "second_plan": 4, "reply": 5, "credit_note": 5, "closed": 5, "returned": 3,
    "handed_over": 2, "record": 6,
}  # fmt: skip


@dataclass
class Fate:
    """One invoice with the day it is first seen, its due date and the customer's habits."""

    dice: Random
    invoice: Facts
    customer: Facts
    seen_on: date
    due_on: date
    is_cold: bool
    last: date

    @property
    def number(self) -> str:
        return str(self.invoice["number"])

    @property
    def total(self) -> int:
        return int(self.invoice["total"])

    def after(self, day: date, least: int, most: int) -> date:
        """Some day from `least` to `most` days after, and after it was first seen."""
        chosen = day + timedelta(days=self.dice.randint(least, most))
        return max(chosen, self.seen_on + timedelta(days=1))


def stories(fate: Fate) -> list[Facts]:
    """The events of one invoice: its money in order of days, never more than it is; then the words."""
    words: list[Facts] = []
    parts: list[tuple[date, int]] = []
    start = fate.after(max(fate.due_on, fate.seen_on), -6, 30)
    if fate.dice.random() < 0.22:
        kind = fate.dice.choices(list(STORIES), list(STORIES.values()))[0]
        for event in _STORIES[kind](fate, start):
            if event["kind"] == "part":
                parts.append((date.fromisoformat(event["on"]), event["amount"]))
            else:
                words.append(event)
    if fate.dice.random() < 0.1:
        parts.append((fate.after(start, -10, 20), fate.total * fate.dice.randint(20, 70) // 100))
    return [*_money(fate, parts, _paid_on(fate)), *words]


def _paid_on(fate: Fate) -> date | None:
    dice = fate.dice
    if dice.random() < 0.12:
        # On the very morning on which he would be reminded.
        days = dice.choice([-5, 5, 10, 15])
        return fate.after(fate.due_on, days, days)
    luck = dice.random()
    if luck < 0.55:
        return fate.after(fate.due_on, -10, 0)
    if luck < 0.78:
        return fate.after(max(fate.due_on, fate.seen_on), 0, 14)
    if luck < 0.88:
        return fate.after(max(fate.due_on, fate.seen_on), 10, 45)
    return fate.after(max(fate.due_on, fate.seen_on), 30, 100) if luck < 0.95 else None


def _money(fate: Fate, parts: list[tuple[date, int]], paid_on: date | None) -> Iterator[Facts]:
    rest, said = fate.total, set()
    for on, amount in sorted(parts):
        if on in said or not 0 < amount < rest or (paid_on is not None and on >= paid_on):
            continue
        said.add(on)
        rest -= amount
        yield _paid(fate, on, amount)
    if paid_on is not None:
        yield {**_paid(fate, paid_on, rest), "is_all": fate.dice.random() < 0.6}


def _paid(fate: Fate, on: date, amount: int) -> Facts:
    is_dated = fate.dice.random() < 0.6
    return {"kind": "payment", "on": str(on), "invoice": fate.number, "amount": amount, "is_dated": is_dated}


# ---------------------------------------------------------------- stories


def _hold(fate: Fate, on: date, reason: str, until_on: date | None = None, **more: object) -> Facts:
    hold = {"reason": reason, "scope": "invoice", "invoice": fate.number, "customer": None, **more}
    hold["until_on"] = until_on and until_on.isoformat()
    is_late = not fate.is_cold and reason in {"dispute", "pause", "reply", "said_paid"}
    is_late = is_late and fate.dice.random() < 0.5
    return {"kind": "hold", "on": str(on), "hold": hold, "by_people": True, "is_late": is_late}


def _release(fate: Fate, on: date, reason: str | None = None) -> Facts:
    return {"kind": "release", "on": str(on), "invoice": fate.number, "reason": reason, "by_people": True}


def _part(on: date, amount: int) -> Facts:
    return {"kind": "part", "on": str(on), "amount": amount}


def _promise(fate: Fate, on: date) -> Iterator[Facts]:
    """Kept, half kept, broken, or released before its day."""
    until_on = on + timedelta(days=fate.dice.randint(1, 12))
    luck = fate.dice.random()
    amount = fate.total // 2 if luck < 0.5 else None
    yield _hold(fate, on, "promise", until_on, amount=amount)
    if luck < 0.2:
        yield _part(until_on, fate.total // 2)
    elif luck < 0.4:
        yield _part(until_on, fate.total // 5)
    elif luck > 0.9:
        yield _release(fate, on + timedelta(days=2), "promise")


def _second_promise(fate: Fate, on: date) -> Iterator[Facts]:
    yield from _promise(fate, on)
    yield from _promise(fate, on + timedelta(days=fate.dice.randint(3, 30)))


def _third_promise(fate: Fate, on: date) -> Iterator[Facts]:
    yield from _second_promise(fate, on)
    third = on + timedelta(days=fate.dice.randint(31, 45))
    yield _hold(fate, third, "promise", third + timedelta(days=5))
    if fate.dice.random() < 0.5:
        yield _release(fate, third + timedelta(days=10))


def _dispute(fate: Fate, on: date) -> Iterator[Facts]:
    until_on = on + timedelta(days=fate.dice.randint(3, 30)) if fate.dice.random() < 0.3 else None
    yield _hold(fate, on, "dispute", until_on)
    if until_on is None and fate.dice.random() < 0.7:
        yield _release(fate, on + timedelta(days=fate.dice.randint(2, 30)))


def _part_dispute(fate: Fate, on: date) -> Iterator[Facts]:
    yield _hold(fate, on, "dispute", amount=max(1, fate.total * fate.dice.choice([30, 99, 100]) // 100))
    if fate.dice.random() < 0.4:
        yield _release(fate, on + timedelta(days=fate.dice.randint(2, 30)))


def _pause(fate: Fate, on: date) -> Iterator[Facts]:
    yield _hold(fate, on, "pause", on + timedelta(days=fate.dice.randint(0, 40)))


def _said_paid(fate: Fate, on: date) -> Iterator[Facts]:
    yield _hold(fate, on, "said_paid")
    if fate.dice.random() < 0.6:
        yield _release(fate, on + timedelta(days=fate.dice.randint(2, 20)))


def _reply(fate: Fate, on: date) -> Iterator[Facts]:
    yield _hold(fate, on, "reply")
    yield _release(fate, on + timedelta(days=fate.dice.randint(0, 6)))


def _plan(fate: Fate, on: date) -> Iterator[Facts]:
    """Three parts; each is paid in time, late or not at all. Made after nothing was paid, mostly."""
    first = on + timedelta(days=fate.dice.randint(1, 10))
    size = fate.total // 3 or 1
    days = [first + timedelta(days=14 * n) for n in range(3)]
    parts = [{"due_on": str(day), "amount": size} for day in days]
    yield _hold(fate, on, "plan", instalments=parts)
    for day in days:
        luck = fate.dice.random()
        if luck < 0.7:
            yield _part(day - timedelta(days=fate.dice.randint(0, 4)), size)
        elif luck < 0.85:
            yield _part(day + timedelta(days=fate.dice.randint(1, 9)), size)


def _second_plan(fate: Fate, on: date) -> Iterator[Facts]:
    """A plan that is not kept is agreed anew; the old one is released, or just left as it is."""
    first = on + timedelta(days=fate.dice.randint(1, 6))
    size = fate.total // 4 or 1
    old = [{"due_on": str(first + timedelta(days=14 * n)), "amount": size} for n in range(2)]
    yield _hold(fate, on, "plan", instalments=old)
    again = first + timedelta(days=fate.dice.randint(0, 12))
    if fate.dice.random() < 0.5:
        yield _release(fate, again, "plan")
    new = [{"due_on": str(again + timedelta(days=n)), "amount": size} for n in (8, 22)]
    yield _hold(fate, again, "plan", instalments=new)
    if fate.dice.random() < 0.6:
        yield _part(again + timedelta(days=fate.dice.randint(4, 8)), size)


def _credit_note(fate: Fate, on: date) -> Iterator[Facts]:
    amount = fate.dice.choice([fate.total, fate.total // 3])
    yield {"kind": "credit_note", "on": str(on), "invoice": fate.number, "amount": amount}


def _closed(fate: Fate, on: date) -> Iterator[Facts]:
    status = fate.dice.choice(["void", "written_off", "deleted"])
    yield {"kind": "status", "on": str(on), "invoice": fate.number, "status": status}


def _returned(fate: Fate, on: date) -> Iterator[Facts]:
    """Paid, and the money goes back a few days later; a person looks and releases it."""
    back = on + timedelta(days=fate.dice.randint(4, 9))
    yield {"kind": "paid_and_back", "on": str(on), "invoice": fate.number, "back_on": str(back)}
    yield _release(fate, back + timedelta(days=fate.dice.randint(3, 12)), "returned_debit")


def _handed_over(fate: Fate, on: date) -> Iterator[Facts]:
    until_on = on + timedelta(days=20) if fate.dice.random() < 0.5 else None
    yield _hold(fate, on, fate.dice.choice(["handed_over", "factored", "duplicate_source"]), until_on)


def _record(fate: Fate, on: date) -> Iterator[Facts]:
    """Somebody has written himself, today or some days ago."""
    left_on = on - timedelta(days=fate.dice.choice([0, 0, 1, 6]))
    step = fate.dice.choice(["friendly", "friendly", "firm"])
    record = {"invoice": fate.number, "step": step, "left_on": str(left_on)}
    yield {"kind": "record", "on": str(on), "by_people": True, **record}


_STORIES = {
    "promise": _promise, "second_promise": _second_promise, "third_promise": _third_promise,
    "dispute": _dispute, "part_dispute": _part_dispute, "pause": _pause, "said_paid": _said_paid,
    "plan": _plan, "second_plan": _second_plan, "reply": _reply, "credit_note": _credit_note,
    "closed": _closed, "returned": _returned, "handed_over": _handed_over, "record": _record,
}  # fmt: skip
