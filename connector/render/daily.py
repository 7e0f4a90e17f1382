"""The names that the template of the short daily mail to the owner may use."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from connector.core.daily import DailyFacts, DailyItem
from connector.render.clean import harmless, web_link
from connector.render.formats import day_text, money_text
from connector.render.reasons import sentence
from connector.render.words import alarm_words, step_words

DAILY_TEMPLATE = "owner_daily"
ITEMS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class ItemNames:
    """One item, ready to be read."""

    customer: str
    numbers: str
    amount: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class SectionNames:
    """One count with its list; `more` is how many of it are not listed. `key` names the count."""

    key: str
    count: int
    items: tuple[ItemNames, ...]
    more: int


@dataclass(frozen=True, slots=True)
class DailyNames:
    """What the template of the daily mail may name."""

    language: str
    organisation: str
    on: str
    sent: int
    came_back: int
    told: int
    held: int
    waiting: int
    tomorrow: int
    sections: tuple[SectionNames, ...]
    alarms: tuple[str, ...]
    payments_known_on: str | None
    page_link: str | None

    def as_context(self) -> Mapping[str, object]:
        """Name to value, as Jinja wants it."""
        return {name: getattr(self, name) for name in DAILY_NAMES}


DAILY_NAMES = tuple(field.name for field in fields(DailyNames))
ITEM_NAMES = tuple(field.name for field in fields(ItemNames))
SECTION_NAMES = tuple(field.name for field in fields(SectionNames))


def daily_names(facts: DailyFacts, language: str, tag: str) -> DailyNames:
    """The facts of a day in the manner of the locale `tag`."""
    # Without the customers' page there is nothing to count.
    told = (_section("told", facts.told, facts.told_items, language, tag),) if facts.told else ()
    sections = (
        _section("came_back", facts.came_back, facts.came_back_items, language, tag),
        *told,
        _section("waiting", facts.waiting, facts.waiting_items, language, tag),
        _section("sent", facts.sent, facts.sent_items, language, tag),
        _section("held", facts.held, facts.held_items, language, tag),
        _section("tomorrow", facts.tomorrow, facts.tomorrow_items, language, tag),
    )
    return DailyNames(
        language=language,
        organisation=harmless(facts.organisation),
        on=day_text(facts.on, tag),
        sent=facts.sent,
        came_back=facts.came_back,
        told=facts.told,
        held=facts.held,
        waiting=facts.waiting,
        tomorrow=facts.tomorrow,
        sections=sections,
        alarms=tuple(alarm_words(alarm, language, tag) for alarm in facts.alarms),
        payments_known_on=day_text(facts.payments_known_on, tag) if facts.payments_known_on else None,
        page_link=web_link(facts.page_link),
    )


def _section(key: str, count: int, items: tuple[DailyItem, ...], language: str, tag: str) -> SectionNames:
    shown = tuple(_item(item, language, tag) for item in items[:ITEMS_SHOWN])
    return SectionNames(key, count, shown, max(count - len(shown), 0))


def _item(item: DailyItem, language: str, tag: str) -> ItemNames:
    has_amount = item.amount is not None and item.currency is not None
    return ItemNames(
        customer=harmless(item.customer),
        numbers=harmless(", ".join(item.numbers)),
        amount=money_text(item.amount or 0, item.currency or "", tag) if has_amount else None,
        note=_note(item, language),
    )


def _note(item: DailyItem, language: str) -> str | None:
    """The step, the reason and the server's words, as far as there are any."""
    parts = (
        step_words(item.step_id, language) if item.step_id else "",
        sentence(item.reason, language) if item.reason else "",
        item.words or "",
    )
    return " ".join(harmless(part) for part in parts if part) or None
