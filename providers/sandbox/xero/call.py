"""One request as an endpoint sees it, and the endpoints' table."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from ..exchange import Answer, Arrived
from .book import Book
from .errors import ApiError, not_found, unreadable_body

#: What mails a text: whom to, subject, body.
Mail = Callable[[str, str, str], None]


@dataclass
class Mailbox:
    """Where invoices go by mail, if whoever starts the sandbox sets `mail`. `cap` counts mails a day."""

    mail: Mail | None = None
    cap: int = 1000
    sent: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """`sought` is the id in the path, empty where there is none; `app` and `user` hold the token."""

    book: Book
    request: Arrived
    sought: str
    app: str
    user: str
    mailbox: Mailbox

    def param(self, name: str) -> str | None:
        """A parameter of the query; None where it is absent or empty."""
        values = parse_qs(self.request.query).get(name)
        return values[-1] if values else None

    def json(self) -> dict[str, Any]:
        """The posted object. Raises ApiError 400."""
        try:
            given = json.loads(self.request.body or "{}")
        except ValueError as wrong:
            raise unreadable_body(str(wrong)) from None
        if not isinstance(given, dict):
            raise unreadable_body("An object is expected.")
        return given


Endpoint = Callable[[Call], Answer]


@dataclass(frozen=True)
class Route:
    """`scopes` are those of which one opens the endpoint."""

    method: str
    pattern: re.Pattern[str]
    scopes: frozenset[str]
    endpoint: Endpoint


@dataclass
class Routes:
    """Which endpoint answers which method and path below `/api.xro/2.0`; case does not matter in the path."""

    rows: list[Route] = field(default_factory=list)

    def add(self, method: str, path: str, scopes: str) -> Callable[[Endpoint], Endpoint]:
        pattern = re.compile(re.escape(path).replace(r"\{id\}", r"(?P<id>[^/]+)"), re.IGNORECASE)

        def register(endpoint: Endpoint) -> Endpoint:
            self.rows.append(Route(method, pattern, frozenset(scopes.split()), endpoint))
            return endpoint

        return register

    def find(self, method: str, path: str) -> tuple[Route, str]:
        """The route and the id in the path. 404 for an unknown path, 405 for a method it has not got."""
        fitting = [(route, route.pattern.fullmatch(path)) for route in self.rows]
        known = [(route, match) for route, match in fitting if match is not None]
        for route, match in known:
            if route.method == method:
                return route, match.groupdict().get("id", "")
        raise ApiError(405, "The method is not allowed here.") if known else not_found()
