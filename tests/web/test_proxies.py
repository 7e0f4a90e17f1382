"""Whom a proxy names is the visitor only where the proxy is one of ours."""

from ipaddress import ip_network

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from connector.core.accounts import What
from connector.core.errors import Refused
from connector.settings import read_settings
from connector.usecases import accounts
from connector.web.app import create_app
from connector.web.proxies import Proxies
from tests.scenarios.office import Office
from tests.web.browsing import entrance_of, post, user, visitor

OURS = [ip_network("127.0.0.0/8"), ip_network("10.1.0.0/16"), ip_network("fd00::/8")]


async def who_asks(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(scope["client"][0])(scope, receive, send)


@pytest.mark.parametrize(
    ("peer", "said", "is_taken_for"),
    [
        ("127.0.0.1", ["192.0.2.7"], "192.0.2.7"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("::ffff:127.0.0.1", ["2001:db8::1"], "2001:db8::1"),
        ("fd00::1", ["192.0.2.7, 10.1.0.3"], "192.0.2.7"),
        ("127.0.0.1", ["192.0.2.7", "10.1.0.3"], "192.0.2.7"),
        ("127.0.0.1", ["198.51.100.1, 192.0.2.7"], "192.0.2.7"),
        ("127.0.0.1", ["198.51.100.1, nonsense"], "127.0.0.1"),
        ("127.0.0.1", ["10.1.0.3"], "10.1.0.3"),
        ("10.2.0.1", ["192.0.2.7"], "10.2.0.1"),
        ("192.0.2.9", ["192.0.2.7"], "192.0.2.9"),
        ("a socket", ["192.0.2.7"], "a socket"),
        # As some proxies write it: with a port, in brackets.
        ("127.0.0.1", ["203.0.113.5:4711"], "203.0.113.5"),
        ("127.0.0.1", ["[2001:db8::1]:443"], "2001:db8::1"),
        ("127.0.0.1", ["[2001:db8::1]"], "2001:db8::1"),
        ("127.0.0.1", ["198.51.100.1, 203.0.113.5:4711, 10.1.0.3:80, [fd00::9]:80"], "203.0.113.5"),
        # One address is one visitor, however it is written.
        ("127.0.0.1", ["2001:DB8:0::1"], "2001:db8::1"),
        ("127.0.0.1", ["::ffff:192.0.2.7"], "192.0.2.7"),
        ("127.0.0.1", ["[::ffff:192.0.2.7]:443, ::ffff:10.1.0.3"], "192.0.2.7"),
        ("fd00::1%eth0", ["192.0.2.7"], "192.0.2.7"),
        # What is none is nobody, and what stands left of it is not believed.
        *(
            ("127.0.0.1", [f"198.51.100.1, {none}, 10.1.0.3"], "10.1.0.3")
            for none in (
                *("", "unknown", "203.0.113.5:", "203.0.113.5:99999", "203.0.113.5:4x", "203.0.113.5:٣"),
                *(
                    "[203.0.113.5]:80",
                    "[2001:db8::1",
                    "2001:db8::1]",
                    "[2001:db8::1]443",
                    "[::1]:80",
                    "[]:80",
                ),
                *("2001:db8::1%eth0", '"203.0.113.5"', "203.0.113.5 1", "203.0.113", "127.0.0.1:80"),
            )
        ),
        # Nobody is slowed down who asks from this machine: it cannot be said of oneself.
        ("10.1.0.1", ["127.0.0.1, 10.1.5.9"], "10.1.5.9"),
        ("10.1.0.1", ["::ffff:127.0.0.1"], "10.1.0.1"),
        ("10.1.0.1", ["::1"], "10.1.0.1"),
    ],
)
def test_the_visitor_is_the_last_one_who_is_no_proxy_of_ours(
    peer: str, said: list[str], is_taken_for: str
) -> None:
    client = TestClient(Proxies(who_asks, OURS), client=(peer, 1))

    found = client.get("/", headers=[(b"x-forwarded-for", one.encode()) for one in said])
    assert found.text == is_taken_for


def test_an_attempt_to_sign_in_is_the_visitors(office: Office) -> None:
    user(office.store)
    client = visitor(create_app(office.app, entrance_of(office.store), proxies=OURS))
    client._transport.client = ("127.0.0.1", 1)  # type: ignore[attr-defined]
    client.headers["x-forwarded-for"] = "192.0.2.7"

    post(client, "/sign-in", "/sign-in", email="nobody@atelier.example", password="wrong")

    refused = next(x for x in accounts.events(entrance_of(office.store)) if x.what is What.REFUSED)
    assert refused.facts["address"] == "192.0.2.7"


def test_they_are_named_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELANCE_TRUSTED_PROXIES", "127.0.0.1, fd00::/8")
    assert read_settings().trusted_proxies == (ip_network("127.0.0.1"), ip_network("fd00::/8"))

    monkeypatch.setenv("RELANCE_TRUSTED_PROXIES", "10.1.0.7/16")
    with pytest.raises(Refused, match=r"RELANCE_TRUSTED_PROXIES cannot be read \(10.1.0.7/16 has host bits"):
        read_settings()

    monkeypatch.setenv("RELANCE_TRUSTED_PROXIES", "::ffff:10.0.0.0/104 ::ffff:192.0.2.7")
    assert read_settings().trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("192.0.2.7"))

    for everybody in ("0.0.0.0/0", "::/0", "::ffff:0:0/96"):
        monkeypatch.setenv("RELANCE_TRUSTED_PROXIES", everybody)
        with pytest.raises(Refused, match="names the whole internet"):
            read_settings()
