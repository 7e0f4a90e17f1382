"""Xero as the sandbox mounts it."""

from ..clock import SandboxClock
from ..faults import Faults
from ..stand_in import StandIn
from .control import control
from .dialect import XeroSandbox


def mounted(clock: SandboxClock, faults: Faults, seed: int | None) -> tuple[XeroSandbox, StandIn]:
    """The dialect with its books, and what `/xero` and `/_sandbox/xero` need of it."""
    xero = XeroSandbox(clock, faults, seed)
    return xero, StandIn(
        provider="xero",
        app=xero.front,
        seen=xero.front.seen,
        about=xero.about,
        control=lambda: control(xero),
        reset=xero.start_over,
        oauth=xero.oauth,
    )
