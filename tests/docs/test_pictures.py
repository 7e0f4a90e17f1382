"""The pictures of the README are there, small, told in words, and the same in both languages."""

import re

import pytest

from tests.docs.reading import text_of
from tests.structure.source import TOP

LARGEST = 150_000
SHOWN = re.compile(r"!\[([^\]]+)\]\(docs/pictures/([\w-]+)\.(\w\w)\.png\)")
READMES = {"en": TOP / "README.md", "fr": TOP / "README.fr.md"}


def shown(tongue: str) -> list[tuple[str, str, str]]:
    """Of each picture what it shows, its name and its language."""
    return SHOWN.findall(text_of(READMES[tongue]))


def test_both_languages_show_the_same_pages_each_in_its_own() -> None:
    assert [name for _, name, _ in shown("en")] == [name for _, name, _ in shown("fr")]
    assert {t for _, _, t in shown("en")} == {"en"} and {t for _, _, t in shown("fr")} == {"fr"}
    assert len(shown("en")) == 4


@pytest.mark.parametrize("tongue", READMES)
def test_each_is_told_in_words_too_and_is_small(tongue: str) -> None:
    for words, name, of in shown(tongue):
        file = TOP / "docs" / "pictures" / f"{name}.{of}.png"

        assert len(words) > 20
        assert file.read_bytes()[:4] == b"\x89PNG" and file.stat().st_size < LARGEST


def test_no_picture_is_kept_that_is_not_shown() -> None:
    kept = {x.name for x in (TOP / "docs" / "pictures").iterdir()}

    assert kept == {f"{name}.{of}.png" for tongue in READMES for _, name, of in shown(tongue)}
