"""A token endpoint over HTTP whose refresh tokens are good once, and that counts what it is asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qsl

REFUSAL = {"error": "invalid_grant", "error_description": "unknown, used or revoked"}


class TokenServer:
    """`grace` says how often a used refresh token is still taken; a further use ends the consent."""

    def __init__(self, grace: int = 0, first: str = "refresh-0") -> None:
        self.grace = grace
        self.exchanged: list[str] = []
        self.revoked: list[str] = []
        self.uses = {first: 0}
        self.answer: tuple[int, str, dict[str, str]] | None = None
        self.extra: dict[str, Any] = {}
        self.seen: list[tuple[dict[str, str], dict[str, str]]] = []
        self.url = ""
        self._lock = Lock()
        self._is_over = False

    def post(
        self, path: str, form: dict[str, str], headers: dict[str, str]
    ) -> tuple[int, str, dict[str, str]]:
        with self._lock:
            self.seen.append((form, headers))
            if self.answer is not None:
                return self.answer
            status, body = self._revoke(form) if path == "/revoke" else self._exchange(form)
            return status, json.dumps(body), {"Content-Type": "application/json"}

    def _revoke(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.revoked.append(form["token"])
        return 200, {}

    def _exchange(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        given = form.get("refresh_token") or form.get("code", "")
        if self._is_over or given not in self.uses:
            return 400, REFUSAL
        self.uses[given] += 1
        if self.uses[given] > 1 + self.grace:
            self._is_over = True
            return 400, REFUSAL
        self.exchanged.append(given)
        n = len(self.exchanged)
        self.uses[f"refresh-{n}"] = 0
        tokens = {"access_token": f"access-{n}", "refresh_token": f"refresh-{n}", "expires_in": 1800}
        return 200, {"token_type": "Bearer", **tokens, **self.extra}


@contextmanager
def serving(server: TokenServer) -> Iterator[TokenServer]:
    """On loopback, at `server.url`, until the block ends."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            is_json = "json" in self.headers.get("Content-Type", "")
            form = json.loads(body) if is_json else dict(parse_qsl(body.decode()))
            status, text, headers = server.post(self.path, form, dict(self.headers))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            """Tests read `seen`."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    http.daemon_threads = True
    server.url = f"http://127.0.0.1:{http.server_port}"
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
