"""Stripe over HTTP: keys, permissions, version, idempotency, faults, then the endpoint. Plain ASGI."""

from dataclasses import dataclass, field

from starlette.types import Receive, Scope, Send

from ..exchange import Answer, NoAnswer, Seen, cut, read_body, reply
from ..faults import Fault, Faults
from ..hiding import hidden
from . import (
    announcements,
    catalogue,
    corrections,
    customers,
    invoices,
    methods,
    pages,
    payments,
    portal,
    subscriptions,
    timeline,
    versions,
)
from .access import Access
from .book import Book
from .call import Call, Route, Routes
from .errors import ApiError
from .idempotency import Idempotency
from .params import Params
from .platform import Platform
from .request import Request, spoilt
from .view import View

_ROWS = [
    row
    for room in (
        announcements, catalogue, corrections, customers, invoices, methods, payments, portal, subscriptions
    )
    for row in room.ROUTES.rows
]  # fmt: skip


@dataclass(frozen=True)
class _Exchange:
    """One request under way, with the fault planned for it."""

    request: Request
    request_id: str
    fault: Fault | None
    receive: Receive


@dataclass(frozen=True)
class _Work:
    """What the request asks for, ready to be done."""

    book: Book
    route: Route
    call: Call
    asked_by: tuple[str | None, str | None]

    def done(self) -> Answer:
        with self.book.lock:
            timeline.catch_up(self.book)
            self.book.asked_by = self.asked_by
            try:
                return Answer.of(200, self.route.endpoint(self.call))
            except ApiError as refused:
                return Answer.of(refused.status, refused.as_json())
            finally:
                self.book.asked_by = (None, None)


@dataclass
class StripeSandbox:
    """The dialect: one book for every key, unless a key was given a book of its own.

    `access` says what each key may do; `seen` holds every request, oldest first.
    """

    book: Book
    faults: Faults
    seen: list[Seen] = field(default_factory=list)
    books: dict[str, Book] = field(default_factory=dict)
    access: Access = field(default_factory=Access)
    _idempotency: dict[str, Idempotency] = field(default_factory=dict)
    _routes: Routes = field(default_factory=lambda: Routes(_ROWS))

    def __post_init__(self) -> None:
        self.oauth = Platform(self)

    def start_over(self, book: Book) -> None:
        """A new book, and nothing remembered of what was asked or of any key."""
        book.base_url = self.book.base_url
        self.book, self.access = book, Access()
        self.oauth.start_over()
        for remembered in (self.seen, self.books, self._idempotency):
            remembered.clear()

    @property
    def denied(self) -> dict[str, set[str]]:
        """Permissions such as "customer_read" that a key has not, by key."""
        return self.access.denied

    @property
    def revoked(self) -> set[str]:
        return self.access.revoked

    def every_book(self) -> list[Book]:
        return list({book.account: book for book in [self.book, *self.books.values()]}.values())

    def book_of_account(self, account: str) -> Book | None:
        return next((book for book in self.every_book() if book.account == account), None)

    def add_book(self, book: Book, key: str) -> None:
        """`key` opens it from now on."""
        book.base_url = self.book.base_url
        self.books[key] = book

    def open_account(self, account: str, key: str) -> None:
        """`key` opens one of the accounts that are there from now on."""
        (book,) = (book for book in self.every_book() if book.account == account)
        self.books[key] = book

    def answers_at(self, base_url: str) -> None:
        """Where links to its own pages lead."""
        for book in self.every_book():
            book.base_url = base_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, await read_body(receive))
        self.answers_at(request.base_url)
        fault = self.faults.take(request.method, request.path, "stripe")
        exchange = _Exchange(request, f"req_sandbox{len(self.seen) + 1:06d}", fault, receive)
        answer: Answer | None = None
        try:
            answer = await self._answer(exchange)
        except NoAnswer:
            cut(scope)
        finally:
            status, now = answer.status if answer else None, self.book.clock.now()
            is_secret = self.oauth.serves(request.path)
            self.seen.append(hidden(request, now, status) if is_secret else request.seen(now, status))
        if answer is not None:
            await reply(send, answer, is_broken=fault is not None and fault.kind == "broken_page")

    async def _answer(self, exchange: _Exchange) -> Answer:
        request = exchange.request
        if self.oauth.serves(request.path):
            return await spoilt(lambda: self.oauth.answer(request), exchange.fault, exchange.receive)
        if not request.path.startswith("/v1/"):

            def page() -> Answer:
                return pages.answer(self.every_book(), request.method, request.path, request.body)

            return await spoilt(page, exchange.fault, exchange.receive)
        try:
            answer = await self._api_answer(exchange)
        except ApiError as refused:
            answer = Answer.of(refused.status, refused.as_json(), refused.headers)
        asked = request.headers.get("stripe-version", self.book.rules.api_version)
        headers = {"Request-Id": exchange.request_id, "Stripe-Version": asked, **answer.headers}
        return Answer(answer.status, answer.body, headers, answer.content_type)

    async def _api_answer(self, exchange: _Exchange) -> Answer:
        request = exchange.request
        key = self.access.key(request)
        book = self._book(request, key)
        version = versions.checked(request.headers.get("stripe-version", book.rules.api_version))
        self.access.check_rate(book)
        route, sought = self._routes.find(request.method, request.path)
        self.access.check(key, book, route)
        idempotency_key = request.headers.get("idempotency-key")
        call = Call(book, Params(request.params()), View(book, version), sought)
        work = _Work(book, route, call, (exchange.request_id, idempotency_key))
        if request.method != "POST" or idempotency_key is None:
            return await spoilt(work.done, exchange.fault, exchange.receive)
        return await self._once(exchange, idempotency_key, work)

    def _book(self, request: Request, key: str) -> Book:
        """The key's own account, or the connected one that `Stripe-Account` names."""
        own = self.books.get(key, self.book)
        account = request.headers.get("stripe-account")
        if account is None or account == own.account:
            return own
        named = self.book_of_account(account)
        return self.access.connected(key, account, named)

    async def _once(self, exchange: _Exchange, key: str, work: _Work) -> Answer:
        request = exchange.request
        ledger = self._idempotency.setdefault(work.book.account, Idempotency())
        asked = f"{request.method} {request.path} {request.body}"
        earlier = ledger.begin(key, asked, work.book.now(), exchange.request_id)
        if earlier is not None:
            return earlier

        def kept() -> Answer:
            done = work.done()
            ledger.finish(key, done)
            return done

        try:
            answer = await spoilt(kept, exchange.fault, exchange.receive)
        finally:
            ledger.abandon_unfinished(key)
        headers = {**answer.headers, "Idempotency-Key": key}
        return Answer(answer.status, answer.body, headers, answer.content_type)
