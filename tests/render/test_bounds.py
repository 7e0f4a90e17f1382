"""A template neither keeps the processor busy nor fills the memory, whatever somebody writes in it."""

from dataclasses import replace

import pytest

from connector.core.errors import Refused
from connector.core.texts import Written
from connector.render import sandbox
from connector.render.renderer import JinjaRenderer
from connector.render.upkeep import LONGEST
from tests.render.facts import TEMPLATES, message

RENDERER = JinjaRenderer([TEMPLATES])

TOO_MUCH = [
    "{% if customer == 'Victim' or 1 %}{{ 7 ** (4000000 * (lines|length)) % 3 }}{% endif %}",
    "{{ ('y' * (10**10 * (lines|length)))|length }}",
    "{{ (10**10 * 'y')|length }}",
    "{{ ([1] * 10**9)|length }}",
    "{% set n = namespace(x=9 ** 3000) %}{% for i in range(40) %}{% set n.x = n.x * n.x %}{% endfor %}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%*d' % (1000000000, 1) }}",
    "{{ '%1000000000d'|format(1) }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ 'y'|center(10**9) }}",
    "{{ 'y'.center(10**9) }}",
    "{{ 'y'.zfill(10**9)|length }}",
    "{{ '\\t'.expandtabs(10**9)|length }}",
    "{{ (1).to_bytes(10**9)|length }}",
    "{{ ('y\\n' * 9000)|indent(10000)|length }}",
    "{{ 2.5|round(10**9, 'floor') }}",
    "{{ [1]|batch(10**9, 'y')|list|length }}",
    "{{ [1]|slice(10**9, 'y')|list|length }}",
    "{{ ('y' * 90000)|replace('', 'y' * 90000)|length }}",
    "{{ ('y' * 90000).replace('', 'y' * 90000)|length }}",
    "{{ ('y' * 90000).join('y' * 90000)|length }}",
    "{{ range(99999)|map('replace', '', 'y' * 999)|join|length }}",
    "{{ ['y']|map('center', 10**9)|list|length }}",
    "{% set n = namespace(x='y') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% set n = namespace(x='y') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x='y') %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
    "{% set n = namespace(x=1) %}{% for i in range(60) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ n }}",
    "{% for i in range(90000) %}{% for j in range(90000) %}{% endfor %}{% endfor %}",
    "{% for i in range(90000) %}{% for j in range(90000) if j < 0 %}{% endfor %}{% endfor %}",
    "{% for i in range(90000) %}{{ range(90000)|select('lt', 0)|first }}{% endfor %}",
    "{% for i in range(9999) %}{% set y = range(9999)|map('abs') %}{% for j in y %}{% endfor %}{% endfor %}",
    "{% for i in range(90000) recursive %}{{ loop(range(90000)) }}{% endfor %}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "{% set x %}{% for i in range(90000) %}" + "words " * 2000 + "{% endfor %}{% endset %}",
    "{% for i in range(90000) %}" + "words " * 2000 + "{% endfor %}",
    "{% set a = 'y' * 190000 %}{% for i in range(90000) %}{% if a[1:] == a[:-1] %}{% endif %}{% endfor %}",
    "{% set a = 'y' * 190000 %}{% for i in range(90000) %}{% if a is in a %}{% endif %}{% endfor %}",
    "{% for i in range(90000) %}{% include 'fr/friendly/subject.txt' %}{% endfor %}",
    "{% include 'fr/firm/body.txt' %}",
    "{% for i in range(10**9) %}{% endfor %}",
    "{{ lipsum(n=10**9) }}",
    "{{ [1]|tojson(indent=10**9) }}",
    "{{ " + "9" * 5000 + " }}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{% for i in [1] %}" * 25 + "{% endfor %}" * 25,
]


@pytest.mark.parametrize("words", TOO_MUCH, ids=lambda x: x[:60])
def test_what_is_too_much_is_refused(words: str) -> None:
    assert len(words) <= LONGEST
    with pytest.raises(Refused):
        RENDERER.render(message("firm", "fr"), Written({}, {"fr/firm/body.txt": words}))


def test_it_is_told_with_its_line() -> None:
    wrong = Written({}, {"fr/firm/body.txt": "Bonjour\n{{ 'y' * 10**9 }}"})

    assert [(x.part, x.line) for x in RENDERER.flaws("fr/firm", wrong)] == [("body.txt", 2)]
    with pytest.raises(
        Refused, match=r"^fr/firm/body\.txt, line 2: this becomes longer than 1000000 letters"
    ):
        RENDERER.render(message("firm", "fr"), wrong)


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("{{ 2 ** 10 * 3 % 5 + 1 }}", "3"),
        ("{{ '-' * 20 }}", "-" * 20),
        ("{{ '%05.1f' % 2.25 }} {{ '%s!'|format('oui') }}", "002.2 oui!"),
        ("{{ 'a'|center(5)|replace(' ', '.') }}{{ 'b'.upper() }}", "..a..B"),
        ("{{ 2.345|round(2) }}", "2.35"),
        ("{{ [1, 2, 3]|batch(2)|map('join', '-')|join(' ') }}", "1-2 3"),
        ("{% for x in [3]|sort if x %}{{ loop.index }}/{{ loop.length }}={{ x }}{% endfor %}", "1/1=3"),
        ("{% for k, v in {'a': 1}.items() %}{{ k }}{{ v }}{% endfor %}", "a1"),
        ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m('a') ~ 'b'[:1] }}", "<a>b"),
        ("{{ 'oui' if customer is defined and 'a' in 'ab' and iban is not none }}", "oui"),
    ],
)  # fmt: skip
def test_what_messages_need_is_filled_as_ever(words: str, made: str) -> None:
    filled = RENDERER.render(message("firm", "fr"), Written({}, {"fr/firm/body.txt": words}))

    assert filled.text.strip() == made


def test_a_message_about_a_thousand_invoices_is_far_from_the_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MOST_WORK", sandbox.MOST_WORK // 2)
    facts = message("firm", "fr")
    many = replace(facts, lines=facts.lines[:1] * 1000)
    assert RENDERER.render(many).html.count(facts.lines[0].number) >= 1000
