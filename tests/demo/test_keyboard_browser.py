"""Every page is used by keyboard alone: Tab reaches all there is to press, in order, and shows where."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.demo.places import EVERYWHERE
from tests.demo.seeing import Eyes
from tests.demo.stage import Stage

NOTES = (Path(__file__).parent / "keyboard.js").read_text(encoding="utf-8")
#: One stop of Tab: its number among those there are, where it is, and what would keep it from being seen.
Stop = dict[str, Any]
#: So often Tab is pressed beside the stops that there are: a day has several, and so has what is in a frame.
BESIDE, TIMES = 8, 12


#: Said of a page with nothing to press: a customer's link that is not known leads nowhere.
BARE = "nothing to press"


@pytest.fixture
def eyes(chromium: Browser, stage: Stage) -> Iterator[Eyes]:
    how: dict[str, Any] = {"color_scheme": "light", "locale": "fr-FR", "bypass_csp": True}
    with Eyes(chromium, stage, viewport={"width": 1280, "height": 900}, **how) as made:
        yield made


def walk(page: Page) -> tuple[list[str], list[Stop] | None]:
    """What can be reached, and each stop from the top of the page on; None where there is no way round."""
    stops = page.evaluate(NOTES)
    for n in range(TIMES if stops else 0):
        for _ in range(BESIDE + (0 if n else len(stops))):
            page.keyboard.press("Tab")
        if seen := once_round(page.evaluate("() => window.keyboard")):
            return stops, seen
    return stops, None


def once_round(noted: list[Stop | None]) -> list[Stop]:
    """Each stop once, from the top of the page on; empty where it was not round yet.

    Who leaves the page is noted, unless he comes from a frame.
    """
    noted = without_again(noted)
    begun = noted[1:] if noted[:1] == [None] else noted
    numbers = [-1 if x is None else int(x["number"]) for x in begun]
    if not begun or numbers.count(numbers[0]) < 2:
        return []
    whole = begun[: numbers.index(numbers[0], 1)]
    top = whole.index(None) if None in whole else numbers.index(min(numbers[: len(whole)]))
    return [x for x in (*whole[top:], *whole[:top]) if x is not None]


def without_again(noted: list[Stop | None]) -> list[Stop | None]:
    """A frame that loads while one is in it gives the focus back to the stop before it: that is no other."""
    if len({x["number"] for x in noted if x is not None}) < 2:
        return noted
    kept: list[Stop | None] = []
    last = None
    for x in noted:
        if x is None or x["number"] != last:
            kept.append(x)
        last = last if x is None else x["number"]
    return kept


def faults(page: Page) -> list[str]:
    """What keeps somebody without a mouse from using this page."""
    stops, seen = walk(page)
    if not stops:
        return [BARE]
    if seen is None:
        return [f"no way round: {stops}"]
    numbers = [x["number"] for x in seen]
    found = [f"cannot be reached: {x}" for n, x in enumerate(stops) if n not in numbers]
    found += [f"out of order: {numbers}"] if numbers != sorted(numbers) else []
    found += [f"hidden: {x['name']}" for x in seen if not x["isSeen"]]
    found += [f"shows no focus: {x['name']}" for x in seen if not x["isShown"]]
    found += [f"back up from {a['name']} to {b['name']}" for a, b in pairwise(seen) if is_back_up(a, b)]
    return found + without_skip(page, seen)


def is_back_up(first: Stop, then: Stop) -> bool:
    """Whether the eye has to go back: above, and not in a column further right.

    What stands beside a customer's file is walked through before what follows in the file itself.
    """
    if first["isBeside"] and not then["isBeside"]:
        return False
    return bool(then["bottom"] <= first["top"] and then["left"] < first["right"])


def without_skip(page: Page, seen: list[Stop]) -> list[str]:
    """Where something stands before the page's own words, the first stop leads past it."""
    inside = next((x for x in seen if x["isMain"]), None)
    if inside is None or inside is seen[0]:
        return []
    if not seen[0]["isSkip"]:
        return [f"the first stop is {seen[0]['name']}"]
    page.locator(".skip").press("Enter")
    page.keyboard.press("Tab")
    here = page.evaluate("() => window.keyboard.at(-1)")
    return [] if here and here["number"] == inside["number"] else [f"the first link skips to {here}"]


def test_every_page_is_used_by_keyboard_alone(eyes: Eyes) -> None:
    wrong = {}
    for place in EVERYWHERE:
        if found := faults(eyes.at(place)):
            wrong[place] = found

    dead_links = {place for place in EVERYWHERE if place.path in ("/r/made-up", "/c/made-up")}
    assert wrong == {place: [BARE] for place in dead_links}


SOUND = (
    "<!doctype html><html><body><style>button:focus-visible {outline: 3px solid blue}</style>"
    "<main><p><button>One</button></p><p><button>Two</button></p></main></body></html>"
)
TWO = "<button>Two"
BROKEN = {
    "cannot be reached": SOUND.replace(TWO, "<button tabindex=-1>Two"),
    "shows no focus": SOUND.replace(TWO, "<button style='outline: none'>Two"),
    "out of order": SOUND.replace(TWO, "<button tabindex=1>Two"),
    "hidden": SOUND.replace(TWO, "<button style='position: absolute; left: -999px'>Two"),
    "back up": SOUND.replace("<p>", "<p style='margin-top: 9rem'>", 1).replace(
        TWO, "<button style='position: absolute; top: 0'>Two"
    ),
    "no way round": SOUND.replace(TWO, '<button onkeydown="event.preventDefault()">Two'),
    "the first stop": SOUND.replace("<main>", "<button>Zero</button><main>"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_what_keeps_somebody_out_is_found(chromium: Browser, fault: str) -> None:
    page = chromium.new_page()
    page.set_content(BROKEN[fault])

    found = faults(page)

    assert any(x.startswith(fault) for x in found), found
    page.close()


def test_a_page_that_is_sound_is_not_blamed(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(SOUND)

    assert faults(page) == []
    page.close()
