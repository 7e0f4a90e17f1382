"""A day of approvals by keyboard alone, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from connector.core.history import State
from connector.core.invoice import Mode
from connector.store.engine import SqlStore
from tests.demo.conftest import chromium
from tests.scenarios.office import Office
from tests.screens import fits
from tests.served import served
from tests.web.browsing import PASSWORD, user

__all__ = ["chromium"]

PATIENCE = 30_000
CUSTOMERS = {"Durand": 900_00, "Dupont": 300_00, "Duval": 120_00}


@pytest.fixture(scope="module")
def address(shared_store: SqlStore) -> Iterator[str]:
    """The pages of all these offices, served over HTTP."""
    with served(Office(shared_store).app, shared_store) as at:
        yield at


@pytest.fixture(scope="module")
def anna(chromium: Browser, shared_store: SqlStore, address: str) -> Iterator[BrowserContext]:
    """Her browser, in which she is signed in."""
    email = user(shared_store)
    context = chromium.new_context(locale="fr-FR")
    made = context.new_page()
    made.goto(f"{address}/sign-in")
    made.fill("#email", email)
    made.fill("#password", PASSWORD)
    with made.expect_navigation():
        made.click("main button")
    made.close()
    yield context
    context.close()


@pytest.fixture
def office(shared_store: SqlStore) -> Office:
    office = Office(shared_store, mode=Mode.APPROVE)
    for n, (customer, amount) in enumerate(CUSTOMERS.items(), 1):
        office.invoice(f"F-{n}", "2026-08-27", amount, customer=customer)
    office.sync()
    office.plan()
    return office


@pytest.fixture
def page(anna: BrowserContext, address: str, office: Office) -> Iterator[Page]:
    """The list of what waits; a word of our pages on the console fails the test."""
    said: list[str] = []
    made = anna.new_page()
    made.on("console", lambda message: said.append(message.text))
    made.on("pageerror", lambda error: said.append(str(error)))
    made.set_default_timeout(PATIENCE)
    made.goto(f"{address}/o/{office.id}")
    made.click("nav >> text=À valider")
    expect(made.locator("h1")).to_have_text("À valider")
    awake(made)
    yield made
    made.close()
    assert said == []


def approved(office: Office) -> list[str]:
    with office.store.reading(office.id) as unit:
        found = unit.reminders.in_states((State.APPROVED,))
        return sorted(unit.ledger.customer(x.customer_id).name for x in found)


def awake(page: Page) -> None:
    """It has been there for a moment: its buttons release."""
    expect(page.locator("body[data-read]")).to_have_count(1)


def reads(page: Page, amount: str) -> None:
    """The message about this amount is there, and may have been read."""
    expect(page.locator("h1")).to_contain_text(amount)
    awake(page)


def test_one_keystroke_releases_the_message_that_is_looked_at(page: Page, office: Office) -> None:
    for _ in range(2):
        page.keyboard.press("j")
    page.keyboard.press("a")

    expect(page.get_by_role("status")).to_have_text("Validés : 1.")
    assert approved(office) == ["Dupont"]

    awake(page)
    page.keyboard.press("/")
    page.keyboard.type("F-")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Résultats pour « F- »")
    assert fits(page)


def test_no_row_looked_at_no_message_is_released(page: Page, office: Office) -> None:
    page.keyboard.press("a")
    page.keyboard.press("k")
    page.keyboard.press("Enter")

    reads(page, "900,00")
    assert approved(office) == []


def test_the_row_that_is_looked_at_is_the_one_where_one_is(page: Page, office: Office) -> None:
    """By tab or mouse as well as by key."""
    page.keyboard.press("j")
    page.locator("tr", has_text="Duval").get_by_role("button", name="Valider").focus()
    page.keyboard.press("a")

    expect(page.get_by_role("status")).to_have_text("Validés : 1.")
    assert approved(office) == ["Duval"]


def test_who_looks_elsewhere_releases_nothing(page: Page, office: Office) -> None:
    page.keyboard.press("j")
    page.get_by_role("button", name="Tout arrêter").focus()
    page.keyboard.press("a")
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    reads(page, "900,00")
    assert approved(office) == []


def test_a_key_that_is_held_down_releases_one_alone(page: Page, office: Office) -> None:
    """The browser repeats it, on the next message's page too."""
    page.keyboard.press("j")
    page.keyboard.press("o")
    reads(page, "900,00")

    page.keyboard.down("a")
    reads(page, "300,00")
    for _ in range(5):
        page.keyboard.down("a")  # playwright marks it as a repetition, as a browser does
    reads(page, "300,00")
    page.keyboard.up("a")

    assert approved(office) == ["Durand"]


@pytest.mark.parametrize("is_mouse", [True, False])
def test_what_is_pressed_on_a_page_that_has_just_come_releases_nothing(
    page: Page, office: Office, is_mouse: bool
) -> None:
    """The second click was meant for the message before, whose button was at the same place."""
    page.keyboard.press("j")
    page.keyboard.press("o")
    reads(page, "900,00")
    button = page.get_by_role("button", name="Valider")
    # The first frame of a page comes when we say so: as long as we like it has only just come.
    page.add_init_script("window.requestAnimationFrame = (then) => { window.frame = then; }")

    button.click()
    expect(page.locator("h1")).to_contain_text("300,00")
    page.wait_for_load_state()
    expect(button).to_be_disabled()
    button.click(force=True) if is_mouse else page.keyboard.press("a")
    page.evaluate("window.frame()")
    reads(page, "300,00")
    expect(button).to_be_enabled()

    assert approved(office) == ["Durand"]
    button.click() if is_mouse else page.keyboard.press("a")
    expect(page.locator("h1")).to_contain_text("120,00")
    assert approved(office) == ["Dupont", "Durand"]


def test_a_double_click_releases_one_and_the_next_is_read(page: Page, office: Office) -> None:
    page.keyboard.press("j")
    page.keyboard.press("o")
    reads(page, "900,00")

    page.get_by_role("button", name="Valider").dblclick()

    reads(page, "300,00")
    assert approved(office) == ["Durand"]
    expect(page.get_by_role("alert")).to_have_count(0)


def test_all_of_them_are_read_and_released_one_after_the_other(page: Page, office: Office) -> None:
    assert fits(page)
    page.keyboard.press("j")
    page.keyboard.press("o")
    for amount in ("900,00", "300,00", "120,00"):
        reads(page, amount)
        assert fits(page)
        page.keyboard.press("a")

    expect(page.get_by_text("Rien n'attend votre accord.")).to_be_visible()
    assert approved(office) == sorted(CUSTOMERS)


def test_the_button_alone_does_it_without_our_script(page: Page, office: Office) -> None:
    page.route("**/relance.js*", lambda route: route.fulfill(body=""))
    page.reload()
    page.get_by_role("button", name="Valider ces 3").press("Enter")

    expect(page.get_by_role("status")).to_have_text("Validés : 3.")
    assert approved(office) == sorted(CUSTOMERS)
