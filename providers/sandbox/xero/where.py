"""Xero's `where` and `order`: the simple clauses people write, on the fields a row has."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Literal, NoReturn

from .errors import unreadable_query

Kind = Literal["String", "Guid", "DateTime?", "Decimal", "Boolean"]
Getter = Callable[[Any], Any]
Test = Callable[[Any], bool]

#: A field's name: its type in Xero's words, and how to read it off a row.
Fields = Mapping[str, tuple[Kind, Getter]]

_TOKENS = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\]|\\.)*")
    |(?P<call>(?:new\s+)?(?:guid|datetime(?:\.parse)?)\s*\([^)]*\))
    |(?P<number>-?\d+(?:\.\d+)?)
    |(?P<op>==|!=|<>|>=|<=|&&|\|\||[=<>()])
    |(?P<name>[A-Za-z_][\w.]*))""",
    re.VERBOSE | re.IGNORECASE,
)
_OPS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: bool(a == b),
    "=": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<>": lambda a, b: bool(a != b),
    ">": lambda a, b: a is not None and bool(a > b),
    ">=": lambda a, b: a is not None and bool(a >= b),
    "<": lambda a, b: a is not None and bool(a < b),
    "<=": lambda a, b: a is not None and bool(a <= b),
}
_METHODS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part.lower() in text.lower(),
    "startswith": lambda text, part: text.lower().startswith(part.lower()),
    "endswith": lambda text, part: text.lower().endswith(part.lower()),
}


def where(text: str, type_name: str, fields: Fields) -> Test:
    """The test that a where parameter makes. Raises ApiError 400, QueryParseException."""
    reader = _Reader(_split(text), type_name, fields)
    test = reader.either()
    if reader.here() is not None:
        _wrong("Syntax error")
    return test


def order(text: str, type_name: str, fields: Fields) -> list[tuple[Getter, bool]]:
    """Field by field: how to read it, and whether the greatest comes first. Raises ApiError 400."""
    keys = []
    for part in text.split(","):
        name, _, direction = part.strip().partition(" ")
        if direction.strip().upper() not in ("", "ASC", "DESC"):
            _wrong("Syntax error")
        _, getter = _field(name, type_name, fields)
        keys.append((getter, direction.strip().upper() == "DESC"))
    return keys


def _split(text: str) -> list[tuple[str, str]]:
    tokens, place = [], 0
    while text[place:].strip():
        found = _TOKENS.match(text, place)
        if found is None:
            _wrong(f"Syntax error '{text[place:].strip()[0]}'")
        kind = str(found.lastgroup)
        tokens.append((kind, found[kind]))
        place = found.end()
    return tokens or _wrong("Expression expected")


def _wrong(message: str) -> NoReturn:
    raise unreadable_query(message)


def _field(name: str, type_name: str, fields: Fields) -> tuple[Kind, Getter]:
    for known, how in fields.items():
        if known.lower() == name.lower():
            return how
    _wrong(f"No property or field '{name}' exists in type '{type_name}'")


class _Reader:
    """Reads tokens from left to right: either := both (OR both)*, both := clause (AND clause)*."""

    def __init__(self, tokens: list[tuple[str, str]], type_name: str, fields: Fields) -> None:
        self._tokens = tokens
        self._type_name = type_name
        self._fields = fields
        self._place = 0

    def here(self) -> tuple[str, str] | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def either(self) -> Test:
        tests = [self._both()]
        while self._takes("or", "||"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._clause()]
        while self._takes("and", "&&"):
            tests.append(self._clause())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _clause(self) -> Test:
        if self._takes("("):
            test = self.either()
            if not self._takes(")"):
                _wrong("')' expected")
            return test
        name = self._next("name")
        stem, _, method = name.rpartition(".")
        if method.lower() in _METHODS and self._takes("("):
            return self._called(stem, _METHODS[method.lower()])
        return self._compared(name)

    def _called(self, name: str, method: Callable[[str, str], bool]) -> Test:
        kind, getter = _field(name, self._type_name, self._fields)
        part = _unquoted(self._next("text"))
        if kind != "String" or not self._takes(")"):
            _wrong(f"No applicable method exists in type '{kind}'")
        return lambda row: method(getter(row) or "", part)

    def _compared(self, name: str) -> Test:
        kind, getter = _field(name, self._type_name, self._fields)
        token = self.here()
        if token is None or token[1] not in _OPS:
            return lambda row: getter(row) is True
        op = _OPS[self._next("op")]
        value_kind, value = self._value()
        if value_kind not in (kind, "null") and {value_kind, kind} != {"String", "Guid"}:
            _wrong(f"Operator '{token[1]}' incompatible with operand types '{kind}' and '{value_kind}'")
        return lambda row: op(_instant(getter(row)), value)

    def _value(self) -> tuple[str, Any]:
        token = self.here()
        if token is None:
            _wrong("Expression expected")
        self._place += 1
        kind, text = token
        if kind == "text":
            return "String", _unquoted(text)
        if kind == "number":
            return "Decimal", float(text)
        if kind == "call":
            return _made(text)
        if text.lower() in ("true", "false"):
            return "Boolean", text.lower() == "true"
        return ("null", None) if text.lower() == "null" else _wrong(f"Unknown identifier '{text}'")

    def _next(self, kind: str) -> str:
        token = self.here()
        if token is None or token[0] != kind:
            _wrong("Expression expected")
        self._place += 1
        return token[1]

    def _takes(self, *texts: str) -> bool:
        token = self.here()
        if token is None or token[0] not in ("op", "name") or token[1].lower() not in texts:
            return False
        self._place += 1
        return True


def _unquoted(text: str) -> str:
    return text[1:-1].replace('\\"', '"')


def _made(text: str) -> tuple[str, Any]:
    """`guid("…")`, `DateTime(2026, 11, 1)` or `DateTime.Parse("…")`."""
    inside = text[text.index("(") + 1 : -1].strip()
    try:
        if "guid" in text.lower().partition("(")[0]:
            return "Guid", _unquoted(inside).lower()
        if "parse" in text.lower().partition("(")[0]:
            return "DateTime?", _instant(datetime.fromisoformat(_unquoted(inside)))
        return "DateTime?", datetime(*(int(part) for part in inside.split(",")), tzinfo=UTC)  # type: ignore[misc, arg-type]
    except (TypeError, ValueError):
        _wrong(f"Invalid value {text}")


def _instant(value: Any) -> Any:
    """Days compare as the midnight they begin with."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value
