"""Whether the process lives, and whether it can work."""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse

from connector.log import logger
from connector.web.site import Site

#: Says what is wrong with the schedule, or None.
Problem = Callable[[], str | None]


def health(site: Site, problem: Problem) -> APIRouter:
    """`/healthz` for the one who restarts, `/readyz` for the one who watches."""
    router = APIRouter()

    @router.get("/healthz")
    def lives() -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    @router.get("/readyz")
    def works() -> JSONResponse:
        try:
            organisations = len(site.app.store.directory.all())
        except Exception as error:  # noqa: BLE001 - whatever a database can say, it does not answer
            logger("relance").error("database_does_not_answer", exc_info=error)
            return _not_ready("the database does not answer")
        wrong = problem()
        return _not_ready(wrong) if wrong else JSONResponse({"ready": True, "organisations": organisations})

    return router


def _not_ready(why: str) -> JSONResponse:
    return JSONResponse({"ready": False, "why": why}, HTTPStatus.SERVICE_UNAVAILABLE)
