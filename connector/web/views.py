"""Views of a list under a name: keep the present one, rename, remove, open the list with one."""

from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.views import ListOf, View
from connector.usecases import views
from connector.usecases.unfit import NotThere
from connector.web import customers, deciding, invoices
from connector.web.deciding import NOTHING, Tried
from connector.web.lists import Address, one_of
from connector.web.porter import NotYourRole
from connector.web.shelf import shelf_of
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: Of an address, what is kept: neither the view that led to it nor the page.
_KEPT = ("q", "show", "due", "currency", "held", "sort", "only")


def views_kept(site: Site) -> APIRouter:
    """One page for the views of a list, and its forms."""
    router = APIRouter(prefix="/o/{organisation_id}/views")

    @router.get("")
    def show(request: Request, visit: Visiting, of: str = "") -> HTMLResponse:
        return _page(site, visit, _of(of), {name: request.query_params.get(name, "") for name in _KEPT})

    @router.post("")
    def keep(visit: Visiting) -> Response:
        return _keep(site, visit)

    @router.post("/{view_id}")
    def change(visit: Visiting, view_id: str) -> Response:
        return _change(site, visit, view_id)

    return router


def _of(said: str) -> ListOf:
    return one_of(ListOf, said) or ListOf.INVOICES


def _asked(visit: Visit, of: ListOf, said: dict[str, str]) -> Address:
    """What a list hears of it: what is nothing known falls away."""
    path = f"/o/{visit.whose.id}/{of.value}"
    if of is ListOf.INVOICES:
        return invoices.Asked(**said).address(path)
    return customers.Asked(said["q"], said["show"], said["sort"], said["only"]).address(path)


def _keep(site: Site, visit: Visit) -> Response:
    of, form = _of(visit.form.get("of", "")), visit.form
    said = {name: form.get(name, "") for name in _KEPT}
    is_shared = form.get("whose") == "everybody"
    if is_shared and not visit.keeps_books:
        raise NotYourRole
    asked = urlencode(_asked(visit, of, said).hidden())
    user = visit.who.user
    made = deciding.attempt(
        visit, "keep",
        lambda: views.keep(
            site.app, visit.whose.id, of, form.get("name", ""), asked, user.id, user.email, is_shared
        ),
    )  # fmt: skip
    if isinstance(made, Tried):
        return _page(site, visit, of, said, made)
    return RedirectResponse(f"/o/{visit.whose.id}/{of.value}?{asked}&view={made.id}", HTTPStatus.SEE_OTHER)


def _change(site: Site, visit: Visit, view_id: str) -> Response:
    done = deciding.attempt(visit, view_id, lambda: _changed(site, visit, view_id))
    if isinstance(done, Tried):
        return _page(site, visit, _of(visit.form.get("of", "")), dict.fromkeys(_KEPT, ""), done)
    return RedirectResponse(f"/o/{visit.whose.id}/views?of={done.of.value}", HTTPStatus.SEE_OTHER)


def _changed(site: Site, visit: Visit, view_id: str) -> View:
    user, what = visit.who.user, visit.form.get("do")
    his = (site.app, visit.whose.id, view_id)
    try:
        if what == "rename":
            name = visit.form.get("name", "")
            return views.rename(*his, name, user.id, user.email, visit.keeps_books)
        if what == "remove":
            return views.remove(*his, user.id, user.email, visit.keeps_books)
        if what in ("default", "no_default"):
            is_default = what == "default"
            return views.open_with(*his, user.id, user.email, visit.keeps_books, is_default)
    except NotThere:
        raise HTTPException(HTTPStatus.NOT_FOUND) from None
    raise HTTPException(HTTPStatus.BAD_REQUEST)


def _page(site: Site, visit: Visit, of: ListOf, said: dict[str, str], tried: Tried = NOTHING) -> HTMLResponse:
    address = _asked(visit, of, said)
    return site.page(
        "views.html", visit, HTTPStatus.UNPROCESSABLE_ENTITY if tried.opened else HTTPStatus.OK,
        here=of.value, of=of, shelf=shelf_of(site, visit, of), address=address, tried=tried,
        user_id=visit.who.user.id, longest=views.LONGEST_NAME,
    )  # fmt: skip
