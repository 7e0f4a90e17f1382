"""Every write is written down, and everything that is written down has its words."""

import ast
import inspect
import textwrap
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

import pytest
from fastapi.routing import APIRoute

from connector.web.app import for_machines, for_people
from connector.web.doors import DOORS, keys_of
from connector.web.site import Extras, Site
from connector.web.trail import KINDS
from connector.web.words import WORDS
from tests.structure.written import all_written, led_to_by

_O = "POST /o/{organisation_id}"
#: What each form writes down.
WRITES: Mapping[str, tuple[str, ...]] = {
    "POST /sign-in": ("user:signed_in", "user:sign_in_refused"),
    "POST /first-user": ("user:user_added", "user:signed_in"),
    "GET /sign-in/openid/callback": (
        *("user:signed_in", "user:openid_bound", "user:openid_refused"),
        *("user:user_added", "user:invitation_accepted"),
    ),
    "POST /account/openid/unbind": ("user:openid_unbound",),
    "POST /users/{user_id}/openid": ("user:openid_unbound",),
    "POST /sign-out": ("user:signed_out",),
    "POST /account/password": ("user:password_set",),
    "POST /account/sessions/{session_id}": ("user:session_ended",),
    "POST /account/sign-out-everywhere": ("user:sessions_ended",),
    "POST /c/{token}/language": ("customer.changed",),
    "POST /c/{token}/{what}": ("hold.promise", "hold.dispute", "page.names_contact", "page.file"),
    "POST /sign-in/code": ("user:signed_in", "user:code_refused", "user:recovery_used"),
    "POST /account/second-factor/confirm": ("user:factor_on",),
    "POST /account/second-factor/off": ("user:factor_off",),
    "POST /account/second-factor/recovery": ("user:recovery_made",),
    "POST /invitation/{token}": ("user:invitation_accepted", "user:user_added"),
    "POST /users/invitations": ("user:invited",),
    "POST /users/invitations/{invitation_id}/take-back": ("user:invitation_taken_back",),
    "POST /users/{user_id}/remove": ("user:user_removed",),
    "POST /users/{user_id}/role": ("user:role_given", "user:role_taken"),
    "POST /users/{user_id}/second-factor": ("user:factor_reset",),
    "POST /users/{user_id}/sign-out": ("user:sessions_ended",),
    f"{_O}/people/invitations": ("user:invited",),
    f"{_O}/people/invitations/{{invitation_id}}/take-back": ("user:invitation_taken_back",),
    f"{_O}/people/{{user_id}}/role": ("user:role_given", "user:role_taken"),
    "POST /b/{token}": ("batch.released", "reminder.approved"),
    "POST /b/{token}/{reminder_id}": ("batch.refused", "hold.pause"),
    f"{_O}/tasks/{{task_id}}/address": ("contact.added", "task.closed"),
    f"{_O}/batches": ("batch.asked",),
    f"{_O}/batches/{{batch_id}}/undo": ("batch.taken_back",),
    f"{_O}/bulk/{{of}}": (
        "bulk.begun",
        "bulk.done",
        "hold.pause",
        "hold.released",
        "customer.changed",
        "reminder.recorded",
    ),
    f"{_O}/works/{{work_id}}/cancel": ("bulk.cancelled", "bulk.done"),
    f"{_O}/works/{{work_id}}/undo": (
        *("bulk.undo_asked", "bulk.undone", "bulk.undo_stopped", "hold.stands_again"),
    ),
    f"{_O}/instalments": ("organisation.changed",),
    f"{_O}/late-payment": ("organisation.changed",),
    f"{_O}/late-payment/withdraw": ("organisation.changed",),
    f"{_O}/business": ("organisation.changed",),
    f"{_O}/mandate": ("organisation.changed",),
    f"{_O}/policies/{{name}}": ("text.changed",),
    f"{_O}/policies/{{name}}/restore": ("text.changed",),
    f"{_O}/segments": ("text.changed",),
    f"{_O}/segments/restore": ("text.changed",),
    f"{_O}/templates/{{language}}/{{template}}": ("text.changed",),
    f"{_O}/templates/{{language}}/{{template}}/restore": ("text.changed",),
    f"{_O}/tokens": ("token.made",),
    f"{_O}/tokens/{{token_id}}/revoke": ("token.revoked",),
    f"{_O}/views": ("view.kept",),
    f"{_O}/views/{{view_id}}": ("view.renamed", "view.removed", "view.default", "view.no_default"),
    f"{_O}/webhooks": ("webhook.added",),
    f"{_O}/webhooks/{{endpoint_id}}/deliveries/{{event_id}}/again": ("webhook.sent_again",),
    f"{_O}/webhooks/{{endpoint_id}}/{{what}}": (
        *("webhook.changed", "webhook.removed", "webhook.rotated", "webhook.tried"),
        *("webhook.switched_on", "webhook.switched_off"),
    ),
    f"{_O}/invoices/{{invoice_id}}/hold": ("hold.promise", "hold.dispute", "hold.plan"),
    f"{_O}/invoices/{{invoice_id}}/policy": ("invoice.changed",),
    f"{_O}/invoices/{{invoice_id}}/record": ("reminder.recorded",),
    f"{_O}/invoices/{{invoice_id}}/release": ("hold.released",),
    f"{_O}/customers/{{customer_id}}/hold": ("hold.pause",),
    f"{_O}/customers/{{customer_id}}/change": ("customer.changed",),
    f"{_O}/customers/{{customer_id}}/addresses": ("contact.added",),
    f"{_O}/customers/{{customer_id}}/notes": ("customer.noted",),
    f"{_O}/customers/{{customer_id}}/holds/{{hold_id}}/end": ("hold.released",),
    f"{_O}/customers/{{customer_id}}/changes/{{number}}/undo": ("customer.changed", "invoice.changed"),
    f"{_O}/tasks/{{task_id}}/close": ("task.closed", "reminder.settled"),
    f"{_O}/approvals": ("reminder.approved", "reminder.approved_first"),
    f"{_O}/approvals/{{reminder_id}}/take-back": ("reminder.taken_back",),
    f"{_O}/approvals/{{reminder_id}}/refuse": ("reminder.refused", "hold.pause"),
    f"{_O}/approvals/{{reminder_id}}/go-on": ("hold.released",),
    f"{_O}/four-eyes": ("organisation.changed",),
    f"{_O}/stop": ("hold.pause",),
    f"{_O}/resume": ("hold.released",),
    f"{_O}/subscriptions/{{task_id}}": ("subscription.decided",),
    f"{_O}/connections/add/{{provider}}": ("consent.begun", "connection.added", "connection.key_replaced"),
    f"{_O}/connections/choose/{{consent_id}}": ("connection.added", "connection.reconnected"),
    f"{_O}/connections/{{connection_id}}/reconnect": ("consent.begun",),
    f"{_O}/connections/{{connection_id}}/disconnect": ("connection.ended",),
    f"{_O}/links": ("customers.linked", "customers.kept_apart"),
    f"{_O}/links/{{link_id}}/undo": ("customers.link_undone",),
    f"{_O}/ledger-file/{{key}}": ("ledger.imported",),
    f"{_O}/sender": ("organisation.changed",),
    f"{_O}/sender/test": ("sender.tested",),
    f"{_O}/policy": ("organisation.changed",),
    f"{_O}/before/exclude": ("customer.changed",),
    f"{_O}/before/record": ("reminder.recorded",),
    f"{_O}/mode": ("organisation.changed",),
    "GET /connect/{provider}/callback": ("connection.added", "connection.reconnected"),
}
_TYPED = "Nothing is kept: what is typed is looked at."
_SHARED_TEXT = "It is no organisation's: each version is a row that bears who wrote it and when, and stays."
#: Forms that write nothing down, and why not.
UNWRITTEN: Mapping[str, str] = {
    "POST /webhooks/{provider}/{endpoint}": "Nobody acts: it makes a reading sooner.",
    "POST /account/language": "In which language he reads is nobody else's concern.",
    f"{_O}/ledger-file": "Nothing is taken in yet: the file is kept to be looked at, and forgotten.",
    f"{_O}/connections/add/{{provider}}/again": "Nothing is connected yet: the choice that follows does it.",
    "POST /sign-in/openid": "Nobody is in yet: what comes back from there is written down.",
    "POST /account/openid/bind": "Nothing is bound yet: what comes back from there is written down.",
    "POST /account/second-factor/begin": "Nothing counts yet: its code confirms it.",
    f"{_O}/policies/{{name}}/check": _TYPED,
    f"{_O}/shared-policies/{{name}}/check": _TYPED,
    f"{_O}/templates/{{language}}/{{template}}/check": _TYPED,
    f"{_O}/templates/{{language}}/{{template}}/look": _TYPED,
    f"{_O}/shared-templates/{{language}}/{{template}}/check": _TYPED,
    f"{_O}/shared-templates/{{language}}/{{template}}/look": _TYPED,
    f"{_O}/shared-policies/{{name}}": _SHARED_TEXT,
    f"{_O}/shared-policies/{{name}}/restore": _SHARED_TEXT,
    f"{_O}/shared-templates/{{language}}/{{template}}": _SHARED_TEXT,
    f"{_O}/shared-templates/{{language}}/{{template}}/restore": _SHARED_TEXT,
    "POST /organisations/new": "OPEN: the organisation bears the instant of its making, not by whom.",
}


@cache
def endpoints() -> dict[str, Any]:
    """The function behind each address."""
    nothing = cast(Any, None)
    site = Site(nothing, nothing, Extras())
    routes = (x for router in (*for_machines(site, lambda: None), *for_people(site)) for x in router.routes)
    return {key: x.endpoint for x in routes if isinstance(x, APIRoute) for key in keys_of(x)}


def led_to(key: str) -> set[str]:
    """What the address leads to, by its source."""
    endpoint = endpoints()[key]
    own = ast.parse(textwrap.dedent(inspect.getsource(endpoint)))
    return led_to_by(endpoint.__module__, ast.Module([*own.body, *beside(endpoint, own)], []))


def beside(endpoint: Any, own: ast.AST) -> list[ast.stmt]:
    """What it names of the functions that are made beside it, by the one that makes its routes."""
    maker = getattr(inspect.getmodule(endpoint), endpoint.__qualname__.partition(".")[0])
    made = ast.parse(textwrap.dedent(inspect.getsource(maker))).body[0]
    named = {x.id for x in ast.walk(own) if isinstance(x, ast.Name)} - {endpoint.__name__}
    return [x for x in ast.walk(made) if isinstance(x, ast.FunctionDef) and x.name in named]


WRITING = [
    *(key for key in DOORS if not key.startswith("GET ")),
    *("GET /connect/{provider}/callback", "GET /sign-in/openid/callback"),
]


def test_of_every_form_it_is_said_what_it_writes_down() -> None:
    assert sorted(WRITING) == sorted([*WRITES, *UNWRITTEN])


@pytest.mark.parametrize("key", sorted(WRITES))
def test_a_form_leads_to_what_it_is_said_to_write_down(key: str) -> None:
    assert set(WRITES[key]) <= led_to(key)


#: What is written while an account is read, whoever asked for it; and pages that share a table of functions
#: with their forms, so that the source alone does not tell them apart.
BY_READING = {"debt.closed_elsewhere", "debt.doubled", "payment.returned", "promise.announced"}
SHARED = {
    *("GET /o/{organisation_id}/connections", "GET /o/{organisation_id}/ledger-file/{key}"),
    *("GET /o/{organisation_id}/policies/{name}", "GET /o/{organisation_id}/shared-policies/{name}"),
    "GET /o/{organisation_id}/bulk/{of}",
    *(
        f"GET /o/{{organisation_id}}/{place}/{{language}}/{{template}}{end}"
        for place in ("templates", "shared-templates")
        for end in ("", "/look")
    ),
}


def test_a_page_that_only_shows_leads_to_no_event() -> None:
    shown = [key for key in DOORS if key.startswith("GET ") and key not in {*WRITES, *SHARED}]

    assert {key for key in shown if led_to(key) - BY_READING} == set()


def test_every_event_has_its_words_and_every_word_its_event() -> None:
    words = {x.removeprefix("trail.") for x in WORDS if x.startswith("trail.")}

    assert words == all_written()


def test_every_event_stands_in_one_family() -> None:
    beginnings = [x for family in KINDS.values() for x in family]

    assert sorted({x.partition(".")[0] for x in all_written()}) == sorted(beginnings)
    assert {f"kind.{family}" for family in KINDS} <= WORDS.keys()
