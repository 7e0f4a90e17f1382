import subprocess
import sys
from pathlib import Path

import pytest

from connector.files import whereabouts
from connector.files.whereabouts import config_folders, data_root, template_folders

TOP = Path(__file__).resolve().parents[2]


def test_a_checkout_has_them_at_its_top() -> None:
    assert data_root() == TOP


def test_without_a_folder_of_his_own_the_owner_gets_the_shipped_one() -> None:
    assert template_folders() == (TOP / "templates",)
    assert config_folders() == (TOP / "config",)


def test_the_owners_own_folder_comes_first(tmp_path: Path) -> None:
    assert template_folders(tmp_path) == (tmp_path, TOP / "templates")
    assert config_folders(tmp_path) == (tmp_path, TOP / "config")


def test_an_installation_without_them_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whereabouts, "files", lambda package: tmp_path / package)

    with pytest.raises(FileNotFoundError, match="Install Relance again"):
        data_root()


def test_an_installed_wheel_carries_them(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    alone = ["--no-deps", "--no-index"]
    subprocess.run([*pip, "wheel", *alone, "--no-build-isolation", "-w", tmp_path, TOP], check=True)
    (wheel,) = tmp_path.glob("relance-*.whl")
    subprocess.run([*pip, "install", *alone, "--target", tmp_path / "installed", wheel], check=True)

    shown = subprocess.run(
        [sys.executable, "-c", "from connector.files.whereabouts import data_root; print(data_root())"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "installed")},
        check=True,
        capture_output=True,
        text=True,
    )

    root = tmp_path / "installed/connector/_data"
    assert Path(shown.stdout.strip()) == root
    for folder in ("templates", "config"):
        shipped = {path.relative_to(TOP) for path in (TOP / folder).rglob("*") if path.is_file()}
        assert {path.relative_to(root) for path in (root / folder).rglob("*") if path.is_file()} == shipped
