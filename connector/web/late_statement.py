"""What late payment comes to for one customer, as a file of its own: for a spreadsheet, and as a PDF."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from connector.core.errors import Refused
from connector.core.late_statement import LateStatement
from connector.render.late_statement import late_header, late_html, late_rows
from connector.render.report import pdf_of
from connector.usecases.late_fees import late_statement
from connector.usecases.unfit import NotThere
from connector.web.lists import csv_file
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

NAME = "late-payment"


def late_statements(site: Site) -> APIRouter:
    """`/o/{id}/customers/{id}/late-payment.csv` and `.pdf`."""
    router = APIRouter(prefix="/o/{organisation_id}/customers/{customer_id}")

    @router.get("/late-payment.csv")
    def as_csv(visit: Visiting, customer_id: str) -> Response:
        try:
            made = _made(site, visit, customer_id)
        except Refused as refused:
            return _told(site, visit, refused)
        return csv_file(NAME, made.on, late_header(made), late_rows(made))

    @router.get("/late-payment.pdf")
    def as_pdf(visit: Visiting, customer_id: str) -> Response:
        try:
            made = _made(site, visit, customer_id)
            content = pdf_of(late_html(made))
        except Refused as refused:
            return _told(site, visit, refused)
        name = f'inline; filename="{NAME}-{made.on.isoformat()}.pdf"'
        return Response(content, media_type="application/pdf", headers={"Content-Disposition": name})

    return router


def _made(site: Site, visit: Visit, customer_id: str) -> LateStatement:
    try:
        return late_statement(site.app, visit.whose.id, customer_id)
    except NotThere:
        raise HTTPException(HTTPStatus.NOT_FOUND) from None


def _told(site: Site, visit: Visit, refused: Refused) -> Response:
    return site.fault(visit, "not_found", HTTPStatus.NOT_FOUND, visit.reader.told(str(refused)))
