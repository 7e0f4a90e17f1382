"""YAML as an owner wrote it: plain values, and the line and column where each of them stands."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from connector.core.told import Told
from connector.files.sentences import say

#: From the top of the file to a value: keys and positions in lists.
Route = tuple[str | int, ...]
Place = tuple[int, int]

TOP_OF_FILE: Place = (1, 1)
LARGEST_FILE = 64_000
DEEPEST = 12
WHOLE = re.compile(r"[+-]?(0|[1-9]\d{0,14})")
DECIMAL = re.compile(r"-?\d{1,15}\.\d{1,9}")
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Where in a file something is wrong, and one sentence: what, and what to do. Lines count from 1."""

    file: Path
    line: int
    column: int
    text: str

    def __str__(self) -> str:
        return say("place", file=self.file, line=self.line, column=self.column, said=self.text)


@dataclass(frozen=True, slots=True)
class Document:
    """The values of a file: mappings, lists, text, whole numbers, Decimals, None; never a float.

    `digest` changes with every change of the text, line ends apart.
    """

    file: Path
    value: Any
    digest: str
    values_at: Mapping[Route, Place]
    keys_at: Mapping[Route, Place]

    def problem(self, route: Route, text: str) -> Problem:
        """A problem with the value at `route`."""
        return Problem(self.file, *self.values_at[route], text)

    def key_problem(self, route: Route, text: str) -> Problem:
        """A problem with the last key of `route`."""
        return Problem(self.file, *self.keys_at[route], text)


class _Unreadable(Exception):
    def __init__(self, text: str, place: Place = TOP_OF_FILE) -> None:
        super().__init__(text)
        self.text = text
        self.place = place


def read_yaml(path: Path) -> tuple[Document | None, tuple[Problem, ...]]:
    """The file's document and what is wrong with it as YAML; never raises."""
    try:
        text = _text_of(path)
    except _Unreadable as wrong:
        return None, (Problem(path, *wrong.place, wrong.text),)
    return read_yaml_text(path, text)


def read_yaml_text(path: Path, text: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """The same of a text that is called `path`; its lines end as on Unix."""
    try:
        node = _node_of(_short_enough(text))
    except _Unreadable as wrong:
        return None, (Problem(path, *wrong.place, wrong.text),)
    found = _Reading(path)
    value = found.value(node, ())
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Document(path, value, digest, found.values_at, found.keys_at), tuple(found.problems)


def _text_of(path: Path) -> str:
    if not path.is_file():
        raise _Unreadable(say("no_file"))
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _Unreadable(say("no_permission", why=error.strerror)) from None
    _check_size(len(raw))
    return _decoded(raw).replace("\r\n", "\n")


def _short_enough(text: str) -> str:
    _check_size(len(text.encode()))
    return text


def _check_size(size: int) -> None:
    if size > LARGEST_FILE:
        raise _Unreadable(say("too_large", count=LARGEST_FILE))


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace")
        raise _Unreadable(
            say("not_utf8", byte=f"{raw[error.start]:02x}"),
            _place_after(before),
        ) from None


def _place_after(text: str) -> Place:
    lines = text.split("\n")
    return len(lines), len(lines[-1]) + 1


def _place(mark: Any) -> Place:
    return TOP_OF_FILE if mark is None else (mark.line + 1, mark.column + 1)


#: Ten times faster, where libyaml is there.
_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _node_of(text: str) -> yaml.Node:
    try:
        return _composed(text, _FAST)
    except (_Unreadable, yaml.YAMLError):
        return _read_slowly(text)


def _read_slowly(text: str) -> yaml.Node:
    """By the reader whose words and places do not depend on how it was built. Raises _Unreadable."""
    try:
        return _composed(text, yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        raise _Unreadable(
            say("control"),
            _place_after(text[: error.position]),
        ) from None
    except yaml.MarkedYAMLError as error:
        raise _Unreadable(_said(error), _place(error.problem_mark)) from None


def _composed(text: str, loader: Any) -> yaml.Node:
    _refuse_what_multiplies(text, loader)
    node = yaml.compose(text, Loader=loader)
    if node is None:
        raise _Unreadable(say("empty"))
    return node


def _said(error: yaml.MarkedYAMLError) -> Told:
    problem = error.problem or ""
    if "'\\t'" in problem:
        return say("tab")
    if "another document" in problem:
        return say("second")
    return say("not_yaml", why=problem)


def _refuse_what_multiplies(text: str, loader: Any) -> None:
    """Aliases and deep nesting let a small file grow without bound; tags ask for what we do not build."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        where = _place(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Unreadable(say("alias"), where)
        if getattr(event, "tag", None):
            raise _Unreadable(say("tag"), where)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _Unreadable(say("deep"), where)


@dataclass(slots=True)
class _Reading:
    """Turns nodes into values and remembers where they stood."""

    file: Path
    values_at: dict[Route, Place] = field(default_factory=dict)
    keys_at: dict[Route, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def value(self, node: yaml.Node, route: Route) -> Any:
        self.values_at[route] = _place(node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return {key: self.value(child, (*route, key)) for key, child in self._pairs(node, route)}
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*route, index)) for index, child in enumerate(node.value)]
        return _scalar(node.value, is_plain=not getattr(node, "style", None))

    def _pairs(self, node: yaml.MappingNode, route: Route) -> Iterator[tuple[str, yaml.Node]]:
        for key_node, child in node.value:
            key, where = key_node.value, _place(key_node.start_mark)
            if not isinstance(key, str):
                self._wrong(where, say("key"))
            elif (*route, key) in self.keys_at:
                first = self.keys_at[(*route, key)][0]
                self._wrong(where, say("key_twice", key=key, line=first))
            else:
                self.keys_at[(*route, key)] = where
                yield key, child

    def _wrong(self, where: Place, text: str) -> None:
        self.problems.append(Problem(self.file, *where, text))


def _scalar(text: str, *, is_plain: bool) -> str | int | Decimal | None:
    """Only what looks like a number to everybody is one: no octal, no 1e5, and `no` is Norwegian."""
    if not is_plain:
        return text
    if text in NOTHING:
        return None
    if WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if DECIMAL.fullmatch(text) else text
