"""Every sentence of ours that may reach a page is said in both languages, and in one place."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from connector.core.told import LANGUAGES, Sentences
from tests.structure.source import TOP, named, python_files, tree

FACT = re.compile(r"{(\w+)}")
#: Where no English may be raised: each of these takes a sentence of a table as its first word.
SPOKEN = {
    "providers/ledger_file": {"Unreadable", "error", "notice", "_wrong"},
}


class Call(NamedTuple):
    """One `say(…)`: where, its room, its code (a pattern where part of it is made), and its facts."""

    place: str
    room: str
    code: re.Pattern[str]
    facts: frozenset[str]


@cache
def rooms() -> dict[str, Sentences]:
    """Every table, by the module it stands in."""
    found = [x for x in python_files("connector", "providers") if _makes_a_table(x)]
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
    return tuple(call for path in python_files("connector", "providers") for call in _calls_in(path))


def _calls_in(path: Path) -> Iterator[Call]:
    room = _room_of(path)
    for node in ast.walk(tree(path)) if room else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
            facts = frozenset(x.arg or "**" for x in node.keywords)
            yield Call(f"{named(path)}:{node.lineno}", room, _pattern(node.args[0]), facts)


def _room_of(path: Path) -> str:
    """The module that this one has its `say` from."""
    if _module(path) in rooms():
        return _module(path)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and any(x.name == "say" for x in node.names):
            return node.module or ""
    return ""


def _pattern(code: ast.expr) -> re.Pattern[str]:
    if isinstance(code, ast.Constant):
        return re.compile(re.escape(str(code.value)))
    if isinstance(code, ast.JoinedStr):
        parts = [re.escape(str(x.value)) if isinstance(x, ast.Constant) else r"\w+" for x in code.values]
        return re.compile("".join(parts))
    return re.compile(".*")


def codes() -> list[tuple[str, str]]:
    return [(room, code) for room, say in sorted(rooms().items()) for code in say.table]


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
    told = {(call.room, code) for call in calls() for _, code in codes() if call.code.fullmatch(code)}

    assert set(codes()) - told == set()


@pytest.mark.parametrize("folder", SPOKEN)
def test_nothing_is_raised_there_in_english_alone(folder: str) -> None:
    alone = [
        f"{named(path)}:{node.lineno}"
        for path in python_files(folder)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and _called(node) in SPOKEN[folder] and _has_english(node)
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
