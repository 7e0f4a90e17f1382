"""docs/templates.md lists every template, every name a template may use, and nothing that is not there."""

import re
from pathlib import Path

import pytest

from connector.core.tongues import LANGUAGES, OF_STAFF
from connector.render.daily import DAILY_NAMES, ITEM_NAMES, SECTION_NAMES
from connector.render.names import LINE_NAMES, MESSAGE_NAMES
from connector.render.shelf import Shelf
from tests.render.facts import TEMPLATES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return PAGE.partition(title)[2].partition("\n## ")[0]


def listed(text: str) -> set[str]:
    """Names in the first column of the tables of `text`."""
    cells = re.findall(r"^\| (`[^|]+`) \|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([\w-]+)`", cell)}


def test_every_name_of_a_message_is_documented() -> None:
    top, _, of_lines = section("## Names for messages to customers").partition("Each of `lines`")

    assert listed(top) == set(MESSAGE_NAMES)
    assert listed(of_lines) == set(LINE_NAMES)


def test_every_name_of_the_daily_mail_is_documented() -> None:
    text = section("## Names for the daily mail")

    assert listed(text) == set(DAILY_NAMES)
    assert [name for name in (*SECTION_NAMES, *ITEM_NAMES) if f"`{name}`" not in text] == []


def test_every_shipped_template_is_documented_and_exists_in_every_language() -> None:
    shipped = set(Shelf([TEMPLATES]).ids())
    names = listed(PAGE.partition("The shipped templates:")[2].partition("\n## ")[0])

    for_staff = {"call", "owner_daily"}
    assert shipped == {(x, name) for name in names for x in (OF_STAFF if name in for_staff else LANGUAGES)}


@pytest.mark.parametrize(("language", "template"), sorted(Shelf([TEMPLATES]).ids()))
def test_every_template_has_its_three_files(language: str, template: str) -> None:
    page = "letter.html" if template == "formal" else "body.html"

    found = sorted(path.name for path in (TEMPLATES / language / template).iterdir())

    assert found == sorted(["subject.txt", "body.txt", page])
