"""A company of the sandbox, and python-quickbooks as its client over plain http on loopback."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
from quickbooks import QuickBooks

from providers.sandbox import Handle
from providers.sandbox.quickbooks.book import Book
from tests.providers.sandbox.quickbooks.official import Api, client


@pytest.fixture(autouse=True)
def _over_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its OAuth session refuses http otherwise, on loopback as well."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture
def book(sandbox: Handle) -> Book:
    return sandbox.quickbooks.book


@pytest.fixture
def qb(sandbox: Handle) -> QuickBooks:
    return client(sandbox)


@pytest.fixture
def api(sandbox: Handle) -> Api:
    """The same company by plain requests, where the official client hides what came."""
    return Api.of(sandbox)


@pytest.fixture
def post(sandbox: Handle) -> Callable[..., Any]:
    """POST to `/_sandbox/quickbooks…`."""

    def post_(place: str, /, **form: Any) -> Any:
        answer = requests.post(f"{sandbox.url}/_sandbox/quickbooks{place}", json=form, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    return post_
