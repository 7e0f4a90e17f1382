"""`/_sandbox/xero`, its ways: limits, casings, Xero's own reminders, disconnecting, webhooks."""

from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict

from .dialect import XeroSandbox
from .errors import Casing
from .webhooks import Category, Delivery


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LimitsForm(_Form):
    """Every limit at once; null lifts one. `mails_per_day` is the cap of the Email endpoint."""

    at_once: int | None = 5
    per_minute: int | None = 60
    per_day: int | None = 5000
    app_per_minute: int | None = 10_000
    mails_per_day: int = 1000


class WaysForm(_Form):
    """What is not given stays. `has_reminders`: Xero itself writes to late customers of that tenant."""

    unauthorized_casing: Casing | None = None
    forbidden_casing: Casing | None = None
    has_reminders: bool | None = None
    tenant: str | None = None


class WebhookForm(_Form):
    """Where events go; null stops them."""

    url: str | None
    key: str = "sandbox-webhook-key"
    categories: set[Category] = {"INVOICE", "CONTACT", "CREDITNOTE"}


class DeliveryForm(_Form):
    is_signed_well: bool = True


def ways(router: APIRouter, xero: XeroSandbox) -> None:
    """Adds the routes."""
    _limits(router, xero)
    _webhooks(router, xero)


def _limits(router: APIRouter, xero: XeroSandbox) -> None:
    @router.post("/limits")
    def limit(form: LimitsForm) -> LimitsForm:
        xero.limits.at_once, xero.limits.per_minute = form.at_once, form.per_minute
        xero.limits.per_day, xero.limits.app_per_minute = form.per_day, form.app_per_minute
        xero.mailbox.cap = form.mails_per_day
        return form

    @router.post("/ways")
    def change(form: WaysForm) -> WaysForm:
        xero.casings[401] = form.unauthorized_casing or xero.casings[401]
        xero.casings[403] = form.forbidden_casing or xero.casings[403]
        if form.has_reminders is not None:
            xero.books[form.tenant or xero.book.organisation.id].has_reminders = form.has_reminders
        return form

    @router.post("/disconnect/{tenant}", status_code=204)
    def disconnect(tenant: str) -> None:
        """The owner takes the organisation away from the app, in Xero's own settings."""
        xero.disconnect(tenant)


def _webhooks(router: APIRouter, xero: XeroSandbox) -> None:
    hooks = xero.webhooks

    @router.get("/webhooks")
    def about() -> dict[str, Any]:
        return {
            "url": hooks.url,
            "is_enabled": hooks.is_enabled,
            "pending": hooks.pending,
            "sequence": hooks.sequence,
            "delivered": [_shown(each) for each in hooks.delivered],
        }

    @router.post("/webhooks")
    def point(form: WebhookForm) -> dict[str, Any]:
        hooks.url, hooks.key, hooks.categories = form.url, form.key, set(form.categories)
        return about()

    @router.post("/webhooks/check")
    def check() -> dict[str, Any]:
        """The intent-to-receive series."""
        _need_url()
        return {"is_enabled": hooks.check_intent()}

    @router.post("/webhooks/deliver")
    def deliver(form: DeliveryForm | None = None) -> dict[str, Any]:
        _need_url()
        return _shown(hooks.deliver(is_signed_well=(form or DeliveryForm()).is_signed_well))

    @router.post("/webhooks/repeat")
    def repeat() -> dict[str, Any]:
        _need_url()
        return _shown(hooks.repeat())

    @router.post("/webhooks/lose")
    def lose() -> dict[str, Any]:
        return {"lost": hooks.lose()}

    def _need_url() -> None:
        if hooks.url is None:
            raise HTTPException(409, "No address is set: POST /_sandbox/xero/webhooks takes one.")


def _shown(done: Delivery | None) -> dict[str, Any]:
    if done is None:
        return {"status": None, "is_accepted": False, "events": 0}
    return {"status": done.status, "is_accepted": done.is_accepted, "body": done.body.decode()}
