"""A provider that others wrote (npm's oidc-provider, which is certified) asks again who somebody is."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from connector.core.openid import Told
from connector.identity.client import App, OpenIdClient
from tests.providers.oauth.strict_server import CALLBACK, running, walked

ANNA = {"login": "anna@atelier.example", "password": "any"}
VERIFIER = "v" * 43


@pytest.mark.gate
def test_whoever_is_signed_in_there_is_asked_anew_and_it_says_when() -> None:
    with running() as url, requests.Session() as browser:
        client = OpenIdClient(App("Strict", url, "app", "s3cret", CALLBACK), lambda: datetime.now(UTC))

        def sign_in(is_anew: bool = False) -> tuple[Told, tuple[str, ...]]:
            address = client.address("state", "nonce", VERIFIER, is_anew)
            back, asked = walked(browser, address, ANNA)
            return client.told(dict(parse_qsl(urlsplit(back).query)), "nonce", VERIFIER), asked

        first, asked_first = sign_in()
        again, asked_again = sign_in()
        began_at = datetime.now(UTC)
        anew, asked_anew = sign_in(is_anew=True)

    assert ["login" in asked for asked in (asked_first, asked_again, asked_anew)] == [True, False, True]
    assert first.subject == again.subject == anew.subject
    assert anew.is_anew(began_at) and not again.is_anew(began_at)
