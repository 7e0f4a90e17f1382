"""What a person wrote in a reply, without what he quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.quoting import html_text, own_words

OURS = "> Dear customer,\n> the invoice is open."


@pytest.mark.parametrize(
    "heading",
    [
        "On Mon, 23 Nov 2026 at 08:02, Atelier <a@atelier.example> wrote:",
        "On Mon, 23 Nov 2026 at 08:02, Atelier\n<a@atelier.example> wrote:",
        "Le lun. 23 nov. 2026 à 08:02, Atelier <a@atelier.example> a écrit :",
        "Am 23.11.2026 um 08:02 schrieb Atelier <a@atelier.example>:",
        "El lun, 23 nov 2026 a las 08:02, Atelier escribió:",
        "Il giorno lun 23 nov 2026 alle ore 08:02 Atelier ha scritto:",
        "Op ma 23 nov 2026 om 08:02 schreef Atelier:",
        "2026-11-23 08:02 GMT+01:00 Atelier <a@atelier.example>:",
        "-----Original Message-----\nFrom: Atelier\nSent: Monday\nTo: me\nSubject: Invoice\n",
        "________________________________\nDe : Atelier\nEnvoyé : lundi\nÀ : moi\nObjet : Facture\n",
        "From: Atelier\n\nSent: Monday\nTo: me\nSubject: Invoice",
    ],
)
@pytest.mark.parametrize("quoted", [OURS, "Dear customer,\nthe invoice is open."])
def test_what_stands_below_a_heading_is_not_his(heading: str, quoted: str) -> None:
    assert own_words(f"We paid on Friday.\n\n{heading}\n\n{quoted}") == "We paid on Friday."


def test_what_stands_between_and_below_the_lines_of_a_quotation_is_his() -> None:
    text = f"On 23 Nov 2026 you wrote:\n{OURS}\nYes.\n> When?\nOn Friday."

    assert own_words(text) == "Yes.\n\nOn Friday."


def test_a_separator_alone_is_a_heading_too() -> None:
    assert own_words("Yes.\n--- Forwarded message ---\nthe rest") == "Yes."
    assert own_words("Yes.\n--- Message d'origine ---") == "Yes."


@pytest.mark.parametrize(
    "text",
    [
        "From: now on we pay weekly.\nThat is all.",
        "On Friday we shall pay.",
        "____________\nThat was a rule.",
        "____________",
        "On the 4th\nof December",
    ],
)
def test_what_only_looks_like_a_heading_is_his(text: str) -> None:
    assert own_words(text) == text


def test_a_signature_ends_where_a_quotation_begins() -> None:
    text = f"Yes.\n-- \nDupont\n+33 1\n{OURS}\nNo."

    assert own_words(text) == "Yes.\n\nNo."
    assert own_words(f"Yes.\n-- \nDupont\nOn 23 Nov 2026 you wrote:\n{OURS}\nNo.") == "Yes.\n\nNo."


@pytest.mark.parametrize(
    "line", ["Sent from my iPhone", "Envoyé de mon téléphone", "Von meinem Telefon gesendet"]
)
def test_what_a_telephone_adds_is_not_his(line: str) -> None:
    assert own_words(f"Yes.\n\n{line}") == "Yes."


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Yes,</p><p>on&nbsp;Friday</p>", "Yes,\n\non\xa0Friday"),
        ("Yes<br>No &amp; so<br/>on", "Yes\nNo & so\non"),
        ("<style>p {}</style><title>x</title>Yes", "Yes"),
        ("<style><p>a</p></style>Yes", "Yes"),
        ("<style>a<style>b</style>c</style>Yes", "Yes"),
        ("Yes<o:p></o:p> <img src=x><i>No</i>", "Yes No"),
        ("Yes<blockquote>ours <blockquote>older</blockquote> ours</blockquote>No", "Yes\n>\nNo"),
        ('Yes<div class="gmail_attr">On Monday</div>No', "Yes\nNo"),
        ('Yes<div id="appendonsend"></div>ours', "Yes"),
        ("Yes<!-- <p>hidden</p> -->No<!-- open", "YesNo"),
        ("<!DOCTYPE html>Yes 1 < 2", "Yes 1 < 2"),
        ("&#99999999999;Yes\0", "Yes"),
        ("<span>Yes</span>\n  <b>No</b>", "Yes No"),
    ],
)
def test_a_page_is_read_by_its_words(page: str, text: str) -> None:
    assert html_text(page) == text


def test_a_quotation_in_a_page_is_one_in_its_words() -> None:
    page = "<p>On 23 Nov 2026 you wrote:</p><blockquote>Pay!</blockquote><p>Yes.</p>"

    assert own_words(html_text(page)) == "Yes."


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    own_words(text)
    assert "\0" not in html_text(f"<p>{text}</blockquote><div {text}>")
