"""Connecting in a real browser, from our page to the provider's and back."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from connector.opener import Opener
from providers.sandbox import Handle
from tests.consenting import BRINDILLE, GLENMORE, register, settings_at
from tests.demo.conftest import chromium
from tests.scenarios.office import Office
from tests.screens import fits
from tests.served import served
from tests.web.browsing import PASSWORD, user

__all__ = ["chromium"]

PATIENCE = 30_000


@pytest.fixture
def sandbox(empty_sandbox: Handle, monkeypatch: pytest.MonkeyPatch) -> Handle:
    register(monkeypatch)
    return empty_sandbox


@pytest.fixture
def address(office: Office, sandbox: Handle) -> Iterator[str]:
    """The pages, served over HTTP under the address to which the provider sends people back."""
    settings: Mapping[str, Mapping[str, str]] = settings_at(sandbox)
    office.clock.moment = sandbox.clock.now()
    opener = Opener(lambda name: settings.get(name, {}), office.store, office.clock)
    with served(replace(office.app, systems=opener), office.store) as at:
        yield at


@pytest.fixture
def page(chromium: Browser, address: str, office: Office) -> Iterator[Page]:
    """Somebody is signed in; a word of our pages on the console fails the test, a refusal apart."""
    context = chromium.new_context(locale="fr-FR")
    said: list[str] = []

    def hear(url: str, text: str) -> None:
        if url.startswith(address) and "409" not in text:
            said.append(text)

    made = context.new_page()
    made.set_default_timeout(PATIENCE)
    made.on("console", lambda message: hear(message.location["url"], message.text))
    email = user(office.store)
    made.goto(f"{address}/sign-in")
    made.fill("#email", email)
    made.fill("#password", PASSWORD)
    made.click("main button")
    made.click("nav >> text=Connexions")
    yield made
    context.close()
    assert said == []


def test_an_organisation_is_chosen_and_connected(page: Page, address: str) -> None:
    page.click("text=Connecter Several Books")
    assert fits(page)
    page.click("text=Continuer vers Several Books")
    page.click("text=Allow access")
    page.wait_for_url("**/connections/choose/**")
    assert fits(page) and "code=" not in page.url
    page.check(f"text={GLENMORE}")
    page.click("main button")

    assert page.locator("[role=status]").inner_text() == "Le compte est connecté."
    assert GLENMORE in page.locator("table").inner_text()
    assert BRINDILLE not in page.locator("table").inner_text()
    assert fits(page)
    page.click("summary >> text=Webhook")
    assert f"{address}/webhooks/several/app" in page.locator("table").inner_text()
    assert fits(page)


def test_a_company_is_connected_reconnected_and_disconnected(page: Page, address: str) -> None:
    for button in ("Connecter Single Books", "Reconnecter: Company"):
        page.click(f"text={button}")
        page.click("text=Continuer vers Single Books")
        page.click("text=Allow access")
        assert "Company" in page.locator("table").inner_text()
    page.click("text=Déconnecter: Company")
    assert fits(page)
    page.click("main button")

    assert "l'accord est révoqué" in page.locator("[role=status]").inner_text()
    assert "Company" not in page.locator("main").inner_text()


def test_who_says_no_reads_that_nothing_is_connected(page: Page, address: str) -> None:
    page.click("text=Connecter Single Books")
    page.click("text=Continuer vers Single Books")
    with page.expect_navigation():
        page.click("text=Cancel")

    assert "L'accès n'a pas été autorisé" in page.locator("main").inner_text()
