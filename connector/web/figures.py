"""The figures of one organisation: drawn, as tables, and as files."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from connector.core.figures import Age
from connector.core.money import decimal_text
from connector.core.recovery import WITHIN
from connector.usecases.pictures import Pictures, PicturesOf, pictures
from connector.web.figures_drawn import Drawn, drawn
from connector.web.lists import Number, csv_file
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

Rows = Iterator[tuple[object, ...]]


class Picture(StrEnum):
    """What can be had as a file."""

    AGEING = "ageing"
    DSO = "dso"
    CASH = "cash"
    CHARGES = "charges"


def figures(site: Site) -> APIRouter:
    """The page, and a file for each picture, with all currencies."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/figures")
    def page(visit: Visiting) -> HTMLResponse:
        found = pictures(site.app, visit.whose.id)
        return site.page(
            "figures.html",
            visit,
            here="figures",
            found=found,
            books=[_Shown(x, drawn(x, visit.reader)) for x in found.books],
            ages=list(Age),
            within=WITHIN,
            has_connection=_has_connection(site, visit),
        )

    @router.get("/figures/{picture}.csv")
    def as_a_file(visit: Visiting, picture: Picture) -> Response:
        found = pictures(site.app, visit.whose.id)
        header, rows = _FILES[picture]
        return csv_file(picture.value, found.on, header, rows(found))

    return router


@dataclass(frozen=True, slots=True)
class _Shown:
    """The pictures of one currency, as numbers and as drawings."""

    told: Pictures
    drawn: Drawn


def _has_connection(site: Site, visit: Visit) -> bool:
    with site.app.store.reading(visit.whose.id) as unit:
        return bool(unit.connections.all())


def _money(minor: int, currency: str) -> Number:
    return Number(decimal_text(minor, currency))


def _ageing(found: PicturesOf) -> Rows:
    for book in found.books:
        for age, part in book.ageing.parts.items() if book.ageing else ():
            yield book.currency, age.value, part.count, _money(part.open, book.currency)


def _dso(found: PicturesOf) -> Rows:
    for book in found.books:
        for x in book.points:
            days = None if x.dso is None else Number(str(x.dso))
            yield book.currency, x.on, _money(x.owed, book.currency), days


def _cash(found: PicturesOf) -> Rows:
    for book in found.books:
        if book.cash is None:
            continue
        of = book.currency
        yield of, "overdue", None, _money(book.cash.overdue, of), _money(0, of)
        for x in book.cash.weeks:
            yield of, "week", x.since, _money(x.due, of), _money(x.promised, of)
        rest = {"later": book.cash.later, "undated": book.cash.undated, "apart": book.cash.apart}
        for name, minor in rest.items():
            yield of, name, None, _money(minor, of), _money(0, of)


def _charges(found: PicturesOf) -> Rows:
    for book in found.books:
        for x in book.recovery.months if book.recovery else ():
            tallies = (x.failed, x.recovered, x.open, x.lost)
            sums = [cell for y in tallies for cell in (y.count, _money(y.amount, book.currency))]
            yield (book.currency, x.since, *sums, *x.within)


_FILES: Mapping[Picture, tuple[tuple[str, ...], Callable[[PicturesOf], Rows]]] = MappingProxyType(
    {
        Picture.AGEING: (("currency", "age", "invoices", "open"), _ageing),
        Picture.DSO: (("currency", "on", "owed", "dso_days"), _dso),
        Picture.CASH: (("currency", "when", "week_from", "due", "promised"), _cash),
        Picture.CHARGES: (
            (
                "currency", "month", "failed", "failed_amount", "recovered", "recovered_amount", "open",
                "open_amount", "lost", "lost_amount", *(f"recovered_within_{n}_days" for n in WITHIN),
            ),
            _charges,
        ),
    }
)  # fmt: skip
