"""What a program reads when something cannot be done: problem details (RFC 9457) with stable types."""

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from connector.core.errors import RelanceError
from connector.usecases.once import KeyReused, UnderWay
from connector.usecases.unfit import NotThere, Unfit
from connector.web.guard import HEADERS

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:relance:problem:"


class Kind(StrEnum):
    """The end of its type, which never changes its meaning."""

    NO_TOKEN = "no_token"  # noqa: S105 - the name of a problem
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    METHOD = "method_not_allowed"
    CHANGED = "changed"
    REFUSED = "refused"
    UNDER_WAY = "under_way"
    NO_LENGTH = "no_length"
    TOO_LARGE = "too_large"
    INVALID = "invalid"
    UNFIT = "unfit"
    KEY_REUSED = "key_reused"
    TOO_OFTEN = "too_often"
    FAULT = "fault"


TITLES: Mapping[Kind, tuple[HTTPStatus, str]] = {
    Kind.NO_TOKEN: (HTTPStatus.UNAUTHORIZED, "No token that counts"),
    Kind.NOT_ALLOWED: (HTTPStatus.FORBIDDEN, "The token does not allow this"),
    Kind.NOT_FOUND: (HTTPStatus.NOT_FOUND, "Not there"),
    Kind.METHOD: (HTTPStatus.METHOD_NOT_ALLOWED, "Not done by this method"),
    Kind.CHANGED: (HTTPStatus.CONFLICT, "It has changed meanwhile"),
    Kind.REFUSED: (HTTPStatus.CONFLICT, "It cannot be done as things stand"),
    Kind.UNDER_WAY: (HTTPStatus.CONFLICT, "The same request is under way"),
    Kind.NO_LENGTH: (HTTPStatus.LENGTH_REQUIRED, "The length is missing"),
    Kind.TOO_LARGE: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Too large"),
    Kind.INVALID: (HTTPStatus.UNPROCESSABLE_ENTITY, "The request cannot be read"),
    Kind.UNFIT: (HTTPStatus.UNPROCESSABLE_ENTITY, "It makes no sense here"),
    Kind.KEY_REUSED: (HTTPStatus.UNPROCESSABLE_ENTITY, "The key belongs to another request"),
    Kind.TOO_OFTEN: (HTTPStatus.TOO_MANY_REQUESTS, "Too many requests"),
    Kind.FAULT: (HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here"),
}


class Wrong(BaseModel):
    """One field that cannot stay as it is."""

    field: str = Field(
        description="Its name; of a part of a list with its place, such as instalments.0.amount."
    )
    detail: str = Field(description="What is wrong with it.")


class Problem(BaseModel):
    """Why something cannot be done, and what to do (RFC 9457)."""

    type: str = Field(description="A stable name; decide by it, never by the sentences.")
    title: str = Field(description="What it means, the same for each problem of its type.")
    status: int = Field(description="The status of the answer.")
    detail: str = Field(description="One sentence for a person: why, and what to do.")
    code: str | None = Field(default=None, description="Of what makes no sense: which rule says so.")
    errors: list[Wrong] = Field(default=[], description="The fields concerned.")


class Refusal(Exception):
    """What the API itself refuses."""

    def __init__(
        self, kind: Kind, detail: str, field: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = [] if field is None else [Wrong(field=field, detail=detail)]
        self.headers = headers


def problem(
    kind: Kind,
    detail: str,
    errors: list[Wrong] | None = None,
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer."""
    status, title = TITLES[kind]
    told = Problem(
        type=f"{TYPE}{kind}", title=title, status=status, detail=detail, code=code, errors=errors or []
    )
    content = told.model_dump(exclude_none=True)
    return JSONResponse(content, status, dict(headers or {}), media_type=MEDIA_TYPE)


#: The field that each rule is about, where it is about one.
FIELDS: Mapping[str, str] = {
    "no_day": "until_on", "too_far": "until_on", "past": "until_on", "amount": "amount",
    "not_of_one": "amount", "no_instalments": "instalments", "too_much": "instalments",
    "no_policy": "policy", "not_yet": "on", "too_early": "on", "no_step": "step", "taken": "step",
    "no_words": "text", "suppressed": "address",
}  # fmt: skip


def show_problems(api: FastAPI) -> None:
    """Each kind of error with its answer; the traceback of a fault is for the log."""

    @api.exception_handler(Refusal)
    def refusal(_: Request, error: Refusal) -> Response:
        return problem(error.kind, error.detail, error.errors, headers=error.headers)

    @api.exception_handler(HTTPException)
    def by_the_framework(_: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return problem(Kind.METHOD, "This path knows other methods.", headers=error.headers)
        if error.status_code == HTTPStatus.NOT_FOUND:
            return problem(Kind.NOT_FOUND, "There is nothing at this path: see /api/v1/openapi.json.")
        return problem(Kind.INVALID, str(error.detail))

    @api.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> Response:
        wrong = [_wrong(x) for x in error.errors()]
        if any(x["loc"][0] == "path" for x in error.errors()):
            return problem(Kind.NOT_FOUND, "There is nothing with this id.")
        return problem(Kind.INVALID, f"{wrong[0].field}: {wrong[0].detail}", wrong)

    @api.exception_handler(RelanceError)
    def refused(_: Request, error: RelanceError) -> Response:
        return _of_ours(error)

    @api.exception_handler(Exception)
    def fault(_: Request, __: Exception) -> Response:
        detail = "Nothing is known of this fault: it is in the log of the installation. Ask again later."
        return problem(Kind.FAULT, detail, headers=HEADERS)


def _of_ours(error: RelanceError) -> Response:
    said = str(error)
    if isinstance(error, NotThere):
        return problem(Kind.NOT_FOUND, said)
    if isinstance(error, UnderWay):
        return problem(Kind.UNDER_WAY, said, headers={"Retry-After": "1"})
    if isinstance(error, KeyReused):
        return problem(Kind.KEY_REUSED, said, [Wrong(field="Idempotency-Key", detail=said)])
    if isinstance(error, Unfit):
        field = FIELDS.get(error.why)
        return problem(Kind.UNFIT, said, [Wrong(field=field, detail=said)] if field else [], error.why)
    return problem(Kind.REFUSED, said)


def _wrong(error: Any) -> Wrong:
    """Without what was written: a program knows it, and a log should not."""
    place = [str(x) for x in error["loc"][1:]] or [str(error["loc"][0])]
    return Wrong(field=".".join(place), detail=error["msg"])
