"""The demo in a real browser."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from connector.demo.run import Demo
from tests.screens import fits

#: Milliseconds; a week of the demo on a busy machine takes less.
PATIENCE = 120_000


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page that fails its test for any word on the console."""
    context = chromium.new_context(locale="fr-FR")
    said: list[str] = []
    made = context.new_page()
    made.set_default_timeout(PATIENCE)
    made.on("console", lambda message: said.append(message.text))
    made.on("pageerror", lambda error: said.append(str(error)))
    made.on("dialog", lambda dialog: said.append(f"a script spoke: {dialog.message}"))
    yield made
    context.close()
    assert said == []


def test_every_page_of_the_menu_loads_and_fits(page: Page, address: str) -> None:
    page.goto(address)
    for n in range(page.locator("nav a").count()):
        with page.expect_navigation():  # until the style sheet is there too
            page.locator("nav a").nth(n).click()

        assert page.locator("h1").is_visible()
        assert fits(page)


def test_a_hostile_customer_is_shown_and_does_nothing(page: Page, address: str, demo: Demo) -> None:
    letter = next(x for x in demo.catcher.all() if x.rcpt_to == ("compta@balises.example",))

    for path in ("/", f"/demo/inbox/{letter.number}"):
        page.goto(f"{address}{path}")

    assert "<script>" in page.locator("pre").inner_text()
    assert page.locator("main script").count() == 0


def test_the_message_is_drawn_in_its_frame(page: Page, address: str, demo: Demo) -> None:
    letter = demo.catcher.all()[0]
    page.goto(f"{address}/demo/inbox/{letter.number}")

    frame = page.frame_locator("iframe")

    assert "Ateliers Lumen" in frame.locator("body").inner_text()


def test_the_button_moves_the_day(page: Page, address: str, demo: Demo) -> None:
    before = demo.days.today
    page.goto(address)

    page.get_by_role("button", name="+ 1 jour").click()
    page.get_by_role("button", name="+ 1 jour", disabled=False).wait_for()

    assert demo.days.today == before + timedelta(days=1)
