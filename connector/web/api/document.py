"""The OpenAPI document: what FastAPI knows of the operations, and what every one of them has in common."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from connector.core.tokens import Permit
from connector.web.api.doors import API, NEEDS, Need
from connector.web.api.operation import KEY
from connector.web.api.problems import MEDIA_TYPE, Problem

TITLE, VERSION = "Relance", "1.0.0"
DESCRIPTION = (
    "Everything that people do on the pages of one organisation, for programs. A token belongs to one "
    "organisation and is made on its page or by `relance token add`."
)
#: Why an operation may be refused, by status; each with a problem document.
REFUSALS = {
    "401": "No token that counts was sent.",
    "403": "The token does not allow this.",
    "409": "It cannot be done as things stand, or is under way; look again.",
    "422": "Something in the request cannot be read or makes no sense; `errors` name the fields.",
    "429": "The token asks too often; Retry-After says when to ask again.",
    "500": "A fault of the installation.",
}
MISSING = {"404": "There is nothing with this id, at least not in this organisation."}
SENT = {"411": "Content-Length is missing.", "413": "More was sent than is read here."}
RETRY = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
KEY_HEADER = {
    "name": KEY,
    "in": "header",
    "description": "The same key is carried out once within 24 hours, and answered the same.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    "example": "7c1f5a52-2f0e-4f3f-9a55-0d2e9f3f7f11",
}
#: Inside, what is told of a thing must not be called as the thing itself.
INSIDE = "Told"


def document(api: FastAPI) -> dict[str, Any]:
    """Made once, at the first question."""
    if api.openapi_schema is None:
        made = get_openapi(title=TITLE, version=VERSION, description=DESCRIPTION, routes=api.routes)
        made["servers"] = [{"url": API}]
        made["components"]["schemas"] = _named(made["components"]["schemas"]) | _problem()
        made["components"]["securitySchemes"] = {"token": _token()}
        for path, operations in made["paths"].items():
            for method, operation in operations.items():
                _complete(path, method.upper(), operation, NEEDS[f"{method.upper()} {path}"])
        api.openapi_schema = _plain(made) | {"info": made["info"]}
    return api.openapi_schema


def _named(schemas: dict[str, Any]) -> dict[str, Any]:
    """Without what FastAPI answers by itself, and under the names of the things themselves."""
    ours = {name: x for name, x in schemas.items() if name not in ("HTTPValidationError", "ValidationError")}
    named = {name.removeprefix(INSIDE): x for name, x in ours.items()}
    if len(named) != len(ours):
        raise RuntimeError(f"two schemas have one name: {', '.join(sorted(ours))}")
    return named


def _plain(made: Any) -> Any:
    """The same with these names wherever they stand; no parameter of an address is ever null."""
    if isinstance(made, list):
        return [_plain(x) for x in made]
    if not isinstance(made, dict):
        return made.replace(f"schemas/{INSIDE}", "schemas/") if isinstance(made, str) else made
    found = {name: _plain(x) for name, x in made.items() if name != "title" or not isinstance(x, str)}
    if found.get("in") == "query":
        found["schema"] = _never_null(found["schema"])
    return found


def _never_null(schema: dict[str, Any]) -> dict[str, Any]:
    kinds = [x for x in schema.get("anyOf", ()) if x != {"type": "null"}]
    rest = {name: x for name, x in schema.items() if name != "anyOf"}
    return schema if len(kinds) != 1 else rest | kinds[0]


def _problem() -> dict[str, Any]:
    _, defined = models_json_schema([(Problem, "serialization")], ref_template="#/components/schemas/{model}")
    found: dict[str, Any] = defined["$defs"]
    # What is not there is left out.
    found["Problem"]["required"] = ["type", "title", "status", "detail", "errors"]
    return found


def _token() -> dict[str, Any]:
    may = "; ".join(f"`{x}`" for x in Permit)
    return {
        "type": "http",
        "scheme": "bearer",
        "description": f"A token of one organisation. What it may do: {may}. Each operation names one.",
    }


def _complete(path: str, method: str, operation: dict[str, Any], need: Need) -> None:
    is_sent = method in ("POST", "PATCH")
    refusals = REFUSALS | (MISSING if "{" in path else {}) | (SENT if is_sent else {})
    responses = operation["responses"]
    for status, words in sorted(refusals.items()):
        responses[status] = _answer(words, RETRY if status == "429" else None)
    operation["security"] = [{"token": [str(need.permit)]}]
    operation["x-permit"] = str(need.permit)
    if method == "POST":
        operation.setdefault("parameters", []).append(KEY_HEADER)


def _answer(words: str, headers: dict[str, Any] | None) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told: dict[str, Any] = {"description": words, "content": content}
    return told | ({"headers": headers} if headers else {})
