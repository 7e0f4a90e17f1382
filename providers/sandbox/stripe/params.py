"""Request parameters as Stripe writes them: `created[gte]=1`, `expand[]=customer`, `metadata[a]=b`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar
from urllib.parse import parse_qsl

from .errors import ApiError

_Choice = TypeVar("_Choice", bound=str)
_BOUNDS = ("gt", "gte", "lt", "lte")


def decode(text: str) -> dict[str, Any]:
    """Form text to nested dicts; list indices stay keys ("0", "1", or made-up ones for `[]`)."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        head, *rest = [part.rstrip("]") for part in name.split("[")]
        node, key = tree, head
        for part in rest:
            node = node.setdefault(key, {})
            if not isinstance(node, dict):
                raise ApiError(400, f"Invalid request: '{head}' is given in two shapes", param=head)
            key = part or str(len(node))
        node[key] = value
    return tree


@dataclass(frozen=True)
class Span:
    """Bounds on an instant in Unix seconds; a missing bound does not bind."""

    gt: int | None = None
    gte: int | None = None
    lt: int | None = None
    lte: int | None = None

    def holds(self, moment: int | None) -> bool:
        if self == Span():
            return True
        return (
            moment is not None
            and (self.gt is None or moment > self.gt)
            and (self.gte is None or moment >= self.gte)
            and (self.lt is None or moment < self.lt)
            and (self.lte is None or moment <= self.lte)
        )


class Params:
    """What one request brought; each taken once, and what nobody took is refused as Stripe refuses it."""

    def __init__(self, given: dict[str, Any], within: str = "") -> None:
        self._given = given
        self._within = within
        self._taken: set[str] = set()
        self._parts: list[Params] = []

    def has(self, name: str) -> bool:
        return name in self._given

    def text(self, name: str) -> str | None:
        """The words given; empty means null, as it does at Stripe."""
        value = self._take(name)
        if isinstance(value, dict):
            raise ApiError(400, f"Invalid string: {value}", param=name)
        return value or None

    def needed(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise ApiError(400, f"Missing required param: {name}.", code="parameter_missing", param=name)
        return value

    def choice(self, name: str, options: Sequence[_Choice]) -> _Choice | None:
        value = self.text(name)
        if value is None:
            return None
        for option in options:
            if option == value:
                return option
        known = f"{', '.join(options[:-1])}, or {options[-1]}"
        raise ApiError(400, f"Invalid {name}: must be one of {known}", param=name)

    def integer(self, name: str, low: int | None = None, high: int | None = None) -> int | None:
        value = self.text(name)
        if value is None:
            return None
        number = _whole(value, name)
        if low is not None and number < low:
            raise ApiError(400, f"This value must be at least {low}.", param=name, code=_BAD_INTEGER)
        if high is not None and number > high:
            raise ApiError(400, f"This value must be at most {high}.", param=name, code=_BAD_INTEGER)
        return number

    def flag(self, name: str) -> bool | None:
        value = self.choice(name, ("true", "false"))
        return None if value is None else value == "true"

    def span(self, name: str) -> Span:
        """`created=5` or `created[gte]=5&created[lt]=9`."""
        value = self._take(name)
        if value is None:
            return Span()
        if isinstance(value, str):
            moment = _whole(value, name)
            return Span(gte=moment, lte=moment)
        for bound in value:
            if bound not in _BOUNDS:
                raise _unknown(f"{name}[{bound}]")
        return Span(**{bound: _whole(text, f"{name}[{bound}]") for bound, text in value.items()})

    def words(self, name: str) -> list[str]:
        value = self._take(name)
        if value is None or value == "":
            return []
        if not isinstance(value, dict):
            raise ApiError(400, "Invalid array", param=name)
        return [str(word) for word in value.values()]

    def mapping(self, name: str) -> dict[str, str] | None:
        value = self._take(name)
        if value is None:
            return None
        return {key: str(text) for key, text in value.items()} if isinstance(value, dict) else {}

    def part(self, name: str) -> "Params":
        """What is below `name`: `flow_data[type]`; empty when it is not given."""
        value = self._take(name)
        if value is not None and value != "" and not isinstance(value, dict):
            raise ApiError(400, f"Invalid object: {value}", param=name)
        return self._kept(value or {}, f"{self._within}[{name}]" if self._within else name)

    def parts(self, name: str) -> "list[Params]":
        """A list of objects: `items[0][price]`."""
        value = self._take(name)
        rows = value.values() if isinstance(value, dict) else ()
        if any(not isinstance(row, dict) for row in rows):
            raise ApiError(400, "Invalid array", param=name)
        return [self._kept(row, f"{name}[{rank}]") for rank, row in enumerate(rows)]

    def _kept(self, given: dict[str, Any], within: str) -> "Params":
        part = Params(given, within)
        self._parts.append(part)
        return part

    def metadata(self, known: dict[str, str]) -> dict[str, str]:
        """`known` with what is given; an empty value takes a key out, and "" all of them."""
        if not self.has("metadata"):
            return known
        given = self.mapping("metadata")
        if not given:
            return {}
        changed = {key: text for key, text in (known | given).items() if text != ""}
        if len(changed) > _MOST_KEYS or any(len(k) > 40 or len(v) > 500 for k, v in changed.items()):
            raise ApiError(400, "Metadata holds 50 keys of 40 characters, values of 500.", param="metadata")
        return changed

    def done(self) -> None:
        """Refuse what no one asked for, so that a client's misspelt parameter is seen."""
        for name in self._given:
            if name not in self._taken:
                raise _unknown(f"{self._within}[{name}]" if self._within else name)
        for part in self._parts:
            part.done()

    def _take(self, name: str) -> Any:
        self._taken.add(name)
        return self._given.get(name)


_MOST_KEYS = 50
_BAD_INTEGER: Literal["parameter_invalid_integer"] = "parameter_invalid_integer"


def _whole(text: Any, name: str) -> int:
    if not re.fullmatch(r"-?\d{1,18}", str(text)):
        raise ApiError(400, f"Invalid integer: {text}", code=_BAD_INTEGER, param=name)
    return int(text)


def _unknown(name: str) -> ApiError:
    return ApiError(400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
