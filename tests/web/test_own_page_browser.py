"""A promise made on the customer's page, in a real browser without scripts: it holds, and breaks."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from connector.store.engine import SqlStore
from tests.demo.conftest import chromium
from tests.scenarios.office import Office
from tests.scenarios.test_page_links_told import HOME, LINKS, text_of, token_in
from tests.screens import fits
from tests.served import served

__all__ = ["chromium"]


def test_a_promise_made_on_the_customers_page_holds_and_then_breaks(
    chromium: Browser, store: SqlStore
) -> None:
    office = Office(store, policy="three")
    office.app = office.make_app(links=LINKS, page_link=HOME)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08")
    token = token_in(text_of(office))
    context = chromium.new_context(locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(30_000)

    with served(office.app, store) as at:
        page.goto(f"{at}/c/{token}")
        assert fits(page)
        page.click("text=Je propose une date")
        page.fill("#on", "2026-09-16")
        assert fits(page)
        page.click("main button")
        expect(page.get_by_role("status")).to_contain_text("Votre date est notée")
        expect(page.locator(".said")).to_contain_text("16 sept. 2026")
        assert urlsplit(page.url).path == f"/c/{token}" and office.reason("F-1") == "promise"

        office.days("2026-09-09", "2026-09-20")
        assert [step for _, _, step in office.steps()] == ["friendly"]
        office.cycle("2026-09-21")
        assert office.steps()[1:] == [("2026-09-21", "F-1", "firm")]

        page.goto(f"{at}/c/{token_in(text_of(office))}/promise")
        page.fill("#on", "2026-09-30")
        page.click("main button")
        expect(page.get_by_role("status")).to_contain_text("une personne va s'en occuper")
        context.close()
    assert office.tasks() == ["wrote_again"]
