"""A policy's text as a form, and the text that a form stands for."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from connector.core.drafts import Flaw, PolicyDraft, StepDraft
from connector.files.located_yaml import DECIMAL, WHOLE, Document, Problem, read_yaml_text

#: What may stand in YAML without quotes and means itself.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_LISTS = ("roles", "fallbacks")
#: In this order a step is written; what is empty is left out.
_KEYS = ("id", "offset", "severity", "channel", "template", "deadline_days", *_LISTS)
NOT_IN_USE = "no"


def draft_of(text: str) -> PolicyDraft | None:
    """None where it is no ladder of steps, or bears what a form does not show."""
    document, problems = read_yaml_text(Path("policy.yaml"), text.replace("\r\n", "\n"))
    value = document.value if document is not None and not problems else None
    if not isinstance(value, Mapping) or not value.keys() <= {"steps", "conditions"}:
        return None
    steps = value.get("steps")
    if not isinstance(steps, list) or not all(map(_is_step, steps)):
        return None
    heading = "\n".join(_heading(text))
    return PolicyDraft(tuple(map(_step, steps)), inner(value.get("conditions")), heading)


def text_of(draft: PolicyDraft) -> str:
    """Comments between the steps are not kept; those above them are."""
    return "\n".join(_lines(draft)) + "\n"


def flaws_of(document: Document | None, problems: tuple[Problem, ...]) -> tuple[Flaw, ...]:
    """The same problems, and the value that each of them is about."""
    return tuple(Flaw(x.line, x.column, x.text, _place(document, (x.line, x.column))) for x in problems)


def _place(document: Document | None, at: tuple[int, int]) -> tuple[str | int, ...]:
    """Of several values that begin there the innermost: its step's form shows it."""
    if document is None:
        return ()
    both = [*document.keys_at.items(), *document.values_at.items()]
    return max((route for route, place in both if place == at), key=len, default=())


def _heading(text: str) -> Iterator[str]:
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.strip() and not line.startswith("#"):
            return
        if line.startswith("#"):
            yield line


# ---------------------------------------------------------------- from the text to the form


def _is_step(step: Any) -> bool:
    known = {*_KEYS, "conditions", "in_use"}
    return isinstance(step, Mapping) and step.keys() <= known and all(map(_is_simple, step.items()))


def _is_simple(item: tuple[str, Any]) -> bool:
    key, value = item
    if key == "conditions":
        return isinstance(value, Mapping)
    if key in _LISTS:
        return isinstance(value, list) and all(isinstance(x, str) for x in value)
    return isinstance(value, str | int | Decimal | None)


def _step(step: Mapping[str, Any]) -> StepDraft:
    typed = {key: _typed(step.get(key)) for key in _KEYS}
    is_in_use = step.get("in_use") != NOT_IN_USE
    return StepDraft(**typed, conditions=inner(step.get("conditions")), is_in_use=is_in_use)


def _typed(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, list) else str(value)


def inner(conditions: Any) -> str:
    """`min_open: {EUR: 150.00}, tags: [builder]`; what cannot be read as conditions is empty."""
    return _flow(conditions)[1:-1] if isinstance(conditions, Mapping) else ""


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(str(key))}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value) if isinstance(value, int | Decimal) else _quoted(value)


# ---------------------------------------------------------------- from the form to the text


def _lines(draft: PolicyDraft) -> Iterator[str]:
    yield from (line for line in draft.heading.replace("\r\n", "\n").split("\n") if line.startswith("#"))
    yield ""
    if draft.conditions.strip():
        yield f"conditions: {{{one_line(draft.conditions)}}}"
        yield ""
    yield "steps:" if draft.steps else "steps: []"
    for number, step in enumerate(draft.steps):
        if number:
            yield ""
        hyphen = "  - "
        for line in _of_step(step):
            yield hyphen + line
            hyphen = "    "


def _of_step(step: StepDraft) -> Iterator[str]:
    for key in _KEYS:
        typed = one_line(getattr(step, key))
        if typed or key == "id":
            yield f"{key}: {_list(typed) if key in _LISTS else scalar(typed)}"
    if step.conditions.strip():
        yield f"conditions: {{{one_line(step.conditions)}}}"
    if not step.is_in_use:
        yield f"in_use: {NOT_IN_USE}"


def one_line(text: str) -> str:
    """What was typed over several lines, on one."""
    return " ".join(text.split())


def _list(text: str) -> str:
    return "[" + ", ".join(scalar(x.strip()) for x in text.split(",") if x.strip()) + "]"


def scalar(text: str) -> str:
    """Numbers as numbers; whatever else YAML might take for something of its own in quotes."""
    return text if WHOLE.fullmatch(text) or DECIMAL.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) and text.lower() != "null"
    return text if is_plain else json.dumps(text, ensure_ascii=False)
