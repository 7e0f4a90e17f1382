"""The made-up company, started once for all these tests; they do not mind on which day they find it.

Only what the visitor connects goes last: his accounts stay.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
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
from tests.demo.stage import Setting, Stage, elsewhere
from tests.ears import listening
from tests.migrated import Copies
from tests.scenarios.office import office_store
from tests.served import served
from tests.web.browsing import FRENCH
from tests.web.test_pages import shop

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


@pytest.fixture(scope="session")
def pages(demo: Demo) -> FastAPI:
    """Made once: they keep nothing of who asked."""
    return create_app(demo.installation.app, demo.installation.entrance, demo.extras)


@pytest.fixture
def client(pages: FastAPI, listener: socket) -> TestClient:
    return TestClient(pages, base_url=address_of(listener), follow_redirects=False)


@pytest.fixture(scope="session")
def address(pages: FastAPI, listener: socket) -> Iterator[str]:
    """The demo's pages, served over HTTP."""
    server = Server(pages, listener)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield address_of(listener)
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def stage(migrated_copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The company once more, in which everybody signs in, and an installation where nobody has been yet."""
    folder = tmp_path_factory.mktemp("stage")
    with ExitStack() as stack:
        listener = stack.enter_context(closing(listen("127.0.0.1", 0)))
        address = address_of(listener)
        company = stack.enter_context(running(FIRST_DAY, address))
        idp = stack.enter_context(listening())
        entrance = elsewhere(company.installation.entrance, f"http://127.0.0.1:{idp.server_port}")
        pages = create_app(company.installation.app, entrance, replace(company.extras, guest=None))
        store = office_store(stack.enter_context(migrated_copies("sqlite", folder)))
        stack.callback(store.close)
        fresh = stack.enter_context(served(shop(store), store, "abcde-fghij"))
        client = TestClient(pages, base_url=address, headers=FRENCH, follow_redirects=False)
        made = Setting(company, client, address, fresh).stage(folder)
        server = Server(pages, listener)
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield made
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
