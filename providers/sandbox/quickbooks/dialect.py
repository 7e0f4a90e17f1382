"""QuickBooks Online over HTTP: limits, tokens, the company's state, request ids, then the endpoint."""

from ..clock import SandboxClock
from ..exchange import Answer, Arrived
from ..faults import Fault, Faults
from ..front import Front, Spoil
from ..oauth import QUICKBOOKS, OAuthServer, Tenant
from . import batch, mailing, pages, reading, writing
from .bearer import check
from .book import Book
from .call import Call, Company, Json, Mail, compact
from .errors import ApiError, GateError, broken, unsupported
from .lifecycle import settle
from .limits import Limits, throttled
from .select import KINDS
from .times import stamp
from .webhooks import Webhooks

_ENTITIES = {entity.lower(): entity for entity in KINDS}
_CLOSED = {
    "no_access": ApiError(
        "120", "Authorization Failure", "AuthorizationFailure: this user has no access any more."
    ),
    "subscription_ended": ApiError(
        "6190",
        "Invalid Company Status",
        "Subscription period has ended or canceled or there was a billing problem",
    ),
}
_LONGEST_REQUEST_ID = 50


class QuickBooksSandbox:
    """The dialect, with its OAuth server and a book for each company.

    `mail` sends what `/invoice/{id}/send` asks for; whoever starts the sandbox sets it.
    """

    def __init__(self, clock: SandboxClock, faults: Faults) -> None:
        self.clock = clock
        self.oauth = OAuthServer(QUICKBOOKS, clock, self._offered)
        self.front = Front("quickbooks", clock, faults, self, self.oauth)
        self.mail: Mail | None = None
        self.limits = Limits()
        self.webhooks = Webhooks(clock)
        self.companies: dict[str, Company] = {}
        self._answers = 0

    @property
    def book(self) -> Book:
        """The first company's."""
        return next(iter(self.companies.values())).book

    def add(self, book: Book) -> Book:
        book.listener = self.webhooks.note
        self.companies[book.realm] = Company.of(book)
        return book

    def start_over(self, *books: Book) -> None:
        """Other books, and nothing remembered of what was asked or granted; who mails stays."""
        self.companies.clear()
        self.limits = Limits()
        self.webhooks.start_over()
        self.oauth.start_over()
        self.front.seen.clear()
        for book in books:
            self.add(book)

    def _offered(self) -> list[Tenant]:
        return [Tenant(company.book.realm, company.book.name) for company in self.companies.values()]

    async def answer(self, request: Arrived, spoil: Spoil) -> Answer:
        answer = await self._answer(request, spoil)
        self._answers += 1
        tid = f"1-sandbox-{self._answers:08d}"
        return Answer(answer.status, answer.body, {"intuit_tid": tid, **answer.headers}, answer.content_type)

    def wrong(self, fault: Fault) -> Answer:
        """As the gateway words 401, 403 and 429, and the accounting service everything else."""
        now, status = self.clock.now(), fault.status
        if fault.kind == "rate_limited":
            return throttled(fault.retry_after).answer(now)
        if fault.kind == "server_error" and status in (401, 403):
            code, kind = ("3200", "AUTHENTICATION") if status == 401 else ("3100", "SERVICE")
            return GateError(status, code, kind).answer(now)
        return self._refusal(broken(200 if fault.kind == "error_in_200" else status or 500))

    async def _answer(self, request: Arrived, spoil: Spoil) -> Answer:
        prefix, _, rest = request.path.removeprefix("/v3/company/").partition("/")
        if not request.path.startswith("/v3/company/"):
            return await spoil(lambda: pages.answer(self.companies, request))
        parts = tuple(part for part in rest.split("/") if part)
        try:
            with self.limits.counted(prefix, self.clock.now().timestamp(), is_batch=parts == ("batch",)):
                return await spoil(lambda: self._done(request, prefix, parts))
        except GateError as refused:
            return refused.answer(self.clock.now())

    def _done(self, request: Arrived, realm: str, parts: tuple[str, ...]) -> Answer:
        try:
            check(self.oauth, request, realm)
            company = self.companies[realm]
            with company.book.lock:
                settle(company.book)
                return self._once(Call.of(company, request, parts, self.mail))
        except GateError as refused:
            return refused.answer(self.clock.now())
        except ApiError as refused:
            return self._refusal(refused)

    def _once(self, call: Call) -> Answer:
        """A write with a request id happens once: the first answer is given again."""
        if call.book.closed is not None:
            raise _CLOSED[call.book.closed]
        key = call.params.get("requestid")
        if key is None or call.method != "POST" or call.rest == ("query",):
            return _routed(call)
        if len(key) > _LONGEST_REQUEST_ID:
            detail = f"String length is either shorter or longer than supported. Max {_LONGEST_REQUEST_ID}"
            raise ApiError("2050", "String length specified does not match the supported length", detail)
        answered = call.company.answered
        if key not in answered:
            answered[key] = _routed(call)
        return answered[key]

    def _refusal(self, refused: ApiError) -> Answer:
        return compact(refused.status, refused.as_json() | {"time": stamp(self.clock.now())})


def _routed(call: Call) -> Answer:
    """The endpoint of this method and path."""
    match (call.method, *call.rest):
        case ("GET", "invoice", sought, "pdf"):
            return mailing.pdf(call, sought)
    return call.enveloped(_shown(call))


def _shown(call: Call) -> Json:
    match (call.method, *call.rest):
        case ("GET" | "POST", "query"):
            return reading.query(call)
        case ("GET", "cdc"):
            return reading.changes(call)
        case ("GET", "companyinfo", sought):
            return reading.company(call, sought)
        case ("GET", "preferences"):
            return {"Preferences": reading.preferences(call.book)}
        case ("GET", entity, sought) if entity in _ENTITIES:
            return reading.single(call, _ENTITIES[entity], sought)
        case ("POST", "batch"):
            return batch.batch(call)
        case ("POST", "invoice", sought, "send"):
            return mailing.send(call, sought)
        case ("POST", entity) if entity in _ENTITIES:
            return writing.write(call, _ENTITIES[entity])
    raise unsupported(f"{call.method} /{'/'.join(call.rest)}")
