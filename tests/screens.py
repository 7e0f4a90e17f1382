"""The screens on which people read our pages."""

from playwright.sync_api import Page

DESK, PHONE = (1280, 900), (360, 740)


def fits(page: Page) -> bool:
    """Whether nothing of it is wider than a desk's screen, nor than a phone's."""
    return all(_fits(page, *size) for size in (PHONE, DESK))


def _fits(page: Page, width: int, height: int) -> bool:
    page.set_viewport_size({"width": width, "height": height})
    # Asked of a body that is there: between two pages of a redirect there is none.
    body = page.locator("body")
    return bool(body.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
