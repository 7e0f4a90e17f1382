"""A fault is a page with one sentence; the traceback is for the log."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from connector.core.consents import NotConnected
from connector.core.errors import RelanceError
from connector.render.clean import harmless
from connector.web.guard import HEADERS
from connector.web.porter import FactorFirst, FormTooOld, NotYourRole, SignInFirst, anonymous
from connector.web.site import Site

#: Makes the page of a kind of fault, by its word and its status, with more about it where there is.
Page = Callable[..., Response]


def show_faults(web: FastAPI, site: Site) -> None:
    """Each kind of error with its sentence."""

    def page(request: Request, key: str, status_code: int, detail: str = "") -> Response:
        visit = getattr(request.state, "visit", None) or anonymous(site, request)
        return site.fault(visit, key, status_code, visit.reader.say(key), visit.reader.told(detail))

    _of_addresses(web, page)
    _of_visitors(web, page)
    _of_ours(web, site, page)


def _of_addresses(web: FastAPI, page: Page) -> None:
    @web.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        if error.status_code != HTTPStatus.NOT_FOUND:
            return page(request, "fault", error.status_code, error.detail)
        return page(request, "not_found", error.status_code)

    @web.exception_handler(RequestValidationError)
    def wrong_address(request: Request, _: RequestValidationError) -> Response:
        return page(request, "not_found", HTTPStatus.NOT_FOUND)


def _of_visitors(web: FastAPI, page: Page) -> None:
    @web.exception_handler(SignInFirst)
    def sign_in_first(_: Request, error: SignInFirst) -> Response:
        back = "" if error.back == "/" else f"?next={quote(error.back)}"
        return RedirectResponse(f"/sign-in{back}", HTTPStatus.SEE_OTHER)

    @web.exception_handler(FactorFirst)
    def factor_first(_: Request, error: FactorFirst) -> Response:
        return RedirectResponse("/account/second-factor", HTTPStatus.SEE_OTHER)

    @web.exception_handler(FormTooOld)
    def form_too_old(request: Request, _: FormTooOld) -> Response:
        return page(request, "form_too_old", HTTPStatus.FORBIDDEN)

    @web.exception_handler(NotYourRole)
    def not_your_role(request: Request, _: NotYourRole) -> Response:
        return page(request, "not_your_role", HTTPStatus.FORBIDDEN)


def _of_ours(web: FastAPI, site: Site, page: Page) -> None:
    @web.exception_handler(NotConnected)
    def not_connected(request: Request, error: NotConnected) -> Response:
        visit = request.state.visit
        facts = {name: harmless(value) for name, value in error.facts.items()}
        words = visit.reader.say(f"not_connected.{error.why.value}", **facts)
        return site.fault(visit, "not_connected", HTTPStatus.CONFLICT, words)

    @web.exception_handler(RelanceError)
    def to_put_right(request: Request, error: RelanceError) -> Response:
        return page(request, "cannot_be_shown", HTTPStatus.CONFLICT, str(error))

    @web.exception_handler(Exception)
    def fault(request: Request, _: Exception) -> Response:
        visit = getattr(request.state, "visit", None) or anonymous(site, request)
        # About no organisation: nothing more is read where something just went wrong.
        request.state.visit = replace(visit, organisation=None)
        answer = page(request, "fault", HTTPStatus.INTERNAL_SERVER_ERROR)
        answer.headers.update(HEADERS)  # made outside the guard, which writes them otherwise
        return answer
