"""`/_sandbox`: set the clock, plan faults, and see what arrived."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict

from .clock import SandboxClock
from .faults import Fault, FaultKind, Faults
from .state import Sandbox
from .stripe.control import control as stripe_control
from .stripe.dialect import StripeSandbox


class ClockForm(BaseModel):
    """`now` puts the clock there (ISO 8601 with an offset); `days` moves it on."""

    model_config = ConfigDict(extra="forbid")
    now: datetime | None = None
    days: float = 0


class ResetForm(BaseModel):
    """`seed` makes up the book; null makes it empty."""

    model_config = ConfigDict(extra="forbid")
    seed: int | None = 7


class FaultForm(BaseModel):
    """See providers/sandbox/faults.py for what each kind does."""

    model_config = ConfigDict(extra="forbid")
    kind: FaultKind
    times: int = 1
    skip: int = 0
    method: str | None = None
    path: str = "/"
    status: int | None = None
    retry_after: str | None = None
    seconds: float | None = None
    is_after: bool = False


def control(sandbox: Sandbox) -> APIRouter:
    """The routes below `/_sandbox`."""
    router = APIRouter(prefix="/_sandbox")
    _general(router, sandbox)
    _clock(router, sandbox.clock)
    _faults(router, sandbox.faults)
    _requests(router, sandbox.stripe)
    router.include_router(stripe_control(sandbox.stripe))
    return router


def _general(router: APIRouter, sandbox: Sandbox) -> None:
    @router.get("")
    def about() -> dict[str, Any]:
        book = sandbox.stripe.book
        counts = {"customers": len(book.customers), "invoices": len(book.invoices)}
        return {
            "now": sandbox.clock.now(),
            "stripe": {"prefix": "/stripe", "account": book.account, **counts},
        }

    @router.post("/reset")
    def reset(form: ResetForm) -> dict[str, Any]:
        sandbox.reset(form.seed)
        return about()


def _clock(router: APIRouter, clock: SandboxClock) -> None:
    @router.post("/clock")
    def move(form: ClockForm) -> dict[str, Any]:
        try:
            clock.set(form.now or clock.now())
        except ValueError as wrong:
            raise HTTPException(400, str(wrong)) from None
        clock.advance(timedelta(days=form.days))
        return {"now": clock.now()}


def _faults(router: APIRouter, faults: Faults) -> None:
    @router.get("/faults")
    def planned() -> list[dict[str, Any]]:
        return [asdict(fault) for fault in faults.planned]

    @router.post("/faults", status_code=201)
    def plan(form: FaultForm) -> FaultForm:
        faults.plan(Fault(**form.model_dump()))
        return form

    @router.delete("/faults", status_code=204)
    def forget() -> None:
        faults.clear()


def _requests(router: APIRouter, stripe: StripeSandbox) -> None:
    @router.get("/requests")
    def seen() -> list[dict[str, Any]]:
        return [asdict(request) for request in stripe.seen]

    @router.delete("/requests", status_code=204)
    def forget() -> None:
        stripe.seen.clear()
