"""An earlier version of a text, had back by whoever writes policies or templates."""

from http import HTTPStatus

from fastapi import HTTPException
from fastapi.responses import RedirectResponse

from connector.core.drafts import Flawed
from connector.core.errors import Refused
from connector.usecases.texts import InUse, Which, restore, standing
from connector.web.site import Site
from connector.web.typed import number_in
from connector.web.visit import Visit


def have_back(site: Site, visit: Visit, which: Which, address: str, texts: str) -> RedirectResponse:
    """Makes the version anew that the form asks for, and leads to it; to all `texts` where none is left.

    Raises HTTPException for one that is not there, Flawed and InUse.
    """
    number = number_in(visit.form, "number")
    if number is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    try:
        made = restore(site.app, visit.whose.id, which, number, visit.who.user.email)
    except (Flawed, InUse):
        raise
    except Refused:
        raise HTTPException(HTTPStatus.NOT_FOUND) from None
    is_left = bool(standing(site.app, visit.whose.id, which).parts)
    to = f"{address}?saved={made}" if is_left else f"/o/{visit.whose.id}/{texts}"
    return RedirectResponse(to, HTTPStatus.SEE_OTHER)
