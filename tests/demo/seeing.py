"""A browser for each person on the stage."""

from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Browser, Page

from tests.demo.places import Place, Who
from tests.demo.stage import Stage

PATIENCE = 120_000
#: Presses a button although what it sends is not filled in.
_PRESS = "button => { if (button.form) button.form.noValidate = true; button.click(); }"

#: The style sheet is there.
_IS_DRESSED = "() => getComputedStyle(document.body).marginTop === '0px'"


class Eyes:
    """Goes to places, each as whoever looks at it; `how` is the context of every browser."""

    def __init__(self, chromium: Browser, stage: Stage, **how: Any) -> None:
        self._chromium, self._stage, self._how = chromium, stage, how
        self._pages: dict[Who, Page] = {}
        self._open = ExitStack()

    def at(self, place: Place) -> Page:
        page = self._page(place.who)
        address = self._stage.at(place)
        answer = page.goto(address)
        assert answer is not None and answer.status == place.status, address
        assert page.url == address, f"{address} leads to {page.url}"
        if place.press is not None:
            with page.expect_navigation() as led:
                page.locator(place.press).first.evaluate(_PRESS)
            assert led.value.status == place.led, f"{address}: {place.press}"
            assert place.led == 200 or page.locator("[role=alert]").count(), f"{page.url} does not say why"
        page.wait_for_function(_IS_DRESSED)
        return page

    def _page(self, who: Who) -> Page:
        if who not in self._pages:
            context = self._chromium.new_context(**self._how)
            self._open.callback(context.close)
            cookies = self._stage.cookies_of(who).items()
            context.add_cookies([{"name": x, "value": y, "url": self._stage.address} for x, y in cookies])
            self._pages[who] = context.new_page()
            self._pages[who].set_default_timeout(PATIENCE)
        return self._pages[who]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
