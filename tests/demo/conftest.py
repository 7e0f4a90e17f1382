"""The made-up company, started once for all these tests; they do not mind on which day they find it.

Only what the visitor connects goes last: his accounts stay.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from socket import socket
from threading import Thread

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient

from connector.demo.run import Demo, running
from connector.web.app import create_app
from connector.web.server import Server, address_of, listen

CHROMIUM = Path("/usr/bin/chromium")
#: A Wednesday; All Saints' Day and Armistice Day lie before the visitor.
FIRST_DAY = datetime(2026, 10, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def listener() -> Iterator[socket]:
    made = listen("127.0.0.1", 0)
    yield made
    made.close()


@pytest.fixture(scope="session")
def demo(listener: socket) -> Iterator[Demo]:
    """It knows where its pages answer: whoever consents at a provider is led back there."""
    with running(FIRST_DAY, address_of(listener)) as company:
        yield company


@pytest.fixture
def client(demo: Demo, listener: socket) -> TestClient:
    return TestClient(pages_of(demo), base_url=address_of(listener), follow_redirects=False)


def pages_of(demo: Demo) -> FastAPI:
    return create_app(demo.installation.app, demo.installation.entrance, demo.extras)


@pytest.fixture(scope="session")
def address(demo: Demo, listener: socket) -> Iterator[str]:
    """The demo's pages, served over HTTP."""
    server = Server(pages_of(demo), listener)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield address_of(listener)
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("there is no Chromium: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
