"""What the owner confirms about invoices that are paid late."""

from decimal import Decimal, InvalidOperation
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.errors import Refused
from connector.core.fees import is_under_floor
from connector.core.late_terms import RateMode, Semester
from connector.usecases.late_fees import (
    confirm_late_terms,
    late_terms_unfit,
    law_offered,
    withdraw_late_terms,
)
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

#: In the place of a mode: the law's own.
OF_THE_LAW = "law"


def late_payment(site: Site) -> APIRouter:
    """One form, and the way back."""
    router = APIRouter(prefix="/o/{organisation_id}/late-payment")

    @router.get("")
    def ask(visit: Visiting, done: int = 0) -> HTMLResponse:
        return _form(site, visit, _known(site, visit), is_done=bool(done))

    @router.post("")
    def keep(visit: Visiting) -> Response:
        return _kept(site, visit)

    @router.post("/withdraw")
    def withdraw(visit: Visiting) -> Response:
        if visit.whose.late_terms is not None:
            withdraw_late_terms(site.app, visit.whose.id, visit.who.user.email)
        return _back(visit)

    return router


def _back(visit: Visit) -> Response:
    return RedirectResponse(f"/o/{visit.whose.id}/late-payment?done=1", HTTPStatus.SEE_OTHER)


def _known(site: Site, visit: Visit) -> dict[str, str]:
    terms = visit.whose.late_terms
    if terms is None:
        code = law_offered(site.app, visit.whose) or ""
        return {"law": code, "rate": "", "mode": OF_THE_LAW, "indemnity": "yes"}
    fixed = "yes" if terms.has_indemnity else "no"
    if late_terms_unfit(site.app, visit.whose) is not None:
        # Its mode and its rate were those of another law.
        code = law_offered(site.app, visit.whose) or ""
        return {"law": code, "rate": "", "mode": OF_THE_LAW, "indemnity": fixed}
    rate = "" if terms.rate is None else visit.reader.rate(terms.rate)
    return {"law": terms.law, "rate": rate, "mode": terms.mode.value, "indemnity": fixed}


def _kept(site: Site, visit: Visit) -> Response:
    typed = _known(site, visit) | {name: x.strip() for name, x in visit.form.items()}
    mode = typed["mode"]
    if mode != OF_THE_LAW and mode not in set(RateMode):
        return _form(site, visit, typed, wrong="mode")
    try:
        rate = _rate(typed["rate"])
    except InvalidOperation:
        return _form(site, visit, typed, wrong="rate")
    try:
        confirm_late_terms(
            site.app, visit.whose.id, visit.who.user.email, typed["law"], rate,
            None if mode == OF_THE_LAW else RateMode(mode), has_indemnity=typed["indemnity"] == "yes",
        )  # fmt: skip
    except Refused as refused:
        return _form(site, visit, typed, wrong="rate", said=str(refused))
    return _back(visit)


def _rate(text: str) -> Decimal | None:
    """A yearly per cent as a person types it. Raises InvalidOperation."""
    bare = "".join(text.split()).removesuffix("%").replace(",", ".")
    if not bare:
        return None
    found = Decimal(bare)
    if not found.is_finite():
        raise InvalidOperation
    return found


def _form(
    site: Site, visit: Visit, typed: dict[str, str], wrong: str = "", said: str = "",
    is_done: bool = False,
) -> HTMLResponse:  # fmt: skip
    own, known = visit.whose, site.app.laws
    today = own.day(site.app.clock.now())
    laws = {} if known is None else known.laws
    terms = own.late_terms
    law = None if terms is None else laws.get(terms.law)
    return site.page(
        "late_payment.html", visit, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        here="setup", typed=typed, wrong=wrong, said=said, is_done=is_done, laws=laws, terms=terms, law=law,
        modes=(OF_THE_LAW, *RateMode), semester=Semester.of(today),
        verified_on=None if known is None else known.verified_on,
        unfit=None if terms is None else late_terms_unfit(site.app, own),
        is_low=terms is not None and law is not None and is_under_floor(terms, law, today),
    )  # fmt: skip
