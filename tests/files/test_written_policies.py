"""Policies that were written on the pages, before the files."""

from pathlib import Path

import pytest

from connector.core.errors import Refused
from connector.core.texts import Written
from connector.files.policies import MOST_KEPT, YamlPolicyShelf
from connector.files.whereabouts import data_root

SHIPPED = data_root() / "config" / "policies"
ONE_STEP = "steps:\n  - {id: friendly, offset: 8, channel: email, severity: friendly}\n"


def test_what_was_written_takes_the_place_of_the_file_and_of_nothing_else() -> None:
    shelf = YamlPolicyShelf([SHIPPED])
    before = shelf.policies("standard").by_name

    after = shelf.policies("standard", Written({"standard": ONE_STEP, "builders": ONE_STEP})).by_name

    assert [x.offset for x in after["standard"].steps] == [8] == [x.offset for x in after["builders"].steps]
    assert after["firm"] == before["firm"]
    assert list(after) == sorted(after)
    assert shelf.policies("standard").by_name == before


def test_what_one_wrote_is_not_what_the_other_follows() -> None:
    shelf = YamlPolicyShelf([SHIPPED])
    later = ONE_STEP.replace("8", "9")
    for text, day in ((ONE_STEP, 8), (later, 9), (ONE_STEP, 8)):
        found = shelf.policies("standard", Written({"standard": text})).by_name["standard"]
        assert [x.offset for x in found.steps] == [day]


def test_equal_texts_are_read_once_and_few_readings_are_kept() -> None:
    shelf = YamlPolicyShelf([SHIPPED])
    first = shelf.policies("standard", Written({"standard": ONE_STEP}))

    assert shelf.policies("standard", Written({"standard": ONE_STEP})).by_name is first.by_name
    for n in range(MOST_KEPT):
        shelf.policies("standard", Written({"standard": f"# {n}\n{ONE_STEP}"}))
    assert shelf.policies("standard", Written({"standard": ONE_STEP})).by_name == first.by_name


def test_a_changed_file_is_seen_below_what_was_written(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(ONE_STEP, encoding="utf-8")
    shelf, written = YamlPolicyShelf([tmp_path]), Written({"other": ONE_STEP})
    shelf.policies("own", written)

    (tmp_path / "own.yaml").write_text(ONE_STEP.replace("8", "16"), encoding="utf-8")

    assert shelf.policies("own", written).by_name["own"].steps[0].offset == 16


def test_a_wrong_file_does_no_harm_where_something_else_was_written(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("steps: nonsense\n", encoding="utf-8")
    shelf = YamlPolicyShelf([tmp_path])

    with pytest.raises(Refused, match=r"own\.yaml, line 1"):
        shelf.policies("own")
    assert shelf.policies("own", Written({"own": ONE_STEP})).by_name["own"].steps[0].offset == 8


def test_what_is_wrong_is_told_with_line_and_column() -> None:
    wrong = ONE_STEP.replace("offset", "ofset")
    with pytest.raises(Refused, match=r"standard\.yaml, line 2, column 20: «ofset» is not known here"):
        YamlPolicyShelf([SHIPPED]).policies("standard", Written({"standard": wrong}))
