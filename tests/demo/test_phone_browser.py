"""On a phone no page is wider than the screen, and the menu opens and closes without a mouse."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.demo.places import EVERYWHERE, Place
from tests.demo.seeing import Eyes
from tests.demo.stage import Stage

WIDTH = 360
#: Of 740 pixels that a phone shows, those above the page's own words; a long name takes a row more.
HEAD = 120


@pytest.fixture
def eyes(chromium: Browser, stage: Stage) -> Iterator[Eyes]:
    with Eyes(chromium, stage, locale="fr-FR", viewport={"width": WIDTH, "height": 740}) as made:
        yield made


def test_no_page_is_wider_than_the_screen(eyes: Eyes) -> None:
    wide = {}
    for place in EVERYWHERE:
        width = eyes.at(place).evaluate("document.documentElement.scrollWidth")
        if width > WIDTH:
            wide[place] = width

    assert wide == {}


def test_the_menu_opens_by_its_button_and_closes_by_escape(eyes: Eyes) -> None:
    page = eyes.at(Place("/o/{one}"))
    tasks = page.get_by_role("link", name="À faire", exact=True)
    head = page.locator("header").bounding_box()

    expect(tasks).not_to_be_visible()
    expect(page.get_by_role("button", name="Tout arrêter")).to_be_in_viewport()
    page.get_by_role("button", name="Menu").press("Enter")
    expect(tasks).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(tasks).not_to_be_visible()
    page.get_by_role("button", name="Menu").press("Enter")
    tasks.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("À faire")

    assert head is not None and head["height"] < HEAD
