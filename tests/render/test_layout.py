"""Lines, blank lines, typography, and style sheets that are written into the page."""

import re

import pytest

from connector.core.typography import french, typesetter, unchanged
from connector.render.clean import page, plain_text
from connector.render.formats import GLUE
from connector.render.renderer import JinjaRenderer
from connector.render.sources import LostMark, prepared_html, prepared_text
from tests.render.facts import IDS, message, three_lines
from tests.render.reading import visible

NNBSP, NBSP = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


class TestPlainText:
    def test_breaks_a_paragraph_at_72(self) -> None:
        lines = plain_text("word " * 40).splitlines()

        assert max(map(len, lines)) <= 72 and len(lines) == 3

    def test_never_breaks_a_link(self) -> None:
        link = "https://pay.example.com/" + "x-y/" * 40

        assert link in plain_text(f"Pay online, please, whenever you can find the time: {link}").splitlines()

    def test_never_breaks_a_day(self) -> None:
        day = f"5{GLUE}décembre{GLUE}2026"

        for padding in range(80):
            assert "5 décembre 2026" in plain_text("x" * padding + " " + day)

    def test_hangs_what_belongs_to_a_point(self) -> None:
        assert plain_text("- " + "word " * 20).splitlines()[1].startswith("  word")

    def test_keeps_one_blank_line_of_many(self) -> None:
        assert plain_text("\n\na\n \n\n\nb\n\n") == "a\n\nb\n"


def test_a_page_loses_the_lines_that_conditions_left() -> None:
    assert page("\n<p>\n\n \n</p>\n\n") == "<p>\n</p>\n"


class TestFrench:
    def test_puts_spaces_that_do_not_break(self) -> None:
        typeset = french("« Oui » : n° 2 ; quoi ? Ah !")

        assert typeset == f"«{NBSP}Oui{NBSP}»{NBSP}: n°{NBSP}2{NNBSP}; quoi{NNBSP}? Ah{NNBSP}!"

    @pytest.mark.parametrize("template", IDS)
    def test_leaves_no_space_that_could_break_before_a_sign(
        self, renderer: JinjaRenderer, template: str
    ) -> None:
        made = renderer.render(three_lines(template, "fr"))

        for part in (made.subject, made.text, visible(made.html)):
            assert re.search(r"[ \n][:;?!»]|«[ \n]", re.sub(r"https?:\S+", "", part)) is None

    def test_does_not_touch_other_languages(self) -> None:
        assert typesetter("en") is unchanged
        assert unchanged("Really ? : ;") == "Really ? : ;"

    def test_does_not_touch_styles_and_templates(self) -> None:
        style = '<style data-css-inline="keep">.a { color: red !important }</style>'
        source = f'{style}<p style="color: red !important">{{{{ a ; b }}}} ;</p>'

        assert prepared_html(source, french, "") == source.replace(" ;<", f"{NNBSP};<")


class TestStylesInline:
    def test_are_written_into_elements_within_conditions_and_loops(self) -> None:
        source = (
            '<table><tbody>{% for x in y %}<tr><td class="a">{{ x }}</td></tr>{% endfor %}</tbody></table>'
        )

        made = prepared_html(source, unchanged, ".a { color: red }")

        assert made == (
            '<table><tbody>{% for x in y %}<tr><td class="a" style="color: red;">{{ x }}</td></tr>'
            "{% endfor %}</tbody></table>"
        )

    def test_leave_comparisons_and_ampersands_of_templates_alone(self) -> None:
        source = '<p>{% if a < b and c > d %}<a href="{{ x }}&amp;{{ y }}">&</a>{% endif %}</p>'

        assert prepared_html(source, unchanged, "") == source.replace(">&<", ">&amp;<")

    @pytest.mark.parametrize(
        "source",
        [
            "<p>\n<a {% if x %}href='y'{% endif %}>z</a></p>",
            "<p></p>\n<{{ tag }}>x</{{ tag }}>",
        ],
    )
    def test_refuse_a_template_where_html_cannot_carry_it(self, source: str) -> None:
        with pytest.raises(LostMark) as lost:
            prepared_html(source, unchanged, "")

        assert lost.value.line == 2

    def test_keep_every_template_on_its_line(self) -> None:
        source = '<!DOCTYPE html>\n\n<html>\n\n<head></head>\n<body\n  class="a"\n>\n<p>\n'
        source += "{{ here }}\n\n{%- if x -%}\n"

        made = prepared_html(source + "{% endif %}</p></body></html>", unchanged, ".a { color: red }")

        for tag, inner in (("{{", "here"), ("{%-", "if x")):
            line = source[: source.index(tag)].count("\n") + 1
            assert made[: made.index(inner)].count("\n") + 1 == line

    def test_text_stays_on_its_line_too(self) -> None:
        assert prepared_text("a\n{{ b }} :\n", french) == f"a\n{{{{ b }}}}{NBSP}:\n"


def test_the_page_is_readable_in_the_dark_and_on_a_phone(renderer: JinjaRenderer) -> None:
    made = renderer.render(message("friendly", "fr")).html

    assert "prefers-color-scheme: dark" in made and 'name="color-scheme" content="light dark"' in made
    assert "max-width: 480px" in made and "width=device-width" in made
