"""Where each page of ours is seen, by the door it stands behind.

In an address `{one}` is the made-up company, `{two}` a business whose messages wait for approval; the other
names are those of stage.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from connector.demo.inbox import DOORS as OF_THE_DEMO
from connector.web.doors import DOORS


class Who(StrEnum):
    """Who looks at it: `half` has shown his password and no code, `lost` may see no business, `begun` has
    begun to set up a second factor, `secured` has one."""

    OWNER = "camille@ateliers-lumen.example"
    VIEWER = "victor@ateliers-lumen.example"
    SECURED = "ada@ateliers-lumen.example"
    BEGUN = "bruno@ateliers-lumen.example"
    LOST = "lost@nowhere.example"
    HALF = "half"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Place:
    """One page as one person finds it; `press` is what he presses there without having typed anything.

    It is refused with `led`, and the page says why; with 200 it leads on.
    """

    path: str
    who: Who = Who.OWNER
    status: int = 200
    press: str | None = None
    led: int = 422


def _of(one: str, *paths: str) -> tuple[Place, ...]:
    return tuple(Place(f"/o/{{{one}}}{path}") for path in paths)


def _open(*paths: str) -> tuple[Place, ...]:
    return tuple(Place(path, Who.NOBODY) for path in paths)


_GONE = "made-up"
_SAVE = "main form[method=post] button"

PLACES: Mapping[str, tuple[Place, ...]] = {
    "GET /sign-in": (
        *_open("/sign-in"),
        Place("/sign-in", Who.NOBODY, press=_SAVE, led=403),
        Place("/sign-in", Who.NOBODY, press="form[action='/sign-in/openid'] button", led=200),
    ),
    "GET /sign-in/openid/callback": (Place("/sign-in/openid/callback?state=old", Who.NOBODY, 403),),
    "GET /sign-in/code": (
        Place("/sign-in/code", Who.HALF),
        Place("/sign-in/code", Who.HALF, press=_SAVE, led=403),
    ),
    "GET /first-user": (
        *_open("{fresh}/first-user"),
        Place("{fresh}/first-user", Who.NOBODY, press=_SAVE, led=403),
    ),
    "GET /r/{token}": (*_open("{charge}"), Place(f"/r/{_GONE}", Who.NOBODY, 404)),
    "GET /r/{token}/back": _open("{charge}/back"),
    "GET /c/{token}": (
        *_open("{own}", "{own}?done=taken&what=promise", "{several}", "{settled}"),
        Place(f"/c/{_GONE}", Who.NOBODY, 404),
    ),
    "GET /c/{token}/{what}": (
        *_open("{own}/paid", "{own}/promise", "{own}/instalments", "{own}/dispute", "{own}/contact"),
        Place("{own}/promise", Who.NOBODY, press=_SAVE),
        Place("{own}/paid", Who.NOBODY, press=_SAVE),
        Place("{own}/contact", Who.NOBODY, press=_SAVE),
    ),
    "GET /b/{token}": (*_open("{batch}", "{batch}?done=1&changed=1"), Place(f"/b/{_GONE}", Who.NOBODY, 404)),
    "GET /b/{token}/{reminder_id}": _open("{batch}/{asked}"),
    "GET /account": (
        Place("/account"),
        Place("/account", Who.VIEWER),
        Place("/account", press="form[action='/account/password'] button", led=403),
        Place("/account", press="form[action='/account/openid/bind'] button", led=403),
    ),
    "GET /account/second-factor": (
        Place("/account/second-factor"),
        Place("/account/second-factor", Who.BEGUN),
        Place("/account/second-factor", Who.SECURED),
        Place("/account/second-factor", Who.BEGUN, press=_SAVE, led=403),
        Place("/account/second-factor", Who.SECURED, press="form[action$='/off'] button", led=403),
    ),
    "GET /users": (
        Place("/users"),
        Place("/users", press="form[action='/users/invitations'] button", led=403),
    ),
    "GET /users/{user_id}": (Place("/users/{user}"),),
    "GET /users/{user_id}/remove": (Place("/users/{user}/remove"),),
    "GET /o/{organisation_id}/people": (
        *_of("one", "/people"),
        Place("/o/{one}/people", press="form[action$='/people/invitations'] button", led=403),
    ),
    "GET /invitation/{token}": (
        *_open("{invitation}"),
        Place("{invitation}", Who.NOBODY, press="main form.sheet button", led=403),
        Place("{invitation}"),
        Place(f"/invitation/{_GONE}", Who.NOBODY, 404),
    ),
    "GET /": (Place("/"), Place("/", Who.LOST)),
    "GET /approvals": (Place("/approvals"),),
    "GET /o/{organisation_id}": (
        *_of("one", ""),
        *_of("two", ""),
        Place("/o/{one}", Who.VIEWER),
        Place("/o/{empty}"),
    ),
    "GET /o/{organisation_id}/invoices": (
        *_of("one", "/invoices", "/invoices?q=nobody", "/invoices?due=late&show=all"),
        *_of("empty", "/invoices"),
    ),
    "GET /o/{organisation_id}/invoices/{number:path}": _of(
        "one", "/invoices/{invoice}", "/invoices/{coming}"
    ),
    "GET /o/{organisation_id}/customers": _of("one", "/customers", "/customers?q=nobody"),
    "GET /o/{organisation_id}/customers/{customer_id}": (
        *_of("one", "/customers/{customer}"),
        Place("/o/{one}/customers/{customer}", Who.VIEWER),
    ),
    "GET /o/{organisation_id}/search": _of("one", "/search?q=a", "/search", "/search?q=nobody-at-all"),
    "GET /o/{organisation_id}/audit": _of("one", "/audit"),
    "GET /o/{organisation_id}/figures": (*_of("one", "/figures"), *_of("empty", "/figures")),
    "GET /o/{organisation_id}/bulk/{of}": (
        *_of(
            "one",
            "/bulk/invoices?do=hold&which=page",
            "/bulk/invoices?do=hold&which=page&ready=yes&reason=dispute",
            "/bulk/customers?do=exclude&which=page",
        ),
        Place("/o/{one}/bulk/invoices?do=pause&which=page&ready=yes", status=422),
        Place("/o/{one}/bulk/customers?do=policy", status=422),
    ),
    "GET /o/{organisation_id}/works": _of("one", "/works"),
    "GET /o/{organisation_id}/works/{work_id}": _of("one", "/works/{work}", "/works/{begun}"),
    "GET /o/{organisation_id}/views": (
        *_of("one", "/views?of=invoices"),
        Place("/o/{one}/views?of=invoices", press="main form.sheet button"),
    ),
    "GET /o/{organisation_id}/next": (*_of("one", "/next"), *_of("empty", "/next")),
    "GET /o/{organisation_id}/sent": (*_of("one", "/sent"), *_of("empty", "/sent")),
    "GET /o/{organisation_id}/sent/{reminder_id}": _of("one", "/sent/{sent}"),
    "GET /o/{organisation_id}/tasks": (*_of("one", "/tasks"), *_of("empty", "/tasks")),
    "GET /o/{organisation_id}/tasks/{reminder_id}": _of("one", "/tasks/{worded}"),
    "GET /o/{organisation_id}/tasks/{task_id}/close": _of("one", "/tasks/{task}/close"),
    "GET /o/{organisation_id}/approvals": (*_of("one", "/approvals"), *_of("two", "/approvals")),
    "GET /o/{organisation_id}/approvals/{reminder_id}": _of("two", "/approvals/{waiting}"),
    "GET /o/{organisation_id}/four-eyes": _of("one", "/four-eyes"),
    "GET /o/{organisation_id}/batches": (*_of("one", "/batches"), *_of("two", "/batches")),
    "GET /o/{organisation_id}/subscriptions/{task_id}": _of("one", "/subscriptions/{ending}"),
    "GET /o/{organisation_id}/connections": (
        *_of("one", "/connections"),
        Place("/o/{one}/connections", press="li.card form button", led=200),
    ),
    "GET /o/{organisation_id}/connections/add/{provider}": (
        *_of("one", "/connections/add/stripe"),
        Place("/o/{one}/connections/add/stripe", press=_SAVE, led=409),
    ),
    "GET /o/{organisation_id}/connections/choose/{consent_id}": _of("one", "/connections/choose/{consent}"),
    "GET /o/{organisation_id}/connections/{connection_id}/disconnect": _of(
        "one", "/connections/{connection}/disconnect"
    ),
    "GET /o/{organisation_id}/webhooks": (
        *_of("one", "/webhooks"),
        Place("/o/{one}/webhooks", press="main form.sheet button", led=409),
    ),
    "GET /o/{organisation_id}/webhooks/{endpoint_id}": _of("one", "/webhooks/{endpoint}"),
    "GET /o/{organisation_id}/links": _of("one", "/links"),
    "GET /organisations/new": (
        Place("/organisations/new"),
        Place("/organisations/new", press=_SAVE, led=409),
    ),
    "GET /o/{organisation_id}/setup": (*_of("one", "/setup"), *_of("empty", "/setup")),
    "GET /o/{organisation_id}/ledger-file": (
        *_of("one", "/ledger-file"),
        Place("/o/{one}/ledger-file", press="main form button", led=409),
    ),
    "GET /o/{organisation_id}/ledger-file/{key}": _of("two", "/ledger-file/{file}", "/ledger-file/{odd}"),
    "GET /o/{organisation_id}/sender": (*_of("one", "/sender"), *_of("empty", "/sender")),
    "GET /o/{organisation_id}/business": _of("one", "/business"),
    "GET /o/{organisation_id}/mandate": _of("one", "/mandate"),
    "GET /o/{organisation_id}/instalments": _of("one", "/instalments"),
    "GET /o/{organisation_id}/late-payment": _of("one", "/late-payment"),
    "GET /o/{organisation_id}/policy": _of("one", "/policy"),
    "GET /o/{organisation_id}/policies": _of("one", "/policies"),
    "GET /o/{organisation_id}/segments": _of("one", "/segments"),
    "GET /o/{organisation_id}/policies/{name}": _of("one", "/policies/standard", "/policies/failed-charge"),
    "GET /o/{organisation_id}/shared-policies/{name}": _of("one", "/shared-policies/standard"),
    "GET /o/{organisation_id}/templates": _of("one", "/templates"),
    "GET /o/{organisation_id}/templates/{language}/{template}": _of("one", "/templates/fr/firm"),
    "GET /o/{organisation_id}/shared-templates/{language}/{template}": _of(
        "one", "/shared-templates/en/formal"
    ),
    "GET /o/{organisation_id}/before": (*_of("one", "/before"), *_of("two", "/before")),
    "GET /o/{organisation_id}/start": (*_of("one", "/start"), *_of("two", "/start")),
    "GET /o/{organisation_id}/tokens": (
        *_of("one", "/tokens"),
        Place("/o/{one}/tokens", press="main form.sheet button"),
    ),
    "GET /connect/{provider}": (Place("/connect/xero"),),
    "GET /demo/inbox": (Place("/demo/inbox"),),
    "GET /demo/inbox/{number}": (Place("/demo/inbox/{letter}"),),
    # Whatever was asked for, and is not shown.
    "GET /{anything}": (
        Place(f"/{_GONE}", Who.OWNER, 404),
        Place(f"/{_GONE}", Who.NOBODY, 404),
        Place(f"/o/{{one}}/invoices/{_GONE}", Who.OWNER, 404),
        Place("/users", Who.VIEWER, 403),
        Place("/connect/xero/callback?state=old&code=x", Who.OWNER, 409),
    ),
}

_FILE, _FRAME = "a file", "words in a frame of another page"
#: What answers without a page of its own.
NO_PAGE: Mapping[str, str] = {
    "GET /healthz": "for machines",
    "GET /readyz": "for machines",
    "GET /r/{token}/card": "leads to the provider",
    "GET /c/{token}/pdf/{invoice_id}": _FILE,
    "GET /b/{token}/{reminder_id}/html": _FRAME,
    "GET /o/{organisation_id}/invoices.csv": _FILE,
    "GET /o/{organisation_id}/customers.csv": _FILE,
    "GET /o/{organisation_id}/customers/{customer_id}/late-payment.csv": _FILE,
    "GET /o/{organisation_id}/customers/{customer_id}/late-payment.pdf": _FILE,
    "GET /o/{organisation_id}/audit.csv": _FILE,
    "GET /o/{organisation_id}/figures/{picture}.csv": _FILE,
    "GET /o/{organisation_id}/files/{file_id}": _FILE,
    "GET /o/{organisation_id}/sent/{reminder_id}/html": _FRAME,
    "GET /o/{organisation_id}/tasks/{reminder_id}/html": _FRAME,
    "GET /o/{organisation_id}/approvals/{reminder_id}/html": _FRAME,
    "GET /o/{organisation_id}/policy/{name}/{step_id}/html": _FRAME,
    "GET /o/{organisation_id}/message": _FRAME,
    "GET /o/{organisation_id}/templates/{language}/{template}/look": _FRAME,
    "GET /o/{organisation_id}/shared-templates/{language}/{template}/look": _FRAME,
    "GET /o/{organisation_id}/report/{month}.pdf": _FILE,
    "GET /connect/{provider}/callback": "leads back from the provider; what it refuses is among the faults",
    "GET /demo/inbox/{number}/html": _FRAME,
}

#: Every door behind which something is read.
READ = frozenset(key for key in {**DOORS, **OF_THE_DEMO} if key.startswith("GET "))
EVERYWHERE = tuple(place for places in PLACES.values() for place in places)
