"""The README's ten commands, run literally, against a real mail server on loopback."""

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connector.bootstrap import SystemClock
from connector.channels.catcher import Catcher
from tests.cli.terminal import Ran, Terminal
from tests.docs.reading import blocks, text_of
from tests.structure.source import TOP

README = text_of(TOP / "README.md")
SECTION = README.partition("## Your own invoices: ten commands")[2].partition("\n## ")[0]
TUESDAY = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)


@pytest.fixture
def desk(
    capsys: pytest.CaptureFixture[str],
    data_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Terminal:
    """A new machine on a Tuesday morning; `ledger.csv` is the README's own."""
    monkeypatch.setenv("RELANCE_DATA_DIR", str(data_dir))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(SystemClock, "now", lambda self: TUESDAY)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.csv").write_text(blocks(SECTION, "csv")[0], encoding="utf-8")
    return Terminal(capsys, data_dir)


def ten_commands() -> list[str]:
    return blocks(SECTION, "sh")[1].splitlines()


def set_up(monkeypatch: pytest.MonkeyPatch, catcher: Catcher) -> None:
    """What the README exports, but for the mail server's address."""
    for name, value in re.findall(r'^export (\w+)="(.+)"$', blocks(SECTION, "sh")[0], re.MULTILINE):
        monkeypatch.setenv(name, catcher.url if name == "RELANCE_SMTP_URL" else value)


def typed_out(desk: Terminal, lines: list[str]) -> list[Ran]:
    return [desk(*shlex.split(line)[1:]) for line in lines]


def test_ten_commands_lead_from_a_ledger_file_to_mail_that_arrived(
    desk: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Catcher() as catcher:
        set_up(monkeypatch, catcher)

        ran = typed_out(desk, ten_commands())

        assert [(x.code, x.err if x.code else "") for x in ran] == [(0, "")] * 10
        assert ran[-1].out.endswith("2 sent, 0 not.\n")
        assert sorted(x.rcpt_to[0] for x in catcher.all()) == [
            "accounts@northwind.example",
            "compta@martin.example",
        ]
        assert all("FR76 3000 6000 0112 3456 7890 189" in x.text for x in catcher.all())


def test_nothing_leaves_before_the_last_of_them(desk: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    with Catcher() as catcher:
        set_up(monkeypatch, catcher)

        typed_out(desk, ten_commands()[:-1])

        assert catcher.count == 0


def test_the_commands_of_every_day_work_on_the_same_ledger(
    desk: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    every_day = README.partition("## Every day")[2].partition("\n## ")[0]
    with Catcher() as catcher:
        set_up(monkeypatch, catcher)
        typed_out(desk, ten_commands())

        ran = typed_out(desk, blocks(every_day, "sh")[0].splitlines())

        advice = "`relance resolve ID done` closes a task.\n"
        assert [(x.code, x.err) for x in ran] == [(0, advice), *[(0, "")] * (len(ran) - 1)]
