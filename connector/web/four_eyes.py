"""From which amount on two people release a message: one field for each currency."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.accounts import UserRole
from connector.core.money import decimal_text
from connector.usecases.four_eyes import FourEyes, four_eyes, set_four_eyes
from connector.usecases.unfit import Unfit
from connector.web.deciding import Mistake, amount_in
from connector.web.site import Site
from connector.web.visit import Visit, Visiting


def by_two(site: Site) -> APIRouter:
    """One page with one form."""
    router = APIRouter(prefix="/o/{organisation_id}/four-eyes")

    @router.get("")
    def look(visit: Visiting, done: int = 0) -> HTMLResponse:
        found = four_eyes(site.app, site.entrance, visit.whose.id)
        return _page(site, visit, found, _known(visit, found), is_done=bool(done))

    @router.post("")
    def keep(visit: Visiting) -> Response:
        return _kept(site, visit)

    return router


def field(currency: str) -> str:
    """What the field of a currency is called."""
    return f"from_{currency}"


def before(currency: str) -> str:
    """What the field is called that says what was shown in it."""
    return f"was_{currency}"


def _known(visit: Visit, found: FourEyes) -> dict[str, str]:
    mark = visit.reader.decimal_mark
    return {
        name(of): decimal_text(found.amounts[of], of).replace(".", mark) if of in found.amounts else ""
        for of in found.currencies
        for name in (field, before)
    }


def _kept(site: Site, visit: Visit) -> Response:
    """All of it or nothing. What was left as it was shown is not touched: somebody may have said it since."""
    found = four_eyes(site.app, site.entrance, visit.whose.id)
    amounts: dict[str, int | None] = {}
    wrong: dict[str, str] = {}
    for of in found.currencies:
        if visit.form.get(field(of)) == visit.form.get(before(of)):
            continue
        try:
            amounts[of] = _amount(visit, of)
        except Mistake as mistake:
            wrong[mistake.name] = visit.reader.say(f"unfit.{mistake.key}")
    if not wrong:
        try:
            set_four_eyes(site.app, site.entrance, visit.whose.id, amounts, visit.who.user.email)
            return RedirectResponse(f"/o/{visit.whose.id}/four-eyes?done=1", HTTPStatus.SEE_OTHER)
        except Unfit as unfit:
            wrong[""] = visit.reader.say(f"unfit.{unfit.why}")
    return _page(site, visit, found, visit.form, wrong)


def _amount(visit: Visit, currency: str) -> int | None:
    """More than nothing, or none. Raises Mistake."""
    amount = amount_in(visit, field(currency), currency)
    if amount is not None and amount <= 0:
        raise Mistake(field(currency), "no_amount")
    return amount


def _page(
    site: Site,
    visit: Visit,
    found: FourEyes,
    typed: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
    is_done: bool = False,
) -> HTMLResponse:
    role = visit.who.standing.role_in(visit.whose.id)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return site.page(
        "four_eyes.html", visit, status, here="approvals", found=found, typed=typed, wrong=wrong or {},
        is_done=is_done, field=field, before=before, may_set=role is not None and role.may(UserRole.OWNER),
    )  # fmt: skip
