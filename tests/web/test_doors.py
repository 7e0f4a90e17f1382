"""Every route says why it needs no login, and nothing but the demo's clock changes anything."""

from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from connector.demo.inbox import DOORS, extras
from connector.web.app import routers_of
from connector.web.doors import WITHOUT_LOGIN, refuse_unknown_doors
from connector.web.site import Extras, Site

NOTHING: Any = None
DEMO = extras(NOTHING, NOTHING)


def routes(added: Extras) -> list[APIRoute]:
    every = [route for router in routers_of(Site(NOTHING, added)) for route in router.routes]
    assert all(isinstance(route, APIRoute) for route in every)
    return [route for route in every if isinstance(route, APIRoute)]


def test_every_route_says_why_it_needs_no_login() -> None:
    assert {route.path for route in routes(Extras())} == set(WITHOUT_LOGIN)
    assert {route.path for route in routes(DEMO)} == set(WITHOUT_LOGIN) | set(DOORS)
    assert all(len(reason) > 20 for reason in ({**WITHOUT_LOGIN, **DOORS}).values())


def test_without_the_demo_every_route_only_reads() -> None:
    assert {tuple(route.methods or ()) for route in routes(Extras())} == {("GET",)}


def test_the_demo_changes_its_clock_and_nothing_else() -> None:
    changing = {route.path for route in routes(DEMO) if route.methods != {"GET"}}

    assert changing == {"/demo/clock"}


def test_a_route_without_a_reason_is_not_served() -> None:
    router = APIRouter()
    router.add_api_route("/secret", lambda: None)

    with pytest.raises(RuntimeError, match="/secret"):
        refuse_unknown_doors([router], {})
