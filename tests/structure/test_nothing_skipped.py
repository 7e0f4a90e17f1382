"""A skipped test is a failed one where all are required."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure.source import TOP

PASSING = "def test_it() -> None: pass\n"
SKIPPED = "import pytest\n@pytest.mark.skip(reason='no mail server')\ndef test_it() -> None: pass\n"
SKIPPED_FILE = "import pytest\npytest.skip('no browser', allow_module_level=True)\n"
EXPECTED_TO_FAIL = "import pytest\n@pytest.mark.xfail(reason='later')\ndef test_it() -> None: assert False\n"
UNEXPECTEDLY_PASSING = "import pytest\n@pytest.mark.xfail(strict=False)\ndef test_it() -> None: pass\n"


def run_pytest(test_file: Path, required: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", str(test_file.parent)]
    return subprocess.run(
        [*command, "-p", "tests.nothing_skipped", str(test_file)],
        env={"PYTHONPATH": str(TOP), "RELANCE_TEST_REQUIRE": required, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("text", [SKIPPED, SKIPPED_FILE, EXPECTED_TO_FAIL, UNEXPECTEDLY_PASSING])
def test_where_all_are_required_it_fails(tmp_path: Path, text: str) -> None:
    file = tmp_path / "test_example.py"
    file.write_text(text)

    ended = run_pytest(file, required="all")

    assert ended.returncode != 0
    assert "Nothing may be skipped" in ended.stdout


def test_its_own_reason_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "test_example.py"
    file.write_text(SKIPPED)

    assert "no mail server" in run_pytest(file, required="all").stdout


def test_a_passing_test_passes(tmp_path: Path) -> None:
    file = tmp_path / "test_example.py"
    file.write_text(PASSING)

    assert run_pytest(file, required="all").returncode == 0


@pytest.mark.parametrize("text", [SKIPPED, EXPECTED_TO_FAIL])
def test_elsewhere_a_skip_stays_a_skip(tmp_path: Path, text: str) -> None:
    file = tmp_path / "test_example.py"
    file.write_text(text)

    assert run_pytest(file, required="").returncode == 0
