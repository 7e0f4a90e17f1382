"""Webhooks: the addresses that are told what happens, and what became of what each was told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import AfterValidator, Field, WithJsonSchema

from connector.core.errors import NotThere
from connector.core.hooks import CHOICES, Delivery, DeliveryState, Endpoint, Happening, Said, WhyOff
from connector.usecases import hooks as using
from connector.usecases.hooks import NoHook, WhyNoHook
from connector.usecases.tokens import Caller
from connector.web.api.operation import Calling
from connector.web.api.problems import Kind, Refusal
from connector.web.api.words import (
    NEXT,
    Asked,
    Cursor,
    Flag,
    Limit,
    Text,
    Told,
    closed,
    numbered,
    onward,
)
from connector.web.site import Site

LONGEST_ADDRESS = 2000
#: How it is refused, and the field concerned.
REFUSED = {
    WhyNoHook.ADDRESS: (Kind.INVALID, "address"),
    WhyNoHook.KINDS: (Kind.INVALID, "events"),
    WhyNoHook.THERE: (Kind.REFUSED, "address"),
    WhyNoHook.MOST: (Kind.REFUSED, "address"),
    WhyNoHook.NEWER: (Kind.CHANGED, "secret_version"),
}


def _chosen(event: Happening) -> Happening:
    if event not in CHOICES:
        raise ValueError("a test is sent when somebody asks for it")
    return event


Event = Annotated[
    Happening,
    AfterValidator(_chosen),
    WithJsonSchema({"type": "string", "enum": [x.value for x in CHOICES]}),
]
Events = Annotated[list[Event], Field(min_length=1, max_length=len(CHOICES))]


class ToldWebhook(Told):
    """One address that is told what happens."""

    id: str
    address: str
    events: list[Event] | None = Field(description="What it is told; null: everything.")
    is_on: bool
    why_off: WhyOff | None
    created_at: datetime
    failing_since: datetime | None = Field(description="The first failure after it last took something.")
    secret_version: str = Field(description="Stands for the secret it has now; changed with it.")
    old_secret_until: datetime | None = Field(description="The secret before signs too, until then.")


class Secret(ToldWebhook):
    """The same with its new secret."""

    secret: str | None = Field(
        description="Signs what it is told. It is told this once: null where the same request came before."
    )


class Webhooks(Told):
    """A page of webhooks."""

    items: list[ToldWebhook]
    next_cursor: str | None = NEXT


class ToldDelivery(Told):
    """One event on its way to one address."""

    event_id: str = Field(description="The `webhook-id` that it arrives with.")
    event: Happening
    created_at: datetime
    state: DeliveryState = Field(description="dead: given up.")
    attempts: int = Field(description="Since it began to wait.")
    due_at: datetime | None = Field(description="When it is tried next.")
    tried_at: datetime | None
    said: Said | None = Field(description="What became of the last try.")
    status: int | None = Field(description="The HTTP status that was answered.")
    words: str = Field(description="The beginning of what was answered.")


class Deliveries(Told):
    """A page of what one address was told, newest first."""

    items: list[ToldDelivery]
    next_cursor: str | None = NEXT


class NewWebhook(Asked):
    """An address that is to be told what happens."""

    address: Text = Field(
        min_length=1, max_length=LONGEST_ADDRESS, examples=["https://books.example.com/relance"]
    )
    events: Events | None = Field(default=None, description="Null: everything.", examples=[["invoice.paid"]])


class WebhookChange(Asked):
    """What of it is to be different; what is left out stays."""

    events: Events | None = Field(default=None, description="Null: everything.")
    is_on: Flag | None = Field(
        default=None, description="True: what waits is tried at once. False: it is told nothing more."
    )


class Rotation(Asked):
    """That its secret is to be another one."""

    secret_version: Text = Field(
        min_length=1, max_length=64, description="As it was read; another: refused.", examples=["first"]
    )


def webhooks(site: Site, router: APIRouter) -> None:
    """Its routes."""

    @router.get("/webhooks")
    def list_webhooks(caller: Calling, limit: Limit = 50, cursor: Cursor = None) -> Webhooks:
        """The addresses that are told what happens, by their ids."""
        known = using.endpoints(site.app, caller.organisation.id)
        page, following = onward(known, cursor, limit, lambda x: x.id)
        return Webhooks(items=[_told(x) for x in page], next_cursor=following)

    @router.post("/webhooks", status_code=201)
    def add_webhook(caller: Calling, asked: NewWebhook) -> Secret:
        """Tells an address what happens from now on. Its secret is shown this once."""
        kinds, address = _kinds(asked.events), asked.address.strip()
        with _refusing():
            made, secret = using.add_endpoint(site.app, caller.organisation.id, address, kinds, caller.who)
        return _with(made, secret)

    @router.get("/webhooks/{webhook_id}")
    def get_webhook(caller: Calling, webhook_id: str) -> ToldWebhook:
        """One address, and how it stands."""
        return _told(_known(site, caller, webhook_id))

    _changed(site, router)
    _delivered(site, router)


def _changed(site: Site, router: APIRouter) -> None:
    @router.patch("/webhooks/{webhook_id}")
    def change_webhook(caller: Calling, webhook_id: str, asked: WebhookChange) -> ToldWebhook:
        """Sets what is sent; what is left out stays as it is. Another address is another webhook."""
        fields = asked.model_fields_set
        if "is_on" in fields and asked.is_on is None:
            raise Refusal(Kind.INVALID, "Say true or false.", "is_on")
        mine = (site.app, caller.organisation.id, _known(site, caller, webhook_id).id)
        if "events" in fields:
            using.change_kinds(*mine, _kinds(asked.events), caller.who)
        if asked.is_on is not None:
            using.switch(*mine, asked.is_on, caller.who)
        return _told(_known(site, caller, webhook_id))

    @router.delete("/webhooks/{webhook_id}")
    def remove_webhook(caller: Calling, webhook_id: str) -> ToldWebhook:
        """Removes it with its secret and its log, and answers what it was."""
        found = _known(site, caller, webhook_id)
        using.remove(site.app, caller.organisation.id, found.id, caller.who)
        return _told(found)

    @router.post("/webhooks/{webhook_id}/rotate")
    def rotate_webhook(caller: Calling, webhook_id: str, asked: Rotation) -> Secret:
        """Gives it another secret, shown this once; the one before signs too for a day."""
        with _refusing():
            secret = using.rotate(
                site.app, caller.organisation.id, webhook_id, asked.secret_version, caller.who
            )
        return _with(_known(site, caller, webhook_id), secret)


def _delivered(site: Site, router: APIRouter) -> None:
    @router.post("/webhooks/{webhook_id}/test")
    def test_webhook(caller: Calling, webhook_id: str) -> ToldDelivery:
        """Sends it a test, and what waits for it, now; answers what became of the test."""
        event_id = using.try_endpoint(site.app, caller.organisation.id, webhook_id, caller.who)
        return _found(site, caller, webhook_id, event_id)

    @router.get("/webhooks/{webhook_id}/deliveries")
    def list_deliveries(
        caller: Calling, webhook_id: str, limit: Limit = 50, cursor: Cursor = None
    ) -> Deliveries:
        """What it was told within a month, or is still to be, newest first."""
        before = numbered(cursor)
        _, found = using.logged(site.app, caller.organisation.id, webhook_id, limit + 1, before)
        page = found[:limit]
        following = closed(str(page[-1].number)) if len(found) > limit else None
        return Deliveries(items=[_delivery(x) for x in page], next_cursor=following)

    @router.post("/webhooks/{webhook_id}/deliveries/{event_id}/again")
    def send_again(caller: Calling, webhook_id: str, event_id: str) -> ToldDelivery:
        """Tells it one event once more, whatever became of it, from the first try on."""
        using.send_again(site.app, caller.organisation.id, webhook_id, event_id, caller.who)
        return _found(site, caller, webhook_id, event_id)


def _found(site: Site, caller: Caller, webhook_id: str, event_id: str) -> ToldDelivery:
    with site.app.store.reading(caller.organisation.id) as unit:
        found = unit.hooks.delivery(webhook_id, event_id)
    if found is None:
        raise NotThere("There is no such event for this address any more.")
    return _delivery(found)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except NoHook as refused:
        kind, field = REFUSED[refused.why]
        raise Refusal(kind, str(refused), field) from None


def _known(site: Site, caller: Caller, webhook_id: str) -> Endpoint:
    with site.app.store.reading(caller.organisation.id) as unit:
        found = unit.hooks.get(webhook_id)
    if found is None:
        raise NotThere("There is no webhook with this id.")
    return found


def _kinds(events: list[Happening] | None) -> tuple[str, ...]:
    """As they are kept: in one order, each once; none stands for everything."""
    return tuple(x.value for x in CHOICES if x in (events or ()))


def _fields(one: Endpoint) -> dict[str, object]:
    return {
        "id": one.id,
        "address": one.address,
        "events": [Happening(x) for x in one.kinds if x in CHOICES] or None,
        "is_on": one.off_at is None,
        "why_off": one.why_off,
        "created_at": one.created_at,
        "failing_since": one.failing_since,
        "secret_version": using.mark_of(one),
        "old_secret_until": one.old_until,
    }


def _told(one: Endpoint) -> ToldWebhook:
    return ToldWebhook.model_validate(_fields(one))


def _with(one: Endpoint, secret: str) -> Secret:
    return Secret.model_validate(_fields(one) | {"secret": secret})


def _delivery(one: Delivery) -> ToldDelivery:
    return ToldDelivery(
        event_id=one.event_id, event=one.kind, created_at=one.created_at, state=one.state,
        attempts=one.attempts, due_at=one.due_at, tried_at=one.tried_at, said=one.said, status=one.status,
        words=one.words,
    )  # fmt: skip
