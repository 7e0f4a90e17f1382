"""From the first user to the first reminder that arrives, in a real browser and by a real mail server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from connector.channels.catcher import Catcher
from connector.channels.smtp import SmtpChannel
from connector.store.engine import SqlStore
from connector.uploads import Uploads
from connector.usecases.application import Application
from connector.usecases.send import send
from tests.demo.conftest import chromium
from tests.screens import fits
from tests.served import served
from tests.web.browsing import OWNER, PASSWORD
from tests.web.test_pages import shop

__all__ = ["chromium"]

CODE = "abcde-fghij"
PATIENCE = 30_000
LEDGER = """number,customer,email,issued_on,due_on,currency,total,open
F-101,Boulangerie Martin,compta@martin.example,2026-07-24,2026-08-24,EUR,1250.00,1250.00
F-102,Garage Petit,atelier@petit.example,2026-07-26,2026-08-26,EUR,2400.00,1200.00
F-103,Vieux Client,vieux@client.example,2025-06-01,2025-07-01,EUR,80.00,80.00
"""


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    """A real mail server on loopback."""
    with Catcher() as listening:
        yield listening


@pytest.fixture
def app(store: SqlStore, catcher: Catcher, tmp_path: Path) -> Iterator[Application]:
    """An installation in which nobody has been yet, on a Tuesday morning."""
    with SmtpChannel(catcher.url) as channel:
        yield shop(store, channels={"email": channel}, ledger_files=Uploads(tmp_path / "uploads"))


@pytest.fixture
def page(chromium: Browser, app: Application, store: SqlStore) -> Iterator[Page]:
    context = chromium.new_context(locale="en-GB")
    made = context.new_page()
    said: list[str] = []
    made.on("console", lambda message: said.append(message.text))
    made.on("pageerror", lambda error: said.append(str(error)))
    made.set_default_timeout(PATIENCE)
    with served(app, store, CODE) as at:
        made.goto(at)
        yield made
        context.close()
    assert said == []


def fill(page: Page, **fields: str) -> None:
    """Fills in a form and sends it."""
    for name, text in fields.items():
        page.fill(f"#{name}", text)
    page.click("main form button")


def go_on(page: Page, heading: str) -> None:
    """Presses what stands out on the page."""
    assert fits(page), page.url
    page.click("main a.button")
    expect(page.locator("h1")).to_have_text(heading)


def test_from_the_first_user_to_the_first_reminder_that_arrives(
    page: Page, app: Application, catcher: Catcher, tmp_path: Path
) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(LEDGER, encoding="utf-8")

    fill(page, code=CODE, email=OWNER, password=PASSWORD, again=PASSWORD)
    expect(page.locator("h1")).to_have_text("Your business")
    page.select_option("#country", "FR")
    fill(page, name="Atelier Nord")
    go_on(page, "Import a ledger file")
    page.set_input_files("#file", file)
    page.click("main form button")
    expect(page.locator("h1")).to_have_text("Before it counts")
    page.click("main form[method=post] button")
    expect(page.get_by_role("status")).to_contain_text("3 new")
    go_on(page, "Getting started")
    go_on(page, "Who writes")
    fill(page, sender="anna@nord.example", contact="Anna Martin")
    page.click("main section button")
    expect(page.get_by_role("status")).to_contain_text("250")
    assert [x.rcpt_to for x in catcher.all()] == [(OWNER,)]

    page.click("text=← Getting started")
    page.click("text=Look at the messages")
    expect(page.frame_locator("iframe").first.locator("body")).to_contain_text("F-101")
    page.click("text=← Getting started")
    page.click("text=Go through the late ones")
    page.click("tr:has-text('Garage Petit') >> text=never write to them")
    expect(page.locator("tr:has-text('Garage Petit')")).to_contain_text("never written to")
    go_on(page, "Getting started")
    go_on(page, "Before the first message")
    expect(page.locator("main")).to_contain_text("Very old invoices (1)")
    page.click("text=Start: I approve each message")
    expect(page.locator("body[data-read]")).to_have_count(1)
    page.click("text=Release this one")
    expect(page.get_by_role("status")).to_have_text("Released: 1.")

    send(app, app.store.directory.all()[0].id)

    (reminder,) = [x for x in catcher.all() if x.rcpt_to != (OWNER,)]
    assert reminder.rcpt_to == ("compta@martin.example",)
    assert "F-101" in reminder.text and "Anna Martin" in reminder.text
