"""What the sandbox remembers of a request may be shown: tokens and client secrets are kept short."""

import re
from datetime import datetime

from .exchange import Arrived, Seen

_SECRETS = re.compile(
    r'((?:refresh_token|client_secret|code_verifier|code|token)(?:=|"\s*:\s*"))([^&"\s]+)', re.IGNORECASE
)


def short(secret: str) -> str:
    """Its beginning and its end, enough to tell two apart."""
    return f"{secret[:4]}***{secret[-4:]}" if len(secret) > 12 else "***"


def hidden(request: Arrived, at: datetime, status: int | None) -> Seen:
    """The request without what could be used again."""
    headers = dict(request.headers)
    if "authorization" in headers:
        scheme, _, given = headers["authorization"].partition(" ")
        headers["authorization"] = f"{scheme} {short(given)}"
    return Seen(request.method, request.path, _cut(request.query), _cut(request.body), headers, at, status)


def _cut(text: str) -> str:
    return _SECRETS.sub(lambda found: found[1] + short(found[2]), text)
