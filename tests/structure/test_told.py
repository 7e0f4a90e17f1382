"""Every sentence of ours that may reach a page is said in both languages, and in one place."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from connector.core.told import LANGUAGES, Sentences
from tests.structure.source import TOP, named, python_files, tree

FACT = re.compile(r"{(\w+)}")
_ERRORS = {
    "AuthExpired", "RateLimited", "Unavailable", "Ambiguous", "CursorLost", "Rejected", "Malformed",
    "malformed", "Refused", "Unreadable", "ValueError", "Said", "append",
}  # fmt: skip
#: Where no English may be raised: each of these takes a sentence of a table as its first word.
SPOKEN = (
    ("providers/ledger_file", {"Unreadable", "error", "notice", "_wrong"}),
    ("providers/_", _ERRORS),
    ("providers/quickbooks", _ERRORS),
    ("providers/xero", _ERRORS),
    ("providers/stripe", _ERRORS),
    ("connector/usecases/", {"Refused", "Flaw"}),
    ("connector/files/polic", {"Refused", "Flaw", "Problem", "problem", "key_problem"}),
    ("connector/files/located", {"_Unreadable", "_wrong", "Problem"}),
    ("connector/inbox/", _ERRORS),
    ("connector/render/", {"Refused", "Flaw", "Misprint", "SecurityError"}),
)
#: What is said there is said to a machine, or to the command line alone.
ENGLISH = ("webhooks.py", "_signature.py", "hearing.py")


class Call(NamedTuple):
    """One `say(…)`: where, its room, its code (a pattern where part of it is made), and its facts."""

    place: str
    room: str
    code: re.Pattern[str]
    facts: frozenset[str]


@cache
def speaking() -> tuple[Path, ...]:
    """The files in which a table is made or asked."""
    return tuple(x for x in python_files("connector", "providers") if "say" in x.read_text(encoding="utf-8"))


@cache
def rooms() -> dict[str, Sentences]:
    """Every table, by the module it stands in."""
    # Asked while tests are collected, by each worker: only what may hold one is parsed.
    found = [x for x in speaking() if "\nsay: " in x.read_text(encoding="utf-8") and _makes_a_table(x)]
    return {_module(x): import_module(_module(x)).say for x in found}


def _makes_a_table(path: Path) -> bool:
    return any(
        isinstance(x, ast.AnnAssign) and isinstance(x.target, ast.Name) and x.target.id == "say"
        for x in tree(path).body
    )


def _module(path: Path) -> str:
    return ".".join(path.relative_to(TOP).with_suffix("").parts)


@cache
def calls() -> tuple[Call, ...]:
    return tuple(call for path in speaking() for call in _calls_in(path))


def _calls_in(path: Path) -> Iterator[Call]:
    spoken = dict(_spoken_in(path))
    for node in ast.walk(tree(path)) if spoken else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in spoken:
            facts = frozenset(x.arg or "**" for x in node.keywords)
            yield Call(f"{named(path)}:{node.lineno}", spoken[node.func.id], _pattern(node.args[0]), facts)


def _spoken_in(path: Path) -> Iterator[tuple[str, str]]:
    """What a table is called there, and the module that it stands in."""
    if _module(path) in rooms():
        yield "say", _module(path)
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.ImportFrom):
            continue
        within = f"{_module(path.parent)}." if node.level else ""
        for one in node.names:
            if one.name == "say":
                yield one.asname or "say", f"{within}{node.module}"


def _pattern(code: ast.expr) -> re.Pattern[str]:
    if isinstance(code, ast.Constant):
        return re.compile(re.escape(str(code.value)))
    if isinstance(code, ast.JoinedStr):
        parts = [re.escape(str(x.value)) if isinstance(x, ast.Constant) else r"[\w ]+" for x in code.values]
        return re.compile("".join(parts))
    return re.compile(".*")


@pytest.mark.parametrize("room", sorted(rooms()))
def test_each_sentence_of_a_room_is_said_in_both_languages_with_the_same_facts(room: str) -> None:
    for code, texts in rooms()[room].table.items():
        facts = [sorted(set(FACT.findall(text))) for text in texts]

        assert len(texts) == len(LANGUAGES) and all(x.strip() for x in texts), code
        assert facts[0] == facts[1], code


def test_every_sentence_that_is_told_is_in_its_table_with_its_facts() -> None:
    for call in calls():
        table = rooms()[call.room].table
        meant = [code for code in table if call.code.fullmatch(code)]

        assert meant, call
        if call.code.pattern != ".*" and "**" not in call.facts:
            assert all(set(FACT.findall(table[x][0])) == call.facts for x in meant), call


def test_no_sentence_is_kept_that_nobody_tells() -> None:
    told = {(x.room, code) for x in calls() for code in rooms()[x.room].table if _is_meant(x, code)}
    # A code that a call is handed stands elsewhere as a word of its own: once more than in its table.
    written = Counter(
        x.value for path in speaking() for x in ast.walk(tree(path)) if isinstance(x, ast.Constant)
    )
    kept = {(room, code) for room, say in rooms().items() for code in say.table}

    assert {(room, code) for room, code in kept - told if written[code] < 2} == set()


def _is_meant(call: Call, code: str) -> bool:
    return call.code.pattern != ".*" and call.code.fullmatch(code) is not None


@pytest.mark.parametrize(("place", "takers"), SPOKEN, ids=[place for place, _ in SPOKEN])
def test_nothing_is_raised_there_in_english_alone(place: str, takers: set[str]) -> None:
    alone = [
        f"{named(path)}:{node.lineno}"
        for path in python_files("connector", "providers")
        if named(path).startswith(place) and path.name not in ENGLISH
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and _called(node) in takers and _has_english(node)
    ]

    assert alone == []


def _called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def _has_english(node: ast.Call) -> bool:
    """Whether one of what it is given is a sentence as it stands: words with a space between."""
    return any(
        isinstance(x, ast.JoinedStr) or (isinstance(x, ast.Constant) and " " in str(x.value))
        for x in node.args
    )
