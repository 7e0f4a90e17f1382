"""The monthly report of a business as a PDF."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import Response

from connector.core.errors import Refused
from connector.core.reports import Month
from connector.render.report import pdf_of, report_html
from connector.usecases.report import monthly
from connector.web.site import Site
from connector.web.visit import Visiting


def report(site: Site) -> APIRouter:
    """`/o/{id}/report/2026-10.pdf`."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/report/{month}.pdf")
    def pdf(visit: Visiting, month: str) -> Response:
        try:
            content = pdf_of(report_html(monthly(site.app, visit.whose.id, Month.named(month))))
        except Refused as refused:
            status = HTTPStatus.NOT_FOUND
            return site.fault(visit, "not_found", status, visit.reader.told(str(refused)))
        name = f'inline; filename="relance-{month}.pdf"'
        return Response(content, media_type="application/pdf", headers={"Content-Disposition": name})

    return router
