"""What an event of the log tells beside whom it is about: each fact in the words of who reads it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from connector.core.invoice import SENSIBLE_YEARS
from connector.core.money import minor_units
from connector.web.reader import Reader

#: What stands beside an event as a link, or tells nothing to a person.
_UNTOLD = frozenset(
    {"customer", "customers", "invoice", "reminder", "task", "hold", "holds", "link", "currency", "was"}
    | {"held_for", "held_for_and_why", "work", "endpoint", "event", "batch", "view", "token", "file"}
    | {"digest", "left_shadow_at", "sender_changed_at"}
)
#: What is nothing, as an event keeps it.
_NOTHING = (None, "", "None")
_SETTINGS = "organisation.changed"
#: Facts that are one of a few words, or several of them, and the list that says each to the reader.
_WORDED = {
    "action": "ending", "alike": "alike", "dates": "date_order", "deed": "bulk", "final_action": "ending",
    "mode": "portfolio.mode", "opted_out": "channel", "outcome": "outcome", "permits": "permit",
    "posting_guard": "guard", "state": "state", "stopped": "stopped", "word": "outcome",
}  # fmt: skip
#: The same where the name alone does not say which.
_WORDED_OF = {
    ("text.changed", "kind"): "text_kind", ("webhook.switched_off", "why"): "why_off",
}  # fmt: skip
_AMOUNT = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?) ([A-Z]{3})")


def told(
    reader: Reader, titles: Mapping[str, str], what: str, facts: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Each fact's name and its value, in words; `titles` are of the systems that can be connected.

    What was there before is told as well, and a setting that was taken away.
    """
    telling = _Telling(reader, titles, what, facts)
    earlier = facts.get("was")
    was = earlier if isinstance(earlier, Mapping) else {}
    for name, value in facts.items():
        is_empty = value in _NOTHING and name not in was and what != _SETTINGS
        if is_empty or name in _UNTOLD or (what == "view.kept" and name == "asked"):
            continue
        before = f"{telling.value(name, was[name])} → " if name in was else ""
        # The sentence for a reason needs no name before it.
        yield "" if name == "reason" else reader.term("fact", name), before + telling.value(name, value)


@dataclass(frozen=True, slots=True)
class _Telling:
    """One event, told to one reader."""

    reader: Reader
    titles: Mapping[str, str]
    what: str
    facts: Mapping[str, Any]

    def value(self, name: str, value: Any) -> str:
        if name == "kinds":
            return ", ".join(self.reader.term("hook.kind", x) for x in value) or self.reader.say("hook.all")
        if value in (*_NOTHING, []):
            return "–"
        if isinstance(value, bool):
            return self.reader.say("yes" if value else "fact.no")
        worded = _WORDED_OF.get((self.what, name), _WORDED.get(name))
        if worded is not None:
            words = value if isinstance(value, list) else str(value).split(", ")
            return ", ".join(self.reader.term(worded, str(x)) for x in words)
        if name in _TELLERS:
            return _TELLERS[name](self, value)
        return self._plain(value)

    def _plain(self, value: Any) -> str:
        """What a person or a machine of others wrote as it is; numbers as the reader has them."""
        if isinstance(value, int):
            return self.reader.number(value)
        if isinstance(value, Mapping):
            return str(value.get(self.reader.language) or value.get("en", ""))
        text = str(value)
        return self.reader.said(text) if self.what.startswith("page.") else text

    def amount(self, value: Any) -> str:
        return self.reader.money(value, self.facts["currency"]) if "currency" in self.facts else "–"

    def amounts(self, value: Any) -> str:
        """`500.00 EUR, 300.00 USD` as he writes them."""
        found = _AMOUNT.findall(str(value))
        return ", ".join(self.reader.money(minor_units(x, of), of) for x, of in found) or str(value)

    def moment(self, value: Any) -> str:
        return day_or_moment(self.reader, str(value))

    def days(self, value: Any) -> str:
        days = value if isinstance(value, list) else [value]
        return ", ".join(day_or_moment(self.reader, str(x)) for x in days)

    def columns(self, value: Any) -> str:
        return " · ".join(f"{self.reader.term('field', x)} = {y}" for x, y in value.items())

    def limits(self, value: Any) -> str:
        """Of plans of payment, each as on the page that sets them."""
        if not isinstance(value, Mapping):
            return str(value)
        who = "at_once" if value.get("is_at_once") else "by_person"
        numbers = [(x, self.reader.number(y)) for x, y in value.items() if x != "is_at_once"]
        every = [*numbers, ("is_at_once", self.reader.say(f"plan_limits.{who}"))]
        return " · ".join(f"{self.reader.term('plan_limits', x)}{self.reader.colon} {y}" for x, y in every)

    def late_terms(self, value: Any) -> str:
        """Of late payment: the law, the rate where it is not the law's, the fixed sum."""
        if not isinstance(value, Mapping):
            return str(value)
        own = value.get("rate")
        rate = self.reader.say("late.rate.own", rate=self.reader.rate(Decimal(own))) if own else None
        fixed = self.reader.say(f"late.indemnity.{'yes' if value.get('has_indemnity') else 'no'}")
        return " · ".join(x for x in (self.reader.term("late.law", str(value.get("law"))), rate, fixed) if x)

    def kind(self, value: Any) -> str:
        """Of a file."""
        return str(value).upper()

    def name(self, value: Any) -> str:
        """Of a text: a template is named by its language."""
        language, _, template = str(value).partition("/")
        if self.what != "text.changed" or not template:
            return str(value)
        return f"{self.reader.template(template)} ({self.reader.language_name(language)})"


def day_or_moment(reader: Reader, text: str) -> str:
    """As it was written down, where it is none or too far away."""
    day = day_of(text)
    if day is not None:
        return reader.day(day)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return reader.moment(moment) if moment.tzinfo is not None else text


def day_of(text: str) -> date | None:
    """None for what is none, or too far away for anything to stand there."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in SENSIBLE_YEARS else None


_TELLERS: Mapping[str, Callable[[_Telling, Any], str]] = {
    "asked": _Telling.amount,
    "closures": _Telling.days,
    "columns": _Telling.columns,
    "country": lambda telling, value: telling.reader.country(str(value)),
    "four_eyes": _Telling.amounts,
    "iban_changed_on": _Telling.moment,
    "kind": _Telling.kind,
    "language": lambda telling, value: telling.reader.language_name(str(value)),
    "late_terms": _Telling.late_terms,
    "mandate_on": _Telling.moment,
    "name": _Telling.name,
    "on": _Telling.moment,
    "plan_limits": _Telling.limits,
    "provider": lambda telling, value: telling.titles.get(str(value), str(value)),
    "reason": lambda telling, value: telling.reader.reason(str(value)),
    "reminders": lambda telling, value: telling.reader.number(len(value)),
    "size": lambda telling, value: telling.reader.say("fact.kilobytes", count=(value + 1023) // 1024),
    "step": lambda telling, value: telling.reader.step(str(value)),
    "type": lambda telling, value: telling.reader.term("type", str(value)),
    "until": _Telling.moment,
}
