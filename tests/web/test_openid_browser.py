"""Signing in at a provider that others wrote (npm's oidc-provider, which is certified), in a real browser."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from connector.identity.client import App, OpenIdClient
from connector.usecases.openid import OPENID_BACK
from tests.demo.conftest import chromium
from tests.providers.oauth.strict_server import running
from tests.scenarios.office import Office
from tests.screens import fits
from tests.served import served
from tests.web.browsing import user

__all__ = ["chromium"]

PATIENCE = 30_000


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    """The pages, where people may sign in at the strict server too."""
    with running(f"http://127.0.0.1{OPENID_BACK}") as idp:

        def openid(at: str) -> OpenIdClient:
            app = App("Strict provider", idp, "app", "s3cret", f"{at}{OPENID_BACK}")
            return OpenIdClient(app, lambda: datetime.now(UTC))

        with served(office.app, office.store, openid=openid) as at:
            yield at


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A word of our pages on the console fails the test, a refusal apart."""
    context = chromium.new_context(locale="fr-FR")
    said: list[str] = []

    def near(route: Route) -> None:
        is_near = urlsplit(route.request.url).hostname == "127.0.0.1"
        (route.continue_ if is_near else route.abort)()

    def hear(url: str, text: str) -> None:
        if url.startswith(address) and "403" not in text:
            said.append(text)

    context.route("**/*", near)
    made = context.new_page()
    made.set_default_timeout(PATIENCE)
    made.on("console", lambda message: hear(message.location["url"], message.text))
    yield made
    context.close()
    assert said == []


def go(page: Page, address: str, login: str, back: str = "/account") -> None:
    """From our page to theirs, and back."""
    page.context.clear_cookies()
    page.goto(f"{address}/sign-in?next={back}")
    assert fits(page)
    page.click("text=Se connecter avec Strict provider")
    page.fill("[name=login]", login)
    page.fill("[name=password]", "any")
    page.click("[type=submit]")
    page.click("[type=submit]")
    page.wait_for_url(f"{address}/**")


def test_somebody_known_comes_in_and_somebody_unknown_does_not(
    page: Page, address: str, office: Office
) -> None:
    email = user(office.store)

    go(page, address, email)

    assert page.url == f"{address}/account" and fits(page)
    assert f"C'est {email}." in page.locator("main").inner_text()

    go(page, address, "somebody@elsewhere.example")

    assert (
        "Personne ici n'a l'adresse somebody@elsewhere.example" in page.locator("[role=alert]").inner_text()
    )
    assert fits(page)
