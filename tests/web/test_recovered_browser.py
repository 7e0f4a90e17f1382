"""A failed card in a real browser: the message that arrives, another card, the money, and silence."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from connector.channels.catcher import Catcher
from connector.channels.smtp import SmtpChannel
from connector.core.invoice import Mode
from connector.store.engine import SqlStore
from connector.usecases.run_once import run_once
from providers.sandbox import Handle, serve
from tests.demo.conftest import chromium
from tests.providers.stripe.conftest import NOON
from tests.providers.stripe.connected import SandboxTime, connect
from tests.providers.stripe.test_failed_charges import renewed
from tests.scenarios.office import Office
from tests.scenarios.test_page_links_told import LINKS
from tests.screens import fits
from tests.served import served
from tests.web.browsing import PASSWORD, user

__all__ = ["chromium"]

PATIENCE = 30_000


@pytest.fixture
def sandbox() -> Iterator[Handle]:
    """A subscriber's renewal was declined two hours ago: his card is lost."""
    with serve(now=lambda: NOON, seed=None) as handle:
        renewed(handle, decline="lost_card")
        yield handle


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    """A real mail server on loopback."""
    with Catcher() as listening:
        yield listening


@pytest.fixture
def office(store: SqlStore, sandbox: Handle, catcher: Catcher) -> Iterator[Office]:
    """The subscription business, connected to its account; its pages answer at `page_link`."""
    with SmtpChannel(catcher.url) as channel:
        office = Office(store, mode=Mode.AUTO, channel=channel)
        office.app = office.make_app(
            clock=SandboxTime(sandbox.clock),
            sources=lambda *_: connect(sandbox),
            documents=lambda *_: connect(sandbox),
            recoveries=lambda *_: connect(sandbox),
            links=LINKS,
        )
        with served(office.app, store) as at:
            office.app = replace(office.app, page_link=at)
            yield office


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="fr-FR")
    made = context.new_page()
    made.set_default_timeout(PATIENCE)
    yield made
    context.close()


def change_the_card(page: Page) -> None:
    """On the account's own page, as the subscriber does."""
    page.get_by_role("link", name="Changer de carte").click()
    page.fill("[name=number]", "4242 4242 4242 4242")
    page.fill("[name=expiry]", "12/40")
    page.fill("[name=cvc]", "123")
    page.get_by_role("button", name="Save card").click()


def sign_in(page: Page, office: Office, path: str) -> None:
    email = user(office.store)
    page.goto(f"{office.app.page_link}/sign-in?next=/o/{office.id}{path}")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button")


def test_a_failed_card_is_updated_by_the_link_of_the_message_and_the_money_is_there(
    page: Page, office: Office, sandbox: Handle, catcher: Catcher
) -> None:
    run_once(office.app, office.id)
    (letter,) = catcher.all()
    assert letter.rcpt_to == ("ap@acme.example",)
    page.set_content(letter.html)
    page.locator(f"a[href^='{office.app.page_link}/r/']").first.click()
    expect(page.locator("main")).to_contain_text("49,00")
    assert fits(page)
    link = page.url

    change_the_card(page)

    expect(page.get_by_role("status")).to_have_text("Merci : c'est payé.")
    assert fits(page) and [x.status for x in sandbox.stripe.book.invoices.values()] == ["paid", "paid"]
    page.goto(link)
    expect(page.get_by_role("status")).to_have_text("Merci : c'est payé.")
    expect(page.get_by_role("link", name="Changer de carte")).to_have_count(0)

    for _ in range(20):
        sandbox.clock.advance(timedelta(days=1))
        run_once(office.app, office.id)
    assert len(catcher.all()) == 1 and office.faults == []
    sign_in(page, office, "/figures")
    expect(page.locator("main")).to_contain_text("prélèvements échoués\u202f: 1\u202f; payés depuis\u202f: 1")
    page.goto(f"{office.app.page_link}/o/{office.id}/invoices?show=all")
    expect(page.locator("tbody tr", has_text="49,00")).to_contain_text("Payée")
