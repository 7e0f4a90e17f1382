"""A visitor of the demo connects accounts of his own choice, by the real flow, at the stand-ins."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from connector.core.invoice import Invoice
from connector.demo.run import Demo

#: The billing account by its key, and by a consent.
ACCOUNT, CLICKED = "acct_1SandboxRelance (test)", "Relance Sandbox (test)"


@pytest.fixture(scope="module")
def page(chromium: Browser, address: str) -> Iterator[Page]:
    made = chromium.new_page(locale="fr-FR")
    made.goto(address)
    yield made
    made.close()


def test_quickbooks_and_an_organisation_of_two_at_xero_are_read_the_next_day(demo: Demo, page: Page) -> None:
    for title in ("QuickBooks", "Xero"):
        page.locator("nav a[href$='/connections']").click()
        page.locator("li.card", has_text=title).get_by_role("button").click()
        page.locator("main a[href^='http']").click()
        page.get_by_role("button", name="Allow").click()
    page.get_by_label("Glenmore Tyres Ltd").check()
    page.get_by_role("button", name="Connecter", exact=True).click()
    page.locator("tr", has_text="Glenmore Tyres Ltd").wait_for()

    demo.days.move(1)
    demo.days.wait()
    page.reload()

    for name in ("Sandbox Company", "Glenmore Tyres Ltd"):
        assert "en ordre" in page.locator("tr", has_text=name).inner_text()
        assert len(invoices_of(demo, name)) > 10


def test_the_billing_account_is_left_and_connected_again_with_its_key(demo: Demo, page: Page) -> None:
    page.locator("nav a[href$='/connections']").click()
    link_to(page, "Déconnecter", re.escape(ACCOUNT)).click()
    page.locator("main button").click()
    link_to(page, "Connecter avec une clé", "Stripe").click()
    page.locator("main input[type=password]").fill(demo.installation.key("stripe"))
    page.locator("main button").click()

    page.get_by_text("Le compte est connecté.").wait_for()
    demo.days.move(1)
    demo.days.wait()
    page.reload()

    assert "en ordre" in page.locator("tr", has_text=ACCOUNT).inner_text()
    assert {x.failure is None for x in invoices_of(demo, ACCOUNT)} == {True, False}


def test_a_click_takes_the_place_of_the_key(demo: Demo, page: Page) -> None:
    held = invoices_of(demo, ACCOUNT)
    page.locator("li.card", has_text="Stripe").get_by_role("button").click()
    page.locator("main a[href^='http']").click()
    page.get_by_role("button", name="Allow").click()

    page.get_by_text("Le compte est connecté.").wait_for()

    assert page.locator("tr", has_text=ACCOUNT).count() == 0
    assert "en ordre" in page.locator("tr", has_text=CLICKED).inner_text()
    assert invoices_of(demo, CLICKED) == held


def test_who_changes_his_card_by_the_link_he_got_has_paid_a_moment_later(demo: Demo, page: Page) -> None:
    letter = next(x for x in demo.catcher.all() if "fennimore" in x.rcpt_to[0])
    link = re.search(r"http://\S+/r/\S+", letter.text)
    assert link is not None

    page.goto(link[0])
    page.get_by_text("Changer de carte").click()
    page.fill("[name=number]", "4242 4242 4242 4242")
    page.fill("[name=expiry]", "12/40")
    page.fill("[name=cvc]", "123")
    page.get_by_role("button", name="Save card").click()
    page.get_by_text("Merci : c'est payé.").wait_for()

    store = demo.installation.store
    with store.reading(store.directory.all()[0].id) as unit:
        (owner,) = unit.ledger.find_customers("Fennimore Coaching Ltd")
        assert [x.invoices for x in unit.ledger.facts([owner.id])] == [()]


def link_to(page: Page, what: str, whose: str) -> Locator:
    """By its whole name; eyes see the first part. Once the style sheet is there, a blank parts them."""
    return page.get_by_role("link", name=re.compile(f"^{what} ?: {whose}$"))


def invoices_of(demo: Demo, name: str) -> list[Invoice]:
    """What is open in the account of that name."""
    store = demo.installation.store
    with store.reading(store.directory.all()[0].id) as unit:
        account = next(x.id for x in unit.connections.all() if x.name == name)
        return [x for facts in unit.ledger.facts() for x in facts.invoices if x.connection_id == account]
