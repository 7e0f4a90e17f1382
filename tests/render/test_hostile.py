"""Names that would like to be headers, scripts or templates."""

from dataclasses import replace

import pytest

from connector.core.daily import Alarm, AlarmKind, DailyItem
from connector.core.errors import Refused
from connector.render.clean import LONGEST_NAME, harmless, mailto, shortened, subject_line, web_link
from connector.render.renderer import JinjaRenderer
from tests.render.facts import FIRST, WRITTEN, day, message
from tests.render.reading import links, tags, visible

HOSTILE = {
    "a header": "Smith\r\nBcc: all@example.com",
    "a script": "<script>alert(1)</script>",
    "an attribute": '" onclick="alert(1)" x=\'',
    "a template": "{{ config }}{% include '/etc/passwd' %}",
    "Arabic": "شركة النور " * 27 + "ت" * 3,
    "an emoji": "Café 👩‍👩‍👧‍👦 🧾",
    "nothing to see": "\x00\x1b[31m\u2028\u202e\ud800",
}


@pytest.mark.parametrize(("template", "language"), WRITTEN)
@pytest.mark.parametrize("name", HOSTILE)
class TestAHostileName:
    def test_is_harmless_wherever_it_stands(
        self, renderer: JinjaRenderer, name: str, template: str, language: str
    ) -> None:
        word = HOSTILE[name]
        line = message(template, language).lines[0]
        facts = message(
            template,
            language,
            customer=word,
            organisation=word,
            contact=word,
            answer_to=word,
            iban=word,
            lines=(replace(line, number=word),),
        )

        made = renderer.render(facts)

        assert "\n" not in made.subject and "\r" not in made.text + made.html
        assert {tag for tag, _ in tags(made.html)}.isdisjoint({"script"})
        assert not any("onclick" in attrs for _, attrs in tags(made.html))
        assert all(link.startswith(("mailto:", "https://pay.example.com/")) for link in links(made.html))
        if harmless(word):
            assert harmless(word) in visible(made.html)


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_harmless_to_the_owner(renderer: JinjaRenderer, name: str) -> None:
    word = HOSTILE[name]
    items = (DailyItem(word, (word,), step_id=word, words=word),)
    alarms = (Alarm(AlarmKind.CONNECTION, name=word, words=word),)

    made = renderer.render_daily(day("en", organisation=word, alarms=alarms, held_items=items))

    assert {tag for tag, _ in tags(made.html)}.isdisjoint({"script"})
    assert "\n" not in made.subject and "\r" not in made.text
    assert visible(made.html).count(harmless(word)) >= 6 or not harmless(word)


def test_a_template_in_a_name_is_printed_as_it_is(renderer: JinjaRenderer) -> None:
    made = renderer.render(message("friendly", "en", customer="{{ 7 * 7 }}"))

    assert "Dear {{ 7 * 7 }}," in made.text
    assert "49" not in made.text


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://pay.example.com/\r\nBcc: x",
        "https://a b",
        "//x",
        "",
        None,
        "http://[",
    ],
)
def test_only_a_web_address_becomes_a_link(renderer: JinjaRenderer, link: str | None) -> None:
    made = renderer.render(message("friendly", "en", lines=(replace(FIRST, pay_link=link),)))

    assert web_link(link) is None
    assert [x for x in links(made.html) if not x.startswith("mailto:accounts@example.com?")] == []


def test_a_good_link_stays_as_it_is() -> None:
    assert web_link(FIRST.pay_link) == FIRST.pay_link


@pytest.mark.parametrize("template", ["../friendly", "friendly/../..", "", "_layout", "Friendly", "a b"])
def test_a_template_name_cannot_leave_the_folder(renderer: JinjaRenderer, template: str) -> None:
    with pytest.raises(Refused, match="template"):
        renderer.render(message(template))


def test_a_mail_link_cannot_carry_more_than_a_subject() -> None:
    link = mailto("a@example.com?bcc=all@example.com&x=", "Paid\r\nBcc: all@example.com & more")

    assert link == (
        "mailto:a@example.com%3Fbcc%3Dall@example.com%26x%3D"
        "?subject=Paid%20Bcc%3A%20all%40example.com%20%26%20more"
    )


class TestALongSubject:
    def test_is_cut_between_words(self) -> None:
        cut = subject_line("word " * 50)

        assert cut.endswith("word…") and len(cut) <= 120

    def test_is_cut_within_a_word_that_never_ends(self) -> None:
        assert subject_line("x" * 500) == "x" * 119 + "…"

    @pytest.mark.parametrize("sign", ["e\u0301", "👩‍👧", "✔\ufe0f"])
    def test_never_splits_a_sign(self, sign: str) -> None:
        whole = sign * 200

        for longest in range(40, 60):
            kept = shortened(whole, longest).removesuffix("…")

            assert kept == sign * (len(kept) // len(sign)) + kept[len(kept) // len(sign) * len(sign) :]
            assert not kept.endswith("\u200d")
            assert whole[len(kept)] not in "\u0301\u200d\ufe0f"

    def test_a_name_is_cut_too(self) -> None:
        assert len(harmless("a" * 5000)) == LONGEST_NAME
