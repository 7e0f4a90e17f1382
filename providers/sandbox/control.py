"""`/_sandbox`: set the clock, plan faults, and see what arrived."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict

from .clock import SandboxClock
from .faults import Fault, FaultKind, Faults
from .oauth.control import control as oauth_control
from .stand_in import StandIn
from .state import Sandbox


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
    provider: str | None = None
    status: int | None = None
    retry_after: str | None = None
    code: str | None = None
    seconds: float | None = None
    is_after: bool = False


def control(sandbox: Sandbox) -> APIRouter:
    """The routes below `/_sandbox`."""
    router = APIRouter(prefix="/_sandbox")
    _general(router, sandbox)
    _clock(router, sandbox.clock)
    _faults(router, sandbox.faults)
    _requests(router, sandbox.stand_ins)
    for stand_in in sandbox.stand_ins:
        router.include_router(stand_in.control())
        if stand_in.oauth is not None:
            router.include_router(oauth_control(stand_in.provider, stand_in.oauth))
    return router


def _general(router: APIRouter, sandbox: Sandbox) -> None:
    @router.get("")
    def about() -> dict[str, Any]:
        shown = {each.provider: {"prefix": f"/{each.provider}", **each.about()} for each in sandbox.stand_ins}
        return {"now": sandbox.clock.now(), **shown}

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


def _requests(router: APIRouter, stand_ins: tuple[StandIn, ...]) -> None:
    @router.get("/requests")
    def seen(provider: str | None = None) -> list[dict[str, Any]]:
        return [
            {"provider": each.provider, **asdict(request)}
            for each in stand_ins
            if provider in (None, each.provider)
            for request in each.seen
        ]

    @router.delete("/requests", status_code=204)
    def forget() -> None:
        for each in stand_ins:
            each.seen.clear()
