"""Stripe's wire: which calls, and what each may answer. No judgement here: mapping.py has it."""

from collections.abc import Collection, Iterator, Mapping
from urllib.parse import quote, urlencode

import msgspec

from connector.core.errors import Ambiguous, CursorLost
from providers._http import Answer, Wire, malformed
from providers._opened import Opened
from providers._sentences import its, say, the, the_list

from .answers import UNREADABLE, decoded, error, judged, said
from .sentences import say as here
from .shapes import (
    AccountJson,
    CustomerJson,
    EventJson,
    Events,
    IntentJson,
    InvoiceJson,
    InvoicePaymentsJson,
    Page,
    PageJson,
    SentJson,
    SubscriptionJson,
    Subscriptions,
)

API_VERSION = "2026-10-28.endive"
API_URL = "https://api.stripe.com"
PAGE = 100
#: What may change an invoice that is owed, or whose it is; at most twenty may be asked for.
TYPES = (
    "invoice.finalized",
    "invoice.updated",
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.payment_action_required",
    "invoice.overpaid",
    "invoice.voided",
    "invoice.marked_uncollectible",
    "invoice.deleted",
    "invoice_payment.paid",
    "credit_note.created",
    "credit_note.updated",
    "credit_note.voided",
    "customer.updated",
)


#: What a subscription is charged to, wherever it is said.
_CHARGED_TO = tuple(
    ("expand[]", f"data.{name}")
    for name in (
        "default_payment_method",
        "default_source",
        "customer.invoice_settings.default_payment_method",
        "customer.default_source",
    )
)


class _ListJson(msgspec.Struct):
    data: list[msgspec.Raw]
    has_more: bool


class _IdJson(msgspec.Struct):
    id: str


_INVOICE = msgspec.json.Decoder(InvoiceJson)
_LIST = msgspec.json.Decoder(_ListJson)
_CUSTOMER = msgspec.json.Decoder(CustomerJson)
_EVENT = msgspec.json.Decoder(EventJson)
_ID = msgspec.json.Decoder(_IdJson)
_PAYMENTS = msgspec.json.Decoder(InvoicePaymentsJson)
_PAGE = msgspec.json.Decoder(PageJson)
_ACCOUNT = msgspec.json.Decoder(AccountJson)
_SUBSCRIPTION = msgspec.json.Decoder(SubscriptionJson)
_SENT = msgspec.json.Decoder(SentJson)


class Client:
    """Calls one Stripe account with its key or token. Every method raises ProviderError."""

    def __init__(self, opened: Opened) -> None:
        self._wire = Wire(
            "Stripe",
            opened.settings.get("API_URL") or API_URL,
            access=opened.access,
            now=opened.clock.now,
            headers={"Stripe-Version": API_VERSION, "Accept": "application/json"},
            explain=said,
            judge=judged,
            counter=opened.counter,
            time_out=opened.time_out,
        )

    def open_invoices(self) -> Iterator[Page]:
        """Every open invoice with its customer, newest first, a hundred at a time."""
        params = [("status", "open"), ("limit", str(PAGE)), ("expand[]", "data.customer")]
        cursors: list[str] = []
        while True:
            after = [("starting_after", cursors[-1])] if cursors else []
            answer = self._wire.get("/v1/invoices", [*params, *after])
            listed = decoded(_LIST, answer, the_list("invoices"))
            yield _page(listed.data, answer)
            if not listed.has_more:
                return
            cursors.append(_next_cursor(listed.data, cursors, answer))

    def invoice(self, sought: str) -> InvoiceJson | None:
        """One invoice as it is now, with its customer; None where Stripe does not know it."""
        path = f"/v1/invoices/{quote(sought, safe='')}"
        answer = self._wire.get(path, [("expand[]", "customer")], also=(404,))
        if answer.status != 404:
            return decoded(_INVOICE, answer, the("invoice", sought))
        if error(answer.body).code == "resource_missing":
            return None
        raise self._wire.refusal(answer)

    def intent_of(self, invoice_id: str) -> IntentJson | None:
        """What the open part of an invoice is being paid by, with its last try; None where nothing is.

        Since 2025-03-31 an invoice no longer names it. Asked for by the invoice and not within it: an
        expansion goes four levels deep, and the last try would be the fifth.
        """
        params = [("invoice", invoice_id), ("status", "open"), ("limit", str(PAGE))]
        deep = [("expand[]", "data.payment.payment_intent.latest_charge")]
        answer = self._wire.get("/v1/invoice_payments", [*params, *deep])
        payments = decoded(_PAYMENTS, answer, the("payments", invoice_id)).data
        found = sorted(payments, key=lambda x: not x.is_default)
        intents = (x.payment.payment_intent for x in found)
        return next((x for x in intents if isinstance(x, IntentJson)), None)

    def card_page(self, customer: str, done_url: str, back_url: str) -> str:
        """Where the customer changes his card; Stripe lets the address live for minutes."""
        flow = {
            "flow_data[type]": "payment_method_update",
            "flow_data[after_completion][type]": "redirect",
            "flow_data[after_completion][redirect][return_url]": done_url,
        }
        wished = {"customer": customer, "return_url": back_url, **flow}
        answer = self._post("/v1/billing_portal/sessions", wished)
        return decoded(_PAGE, answer, the("portal session")).url

    def pay(self, invoice_id: str, payment_method: str) -> None:
        """Charges an open invoice; a decline is an answer like another. Once for an invoice and a card."""
        path = f"/v1/invoices/{quote(invoice_id, safe='')}/pay"
        key = f"relance-pay-{invoice_id}-{payment_method}"
        self._post(path, {"payment_method": payment_method, "off_session": "true"}, key, also=(402,))

    def subscriptions(self, customer: str | None = None) -> Iterator[Subscriptions]:
        """Those that are charged by themselves and have not ended, of all or of one customer, with what
        they are charged to; a hundred at a time."""
        params = [("collection_method", "charge_automatically"), ("limit", str(PAGE)), *_CHARGED_TO]
        whose = [("customer", customer)] if customer is not None else []
        cursors: list[str] = []
        while True:
            after = [("starting_after", cursors[-1])] if cursors else []
            answer = self._wire.get("/v1/subscriptions", [*params, *whose, *after])
            listed = decoded(_LIST, answer, the_list("subscriptions"))
            yield _subscriptions(listed.data)
            if not listed.has_more:
                return
            cursors.append(_next_cursor(listed.data, cursors, answer))

    def pause(self, subscription: str) -> None:
        """No invoice of it is collected any more: those that come are void at once."""
        path = f"/v1/subscriptions/{quote(subscription, safe='')}"
        self._post(path, {"pause_collection[behavior]": "void"})

    def cancel(self, subscription: str) -> None:
        """Ends it now; one that has ended already stays so."""
        answer = self._wire.write(
            "DELETE", f"/v1/subscriptions/{quote(subscription, safe='')}", b"", also=(404,)
        )
        if answer.status == 404 and error(answer.body).code != "resource_missing":
            raise self._wire.refusal(answer)

    def _post(
        self, path: str, fields: Mapping[str, str], key: str | None = None, also: Collection[int] = ()
    ) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        headers |= {"Idempotency-Key": key} if key else {}
        return self._wire.write("POST", path, urlencode(fields).encode(), headers=headers, also=also)

    def customer(self, sought: str) -> CustomerJson | None:
        """One customer; None where Stripe does not know him."""
        answer = self._wire.get(f"/v1/customers/{quote(sought, safe='')}", also=(404,))
        if answer.status != 404:
            return decoded(_CUSTOMER, answer, the("customer", sought))
        if error(answer.body).code == "resource_missing":
            return None
        raise self._wire.refusal(answer)

    def newest_event(self) -> str | None:
        """The id of the last thing that happened; None where nothing has for thirty days."""
        answer = self._wire.get("/v1/events", [("limit", "1")])
        return next(map(_id_of, decoded(_LIST, answer, the_list("events")).data), None)

    def events_after(self, event_id: str) -> Iterator[Events]:
        """What happened since, the older page first.

        Raises CursorLost where Stripe no longer knows that event.
        """
        types = [("types[]", name) for name in TYPES]
        while True:
            before = [("limit", str(PAGE)), ("ending_before", event_id), *types]
            answer = self._wire.get("/v1/events", before, also=(400, 404))
            if answer.status in (400, 404):
                if error(answer.body).code == "resource_missing":
                    raise CursorLost(here("since"))
                raise self._wire.refusal(answer)
            listed = decoded(_LIST, answer, the_list("events"))
            page = _events(listed.data)
            if listed.has_more and page.newest in (None, event_id):
                raise malformed(say("no_end", its=its("Stripe"), of=say("of", what="events")), answer.body)
            yield page
            if not listed.has_more:
                return
            event_id = page.newest or event_id

    def account(self) -> AccountJson:
        """The account that the key belongs to."""
        return decoded(_ACCOUNT, self._wire.get("/v1/account"), the("account"))

    def can_read(self, collection: str) -> None:
        """One row of `invoices` or `customers`, to see whether the key may; Rejected says why not."""
        self._wire.get(f"/v1/{collection}", [("limit", "1")])

    def send(self, sought: str, key: str) -> SentJson:
        """Mails an open invoice; Stripe does what bears the same key once.

        Raises Ambiguous where nobody knows whether it was done; after any other error it was not.
        """
        path = f"/v1/invoices/{quote(sought, safe='')}/send"
        form = {"Content-Type": "application/x-www-form-urlencoded", "Idempotency-Key": key}
        answer = self._wire.write("POST", path, b"", headers=form)
        try:
            found = _SENT.decode(answer.body)
        except UNREADABLE:
            found = None
        if found is None or (found.id, found.object) != (sought, "invoice"):
            raise Ambiguous(say("not_mailed", name="Stripe", sought=sought))
        return found

    def document(self, url: str) -> Answer:
        """What lies behind a link that Stripe gave; the key is not sent there."""
        return self._wire.get_document(url)


def _page(rows: list[msgspec.Raw], answer: Answer) -> Page:
    """Raises Malformed for a page that has rows of which none can be read."""
    read: list[InvoiceJson] = []
    alarms: list[str] = []
    for place, row in enumerate(rows, start=1):
        try:
            read.append(_INVOICE.decode(row))
        except UNREADABLE as wrong:
            what = the("invoice", _id_of(row) or say("nth", place=place))
            alarms.append(say("unread_row", its=its("Stripe"), what=what, why=wrong))
    if rows and not read:
        raise malformed(say("none_read", count=len(rows), rows="invoices", alarm=alarms[0]), answer.body)
    return Page(tuple(read), tuple(alarms))


def _events(rows: list[msgspec.Raw]) -> Events:
    read: list[EventJson] = []
    alarms: list[str] = []
    for row in rows:
        try:
            read.append(_EVENT.decode(row))
        except UNREADABLE as wrong:
            what = the("event", _id_of(row) or "?")
            alarms.append(say("unread_row", its=its("Stripe"), what=what, why=wrong))
    return Events(tuple(read), _id_of(rows[0]) if rows else None, tuple(alarms))


def _subscriptions(rows: list[msgspec.Raw]) -> Subscriptions:
    read: list[SubscriptionJson] = []
    alarms: list[str] = []
    for row in rows:
        try:
            read.append(_SUBSCRIPTION.decode(row))
        except UNREADABLE as wrong:
            what = the("subscription", _id_of(row) or "?")
            alarms.append(say("unread_row", its=its("Stripe"), what=what, why=wrong))
    return Subscriptions(tuple(read), tuple(alarms))


def _id_of(row: msgspec.Raw) -> str | None:
    try:
        return _ID.decode(row).id
    except UNREADABLE:
        return None


def _next_cursor(rows: list[msgspec.Raw], used: list[str], answer: Answer) -> str:
    """The last id on the page; a page that promises more and does not move on would never end."""
    found = next((known for row in reversed(rows) if (known := _id_of(row))), None)
    if found is None or found in used:
        raise malformed(say("no_end", its=its("Stripe"), of=""), answer.body)
    return found
