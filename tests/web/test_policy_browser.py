"""A policy edited in a real browser: wrong as one types, read, foreseen, saved, compared and restored."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from connector.core.texts import TextKind
from connector.store.engine import SqlStore
from connector.usecases.texts import Which, standing
from tests.demo.conftest import chromium
from tests.scenarios.office import Office
from tests.screens import fits
from tests.served import served
from tests.web.browsing import PASSWORD, user

__all__ = ["chromium"]

PATIENCE = 30_000


@pytest.fixture
def office(store: SqlStore) -> Office:
    made = Office(store, policy="standard")
    made.invoice("F-1", "2026-09-04", 900_00)
    made.sync()
    return made


@pytest.fixture
def page(chromium: Browser, office: Office) -> Iterator[Page]:
    """Signed in, on the policy's page; a word of our pages on the console fails the test."""
    context = chromium.new_context(locale="fr-FR")
    said: list[str] = []
    made = context.new_page()
    made.on("console", lambda message: said.append(message.text))
    made.on("pageerror", lambda error: said.append(str(error)))
    made.set_default_timeout(PATIENCE)
    email = user(office.store)
    with served(office.app, office.store) as at:
        made.goto(f"{at}/sign-in?next=/o/{office.id}/policies/standard")
        made.fill("#email", email)
        made.fill("#password", PASSWORD)
        made.click("main button")
        expect(made.locator("h1")).to_contain_text("Standard")
        yield made
        context.close()
    assert said == []


def test_a_policy_is_edited_with_preview_and_restored(page: Page, office: Office) -> None:
    day = page.locator("#s1-offset")
    day.fill("bientôt")
    expect(page.get_by_role("alert")).to_contain_text("bientôt")
    expect(day).to_have_attribute("aria-invalid", "true")
    day.fill("8")
    expect(page.locator(".days")).to_contain_text("8 jours après l'échéance")
    expect(day).not_to_have_attribute("aria-invalid", "true")

    page.locator("summary", has_text="Rappel amical").press("Enter")
    message = page.frame_locator("#reads-friendly iframe")
    expect(message.get_by_text("F-1").first).to_be_visible()
    assert fits(page)

    page.get_by_role("button", name="Que changerait-il").first.press("Enter")
    expect(page.locator("#would")).to_contain_text("1 un autre jour")
    assert standing(office.app, office.id, Which(TextKind.POLICY, "standard")).number == 0
    page.get_by_role("button", name="Enregistrer").first.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("version 1")
    assert fits(page)

    page.get_by_role("link", name="Comparer").press("Enter")
    expect(page.locator(".diff .more").filter(has_text="offset: 8")).to_be_visible()
    page.get_by_role("button", name="Suivre de nouveau").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("version 2")
    expect(page.locator("#s1-offset")).to_have_value("5")
    page.get_by_role("button", name="Rétablir").press("Enter")
    expect(page.locator("#s1-offset")).to_have_value("8")
    assert standing(office.app, office.id, Which(TextKind.POLICY, "standard")).number == 3
