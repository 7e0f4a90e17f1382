"""Connections: what is connected and how it stands; connect, reconnect, disconnect."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.accounts import UserRole
from connector.core.consents import NotConnected, System, WhyNot
from connector.core.errors import Refused, RelanceError
from connector.core.source import Connection
from connector.usecases import connecting, keys, linking
from connector.usecases.connecting import Asker
from connector.usecases.disconnecting import Ending, disconnect
from connector.usecases.standing import stands_of
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

HERE = "connections"
DONE = ("connected", *Ending)


def connections(site: Site) -> APIRouter:
    """The list, and what its buttons lead to."""
    router = APIRouter(prefix="/o/{organisation_id}/connections")

    @router.get("")
    def everything(visit: Visiting, done: str = "") -> HTMLResponse:
        return _list(site, visit, done if done in DONE else "")

    @router.get("/add/{provider}")
    def ask_for_a_key(visit: Visiting, provider: str) -> Response:
        system = _system(site, provider)
        return _key(site, visit, system) if system.takes_key else _back(visit)

    @router.post("/add/{provider}")
    def add(request: Request, visit: Visiting, provider: str) -> Response:
        system = _system(site, provider)
        if system.takes_key and "key" in visit.form:
            return _with_key(site, visit, system)
        _check_address(site, request)
        address = connecting.start(site.app, visit.whose.id, provider, asker(visit))
        return _leave(site, visit, system, address, with_others=True)

    @router.post("/add/{provider}/again")
    def use_again(visit: Visiting, provider: str) -> Response:
        grant_id = visit.form.get("grant", "")
        _system(site, provider)
        choice = connecting.use_again(site.app, visit.whose.id, provider, grant_id, asker(visit))
        return _back(visit, f"/choose/{choice.consent_id}")

    _consented(router, site)
    _connected(router, site)
    return router


def _consented(router: APIRouter, site: Site) -> None:
    """What a consent opens, of which one is chosen."""

    @router.get("/choose/{consent_id}")
    def show_choice(visit: Visiting, consent_id: str) -> HTMLResponse:
        return _choice(site, visit, consent_id)

    @router.post("/choose/{consent_id}")
    def choose(visit: Visiting, consent_id: str) -> Response:
        tenant = visit.form.get("tenant", "")
        connecting.choose(site.app, visit.whose.id, consent_id, tenant, asker(visit))
        return _back(visit, "?done=connected")


def _connected(router: APIRouter, site: Site) -> None:
    """Opens one anew, or lets it go."""

    @router.post("/{connection_id}/reconnect")
    def reconnect(request: Request, visit: Visiting, connection_id: str) -> Response:
        connection = _connection(site, visit, connection_id)
        system = _system(site, connection.provider)
        if connection.tenant is None:
            return _back(visit, f"/add/{connection.provider}")
        _check_address(site, request)
        address = connecting.reconnect(site.app, visit.whose.id, connection_id, asker(visit))
        return _leave(site, visit, system, address, connection)

    @router.get("/{connection_id}/disconnect")
    def ask_first(visit: Visiting, connection_id: str) -> HTMLResponse:
        connection = _connection(site, visit, connection_id)
        title = _titles(site).get(connection.provider, connection.provider)
        return site.page("disconnect.html", visit, here=HERE, connection=connection, title=title)

    @router.post("/{connection_id}/disconnect")
    def end(visit: Visiting, connection_id: str) -> Response:
        ending = disconnect(site.app, visit.whose.id, connection_id, visit.who.user.email)
        return _back(visit, f"?done={ending.value}")


def asker(visit: Visit) -> Asker:
    """Who is signed in: what he begins belongs to this session."""
    return Asker(visit.who.user.email, visit.who.session.id)


def may_connect(visit: Visit, organisation_id: str) -> bool:
    """Whether his role in the organisation is enough."""
    role = visit.who.standing.role_in(organisation_id)
    return role is not None and role.may(UserRole.BOOKKEEPER)


def _list(site: Site, visit: Visit, done: str) -> HTMLResponse:
    found = stands_of(site.app, visit.whose.id)
    return site.page(
        "connections.html", visit, here=HERE, stands=found, titles=_titles(site), done=done,
        systems=site.app.systems.all(), may_connect=may_connect(visit, visit.whose.id),
        mailing={x.connection.id for x in found if site.app.can_send(x.connection)},
        webhooks=_webhooks(site, [stand.connection for stand in found]),
        alike=linking.how_many(site.app, visit.whose.id) if len(found) > 1 else None,
    )  # fmt: skip


def _webhooks(site: Site, connections: Sequence[Connection]) -> Mapping[str, str]:
    """By connection, the address at which its system can tell of changes."""
    telling = {x.name: x for x in site.app.systems.all() if x.has_webhooks}
    return {
        c.id: site.base_url + telling[c.provider].webhook_path(c)
        for c in connections
        if c.provider in telling
    }


def _titles(site: Site) -> Mapping[str, str]:
    return {x.name: x.title for x in site.app.systems.all()}


def _key(site: Site, visit: Visit, system: System, problem: str | None = None) -> HTMLResponse:
    """The key itself is never shown again, not even in the form that was refused."""
    status = HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    return site.page("key.html", visit, status, here=HERE, system=system, problem=problem)


def _with_key(site: Site, visit: Visit, system: System) -> Response:
    key = visit.form.get("key", "").strip()
    try:
        keys.try_and_connect(site.app, visit.whose.id, system.name, key, visit.who.user.email)
    except NotConnected:
        raise  # has words of its own in each language
    except RelanceError as refused:
        return _key(site, visit, system, visit.reader.told(str(refused)))
    return _back(visit, "?done=connected")


def _leave(
    site: Site,
    visit: Visit,
    system: System,
    address: str,
    connection: Connection | None = None,
    with_others: bool = False,
) -> HTMLResponse:
    """A link, not a redirect: a form may lead to our own pages only, and a browser holds us to it."""
    others = connecting.reusable(site.app, system.name, asker(visit)) if with_others else ()
    return site.page(
        "leave.html", visit, here=HERE, system=system, address=address, others=others,
        connection=connection, host=urlsplit(address).netloc,
    )  # fmt: skip


def _choice(site: Site, visit: Visit, consent_id: str) -> HTMLResponse:
    found = connecting.offered(site.app, visit.whose.id, consent_id, asker(visit))
    taken = {x.connection.tenant for x in stands_of(site.app, visit.whose.id)}
    title = _titles(site).get(found.provider, found.provider)
    return site.page("choose.html", visit, here=HERE, consent=found, taken=taken, title=title)


def _system(site: Site, provider: str) -> System:
    try:
        return site.app.systems.get(provider)
    except Refused:
        raise HTTPException(HTTPStatus.NOT_FOUND) from None


def _connection(site: Site, visit: Visit, connection_id: str) -> Connection:
    with site.app.store.reading(visit.whose.id) as unit:
        return connecting.connected(unit, connection_id)


def _check_address(site: Site, request: Request) -> None:
    """The provider sends people back to the base URL: where else they are signed in does not count there."""
    if request.headers.get("host", "").lower() != urlsplit(site.base_url).netloc:
        raise NotConnected(
            WhyNot.OTHER_ADDRESS, f"Open Relance at {site.base_url} to connect.", address=site.base_url
        )


def _back(visit: Visit, rest: str = "") -> RedirectResponse:
    return RedirectResponse(f"/o/{visit.whose.id}/connections{rest}", HTTPStatus.SEE_OTHER)
