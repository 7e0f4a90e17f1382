"""What whoever was invited sees: one page, for somebody new and for somebody who is known here."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.accounts import AccountRefused, Why
from connector.usecases import invitations
from connector.usecases.invitations import Offer
from connector.web.inviting import place_of
from connector.web.sign_in import bound, entered, new_password, said, status_of
from connector.web.site import Site
from connector.web.visit import Visit, Visiting


def invitation(site: Site) -> APIRouter:
    """`/invitation/{token}`."""
    router = APIRouter(prefix="/invitation/{token}")

    @router.get("")
    def ask(visit: Visiting, token: str) -> HTMLResponse:
        return _page(site, visit, token)

    @router.post("")
    def accept(visit: Visiting, token: str) -> Response:
        try:
            if visit.visitor is None:
                opened = invitations.accept_as_new(site.entrance, token, new_password(visit), visit.client)
                return entered(visit, opened, "/")
            found = invitations.accept(site.entrance, token, visit.who, visit.client)
        except AccountRefused as refused:
            return _page(site, visit, token, refused)
        place = f"/o/{found.organisation_id}" if found.organisation_id else "/"
        return RedirectResponse(place, HTTPStatus.SEE_OTHER)

    return router


def _page(site: Site, visit: Visit, token: str, refused: AccountRefused | None = None) -> HTMLResponse:
    """The same for every link that is good no more: whose it was is not said."""
    try:
        found = invitations.offer(site.entrance, token, visit.client)
    except AccountRefused as gone:
        status = HTTPStatus.NOT_FOUND if gone.why is Why.NO_INVITATION else status_of(gone)
        return site.page("invitation_gone.html", visit, status, problem=said(visit, gone))
    answer = site.page(
        "invitation.html", visit, status_of(refused), invitation=found.invitation, token=token,
        place=_place(site, visit, found), has_account=found.has_account, problem=said(visit, refused),
        is_his=visit.visitor is not None and _is_his(visit, found),
    )  # fmt: skip
    return bound(visit, answer)


def _place(site: Site, visit: Visit, found: Offer) -> str:
    organisations = {one.id: one.name for one in site.app.store.directory.all()}
    return place_of(visit, found.invitation, organisations.get(found.invitation.organisation_id or ""))


def _is_his(visit: Visit, found: Offer) -> bool:
    return visit.who.user.email.casefold() == found.invitation.email.casefold()
