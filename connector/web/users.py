"""Who may sign in, and what happened to them: for who owns the installation."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from connector.core.accounts import AccountEvent
from connector.usecases import accounts
from connector.web.site import Site
from connector.web.visit import Visit, Visiting


def users(site: Site) -> APIRouter:
    """One page: the users with their roles, and the audit."""
    router = APIRouter()

    @router.get("/users")
    def everybody(visit: Visiting, done: str = "") -> HTMLResponse:
        names = {one.id: one.name for one in visit.organisations}
        everyone = [
            (x.user, sorted((names[place], role.value) for place, role in x.roles.items()))
            for x in accounts.everyone(site.entrance)
        ]
        events = [(x, _about(visit, x, names)) for x in accounts.events(site.entrance)]
        return site.page(
            "users.html", visit, here="users", everyone=everyone, events=events,
            done=done if done == "removed" else "",
        )  # fmt: skip

    return router


def _about(visit: Visit, event: AccountEvent, names: dict[str, str]) -> str:
    """The facts of an event in words: whom, what role, where, from where."""
    facts = event.facts
    told = [facts.get("user", "") if facts.get("user") != event.who else ""]
    told += [visit.reader.term("role", facts["role"])] if "role" in facts else []
    told += [names.get(facts.get("organisation", ""), ""), facts.get("address", ""), facts.get("count", "")]
    return ", ".join(one for one in told if one)
