"""Days as people write them in mails, in six languages: "on Friday", "fin de mois", "am 15.08.", "15/08".

All languages are read at once: which one a mail is in is a guess, and days rarely mean two things. Where one
does, there is none: a wrong day is worse than none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from connector.core.day_words import (
    AHEAD,
    BEFORE_ALONE,
    BEFORE_FIGURES,
    COUNTS,
    MONTH_ENDS,
    MONTHS,
    NEXT_WEEK,
    PERIODS,
    UPCOMING,
    WEEKDAYS,
)

_LONGEST = 5_000
_MOST = 40

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_COUNT = "|".join(sorted(COUNTS, key=len, reverse=True))
_OF_MONEY = (
    r"(?!\s?(?:eur\b|euros?\b|€|\$|£|%|gbp\b|usd\b|chf\b|k\b|x\b|st(?:uck|k)\b|h\b|uhr\b|heures?\b|:\d))"
)
_ALONE = r"(?<![\w/.,$€£#-])"
_YEAR = r"(?:,? (?:de |del )?(\d{4})\b)?"
#: A weekday before a date says no more than the date, and less where the date cannot be read.
_NO_DATE = (
    r"(?!,? (?:the |den |dem |le |el |il |de |der |am )?"
    rf"(?:\d{{1,2}}(?!\d| ?(?:h|am|pm|uhr|:))|(?:{_MONTH}) \d))"
)
_NO_ORDER = r"(?! (?:time|reminder|floor|letter|notice|instal))"
_NO_COUNT = (
    r"(?! (?:jours?|tage?n?|dias?|giorni|dagen|semaines?|wochen|semanas|settimane|weken|uur|ore|horas)\b)"
)


@dataclass(frozen=True, slots=True)
class SpokenDay:
    """A day, or several up to `last`; where its words stand in the folded text, from `start` to `end`."""

    first: date
    last: date
    start: int
    end: int


_Span = tuple[date, date]
_Reader = Callable[[re.Match[str], date], _Span | None]


def days_in(text: str, today: date) -> list[SpokenDay]:
    """The days in a folded text, in order. A day without a year is the next such day, today included."""
    found: list[SpokenDay] = []
    for pattern, reader in _READERS:
        for match in pattern.finditer(text[:_LONGEST]):
            if any(match.start() < known.end and known.start < match.end() for known in found):
                continue
            try:
                span = reader(match, today)
            except (ValueError, OverflowError):
                span = None
            if span:
                # What leads to a day says what the day is for: it stays outside.
                led = re.match(r"\D*", match[0]) if reader in (_figures, _of_month) else None
                found.append(SpokenDay(*span, match.start() + (led.end() if led else 0), match.end()))
    return sorted(found[:_MOST], key=lambda day: day.start)


def _next_such(day: int, month: int, year: str | None, today: date) -> _Span:
    if year:
        found = date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        return found, found
    found = date(today.year, month, day)
    if found < today:
        found = date(today.year + 1, month, day)
    return found, found


def _day_month(match: re.Match[str], today: date) -> _Span:
    return _next_such(int(match[1]), MONTHS[match[2]], match[3], today)


def _month_day(match: re.Match[str], today: date) -> _Span:
    return _next_such(int(match[2]), MONTHS[match[1]], match[3], today)


def _iso(match: re.Match[str], _: date) -> _Span:
    found = date(int(match[1]), int(match[2]), int(match[3]))
    return found, found


def _figures(match: re.Match[str], today: date) -> _Span | None:
    """With full stops, or behind an article, the day is first; where both may be months nobody knows."""
    article, one, way, two, year = match.groups()
    first, second = int(one), int(two)
    if way == "-" and not year:
        return None
    if second > 12:
        return _next_such(second, first, year, today) if way == "/" else None
    if way == "." and not (article or year or match[0].endswith(".")):
        return None
    if way != "." and not article and first <= 12 and first != second:
        return None
    return _next_such(first, second, year, today)


def _of_month(match: re.Match[str], today: date) -> _Span | None:
    """`le 15`: of this month, or of the next one that has such a day."""
    number = int(match[1] or match[2] or match[3])
    for count in range(3):
        month = _later(today, count)
        found = month + timedelta(days=number - 1)
        if found.month == month.month and found >= today:
            return found, found
    return None


def _later(day: date, months: int) -> date:
    """The first of the month so many months later."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _weekday(match: re.Match[str], today: date) -> _Span | None:
    """The next one. Whether "next Friday" is of this week, those who say it do not agree: then it is none."""
    number = WEEKDAYS[match["day"]]
    ahead = (number - today.weekday() - 1) % 7 + 1
    is_this_week = number > today.weekday()
    if match["away"] or match["after"]:
        ahead = 7 + number - today.weekday()
    elif match["next"] and is_this_week:
        return None
    found = today + timedelta(days=ahead)
    return found, found


def _period(match: re.Match[str], today: date) -> _Span | None:
    """This week, the next one, this month, the next one, or their ends; a week ends on its Friday."""
    name = next(key for key, value in match.groupdict().items() if value)
    monday = today - timedelta(days=today.weekday())
    if name.endswith("week"):
        monday += timedelta(days=7 if name.startswith("next") else 0)
        friday = monday + timedelta(days=4)
        last = friday if friday >= today else friday + timedelta(days=2)
        return (last if "end" in name else max(monday, today)), last
    month = _later(today, 1 if name.startswith("next") else 0)
    last = _later(month, 1) - timedelta(days=1)
    return (last if "end" in name else max(month, today)), last


def _part_of_month(match: re.Match[str], today: date) -> _Span | None:
    month = MONTHS[match["month"]]
    year = int(match["year"]) if match["year"] else today.year + (month < today.month)
    if match["middle"]:
        found = date(year, month, 15)
        return found, found
    last = _later(date(year, month, 1), 1) - timedelta(days=1)
    return last, last


def _ahead(match: re.Match[str], today: date) -> _Span:
    count = COUNTS.get(match["count"]) or int(match["count"])
    if match["weeks"]:
        found = today + timedelta(weeks=count)
    elif match["hours"]:
        found = today + timedelta(days=-(-count // 24))
    elif match["working"] or match["workdays"] or match["business"]:
        found = today
        for _ in range(count):
            found += timedelta(days=1 if found.weekday() < 4 else 7 - found.weekday())
    else:
        found = today + timedelta(days=count)
    return found, found


def _close(match: re.Match[str], today: date) -> _Span:
    found = today + timedelta(days=int(next(key[1:] for key, value in match.groupdict().items() if value)))
    return found, found


#: The first that reads some words keeps them.
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)"), _iso),
    (
        re.compile(
            rf"{_ALONE}(\d{{1,2}})(?:er|st|nd|rd|th|o|a|e|de|ste|\.)? ?(?:of |de |d')?({_MONTH})\b\.?{_YEAR}"
        ),
        _day_month,
    ),
    (
        re.compile(rf"\b({_MONTH})\.? (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?![:/.]\d){_OF_MONEY}{_YEAR}"),
        _month_day,
    ),
    (
        re.compile(
            rf"(?:\b({BEFORE_FIGURES}) )?{_ALONE}(\d{{1,2}})([./-])(\d{{1,2}})(?:\3(\d{{4}}|\d\d)(?!\d))?"
            rf"(?![\d/-]|[,.]\d)\.?{_OF_MONEY}"
        ),
        _figures,
    ),
    (re.compile(MONTH_ENDS.replace("MONTH", _MONTH)), _part_of_month),
    (
        re.compile(
            rf"\b(?:(?P<away>{NEXT_WEEK}),? (?:on |am |le |el |il |op )?|(?P<next>next |nachste[nmr]? "
            rf"|volgende ))?"
            rf"(?P<day>{_WEEKDAY})\b{_NO_DATE}"
            rf"(?P<after>,? (?:in einer woche|(?:of |de |der |di |della |van )?{NEXT_WEEK}))?"
        ),
        _weekday,
    ),
    (re.compile(PERIODS), _period),
    (re.compile(AHEAD.replace("COUNT", _COUNT)), _ahead),
    (re.compile(UPCOMING), _close),
    (
        re.compile(
            rf"\bthe (\d{{1,2}})(?:st|nd|rd|th)\b{_NO_ORDER}"
            rf"|\b(?:{BEFORE_ALONE}) (?:dia |giorno )?{_ALONE}(\d{{1,2}})(?:er|e|de|ste|\.)?(?![\w/:-]"
            rf"|[.,]\d)"
            rf"{_OF_MONEY}{_NO_COUNT}"
            rf"|\b(?:by|until|till|before|on|back) (\d{{1,2}})(?:st|nd|rd|th)\b{_NO_ORDER}"
        ),
        _of_month,
    ),
)
