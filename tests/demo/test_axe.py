"""No page keeps anybody out: axe-core finds nothing, light and dark, in French and in English."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PATIENCE = 120_000
#: WCAG 2.2 at AA, and what axe-core advises beside it. Messages are their senders' and stand in frames.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "iframes": False,
}
OF_ONE = (
    "", "/invoices", "/invoices?q=nobody", "/customers", "/search?q=a", "/approvals", "/tasks", "/next",
    "/sent", "/connections", "/links", "/setup", "/ledger-file", "/sender", "/policy", "/before", "/start",
    "/figures",
    "/audit", "/policies", "/policies/standard", "/templates", "/templates/fr/firm", "/webhooks", "/tokens",
    "/views?of=invoices", "/four-eyes", "/instalments", "/mandate", "/batches",
)  # fmt: skip
OTHERS = ("/users", "/account", "/organisations/new")
#: On which list, and which of its links leads to a page of a kind of its own.
BEHIND = (
    ("/invoices", "/invoices/"), ("/customers", "/customers/"), ("/sent", "/sent/"), ("/tasks", "/close"),
    ("/tasks", "/tasks/"), ("/connections", "/connections/add/"),
)  # fmt: skip


@pytest.fixture(params=[("light", "fr-FR"), ("dark", "en-GB")], ids=" ".join)
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    scheme, locale = request.param
    context = chromium.new_context(color_scheme=scheme, locale=locale, bypass_csp=True)
    made = context.new_page()
    made.set_default_timeout(PATIENCE)
    yield made
    context.close()


def addresses(page: Page, address: str) -> list[str]:
    """Of each kind of page one."""
    page.goto(address)
    home = page.locator("nav a").first.get_attribute("href")
    found = [*(f"{home}{path}" for path in OF_ONE), *OTHERS]
    for path, part in BEHIND:
        page.goto(f"{address}{home}{path}")
        link = page.locator(f'main a[href*="{part}"]').first.get_attribute("href")
        assert link is not None
        found.append(link)
    return found


def violations(page: Page) -> list[tuple[str, list[Any]]]:
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [(x["id"], [node["target"] for node in x["nodes"]]) for x in found]


def test_nothing_keeps_anybody_out(page: Page, address: str) -> None:
    wrong = {}
    for path in addresses(page, address):
        answer = page.goto(f"{address}{path}")
        assert answer is not None and answer.status == 200, path
        if found := violations(page):
            wrong[path] = found

    assert wrong == {}


def test_what_keeps_somebody_out_is_found(page: Page) -> None:
    page.set_content("<!doctype html><html><body><img src=''><input></body></html>")

    assert {"html-has-lang", "image-alt", "label"} <= {name for name, _ in violations(page)}
