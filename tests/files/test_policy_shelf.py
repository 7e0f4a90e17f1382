"""The shelf: every policy by its name, the owner's first, read again when a file changes."""

import os
from pathlib import Path

import pytest
import yaml

from connector.core.errors import Refused
from connector.core.ports import PolicyShelf
from connector.files.policies import YamlPolicyShelf, check
from tests.files.conftest import WritePolicy

SHIPPED = Path(__file__).resolve().parents[2] / "config" / "policies"
GOOD = "steps: [{id: firm, offset: 15, channel: email, severity: firm}]"
WRONG = "steps: [{id: formal, offset: 30, channel: letter, severity: formal}]"


def test_the_shelf_is_a_shelf_to_the_use_cases() -> None:
    shelf: PolicyShelf = YamlPolicyShelf([SHIPPED])

    chosen = shelf.policies("gentle")

    assert chosen.default == "gentle"
    assert list(chosen.by_name) == [
        "by-hand",
        "expiring-card",
        "failed-charge",
        "firm",
        "gentle",
        "long-terms",
        "standard",
    ]
    assert chosen.of_invoices == ("by-hand", "firm", "gentle", "long-terms", "standard")


def test_the_shelf_takes_the_owners_file_before_the_shipped_one(
    write_policy: WritePolicy, tmp_path: Path
) -> None:
    write_policy(GOOD, "standard.yml")
    write_policy(GOOD, "builders.yaml")

    found = YamlPolicyShelf([tmp_path, SHIPPED]).policies("standard").by_name

    assert [step.id for step in found["standard"].steps] == ["firm"]
    assert list(found) == [
        "builders",
        "by-hand",
        "expiring-card",
        "failed-charge",
        "firm",
        "gentle",
        "long-terms",
        "standard",
    ]


def test_the_shelf_reads_a_changed_file_again(write_policy: WritePolicy, tmp_path: Path) -> None:
    path = write_policy(GOOD)
    shelf = YamlPolicyShelf([tmp_path])
    before = shelf.policies("own").by_name["own"]

    path.write_text(GOOD.replace("15", "16"), encoding="utf-8")
    os.utime(path, ns=(0, 0))  # same size, another moment

    assert before.steps[0].offset == 15
    assert shelf.policies("own").by_name["own"].steps[0].offset == 16


def test_the_shelf_sees_files_come_and_go(write_policy: WritePolicy, tmp_path: Path) -> None:
    write_policy(GOOD)
    shelf = YamlPolicyShelf([tmp_path])

    def names() -> list[str]:
        return list(shelf.policies("own").by_name)

    assert names() == ["own"]
    other = write_policy(GOOD, "other.yaml")
    assert names() == ["other", "own"]
    other.unlink()
    assert names() == ["own"]


def test_the_shelf_does_not_read_what_has_not_changed(
    write_policy: WritePolicy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_policy(GOOD)
    shelf = YamlPolicyShelf([tmp_path])
    first = shelf.policies("own")
    monkeypatch.setattr(yaml, "compose", None)

    assert shelf.policies("own").by_name is first.by_name


def test_the_shelf_refuses_with_every_problem_in_one_message(
    write_policy: WritePolicy, tmp_path: Path
) -> None:
    one = write_policy(WRONG, "one.yaml")
    two = write_policy("steps: [\n", "two.yaml")

    with pytest.raises(Refused) as refused:
        YamlPolicyShelf([tmp_path, SHIPPED]).policies("standard")

    lines = str(refused.value).split("\n")
    assert lines[0].startswith(f"{one}, line 1, column 61: a formal notice needs")
    assert lines[1].startswith(f"{two}, line 2, column 1: this is not YAML")
    assert len(lines) == 2


def test_the_shelf_stays_refused_until_the_file_is_right(write_policy: WritePolicy, tmp_path: Path) -> None:
    shelf = YamlPolicyShelf([tmp_path])
    write_policy(WRONG)
    for _ in range(2):
        with pytest.raises(Refused, match="formal notice needs"):
            shelf.policies("own")

    write_policy(GOOD)

    assert shelf.policies("own").by_name["own"].steps[0].id == "firm"


def test_the_shelf_refuses_two_files_of_one_name(write_policy: WritePolicy, tmp_path: Path) -> None:
    write_policy(GOOD, "own.yaml")
    write_policy(GOOD, "own.yml")

    with pytest.raises(Refused, match=r"own\.yml, .*«own» is already a policy in own\.yaml: keep one"):
        YamlPolicyShelf([tmp_path]).policies("own")
    assert "«own» is already a policy" in check(tmp_path)[0].text


def test_the_shelf_refuses_a_default_that_is_not_there() -> None:
    with pytest.raises(Refused, match="no policy «standart»; did you mean «standard»\\? Known are by-hand, "):
        YamlPolicyShelf([SHIPPED]).policies("standart")


def test_the_shelf_refuses_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"The folder of policies .*gone cannot be read: No such file"):
        YamlPolicyShelf([tmp_path / "gone", SHIPPED]).policies("standard")


def test_the_shelf_passes_over_what_editors_leave_behind(write_policy: WritePolicy, tmp_path: Path) -> None:
    write_policy(GOOD)
    for name in (".own.yaml", "own.yaml~", "own.yaml.swp", "notes.txt"):
        write_policy("[", name)
    (tmp_path / ".#own.yaml").symlink_to(tmp_path / "nowhere")

    assert list(YamlPolicyShelf([tmp_path]).policies("own").by_name) == ["own"]


def test_the_shelf_tells_of_a_link_to_nowhere(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").symlink_to(tmp_path / "nowhere")

    with pytest.raises(Refused, match=r"own\.yaml, line 1, column 1: no file is here"):
        YamlPolicyShelf([tmp_path]).policies("own")
