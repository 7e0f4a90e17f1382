"""No page keeps anybody out: axe-core finds nothing, light and dark, in French and in English."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.demo.places import EVERYWHERE
from tests.demo.seeing import Eyes
from tests.demo.stage import Stage

#: WCAG 2.2 at AA, and what axe-core advises beside it. Messages are their senders' and stand in frames.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "iframes": False,
    # Of what is in order it only counts: where each of it stands takes longer to write down than to check.
    "resultTypes": ["violations"],
}


@pytest.fixture(params=[("light", "fr-FR"), ("dark", "en-GB")], ids=" ".join)
def eyes(chromium: Browser, stage: Stage, request: pytest.FixtureRequest) -> Iterator[Eyes]:
    scheme, locale = request.param
    with Eyes(chromium, stage, color_scheme=scheme, locale=locale, bypass_csp=True) as made:
        yield made


def violations(page: Page) -> list[tuple[str, list[Any]]]:
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [(x["id"], [node["target"] for node in x["nodes"]]) for x in found]


def test_nothing_keeps_anybody_out(eyes: Eyes) -> None:
    wrong = {}
    for place in EVERYWHERE:
        if found := violations(eyes.at(place)):
            wrong[place] = found

    assert wrong == {}


def test_what_keeps_somebody_out_is_found(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content("<!doctype html><html><body><img src=''><input></body></html>")

    assert {"html-has-lang", "image-alt", "label"} <= {name for name, _ in violations(page)}
    page.close()
