"""Which machines may ask the API: for the owner of the organisation."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import uuid4

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.errors import Refused
from connector.core.tokens import LONGEST_NAME, Permit
from connector.usecases import tokens as machines
from connector.usecases.tokens import ENDS, Made
from connector.usecases.unfit import NotThere
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

HERE = "connections"
#: What the form offers where nothing was typed yet.
USUAL: Mapping[str, str] = {"may_read": "yes", "days": "365"}


def tokens(site: Site) -> APIRouter:
    """One list, a form for another one, and a button that puts one out."""
    router = APIRouter(prefix="/o/{organisation_id}/tokens")

    @router.get("")
    def every(visit: Visiting, done: str = "") -> HTMLResponse:
        return _page(site, visit, is_revoked=done == "revoked")

    @router.post("")
    def make(visit: Visiting) -> Response:
        return _make(site, visit)

    @router.post("/{token_id}/revoke")
    def revoke(visit: Visiting, token_id: str) -> Response:
        try:
            machines.revoke_token(site.app, visit.whose.id, token_id, visit.who.user.email)
        except NotThere:
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        return RedirectResponse(f"/o/{visit.whose.id}/tokens?done=revoked", HTTPStatus.SEE_OTHER)

    return router


def _make(site: Site, visit: Visit) -> Response:
    """Answered by the page itself: an address would keep what is shown once."""
    form = visit.form
    permits = [x for x in Permit if form.get(f"may_{x}") == "yes"]
    name, form_id, by = form.get("name", ""), form.get("form", ""), visit.who.user.email
    problems = _problems(visit, name, permits)
    if problems:
        return _page(site, visit, problems=problems, typed=form)
    days = next((x for x in ENDS if str(x or "") == form.get("days")), ENDS[0])
    try:
        made = machines.make_token(site.app, visit.whose.id, name, permits, days, by, form_id[:36] or None)
    except Refused as refused:
        return _page(site, visit, problems={"name": visit.reader.told(str(refused))}, typed=form)
    return _page(site, visit, made=made)


def _problems(visit: Visit, name: str, permits: list[Permit]) -> dict[str, str]:
    say = visit.reader.say
    found = {} if 0 < len(name.strip()) <= LONGEST_NAME else {"name": say("token_name_missing")}
    return found if permits else found | {"may": say("token_may_missing")}


def _page(
    site: Site,
    visit: Visit,
    made: Made | None = None,
    is_revoked: bool = False,
    problems: Mapping[str, str] | None = None,
    typed: Mapping[str, str] = USUAL,
) -> HTMLResponse:
    live, ended = machines.tokens(site.app, visit.whose.id)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return site.page(
        "tokens.html", visit, status, here=HERE, live=live, ended=ended, made=made, is_revoked=is_revoked,
        problems=problems or {}, typed=typed, permits=list(Permit), form_id=str(uuid4()),
        ends=[(str(x or ""), x) for x in ENDS], longest=LONGEST_NAME,
    )  # fmt: skip
