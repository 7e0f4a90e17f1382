"""Puts the non-breaking spaces that French wants, so that authors write ordinary ones."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType

_WIDE = re.compile(r"(?<=«) | (?=[:»])|(?<=\bn°) |(?<=\bN°) ")
_NARROW = re.compile(r" (?=[;?!])")


@lru_cache(maxsize=4096)
def french(text: str) -> str:
    """No-break space inside « » and before a colon, the narrow one before ; ? and !"""
    return _NARROW.sub("\N{NARROW NO-BREAK SPACE}", _WIDE.sub("\N{NO-BREAK SPACE}", text))


def unchanged(text: str) -> str:
    """Languages without a rule of their own."""
    return text


def day_text(day: date, language: str) -> str:
    """`2026-12-01`, in French `01/12/2026`; an instant with its hour."""
    way = "%d/%m/%Y" if language == "fr" else "%Y-%m-%d"
    return day.strftime(f"{way} %H:%M:%S" if isinstance(day, datetime) else way)


_RULES: Mapping[str, Callable[[str], str]] = MappingProxyType({"fr": french})


def typesetter(language: str) -> Callable[[str], str]:
    """The rule for texts written in `language`."""
    return _RULES.get(language, unchanged)
