"""An account that another organisation reads, on the pages."""

from collections.abc import Mapping
from html import unescape

import pytest

from connector.usecases.application import Application
from connector.usecases.keys import try_and_connect
from providers.sandbox import Handle
from providers.sandbox.addresses import settings_of
from tests.scenarios.office import Office
from tests.web.test_connections import Desk, app, desk, sandbox

__all__ = ["app", "desk", "sandbox"]


@pytest.fixture
def settings(sandbox: Handle) -> dict[str, Mapping[str, str]]:
    return {"stripe": settings_of(sandbox.url)["stripe"]}


def test_it_is_refused_by_key_and_by_click_in_ones_own_language(desk: Desk, app: Application) -> None:
    key = "rk_test_ofthetests"
    try_and_connect(app, Office(desk.office.store).id, "stripe", key, "ben")

    with_key = desk.post("/add/stripe", key=key)
    clicked = desk.come_back(desk.address("/add/stripe"), "stripe")

    for refused in (with_key, clicked):
        assert refused.status_code == 409
        assert "dans une autre entreprise de cette installation" in unescape(refused.text)
    assert desk.connected() == []
