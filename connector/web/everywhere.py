"""One list of what waits for approval, over all clients; each message is released where it belongs."""

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from connector.usecases import refusing
from connector.usecases.everywhere import piles
from connector.web.approvals import mark, marks
from connector.web.site import Site
from connector.web.spots import EACH, MOST, TO_LIST
from connector.web.visit import Visit, Visiting


def approvals_everywhere(site: Site) -> APIRouter:
    """`/approvals`: read by whoever may look; the buttons go to each client's own address and its door."""
    router = APIRouter()

    @router.get("/approvals")
    def waiting(
        visit: Visiting, done: int = 0, changed: int = 0, half: int = 0, own: int = 0, again: int = 0,
        goes_on: int = 0, refused: str = "", at: str = "",
    ) -> HTMLResponse:  # fmt: skip
        told = {"done": done, "changed": changed, "half": half, "own": own, "again": again}
        return _list(site, visit, told | {"goes_on": goes_on}, refused, at)

    return router


def _list(site: Site, visit: Visit, told: Mapping[str, int], refused: str, at: str) -> HTMLResponse:
    """`refused` is a message of the client `at` that was refused just now."""
    whose = next((x for x in visit.organisations if x.id == at), None) if refused else None
    found = piles(site.app, visit.organisations, EACH, MOST)
    may = {x.organisation.id for x in found if visit.about(x.organisation).may_approve}
    return site.page(
        "everywhere.html", visit, here="everywhere", piles=found, may_approve=may, mark=mark, then=TO_LIST,
        marks=lambda pile: marks(visit, pile.shown), me=visit.who.user.email, **told,
        count=sum(x.count for x in found), refused_at=whose,
        refused=refusing.refused(site.app, whose.id, refused) if whose else None,
    )  # fmt: skip
