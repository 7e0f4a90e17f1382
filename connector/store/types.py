"""Column types that refuse what would be stored wrong: naive instants, floats, words of no list."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Dialect, SmallInteger, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from connector.core.card import Card
from connector.core.declines import Failure
from connector.core.told import Told

Processor = Callable[[Any], Any]


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; text of one width on SQLite, so that it sorts. Refuses naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind = String(32) if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise TypeError(f"an instant must bear its zone, not {value!r}")
        in_utc = value.astimezone(UTC)
        return in_utc.isoformat(" ", "microseconds") if dialect.name == "sqlite" else in_utc

    def result_processor(self, dialect: Dialect, coltype: Any) -> Processor:
        return _instant


def _instant(value: Any) -> datetime | None:
    if value is None:
        return None
    return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


class Day(TypeDecorator[date]):
    """A local date. Refuses an instant, which would silently lose its zone."""

    impl = Date
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> date | None:
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise TypeError(f"a day is a date, not {value!r}")
        return value


class Minor(TypeDecorator[int]):
    """Minor units of a currency. Refuses everything but whole numbers."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise TypeError(f"minor units are whole numbers, not {value!r}")
        return value


class Word(TypeDecorator[StrEnum]):
    """A member of a closed list of words."""

    impl = String(32)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind
        self._members: dict[Any, StrEnum | None] = {None: None, **{x.value: x for x in kind}}

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(self.kind(value).value)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Processor:
        # A dictionary's own lookup: calling the enum costs ten times as much for each cell.
        return self._members.__getitem__


class Level(TypeDecorator[IntEnum]):
    """A member of a closed list of numbers."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, kind: type[IntEnum]) -> None:
        super().__init__()
        self.kind = kind
        self._members: dict[Any, IntEnum | None] = {None: None, **{x.value: x for x in kind}}

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        return None if value is None else int(self.kind(value).value)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Processor:
        return self._members.__getitem__


class Json(TypeDecorator[Any]):
    """A plain value as JSON text with sorted keys."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Processor:
        return _json


def _json(text: str | None) -> Any:
    # Most lists are empty.
    return None if text is None else [] if text == "[]" else json.loads(text)


class Sentence(TypeDecorator[str]):
    """A sentence as text; one of ours in all its languages, as JSON. What only looks like one is text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if not isinstance(value, Told):
            return None if value is None else str(value)
        said = {"code": value.code, "english": f"{value}", "others": dict(value.others)}
        return json.dumps(said, ensure_ascii=False)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Processor:
        return _sentence


def _sentence(text: str | None) -> str | None:
    if text is None or not text.startswith('{"code": '):
        return text
    try:
        said = json.loads(text)
        english, code, others = said["english"], said["code"], dict(said["others"].items())
    except (ValueError, LookupError, AttributeError, RecursionError):
        return text
    is_ours = all(isinstance(x, str) for x in (english, code, *others.values()))
    return Told(english, code, others) if is_ours else text


class Expiring(TypeDecorator[Card]):
    """A card that ends, as JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Card):
            raise TypeError(f"a card is a Card, not {value!r}")
        said = {"brand": value.brand, "last4": value.last4, "expires_on": value.expires_on.isoformat()}
        return json.dumps(said, ensure_ascii=False, sort_keys=True)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Processor:
        return _card


def _card(text: str | None) -> Card | None:
    if text is None:
        return None
    said = json.loads(text)
    return Card(said["brand"], said["last4"], date.fromisoformat(said["expires_on"]))


class Failed(TypeDecorator[Failure]):
    """Why a charge failed, as JSON text: facts that are only ever read together."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Failure):
            raise TypeError(f"a failure is a Failure, not {value!r}")
        following = value.next_attempt_on
        said = {
            "code": value.code,
            "failed_on": value.failed_on.isoformat(),
            "next_attempt_on": None if following is None else following.isoformat(),
            "advice": value.advice,
        }
        return json.dumps(said, ensure_ascii=False, sort_keys=True)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Processor:
        return _failure


def _failure(text: str | None) -> Failure | None:
    if text is None:
        return None
    said = json.loads(text)
    following = said["next_attempt_on"]
    return Failure(
        said["code"],
        date.fromisoformat(said["failed_on"]),
        None if following is None else date.fromisoformat(following),
        said["advice"],
    )


def ident() -> TypeEngine[str]:
    """An id; compared byte by byte, so that both databases sort it the same way."""
    return String(36).with_variant(String(36, collation="C"), "postgresql")
