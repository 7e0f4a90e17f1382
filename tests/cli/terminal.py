"""Types commands and reads what comes back."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from connector.cli.common import run
from connector.cli.main import app

#: All commands, made out of their functions once.
RELANCE = get_command(app)
MONDAY = "2026-11-23"
IMPORTED = ("--as-of", MONDAY)
LEDGER = """\
number,customer,email,issued_on,due_on,currency,total,open,language,country
F-101,Boulangerie Martin,compta@martin.example,2026-10-02,2026-11-01,EUR,1250.00,1250.00,fr,FR
F-102,Boulangerie Martin,compta@martin.example,2026-10-10,2026-11-09,EUR,310.50,310.50,fr,FR
F-103,Northwind Ltd,accounts@northwind.example,2026-10-28,2026-11-27,GBP,980.00,980.00,en,GB
F-104,Garage Petit,,2026-09-15,2026-10-15,EUR,2400.00,1200.00,fr,FR
F-105,Hotel du Lac,gestion@hoteldulac.example,2026-08-01,2026-08-31,EUR,640.00,0.00,fr,FR
F-106,Mueller GmbH,buchhaltung@mueller.example,2026-03-01,2026-03-31,EUR,5300.00,5300.00,,DE
F-107,Tokyo Works,keiri@tokyo.example,2026-11-10,2026-12-31,JPY,120000,120000,en,JP
"""


@dataclass(frozen=True)
class Ran:
    """What one command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The one sentence of a refusal."""
        assert self.code == 1, self
        assert self.out == "", self.out
        assert "Traceback" not in self.err
        assert self.err.startswith("relance: "), self.err
        return self.err.removeprefix("relance: ").strip()


class Terminal:
    """`relance("plan", "--json")` runs that command in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], data_dir: Path) -> None:
        self._capsys = capsys
        self.data_dir = data_dir

    def __call__(self, *args: str) -> Ran:
        self._capsys.readouterr()
        code: Any = 0
        try:
            run(RELANCE, args)
        except SystemExit as ended:
            code = ended.code
        out, err = self._capsys.readouterr()
        return Ran(code or 0, out, err)

    def kept(self) -> list[str]:
        """Everything that is stored, row by row: to tell that nothing was written."""
        with closing(sqlite3.connect(self.data_dir / "relance.sqlite")) as database:
            return list(database.iterdump())


@contextmanager
def data_at(folder: Path) -> Iterator[None]:
    """The commands within find this data directory: for what is made once and copied by tests."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("RELANCE_")}
    os.environ["RELANCE_DATA_DIR"] = str(folder)
    try:
        yield
    finally:
        del os.environ["RELANCE_DATA_DIR"]
        os.environ.update(kept)


def run_quietly(*args: str) -> None:
    """Runs a command whose output nobody asks for."""
    with suppress(SystemExit):
        run(RELANCE, args)
