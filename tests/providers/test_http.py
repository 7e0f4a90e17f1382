"""The shared way to a provider: headers, redirects, netrc, redaction."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from connector.core.errors import Malformed, Rejected
from providers._http import Wire, is_loopback, redacted, safe_base_url

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1") as running:
        yield running


def _wire(server: HTTPServer, tokens: Iterator[str] | None = None) -> Wire:
    given = tokens or iter(["Bearer one", "Bearer two"])
    return Wire(
        "Acme Books",
        server.url_for("/api/"),
        authorization=lambda: next(given),
        now=lambda: NOON,
        headers={"X-Version": "7"},
        explain=lambda body: body.decode() if body.startswith(b"because") else None,
    )


def _moved(server: HTTPServer, path: str) -> None:
    there = {"Location": server.url_for("/api/rows")}
    server.expect_request(path).respond_with_data("", status=302, headers=there)


def _headers_seen(server: HTTPServer, name: str) -> list[str | None]:
    return [request.headers.get(name) for request, _ in server.log]


def test_each_call_asks_for_the_present_token(server: HTTPServer) -> None:
    server.expect_request("/api/rows").respond_with_data("[]")
    wire = _wire(server)

    wire.get("/rows")
    wire.get("/rows", [("a[]", "x y"), ("a[]", "&")])

    assert _headers_seen(server, "Authorization") == ["Bearer one", "Bearer two"]
    assert _headers_seen(server, "X-Version") == ["7", "7"]
    assert server.log[1][0].args.getlist("a[]") == ["x y", "&"]


def test_a_netrc_of_this_machine_does_not_replace_the_token(
    server: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.expect_request("/api/rows").respond_with_data("[]")

    _wire(server).get("/rows")

    assert _headers_seen(server, "Authorization") == ["Bearer one"]


def test_a_redirect_is_not_followed_with_the_key(server: HTTPServer) -> None:
    _moved(server, "/api/old")

    with pytest.raises(Rejected, match="redirect"):
        _wire(server).get("/old")

    assert [request.path for request, _ in server.log] == ["/api/old"]


def test_a_documents_redirect_is_followed_without_the_key(server: HTTPServer) -> None:
    server.expect_request("/api/rows").respond_with_data("[]")
    _moved(server, "/document")

    answer = _wire(server).get_document(server.url_for("/document"))

    assert answer.body == b"[]"
    assert _headers_seen(server, "Authorization") == [None, None]


def test_a_refusal_carries_the_providers_own_words(server: HTTPServer) -> None:
    server.expect_request("/api/rows").respond_with_data("because it is Sunday", status=400)

    with pytest.raises(Rejected, match=r"Acme Books refused \(status 400\): because it is Sunday"):
        _wire(server).get("/rows")


def test_a_refusal_in_no_known_words_is_malformed(server: HTTPServer) -> None:
    server.expect_request("/api/rows").respond_with_data("<html>proxy</html>", status=403)

    with pytest.raises(Malformed) as raised:
        _wire(server).get("/rows")

    assert raised.value.payload == "<html>proxy</html>"


def test_a_status_that_was_asked_for_is_an_answer(server: HTTPServer) -> None:
    server.expect_request("/api/rows").respond_with_data("gone", status=404)

    assert _wire(server).get("/rows", also=(404,)).status == 404


@pytest.mark.parametrize(
    "text",
    ["rk_live_51abcDEF", "sk_test_x1", "pk_live_x1", "whsec_aB3", "Authorization: Bearer eyJhbGciOi.x.y"],
)
def test_what_looks_like_a_key_is_never_shown(text: str) -> None:
    assert redacted(f"said {text} twice: {text}").count("(key)") == 2
    assert text.rsplit("_", maxsplit=1)[-1].rsplit(maxsplit=1)[-1] not in redacted(text)


@pytest.mark.parametrize(
    "url", ["https://api.acme.example/v1/", "http://127.0.0.1:9/x", "http://localhost:9"]
)
def test_a_safe_address_loses_its_last_slash_only(url: str) -> None:
    assert safe_base_url("Acme", url) == url.rstrip("/")


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("localhost", True),
        ("localhost.acme.example", False),
        ("10.0.0.1", False),
    ],
)
def test_this_machine_is_known_by_its_addresses(host: str, is_here: bool) -> None:
    assert is_loopback(host) is is_here
