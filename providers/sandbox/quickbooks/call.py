"""One request as an endpoint sees it, and what an endpoint gives back."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from ..exchange import Answer, Arrived
from .book import Book
from .errors import malformed, required
from .select import Selections
from .times import stamp

Json = dict[str, Any]
#: Sends an invoice's e-mail: recipients with commas, subject, text.
Mail = Callable[[str, str, str], None]


@dataclass
class Company:
    """A book at work: its selections, and the answers remembered by request id."""

    book: Book
    selections: Selections
    answered: dict[str, Answer] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Book) -> "Company":
        return cls(book, Selections(book))


@dataclass(frozen=True)
class Call:
    """`rest` is the path below the company, split at slashes; `mail` is None where nobody set one."""

    company: Company
    method: str
    rest: tuple[str, ...]
    params: dict[str, str]
    body: str
    base_url: str
    mail: Mail | None

    @classmethod
    def of(cls, company: Company, request: Arrived, rest: tuple[str, ...], mail: Mail | None) -> "Call":
        params = {name: values[-1] for name, values in parse_qs(request.query).items()}
        return cls(company, request.method, rest, params, request.body, request.base_url, mail)

    @property
    def book(self) -> Book:
        return self.company.book

    def json(self) -> Json:
        try:
            given = json.loads(self.body)
        except ValueError:
            raise malformed(
                "body", "Request has invalid or unsupported property: the body is no JSON"
            ) from None
        if not isinstance(given, dict):
            raise malformed("body", "Request has invalid or unsupported property: the body is no JSON object")
        return given

    def param(self, name: str) -> str:
        if not self.params.get(name):
            raise required(name)
        return self.params[name]

    def enveloped(self, shown: Json) -> Answer:
        return compact(200, shown | {"time": stamp(self.book.clock.now())})


def compact(status: int, shown: Json) -> Answer:
    """Without indents: a page of a thousand invoices is written by the C encoder."""
    return Answer(status, json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode())
