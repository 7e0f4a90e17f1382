"""The porter: looks at each request before its page is made.

Who asks; whether he may; whether a form is one of ours. What he finds is the `Visit` of the page.
"""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request
from fastapi.routing import APIRoute

from connector.core.invoice import Organisation
from connector.usecases.sign_in import Client, Visitor, enter, visitor
from connector.web.cookies import Cookies, fits, new_seal
from connector.web.doors import Door
from connector.web.guard import SAFE_METHODS
from connector.web.site import Site
from connector.web.visit import Visit

#: No form of ours is larger.
LARGEST_FORM = 64 * 1024
#: Of a ladder of twenty steps.
MOST_FIELDS = 300
FORM = "application/x-www-form-urlencoded"


class SignInFirst(Exception):
    """`back` is where to go on afterwards."""

    def __init__(self, back: str) -> None:
        super().__init__(back)
        self.back = back


class FactorFirst(Exception):
    """He must set up a second factor before anything else."""


class FormTooOld(Exception):
    """Made for another session, or by another page than ours."""


class NotYourRole(Exception):
    """He may see that it is there, and not do it."""


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a form; the last of several with one name."""
    if request.method in SAFE_METHODS or not request.headers.get("content-type", "").startswith(FORM):
        return {}
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        fields = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None
    return {name: value.replace("\0", "") for name, value in fields}  # PostgreSQL keeps no NUL


def brings_file(request: Request) -> bool:
    """Whether its form is of the kind that holds files."""
    return request.headers.get("content-type", "").startswith("multipart/form-data")


Form = Annotated[Mapping[str, str], Depends(read_form)]


class Porter:
    """Stands before every route, as its first dependency."""

    def __init__(self, site: Site, doors: Mapping[str, Door]) -> None:
        self._site = site
        self._doors = doors

    def __call__(self, request: Request, form: Form) -> None:
        """Leaves the Visit in the request's state.

        Raises SignInFirst, FactorFirst, FormTooOld, NotYourRole, 404.
        """
        if "\0" in request.url.path:
            raise HTTPException(HTTPStatus.NOT_FOUND)  # PostgreSQL knows no such id
        door = self.door_of(request)
        visit = request.state.visit = replace(anonymous(self._site, request), form=form)
        visit = request.state.visit = self._welcome(request, visit)
        if visit.visitor is None and not door.is_open:
            visit = self._as_guest(request, visit, door)
        is_later = door.takes_file and brings_file(request)
        if request.method not in SAFE_METHODS and not is_later and not fits(visit.seal, form.get("csrf", "")):
            raise FormTooOld
        if visit.visitor is not None:
            request.state.visit = self._admitted(request, door, visit, visit.visitor)

    def door_of(self, request: Request) -> Door:
        route: APIRoute = request.scope["route"]
        return self._doors[f"{request.method} {route.path}"]

    def _welcome(self, request: Request, visit: Visit) -> Visit:
        token = request.cookies.get(visit.cookies.session)
        found = visitor(self._site.entrance, token)
        return visit if found is None or token is None else self._known(visit, found, token)

    def _as_guest(self, request: Request, visit: Visit, door: Door) -> Visit:
        """Where nothing is real, whoever comes is let in as somebody made up."""
        guest = self._site.extras.guest
        if guest is None or request.method not in SAFE_METHODS:
            raise SignInFirst(door.back or back_to(request))
        opened = enter(self._site.entrance, guest, visit.client)
        return replace(self._known(visit, opened.visitor, opened.token), fresh=opened)

    def _known(self, visit: Visit, who: Visitor, token: str) -> Visit:
        return replace(visit, visitor=who, seal=token, organisations=self._organisations_of(who))

    def _organisations_of(self, who: Visitor) -> tuple[Organisation, ...]:
        every = self._site.app.store.directory.all()
        return tuple(one for one in every if who.standing.role_in(one.id) is not None)

    def _admitted(self, request: Request, door: Door, visit: Visit, who: Visitor) -> Visit:
        if who.owes_factor and not (door.is_before_factor or door.is_open):
            raise FactorFirst
        is_kept_out = door.is_owners and not who.user.is_owner
        if door.role is None:
            if is_kept_out:
                raise NotYourRole
            return visit.about(visit.organisations[0]) if len(visit.organisations) == 1 else visit
        named = request.path_params["organisation_id"]
        found = next((one for one in visit.organisations if one.id == named), None)
        role = None if found is None else who.standing.role_in(found.id)
        if found is None or role is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)  # to him it does not exist
        if is_kept_out or not role.may(door.role):
            raise NotYourRole
        return visit.about(found)


def anonymous(site: Site, request: Request) -> Visit:
    """The visit of whoever is not known yet."""
    cookies = Cookies.of(request, site.base_url)
    client = Client(
        address=request.client.host if request.client else "",
        browser=request.headers.get("user-agent", ""),
        token=request.cookies.get(cookies.session),
        device=request.cookies.get(cookies.device),
    )
    seal = request.cookies.get(cookies.form) or new_seal()
    half = request.cookies.get(cookies.half)
    accepted = request.cookies.get(cookies.tongue) or request.headers.get("accept-language", "")
    return Visit(cookies, client, seal, accepted, half=half)


def back_to(request: Request) -> str:
    """The page that was asked for, where it only shows something."""
    if request.method not in SAFE_METHODS:
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
