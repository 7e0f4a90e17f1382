"""One operation: its gate first, then what it is sent, then its doing, once where it bears a key."""

import hashlib
import json
import re
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from connector.core.tokens import Answered
from connector.usecases import once
from connector.usecases.tokens import Caller, caller
from connector.web.api.doors import NEEDS, Need
from connector.web.api.pace import Pace
from connector.web.api.problems import Kind, Refusal
from connector.web.doors import keys_of
from connector.web.site import Site

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
KEY = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,255}")
#: An answer that was given before says so.
AGAIN = {"Idempotent-Replayed": "true"}


def caller_of(request: Request) -> Caller:
    """Let in by the gate before anything else was looked at."""
    found: Caller = request.state.caller
    return found


Calling = Annotated[Caller, Depends(caller_of)]


class Gate:
    """Stands before every operation: who shows which token, whether it allows this, and how often."""

    def __init__(self, site: Site, pace: Pace) -> None:
        self.site = site
        self._pace = pace

    def admit(self, authorization: str, need: Need) -> Caller:
        """Raises Refusal."""
        kind, _, secret = authorization.partition(" ")
        found = caller(self.site.app, secret.strip()) if kind.lower() == "bearer" else None
        if found is None:
            raise Refusal(
                Kind.NO_TOKEN, "Send «Authorization: Bearer» with a token that counts.",
                headers={"WWW-Authenticate": 'Bearer realm="relance"'},
            )  # fmt: skip
        wait = self._pace.wait_for(found.token.id)
        if wait:
            detail = f"This token asks too often: ask again in {wait} seconds."
            raise Refusal(Kind.TOO_OFTEN, detail, headers={"Retry-After": str(wait)})
        if need.permit is None or not found.may(need.permit):
            raise Refusal(Kind.NOT_ALLOWED, f"This needs a token that may {need.permit}.")
        return found


def operations(gate: Gate) -> type[APIRoute]:
    """The class of every route behind this gate."""

    class Operation(APIRoute):
        def get_route_handler(self) -> Handler:
            carry_out = super().get_route_handler()
            (key,) = keys_of(self)
            # A router is made before it is known under which path it lies; none of ours adds one.
            need = NEEDS.get(key, Need())
            known = frozenset(x.alias for x in self.dependant.query_params)

            async def answer(request: Request) -> Response:
                authorization = request.headers.get("authorization", "")
                found = await run_in_threadpool(gate.admit, authorization, need)
                request.state.caller = found
                _refuse_unknown(request, known)
                _refuse_large(request, need)
                if request.method != "POST" or KEY not in request.headers:
                    return await carry_out(request)
                return await _once(gate.site, found, request, carry_out, need.shown_once)

            return answer

    return Operation


def _refuse_unknown(request: Request, known: frozenset[str]) -> None:
    """A misspelt filter would let everything pass; an id with a NUL is none, and PostgreSQL keeps none."""
    if "\0" in request.scope["path"]:
        raise Refusal(Kind.NOT_FOUND, "There is nothing with this id.")
    unknown = next((name for name in request.query_params if name not in known), None)
    if unknown is not None:
        there = f": it knows {', '.join(sorted(known))}." if known else "."
        raise Refusal(Kind.INVALID, f"This operation knows no such parameter{there}", unknown)


def _refuse_large(request: Request, need: Need) -> None:
    """By what it says of itself: the server lets no more through, but of what comes in chunks."""
    said = request.headers.get("content-length")
    if "transfer-encoding" in request.headers:
        raise Refusal(Kind.NO_LENGTH, "Send Content-Length: nothing is read without knowing how much it is.")
    if said is not None and (not said.isdecimal() or int(said) > need.largest):
        raise Refusal(Kind.TOO_LARGE, f"At most {need.largest} bytes are read here.")


async def _once(site: Site, found: Caller, request: Request, carry_out: Handler, shown_once: str) -> Response:
    """What was done is kept with its answer; what was refused changed nothing and may be asked again."""
    key = request.headers[KEY]
    if _KEY.fullmatch(key) is None:
        raise Refusal(Kind.INVALID, "A key has 1 to 255 signs of ASCII, without blanks.", KEY)
    mine = (site.app, found.organisation.id, found.token.id, key)
    before = await run_in_threadpool(once.begin, *mine, await _hash_of(request))
    if before is not None:
        return _again(before)
    is_done = False
    try:
        answer = await carry_out(request)
        is_done = answer.status_code < HTTPStatus.MULTIPLE_CHOICES
    finally:
        if not is_done:
            await run_in_threadpool(once.forget, *mine)
    body = _kept(bytes(answer.body).decode(), shown_once)
    await run_in_threadpool(once.keep, *mine, answer.status_code, body)
    return answer


def _kept(body: str, shown_once: str) -> str:
    """An answer as it is given again: a secret lies nowhere in clear."""
    return json.dumps(json.loads(body) | {shown_once: None}) if shown_once else body


async def _hash_of(request: Request) -> str:
    asked = [request.method, request.url.path, request.url.query, request.headers.get("content-type", "")]
    return hashlib.sha256("\n".join(asked).encode() + b"\n" + await request.body()).hexdigest()


def _again(before: Answered) -> Response:
    status = before.status or HTTPStatus.OK
    return Response(before.body, status, AGAIN, media_type="application/json")
