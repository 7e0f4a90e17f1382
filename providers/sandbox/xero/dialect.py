"""Xero over HTTP: connections, tenants, scopes, limits, idempotency, then the endpoint."""

import json
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from ..clock import SandboxClock
from ..exchange import Answer, Arrived
from ..faults import Fault, Faults
from ..front import Front, Spoil
from ..oauth import XERO, Grant, OAuthServer, Tenant, TokenRefused
from . import contacts, invoices, money, organisation
from .book import Book
from .call import Call, Mailbox, Route, Routes
from .connections import Connections, XeroTenant
from .documents import hosted
from .errors import ApiError, Casing, limited, not_found, problem
from .idempotency import Idempotency
from .limits import Limits
from .seed import PRACTICE, books_of
from .webhooks import Webhooks

_API = "/api.xro/2.0"


@dataclass(frozen=True)
class _Work:
    """What the request asks for, ready to be done."""

    route: Route
    call: Call


class XeroSandbox:
    """The dialect: two organisations with books of their own, and a practice, which has none."""

    def __init__(self, clock: SandboxClock, faults: Faults, seed: int | None) -> None:
        self.clock = clock
        self.limits = Limits(clock)
        self.mailbox = Mailbox()
        self.idempotency = Idempotency()
        self.connections = Connections()
        self.webhooks = Webhooks(clock)
        #: Xero has written its 401 and 403 in either casing.
        self.casings: dict[int, Casing] = {401: "upper", 403: "lower"}
        self.books: dict[str, Book] = {}
        self.practices: list[XeroTenant] = []
        self.oauth = OAuthServer(
            XERO, clock, self._offered, on_consent=self._consented, on_revoke=self._revoked
        )
        self.front = Front("xero", clock, faults, self, self.oauth)
        self._routes = Routes(
            [*invoices.ROUTES.rows, *contacts.ROUTES.rows, *money.ROUTES.rows, *organisation.ROUTES.rows]
        )
        self.start_over(seed)

    @property
    def book(self) -> Book:
        """The first organisation's."""
        return next(iter(self.books.values()))

    def start_over(self, seed: int | None) -> None:
        """New books, and nothing remembered of consents, requests, limits, keys or mails."""
        for remembered in (self.connections.rows, self.front.seen, self.idempotency.kept, self.mailbox.sent):
            remembered.clear()
        self.limits.start_over()
        self.webhooks.start_over()
        self.oauth.start_over()
        self.mailbox.cap = 1000
        self.casings = {401: "upper", 403: "lower"}
        self.practices = [PRACTICE]
        self.books = {}
        for book in books_of(self.clock, seed):
            self.add_book(book)

    def add_book(self, book: Book) -> None:
        """One more organisation that a person can open."""
        book.heard = self.webhooks.heard
        self.books[book.organisation.id] = book

    def about(self) -> dict[str, Any]:
        organisations = [
            {
                "tenant": book.organisation.id,
                "name": book.organisation.name,
                "contacts": len(book.contacts.rows),
                "invoices": len(book.invoices.rows),
            }
            for book in self.books.values()
        ]
        return {"organisations": organisations, "connections": len(self.connections.rows)}

    def tenants(self) -> list[XeroTenant]:
        kept = [book.organisation for book in self.books.values()]
        return [*(XeroTenant(each.id, each.name) for each in kept), *self.practices]

    def disconnect(self, tenant: str) -> None:
        """The owner takes one organisation away from every app, in Xero's own settings."""
        self.connections.close([row for row in self.connections.rows if row.tenant.id == tenant])

    async def answer(self, request: Arrived, spoil: Spoil) -> Answer:
        try:
            return await self._served(request, spoil)
        except ApiError as refused:
            return refused.answer()

    def wrong(self, fault: Fault) -> Answer:
        if fault.kind == "rate_limited":
            return limited(_problem(fault.retry_after), fault.retry_after, fault.status or 429).answer()
        if fault.status == 401:
            return problem(401, "TokenExpired: token expired", self.casings[401]).answer()
        if fault.status == 403:
            return problem(403, "AuthenticationUnsuccessful", self.casings[403]).answer()
        body = {"ErrorNumber": 0, "Type": "ApiException", "Message": "An error occurred in Xero."}
        if fault.kind == "error_in_200":
            return Answer.of(200, body)
        if fault.status == 503:
            return Answer(503, b"The Organisation is offline", content_type="text/plain")
        return Answer.of(fault.status or 500, body)

    async def _served(self, request: Arrived, spoil: Spoil) -> Answer:
        if request.path.startswith("/in/"):
            return await spoil(lambda: hosted(self.books, request))
        grant = self._grant(request)
        if request.path.lower().startswith("/connections"):
            return await spoil(lambda: self._connections(request, grant))
        if not request.path.lower().startswith(f"{_API}/"):
            raise not_found()
        return await self._api(request, spoil, grant)

    async def _api(self, request: Arrived, spoil: Spoil, grant: Grant) -> Answer:
        book = self._book(request, grant)
        with self.limits.call(book.organisation.id, grant.client_id) as headers:
            try:
                route, sought = self._routes.find(request.method, request.path[len(_API) :])
                self._check_scopes(route, grant)
                call = Call(book, request, sought, grant.client_id, grant.user, self.mailbox)
                answer = await spoil(lambda: self._once(_Work(route, call)))
            except ApiError as refused:
                answer = refused.answer()
        told = {**headers, "Xero-Correlation-Id": str(uuid.uuid4()), **answer.headers}
        return Answer(answer.status, answer.body, told, answer.content_type)

    def _once(self, work: _Work) -> Answer:
        """A write under a key that was used before is answered as then."""
        book, request = work.call.book, work.call.request
        key = request.headers.get("idempotency-key")
        with book.lock:
            if key is None or request.method == "GET":
                return work.route.endpoint(work.call)
            tenant, now = book.organisation.id, self.clock.now()
            asked = f"{request.method} {request.path} {request.body}"
            earlier = self.idempotency.earlier(tenant, key, asked, now)
            if earlier is not None:
                return earlier
            answer = work.route.endpoint(work.call)
            self.idempotency.keep(tenant, key, asked, now, answer)
            return answer

    def _grant(self, request: Arrived) -> Grant:
        try:
            return self.oauth.opened(request.headers.get("authorization"))
        except TokenRefused as refused:
            details = {
                "expired": f"TokenExpired: token expired at {self.clock.now():%m/%d/%Y %H:%M:%S}",
                "revoked": "TokenRevoked: token was revoked",
            }
            detail = details.get(refused.why, "AuthenticationUnsuccessful")
            raise problem(401, detail, self.casings[401]) from None

    def _book(self, request: Arrived, grant: Grant) -> Book:
        """Of the tenant named in the header, if this person opened it to this app: else 403."""
        tenant = request.headers.get("xero-tenant-id", "").lower()
        book = self.books.get(tenant)
        if book is None or self.connections.to(grant, tenant) is None:
            raise problem(403, "AuthenticationUnsuccessful", self.casings[403])
        return book

    def _check_scopes(self, route: Route, grant: Grant) -> None:
        if not route.scopes & set(grant.scopes):
            refused = problem(401, "AuthorizationUnsuccessful", self.casings[401])
            refused.headers["WWW-Authenticate"] = "insufficient_scope"
            raise refused

    def _connections(self, request: Arrived, grant: Grant) -> Answer:
        rows = self.connections.of(grant)
        parts = request.path.strip("/").split("/")
        if request.method == "GET" and len(parts) == 1:
            wanted = parse_qs(request.query).get("authEventId")
            shown = [row.as_json() for row in rows if wanted is None or row.auth_event in wanted]
            return Answer(200, json.dumps(shown).encode())
        gone = [row for row in rows if row.id == parts[-1]]
        if request.method != "DELETE" or not gone:
            return not_found().answer()
        self.connections.close(gone)
        return Answer(204, b"")

    def _offered(self) -> list[Tenant]:
        return [Tenant(tenant.id, tenant.name) for tenant in self.tenants()]

    def _consented(self, grant: Grant) -> None:
        self.connections.open(grant, [tenant for tenant in self.tenants() if tenant.id in grant.tenants])

    def _revoked(self, grant: Grant) -> None:
        """Revoking removes every connection of that person to the app."""
        self.connections.close(self.connections.of(grant))


def _problem(retry_after: str | None) -> str:
    """Which limit a planned 429 speaks of: without a time the concurrent one, a long time is the day's."""
    if retry_after is None:
        return "concurrent"
    return "day" if retry_after.isdigit() and int(retry_after) > 60 else "minute"
