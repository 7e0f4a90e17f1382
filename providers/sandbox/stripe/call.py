"""One request as an endpoint sees it, and the endpoints' table."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from . import fields
from .book import Book, Row, found
from .errors import ApiError
from .paging import Page
from .params import Params
from .view import View
from .wire import Json, list_json

Endpoint = Callable[["Call"], Json]
_Row = TypeVar("_Row", bound=Row)
_Thing = TypeVar("_Thing")


@dataclass(frozen=True)
class Call:
    """`sought` is the id in the path, empty where there is none; `view` shows in the asked version."""

    book: Book
    params: Params
    view: View
    sought: str = ""

    def it(self, shelf: dict[str, _Thing], noun: str) -> _Thing:
        """The object the path names."""
        return found(shelf, self.sought, noun)

    def expansions(self, noun: str, *, is_list: bool = False) -> list[list[str]]:
        levels, version = self.book.rules.expand_levels, self.view.version
        words = self.params.words("expand")
        return [fields.checked(noun, word, version, levels, is_list=is_list) for word in words]

    def answer(self, thing: Any, paths: Iterable[list[str]] = ()) -> Json:
        return self.view.expand(self.view.show(thing), paths)

    def read(self, shelf: dict[str, Any], noun: str, named: str | None = None) -> Json:
        """The usual GET of one object; `named` is what a refusal calls it."""
        paths = self.expansions(noun)
        self.params.done()
        return self.answer(self.it(shelf, named or noun), paths)

    def listed(
        self, url: str, noun: str, everything: Sequence[_Row], keep: Callable[[_Row], bool] = lambda _: True
    ) -> Json:
        """A page of `everything`, newest first; `keep` is the endpoint's own filter, taken beforehand."""
        page, created = Page.taken_from(self.params), self.params.span("created")
        paths = self.expansions(noun, is_list=True)
        self.params.done()
        rows = [row for row in everything if created.holds(row.created) and keep(row)]
        shown, has_more = page.cut(rows, everything, noun)
        return list_json(url, [self.answer(row, paths) for row in shown], has_more=has_more)


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
