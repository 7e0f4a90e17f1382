"""Colours that can be read by everybody, and sheets of a size that one can survey."""

import re

import pytest

from connector.web.site import HERE, STATIC

SHEET = (STATIC / "relance.css").read_text(encoding="utf-8")
#: What is read on what.
READ = (
    ("send-ink", "send"), ("wait-ink", "wait"), ("hold-ink", "hold"), ("fail-ink", "fail"),
    ("task-ink", "task"), ("stop-ink", "stop"), ("bad", "sheet"), ("bad", "ground"), ("quiet", "ground"),
    ("link", "sheet"),
)  # fmt: skip


def schemes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)[:2]
    return {
        name: dict(re.findall(r"--([\w-]+): (#\w{6})", text))
        for name, text in (("light", light), ("dark", dark))
    }


def luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def test_what_is_said_can_be_read() -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    found = {
        (scheme, *pair): contrast(*(colours[x] for x in pair))
        for scheme, colours in schemes().items()
        for pair in READ
    }

    assert len(found) == 2 * len(READ)
    assert {pair for pair, ratio in found.items() if ratio < 4.5} == set()


def test_what_was_done_looks_like_success_and_what_takes_away_like_a_stop() -> None:
    assert ".notice[role=status] { background: var(--send); color: var(--send-ink); }" in SHEET
    assert re.search(r"button\.away[^{]*\{[^}]*color: var\(--bad\)", SHEET)


@pytest.mark.parametrize("action", ["revoke", "refuse", "take-back", "unbind"])
def test_a_form_that_takes_something_away_has_such_a_button(action: str) -> None:
    pages = (x.read_text(encoding="utf-8") for x in (HERE / "pages").glob("*.html"))
    found = re.compile(rf'<form[^>]*action="[^"]*/{action}"[^>]*>.*?</form>', re.DOTALL)
    forms = [form for page in pages for form in found.findall(page)]

    assert forms
    assert [x for x in forms if "away" not in x] == []


def test_no_sheet_and_no_script_is_longer_than_a_file_may_be() -> None:
    sizes = {x.name: len(x.read_text(encoding="utf-8").splitlines()) for x in STATIC.glob("*.*s*")}

    assert {name for name, lines in sizes.items() if lines > 400} == set()
