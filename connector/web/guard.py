"""The door: who may ask from where, and what every answer tells the browser."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Names under which this machine itself may ask; a name that is neither one of these nor the base URL's
#: is a foreign page that guesses at us.
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD"})
#: What is under this address is signed by who sends it; no browser does, and none is let in.
WEBHOOKS = "/webhooks"
#: Programs ask under this one, with a token that no browser sends by itself.
PROGRAMS = "/api"
BY_MACHINES = (f"{WEBHOOKS}/", f"{PROGRAMS}/")
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; "
    "connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
#: Of a stored message: no script, no address, no form; only its own words and style.
MESSAGE_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: a form would then say «Origin: null», and the door could not tell it from a forged one.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class Guard:
    """Lets in what comes from our own pages, and writes the security headers.

    `base_url` is the address under which people open them. Behind a proxy the request itself comes in
    plain http, so the origin of a form is judged by that address; what the proxy says of it is not believed.
    """

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        self._app = app
        self._base_url = base_url
        self._base_name = urlsplit(base_url).hostname

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_form = scope["method"] not in SAFE_METHODS and not scope["path"].startswith(BY_MACHINES)
        refusal = self._refusal(is_form, scope.get("scheme", "http"), Headers(scope=scope))
        answer = PlainTextResponse(refusal, status_code=403) if refusal else self._app
        await answer(scope, receive, _with_headers(send))

    def _refusal(self, is_form: bool, scheme: str, headers: Headers) -> str | None:
        host = headers.get("host", "")
        name = _name(host)
        if name not in LOOPBACK_NAMES and name != self._base_name:
            return "This page answers only under its own address, which RELANCE_BASE_URL says.\n"
        origin = headers.get("origin")
        if origin is None and not is_form:
            return None
        ours = {self._base_url} if name == self._base_name else set()
        if name in LOOPBACK_NAMES:
            ours.add(f"{scheme}://{host}")
        if origin not in ours:
            return "This was asked from another page than ours: nothing was changed.\n"
        return None


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return wrapped
