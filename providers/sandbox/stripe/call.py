"""One request as an endpoint sees it, and the endpoints' table."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .book import Book
from .errors import ApiError
from .params import Params
from .wire import Json

Endpoint = Callable[["Call"], Json]


@dataclass(frozen=True)
class Call:
    """`sought` is the id in the path, empty where there is none; `base_url` is where the stand-in answers."""

    book: Book
    params: Params
    base_url: str
    sought: str = ""


@dataclass(frozen=True)
class Route:
    """`resource` is what a restricted key must be allowed to read (GET) or write (anything else)."""

    method: str
    pattern: re.Pattern[str]
    resource: str
    endpoint: Endpoint

    @property
    def permission(self) -> str:
        return f"{self.resource}_{'read' if self.method == 'GET' else 'write'}"


@dataclass
class Routes:
    """Which endpoint answers which method and path."""

    rows: list[Route] = field(default_factory=list)

    def add(self, method: str, path: str, resource: str) -> Callable[[Endpoint], Endpoint]:
        pattern = re.compile(re.escape(path).replace(r"\{id\}", "(?P<id>[A-Za-z0-9_]+)"))

        def register(endpoint: Endpoint) -> Endpoint:
            self.rows.append(Route(method, pattern, resource, endpoint))
            return endpoint

        return register

    def find(self, method: str, path: str) -> tuple[Route, str]:
        """The route and the id in the path; 404 in Stripe's words when there is none."""
        for route in self.rows:
            match = route.pattern.fullmatch(path)
            if match and route.method == method:
                return route, match.groupdict().get("id", "")
        raise ApiError(404, f"Unrecognized request URL ({method}: {path}).")
