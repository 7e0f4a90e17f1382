"""The shared way to a provider: headers, redirects, netrc, tokens, writes, budgets, redaction."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from pytest_httpserver import HTTPServer

from connector.core.errors import (
    Ambiguous,
    AuthExpired,
    Malformed,
    ProviderError,
    RateLimited,
    Rejected,
    Unavailable,
)
from providers._http import Access, Answer, Judge, Key, Wire, redacted, safe_base_url

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def server(httpserver: HTTPServer) -> HTTPServer:
    return httpserver


class Tokens:
    """Tokens one after the other; a refusal brings the next."""

    def __init__(self, *tokens: str) -> None:
        self.left = list(tokens)

    def access(self) -> str:
        return self.left[0]

    def after_refusal(self, access: str) -> str:
        if access == self.left[0] and len(self.left) > 1:
            self.left.pop(0)
        return self.left[0]


class Told:
    """A counter that writes down what it is told, and may have nothing left."""

    def __init__(self, left: int = 10) -> None:
        self.left = left
        self.told: list[object] = []

    @contextmanager
    def call(self) -> Iterator[None]:
        if self.left == 0:
            raise RateLimited("used up", NOON)
        self.left -= 1
        yield

    def heard(self, headers: Mapping[str, str]) -> None:
        self.told.append(headers.get("X-Left"))

    def paused(self, until: datetime) -> None:
        self.told.append(until)


def _judged(answer: Answer) -> ProviderError | None:
    return AuthExpired("another consent is needed") if answer.body == b"not yours" else None


def _wire(
    server: HTTPServer,
    access: Access | None = None,
    counter: Told | None = None,
    judge: Judge = lambda _: None,
) -> Wire:
    return Wire(
        "Acme Books",
        server.url_for("/api/"),
        access=access or Key("one"),
        counter=counter,
        judge=judge,
        now=lambda: NOON,
        headers={"X-Version": "7"},
        explain=lambda body: body.decode() if body.startswith(b"because") else None,
    )


def _moved(server: HTTPServer, path: str) -> None:
    there = {"Location": server.url_for("/api/rows")}
    server.expect_request(path).respond_with_data("", status=302, headers=there)


def _headers_seen(server: HTTPServer, name: str) -> list[str | None]:
    return [request.headers.get(name) for request, _ in server.log]


def test_every_call_bears_the_key_and_the_headers(server: HTTPServer) -> None:
    server.expect_request("/api/rows").respond_with_data("[]")
    wire = _wire(server)

    wire.get("/rows")
    wire.get("/rows", [("a[]", "x y"), ("a[]", "&")])

    assert _headers_seen(server, "Authorization") == ["Bearer one", "Bearer one"]
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


class TestARefusedToken:
    def test_is_renewed_and_the_call_made_once_more(self, server: HTTPServer) -> None:
        server.expect_ordered_request("/api/rows").respond_with_data("", status=401)
        server.expect_ordered_request("/api/rows").respond_with_data("[]")

        answer = _wire(server, Tokens("old", "new")).get("/rows")

        assert answer.body == b"[]"
        assert _headers_seen(server, "Authorization") == ["Bearer old", "Bearer new"]

    def test_is_renewed_once_only(self, server: HTTPServer) -> None:
        server.expect_request("/api/rows").respond_with_data("", status=401)

        with pytest.raises(AuthExpired):
            _wire(server, Tokens("old", "new", "newer")).get("/rows")

        assert len(server.log) == 2

    def test_a_key_is_not_tried_again(self, server: HTTPServer) -> None:
        server.expect_request("/api/rows").respond_with_data("", status=401)

        with pytest.raises(AuthExpired):
            _wire(server).get("/rows")

        assert len(server.log) == 1

    def test_is_not_renewed_where_another_would_be_refused_as_well(self, server: HTTPServer) -> None:
        server.expect_request("/api/rows").respond_with_data("not yours", status=401)

        with pytest.raises(AuthExpired, match="another consent"):
            _wire(server, Tokens("old", "new"), judge=_judged).get("/rows")

        assert len(server.log) == 1

    def test_is_renewed_where_nothing_else_is_known_of_it(self, server: HTTPServer) -> None:
        server.expect_ordered_request("/api/rows").respond_with_data("expired", status=401)
        server.expect_ordered_request("/api/rows").respond_with_data("[]")

        assert _wire(server, Tokens("old", "new"), judge=_judged).get("/rows").body == b"[]"

    def test_a_write_that_it_refused_is_sent_with_the_new_one(self, server: HTTPServer) -> None:
        server.expect_ordered_request("/api/rows").respond_with_data("", status=401)
        server.expect_ordered_request("/api/rows").respond_with_data("ok")

        assert _wire(server, Tokens("old", "new")).write("POST", "/rows", b"x").body == b"ok"


class TestAWrite:
    def test_is_sent_as_it_was_made(self, server: HTTPServer) -> None:
        server.expect_request("/api/rows", method="POST").respond_with_data("ok")

        _wire(server).write("POST", "/rows", b"a=1", params=[("k", "v")], headers={"Idempotency-Key": "r-1"})

        request = server.log[0][0]
        assert (request.get_data(), request.query_string) == (b"a=1", b"k=v")
        assert _headers_seen(server, "Idempotency-Key") == ["r-1"]

    @pytest.mark.parametrize("status", [500, 502, 503, 408, 409])
    def test_that_met_trouble_may_have_been_done(self, server: HTTPServer, status: int) -> None:
        server.expect_request("/api/rows").respond_with_data("because", status=status)

        with pytest.raises(Ambiguous, match="may have been done"):
            _wire(server).write("POST", "/rows", b"")

        assert len(server.log) == 1

    @pytest.mark.parametrize(("status", "error"), [(400, Rejected), (404, Rejected), (429, RateLimited)])
    def test_that_was_refused_was_not_done(
        self, server: HTTPServer, status: int, error: type[Exception]
    ) -> None:
        server.expect_request("/api/rows").respond_with_data("because", status=status)

        with pytest.raises(error):
            _wire(server).write("POST", "/rows", b"")

    def test_whose_answer_never_came_may_have_been_done(self, broken_server: str) -> None:
        wire = Wire("Acme Books", broken_server, access=Key("k"), now=lambda: NOON, headers={}, explain=_mute)

        with pytest.raises(Ambiguous, match="gave no answer"):
            wire.write("POST", "/rows", b"")

    def test_that_found_no_server_was_not_done(self) -> None:
        nobody = "http://127.0.0.1:1"
        wire = Wire("Acme Books", nobody, access=Key("k"), now=lambda: NOON, headers={}, explain=_mute)

        with pytest.raises(Unavailable, match="no connection"):
            wire.write("POST", "/rows", b"")

    def test_that_has_no_token_was_not_done(self, server: HTTPServer) -> None:
        class Down:
            def access(self) -> str:
                raise Unavailable("no token")

            def after_refusal(self, access: str) -> str:
                return access

        with pytest.raises(Unavailable, match="no token"):
            _wire(server, Down()).write("POST", "/rows", b"")


class TestTheBudget:
    def test_every_call_is_counted_and_told_what_is_left(self, server: HTTPServer) -> None:
        server.expect_request("/api/rows").respond_with_data("[]", headers={"X-Left": "41"})
        counter = Told()

        _wire(server, counter=counter).get("/rows")

        assert (counter.left, counter.told) == (9, ["41"])

    def test_nothing_is_sent_when_there_is_none_left(self, server: HTTPServer) -> None:
        with pytest.raises(RateLimited, match="used up"):
            _wire(server, counter=Told(left=0)).get("/rows")

        assert server.log == []

    def test_a_pause_that_the_provider_asks_for_is_told(self, server: HTTPServer) -> None:
        server.expect_request("/api/rows").respond_with_data("", status=429, headers={"Retry-After": "120"})
        counter = Told()

        with pytest.raises(RateLimited):
            _wire(server, counter=counter).get("/rows")

        assert counter.told == [None, NOON + timedelta(minutes=2)]


def _mute(_: bytes) -> None:
    return None


@pytest.fixture
def broken_server() -> Iterator[str]:
    """Takes a request and hangs up without an answer."""
    listener = socket.create_server(("127.0.0.1", 0))

    def hang_up() -> None:
        taken, _ = listener.accept()
        taken.recv(65536)
        taken.close()

    thread = Thread(target=hang_up)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    thread.join()
    listener.close()


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
