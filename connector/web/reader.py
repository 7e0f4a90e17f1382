"""Who reads a page: language, way of writing amounts and days, time zone."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import (
    format_compact_decimal,
    format_decimal,
    format_percent,
    get_currency_name,
    get_decimal_symbol,
)

from connector.core.invoice import Organisation
from connector.core.told import in_language, on_page
from connector.render.formats import NBSP, locale_tag, money_text
from connector.render.reasons import sentence
from connector.render.words import said_words, step_words, task_words
from connector.web.words import WORDS

_DAY = {"fr": "d MMM y", "en_US": "MMM d, y"}
_LONG_DAY = {"fr": "EEEE d MMMM y", "en_US": "EEEE, MMMM d, y"}


#: The step of a template where it bears another name.
_STEP_OF = {"charge-failed": "failed", "charge-again": "again", "charge-last": "last"}


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who reads French or English; `tag` is the locale in which amounts and days are written."""

    language: str
    tag: str
    zone: ZoneInfo

    @classmethod
    def of(cls, language: str, place: Organisation | None = None) -> "Reader":
        """Somebody who reads `language`, about `place`: its amounts, its days and its hours."""
        tag = locale_tag(language, f"{language}-{place.country}" if place else language)
        return cls(language, tag, ZoneInfo(place.timezone if place else "UTC"))

    @staticmethod
    def asked_for(accepted: str) -> str:
        """`fr` or `en`, whichever the browser would rather read (RFC 9110, section 12.5.4)."""
        wishes = [wish.partition(";") for wish in accepted.lower().split(",")]
        ranked = sorted(wishes, key=lambda wish: -_weight(wish[2]))
        for name, _, weight in ranked:
            if name.strip()[:2] in ("fr", "en") and _weight(weight) > 0:
                return name.strip()[:2]
        return "en"

    def say(self, key: str, **values: object) -> str:
        """The words for `key`, those of one where there are such and one is counted; KeyError for none."""
        is_one = values.get("count", values.get("days")) == 1 and f"{key}.one" in WORDS
        english, french = WORDS[f"{key}.one" if is_one else key]
        text = french if self.language == "fr" else english
        return text.format(**values) if values else text

    def term(self, kind: str, code: str) -> str:
        """The word for a code of ours (`step`, `channel`, `state`…); one of the owner's stands for itself."""
        key = f"{kind}.{code}"
        return self.say(key) if key in WORDS else code

    def step(self, step_id: str) -> str:
        """The word for a step; `plan:2:notice` speaks of the second instalment."""
        return step_words(step_id, self.language)

    def template(self, name: str) -> str:
        """The word for a template: that of its step, whichever instalment it is about."""
        return re.sub(r"\s\{n\}", "", self.step(_STEP_OF.get(name, name)))

    def task(self, kind: str, step_id: str, detail: str) -> str:
        """What is to be done, and what the other side said about it."""
        return task_words(kind, step_id, detail, self.language)

    def said(self, detail: str) -> str:
        """What the other side said; see `said_words`."""
        return said_words(detail, self.language)

    def told(self, sentence: str) -> str:
        """A sentence of ours as he reads it; what is none stands for itself."""
        return str(in_language(on_page(sentence), self.language))

    def reason(self, code: str) -> str:
        """The sentence for a reason code."""
        return sentence(code, self.language)

    def money(self, minor: int, currency: str) -> str:
        return money_text(minor, currency, self.tag)

    def day(self, day: date | None) -> str:
        """`22 Nov 2026`; a dash where there is none."""
        if day is None:
            return "–"
        return _day_text(day, self.tag)

    def short_day(self, day: date) -> str:
        """`31/08`; the year is said beside it."""
        return str(format_skeleton("Md", day, locale=self.tag))

    def near_day(self, day: date) -> str:
        """`31 Aug`; of a day whose year nobody doubts."""
        return str(format_skeleton("MMMd", day, locale=self.tag)).replace(" ", NBSP)

    def month(self, day: date, is_whole: bool = False) -> str:
        """`Sept`, or with its year where `is_whole`."""
        return str(format_skeleton("yMMM" if is_whole else "MMM", day, locale=self.tag))

    def number(self, value: float | Decimal) -> str:
        """`1,234.5`; one decimal at most."""
        return str(format_decimal(value, "#,##0.#", locale=self.tag))

    def rate(self, value: Decimal) -> str:
        """`12.15`: a yearly per cent, with two decimals at most."""
        return str(format_decimal(value, "#,##0.##", locale=self.tag))

    def compact(self, value: float) -> str:
        """`12.5K`, `12,5 k`: enough for the number of a line."""
        return str(format_compact_decimal(value, locale=self.tag, fraction_digits=1))

    def share(self, part: float, whole: float) -> str:
        """`43%`, `43 %`; a dash where there is no whole."""
        return str(format_percent(part / whole, locale=self.tag)) if whole else "–"

    def days(self, count: Decimal) -> str:
        """`30.3 days`."""
        return self.say("figures.days.one" if count == 1 else "figures.days", count=self.number(count))

    def currency(self, code: str) -> str:
        """`Euro (EUR)`."""
        name = get_currency_name(code, locale=self.tag)
        return code if name == code else f"{name[:1].upper()}{name[1:]} ({code})"

    @property
    def decimal_mark(self) -> str:
        """What stands before the cents: `.` or `,`."""
        mark: str = get_decimal_symbol(self.tag)
        return mark

    def country(self, code: str) -> str:
        """`France`; a code that the locale data does not know stands for itself."""
        return str(Locale.parse(self.tag).territories.get(code, code))

    def language_name(self, code: str) -> str:
        """`French`, likewise."""
        return str(Locale.parse(self.tag).languages.get(code.partition("-")[0].lower(), code))

    @property
    def colon(self) -> str:
        """French sets it apart."""
        return f"{NBSP}:" if self.language == "fr" else ":"

    def long_day(self, day: date) -> str:
        """`Sunday 22 November 2026`."""
        text: str = format_date(day, _LONG_DAY.get(self.tag, "EEEE d MMMM y"), locale=self.tag)
        return text.replace(" 1 ", " 1er ", 1) if self.tag == "fr" else text

    def hour(self, instant: datetime) -> str:
        """The hour in the organisation's zone."""
        return f"{instant.astimezone(self.zone):%H:%M}"

    def soon(self, instant: datetime, now: datetime) -> str:
        """`tomorrow at 09:00`, `today at …`, else the day and the hour, in the organisation's zone."""
        day, today = (x.astimezone(self.zone).date() for x in (instant, now))
        which = {0: "soon.today", 1: "soon.tomorrow"}.get((day - today).days, "soon.day")
        return self.say(which, day=self.long_day(day), hour=self.hour(instant))

    def moment(self, instant: datetime | None) -> str:
        """The day and the hour in the organisation's zone."""
        if instant is None:
            return "–"
        local = instant.astimezone(self.zone)
        return f"{self.day(local.date())} {local:%H:%M}"


def _weight(text: str) -> float:
    try:
        return float(text.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0


@lru_cache(maxsize=4096)
def _day_text(day: date, tag: str) -> str:
    """A list names few days, and each of them many times."""
    text: str = format_date(day, _DAY.get(tag, "d MMM y"), locale=tag)
    return text.replace(" ", NBSP)
