"""The pages for owners stand in French as well, and say the same: neither drifts from the other."""

import re
from collections import Counter
from pathlib import Path

import pytest

from connector.web.words import WORDS
from tests.docs.reading import blocks, code, headings, links, named, names_on_pages, text_of
from tests.structure.source import TOP

ENGLISH = (TOP / "README.md", TOP / "docs" / "guide.md")
BOTH = pytest.mark.parametrize("english", ENGLISH, ids=named)
SETTING = re.compile(r"\bRELANCE_[A-Z_<>]+")
#: Blanks and hyphens that keep words together, as French sets them.
KEEPING = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{NON-BREAKING HYPHEN}", "  -")


def french_of(english: Path) -> Path:
    return english.with_suffix(".fr.md")


def english_of(page: Path) -> Path:
    return page.with_name(page.name.replace(".fr.md", ".md"))


def target_of(page: Path, link: str) -> tuple[str, int | str]:
    """Where a link leads: the English page, and which of its headings, counted from the top."""
    if link.startswith(("http://", "https://")):
        return link, ""
    target, _, anchor = link.partition("#")
    there = (page.parent / target).resolve() if target else page
    if not anchor or not english_of(there).with_suffix(".fr.md").exists():
        return named(english_of(there)), anchor
    return named(english_of(there)), [x for _, x in headings(text_of(there))].index(anchor)


@BOTH
def test_the_french_page_has_the_same_headings(english: Path) -> None:
    levels = [[level for level, _ in headings(text_of(x))] for x in (english, french_of(english))]

    assert levels[0] == levels[1]


@BOTH
def test_the_french_page_names_the_same_commands_settings_and_examples(english: Path) -> None:
    ours, theirs = text_of(english), text_of(french_of(english))

    assert Counter(code(theirs)) == Counter(code(ours))
    assert Counter(SETTING.findall(theirs)) == Counter(SETTING.findall(ours))
    assert blocks(theirs, "sh", "csv") == blocks(ours, "sh", "csv")


@BOTH
def test_the_french_page_leads_to_the_same_places(english: Path) -> None:
    french = french_of(english)
    ours, theirs = (Counter(target_of(x, link) for link in links(text_of(x))) for x in (english, french))

    assert theirs == ours


@BOTH
def test_the_french_page_has_the_same_rows_and_points(english: Path) -> None:
    kinds = re.compile(r"^(\||- |\d+\. )", re.MULTILINE)

    assert kinds.findall(text_of(french_of(english))) == kinds.findall(text_of(english))


@BOTH
def test_each_page_leads_to_the_other_language_at_its_top(english: Path) -> None:
    french = french_of(english)

    assert f"English · [Français]({french.name})" in text_of(english).splitlines()[:4]
    assert f"[English]({english.name}) · Français" in text_of(french).splitlines()[:4]


@BOTH
def test_french_is_set_with_the_blanks_it_wants(english: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`]*`", "", text_of(french_of(english)), flags=re.DOTALL)

    assert re.findall(r"« .| [:»;?!%].", prose) == []


@pytest.mark.parametrize(("page", "tongue"), [("guide.md", 0), ("guide.fr.md", 1)])
def test_the_guide_calls_pages_and_buttons_as_they_are_called(page: str, tongue: int) -> None:
    shown = {words[tongue].translate(KEEPING) for words in WORDS.values()}
    beginnings = {words.partition(":")[0].rstrip() for words in shown}

    spoken = {x.translate(KEEPING) for x in names_on_pages(text_of(TOP / "docs" / page))}

    assert len(spoken) > 100
    assert spoken - shown - beginnings == set()
