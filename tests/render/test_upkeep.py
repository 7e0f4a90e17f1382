"""Templates while somebody writes them."""

from collections.abc import Mapping

import pytest

from connector.core.texts import NOTHING_WRITTEN, Written
from connector.core.tongues import LANGUAGES
from connector.render.renderer import JinjaRenderer
from connector.render.upkeep import LONGEST
from tests.render.facts import TEMPLATES, WRITTEN

RENDERER = JinjaRenderer([TEMPLATES])


def flaws(name: str, **parts: str) -> list[tuple[str, int, str]]:
    named = {part.replace("_", "."): text for part, text in parts.items()}
    return [(x.part, x.line, x.text) for x in RENDERER.flaws(name, Written().with_template(name, named))]


@pytest.mark.parametrize(("template", "language"), WRITTEN)
def test_every_shipped_template_is_sound(template: str, language: str) -> None:
    assert RENDERER.flaws(f"{language}/{template}", NOTHING_WRITTEN) == ()


def test_every_message_in_every_language_can_be_written() -> None:
    assert RENDERER.names(NOTHING_WRITTEN) == tuple(sorted(f"{x}/{y}" for y, x in WRITTEN))
    mine = NOTHING_WRITTEN.with_template("pt/firm", {"subject.txt": "x"})
    assert "pt/firm" in RENDERER.names(mine)


def test_its_parts_are_those_that_count() -> None:
    mine = NOTHING_WRITTEN.with_template("fr/firm", {"subject.txt": "x"})
    parts = RENDERER.parts("fr/firm", mine)

    assert list(parts) == ["subject.txt", "body.txt", "body.html"] and parts["subject.txt"] == "x"
    assert list(RENDERER.parts("fr/formal", mine)) == ["subject.txt", "body.txt", "letter.html"]
    assert RENDERER.parts("fr/none", mine) == {}


@pytest.mark.parametrize(
    ("parts", "part", "line", "said"),
    [
        ({"body_txt": "Bonjour\n{{ custmer }}"}, "body.txt", 2, "nothing is called «custmer»"),
        ({"body_txt": "{% if iban %}"}, "body.txt", 1, "end of template"),
        ({"body_html": "<p\n{{ iban }}>"}, "body.html", 2, "HTML cannot carry it"),
        ({"subject_txt": "{{ lines[3].number }}"}, "subject.txt", 1, "docs/templates.md"),
        ({"subject_txt": "  \n"}, "subject.txt", 1, "the subject is empty"),
        ({"body_txt": "{{ lines[0].cause.upper() }}"}, "body.txt", 1, "«upper»"),
        ({"body_txt": "x" * (LONGEST + 1)}, "body.txt", 1, "more than 20000 letters"),
        (
            {"body_txt": '{% include "en/none.txt" %}'},
            "body.txt",
            1,
            "en/none.txt is missing",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_part_and_line(
    parts: Mapping[str, str], part: str, line: int, said: str
) -> None:
    (found,) = flaws("fr/firm", **parts)
    assert found[:2] == (part, line) and said in found[2]


def test_a_name_that_may_be_missing_is_found_before_a_customer_misses_it() -> None:
    assert flaws("en/friendly", subject_txt="Of {{ lines[0].issued_on }}") == []
    (found,) = flaws("en/friendly", subject_txt="Before {{ deadline_on.strip() }}")
    assert found[0] == "subject.txt"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_iban_the_way_to_answer_and_the_sentence_about_cards_may_not_be_lost(language: str) -> None:
    alone = flaws(f"{language}/firm", body_txt="{{ total }}", body_html="<p>{{ total }}</p>")

    for part in ("body.txt", "body.html"):
        said = " ".join(text for at, _, text in alone if at == part)
        assert all(x in said for x in ("IBAN", "page", "answer", "card numbers")), said


def test_in_other_words_they_are_not_lost() -> None:
    text = """{{ total }} on {{ iban }}, {{ page_link }} {{ answer_to }}.
We never ask for card numbers."""
    assert flaws("en/firm", body_txt=text) == []


def test_a_call_needs_no_iban() -> None:
    assert flaws("fr/call", body_txt="Appeler {{ customer }}.") == []


def test_a_template_of_ones_own_is_held_to_the_same() -> None:
    parts = {"subject_txt": "Hallo", "body_txt": '{% extends "en/_mail.txt" %}', "body_html": "<p>Hallo</p>"}
    assert {x[0] for x in flaws("en/chat", **parts)} == {"body.html"}
    assert "missing" in flaws("en/chat", subject_txt="Hallo")[0][2]


NO_NAMES = ["firm", "../firm", "fr/../en/firm", "FR/firm", "fr/", "fr/firm/x", "_layout/x"]


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_name_that_cannot_be_one_is_refused(name: str) -> None:
    (found,) = flaws(name, body_txt="x")
    assert "is no language and template" in found[2]
