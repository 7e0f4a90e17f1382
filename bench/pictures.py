"""The pictures of the README, taken of the made-up company on one and the same day: `make pictures`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from re import search
from threading import Thread

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from connector.core.invoice import Mode
from connector.demo.run import Demo, running
from connector.files.whereabouts import data_root
from connector.usecases.organisations import change_organisation
from connector.web.app import create_app
from connector.web.server import Server, address_of, listen

PICTURES = data_root() / "docs" / "pictures"
CHROMIUM = Path("/usr/bin/chromium")
DAY = datetime(2026, 11, 17, 12, tzinfo=UTC)
#: The customer whose file is shown: he pays in instalments.
CUSTOMER = "Domaine Sainte-Foy"
DESK: ViewportSize = {"width": 1120, "height": 760}
PHONE: ViewportSize = {"width": 390, "height": 760}
TONGUES = {"en": "en-GB", "fr": "fr-FR"}


def take() -> None:
    """Writes each picture in both languages."""
    PICTURES.mkdir(exist_ok=True)
    with _served() as (demo, address), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for tongue in TONGUES:
            _of_one_day(browser, demo, address, tongue)
        _let_messages_wait(demo)
        for tongue in TONGUES:
            _take(_at(browser, tongue, f"{address}{_home(demo)}/approvals"), "approve", tongue)
        browser.close()


@contextmanager
def _served() -> Iterator[tuple[Demo, str]]:
    listener = listen("127.0.0.1", 0)
    address = address_of(listener)
    with running(DAY, address) as demo:
        app = create_app(demo.installation.app, demo.installation.entrance, demo.extras)
        server = Server(app, listener)
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield demo, address
        server.should_exit = True
        thread.join()


def _of_one_day(browser: Browser, demo: Demo, address: str, tongue: str) -> None:
    home = f"{address}{_home(demo)}"
    _take(_at(browser, tongue, home), "today", tongue)
    page = _at(browser, tongue, f"{home}/customers?q={CUSTOMER}")
    page.locator("tbody").get_by_role("link", name=CUSTOMER).click()
    _take(page, "customer", tongue)
    _take(_own_page(browser, demo, tongue), "own-page", tongue)


def _own_page(browser: Browser, demo: Demo, tongue: str) -> Page:
    """That of whoever was written to in that language about two invoices: all he may answer is open on it."""
    greeting = {"fr": "Bonjour", "en": "Dear"}[tongue]
    for letter in demo.catcher.all():
        found = search(r"http://\S+/c/[\w-]{60,}", letter.text)
        if found is None or greeting not in letter.text:
            continue
        page = _at(browser, tongue, found[0], is_phone=True)
        if page.locator("details[open]").count() == 2:
            return page
        page.close()
    raise LookupError(f"nobody was written to in {tongue} about two invoices")


def _let_messages_wait(demo: Demo) -> None:
    """The next day's are approved by a person."""
    app = demo.installation.app
    change_organisation(app, app.store.directory.all()[0].id, "pictures", mode=Mode.APPROVE)
    demo.days.move(1)
    demo.days.wait()


def _home(demo: Demo) -> str:
    return f"/o/{demo.installation.app.store.directory.all()[0].id}"


def _at(browser: Browser, tongue: str, address: str, is_phone: bool = False) -> Page:
    page = browser.new_page(
        locale=TONGUES[tongue],
        viewport=PHONE if is_phone else DESK,
        color_scheme="light",
        bypass_csp=True,
    )
    page.goto(address)
    return page


def _take(page: Page, name: str, tongue: str) -> None:
    """What is on the screen, without what only the demo has."""
    page.add_style_tag(content=".band, nav a[href^='/demo'] { display: none; }")
    file = PICTURES / f"{name}.{tongue}.png"
    page.screenshot(path=file)
    page.close()
    sys.stdout.write(f"{file.name}: {file.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    take()
