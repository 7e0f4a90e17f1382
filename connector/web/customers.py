"""The list of customers, as a page and as a file. Each has a page of his own."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.bulk import DEEDS_OF_CUSTOMERS
from connector.core.listing import CustomerOrder, CustomersWanted, ListedCustomer, looked_for
from connector.core.money import decimal_text
from connector.core.views import ListOf
from connector.usecases import listing
from connector.web.lists import Address, Number, csv_file, order_of
from connector.web.shelf import Shelf, shelf_of
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: What the list is narrowed to where nobody can be written to.
NO_ADDRESS = "no_address"
#: How the list is sorted where nothing else is asked: who is late with most comes first.
USUAL = "-late"
HEADER = ("customer", "email", "invoices", "oldest_due_on", "currency", "open", "late")


class Asked:
    """What an address of the list asks for; what it says of nothing known is not heard."""

    def __init__(self, q: str = "", show: str = "", sort: str = "", only: str = "", view: str = "") -> None:
        self.text = looked_for(q)
        self.is_everybody = show == "all"
        self.is_without_address = only == NO_ADDRESS
        self.view = view[:36]
        self.by, self.is_descending, self.sort = order_of(CustomerOrder, sort, USUAL)

    def wanted(self, site: Site, visit: Visit) -> CustomersWanted:
        on = listing.today(site.app, visit.whose.id)
        return CustomersWanted(
            on, self.text, self.is_everybody, self.by, self.is_descending, self.is_without_address
        )

    def address(self, path: str) -> Address:
        shown = "all" if self.is_everybody else ""
        only = NO_ADDRESS if self.is_without_address else ""
        asked = {"q": self.text, "show": shown, "sort": self.sort, "only": only, "view": self.view}
        return Address(path, asked)


Asking = Annotated[Asked, Depends()]


def customers_listed(site: Site) -> APIRouter:
    """The list, and the list as a file."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/customers")
    def some(request: Request, visit: Visiting, asked: Asking, page: int = 1) -> Response:
        shelf = shelf_of(site, visit, ListOf.CUSTOMERS)
        if shelf.opens_with is not None and not request.query_params:
            return RedirectResponse(shelf.opens_with, HTTPStatus.SEE_OTHER)
        return _list(site, visit, asked, page, shelf)

    @router.get("/customers.csv")
    def as_a_file(visit: Visiting, asked: Asking) -> Response:
        wanted = asked.wanted(site, visit)
        return csv_file(
            "customers", wanted.on, HEADER, _cells(listing.each_customer(site.app, visit.whose.id, wanted))
        )

    return router


def _list(site: Site, visit: Visit, asked: Asked, page: int, shelf: Shelf) -> HTMLResponse:
    organisation = visit.whose
    wanted = asked.wanted(site, visit)
    path = f"/o/{organisation.id}/customers"
    return site.page(
        "customers.html",
        visit,
        here="customers",
        found=listing.list_customers(site.app, organisation.id, wanted, page),
        asked=asked,
        today=wanted.on,
        address=asked.address(path),
        shelf=shelf,
        file=asked.address(f"{path}.csv").to(),
        deeds=DEEDS_OF_CUSTOMERS,
    )


def _cells(found: Iterator[ListedCustomer]) -> Iterator[tuple[object, ...]]:
    """A line for each currency in which he owes something; one for who owes nothing."""
    for one in found:
        who = (one.name, next(iter(one.addresses), ""), one.count, one.oldest_due_on)
        for sums in one.owes:
            amounts = (decimal_text(sums.open, sums.currency), decimal_text(sums.late, sums.currency))
            yield (*who, sums.currency, *map(Number, amounts))
        if not one.owes:
            yield (*who, "", "", "")
