"""A browser without a screen."""

from dataclasses import replace
from typing import Any

from starlette.testclient import TestClient

from connector.web.app import create_app
from connector.web.site import Extras
from tests.scenarios.office import Office

#: Where the pages answer in these tests.
ADDRESS = "http://127.0.0.1:8000"


def browser(office: Office, extras: Extras | None = None, **ports: Any) -> TestClient:
    """On this machine; `ports` stand in for the office's own."""
    pages = create_app(replace(office.app, **ports), extras)
    return TestClient(pages, base_url=ADDRESS, raise_server_exceptions=False)
