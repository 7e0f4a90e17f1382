"""The second step of signing in: the code. Until it was right there is no session."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from connector.core.accounts import AccountRefused, Why
from connector.usecases import second_factor
from connector.web.sign_in import bound, entered, on_to, safe_path, said, status_of
from connector.web.site import Site
from connector.web.visit import Visit, Visiting


def second_step(site: Site) -> APIRouter:
    """`/sign-in/code`."""
    router = APIRouter(prefix="/sign-in/code")

    @router.get("")
    def ask(visit: Visiting, next: str = "/") -> Response:
        if not second_factor.is_half_open(site.entrance, visit.half):
            return on_to("/sign-in")
        return _form(site, visit, next)

    @router.post("")
    def enter(visit: Visiting) -> Response:
        back = visit.form.get("next", "/")
        try:
            opened = second_factor.finish(site.entrance, visit.half, visit.form.get("code", ""), visit.client)
        except AccountRefused as refused:
            return on_to("/sign-in") if refused.why is Why.HALF_OVER else _form(site, visit, back, refused)
        answer = entered(visit, opened, back)
        visit.cookies.forget_half(answer)
        return answer

    return router


def _form(site: Site, visit: Visit, back: str, refused: AccountRefused | None = None) -> HTMLResponse:
    answer = site.page(
        "second_step.html", visit, status_of(refused), back=safe_path(back), problem=said(visit, refused)
    )
    return bound(visit, answer)
