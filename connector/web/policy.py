"""Which policy is followed: chosen by reading its messages in order."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.usecases.organisations import change_organisation
from connector.usecases.sample import has_words, policies_of, sample
from connector.web.site import Site, message_response
from connector.web.visit import Visit, Visiting


def policy(site: Site) -> APIRouter:
    """One ladder at a time, each message in a frame of its own."""
    router = APIRouter(prefix="/o/{organisation_id}/policy")

    @router.get("")
    def ladder(visit: Visiting, show: str = "", done: int = 0) -> HTMLResponse:
        return _ladder(site, visit, show or visit.whose.policy, bool(done))

    @router.post("")
    def follow(visit: Visiting) -> Response:
        return _followed(site, visit)

    @router.get("/{name}/{step_id}/html")
    def message(visit: Visiting, name: str, step_id: str) -> HTMLResponse:
        found = sample(site.app, visit.whose.id, name, step_id)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return message_response(found.html)

    return router


def _ladder(site: Site, visit: Visit, name: str, is_done: bool) -> HTMLResponse:
    known = {x.name: x for x in policies_of(site.app, visit.whose.id)}
    if name not in known:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    own_first = sorted(known, key=lambda x: x != visit.whose.policy)
    return site.page(
        "policy.html", visit, here="setup", policies=own_first, shown=known[name], has_words=has_words,
        is_done=is_done,
    )  # fmt: skip


def _followed(site: Site, visit: Visit) -> Response:
    name = visit.form.get("policy", "")
    if name not in {x.name for x in policies_of(site.app, visit.whose.id)}:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if name != visit.whose.policy:
        change_organisation(site.app, visit.whose.id, visit.who.user.email, policy=name)
    return RedirectResponse(f"/o/{visit.whose.id}/policy?done=1", HTTPStatus.SEE_OTHER)
