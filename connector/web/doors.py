"""Every address, and who may ask for it: a role, or the reason why nobody need sign in.

A route that is not in here is not served.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from fastapi import APIRouter

from connector.core.accounts import UserRole


@dataclass(frozen=True, slots=True)
class Door:
    """What one address needs.

    `role` is needed in the organisation that the address names. `is_owners`: only who owns the
    installation. `why_open` says why nobody need sign in; otherwise any user will do. `is_for_machines`:
    nobody's cookies are looked at, so it answers without the database and nobody's session acts in it.
    `takes_file`: a form with a file is read, and its seal looked at, by uploading.py once he is let in.
    `is_before_factor`: open to whoever must set up a second factor first, and has none yet.
    `back` is where to go on after signing in, where the address itself is good for one session alone.
    """

    role: UserRole | None = None
    is_owners: bool = False
    why_open: str = ""
    is_for_machines: bool = False
    takes_file: bool = False
    is_before_factor: bool = False
    back: str | None = None

    @property
    def is_open(self) -> bool:
        return bool(self.why_open)


SIGNED_IN = Door()
OWNERS = Door(is_owners=True)
_BEFORE_FACTOR = Door(is_before_factor=True)
VIEWER = Door(role=UserRole.VIEWER)
APPROVER = Door(role=UserRole.APPROVER)
BOOKKEEPER = Door(role=UserRole.BOOKKEEPER)
OWNER_OF_ONE = Door(role=UserRole.OWNER)

_HEALTH = Door(
    why_open="Asked by whoever restarts or watches the process; says nothing about any customer.",
    is_for_machines=True,
)
_WEBHOOK = Door(
    why_open="A provider tells of changes, in a signed request; it makes a reading sooner and no more.",
    is_for_machines=True,
)
_SIGN_IN = Door(why_open="It is where one signs in; guessing slows down.")
_OPENID = Door(
    why_open="Where an identity provider sends people back to, with what was made for their browser alone."
)
_FIRST = Door(why_open="Makes the first user, with the code that serve shows; gone once there is one.")

_INVITATION = Door(
    why_open="Who is invited has no account yet: the link is a secret, good once, and guessing slows down."
)
#: What counts for every organisation is changed by who owns the installation, and looked at from one of them.
_SHARED = Door(role=UserRole.BOOKKEEPER, is_owners=True)

_CUSTOMER = Door(
    why_open="A customer's own page: its link is signed, names one invoice of one business, and runs out."
)

_OWN_PAGE = Door(
    why_open="A customer's own page: its link is signed, names one customer of one business, and runs out."
)

_BATCH_PAGE = Door(
    why_open="A client releases his own messages: its link is signed, names one batch, and runs out."
)

#: `METHOD path`: its door. Style sheet and icon lie under /static, which says nothing about anybody.
DOORS: Mapping[str, Door] = MappingProxyType(
    {
        "GET /healthz": _HEALTH,
        "GET /readyz": _HEALTH,
        "POST /webhooks/{provider}/{endpoint}": _WEBHOOK,
        "GET /sign-in": _SIGN_IN,
        "POST /sign-in": _SIGN_IN,
        "GET /sign-in/code": _SIGN_IN,
        "POST /sign-in/code": _SIGN_IN,
        "POST /sign-in/openid": _SIGN_IN,
        # A GET that writes: its state was made for this browser, and is used once.
        "GET /sign-in/openid/callback": _OPENID,
        "POST /account/openid/bind": SIGNED_IN,
        "POST /account/openid/unbind": SIGNED_IN,
        "POST /users/{user_id}/openid": OWNERS,
        "GET /first-user": _FIRST,
        "POST /first-user": _FIRST,
        "GET /r/{token}": _CUSTOMER,
        "GET /r/{token}/card": _CUSTOMER,
        "GET /r/{token}/back": _CUSTOMER,
        "GET /c/{token}": _OWN_PAGE,
        "POST /c/{token}/language": _OWN_PAGE,
        "GET /c/{token}/pdf/{invoice_id}": _OWN_PAGE,
        "GET /c/{token}/{what}": _OWN_PAGE,
        "POST /c/{token}/{what}": replace(_OWN_PAGE, takes_file=True),
        "GET /b/{token}": _BATCH_PAGE,
        "POST /b/{token}": _BATCH_PAGE,
        "GET /b/{token}/{reminder_id}": _BATCH_PAGE,
        "GET /b/{token}/{reminder_id}/html": _BATCH_PAGE,
        "POST /b/{token}/{reminder_id}": _BATCH_PAGE,
        "POST /sign-out": _BEFORE_FACTOR,
        "GET /account": SIGNED_IN,
        "POST /account/language": SIGNED_IN,
        "GET /account/second-factor": _BEFORE_FACTOR,
        "POST /account/second-factor/begin": _BEFORE_FACTOR,
        "POST /account/second-factor/confirm": _BEFORE_FACTOR,
        "POST /account/second-factor/recovery": SIGNED_IN,
        "POST /account/second-factor/off": SIGNED_IN,
        "POST /account/password": SIGNED_IN,
        "POST /account/sessions/{session_id}": SIGNED_IN,
        "POST /account/sign-out-everywhere": SIGNED_IN,
        "GET /users": OWNERS,
        "GET /users/{user_id}": OWNERS,
        "POST /users/{user_id}/role": OWNERS,
        "POST /users/{user_id}/sign-out": OWNERS,
        "POST /users/{user_id}/second-factor": OWNERS,
        "GET /users/{user_id}/remove": OWNERS,
        "POST /users/{user_id}/remove": OWNERS,
        "GET /o/{organisation_id}/people": OWNER_OF_ONE,
        "POST /o/{organisation_id}/people/{user_id}/role": OWNER_OF_ONE,
        "POST /o/{organisation_id}/people/invitations": OWNER_OF_ONE,
        "POST /o/{organisation_id}/people/invitations/{invitation_id}/take-back": OWNER_OF_ONE,
        "POST /users/invitations": OWNERS,
        "POST /users/invitations/{invitation_id}/take-back": OWNERS,
        "GET /invitation/{token}": _INVITATION,
        "POST /invitation/{token}": _INVITATION,
        "GET /": SIGNED_IN,
        "GET /approvals": SIGNED_IN,
        "GET /o/{organisation_id}": VIEWER,
        "GET /o/{organisation_id}/invoices": VIEWER,
        "GET /o/{organisation_id}/invoices/{number:path}": VIEWER,
        "GET /o/{organisation_id}/invoices.csv": VIEWER,
        "GET /o/{organisation_id}/customers": VIEWER,
        "GET /o/{organisation_id}/customers.csv": VIEWER,
        "GET /o/{organisation_id}/search": VIEWER,
        "GET /o/{organisation_id}/audit": BOOKKEEPER,
        "GET /o/{organisation_id}/audit.csv": BOOKKEEPER,
        "GET /o/{organisation_id}/figures": VIEWER,
        "GET /o/{organisation_id}/figures/{picture}.csv": VIEWER,
        "POST /o/{organisation_id}/invoices/{invoice_id}/hold": BOOKKEEPER,
        "POST /o/{organisation_id}/invoices/{invoice_id}/policy": BOOKKEEPER,
        "POST /o/{organisation_id}/invoices/{invoice_id}/record": BOOKKEEPER,
        "POST /o/{organisation_id}/invoices/{invoice_id}/release": BOOKKEEPER,
        "GET /o/{organisation_id}/customers/{customer_id}": VIEWER,
        "GET /o/{organisation_id}/customers/{customer_id}/late-payment.csv": VIEWER,
        "GET /o/{organisation_id}/customers/{customer_id}/late-payment.pdf": VIEWER,
        "POST /o/{organisation_id}/customers/{customer_id}/hold": BOOKKEEPER,
        "POST /o/{organisation_id}/customers/{customer_id}/change": BOOKKEEPER,
        "POST /o/{organisation_id}/customers/{customer_id}/addresses": BOOKKEEPER,
        "POST /o/{organisation_id}/customers/{customer_id}/notes": BOOKKEEPER,
        "POST /o/{organisation_id}/customers/{customer_id}/holds/{hold_id}/end": BOOKKEEPER,
        "POST /o/{organisation_id}/customers/{customer_id}/changes/{number}/undo": BOOKKEEPER,
        "GET /o/{organisation_id}/bulk/{of}": BOOKKEEPER,
        "POST /o/{organisation_id}/bulk/{of}": BOOKKEEPER,
        "GET /o/{organisation_id}/works": VIEWER,
        "GET /o/{organisation_id}/works/{work_id}": VIEWER,
        "GET /o/{organisation_id}/files/{file_id}": VIEWER,
        "GET /o/{organisation_id}/views": VIEWER,
        # His own, whatever his role; what is everybody's is looked at there.
        "POST /o/{organisation_id}/views": VIEWER,
        "POST /o/{organisation_id}/views/{view_id}": VIEWER,
        "POST /o/{organisation_id}/works/{work_id}/cancel": BOOKKEEPER,
        "POST /o/{organisation_id}/works/{work_id}/undo": BOOKKEEPER,
        "GET /o/{organisation_id}/next": VIEWER,
        "GET /o/{organisation_id}/sent": VIEWER,
        "GET /o/{organisation_id}/sent/{reminder_id}": VIEWER,
        "GET /o/{organisation_id}/sent/{reminder_id}/html": VIEWER,
        "GET /o/{organisation_id}/tasks": VIEWER,
        "GET /o/{organisation_id}/tasks/{reminder_id}": VIEWER,
        "GET /o/{organisation_id}/tasks/{reminder_id}/html": VIEWER,
        "GET /o/{organisation_id}/tasks/{task_id}/close": BOOKKEEPER,
        "POST /o/{organisation_id}/tasks/{task_id}/close": BOOKKEEPER,
        "POST /o/{organisation_id}/tasks/{task_id}/address": BOOKKEEPER,
        "GET /o/{organisation_id}/approvals": VIEWER,
        "POST /o/{organisation_id}/approvals": APPROVER,
        "GET /o/{organisation_id}/approvals/{reminder_id}": VIEWER,
        "GET /o/{organisation_id}/approvals/{reminder_id}/html": VIEWER,
        "POST /o/{organisation_id}/approvals/{reminder_id}/take-back": APPROVER,
        "POST /o/{organisation_id}/approvals/{reminder_id}/refuse": APPROVER,
        "POST /o/{organisation_id}/approvals/{reminder_id}/go-on": APPROVER,
        "GET /o/{organisation_id}/four-eyes": VIEWER,
        "POST /o/{organisation_id}/four-eyes": OWNER_OF_ONE,
        "GET /o/{organisation_id}/batches": BOOKKEEPER,
        "POST /o/{organisation_id}/batches": BOOKKEEPER,
        "POST /o/{organisation_id}/batches/{batch_id}/undo": BOOKKEEPER,
        "POST /o/{organisation_id}/stop": APPROVER,
        "POST /o/{organisation_id}/resume": APPROVER,
        "GET /o/{organisation_id}/subscriptions/{task_id}": BOOKKEEPER,
        "POST /o/{organisation_id}/subscriptions/{task_id}": BOOKKEEPER,
        "GET /o/{organisation_id}/connections": VIEWER,
        "GET /o/{organisation_id}/connections/add/{provider}": BOOKKEEPER,
        "POST /o/{organisation_id}/connections/add/{provider}": BOOKKEEPER,
        "POST /o/{organisation_id}/connections/add/{provider}/again": BOOKKEEPER,
        "GET /o/{organisation_id}/connections/choose/{consent_id}": BOOKKEEPER,
        "POST /o/{organisation_id}/connections/choose/{consent_id}": BOOKKEEPER,
        "POST /o/{organisation_id}/connections/{connection_id}/reconnect": BOOKKEEPER,
        "GET /o/{organisation_id}/connections/{connection_id}/disconnect": BOOKKEEPER,
        "POST /o/{organisation_id}/connections/{connection_id}/disconnect": BOOKKEEPER,
        "GET /o/{organisation_id}/webhooks": OWNER_OF_ONE,
        "POST /o/{organisation_id}/webhooks": OWNER_OF_ONE,
        "GET /o/{organisation_id}/webhooks/{endpoint_id}": OWNER_OF_ONE,
        "POST /o/{organisation_id}/webhooks/{endpoint_id}/{what}": OWNER_OF_ONE,
        "POST /o/{organisation_id}/webhooks/{endpoint_id}/deliveries/{event_id}/again": OWNER_OF_ONE,
        "GET /o/{organisation_id}/links": VIEWER,
        "POST /o/{organisation_id}/links": BOOKKEEPER,
        "POST /o/{organisation_id}/links/{link_id}/undo": BOOKKEEPER,
        "GET /organisations/new": OWNERS,
        "POST /organisations/new": OWNERS,
        "GET /o/{organisation_id}/setup": VIEWER,
        "GET /o/{organisation_id}/ledger-file": BOOKKEEPER,
        "POST /o/{organisation_id}/ledger-file": Door(role=UserRole.BOOKKEEPER, takes_file=True),
        "GET /o/{organisation_id}/ledger-file/{key}": BOOKKEEPER,
        "POST /o/{organisation_id}/ledger-file/{key}": BOOKKEEPER,
        "GET /o/{organisation_id}/sender": BOOKKEEPER,
        "POST /o/{organisation_id}/sender": BOOKKEEPER,
        "POST /o/{organisation_id}/sender/test": BOOKKEEPER,
        "GET /o/{organisation_id}/business": BOOKKEEPER,
        "POST /o/{organisation_id}/business": BOOKKEEPER,
        "GET /o/{organisation_id}/mandate": BOOKKEEPER,
        "POST /o/{organisation_id}/mandate": BOOKKEEPER,
        "GET /o/{organisation_id}/instalments": BOOKKEEPER,
        "POST /o/{organisation_id}/instalments": OWNER_OF_ONE,
        "GET /o/{organisation_id}/late-payment": BOOKKEEPER,
        "POST /o/{organisation_id}/late-payment": OWNER_OF_ONE,
        "POST /o/{organisation_id}/late-payment/withdraw": OWNER_OF_ONE,
        "GET /o/{organisation_id}/policy": BOOKKEEPER,
        "POST /o/{organisation_id}/policy": BOOKKEEPER,
        "GET /o/{organisation_id}/policy/{name}/{step_id}/html": BOOKKEEPER,
        "GET /o/{organisation_id}/message": BOOKKEEPER,
        "GET /o/{organisation_id}/policies": BOOKKEEPER,
        "GET /o/{organisation_id}/policies/{name}": BOOKKEEPER,
        "POST /o/{organisation_id}/policies/{name}": BOOKKEEPER,
        "POST /o/{organisation_id}/policies/{name}/check": BOOKKEEPER,
        "POST /o/{organisation_id}/policies/{name}/restore": BOOKKEEPER,
        "GET /o/{organisation_id}/shared-policies/{name}": _SHARED,
        "POST /o/{organisation_id}/shared-policies/{name}": _SHARED,
        "POST /o/{organisation_id}/shared-policies/{name}/check": _SHARED,
        "POST /o/{organisation_id}/shared-policies/{name}/restore": _SHARED,
        "GET /o/{organisation_id}/segments": BOOKKEEPER,
        "POST /o/{organisation_id}/segments": BOOKKEEPER,
        "POST /o/{organisation_id}/segments/restore": BOOKKEEPER,
        "GET /o/{organisation_id}/templates": BOOKKEEPER,
        "GET /o/{organisation_id}/templates/{language}/{template}": BOOKKEEPER,
        "POST /o/{organisation_id}/templates/{language}/{template}": OWNER_OF_ONE,
        "POST /o/{organisation_id}/templates/{language}/{template}/check": BOOKKEEPER,
        "GET /o/{organisation_id}/templates/{language}/{template}/look": BOOKKEEPER,
        "POST /o/{organisation_id}/templates/{language}/{template}/look": BOOKKEEPER,
        "POST /o/{organisation_id}/templates/{language}/{template}/restore": OWNER_OF_ONE,
        "GET /o/{organisation_id}/shared-templates/{language}/{template}": _SHARED,
        "POST /o/{organisation_id}/shared-templates/{language}/{template}": _SHARED,
        "POST /o/{organisation_id}/shared-templates/{language}/{template}/check": _SHARED,
        "GET /o/{organisation_id}/shared-templates/{language}/{template}/look": _SHARED,
        "POST /o/{organisation_id}/shared-templates/{language}/{template}/look": _SHARED,
        "POST /o/{organisation_id}/shared-templates/{language}/{template}/restore": _SHARED,
        "GET /o/{organisation_id}/before": BOOKKEEPER,
        "POST /o/{organisation_id}/before/exclude": BOOKKEEPER,
        "POST /o/{organisation_id}/before/record": BOOKKEEPER,
        "GET /o/{organisation_id}/start": BOOKKEEPER,
        "GET /o/{organisation_id}/report/{month}.pdf": VIEWER,
        "POST /o/{organisation_id}/mode": OWNER_OF_ONE,
        "GET /o/{organisation_id}/tokens": OWNER_OF_ONE,
        "POST /o/{organisation_id}/tokens": OWNER_OF_ONE,
        "POST /o/{organisation_id}/tokens/{token_id}/revoke": OWNER_OF_ONE,
        # A GET that writes: what it bears is a secret that was made for this session, and is used once.
        "GET /connect/{provider}/callback": Door(back="/"),
        "GET /connect/{provider}": SIGNED_IN,
    }
)


def keys_of(route: object) -> list[str]:
    """`METHOD path`, one for each method."""
    path = getattr(route, "path", repr(route))
    return [f"{method} {path}" for method in sorted(getattr(route, "methods", None) or {"?"})]


def refuse_unknown_doors(routers: Iterable[APIRouter], doors: Mapping[str, Door]) -> None:
    """Raises RuntimeError for a route without a door, and for a door that cannot be what it says."""
    keys = {key for router in routers for route in router.routes for key in keys_of(route)}
    if unknown := sorted(keys - doors.keys()):
        raise RuntimeError(f"say in doors.py who may ask for {', '.join(unknown)}")
    for key in keys:
        names_one = "{organisation_id}" in key
        if names_one != (doors[key].role is not None):
            raise RuntimeError(
                f"{key}: a role belongs to an address that names an organisation, and only there"
            )
