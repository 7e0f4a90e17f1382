"""Signing in and out, and the first user of a fresh installation."""

import hmac
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.accounts import AccountRefused, Why
from connector.render.clean import harmless
from connector.usecases import accounts
from connector.usecases import sign_in as entering
from connector.usecases.sign_in import CodeAsked, SignedIn
from connector.web.site import Site
from connector.web.visit import Visit, Visiting


def sign_in(site: Site) -> APIRouter:
    """`/sign-in`, `/sign-out` and `/first-user`."""
    router = APIRouter()

    @router.get("/sign-in")
    def form(visit: Visiting, next: str = "/") -> Response:
        if visit.visitor is not None:
            return on_to(next)
        if not accounts.has_users(site.entrance):
            return on_to("/first-user")
        return _form(site, visit, back=next)

    @router.post("/sign-in")
    def enter(visit: Visiting) -> Response:
        email, back = visit.form.get("email", ""), visit.form.get("next", "/")
        try:
            opened = entering.sign_in(site.entrance, email, visit.form.get("password", ""), visit.client)
        except AccountRefused as refused:
            return _form(site, visit, back, email, refused)
        return let_in(visit, opened, back)

    @router.post("/sign-out")
    def leave(visit: Visiting) -> Response:
        entering.sign_out(site.entrance, visit.who)
        answer = on_to("/sign-in")
        visit.cookies.forget(answer)
        return answer

    _first_user(site, router)
    return router


def _first_user(site: Site, router: APIRouter) -> None:
    @router.get("/first-user")
    def ask_for_the_first(visit: Visiting) -> Response:
        if accounts.has_users(site.entrance):
            return on_to("/sign-in")
        return _first(site, visit)

    @router.post("/first-user")
    def make_the_first(visit: Visiting) -> Response:
        email = visit.form.get("email", "")
        try:
            _check_code(site, visit)
            accounts.add_first_user(site.entrance, email, new_password(visit), visit.client.address)
        except AccountRefused as refused:
            return _first(site, visit, email, refused)
        onward = "/" if site.app.store.directory.count() else "/organisations/new"
        return entered(visit, entering.enter(site.entrance, email, visit.client), onward)


def new_password(visit: Visit) -> str:
    """The one that was typed twice. Raises AccountRefused."""
    if visit.form.get("password", "") != visit.form.get("again", ""):
        raise AccountRefused(Why.NOT_THE_SAME, "The password was not typed the same way twice.")
    return visit.form.get("password", "")


def said(visit: Visit, refused: AccountRefused | None) -> str | None:
    """The sentence for it, in the reader's language."""
    if refused is None:
        return None
    facts = {name: harmless(value) for name, value in refused.facts.items()}
    return visit.reader.say(f"refused.{refused.why.value}", seconds=refused.seconds, **facts)


def said_of_own(visit: Visit, refused: AccountRefused | None) -> str | None:
    """The same where he gave his password and no address."""
    if refused is not None and refused.why is Why.WRONG:
        return visit.reader.say("refused.wrong_own")
    return said(visit, refused)


def status_of(refused: AccountRefused | None) -> int:
    if refused is None:
        return HTTPStatus.OK
    return HTTPStatus.TOO_MANY_REQUESTS if refused.why is Why.WAIT else HTTPStatus.FORBIDDEN


def _check_code(site: Site, visit: Visit) -> None:
    """Raises AccountRefused for another code than the one that serve showed; it is too long to be guessed."""
    typed = "".join(visit.form.get("code", "").split()).lower()
    if site.setup_code is None or not hmac.compare_digest(typed.encode(), site.setup_code.encode()):
        raise AccountRefused(Why.WRONG_CODE, "This is not the code that relance serve has shown.")


def _form(
    site: Site, visit: Visit, back: str, email: str = "", refused: AccountRefused | None = None
) -> HTMLResponse:
    answer = site.page(
        "sign_in.html", visit, status_of(refused), back=safe_path(back), email=email,
        problem=said(visit, refused), note=site.extras.sign_in_note(visit),
    )  # fmt: skip
    return bound(visit, answer)


def _first(site: Site, visit: Visit, email: str = "", refused: AccountRefused | None = None) -> HTMLResponse:
    answer = site.page(
        "first_user.html", visit, status_of(refused), email=email, problem=said(visit, refused),
        code=visit.form.get("code", ""), has_code=site.setup_code is not None,
    )  # fmt: skip
    return bound(visit, answer)


def bound(visit: Visit, answer: HTMLResponse) -> HTMLResponse:
    """The form is this browser's; whoever is signed in has his seal in the session's own cookie."""
    if visit.visitor is None:
        visit.cookies.keep_form(answer, visit.seal)
    return answer


def let_in(visit: Visit, opened: SignedIn | CodeAsked, back: str) -> RedirectResponse:
    """On to that page, or first to where the code is asked for."""
    if isinstance(opened, SignedIn):
        return entered(visit, opened, back)
    answer = on_to(f"/sign-in/code?{urlencode({'next': safe_path(back)})}")
    visit.cookies.keep_half(answer, opened)
    return answer


def entered(visit: Visit, opened: SignedIn, back: str) -> RedirectResponse:
    """On to the page that was asked for, with the cookies of the new session."""
    answer = on_to(back)
    visit.cookies.keep(answer, opened)
    return answer


def on_to(back: str) -> RedirectResponse:
    """To a page of ours, whatever was asked for."""
    return RedirectResponse(safe_path(back), HTTPStatus.SEE_OTHER)


def safe_path(back: str) -> str:
    """A page of ours; the first one for whatever may lead elsewhere."""
    is_ours = back.startswith("/") and not back.startswith("//")
    return back if is_ours and "\\" not in back and back.isprintable() else "/"
