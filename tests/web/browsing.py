"""A browser without a screen, in which somebody is signed in."""

import re
from dataclasses import MISSING, fields, replace
from functools import cache
from typing import Any

from argon2.profiles import CHEAPEST
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from connector.core.accounts import UserRole
from connector.core.openid import OpenIdProvider
from connector.core.second_factor import Required
from connector.store.engine import SqlStore
from connector.store.one_time_codes import TimedCodes
from connector.store.passwords import Argon2Passwords
from connector.usecases import accounts
from connector.usecases.accounts import Entrance
from connector.usecases.application import Application
from connector.usecases.sign_in import Client, enter
from connector.web.app import create_app, pages
from connector.web.site import Extras, Site
from tests.scenarios.office import Office

#: Where the pages answer in these tests.
ADDRESS = "http://127.0.0.1:8000"
PASSWORD = "correct horse battery"
OWNER = "anna@atelier.example"
FRENCH = {"accept-language": "fr"}
PASSWORDS = Argon2Passwords(CHEAPEST)


def entrance_of(store: SqlStore) -> Entrance:
    return Entrance(store.accounts, PASSWORDS, TimedCodes())


def browser(office: Office, extras: Extras | None = None, **ports: Any) -> TestClient:
    """On this machine, signed in as the owner, reading French; `ports` stand in for the office's own."""
    client = visitor(pages_of(office, extras, **ports))
    sign_in(client, office.store)
    return client


def pages_of(
    office: Office,
    extras: Extras | None = None,
    required: Required = Required.NOBODY,
    openid: OpenIdProvider | None = None,
    **ports: Any,
) -> ASGIApp:
    """The office's pages; `required` says who must have a second factor, `openid` where else one signs in."""
    app = replace(office.app, **ports)
    if extras is not None:
        return create_app(app, entrance_of(office.store), extras)
    return pages_over(app, office.store, required, openid)


def pages_over(
    app: Application,
    store: SqlStore,
    required: Required = Required.NOBODY,
    openid: OpenIdProvider | None = None,
    setup_code: str | None = None,
) -> ASGIApp:
    """The pages over `app`, put over it at each question: they take far longer to make than to ask."""
    entrance = replace(entrance_of(store), required=required, openid=openid)
    site, web = _made(app.page_link)

    async def ask(scope: Scope, receive: Receive, send: Send) -> None:
        site.app, site.entrance, site.setup_code = app, entrance, setup_code
        await web(scope, receive, send)

    return ask


@cache
def _made(page_link: str | None) -> tuple[Site, FastAPI]:
    """For all tests that answer under one address, which is written into the pages' guard."""
    nothing: Any = None
    ports = {x.name: nothing for x in fields(Application) if x.default is MISSING}
    site = Site(Application(**ports, page_link=page_link), nothing, Extras())
    return site, pages(site)


def visitor(pages: ASGIApp, address: str = ADDRESS) -> TestClient:
    """Nobody yet."""
    return TestClient(
        pages, base_url=address, headers=FRENCH, raise_server_exceptions=False, follow_redirects=False
    )


def user(
    store: SqlStore, email: str = OWNER, role: UserRole = UserRole.OWNER, organisation_id: str | None = None
) -> str:
    """His address; there already, or added."""
    entrance = entrance_of(store)
    if email not in {x.user.email for x in accounts.everyone(entrance)}:
        accounts.add_user(entrance, email, PASSWORD, role, organisation_id, "test")
    return email


def sign_in(client: TestClient, store: SqlStore, email: str | None = None) -> None:
    """Without the form: as if he had signed in a moment ago."""
    opened = enter(entrance_of(store), email or user(store), Client("192.0.2.7", "Firefox"))
    client.cookies.set(f"relance-session-{client.base_url.port}", opened.token, client.base_url.host)


def csrf(page: str) -> str:
    """What a form of this page bears."""
    found = re.search(r'name="csrf" value="(\w+)"', page)
    assert found, page
    return found[1]


def section(page: str, action: str) -> str:
    """The part of a page in which the form stands that goes to this path."""
    (found,) = (x for x in re.findall(r"<section\b.*?</section>", page, re.S) if f'action="{action}"' in x)
    return str(found)


def is_marked(page: str, field: str) -> bool:
    """Whether what was typed into it is said to be wrong."""
    return re.search(rf'<input id="{field}"[^>]* aria-invalid="true"', page) is not None


def post(client: TestClient, path: str, page: str = "/account", **fields: str) -> Any:
    """Presses a button on a page of ours."""
    known = {"csrf": csrf(client.get(page).text)}
    return client.post(path, data=known | fields, headers={"origin": str(client.base_url)})
