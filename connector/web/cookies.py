"""The cookies: what they are called, and what the browser may do with them."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

from connector.core.accounts import LIFETIME
from connector.core.second_factor import HALF_OPEN_FOR
from connector.usecases.sign_in import CodeAsked, SignedIn

#: No browser keeps one longer.
DEVICE_KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Cookies:
    """Their names at one address.

    Over https they are `__Host-`: no other host and no plain page can set them. On http on this machine
    they bear the port, for browsers keep one jar for all ports of a machine.
    """

    is_secure: bool
    port: int | None

    @classmethod
    def of(cls, request: Request, base_url: str) -> "Cookies":
        return cls(urlsplit(base_url).scheme == "https", request.url.port)

    @property
    def session(self) -> str:
        return self._named("session")

    @property
    def device(self) -> str:
        """Proves a browser in which its user has signed in before."""
        return self._named("device")

    @property
    def form(self) -> str:
        """Binds the forms of whoever is not signed in yet to his browser."""
        return self._named("form")

    @property
    def half(self) -> str:
        """Of a sign-in whose password was right and whose code is still asked for: no session."""
        return self._named("half")

    @property
    def tongue(self) -> str:
        """The language in which whoever is not signed in would read the pages, where he has said so."""
        return self._named("tongue")

    def keep_tongue(self, answer: Response, language: str) -> None:
        self._set(answer, self.tongue, language, DEVICE_KEPT)

    def keep(self, answer: Response, opened: SignedIn) -> None:
        self._set(answer, self.session, opened.token, LIFETIME)
        self._set(answer, self.device, opened.device, DEVICE_KEPT)

    def keep_half(self, answer: Response, asked: CodeAsked) -> None:
        self._set(answer, self.half, asked.token, HALF_OPEN_FOR)

    def forget_half(self, answer: Response) -> None:
        self._drop(answer, self.half)

    def keep_form(self, answer: Response, seal: str) -> None:
        self._set(answer, self.form, seal, None)

    def forget(self, answer: Response) -> None:
        """The device stays known: it opens nothing."""
        self._drop(answer, self.session)

    def _named(self, what: str) -> str:
        return f"__Host-relance-{what}" if self.is_secure else f"relance-{what}-{self.port or 80}"

    def _drop(self, answer: Response, name: str) -> None:
        answer.delete_cookie(name, path="/", secure=self.is_secure, httponly=True, samesite="lax")

    def _set(self, answer: Response, name: str, value: str, lasts: timedelta | None) -> None:
        seconds = None if lasts is None else int(lasts.total_seconds())
        answer.set_cookie(
            name, value, seconds, path="/", secure=self.is_secure, httponly=True, samesite="lax"
        )


def new_seal() -> str:
    return secrets.token_urlsafe(32)


def csrf_of(seal: str) -> str:
    """What a form bears: made from the session's token, so it ends with it and fits no other."""
    return hmac.new(seal.encode(), b"form", hashlib.sha256).hexdigest()


def fits(seal: str, shown: str) -> bool:
    return hmac.compare_digest(csrf_of(seal).encode(), shown.encode())
