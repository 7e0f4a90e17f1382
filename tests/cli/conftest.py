"""The command line as a person meets it: arguments in, exit code and both streams out."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.channels.catcher import Catcher
from tests.cli.terminal import IMPORTED, LEDGER, Terminal, data_at, run_quietly
from tests.migrated import Copies

SENDER = "Anna Martin <anna@ateliernord.example>"


@pytest.fixture
def nothing(
    capsys: pytest.CaptureFixture[str], data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """A machine on which no command was ever typed; the working folder holds `ledger.csv`."""
    monkeypatch.setenv("RELANCE_DATA_DIR", str(data_dir))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    return Terminal(capsys, data_dir)


@pytest.fixture
def relance(nothing: Terminal, migrated_copies: Copies) -> Iterator[Terminal]:
    """The same with an installation without any organisation."""
    with migrated_copies("sqlite", nothing.data_dir):
        yield nothing


@pytest.fixture(scope="session")
def _a_shop_as_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the ledger imported, made once and copied by each test."""
    folder = tmp_path_factory.mktemp("shop")
    ledger = folder / "ledger.csv"
    ledger.write_text(LEDGER, encoding="utf-8")
    with data_at(folder / "data"):
        run_quietly("org", "add", "Atelier Nord", "--country", "FR")
        run_quietly("import", str(ledger), *IMPORTED)
    return folder / "data"


@pytest.fixture
def shop(relance: Terminal, _a_shop_as_made: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """«Atelier Nord» of France in shadow mode, its ledger imported on Monday 23 November 2026, 09:00."""
    shutil.copytree(_a_shop_as_made, relance.data_dir, dirs_exist_ok=True)
    capsys.readouterr()
    return relance


@pytest.fixture
def catcher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Catcher]:
    """A mail server on loopback, set as the one to send through."""
    with Catcher() as started:
        monkeypatch.setenv("RELANCE_SMTP_URL", started.url)
        monkeypatch.setenv("RELANCE_SMTP_FROM", SENDER)
        yield started


@pytest.fixture
def asking_shop(shop: Terminal, catcher: Catcher) -> Terminal:
    """The same in the mode approve, able to send, its first messages planned and waiting."""
    shop("org", "set", "Atelier Nord", "--mode", "approve", "--contact", "Anna Martin", *IMPORTED)
    shop("run-once", *IMPORTED)
    return shop
