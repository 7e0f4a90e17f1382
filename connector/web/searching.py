"""Looking for one invoice or customer, from every page."""

from http import HTTPStatus
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from connector.core.listing import ListedCustomer, looked_for
from connector.usecases import listing
from connector.web.site import Site
from connector.web.visit import Visit, Visiting


def searching(site: Site) -> APIRouter:
    """What was found; the one that was meant is opened at once."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/search")
    def search(visit: Visiting, q: str = "") -> Response:
        return _search(site, visit, q)

    return router


def _search(site: Site, visit: Visit, typed: str) -> Response:
    found = listing.look_for(site.app, visit.whose.id, typed)
    if found.exact is not None:
        return RedirectResponse(f"/o/{visit.whose.id}/{_place(found.exact)}", HTTPStatus.SEE_OTHER)
    return site.page(
        "search.html", visit, here="search", found=found, sought=looked_for(typed), most=listing.FOUND
    )


def _place(exact: listing.Row | ListedCustomer) -> str:
    if isinstance(exact, ListedCustomer):
        return f"customers/{exact.id}"
    return f"invoices/{quote(exact.name)}"
