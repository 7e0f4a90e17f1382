"""QuickBooks' wire: which calls, and what each may answer. No judgement here: mapping.py has it."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final
from urllib.parse import quote

from connector.core.errors import Ambiguous, Malformed, ProviderError, Refused
from providers._http import Answer, Wire, malformed
from providers._opened import Opened
from providers._sentences import say, the, the_list

from .answers import (
    CUSTOMER,
    INVOICE,
    PAGE,
    TRACKED,
    Body,
    Changes,
    Count,
    Json,
    Kind,
    Rows,
    changes_in,
    count_in,
    decoded,
    last_instant,
    listed,
    mailed,
    payable,
    readable,
    single,
    traced,
)
from .faults import NOT_FOUND, UNASKABLE, error_of, error_of_write, refusal_in, said
from .sentences import say as here
from .shapes import CustomerJson, InvoiceJson, MailedJson

NAME: Final = "QuickBooks"
API_URL: Final = "https://quickbooks.api.intuit.com"
MINOR_VERSION: Final = "75"
#: Ids in one statement: it travels in the address, which stays below 4 kB.
CHUNK: Final = 200
#: Whether it can be asked is not confirmed: see `count`.
OPEN: Final = "Balance > '0'"
_UPDATED: Final = "MetaData.LastUpdatedTime"
#: All but 401, which the wire answers with another token, and 429, which pauses the account.
_OURS: Final = frozenset({*range(400, 600)} - {401, 429})
#: Of these a body in QuickBooks' own words says what is meant, and that nothing was done.
_REFUSALS: Final = frozenset({*range(400, 500)} - {401, 408, 409, 429})


class Client:
    """Calls one QuickBooks company. Every method raises ProviderError."""

    def __init__(self, opened: Opened) -> None:
        """Raises Refused where nobody has said which company."""
        realm = opened.tenant or ""
        if re.fullmatch(r"[0-9]+", realm, re.ASCII) is None:
            raise Refused(here("which_company"))
        self.realm = realm
        self._wire = Wire(
            NAME,
            f"{(opened.settings.get('API_URL') or API_URL).rstrip('/')}/v3/company/{realm}",
            access=opened.access,
            now=opened.clock.now,
            headers={"Accept": "application/json"},
            explain=said,
            counter=opened.counter,
            time_out=opened.time_out,
        )

    # ------------------------------------------------------------ many

    def pages(self, kind: Kind[Json], condition: str = "", since: str = "") -> Iterator[Rows[Json]]:
        """Every row last changed at `since` or later, oldest change first; each version once.

        By key, not by position: what changes meanwhile moves to the end and is shown again there.
        Only within more than a page of equal instants does it step by position.
        """
        start, before = 1, frozenset[bytes]()
        while True:
            wanted = (condition, since and f"{_UPDATED} >= '{since}'")
            bounds = f"orderby {_UPDATED} startposition {start} maxresults {PAGE}"
            answer, body = self._queried(kind, wanted, bounds)
            found = listed(kind, body, answer)
            fresh = [row for row in found if bytes(row) not in before]
            if start > 1 and found and not fresh:
                raise malformed(here("no_onward", list=the_list(f"{kind.noun}s")), answer.body)
            yield readable(kind, fresh, answer)
            if len(found) < PAGE:
                return
            last = last_instant(found, answer)
            start = start + len(found) if last == since else 1
            since, before = last, frozenset(map(bytes, found))

    def chosen(self, kind: Kind[Json], ids: Sequence[str]) -> Iterator[Rows[Json]]:
        """The rows with these Ids, some hundred at a time; what is gone is missing."""
        for start in range(0, len(ids), CHUNK):
            wanted = _among("Id", ids[start : start + CHUNK])
            answer, body = self._queried(kind, (wanted,), f"maxresults {PAGE}")
            yield readable(kind, listed(kind, body, answer), answer)

    def open_invoices_of(self, customers: Sequence[str]) -> Iterator[Rows[InvoiceJson]]:
        """What these owe; nothing where the company cannot be asked that."""
        for start in range(0, len(customers), CHUNK):
            condition = f"{_among('CustomerRef', customers[start : start + CHUNK])} and {OPEN}"
            if self.count(INVOICE, condition).rows:
                yield from self.pages(INVOICE, condition)

    def count(self, kind: Kind[Any], condition: str) -> Count:
        """How many rows fulfil it, None where the company cannot be asked that; and its time."""
        statement = _statement("count(*)", kind, (condition,))
        answer = self._get("/query", [("query", statement)], also=UNASKABLE)
        return count_in(answer)

    def changes(self, since: str) -> Changes:
        """What has changed since, of every kind that is followed, in one call."""
        entities = ",".join(kind.entity for kind in TRACKED)
        return changes_in(self._get("/cdc", [("entities", entities), ("changedSince", since)]))

    # ------------------------------------------------------------ one

    def invoice(self, sought: str) -> InvoiceJson | None:
        """One invoice as it is now; None where QuickBooks no longer has it."""
        answer = self._one("invoice", sought)
        return None if answer is None else single(INVOICE, decoded(answer, the("invoice")).invoice, answer)

    def customer(self, sought: str) -> CustomerJson | None:
        """One customer as he is now, inactive or not; None where QuickBooks no longer has him."""
        answer = self._one("customer", sought)
        return None if answer is None else single(CUSTOMER, decoded(answer, the("customer")).customer, answer)

    def pdf(self, sought: str) -> Answer | None:
        """The invoice's PDF; None where QuickBooks no longer has the invoice."""
        return self._one("invoice", sought, "/pdf", accept="application/pdf")

    def pay_link(self, sought: str) -> str | None:
        """Where the invoice can be paid; None where it cannot, and where QuickBooks no longer has it."""
        answer = self._one("invoice", sought, params=[("include", "invoiceLink")])
        if answer is None:
            return None
        return payable(decoded(answer, the("invoice")).invoice, sought, answer).invoice_link

    def send(self, sought: str, key: str) -> MailedJson:
        """Mails the invoice to its own address; a second call with the same key does nothing.

        Raises Ambiguous where nobody knows whether it was done; after any other error it was not.
        """
        path = f"/invoice/{quote(sought, safe='')}/send"
        asked = [("requestid", key), ("minorversion", MINOR_VERSION)]
        kind = {"Content-Type": "application/octet-stream"}
        answer = self._wire.write("POST", path, b"", params=asked, headers=kind, also=_REFUSALS)
        found = refusal_in(answer.body)
        if found is not None:
            raise traced(error_of_write(found), answer)
        if answer.status >= 400:
            raise traced(_unworded(self._wire.refusal(answer)), answer)
        return mailed(sought, answer)

    def company_name(self) -> str | None:
        """The company's name as its owner knows it."""
        answer = self._get(f"/companyinfo/{self.realm}")
        info = decoded(answer, the("company")).company_info
        if info is None:
            raise malformed(here("no_company"), answer.body)
        return info.company_name

    def home_currency(self) -> str | None:
        """The currency of what names none; None where the company does not say."""
        preferences = decoded(self._get("/preferences"), the("preferences")).preferences
        currency = preferences.currency_prefs if preferences is not None else None
        return currency.home_currency.value if currency is not None and currency.home_currency else None

    # ------------------------------------------------------------ the wire

    def _queried(self, kind: Kind[Any], wanted: Sequence[str], bounds: str) -> tuple[Answer, Body]:
        answer = self._get("/query", [("query", _statement("*", kind, wanted, bounds))])
        return answer, decoded(answer, the("answer"))

    def _one(
        self,
        name: str,
        sought: str,
        rest: str = "",
        accept: str = "application/json",
        params: Sequence[tuple[str, str]] = (),
    ) -> Answer | None:
        path = f"/{name}/{quote(sought, safe='')}{rest}"
        answer = self._get(path, params, also={NOT_FOUND}, accept=accept)
        return None if refusal_in(answer.body) else answer

    def _get(
        self,
        path: str,
        params: Sequence[tuple[str, str]] = (),
        also: Collection[str] = (),
        accept: str = "application/json",
    ) -> Answer:
        """An answer that refuses nothing, or nothing but one of the codes in `also`."""
        asked = [*params, ("minorversion", MINOR_VERSION)]
        answer = self._wire.get(path, asked, headers={"Accept": accept}, also=_OURS)
        found = refusal_in(answer.body) if answer.status < 500 else None
        if found is None and answer.status >= 400:
            raise traced(self._wire.refusal(answer), answer)
        if found is None or found.code in also:
            return answer
        raise traced(error_of(found), answer)


def _unworded(error: ProviderError) -> ProviderError:
    return Ambiguous(say("may_be_done", error=error)) if isinstance(error, Malformed) else error


def _statement(selected: str, kind: Kind[Any], wanted: Sequence[str], bounds: str = "") -> str:
    """One statement; what is wanted of a row is true of all of it."""
    conditions = " and ".join(filter(None, (kind.condition, *wanted)))
    where = " ".join(("where", conditions)) if conditions else ""
    return " ".join(filter(None, ("select", selected, "from", kind.entity, where, bounds)))


def _among(name: str, ids: Sequence[str]) -> str:
    return f"{name} IN ({', '.join(map(_quoted, ids))})"


def _quoted(known: str) -> str:
    r"""An Id in a statement; it is digits, and whatever else it is never ends the text it stands in."""
    return "'{}'".format(known.replace("\\", "\\\\").replace("'", "\\'"))
