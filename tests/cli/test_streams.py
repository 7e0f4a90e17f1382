"""The real program in a process of its own: exit codes, and which stream carries what."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.cli.terminal import IMPORTED, Terminal
from tests.structure.source import TOP


def relance(*args: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    program = (sys.executable, "-m", "connector", *args)
    return subprocess.run(
        program, env={**os.environ, "PYTHONPATH": str(TOP), **variables}, capture_output=True, check=False
    )


def test_standard_output_holds_the_result_alone(shop: Terminal) -> None:
    ran = relance("run-once", "--json", *IMPORTED)

    assert ran.returncode == 0
    assert json.loads(ran.stdout) == {"counts": {}, "reminders": []}
    assert b"Shadow mode" in ran.stderr


def test_a_refusal_is_exit_code_1_and_one_line_on_standard_error(shop: Terminal) -> None:
    ran = relance("explain", "F-999")

    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.decode() == "relance: No invoice has the number «F-999».\n"


def test_wrong_usage_is_exit_code_2(shop: Terminal) -> None:
    assert relance("nope").returncode == 2


def test_a_stream_that_knows_few_letters_stops_nothing(shop: Terminal, tmp_path: Path) -> None:
    line = "U-1,株式会社,2026-11-01,EUR,10000\n"
    (tmp_path / "u.csv").write_text(f"number,customer,due_on,currency,total\n{line}", encoding="utf-8")
    shop("import", "u.csv", "--all-open", *IMPORTED)

    table = relance("plan", *IMPORTED, PYTHONIOENCODING="ascii")
    rows = relance("plan", "--json", *IMPORTED, PYTHONIOENCODING="ascii")

    assert (table.returncode, rows.returncode) == (0, 0), table.stderr
    assert b"U-1" in table.stdout
    assert json.loads(rows.stdout)[0]["customer"] == "株式会社"
