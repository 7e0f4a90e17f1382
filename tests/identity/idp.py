"""An identity provider on loopback says who somebody is: by the book, or against it where a test wants it.

Whoever opens its page is let in as `person` at once. It looks at the app's proof and at PKCE, and takes a
code once.
"""

import json
import secrets
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

from tests.store.desk import NOON

CLIENT, SECRET = "relance", "s3cret:with/signs+"
CALLBACK = "http://127.0.0.1:8000/sign-in/openid/callback"
ANNA: dict[str, Any] = {"sub": "anna-at-the-idp", "email": "anna@atelier.example", "email_verified": True}


@cache
def rsa(kid: str = "rsa") -> RSAKey:
    """Made once: it takes a while."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


@cache
def elliptic(kid: str = "ec") -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})


def half_hash(token: str) -> str:
    return urlsafe_b64encode(sha256(token.encode()).digest()[:16]).decode().rstrip("=")


@dataclass
class Idp:
    """`claims` and `papers` are put over what it says, None takes one away; `answers` go by path.

    `asks_nobody_anew`: whoever was let in an hour ago is let in, whatever is asked for.
    """

    url: str
    now: datetime = NOON
    person: dict[str, Any] = field(default_factory=lambda: dict(ANNA))
    claims: dict[str, Any] = field(default_factory=dict)
    papers: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    key: Any = field(default_factory=rsa)
    shown: list[Any] = field(default_factory=lambda: [rsa()])
    says_address_apart: bool = False
    asks_nobody_anew: bool = False
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        by_itself = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/me",
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        }
        return without_nothing({**by_itself, **self.papers})

    def keys(self) -> dict[str, Any]:
        return {"keys": [x if isinstance(x, dict) else x.as_dict(private=False) for x in self.shown]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent on to, with a code."""
        assert asked["client_id"] == CLIENT and asked["redirect_uri"] == CALLBACK
        assert asked["code_challenge_method"] == "S256" and asked["response_type"] == "code"
        assert set(asked["scope"].split()) == {"openid", "email"}
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{CALLBACK}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], proof: str) -> tuple[int, dict[str, Any]]:
        if not is_proven(form, proof):
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), None)
        made = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        if asked is None or made != asked["code_challenge"] or form["redirect_uri"] != CALLBACK:
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe(8)
        return 200, {
            "access_token": access, "token_type": "Bearer", "expires_in": 60,
            "id_token": self.signed(asked, access),
        }  # fmt: skip

    def signed(self, asked: dict[str, str], access: str) -> str:
        second = int(self.now.timestamp())
        when = {"auth_time": second - 3600 * self.asks_nobody_anew} if "max_age" in asked else {}
        address = {} if self.says_address_apart else self.person
        claims = {
            "iss": self.url, "aud": CLIENT, "iat": second, "exp": second + 300, "nonce": asked["nonce"],
            "at_hash": half_hash(access), **when, **address, "sub": self.person["sub"],
        }  # fmt: skip
        header = {"alg": "RS256" if self.key is rsa() else "ES256", "kid": self.key.kid, **self.header}
        if header["alg"] == "none":
            return f"{part(header)}.{part({**claims, **self.claims})}."
        every = JWSRegistry(algorithms=list(JWSRegistry.algorithms), strict_check_header=False)
        return jwt.encode(
            without_nothing(header), without_nothing({**claims, **self.claims}), self.key, registry=every
        )


def part(said: dict[str, Any]) -> str:
    """Of a token that nobody signs."""
    return urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def is_proven(form: dict[str, str], proof: str) -> bool:
    """By HTTP Basic, each half encoded."""
    kind, _, text = proof.partition(" ")
    if kind != "Basic":
        return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
    known, _, secret = b64decode(text).decode().partition(":")
    return (unquote_plus(known), unquote_plus(secret)) == (CLIENT, SECRET)


def without_nothing(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


class _Door(BaseHTTPRequestHandler):
    idp: ClassVar[Idp]

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if self._said(url.path):
            return
        if url.path == "/authorize":
            self._answer(303, {"Location": self.idp.authorize(dict(parse_qsl(url.query)))}, b"")
            return
        pages: dict[str, Callable[[], dict[str, Any]]] = {
            "/.well-known/openid-configuration": self.idp.discovery,
            "/keys": self.idp.keys,
            "/me": lambda: self.idp.person,
        }
        self._answer(200, {}, json.dumps(pages[url.path]()).encode())

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        if self._said(self.path):
            return
        status, said = self.idp.token(form, self.headers.get("Authorization", ""))
        self._answer(status, {}, json.dumps(said).encode())

    def _said(self, path: str) -> bool:
        self.idp.asked.append(path)
        known = self.idp.answers.get(path)
        if known is not None:
            self._answer(*known)
        return known is not None

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody listens."""


@contextmanager
def standing() -> Iterator[Idp]:
    """An identity provider, until the block ends."""

    class Door(_Door):
        """Of this identity provider."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    Door.idp = Idp(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Door.idp
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
