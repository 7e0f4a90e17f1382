"""Each template, in each language, with and without each fact that may be missing."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.message import LineFacts, MessageFacts, Rendered
from connector.core.policy import Severity
from connector.render.clean import LONGEST_SUBJECT, WIDTH
from connector.render.renderer import JinjaRenderer
from tests.render.facts import ALSO_OPEN, COMING, IDS, PAGE_LINK, TEMPLATES, WRITTEN, message, three_lines
from tests.render.reading import figures, links, tags, visible, web_links

WITHOUT: dict[str, dict[str, Any]] = {
    "nothing": {},
    "contact": {"contact": None},
    "iban": {"iban": None},
    "unchanged bank details": {"bank_details_unchanged": False},
    "address": {"answer_to": None},
    "deadline": {"deadline_on": None},
    "earlier contact": {"is_first_contact": True},
    "instalment": {"instalment": None, "instalment_due_on": None, "instalment_amount": None},
    "mailed answers": {"page_link": PAGE_LINK},
    "credit": {"credit": 0},
    "other open invoices": {"also_open": ()},
    "all of it": {
        "contact": None,
        "iban": None,
        "answer_to": None,
        "deadline_on": None,
        "credit": 0,
        "also_open": (),
        "instalment": None,
        "instalment_due_on": None,
        "instalment_amount": None,
    },
}


def is_sound(made: Rendered) -> None:
    """What holds for every message, whatever it says."""
    subject, text, page = made.subject, made.text, made.html
    assert subject == subject.strip() and "\n" not in subject and 0 < len(subject) <= LONGEST_SUBJECT
    assert "  " not in subject and " ," not in subject
    assert not any(sign in text for sign in ("{{", "{%", "None", "&amp;", "</", "\n\n\n"))
    assert all(len(line) <= WIDTH or " " not in line.strip() or "://" in line for line in text.split("\n"))
    assert not any(sign in visible(page) for sign in ("{{", "{%", "None", "relance0"))
    assert not re.search(r"\s[.,](\s|$)", text)
    assert figures(text) == figures(visible(page))
    # The text names the customer's page once; the page has a link for each answer.
    leads = {link for link in links(page) if link.startswith("http")}
    assert web_links(text) == {PAGE_LINK if link.startswith(PAGE_LINK) else link for link in leads}


@pytest.mark.parametrize(("template", "language"), WRITTEN)
class TestEveryTemplate:
    @pytest.mark.parametrize("missing", WITHOUT)
    @pytest.mark.parametrize("make", [message, three_lines], ids=["one line", "three lines"])
    def test_can_do_without(
        self,
        renderer: JinjaRenderer,
        make: Callable[..., MessageFacts],
        missing: str,
        template: str,
        language: str,
    ) -> None:
        is_sound(renderer.render(make(template, language, **WITHOUT[missing])))

    def test_needs_no_pay_link(self, renderer: JinjaRenderer, template: str, language: str) -> None:
        facts = three_lines(template, language)

        is_sound(renderer.render(replace(facts, lines=tuple(replace(x, pay_link=None) for x in facts.lines))))

    def test_speaks_of_coming_invoices_alone(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        made = renderer.render(message(template, language, lines=(COMING,)))

        is_sound(made)
        assert COMING.number in made.text

    def test_is_a_page_without_images_scripts_or_fonts(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        page = renderer.render(three_lines(template, language)).html

        assert {tag for tag, _ in tags(page)}.isdisjoint({"img", "script", "link", "iframe", "form", "svg"})
        assert "@import" not in page and "url(" not in page
        assert f'<html lang="{language}"' in page

    def test_styles_every_cell_and_paragraph_in_place(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        page = renderer.render(three_lines(template, language)).html

        bare = [tag for tag, attrs in tags(page) if tag in ("p", "td", "th", "a") and not attrs.get("style")]
        assert bare == []


def amounts() -> st.SearchStrategy[int]:
    return st.integers(min_value=0, max_value=10**12)


@st.composite
def lines(draw: st.DrawFn) -> LineFacts:
    total = draw(amounts())
    disputed = draw(st.integers(min_value=0, max_value=total))
    is_coming = draw(st.booleans())
    days_late = draw(st.integers(-30, -1) if is_coming else st.integers(-5, 900))
    return LineFacts(
        number=draw(st.text(min_size=1, max_size=12)),
        issued_on=draw(st.none() | st.dates(date(2020, 1, 1), date(2026, 12, 31))),
        due_on=date(2026, 12, 8) - timedelta(days=days_late),
        total=total,
        open=total,
        asked=total - disputed,
        disputed=disputed,
        days_late=days_late,
        pay_link=draw(st.none() | st.just("https://pay.example.com/i/1")),
        is_coming_due=is_coming,
    )


@st.composite
def messages(draw: st.DrawFn) -> MessageFacts:
    asked = draw(st.lists(lines(), min_size=1, max_size=6))
    return MessageFacts(
        template=draw(st.sampled_from(IDS)),
        language=draw(st.sampled_from(["fr", "en-US", "fr_CA", "de", "es", "it", "nl", "pt", "", "../.."])),
        severity=Severity.FIRM,
        organisation=draw(st.text(max_size=40)),
        contact=draw(st.none() | st.text(max_size=20)),
        customer=draw(st.text(max_size=400)),
        currency=draw(st.sampled_from(["EUR", "GBP", "USD", "JPY", "KWD", "CHF", "HUF", "XTS"])),
        lines=tuple(asked),
        also_open=draw(st.sampled_from([(), (ALSO_OPEN,)])),
        asked=sum(line.asked for line in asked),
        credit=draw(st.integers(0, 500)),
        sent_on=date(2026, 12, 8),
        deadline_on=draw(st.none() | st.just(date(2026, 12, 15))),
        payments_known_on=date(2026, 12, 7),
        is_first_contact=draw(st.booleans()),
        iban=draw(st.none() | st.just("GB29NWBK60161331926819")),
        bank_details_unchanged=draw(st.booleans()),
        answer_to=draw(st.none() | st.just("accounts@example.com")),
        instalment=draw(st.none() | st.integers(1, 12)),
        instalment_due_on=draw(st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1))),
        instalment_amount=draw(st.none() | amounts()),
    )


SHIPPED = JinjaRenderer([TEMPLATES])


@given(messages())
def test_any_facts_make_a_message_that_a_mail_server_can_carry(facts: MessageFacts) -> None:
    made = SHIPPED.render(facts)

    for part in (made.subject, made.text, made.html):
        part.encode("utf-8")
        assert not any(sign in part for sign in "\r\0\x1b\u2028\u202e\ue000")
    assert made.subject and "\n" not in made.subject and len(made.subject) <= LONGEST_SUBJECT
