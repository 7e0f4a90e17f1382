"""The organisation of a token: how it stands, its policies, its connections, the money that came in."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from connector.core.invoice import HoldReason, Mode
from connector.core.past import Received
from connector.core.policy import Channel
from connector.core.source import ConnectionKind
from connector.usecases import listing
from connector.usecases import stopping as everything
from connector.usecases.outlook import outlook
from connector.usecases.standing import Stand, stands_of
from connector.usecases.tokens import Caller
from connector.web.api.customers import ToldOwed
from connector.web.api.operation import Calling
from connector.web.api.words import NEXT, Cursor, Day, Limit, Money, Told, behind, money, onward
from connector.web.site import Site

#: So far back payments are told of where nothing else is asked, and at most.
DAYS, MOST_DAYS = 30, 400


class ToldOrganisation(Told):
    """One business, and how it stands."""

    id: str
    name: str
    country: str
    timezone: str
    language: str
    currency: str
    mode: Mode = Field(
        description="shadow: nothing leaves; approve: what a person released; auto: what is due."
    )
    policy: str
    today: Day = Field(description="Its own day.")
    stopped_for: list[HoldReason] = Field(description="Why nothing leaves at all; empty where something may.")
    open_invoices: int
    owed: list[ToldOwed]


class ToldStep(Told):
    """One rung of a policy."""

    id: str
    offset: int = Field(description="Days from the due date; below zero before it.")
    channel: Channel
    severity: str


class ToldPolicy(Told):
    """An ordered ladder of steps."""

    name: str
    version: str
    steps: list[ToldStep]


class Policies(Told):
    """A page of policies."""

    items: list[ToldPolicy]
    next_cursor: str | None = NEXT


class ToldConnection(Told):
    """A connected account or a ledger file, and whether it can be read."""

    id: str
    provider: str
    name: str
    kind: ConnectionKind
    read_at: datetime | None = Field(description="Of the last complete reading.")
    troubles: list[str] = Field(description="What its owner must know; empty where all is well.")
    waits_for_owner: bool = Field(description="It is not read until he has helped.")


class Connections(Told):
    """A page of connections."""

    items: list[ToldConnection]
    next_cursor: str | None = NEXT


class ToldPayment(Told):
    """Money that came in for one invoice."""

    customer_id: str
    customer: str
    invoice: str = Field(description="Its number.")
    amount: Money
    paid_on: Day | None
    seen_on: Day = Field(description="The day of the reading that first showed it.")
    is_settled: bool = Field(description="Nothing of the invoice is open any more.")


class Payments(Told):
    """A page of payments, newest first."""

    items: list[ToldPayment]
    next_cursor: str | None = NEXT


def organisation(site: Site, router: APIRouter) -> None:
    """Its routes."""

    @router.get("/organisation")
    def get_organisation(caller: Calling) -> ToldOrganisation:
        """The organisation of this token, and how it stands."""
        return _told(site, caller)

    @router.post("/organisation/stop")
    def stop(caller: Calling) -> ToldOrganisation:
        """Nothing leaves from now on, until somebody starts again; done twice it is done once."""
        everything.stop(site.app, caller.organisation.id, caller.who)
        return _told(site, caller)

    @router.post("/organisation/resume")
    def resume(caller: Calling) -> ToldOrganisation:
        """Ends what stop began; nothing happens where nothing was stopped."""
        everything.resume(site.app, caller.organisation.id, caller.who)
        return _told(site, caller)

    _around(site, router)


def _around(site: Site, router: APIRouter) -> None:
    @router.get("/policies")
    def list_policies(caller: Calling, limit: Limit = 50, cursor: Cursor = None) -> Policies:
        """The policies that an invoice or a customer may follow."""
        with site.app.store.reading(caller.organisation.id) as unit:
            known = outlook(site.app, unit, site.app.clock.now()).policies
        names, following = onward(known.of_invoices, cursor, limit, lambda x: x)
        items = [
            ToldPolicy(
                name=name,
                version=known.by_name[name].version,
                steps=[
                    ToldStep(id=x.id, offset=x.offset, channel=x.channel, severity=x.severity.name.lower())
                    for x in known.by_name[name].steps
                ],
            )
            for name in names
        ]
        return Policies(items=items, next_cursor=following)

    @router.get("/connections")
    def list_connections(caller: Calling, limit: Limit = 50, cursor: Cursor = None) -> Connections:
        """What is connected, and whether it can be read."""
        stands = stands_of(site.app, caller.organisation.id)
        page, following = onward(stands, cursor, limit, lambda x: x.connection.id)
        return Connections(items=[_connection(x) for x in page], next_cursor=following)

    @router.get("/payments")
    def list_payments(
        caller: Calling,
        days: Annotated[int, Query(ge=1, le=MOST_DAYS, description="First seen within so many days.")] = DAYS,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Payments:
        """Money that came in, newest first; what the first reading of an account brought is left out."""
        since = listing.today(site.app, caller.organisation.id) - timedelta(days=days)
        with site.app.store.reading(caller.organisation.id) as unit:
            found = unit.past.received(since)
        page, following = behind(_keyed(found), cursor, limit, lambda x: x[0])
        return Payments(items=[_payment(x) for _, x in page], next_cursor=following)


def _told(site: Site, caller: Caller) -> ToldOrganisation:
    one = caller.organisation
    totals = listing.open_totals(site.app, one.id)
    owed = [ToldOwed(open=money(x.open, x.currency), late=money(x.late, x.currency)) for x in totals.owed]
    return ToldOrganisation(
        id=one.id, name=one.name, country=one.country, timezone=one.timezone, language=one.language,
        currency=one.currency, mode=one.mode, policy=one.policy, today=listing.today(site.app, one.id),
        stopped_for=sorted({x.reason for x in everything.what_stops(site.app, one.id)}),
        open_invoices=totals.count, owed=owed,
    )  # fmt: skip


def _connection(stand: Stand) -> ToldConnection:
    one = stand.connection
    return ToldConnection(
        id=one.id, provider=one.provider, name=one.name, kind=one.kind, read_at=one.read_at,
        troubles=list(stand.troubles), waits_for_owner=stand.waits_for_owner,
    )  # fmt: skip


def _keyed(found: Iterable[Received]) -> list[tuple[tuple[str, ...], Received]]:
    """Each with the key that tells it from all others."""
    seen: Counter[tuple[str, ...]] = Counter()
    keyed: list[tuple[tuple[str, ...], Received]] = []
    for x in found:
        key = (x.seen_on.isoformat(), str(x.paid_on), x.customer_id, x.number[:60], str(x.amount))
        keyed.append(((*key, f"{seen[key]:04}"), x))
        seen[key] += 1
    return keyed


def _payment(one: Received) -> ToldPayment:
    return ToldPayment(
        customer_id=one.customer_id, customer=one.customer, invoice=one.number,
        amount=money(one.amount, one.currency), paid_on=one.paid_on, seen_on=one.seen_on,
        is_settled=one.is_settled,
    )  # fmt: skip
