"""Customers: a list, one with what he owes, all that ever was with him, and what is decided of him."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from connector.channels.addresses import on_the_wire
from connector.core.accounts import LONGEST_EMAIL
from connector.core.errors import NotThere
from connector.core.invoice import Credit, Customer, CustomerType, Invoice, Payment, Role
from connector.core.linked import Link
from connector.core.listing import CustomersWanted, ListedCustomer, looked_for
from connector.core.message import Reminder
from connector.core.past import Event, Held
from connector.core.tasks import Task
from connector.usecases import changes, listing, people
from connector.usecases.customer_file import CustomerFile, Entry, Kind, customer_file
from connector.usecases.tokens import Caller
from connector.usecases.whom import Whom
from connector.web.api.invoices import Looked
from connector.web.api.operation import Calling
from connector.web.api.problems import Kind as Wrong
from connector.web.api.problems import Refusal
from connector.web.api.said import ToldHold, ToldInvoice, holds_told, invoice_told
from connector.web.api.words import (
    NEXT,
    Asked,
    Cursor,
    Day,
    Flag,
    Limit,
    Money,
    Text,
    Told,
    after,
    behind,
    cut,
    is_number,
    money,
)
from connector.web.site import Site


class Which(StrEnum):
    """Those who owe something, or everybody."""

    OWING = "owing"
    ALL = "all"


class ToldOwed(Told):
    """What is open in one currency, and how much of it is late."""

    open: Money
    late: Money


class ListedOne(Told):
    """One customer on a list."""

    id: str
    name: str
    open_invoices: int
    oldest_due_on: Day | None
    owes: list[ToldOwed]
    addresses: list[str] = Field(description="Where he was ever written to, the usable ones first.")


class Customers(Told):
    """A page of customers."""

    items: list[ListedOne]
    next_cursor: str | None = NEXT


class ToldContact(Told):
    """A person or address of a customer."""

    email: str
    role: Role
    name: str | None
    is_suppressed: bool = Field(description="Refused by its server: never written to again.")


class ToldCustomer(Told):
    """One customer, under all his records in connected accounts."""

    id: str
    name: str
    records: list[str] = Field(description="His ids in several connections, this one first.")
    type: CustomerType
    language: str | None = Field(description="Null: the organisation's.")
    country: str | None
    phone: str | None
    policy: str | None = Field(description="His own policy, where somebody chose one.")
    is_excluded: bool = Field(description="He is written nothing.")
    contacts: list[ToldContact]
    invoices: list[ToldInvoice] = Field(description="What is open, with what is decided about each.")
    holds: list[ToldHold]


class ToldEntry(Told):
    """One line of his timeline."""

    on: Day
    at: datetime | None = Field(description="Null where the day alone is known.")
    kind: Kind
    who: str = Field(description="Empty for a machine of ours.")
    customer_id: str = Field(description="Under which of his records.")
    id: str | None = Field(description="Of the invoice, the reminder, the task or the hold it speaks of.")
    amount: Money | None
    text: str | None = Field(description="A note, or what a person said became of a task.")
    change_id: str | None = Field(
        description="Of a change that stands and can be taken back, by `POST /changes/{change_id}/undo`."
    )


class Timeline(Told):
    """A page of it, newest first."""

    items: list[ToldEntry]
    next_cursor: str | None = NEXT


class CustomerChange(Asked):
    """What of a customer is to be different; what is left out stays."""

    policy: Text | None = Field(
        default=None, max_length=100, description="Null: the one he follows by himself."
    )
    language: Literal["de", "en", "es", "fr", "it", "nl"] | None = Field(
        default=None, description="Null: his country's, else the organisation's."
    )
    type: CustomerType | None = Field(
        default=None, description="What he is; stays until his ledger says something new of it."
    )
    is_excluded: Flag | None = Field(default=None, description="True: he is written nothing.")


class Note(Asked):
    """A word to remember; nothing is decided by it."""

    text: Text = Field(min_length=1, max_length=changes.LONGEST_NOTE, examples=["Pays on Fridays."])


class Address(Asked):
    """Where his bills go as well."""

    address: Text = Field(min_length=3, max_length=LONGEST_EMAIL, examples=["accounts@dupont.example"])


def customers(site: Site, router: APIRouter) -> None:
    """Its routes; making a hold is in holds.py."""

    @router.get("/customers")
    def list_customers(
        caller: Calling,
        q: Looked = "",
        show: Annotated[Which, Query(description="Those who owe something, or all.")] = Which.OWING,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Customers:
        """Customers by their ids: each that stays on the list is met once, whatever comes and goes."""
        on = listing.today(site.app, caller.organisation.id)
        wanted = CustomersWanted(on, looked_for(q), show is Which.ALL)
        found = listing.customers_after(site.app, caller.organisation.id, wanted, after(cursor), limit + 1)
        page, following = cut(found, limit, lambda x: x.id)
        return Customers(items=[_listed(x) for x in page], next_cursor=following)

    @router.get("/customers/{customer_id}")
    def get_customer(caller: Calling, customer_id: str) -> ToldCustomer:
        """One customer, with what he owes and what keeps us silent."""
        return customer_told(site, caller, customer_id)

    @router.get("/customers/{customer_id}/timeline")
    def get_timeline(caller: Calling, customer_id: str, limit: Limit = 50, cursor: Cursor = None) -> Timeline:
        """All that ever was with him, newest first."""
        file = customer_file(site.app, caller.organisation.id, customer_id)
        page, following = behind(_keyed(file.entries), cursor, limit, lambda x: x[0])
        return Timeline(items=[_entry(x, file) for _, x in page], next_cursor=following)

    _decided(site, router)


def _decided(site: Site, router: APIRouter) -> None:
    @router.patch("/customers/{customer_id}")
    def change_customer(caller: Calling, customer_id: str, asked: CustomerChange) -> ToldCustomer:
        """Sets what is sent; what is left out stays as it is."""
        fields = asked.model_dump(exclude_unset=True)
        if fields.get("is_excluded", False) is None:
            raise Refusal(Wrong.INVALID, "Say true or false.", "is_excluded")
        if fields.get("type", "") is None:
            raise Refusal(Wrong.INVALID, "Say which; «unknown» is one of them.", "type")
        customer_told(site, caller, customer_id)
        whom = Whom(customer_id=customer_id)
        people.change_customer(site.app, caller.organisation.id, whom, caller.who, **fields)
        return customer_told(site, caller, customer_id)

    @router.post("/changes/{change_id}/undo")
    def undo_change(caller: Calling, change_id: str) -> ToldCustomer:
        """Puts back what a change of a customer or an invoice set; nothing happens where it was set anew."""
        if not is_number(change_id):
            raise NotThere("There is no such change to take back.")
        event = changes.undo_change(site.app, caller.organisation.id, int(change_id), caller.who)
        return customer_told(site, caller, str(event.facts["customer"]))

    @router.post("/customers/{customer_id}/notes", status_code=201)
    def note_customer(caller: Calling, customer_id: str, asked: Note) -> ToldCustomer:
        """Keeps a word about him, once where it is sent twice."""
        changes.note(site.app, caller.organisation.id, customer_id, asked.text, caller.who)
        return customer_told(site, caller, customer_id)

    @router.post("/customers/{customer_id}/addresses", status_code=201)
    def add_address(caller: Calling, customer_id: str, asked: Address) -> ToldCustomer:
        """Adds a billing address; what failed for want of one may then be tried again."""
        address = asked.address.strip()
        if on_the_wire(address) is None:
            raise Refusal(Wrong.INVALID, "Write a mail address without a name.", "address")
        whom = Whom(customer_id=customer_id)
        people.add_address(site.app, caller.organisation.id, whom, address, caller.who)
        return customer_told(site, caller, customer_id)


def customer_told(site: Site, caller: Caller, customer_id: str) -> ToldCustomer:
    """Raises NotThere for one who is not the caller's own."""
    file = customer_file(site.app, caller.organisation.id, customer_id)
    with site.app.store.reading(caller.organisation.id) as unit:
        holds = holds_told(unit, file.holds)
    one = file.customer
    return ToldCustomer(
        id=one.id,
        name=one.name,
        records=[x.id for x in file.records],
        type=one.type,
        language=one.language,
        country=one.country,
        phone=one.phone,
        policy=one.policy,
        is_excluded=one.is_excluded,
        contacts=_contacts(file.records),
        invoices=[invoice_told(x.decision.invoice, x.decision) for x in file.owed],
        holds=holds,
    )


def _contacts(records: Sequence[Customer]) -> list[ToldContact]:
    found = {(x.email, x.role): x for one in records for x in one.contacts}
    return [
        ToldContact(email=x.email, role=x.role, name=x.name, is_suppressed=x.suppressed_at is not None)
        for x in found.values()
    ]


def _listed(one: ListedCustomer) -> ListedOne:
    owes = [ToldOwed(open=money(x.open, x.currency), late=money(x.late, x.currency)) for x in one.owes]
    return ListedOne(
        id=one.id, name=one.name, open_invoices=one.count, oldest_due_on=one.oldest_due_on, owes=owes,
        addresses=list(one.addresses),
    )  # fmt: skip


# ---------------------------------------------------------------- the timeline


def _keyed(entries: Iterable[Entry]) -> list[tuple[tuple[str, ...], Entry]]:
    """Each with the key that it is sorted by: its moment, then what tells it from others of that moment."""
    seen: Counter[tuple[str, ...]] = Counter()
    found: list[tuple[tuple[str, ...], Entry]] = []
    for x in entries:
        at = "" if x.at is None else f"{x.at.timestamp():020.6f}"
        number = str(x.what.number) if isinstance(x.what, Event) else ""
        key = (x.on.isoformat(), at, x.kind.value, x.whose, _id_of(x) or "", number)
        found.append(((*key, f"{seen[key]:04}"), x))
        seen[key] += 1
    return found


def _id_of(entry: Entry) -> str | None:
    what = entry.what
    if isinstance(what, Held):
        return what.hold.id
    if isinstance(what, Payment):
        return what.invoice_id
    if isinstance(what, Event):
        invoice = what.facts.get("invoice")
        return invoice if isinstance(invoice, str) else None
    return what.id


def _entry(entry: Entry, file: CustomerFile) -> ToldEntry:
    return ToldEntry(
        on=entry.on,
        at=entry.at,
        kind=entry.kind,
        who=entry.who,
        customer_id=entry.whose,
        id=_id_of(entry),
        amount=_amount(entry.what, file),
        text=_text(entry.what),
        change_id=str(entry.what.number) if entry.is_undoable and isinstance(entry.what, Event) else None,
    )


def _amount(
    what: Reminder | Task | Held | Payment | Credit | Invoice | Event | Link, file: CustomerFile
) -> Money | None:
    if isinstance(what, Payment):
        return money(what.amount, file.invoices[what.invoice_id].currency)
    if isinstance(what, Credit):
        return money(what.amount, what.currency)
    if isinstance(what, Invoice):
        return money(what.total, what.currency)
    return money(what.asked_now, what.currency) if isinstance(what, Reminder) else None


def _text(what: Reminder | Task | Held | Payment | Credit | Invoice | Event | Link) -> str | None:
    if isinstance(what, Held):
        return what.hold.note or None
    if isinstance(what, Task):
        return what.outcome
    if isinstance(what, Event):
        told = what.facts.get("text") or what.facts.get("address")
        return told if isinstance(told, str) else None
    return None
