"""What import-linter cannot see: names, the environment, the purity of the core, the size of files."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.structure.source import TOP, imported_modules, named, places, python_files, tree

# Formats and stand-ins, not companies: the command line itself speaks of a ledger file and of the sandbox.
NOT_A_COMPANY = {"ledger_file", "sandbox"}
SHIPPED = {"quickbooks", "stripe", "xero"}
IMPURE = {
    "asyncio", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil",
    "smtplib", "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib",
}  # fmt: skip
CLOCK_READERS = {"now", "today", "utcnow"}
LONGEST_FILE = 400


def provider_names() -> set[str]:
    folders = {path.parent.name for path in (TOP / "providers").glob("*/__init__.py")}
    return (folders | SHIPPED) - NOT_A_COMPANY


@cache
def any_provider() -> re.Pattern[str]:
    """A striped table is not one."""
    return re.compile(rf"({'|'.join(sorted(provider_names()))})(?<!stripe(?=d))", re.IGNORECASE)


def provider_in(text: str) -> str | None:
    """The first company named."""
    found = any_provider().search(text)
    return found.group(1) if found else None


def texts(room: str) -> list[Path]:
    return sorted(
        path for path in (TOP / room).rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )


def reads_the_environment(module: ast.Module) -> Iterator[ast.AST]:
    doors = {"environ", "environb", "getenv", "getenvb", "putenv"}
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr in doors and isinstance(node.value, ast.Name):
            if node.value.id == "os":
                yield node
        elif isinstance(node, ast.ImportFrom) and node.module == "os":
            yield from (alias for alias in node.names if alias.name in doors)


def settings_imported(module: ast.Module) -> list[int]:
    """The lines that import connector.settings, under whichever spelling."""
    by_name = [
        line for name, line in imported_modules(module) if name.endswith(("connector.settings", ".settings"))
    ]
    out_of_package = [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        and (node.module == "connector" or (node.level and not node.module))
        and any(alias.name == "settings" for alias in node.names)
    ]
    return by_name + out_of_package


def reads_a_clock_or_a_file(module: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(module):
        match node:
            case ast.Call(func=ast.Name(id="open" | "print" | "input")):
                yield node
            case ast.Call(func=ast.Attribute(attr=attr, value=ast.Name(id=name) | ast.Attribute(attr=name))):
                if attr in CLOCK_READERS and name in {"datetime", "date", "dt"}:
                    yield node


def lines_that_name_a_provider(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [f"{named(path)}:{n}: {line}" for n, line in enumerate(lines, 1) if provider_in(line)]


def test_no_provider_is_named_in_connector() -> None:
    files = texts("connector")

    assert [named(path) for path in files if provider_in(named(path))] == []
    assert [line for path in files for line in lines_that_name_a_provider(path)] == []


def test_only_settings_reads_the_environment() -> None:
    others = [x for x in python_files("connector", "providers") if named(x) != "connector/settings.py"]

    assert [place for path in others for place in places(path, reads_the_environment(tree(path)))] == []


def test_only_bootstrap_imports_the_settings() -> None:
    allowed = {"connector/bootstrap.py", "connector/settings.py"}
    others = [x for x in python_files("connector", "providers") if named(x) not in allowed]

    assert [(named(path), line) for path in others for line in settings_imported(tree(path))] == []


@pytest.mark.parametrize("path", python_files("connector/core"), ids=named)
class TestTheCore:
    def test_imports_the_standard_library_alone(self, path: Path) -> None:
        foreign = [
            f"{named(path)}:{line} {name}"
            for name, line in imported_modules(tree(path))
            if name.split(".")[0] not in sys.stdlib_module_names
            and not name.startswith((".", "connector.core"))
        ]

        assert foreign == []

    def test_imports_nothing_that_acts_or_measures_time(self, path: Path) -> None:
        acting = [name for name, _ in imported_modules(tree(path)) if name.split(".")[0] in IMPURE]

        assert acting == []

    def test_reads_no_clock_and_no_file(self, path: Path) -> None:
        assert places(path, reads_a_clock_or_a_file(tree(path))) == []


def test_a_file_stays_under_400_lines() -> None:
    files = python_files("connector", "providers", "tests", "bench")
    long = {named(x): len(x.read_text(encoding="utf-8").splitlines()) for x in files}

    assert {name: lines for name, lines in long.items() if lines >= LONGEST_FILE} == {}


@pytest.mark.parametrize("path", python_files("connector/usecases"), ids=named)
def test_use_cases_import_the_core_and_the_standard_library_alone(path: Path) -> None:
    foreign = [
        f"{named(path)}:{line} {name}"
        for name, line in imported_modules(tree(path))
        if name.split(".")[0] not in sys.stdlib_module_names
        and not name.startswith((".", "connector.core", "connector.usecases"))
    ]

    assert foreign == []


def test_an_oracle_imports_nothing_it_judges() -> None:
    judged = [
        f"{named(path)}:{line} {name}"
        for path in python_files("tests/oracle")
        if not path.name.startswith(("test_", "conftest"))
        for name, line in imported_modules(tree(path))
        if name.split(".")[0] in {"connector", "providers"}
    ]

    assert judged == []


class TestTheSearchersFindWhatTheyLookFor:
    @pytest.mark.parametrize("text", ["class XeroClient:", "import stripe", "by Stripe", "to_quickbooks()"])
    def test_a_company(self, text: str) -> None:
        assert provider_in(text)

    def test_but_not_a_striped_table(self) -> None:
        assert provider_in('<table class="striped">') is None

    @pytest.mark.parametrize(
        "text",
        ["import connector.settings", "from connector.settings import Settings", "from . import settings"],
    )
    def test_the_settings(self, text: str) -> None:
        assert settings_imported(ast.parse(text)) == [1]

    @pytest.mark.parametrize("text", ["os.environ['A']", "os.getenv('A')", "from os import environ as e"])
    def test_the_environment(self, text: str) -> None:
        assert list(reads_the_environment(ast.parse(text)))

    @pytest.mark.parametrize(
        "text",
        ["datetime.now(UTC)", "dt.date.today()", "datetime.datetime.utcnow()", "open('x')", "print(1)"],
    )
    def test_a_clock_or_a_file(self, text: str) -> None:
        assert list(reads_a_clock_or_a_file(ast.parse(text)))

    def test_but_not_a_clock_that_is_given(self) -> None:
        assert list(reads_a_clock_or_a_file(ast.parse("clock.now()"))) == []
