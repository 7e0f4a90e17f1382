"""The list of invoices, as a page and as a file."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.bulk import DEEDS_OF_INVOICES
from connector.core.listing import Due, InvoiceOrder, InvoicesWanted, ListedInvoice, Only, Shown, looked_for
from connector.core.money import decimal_text
from connector.core.views import ListOf
from connector.usecases import listing
from connector.web.lists import Address, Number, csv_file, one_of, order_of
from connector.web.shelf import Shelf, shelf_of
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: How the list is sorted where nothing else is asked: what is late longest comes first.
USUAL = "due"
HEADER = (
    "number", "customer", "issued_on", "due_on", "days_late", "currency", "total", "open", "status",
    "paid_on",
)  # fmt: skip


class Asked:
    """What an address of the list asks for; what it says of nothing known is not heard."""

    def __init__(
        self, q: str = "", show: str = "", due: str = "", currency: str = "", held: str = "",
        sort: str = "", only: str = "", view: str = "",
    ) -> None:  # fmt: skip
        self.text = looked_for(q)
        self.shown = one_of(Shown, show) or Shown.OPEN
        # What is settled is late no more.
        self.due = one_of(Due, due) if self.shown is Shown.OPEN else None
        self.currency = currency if len(currency) == 3 and currency.isalpha() else None
        self.is_held = held == "yes"
        self.only = one_of(Only, only)
        self.view = view[:36]
        self.by, self.is_descending, self.sort = order_of(InvoiceOrder, sort, USUAL)

    def wanted(self, site: Site, visit: Visit) -> InvoicesWanted:
        return InvoicesWanted(
            listing.today(site.app, visit.whose.id), self.text, self.shown, self.due, self.currency,
            self.is_held, self.by, self.is_descending, self.only,
            listing.grace_over_on(site.app, visit.whose.id) if self.only is Only.BROKEN else None,
        )  # fmt: skip

    def address(self, path: str) -> Address:
        return Address(
            path,
            {
                "q": self.text,
                "show": "" if self.shown is Shown.OPEN else self.shown.value,
                "due": self.due.value if self.due else "",
                "currency": self.currency or "",
                "held": "yes" if self.is_held else "",
                "sort": self.sort,
                "only": self.only.value if self.only else "",
                "view": self.view,
            },
        )

    @property
    def is_filtered(self) -> bool:
        narrowed = self.text or self.due or self.currency or self.is_held or self.only
        return bool(narrowed) or self.shown is not Shown.OPEN


Asking = Annotated[Asked, Depends()]


def invoices(site: Site) -> APIRouter:
    """The list, and the list as a file; one page for each is in invoice.py."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/invoices")
    def some(request: Request, visit: Visiting, asked: Asking, page: int = 1) -> Response:
        shelf = shelf_of(site, visit, ListOf.INVOICES)
        if shelf.opens_with is not None and not request.query_params:
            return RedirectResponse(shelf.opens_with, HTTPStatus.SEE_OTHER)
        return _list(site, visit, asked, page, shelf)

    @router.get("/invoices.csv")
    def as_a_file(visit: Visiting, asked: Asking) -> Response:
        wanted = asked.wanted(site, visit)
        found = listing.each_invoice(site.app, visit.whose.id, wanted)
        return csv_file("invoices", wanted.on, HEADER, _cells(found, wanted))

    return router


def _list(site: Site, visit: Visit, asked: Asked, page: int, shelf: Shelf) -> HTMLResponse:
    organisation = visit.whose
    wanted = asked.wanted(site, visit)
    found = listing.list_invoices(site.app, organisation.id, wanted, page)
    path = f"/o/{organisation.id}/invoices"
    return site.page(
        "invoices.html",
        visit,
        here="invoices",
        found=found,
        asked=asked,
        address=asked.address(path),
        shelf=shelf,
        file=asked.address(f"{path}.csv").to(),
        chosen=found.totals.of(asked.due, asked.currency),
        deeds=DEEDS_OF_INVOICES,
        of_currency=found.totals.of(currency=asked.currency),
        dues=list(Due),
        is_untouched=not asked.is_filtered and not _has_connection(site, visit),
    )


def _has_connection(site: Site, visit: Visit) -> bool:
    with site.app.store.reading(visit.whose.id) as unit:
        return bool(unit.connections.all())


def _cells(found: Iterator[ListedInvoice], wanted: InvoicesWanted) -> Iterator[tuple[object, ...]]:
    for x in found:
        one, due_on = x.invoice, x.invoice.expected_on
        days_late = max((wanted.on - due_on).days, 0) if x.is_open and due_on and not one.card else 0
        yield (
            one.number, x.customer, one.issued_on, due_on, days_late, one.currency,
            Number(decimal_text(one.total, one.currency)), Number(decimal_text(one.open, one.currency)),
            one.status.value, one.paid_on,
        )  # fmt: skip
