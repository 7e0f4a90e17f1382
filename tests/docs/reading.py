"""The project's pages as a person reads them: links, headings, blocks, commands."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from connector.cli.main import app
from tests.structure.source import TOP

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`")
_ITALIC = re.compile(r"(?<!\*)\*(?!\*)([^*]+)\*(?!\*)")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def pages() -> list[Path]:
    """Every Markdown page of the project, sorted."""
    rooms = (TOP, TOP / "docs", TOP / "providers", TOP / "templates", TOP / "config")
    found = {path for room in rooms[1:] for path in room.rglob("*.md")} | set(TOP.glob("*.md"))
    return sorted(found)


def named(page: Path) -> str:
    return str(page.relative_to(TOP))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(text: str, *languages: str) -> list[str]:
    """The fenced blocks in one of these languages, in order."""
    return [body for language, body in _BLOCK.findall(text) if language in languages]


def links(text: str) -> list[str]:
    """What is linked to, outside of blocks."""
    return _LINK.findall(_BLOCK.sub("", text))


def headings(text: str) -> list[tuple[int, str]]:
    """The level of each heading and the name under which it can be linked to, in order."""
    found = re.findall(r"^(#+) (.+)$", _BLOCK.sub("", text), re.MULTILINE)
    return [(len(x), re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")) for x, words in found]


def anchors(text: str) -> set[str]:
    """The names under which headings can be linked to."""
    return {name for _, name in headings(text)}


def code(text: str) -> list[str]:
    """Every piece of code in running text, on one line."""
    return [" ".join(span.split()) for span in _CODE.findall(_BLOCK.sub("", text))]


def names_on_pages(text: str) -> list[str]:
    """What stands in italics: in the guide, the name of a page or of a button."""
    prose = _CODE.sub("", _BLOCK.sub("", text))
    return [" ".join(span.split()) for span in _ITALIC.findall(prose)]


def typed(text: str) -> list[str]:
    """Every `relance …` line of the shell blocks, as one would type it."""
    lines = "\n".join(blocks(text, "sh")).splitlines()
    return [line for line in lines if line.startswith("relance ")]


def mentioned(text: str) -> list[str]:
    """Every `relance …` in running text, on one line."""
    return [span for span in code(text) if span.startswith("relance ")]


def commands() -> dict[tuple[str, ...], Any]:
    """Every command there is, by the words that call it."""
    return dict(_leaves((), typer.main.get_command(app)))


def _leaves(words: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, inner in getattr(command, "commands", {}).items():
        yield from _leaves((*words, name), inner)
    if not hasattr(command, "commands"):
        yield words, command


def command_of(line: str) -> tuple[Any, list[str]]:
    """The command that `relance …` calls, and the rest; KeyError when there is none."""
    words = shlex.split(line)[1:]
    known = commands()
    size = 2 if tuple(words[:2]) in known else 1
    return known[tuple(words[:size])], words[size:]
