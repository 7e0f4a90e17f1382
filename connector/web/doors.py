"""Every address that answers without a login, and why. Whatever is not in here is not served."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from fastapi import APIRouter

_READS = "Shows and changes nothing; served on this machine alone until sign-in exists."
_HEALTH = "Asked by whoever restarts or watches the process; says nothing about any customer."

WITHOUT_LOGIN: Mapping[str, str] = MappingProxyType(
    {
        "/healthz": _HEALTH,
        "/readyz": _HEALTH,
        "/": _READS,
        "/o/{organisation_id}": _READS,
        "/o/{organisation_id}/invoices": _READS,
        "/o/{organisation_id}/invoices/{number:path}": _READS,
        "/o/{organisation_id}/next": _READS,
        "/o/{organisation_id}/sent": _READS,
        "/o/{organisation_id}/sent/{reminder_id}": _READS,
        "/o/{organisation_id}/sent/{reminder_id}/html": _READS,
        "/o/{organisation_id}/tasks": _READS,
    }
)


def refuse_unknown_doors(routers: Iterable[APIRouter], extra: Mapping[str, str]) -> None:
    """Raises RuntimeError for a route about which nobody has said why it needs no login."""
    known = WITHOUT_LOGIN.keys() | extra.keys()
    paths = {getattr(route, "path", repr(route)) for router in routers for route in router.routes}
    if unknown := sorted(paths - known):
        raise RuntimeError(f"say in doors.py why these need no login: {', '.join(unknown)}")
