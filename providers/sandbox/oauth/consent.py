"""The page on which a person lets an app in, and what of the request must be right before it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode, urlsplit, urlunsplit

from ..exchange import Answer
from .clients import Client, Clients
from .rules import Rules

_USER = "owner@sandbox.example"


@dataclass(frozen=True)
class Tenant:
    """An organisation or company that a person can open to an app."""

    id: str
    name: str


@dataclass(frozen=True)
class Asked:
    """An authorisation request that may be shown to the person."""

    client: Client
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    challenge: str | None
    user: str


class Returned(Exception):
    """The request is answered at the client's own address, with an error."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.headers["Location"])
        self.answer = answer


class Unanswerable(Exception):
    """The request must not be answered at the address it names."""


def asked(query: Mapping[str, str], clients: Clients, rules: Rules) -> Asked:
    """The request, checked (RFC 6749 section 4.1.1, RFC 7636). Raises Unanswerable, Returned."""
    client = clients.find(query.get("client_id", ""))
    if client is None:
        raise Unanswerable("unauthorized_client: this client_id is not known here.")
    address = query.get("redirect_uri", "")
    if not client.may_return_to(address):
        raise Unanswerable("invalid_request: the redirect_uri is not one of this app's.")
    wrong = _wrong_with(query, client, rules)
    if wrong is not None:
        raise Returned(back(address, {"error": wrong}, query.get("state")))
    scopes = tuple(query["scope"].split())
    user = query.get("user") or _USER
    return Asked(client, address, scopes, query.get("state"), query.get("code_challenge"), user)


def _wrong_with(query: Mapping[str, str], client: Client, rules: Rules) -> str | None:
    if query.get("response_type") != "code":
        return "unsupported_response_type"
    if not client.may_ask_for(frozenset(query.get("scope", "").split()), rules):
        return "invalid_scope"
    if "code_challenge" in query and query.get("code_challenge_method") != "S256":
        return "invalid_request"
    if client.is_public and "code_challenge" not in query:
        return "invalid_request"
    return None


def back(address: str, said: Mapping[str, str], state: str | None) -> Answer:
    """Send the browser to the client's address, its own query kept, the state echoed."""
    parts = urlsplit(address)
    given = {**said, **({} if state is None else {"state": state})}
    query = "&".join(filter(None, [parts.query, urlencode(given)]))
    return Answer(302, b"", {"Location": urlunsplit(parts._replace(query=query))}, "text/html")


def refusal(reason: str) -> Answer:
    return _html(400, f"<h1>Sorry, something went wrong</h1><p>{escape(reason)}</p>")


def page(
    request: Asked, rules: Rules, tenants: list[Tenant], query: Mapping[str, str], action: str
) -> Answer:
    """The consent form; it posts the request's own parameters back to where it came from."""
    kept = "".join(
        f'<input type=hidden name="{escape(name)}" value="{escape(value)}">'
        for name, value in query.items()
        if name not in ("approve", "tenants")
    )
    kind = "radio" if rules.opens_one else "checkbox"
    rows = "".join(
        f'<p><label><input type={kind} name=tenants value="{escape(tenant.id)}"'
        f"{' checked' if kind == 'checkbox' or tenant is tenants[0] else ''}> {escape(tenant.name)}</label>"
        for tenant in tenants
    )
    wanted = "".join(f"<li>{escape(scope)}" for scope in request.scopes)
    return _html(
        200,
        f"<h1>{escape(request.client.client_id)} asks to see your books</h1>"
        f"<p>Sandbox {escape(rules.provider)}, signed in as {escape(request.user)}.</p><ul>{wanted}</ul>"
        f'<form method=post action="{escape(action)}">{kept}{rows}'
        "<p><button name=approve value=1>Allow access</button> <button name=approve value=0>Cancel</button>"
        "</form>",
    )


def _html(status: int, body: str) -> Answer:
    shown = f"<!doctype html><html lang=en><meta charset=utf-8><title>Sandbox consent</title><body>{body}"
    return Answer(status, shown.encode(), content_type="text/html; charset=utf-8")
