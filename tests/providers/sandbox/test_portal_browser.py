"""The portal's page in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from providers.sandbox import Handle
from tests.providers.sandbox.subscribers import renewed

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture
def page() -> Iterator[Page]:
    if not CHROMIUM.exists():
        pytest.skip("there is no Chromium: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def test_a_customer_replaces_the_card_and_is_led_back(sandbox: Handle, page: Page) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclinedExpiredCard")
    back = f"{sandbox.url}/_sandbox"
    url = subscriber.api.v1.billing_portal.sessions.create(
        {"customer": subscriber.customer, "return_url": back}
    ).url

    page.goto(url)
    page.get_by_label("Card number").fill("4000 0000 0000 0002")
    page.get_by_label("Expiry").fill("08/31")
    page.get_by_role("button", name="Save card").click()
    refused = page.get_by_role("alert").inner_text()
    page.get_by_label("Card number").fill("4242 4242 4242 4242")
    page.get_by_label("Expiry").fill("08/31")
    page.get_by_role("button", name="Save card").click()
    card = page.locator("#card").inner_text()
    page.get_by_role("link", name="Return to").click()

    assert "declined" in refused
    assert "4242" in card
    assert page.url == back
    assert subscriber.api.v1.invoices.pay(subscriber.latest_invoice().id).status == "paid"
