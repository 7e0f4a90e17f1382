"""How fast a command answers: it imports nothing that it does not use."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from connector.bootstrap import open_installation
from connector.core.invoice import Organisation
from connector.settings import Settings
from connector.usecases.organisations import add_organisation

#: What costs a tenth of a second or more, and what only some commands need.
SLOW = {
    "aiosmtpd", "alembic", "apscheduler", "fastapi", "holidays", "jinja2", "jsonschema", "msgspec",
    "psycopg", "python_calamine", "requests", "structlog", "uvicorn",
}  # fmt: skip
DATABASE = {"cryptography", "sqlalchemy"}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation whose database is up to date."""
    folder = tmp_path_factory.mktemp("data")
    with open_installation(Settings(data_dir=folder)) as installation:
        own = Organisation("", "Atelier Nord", "FR", "Europe/Paris", "fr", "EUR")
        add_organisation(installation.app, own)
    return folder


def imported_by(data_dir: Path, *words: str) -> set[str]:
    """The libraries that a command has imported at its end."""
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "connector", *words],
        env={**os.environ, "RELANCE_DATA_DIR": str(data_dir), "RELANCE_SMTP_URL": "smtp://127.0.0.1:25"},
        capture_output=True,
        text=True,
        check=False,
    ).stderr
    return set(re.findall(r"^import time:.*\| +([a-z_0-9]+)", told, re.MULTILINE))


@pytest.mark.parametrize("words", [("--version",), ("--help",), ("plan", "--no-such-option")])
def test_help_and_wrong_usage_open_no_database(data_dir: Path, words: tuple[str, ...]) -> None:
    imported = imported_by(data_dir, *words)

    assert "typer" in imported
    assert imported & (SLOW | DATABASE) == set()


@pytest.mark.parametrize("words", [("org", "list"), ("tasks",), ("approve",)])
def test_a_short_command_imports_no_more_than_the_database(data_dir: Path, words: tuple[str, ...]) -> None:
    imported = imported_by(data_dir, *words)

    assert "sqlalchemy" in imported
    assert imported & SLOW == set()
