"""A file that a customer added to a dispute, for whoever is signed in: saved, never shown here."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from connector.core.handed import MEDIA_TYPES
from connector.usecases.handing import handed_file
from connector.usecases.unfit import NotThere
from connector.web.site import Site
from connector.web.visit import Visiting

#: Wherever it is opened, it may neither act nor fetch anything.
POLICY = "sandbox; default-src 'none'"


def handed_files(site: Site) -> APIRouter:
    """One file, by its id."""
    router = APIRouter(prefix="/o/{organisation_id}/files")

    @router.get("/{file_id}")
    def save(visit: Visiting, file_id: str) -> Response:
        try:
            file, content = handed_file(site.app, visit.whose.id, file_id)
        except NotThere:
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        headers = {
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
        }
        return Response(content, media_type=MEDIA_TYPES[file.kind], headers=headers)

    return router
