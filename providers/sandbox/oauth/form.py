"""Parameters of a request to the OAuth server: from its query, its form or its JSON."""

import json
from typing import Any
from urllib.parse import parse_qs

from ..exchange import Arrived
from .refusals import OAuthRefused

#: A JSON object.
Form = dict[str, Any]

_FORM = "application/x-www-form-urlencoded"


def query_of(request: Arrived) -> dict[str, list[str]]:
    return parse_qs(request.query, keep_blank_values=True)


def form_of(request: Arrived, *, is_json: bool = False) -> dict[str, list[str]]:
    """The posted fields, each with its values. Raises OAuthRefused: invalid_request."""
    if request.method != "POST":
        raise OAuthRefused("invalid_request", "Use POST.", status=405)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    wanted = "application/json" if is_json else _FORM
    if kind != wanted:
        raise OAuthRefused("invalid_request", f"Post {wanted}, not {kind or 'nothing'}.")
    return _json_of(request.body) if is_json else parse_qs(request.body, keep_blank_values=True)


def _json_of(body: str) -> dict[str, list[str]]:
    try:
        given = json.loads(body)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise OAuthRefused("invalid_request", "The body is no JSON object.")
    return {str(name): [str(value)] for name, value in given.items()}
