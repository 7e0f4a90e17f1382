"""What requests and answers are made of: amounts, days, texts, pages."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool
from pydantic.json_schema import WithJsonSchema

from connector.core.errors import Refused
from connector.core.money import decimal_text, minor_units
from connector.web.api.problems import Kind, Refusal

#: Items on one page, where nothing else is asked, and at most.
PAGE, MOST = 50, 200
#: So many signs of a cursor are read.
LONGEST_CURSOR = 500


class Asked(BaseModel):
    """What a program sends; a field that is not known is an error, for it may be a misspelt one."""

    model_config = ConfigDict(extra="forbid")


class Told(BaseModel):
    """What a program is told; further fields may come with time."""

    model_config = ConfigDict(frozen=True)


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or len(value) != len("2026-11-23"):
        raise ValueError("a day is written like 2026-11-23")
    return date.fromisoformat(value)


def _seen(value: str) -> str:
    return value.replace("\0", "")  # PostgreSQL keeps no NUL


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Text = Annotated[str, AfterValidator(_seen)]
Flag = StrictBool
#: Plain decimal text, never a number: no program rounds it on its way.
Decimals = Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,3})?$", examples=["1234.50"])]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$", examples=["EUR"], description="ISO 4217.")]


class Money(Told):
    """An exact amount."""

    amount: str = Field(
        description="Decimal text with the currency's own number of decimals.", examples=["12.50"]
    )
    currency: Currency


def money(minor: int, currency: str) -> Money:
    """Minor units as a program reads them."""
    return Money(amount=decimal_text(minor, currency), currency=currency)


def minor_of(text: str, currency: str, field: str) -> int:
    """Minor units of what a program wrote. Raises Refusal for more decimals than the currency knows."""
    try:
        return minor_units(text, currency)
    except Refused as refused:
        raise Refusal(Kind.INVALID, str(refused), field) from None


# ---------------------------------------------------------------- pages

Item = TypeVar("Item")
Limit = Annotated[int, Query(ge=1, le=MOST, description="Items on a page, at most.")]
Cursor = Annotated[
    str | None,
    Query(
        max_length=LONGEST_CURSOR, description="`next_cursor` of the page before; nothing else may be sent."
    ),
]
#: What stands beside the items of each list.
NEXT = Field(description="Send it as `cursor` for the next page; null on the last one.")


def opened(cursor: str | None) -> list[Any]:
    """What a cursor of ours says; empty for the first page. Raises Refusal for another one."""
    if not cursor:
        return []
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii", "replace")))
    except (binascii.Error, UnicodeDecodeError, ValueError, RecursionError):
        found = None
    is_ours = isinstance(found, list) and all(isinstance(x, str) and _is_kept(x) for x in found)
    if not is_ours or not found:
        raise Refusal(Kind.INVALID, "Send the `next_cursor` of the page before as it is.", "cursor")
    return list(found)


def _is_kept(text: str) -> bool:
    """Neither a NUL, which PostgreSQL keeps not, nor half of a sign, which nobody does."""
    return "\0" not in text and text == text.encode("utf-8", "replace").decode()


def numbered(cursor: str | None) -> int | None:
    """The number behind which a page begins. Raises Refusal for a cursor of another list."""
    mark = after(cursor)
    if mark and not is_number(mark):
        raise Refusal(Kind.INVALID, "Send the `next_cursor` of the page before as it is.", "cursor")
    return int(mark) if mark else None


def is_number(text: str) -> bool:
    """Whether it is one that both databases can count to."""
    return text.isascii() and text.isdecimal() and len(text) < len(str(2**63))


def closed(*key: str) -> str:
    """The cursor that says so."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def after(cursor: str | None) -> str:
    """The id behind which a page begins."""
    return str(next(iter(opened(cursor)), ""))


def cut(found: Sequence[Item], limit: int, id_of: Callable[[Item], str]) -> tuple[Sequence[Item], str | None]:
    """A page of what was read with one more than fits, sorted by id; and the cursor of the next one."""
    page = found[:limit]
    return page, closed(id_of(page[-1])) if len(found) > limit else None


def behind(
    every: Iterable[Item], cursor: str | None, limit: int, key_of: Callable[[Item], tuple[str, ...]]
) -> tuple[list[Item], str | None]:
    """The same of a list that is read as a whole, newest (by its key, which tells all apart) first."""
    found = sorted(every, key=key_of, reverse=True)
    mark = tuple(opened(cursor))
    left = [x for x in found if not mark or key_of(x) < mark]
    return left[:limit], closed(*key_of(left[limit - 1])) if len(left) > limit else None


def onward(
    every: Iterable[Item], cursor: str | None, limit: int, id_of: Callable[[Item], str]
) -> tuple[Sequence[Item], str | None]:
    """The same of a short list, by its ids."""
    mark = after(cursor)
    left = sorted((x for x in every if id_of(x) > mark), key=id_of)
    return cut(left[: limit + 1], limit, id_of)
