"""The query language: `SELECT * | count(*) FROM Entity WHERE … ORDERBY … STARTPOSITION … MAXRESULTS …`.

Grammar: Intuit's page on data queries. Keywords in any case, entity and property names as they are; AND alone
joins conditions; a quote inside a text is written \\'. What does not fit is refused with its line and column.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NoReturn

from .errors import ApiError

MOST_ROWS = 1000
USUAL_ROWS = 100
_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<text>'(?:[^'\\]|\\.)*')|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign><=|>=|=|<|>|\(|\)|,|\*)|(?P<word>[A-Za-z_][\w.]*)",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
Operator = Literal["=", "<", ">", "<=", ">=", "IN", "LIKE"]
_OPERATORS: dict[str, Operator] = {"=": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "LIKE": "LIKE"}


@dataclass(frozen=True)
class Condition:
    """`values` holds one text, or several for IN; they are read when the property's kind is known."""

    property: str
    operator: Operator
    values: tuple[str, ...]


@dataclass(frozen=True)
class Order:
    property: str
    is_descending: bool


@dataclass(frozen=True)
class Statement:
    """`start` counts from 1; `limit` is at most 1000."""

    entity: str
    is_count: bool
    where: tuple[Condition, ...] = ()
    order: tuple[Order, ...] = ()
    start: int = 1
    limit: int = USUAL_ROWS


@dataclass(frozen=True)
class _Token:
    kind: str
    words: str
    line: int
    column: int

    @property
    def value(self) -> str:
        return _ESCAPED.sub(r"\1", self.words[1:-1]) if self.kind == "text" else self.words


def parse(text: str) -> Statement:
    """The statement. ApiError 4000 where it does not fit, 4001 where a number is out of bounds."""
    if not text.strip():
        raise _unparsable("The query provided was empty")
    return _Parser(list(_tokens(text))).statement()


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        match = _TOKEN.match(text, at)
        if match is None:
            yield _Token("odd", text[at], line, column)
            return
        if match.lastgroup != "space":
            yield _Token(str(match.lastgroup), match[0], line, column)
        at = match.end()
    yield _Token("end", "<EOF>", text.count("\n") + 1, len(text) - text.rfind("\n"))


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def statement(self) -> Statement:
        self._need("SELECT")
        is_count = self._selected()
        self._need("FROM")
        entity = self._word("an entity")
        where = self._where() if self._take("WHERE") else ()
        order = self._order()
        start, limit = self._bounds()
        if self._here.kind != "end":
            self._fail("AND", "ORDERBY", "STARTPOSITION", "MAXRESULTS", "<EOF>")
        return Statement(entity, is_count, where, order, start, limit)

    def _selected(self) -> bool:
        if self._take("*"):
            return False
        if not self._take("COUNT"):
            self._fail("*", "count(*)")
        for sign in ("(", "*", ")"):
            self._need(sign)
        return True

    def _where(self) -> tuple[Condition, ...]:
        found = [self._condition()]
        while self._take("AND"):
            found.append(self._condition())
        return tuple(found)

    def _condition(self) -> Condition:
        name = self._word("a property")
        if self._take("IN"):
            return Condition(name, "IN", self._several())
        operator = _OPERATORS.get(self._here.words.upper())
        if operator is None:
            self._fail("IN", *_OPERATORS)
        self._at += 1
        return Condition(name, operator, (self._value(),))

    def _several(self) -> tuple[str, ...]:
        self._need("(")
        values = [self._value()]
        while self._take(","):
            values.append(self._value())
        self._need(")")
        return tuple(values)

    def _value(self) -> str:
        token = self._here
        if token.kind not in ("text", "number") and token.words.lower() not in ("true", "false"):
            self._fail("a value")
        self._at += 1
        return token.value if token.kind != "word" else token.words.lower()

    def _order(self) -> tuple[Order, ...]:
        if self._take("ORDER"):
            self._need("BY")
        elif not self._take("ORDERBY"):
            return ()
        found = [self._direction()]
        while self._take(","):
            found.append(self._direction())
        return tuple(found)

    def _direction(self) -> Order:
        name = self._word("a property")
        if self._take("DESC"):
            return Order(name, is_descending=True)
        self._take("ASC")
        return Order(name, is_descending=False)

    def _bounds(self) -> tuple[int, int]:
        start, limit = 1, USUAL_ROWS
        while True:
            if self._take("STARTPOSITION"):
                start = max(1, self._number())
            elif self._take("MAXRESULTS"):
                limit = self._number()
            else:
                return start, limit
            if limit > MOST_ROWS:
                raise unfit(f"value {limit} is too large. Max allowed value is {MOST_ROWS}")

    def _number(self) -> int:
        if not self._here.words.isdigit():
            self._fail("a number")
        self._at += 1
        return int(self._tokens[self._at - 1].words)

    @property
    def _here(self) -> _Token:
        return self._tokens[self._at]

    def _word(self, wanted: str) -> str:
        if self._here.kind != "word":
            self._fail(wanted)
        self._at += 1
        return self._tokens[self._at - 1].words

    def _take(self, wanted: str) -> bool:
        is_it = self._here.kind in ("word", "sign") and self._here.words.upper() == wanted
        self._at += is_it
        return is_it

    def _need(self, wanted: str) -> None:
        if not self._take(wanted):
            self._fail(wanted)

    def _fail(self, *wanted: str) -> NoReturn:
        token = self._here
        where = f"line {token.line}, column {token.column}"
        if token.kind == "odd":
            odd = f'"{token.words}" ({ord(token.words)})'
            raise _unparsable(f"Invalid content. Lexical error at {where}.  Encountered: {odd}")
        raise _unparsable(f'Encountered "{token.words}" at {where}.\nWas expecting: {", ".join(wanted)}')


def _unparsable(detail: str) -> ApiError:
    return ApiError("4000", "Error parsing query", f"QueryParserError: {detail}")


def unfit(detail: str) -> ApiError:
    """Well-formed, but not what this entity can be asked."""
    return ApiError("4001", "Invalid query", f"QueryValidationError: {detail}")
