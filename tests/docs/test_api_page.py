"""The page about the API: its example runs as it stands, and its table is the list of what can go wrong."""

import re
import runpy
from pathlib import Path

import pytest

from connector.core.tokens import Permit
from connector.store.engine import SqlStore
from connector.usecases.tokens import make_token
from connector.web.api.problems import TITLES
from tests.docs.reading import blocks, text_of
from tests.migrated import Copies
from tests.scenarios.office import Office, office_store
from tests.served import served
from tests.structure.source import TOP

PAGE = text_of(TOP / "docs" / "api.md")


def test_the_example_runs_as_it_stands(
    migrated_copies: Copies,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (example,) = blocks(PAGE, "python")
    (tmp_path / "example.py").write_text(example, encoding="utf-8")
    with migrated_copies("sqlite", tmp_path) as url:
        store: SqlStore = office_store(url)
        office = Office(store)
        office.invoice("F-1", "2026-08-20", 120_50)
        office.invoice("D-1", "2026-08-10", 300_00, customer="Durand")
        office.sync()
        allowed = [Permit.READ, Permit.DECIDE]
        made = make_token(office.app, office.id, "Cash book", allowed, None, "anna")
        with served(office.app, store) as address:
            monkeypatch.setenv("API_URL", address)
            monkeypatch.setenv("API_TOKEN", str(made.secret))
            runpy.run_path(str(tmp_path / "example.py"))
        store.close()

    said = capsys.readouterr().out.splitlines()
    assert [x.split()[:3] for x in said[:2]] == [["D-1", "300.00", "EUR"], ["F-1", "120.50", "EUR"]]
    assert said[2:] == ["Silent until 2026-09-11"]


def test_the_table_is_the_list_of_what_can_go_wrong() -> None:
    told = re.findall(r"^\| `(\w+)` \| (\d{3}) \|", PAGE, re.MULTILINE)

    assert {(kind, int(status)) for kind, status in told} == {
        (kind.value, int(status)) for kind, (status, _) in TITLES.items()
    }


def test_every_permit_is_told() -> None:
    assert set(re.findall(r"^\| `(\w+)` \| [^|]+ \|$", PAGE, re.MULTILINE)) == set(Permit)
