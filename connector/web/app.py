"""The pages as one application. Until sign-in exists they only show, and only on this machine."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from connector.core.errors import RelanceError
from connector.usecases.application import Application
from connector.web.doors import refuse_unknown_doors
from connector.web.guard import HEADERS, Guard
from connector.web.health import Problem, health
from connector.web.home import home
from connector.web.invoices import invoices
from connector.web.reader import Reader
from connector.web.sending import sending
from connector.web.site import STATIC, Extras, Site
from connector.web.tasks import tasks

ROUTERS = (home, invoices, sending, tasks)
#: What runs beside the pages as long as they are served.
Beside = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def beside(start: Callable[[], None], stop: Callable[[], None]) -> Beside:
    """Calls `start` before the first page and `stop` after the last one, each outside the event loop."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(start)
        try:
            yield
        finally:
            await run_in_threadpool(stop)

    return lifespan


def create_app(
    app: Application,
    extras: Extras | None = None,
    lifespan: Beside | None = None,
    problem: Problem = lambda: None,
) -> FastAPI:
    """The pages over `app`. `lifespan` starts and stops what runs beside them; `problem` is for /readyz."""
    site = Site(app, extras or Extras())
    web = FastAPI(title="Relance", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    web.add_middleware(Guard)
    web.mount("/static", StaticFiles(directory=STATIC), name="static")
    routers = routers_of(site, problem)
    refuse_unknown_doors(routers, site.extras.doors)
    for router in routers:
        web.include_router(router)
    _show_faults(web, site)
    return web


def routers_of(site: Site, problem: Problem = lambda: None) -> list[APIRouter]:
    """Every route that a function of ours answers, the extension's included."""
    return [health(site, problem), *(make(site) for make in (*ROUTERS, *site.extras.routers))]


def _show_faults(web: FastAPI, site: Site) -> None:
    """A fault is a page with one sentence; the traceback is for the log."""

    def page(request: Request, key: str, status_code: int, detail: str = "") -> Response:
        reader = Reader.speaking(request.headers.get("accept-language", ""))
        return site.page("fault.html", reader, status_code=status_code, words=reader.say(key), detail=detail)

    @web.exception_handler(HTTPException)
    def not_found(request: Request, error: HTTPException) -> Response:
        if error.status_code != HTTPStatus.NOT_FOUND:
            return page(request, "fault", error.status_code, error.detail)
        return page(request, "not_found", error.status_code)

    @web.exception_handler(RequestValidationError)
    def wrong_address(request: Request, _: RequestValidationError) -> Response:
        return page(request, "not_found", HTTPStatus.NOT_FOUND)

    @web.exception_handler(RelanceError)
    def to_put_right(request: Request, error: RelanceError) -> Response:
        return page(request, "cannot_be_shown", HTTPStatus.CONFLICT, str(error))

    @web.exception_handler(Exception)
    def fault(request: Request, _: Exception) -> Response:
        answer = page(request, "fault", HTTPStatus.INTERNAL_SERVER_ERROR)
        answer.headers.update(HEADERS)  # made outside the door, which writes them otherwise
        return answer
