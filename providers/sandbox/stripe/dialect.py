"""Stripe over HTTP: keys, permissions, version, idempotency, faults, then the endpoint. Plain ASGI."""

import re
from dataclasses import dataclass, field

from starlette.types import Receive, Scope, Send

from ..exchange import Answer, NoAnswer, Seen, cut, read_body, reply
from ..faults import Fault, Faults
from . import customers, invoices, lifecycle, pages
from .book import Book
from .call import Call, Route, Routes
from .errors import ApiError
from .idempotency import Idempotency
from .params import Params
from .request import Request, short, spoilt
from .wire import API_VERSION

_KEY = re.compile(r"(rk|sk)_test_[A-Za-z0-9_]+")


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

    def done(self) -> Answer:
        with self.book.lock:
            lifecycle.settle(self.book)
            try:
                return Answer.of(200, self.route.endpoint(self.call))
            except ApiError as refused:
                return Answer.of(refused.status, refused.as_json())


@dataclass
class StripeSandbox:
    """The dialect: one book for every key, unless a key was given a book of its own.

    `denied` holds permissions such as "customer_read" by key; `seen` every request, oldest first.
    """

    book: Book
    faults: Faults
    seen: list[Seen] = field(default_factory=list)
    books: dict[str, Book] = field(default_factory=dict)
    denied: dict[str, set[str]] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    _idempotency: dict[str, Idempotency] = field(default_factory=dict)
    _routes: Routes = field(default_factory=lambda: Routes(invoices.ROUTES.rows + customers.ROUTES.rows))

    def start_over(self, book: Book) -> None:
        """A new book, and nothing remembered of what was asked or of any key."""
        self.book = book
        for remembered in (self.seen, self.books, self.denied, self.revoked, self._idempotency):
            remembered.clear()

    def book_of_account(self, account: str) -> Book | None:
        every = [self.book, *self.books.values()]
        return next((book for book in every if book.account == account), None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, await read_body(receive))
        fault = self.faults.take(request.method, request.path, "stripe")
        exchange = _Exchange(request, f"req_sandbox{len(self.seen) + 1:06d}", fault, receive)
        answer: Answer | None = None
        try:
            answer = await self._answer(exchange)
        except NoAnswer:
            cut(scope)
        finally:
            self.seen.append(request.seen(self.book.clock.now(), answer.status if answer else None))
        if answer is not None:
            await reply(send, answer, is_broken=fault is not None and fault.kind == "broken_page")

    async def _answer(self, exchange: _Exchange) -> Answer:
        request = exchange.request
        if not request.path.startswith("/v1/"):

            def page() -> Answer:
                return pages.answer(self.book_of_account, request.method, request.path, request.base_url)

            return await spoilt(page, exchange.fault, exchange.receive)
        try:
            answer = await self._api_answer(exchange)
        except ApiError as refused:
            answer = Answer.of(refused.status, refused.as_json())
        headers = {"Request-Id": exchange.request_id, "Stripe-Version": API_VERSION, **answer.headers}
        return Answer(answer.status, answer.body, headers, answer.content_type)

    async def _api_answer(self, exchange: _Exchange) -> Answer:
        request = exchange.request
        key = self._key(request)
        book = self.books.get(key, self.book)
        version = request.headers.get("stripe-version", API_VERSION)
        if version != API_VERSION:
            raise ApiError(400, f"Invalid Stripe API version: {version}; this sandbox speaks {API_VERSION}.")
        route, sought = self._routes.find(request.method, request.path)
        self._check_permission(key, book, route)
        work = _Work(book, route, Call(book, Params(request.params()), request.base_url, sought))
        idempotency_key = request.headers.get("idempotency-key")
        if request.method != "POST" or idempotency_key is None:
            return await spoilt(work.done, exchange.fault, exchange.receive)
        return await self._once(exchange, idempotency_key, work)

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

    def _key(self, request: Request) -> str:
        key = request.key()
        if not key:
            raise ApiError(401, "You did not provide an API key: Authorization: Bearer YOUR_KEY.")
        if not _KEY.fullmatch(key):
            raise ApiError(401, f"Invalid API Key provided: {short(key)}")
        if key in self.revoked:
            raise ApiError(401, f"Expired API Key provided: {short(key)}", code="api_key_expired")
        return key

    def _check_permission(self, key: str, book: Book, route: Route) -> None:
        if route.permission not in self.denied.get(key, set()):
            return
        raise ApiError(
            403,
            f"The provided key '{short(key)}' does not have the required permissions for this endpoint on "
            f"account '{book.account}'. The 'rak_{route.permission}' permission would allow this request.",
        )
