"""The files of the project as the structural tests read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


def python_files(*rooms: str) -> list[Path]:
    """Every Python file of these rooms, sorted; a room that does not exist has none."""
    return sorted(path for room in rooms for path in (TOP / room).rglob("*.py"))


def named(path: Path) -> str:
    return str(path.relative_to(TOP))


def places(path: Path, found: Iterator[ast.AST]) -> list[str]:
    """`file:line` of each node found."""
    return [f"{named(path)}:{getattr(node, 'lineno', 0)}" for node in found]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported_modules(module: ast.AST) -> Iterator[tuple[str, int]]:
    """Each absolute module name that is imported anywhere, lazily too, with its line."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or ""), node.lineno
