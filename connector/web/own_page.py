"""The customer's own page: what he owes, and what he may say of it, by a link that runs out."""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core import handed
from connector.core.accounts import AccountRefused
from connector.core.errors import Refused
from connector.core.instalments import offered
from connector.core.self_service import About, NotSaid, Saying, Wrong
from connector.render.clean import web_link
from connector.render.formats import GLUE, iban_text
from connector.usecases import self_service
from connector.usecases.self_service import LANGUAGES, Done, OwnInvoice, OwnPage
from connector.web.reader import Reader
from connector.web.site import Site
from connector.web.uploading import MEGABYTE, Upload, read_file_of
from connector.web.visit import Visit, Visiting


class What(StrEnum):
    """What can be said here: of one invoice, or who else gets the bills."""

    PAID = "paid"
    PROMISE = "promise"
    INSTALMENTS = "instalments"
    DISPUTE = "dispute"
    CONTACT = "contact"


def own_page(site: Site) -> APIRouter:
    """Nobody signs in here: the token says which customer, and nothing else can be asked."""
    router = APIRouter(prefix="/c/{token}")

    @router.get("")
    def show(visit: Visiting, token: str, done: Done | None = None, what: What | None = None) -> HTMLResponse:
        try:
            page = self_service.own_page(site.app, token)
        except Refused:
            return _gone(site, visit)
        return _shown(site, visit, page, token, done, what)

    _aside(router, site)
    _saying(router, site)
    return router


def _aside(router: APIRouter, site: Site) -> None:
    """His language, and the PDF of an invoice."""

    @router.post("/language")
    def language(visit: Visiting, token: str) -> Response:
        try:
            self_service.slow_down(site.entrance, site.app, token, visit.client)
            asked = visit.form.get("language", "")
            is_his = self_service.choose_language(site.app, token, asked)
        except AccountRefused as wait:
            return _wait(site, visit, token, wait)
        except Refused:
            return _gone(site, visit)
        answer = RedirectResponse(f"/c/{token}", HTTPStatus.SEE_OTHER)
        if asked in LANGUAGES and not is_his:
            visit.cookies.keep_tongue(answer, asked)
        return answer

    @router.get("/pdf/{invoice_id}")
    def pdf(visit: Visiting, token: str, invoice_id: str) -> Response:
        try:
            self_service.slow_down(site.entrance, site.app, token, visit.client)
            found = self_service.own_pdf(site.app, token, invoice_id)
        except AccountRefused as wait:
            return _wait(site, visit, token, wait)
        except Refused:
            return _gone(site, visit)
        if found is None:
            return _without_pdf(site, visit, token)
        return Response(found.content, media_type=found.media_type, headers=_PDF)


def _saying(router: APIRouter, site: Site) -> None:
    """The form of each thing that he can say, and what he says by it."""

    @router.get("/{what}")
    def ask(visit: Visiting, token: str, what: What, invoice: str = "", on: str = "") -> HTMLResponse:
        try:
            page = self_service.own_page(site.app, token)
        except Refused:
            return _gone(site, visit)
        return _asked(site, replace(visit, form={"invoice": invoice, "on": on}), page, token, what)

    def knock(visit: Visiting, token: str) -> OwnPage | Refused:
        """Whose form it is, found out before anything that comes with it is read."""
        try:
            page = self_service.own_page(site.app, token)
            self_service.slow_down(site.entrance, site.app, token, visit.client)
        except Refused as refused:
            return refused
        return page

    async def bring(request: Request, came: Annotated[OwnPage | Refused, Depends(knock)]) -> Upload:
        return Upload() if isinstance(came, Refused) else await read_file_of(request, handed.LARGEST)

    @router.post("/{what}")
    def say(
        visit: Visiting,
        token: str,
        what: What,
        came: Annotated[OwnPage | Refused, Depends(knock)],
        upload: Annotated[Upload, Depends(bring)],
    ) -> Response:
        if isinstance(came, AccountRefused):
            return _wait(site, visit, token, came)
        if isinstance(came, Refused):
            return _gone(site, visit)
        try:
            brought = replace(visit, form=upload.fields) if upload.fields else visit
            return _said(site, brought, came, token, what, upload.content)
        except Refused:
            return _gone(site, visit)


#: Shown by the browser, and never run.
_PDF = {"Content-Disposition": 'inline; filename="invoice.pdf"', "X-Robots-Tag": "noindex"}


def _said(site: Site, visit: Visit, page: OwnPage, token: str, what: What, content: bytes | None) -> Response:
    try:
        if content is None:
            raise NotSaid("file", Wrong.FILE_SIZE)
        if what is What.CONTACT:
            done = self_service.name_contact(site.app, token, visit.form)
        else:
            mark = _as_customer(visit, page).reader.decimal_mark
            done = self_service.say(site.app, token, Saying(what.value), visit.form, mark, content)
    except NotSaid as wrong:
        return _asked(site, visit, page, token, what, wrong)
    told = urlencode({"done": done.value, "what": what.value})
    return RedirectResponse(f"/c/{token}?{told}", HTTPStatus.SEE_OTHER)


def _shown(
    site: Site,
    visit: Visit,
    page: OwnPage,
    token: str,
    done: Done | None = None,
    what: What | None = None,
    problem: str = "",
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    iban = page.organisation.iban
    return _page(
        site, visit, page, "own_page.html", status, token=token, done=done, what=what, problem=problem,
        pay_link=lambda x: web_link(x.invoice.pay_link), languages=LANGUAGES,
        iban=iban_text(iban).replace(GLUE, " ") if iban else "",
    )  # fmt: skip


def _asked(
    site: Site, visit: Visit, page: OwnPage, token: str, what: What, wrong: NotSaid | None = None
) -> HTMLResponse:
    """The form, with what was typed and what is wrong with it."""
    if what is not What.CONTACT and not page.invoices:
        return _shown(site, visit, page, token)
    named = visit.form.get("invoice")
    chosen = next((x for x in page.invoices if named in (x.invoice.id, x.invoice.number)), None)
    if chosen is None and not named and len(page.invoices) == 1:
        chosen = page.invoices[0]
    if what is not What.CONTACT and named and chosen is None and wrong is None:
        words = _as_customer(visit, page).reader.say("own_not_open")
        return _shown(site, visit, page, token, problem=words)
    status = HTTPStatus.OK if wrong is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(
        site, visit, page, "own_say.html", status, token=token, what=what.value, wrong=wrong, chosen=chosen,
        typed=visit.form, megabytes=handed.LARGEST // MEGABYTE,
        abouts=tuple(About), **_plans(page, chosen, visit),
    )  # fmt: skip


def _plans(page: OwnPage, chosen: OwnInvoice | None, visit: Visit) -> dict[str, Any]:
    """Each plan that he may ask for, from the day that he has typed on, else from today."""
    limits, today = page.today.limits, page.today
    try:
        first_on = max(date.fromisoformat(visit.form.get("on", "")), today.on)
    except ValueError:
        first_on = today.on
    first_on = min(first_on, today.latest_instalment)
    plans = () if chosen is None else offered(limits, first_on, today.latest_instalment, chosen.invoice)
    return {"plans": plans, "first_on": first_on, "limits": limits}


def _page(site: Site, visit: Visit, page: OwnPage, template: str, status: int, **names: Any) -> HTMLResponse:
    answer = site.page(template, _as_customer(visit, page), status_code=status, page=page, **names)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    if visit.visitor is None:
        visit.cookies.keep_form(answer, visit.seal)
    return answer


def _as_customer(visit: Visit, page: OwnPage) -> Visit:
    """Whoever is signed in here sees it as the customer does: in his language, and nothing beside."""
    his = (page.customer.language or "")[:2]
    place = page.organisation
    found = his if his in LANGUAGES else Reader.asked_for(visit.accepted or place.language)
    return replace(visit, visitor=None, organisations=(), organisation=place, accepted=found)


def _wait(site: Site, visit: Visit, token: str, wait: AccountRefused) -> HTMLResponse:
    try:
        page = self_service.own_page(site.app, token)
    except Refused:
        return _gone(site, visit)
    words = _as_customer(visit, page).reader.say("refused.wait", seconds=wait.seconds)
    return _shown(site, visit, page, token, problem=words, status=HTTPStatus.TOO_MANY_REQUESTS)


def _without_pdf(site: Site, visit: Visit, token: str) -> HTMLResponse:
    page = self_service.own_page(site.app, token)
    words = _as_customer(visit, page).reader.say("own_no_pdf")
    return _shown(site, visit, page, token, problem=words, status=HTTPStatus.NOT_FOUND)


def _gone(site: Site, visit: Visit) -> HTMLResponse:
    """The same for what never was, has run out, or was taken back."""
    return site.page("customer.html", visit, status_code=HTTPStatus.NOT_FOUND, charge=None)
