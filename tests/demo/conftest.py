"""The made-up company, started once for all these tests; they do not mind on which day they find it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient

from connector.demo.run import Demo, running
from connector.web.app import create_app
from connector.web.server import Server, address_of, listen

CHROMIUM = Path("/usr/bin/chromium")
ADDRESS = "http://127.0.0.1:8000"
#: A Wednesday; in France nothing is closed for weeks.
FIRST_DAY = datetime(2026, 10, 7, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    with running(FIRST_DAY, ADDRESS) as company:
        yield company


@pytest.fixture
def client(demo: Demo) -> TestClient:
    return TestClient(pages_of(demo), base_url=ADDRESS, follow_redirects=False)


def pages_of(demo: Demo) -> FastAPI:
    return create_app(demo.installation.app, demo.installation.entrance, demo.extras)


@pytest.fixture(scope="session")
def address(demo: Demo) -> Iterator[str]:
    """The demo's pages, served over HTTP."""
    listener = listen("127.0.0.1", 0)
    server = Server(pages_of(demo), listener)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield address_of(listener)
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("there is no Chromium: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
