"""The last step: the first messages before they are any, and the mode."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.accounts import UserRole
from connector.core.holds import OLD_DAYS
from connector.core.invoice import Mode
from connector.usecases.first_wave import DAYS, LARGE_FROM, LARGE_TIMES, OddKind, first_wave, start
from connector.usecases.opening import opens_next
from connector.usecases.senders import sender_of
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: So many messages, and so many odd customers of each kind, stand on the page.
SHOWN = 40
SHOWN_ODD = 10
#: Where one goes on in each mode.
AFTER = {Mode.SHADOW: "start", Mode.APPROVE: "approvals", Mode.AUTO: "next"}


def starting(site: Site) -> APIRouter:
    """A preview that is not kept, and three modes."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/start")
    def look(visit: Visiting) -> HTMLResponse:
        return _page(site, visit)

    @router.post("/mode")
    def choose(visit: Visiting) -> Response:
        return _chosen(site, visit)

    return router


def _chosen(site: Site, visit: Visit) -> Response:
    """Auto is confirmed with the numbers that were shown; where they changed meanwhile it is asked again."""
    try:
        mode = Mode(visit.form.get("mode", ""))
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None
    if mode is Mode.AUTO and visit.whose.mode is not mode:
        seal = visit.form.get("seal", "")
        if seal != first_wave(site.app, visit.whose.id).seal:
            return _page(site, visit, asks=True, is_changed=bool(seal))
    start(site.app, visit.whose.id, mode, visit.who.user.email)
    return RedirectResponse(f"/o/{visit.whose.id}/{AFTER[mode]}", HTTPStatus.SEE_OTHER)


def _page(site: Site, visit: Visit, asks: bool = False, is_changed: bool = False) -> HTMLResponse:
    wave = first_wave(site.app, visit.whose.id)
    odd = {kind: [x for x in wave.odd if x.kind is kind] for kind in OddKind}
    role = visit.who.standing.role_in(visit.whose.id)
    return site.page(
        "start.html", visit, HTTPStatus.CONFLICT if is_changed else HTTPStatus.OK, here="setup", wave=wave,
        shown=SHOWN, shown_odd=SHOWN_ODD, odd={kind: found for kind, found in odd.items() if found},
        opens_at=opens_next(site.app, visit.whose.id), now=site.app.clock.now(),
        asks=asks, is_changed=is_changed, mode=visit.whose.mode, modes=list(Mode), days=DAYS,
        cap=visit.whose.first_wave_cap, old_days=OLD_DAYS, large=(LARGE_TIMES, LARGE_FROM),
        may_choose=role is not None and role.may(UserRole.OWNER),
        can_send=sender_of(site.app, visit.whose) is not None and "email" in site.app.channels,
    )  # fmt: skip
