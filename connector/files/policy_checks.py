"""What can be wrong in a policy: its shape by config/policy.schema.json, then the sense of its ladder."""

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from connector.core.errors import Refused
from connector.core.money import minor_units
from connector.core.policy import Severity
from connector.files.located_yaml import Document, Problem, Route
from connector.files.whereabouts import data_root

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

#: Letters of what the owner wrote that are shown back.
SHOWN = 40
Fault = tuple[Route, str]


def problems_of(document: Document) -> tuple[Problem, ...]:
    """Everything wrong with a policy's text, in the order of its lines."""
    found = [problem for error in _schema().iter_errors(document.value) for problem in _told(error, document)]
    if not found:
        found = [document.problem(route, text) for route, text in _senseless(document.value)]
    return tuple(sorted(set(found)))


def charge_problems(document: Document) -> tuple[Problem, ...]:
    """What a sound ladder may not have where it follows failed charges."""
    return _own_problems(document, "every failed charge", _unfit_for_charges(document.value["steps"]))


def card_problems(document: Document) -> tuple[Problem, ...]:
    """What a sound ladder may not have where it precedes the end of a card."""
    return _own_problems(document, "every card that ends", _unfit_for_cards(document.value["steps"]))


def _own_problems(document: Document, what: str, faults: Iterator[Fault]) -> tuple[Problem, ...]:
    found = [document.problem(route, text) for route, text in faults]
    if "conditions" in document.value:
        text = f"{what} follows this policy: take the conditions out, or put them on its steps."
        found.append(document.problem(("conditions",), text))
    return tuple(sorted(set(found)))


def _unfit_for_cards(steps: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    for index, step in enumerate(steps):
        if step["offset"] >= 0:
            yield (
                ("steps", index, "offset"),
                "a card that has ended is spoken of when a charge fails: write -1 or less.",
            )
        if step["channel"] == "provider":
            yield (
                ("steps", index, "channel"),
                "a provider sends invoices, and this is none: write channel email.",
            )


def _unfit_for_charges(steps: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    for index, step in enumerate(steps):
        if step["offset"] < 0:
            yield ("steps", index, "offset"), "nothing comes before a charge has failed: write 0 or more."
        if severity_of(step["severity"]) is Severity.FORMAL:
            text = "a failed charge has no formal notice: write severity firm."
            yield ("steps", index, "severity"), text
        if step["channel"] == "provider":
            text = "a provider's own message tells of an invoice, not of a card: write channel email."
            yield ("steps", index, "channel"), text


@cache
def _schema() -> "Draft202012Validator":
    path = data_root() / "config" / "policy.schema.json"
    return _validator(json.loads(path.read_text(encoding="utf-8")))


def _validator(schema: Any) -> "Draft202012Validator":
    from jsonschema import Draft202012Validator  # slow to import, and many commands read no policy

    return Draft202012Validator(schema)


def severity_of(written: str | int) -> Severity:
    """A severity by its name or its number."""
    return Severity[written.upper()] if isinstance(written, str) else Severity(written)


def nearest(name: str, known: Sequence[str]) -> str:
    """The beginning of a sentence of advice: the known name that `name` may have been meant for."""
    close = get_close_matches(name, known, n=1)
    return f"did you mean «{close[0]}»? Known are" if close else "known are"


# ---------------------------------------------------------------- shape


def _told(error: "ValidationError", document: Document) -> Iterator[Problem]:
    route: Route = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        yield from _unknown_keys(error, document, route)
    elif error.validator == "required":
        yield document.problem(route, f"{_missing(error)} missing: write {_wanted(error)}.")
    elif "propertyNames" in error.absolute_schema_path:
        said = f"{_shown(error.instance)} cannot stand here: write {_wanted(error)}."
        yield document.key_problem((*route, str(error.instance)), said)
    else:
        said = f"{_named(route)}{_shown(error.instance)} cannot stand here: write {_wanted(error)}."
        yield document.problem(route, said)


def _unknown_keys(error: "ValidationError", document: Document, route: Route) -> Iterator[Problem]:
    schema: Any = error.schema
    known, written = sorted(schema["properties"]), cast(Mapping[str, Any], error.instance)
    for name in written:
        if name not in known:
            said = f"«{_cut(name)}» is not known here; {nearest(name, known)} {', '.join(known)}."
            yield document.key_problem((*route, name), said)


def _missing(error: "ValidationError") -> str:
    needed, written = cast(list[str], error.validator_value), cast(Mapping[str, Any], error.instance)
    names = [f"«{name}»" for name in needed if name not in written]
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"


def _wanted(error: "ValidationError") -> str:
    schema: Any = error.schema
    return str(schema["description"])


def _named(route: Route) -> str:
    names = [part for part in route if isinstance(part, str)]
    return f"{names[-1]}: " if names else ""


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, list):
        return "this list" if value else "an empty list"
    return f"«{_cut(str(value))}»"


def _cut(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else "?" for letter in text)
    return plain if len(plain) <= SHOWN else f"{plain[:SHOWN]}…"


# ---------------------------------------------------------------- sense


def is_in_use(step: Mapping[str, Any]) -> bool:
    """Whether a step is more than written down."""
    return bool(step.get("in_use") != "no")


def _senseless(policy: Mapping[str, Any]) -> Iterator[Fault]:
    steps = policy["steps"]
    if not any(map(is_in_use, steps)):
        yield ("steps",), "none of the steps is in use: take in_use: no from one of them."
    yield from _ids_used_twice(steps)
    yield from _days_out_of_order(steps)
    yield from _formal_too_soon(steps)
    for index, step in enumerate(steps):
        yield from ((("steps", index, *route), text) for route, text in _of_step(step))
    yield from _of_conditions(policy)


def _ids_used_twice(steps: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, step in enumerate(steps):
        if step["id"] in seen:
            text = f"the id «{step['id']}» is used by a step above: give each step an id of its own."
            yield ("steps", index, "id"), text
        seen.add(step["id"])


def _days_out_of_order(steps: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    for index, (before, step) in enumerate(pairwise(steps), start=1):
        if step["offset"] <= before["offset"]:
            text = (
                f"offset {step['offset']} does not come after the {before['offset']} of the step above: "
                "put the steps in the order of their days, each on a day of its own."
            )
            yield ("steps", index, "offset"), text


def _formal_too_soon(steps: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    said: set[Severity] = set()
    for index, step in enumerate(steps):
        if not is_in_use(step):
            continue
        severity = severity_of(step["severity"])
        if severity is Severity.FORMAL and not {Severity.FRIENDLY, Severity.FIRM} & said:
            text = "a formal notice needs a reminder before it: add a firm or friendly step above."
            if index and steps[index - 1]["channel"] == "provider":
                text = "a formal notice needs a reminder in your own words before it: a provider's is none."
            yield ("steps", index, "severity"), text
        if step["channel"] != "provider":
            said.add(severity)


def _of_step(step: Mapping[str, Any]) -> Iterator[Fault]:
    severity, channel, offset = severity_of(step["severity"]), step["channel"], step["offset"]
    fallbacks = step.get("fallbacks", [])
    if (severity is Severity.CALL) is not (channel == "call"):
        yield ("severity",), "severity call and channel call go together: change one of the two."
    elif offset < 0 and severity is not Severity.NOTICE:
        yield ("severity",), "nothing is late before the due date: write severity notice, or a later offset."
    elif offset > 0 and severity is Severity.NOTICE:
        yield ("severity",), "a notice speaks of what is still to come: write severity friendly."
    if channel == "provider":
        yield from _of_provider(step, severity)
    if channel == "call" and fallbacks:
        yield ("fallbacks",), "nothing takes the place of a call: take the fallbacks out."
    elif channel in fallbacks:
        yield ("fallbacks",), f"«{channel}» is the channel of the step itself: take it out of the fallbacks."
    yield from _of_conditions(step)


def _of_provider(step: Mapping[str, Any], severity: Severity) -> Iterator[Fault]:
    """It mails the invoice once more, in its own words, to whom it has for it."""
    if severity is Severity.FORMAL:
        text = "a provider sends the invoice in its own words, which notify of nothing: write channel email."
        yield ("channel",), text
    if step.get("roles", ["billing"]) != ["billing"]:
        yield ("roles",), "a provider chooses whom it writes to: take the roles out, or write channel email."


def _of_conditions(owner: Mapping[str, Any]) -> Iterator[Fault]:
    conditions = owner.get("conditions", {})
    faults = [*_wrong_amounts(conditions)] or [*_never_met(conditions)]
    yield from ((("conditions", *route), text) for route, text in faults)


def _wrong_amounts(conditions: Mapping[str, Any]) -> Iterator[Fault]:
    for name in ("min_open", "max_open"):
        for currency, written in conditions.get(name, {}).items():
            try:
                minor_units(str(written), currency)
            except Refused as refused:
                yield (name, currency), str(refused)


def _never_met(conditions: Mapping[str, Any]) -> Iterator[Fault]:
    for what in ("open", "terms", "late_share"):
        for least, most in _bounds(conditions.get(f"min_{what}"), conditions.get(f"max_{what}")):
            if least > most:
                text = f"min_{what} is above max_{what}, so it never holds: exchange the two."
                yield (f"min_{what}",), text


def _bounds(least: Any, most: Any) -> Iterator[tuple[Any, Any]]:
    if least is None or most is None:
        return
    if isinstance(least, Mapping):
        both = least.keys() & most.keys()
        yield from ((minor_units(str(least[c]), c), minor_units(str(most[c]), c)) for c in both)
    else:
        yield least, most


def file_name_problem(path: Path) -> Problem | None:
    """A policy is called as its file; its name ends in commands and reports."""
    schema: Any = _schema().schema
    name = schema["$defs"]["step"]["properties"]["id"]
    if _validator(name).is_valid(path.stem):
        return None
    text = f"«{_cut(path.stem)}» cannot be a policy's name: name the file with {name['description']}."
    return Problem(path, 1, 1, text)
