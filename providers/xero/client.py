"""Xero's wire: which calls, and what each may answer. No judgement here: mapping.py has it."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import quote

import msgspec

from connector.core.errors import Ambiguous, AuthExpired, ProviderError, Rejected
from providers._http import Answer, Params, Wire, malformed
from providers._opened import Opened
from providers._sentences import its, say, the

from .answers import INVOICES, NAME, Listed, Sheet, Uncovered, decoded, judged, said, sheet
from .sentences import say as here
from .shapes import ConnectionJson, InvoiceJson, Page, Row

API_URL: Final = "https://api.xero.com/api.xro/2.0"
CONNECTIONS_URL: Final = "https://api.xero.com/connections"
PAGE: Final = 1000
#: Ids asked for in one call: so many make an address of 2000 characters, which every server takes.
TOGETHER: Final = 50
#: The sales alone; every contact; what can still be owed; what can still be used.
SALES: Final[Params] = (("where", 'Type=="ACCREC"'),)
EVERYBODY: Final[Params] = (("includeArchived", "true"),)
OWED: Final[Params] = (*SALES, ("Statuses", "AUTHORISED"))
STANDING: Final[Params] = (("where", 'Status=="AUTHORISED"'),)
#: How long one may be is not confirmed; the shortest that is named is 2500.
LONGEST_NOTE: Final = 2500
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class _ReminderJson(msgspec.Struct):
    is_on: bool = msgspec.field(name="Enabled")


class _RemindersJson(msgspec.Struct):
    rows: list[_ReminderJson] = msgspec.field(name="InvoiceReminders")


class _OnlineJson(msgspec.Struct):
    address: str | None = msgspec.field(name="OnlineInvoiceUrl", default=None)


class _OnlinesJson(msgspec.Struct):
    rows: list[_OnlineJson] = msgspec.field(name="OnlineInvoices")


class Client:
    """Calls one Xero organisation. Every method raises ProviderError."""

    def __init__(self, opened: Opened, tenant: str) -> None:
        self._opened = opened
        self._tenant = tenant
        self._wire = Wire(
            NAME,
            opened.settings.get("API_URL") or API_URL,
            access=opened.access,
            now=opened.clock.now,
            headers={"xero-tenant-id": tenant, "Accept": "application/json"},
            explain=said,
            judge=judged,
            counter=opened.counter,
            time_out=opened.time_out,
        )

    def pages(
        self, listed: Listed[Row], params: Params = (), since: datetime | None = None
    ) -> Iterator[Page[Row]]:
        """A whole list, or what of it has changed since; what changed first comes first, and may come twice.

        A row that changes meanwhile moves to the end, and all behind it move up: pages asked for by number
        would skip some. So each is asked for by the moment at which the one before it ended, and by number
        only where a whole page changed within one second.
        """
        number, before = 1, frozenset[bytes]()
        is_first = True
        while True:
            found = self._sheet(listed, params, number, since)
            yield replace(found.page, total=found.total if is_first else None)
            if number >= found.pages if found.pages is not None else not found.raw:
                return
            if not found.raw or (number > 1 and found.raw <= before):
                raise malformed(say("no_end", its=its(NAME), of=say("of", what=listed.name)), b"")
            onward = found.onward
            if onward is not None and (since is None or onward > since):
                since, number = onward, 1
            else:
                number += 1
            before, is_first = found.raw, False

    def by_ids(self, listed: Listed[Row], ids: Sequence[str], params: Params = ()) -> Iterator[Page[Row]]:
        """Those of these that Xero shows, in as few calls as it takes."""
        known = [sought for sought in dict.fromkeys(ids) if _GUID.fullmatch(sought)]
        for start in range(0, len(known), TOGETHER):
            some = ("IDs", ",".join(known[start : start + TOGETHER]))
            asked = [*params, some, ("page", "1"), ("pageSize", str(TOGETHER))]
            yield sheet(listed, self._get(f"/{listed.name}", asked), self._now()).page

    def invoice(self, sought: str) -> Page[InvoiceJson] | None:
        """One invoice as it is now; None where Xero does not know it."""
        answer = self._get(f"/Invoices/{quote(sought, safe='')}", also=(404,))
        return None if answer.status == 404 else sheet(INVOICES, answer, self._now()).page

    def has_reminders(self) -> bool:
        """Whether Xero itself writes to customers who are late; False where it does not say.

        The consent may lack the permission: no reason to renew it, nor to stop reading.
        """
        answer = self._wire.get("/InvoiceReminders/Settings", also=(401, 403, 404))
        if answer.status >= 400:
            return False
        return any(each.is_on for each in decoded(_RemindersJson, answer.body, the("reminders"), answer).rows)

    def pdf(self, sought: str) -> bytes | None:
        """What Xero gives as an invoice's PDF, by either of its two ways; None for an unknown invoice."""
        path, wanted = f"/Invoices/{quote(sought, safe='')}", {"Accept": "application/pdf"}
        answer = self._get(path, headers=wanted, also=(400, 404, 406, 415))
        if answer.status != 404 and not is_pdf(answer.body):
            answer = self._get(f"{path}/pdf", headers=wanted, also=(404,))
        return None if answer.status == 404 else answer.body

    def pay_link(self, sought: str) -> str | None:
        """The page of an invoice where it can be paid; None where there is none."""
        answer = self._get(f"/Invoices/{quote(sought, safe='')}/OnlineInvoice", also=(404,))
        if answer.status == 404:
            return None
        rows = decoded(_OnlinesJson, answer.body, the("link of an invoice"), answer).rows
        return next((row.address for row in rows if row.address), None)

    def send(self, sought: str, key: str) -> None:
        """Xero mails the invoice to its contact; what bears the same key it does once.

        Raises Ambiguous where nobody knows whether it was done; after any other error it was not.
        """
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        path = f"/Invoices/{quote(sought, safe='')}/Email"
        try:
            answer = self._wire.write("POST", path, b"{}", headers=headers, also=(403,))
        except Uncovered:
            raise Rejected(here("reading_alone")) from None
        if answer.status == 403:
            raise self._shut_out(answer)
        if answer.status != 204:
            raise Ambiguous(say("not_mailed", name=NAME, sought=sought))

    def note(self, sought: str, text: str, key: str) -> None:
        """A line in the history of an invoice; what bears the same key Xero does once."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": f"{key}-{sought}"}
        body = msgspec.json.encode({"HistoryRecords": [{"Details": text[:LONGEST_NOTE]}]})
        path = f"/Invoices/{quote(sought, safe='')}/History"
        try:
            answer = self._wire.write("PUT", path, body, headers=headers, also=(403,))
        except Uncovered:
            raise Rejected(here("reading_alone")) from None
        if answer.status == 403:
            raise self._shut_out(answer)

    def _sheet(self, listed: Listed[Row], params: Params, number: int, since: datetime | None) -> Sheet[Row]:
        asked = [*params, ("order", "UpdatedDateUTC"), ("page", str(number)), ("pageSize", str(PAGE))]
        headers = {"If-Modified-Since": f"{since:%Y-%m-%dT%H:%M:%S}"} if since is not None else None
        return sheet(listed, self._get(f"/{listed.name}", asked, headers=headers), self._now())

    def _get(
        self,
        path: str,
        params: Params = (),
        *,
        headers: dict[str, str] | None = None,
        also: Collection[int] = (),
    ) -> Answer:
        answer = self._wire.get(path, params, headers=headers, also=(*also, 403))
        if answer.status == 403:
            raise self._shut_out(answer)
        return answer

    def _shut_out(self, answer: Answer) -> ProviderError:
        """Whether the organisation was taken from us, or this alone is forbidden."""
        refusal = self._wire.refusal(answer)
        if said(answer.body) is None:
            return refusal
        if self._tenant.lower() in {each.tenant.lower() for each in connections(self._opened)}:
            return refusal
        return AuthExpired(here("shut_out"))

    def _now(self) -> datetime:
        return self._opened.clock.now()


def connections(opened: Opened, event: str | None = None) -> list[ConnectionJson]:
    """The tenants that a consent opens, or those of one `event` of consenting. Raises ProviderError."""
    answer = _consent(opened).get("", [("authEventId", event)] if event else [])
    return decoded(list[ConnectionJson], answer.body, the("connections"), answer)


def disconnect(opened: Opened, tenant: str) -> None:
    """Ends one tenant, whichever consent opened it; one that is not open is no error.

    Raises ProviderError; Ambiguous where nobody knows whether it was ended.
    """
    for each in connections(opened):
        if each.tenant.lower() == tenant.lower():
            _consent(opened).write("DELETE", f"/{quote(each.id, safe='')}", b"", also=(404,))


def _consent(opened: Opened) -> Wire:
    """The way to what a consent opens: no organisation is named, and no organisation's budget counts it."""
    return Wire(
        NAME,
        opened.settings.get("CONNECTIONS_URL") or CONNECTIONS_URL,
        access=opened.access,
        now=opened.clock.now,
        headers={"Accept": "application/json"},
        explain=said,
        time_out=opened.time_out,
    )


def is_pdf(body: bytes) -> bool:
    return body.startswith(b"%PDF")
