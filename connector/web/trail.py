"""The log of an organisation, as a page and as a file: who did what, in words."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from connector.core.errors import Refused
from connector.core.listing import looked_for
from connector.core.trail import Noted
from connector.usecases import listing
from connector.usecases.trail import Asked, TrailPage, each_event, trail
from connector.web.lists import Address, Behind, Number, csv_file
from connector.web.site import Site
from connector.web.trail_told import day_of, told
from connector.web.visit import Visit, Visiting
from connector.web.words import WORDS

HEADER = ("number", "at", "who", "event", "customer", "facts")
#: The families of events, by the beginnings of their names, as the page offers them.
KINDS: Mapping[str, tuple[str, ...]] = {
    "reminder": ("reminder",),
    "redelivery": ("redelivery",),
    "hold": ("hold", "promise", "payment", "debt"),
    "customer": ("customer", "customers", "contact", "links"),
    "invoice": ("invoice",),
    "page": ("page",),
    "work": ("task", "subscription"),
    "batch": ("batch",),
    "bulk": ("bulk",),
    "organisation": ("organisation", "ledger", "sender", "connection", "consent", "text", "view"),
    "program": ("token", "webhook"),
}


class Sought:
    """What an address of the log asks for; what it says of nothing known is not heard."""

    def __init__(
        self, who: str = "", what: str = "", customer: str = "", q: str = "", since: str = "", until: str = ""
    ) -> None:
        self.who, self.customer, self.text = who, customer, looked_for(q)
        self.what = what if f"trail.{what}" in WORDS else ""
        self.since_on, self.until_on = day_of(since), day_of(until)

    @property
    def asked(self) -> Asked:
        return Asked(
            self.who or None,
            self.what or None,
            self.customer or None,
            self.text,
            self.since_on,
            self.until_on,
        )

    def address(self, path: str) -> Address:
        days = {"since": self.since_on, "until": self.until_on}
        known = {"who": self.who, "what": self.what, "customer": self.customer, "q": self.text}
        return Address(path, known | {name: x.isoformat() if x else "" for name, x in days.items()})

    @property
    def is_filtered(self) -> bool:
        return self.asked != Asked()


Seeking = Annotated[Sought, Depends()]


def trails(site: Site) -> APIRouter:
    """The log, and the log as a file."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/audit")
    def log(visit: Visiting, sought: Seeking, after: Behind = None) -> HTMLResponse:
        return _log(site, visit, sought, after)

    @router.get("/audit.csv")
    def as_a_file(visit: Visiting, sought: Seeking) -> Response:
        today = listing.today(site.app, visit.whose.id)
        return csv_file("audit", today, HEADER, _cells(each_event(site.app, visit.whose.id, sought.asked)))

    return router


def _log(site: Site, visit: Visit, sought: Sought, after: int | None) -> HTMLResponse:
    path = f"/o/{visit.whose.id}/audit"
    try:
        found = trail(site.app, visit.whose.id, sought.asked, after)
    except Refused:
        found = TrailPage((), ())  # of a customer who is not there nothing was written down
    address = sought.address(path)
    titles = {x.name: x.title for x in site.app.systems.all()}
    return site.page(
        "trail.html", visit, here="trail", found=found, chosen=sought, address=address,
        file=sought.address(f"{path}.csv").to(), is_first=after is None, kinds=_kinds(),
        told=lambda event: list(told(visit.reader, titles, event.what, event.facts)),
    )  # fmt: skip


def _kinds() -> dict[str, list[str]]:
    """The names of all events by family, in the order of the words."""
    names = [x.removeprefix("trail.") for x in WORDS if x.startswith("trail.")]
    return {
        family: [x for x in names if x.partition(".")[0] in beginnings]
        for family, beginnings in KINDS.items()
    }


def _cells(found: Iterator[Noted]) -> Iterator[tuple[object, ...]]:
    for x in found:
        facts = json.dumps(dict(x.event.facts), ensure_ascii=False, sort_keys=True)
        at = x.event.at.astimezone(UTC).isoformat()
        yield Number(str(x.event.number)), at, x.event.who, x.event.what, x.customer, facts
