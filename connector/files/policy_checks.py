"""What can be wrong in a policy: its shape by config/policy.schema.json, then the sense of its ladder."""

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from connector.core.errors import Refused
from connector.core.money import exponent, minor_units
from connector.core.policy import Severity
from connector.core.told import Told
from connector.core.typography import typesetter
from connector.files.located_yaml import Document, Problem, Route
from connector.files.sentences import say
from connector.files.whereabouts import data_root

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

POLICY_SCHEMA = "policy.schema.json"
#: Letters of what the owner wrote that are shown back.
SHOWN = 40
Fault = tuple[Route, Told]


def problems_of(document: Document) -> tuple[Problem, ...]:
    """Everything wrong with a policy's text, in the order of its lines."""
    found = shape_problems(document, schema_of(POLICY_SCHEMA))
    if not found:
        found = [document.problem(route, text) for route, text in _senseless(document.value)]
    return tuple(sorted(set(found)))


def shape_problems(document: Document, schema: "Draft202012Validator") -> list[Problem]:
    """What its schema says against it."""
    return [problem for error in schema.iter_errors(document.value) for problem in _told(error, document)]


def charge_problems(document: Document) -> tuple[Problem, ...]:
    """What a sound ladder may not have where it follows failed charges."""
    return _own_problems(document, "every_charge", _unfit_for_charges(document.value["steps"]))


def card_problems(document: Document) -> tuple[Problem, ...]:
    """What a sound ladder may not have where it precedes the end of a card."""
    return _own_problems(document, "every_card", _unfit_for_cards(document.value["steps"]))


def _own_problems(document: Document, what: str, faults: Iterator[Fault]) -> tuple[Problem, ...]:
    found = [document.problem(route, text) for route, text in faults]
    if "conditions" in document.value:
        found.append(document.problem(("conditions",), say(what)))
    return tuple(sorted(set(found)))


def _unfit_for_cards(steps: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    for index, step in enumerate(steps):
        if step["offset"] >= 0:
            yield (
                ("steps", index, "offset"),
                say("card_ended"),
            )
        if step["channel"] == "provider":
            yield (
                ("steps", index, "channel"),
                say("card_provider"),
            )


def _unfit_for_charges(steps: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    for index, step in enumerate(steps):
        if step["offset"] < 0:
            yield ("steps", index, "offset"), say("before_charge")
        if severity_of(step["severity"]) is Severity.FORMAL:
            yield ("steps", index, "severity"), say("formal_charge")
        if step["channel"] == "provider":
            yield ("steps", index, "channel"), say("provider_charge")


@cache
def schema_of(name: str) -> "Draft202012Validator":
    """A schema of config/ by the name of its file."""
    path = data_root() / "config" / name
    return _validator(json.loads(path.read_text(encoding="utf-8")))


def _validator(schema: Any) -> "Draft202012Validator":
    from jsonschema import Draft202012Validator  # slow to import, and many commands read no policy

    return Draft202012Validator(schema)


def severity_of(written: str | int) -> Severity:
    """A severity by its name or its number."""
    return Severity[written.upper()] if isinstance(written, str) else Severity(written)


def nearest(name: str, known: Sequence[str]) -> Told:
    """The beginning of a sentence of advice: the known name that `name` may have been meant for."""
    close = get_close_matches(name, known, n=1)
    return say("nearest", name=close[0]) if close else say("known")


# ---------------------------------------------------------------- shape


def _told(error: "ValidationError", document: Document) -> Iterator[Problem]:
    route: Route = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        yield from _unknown_keys(error, document, route)
    elif error.validator == "required":
        yield document.problem(route, _missing(error))
    elif "propertyNames" in error.absolute_schema_path:
        said = say("unfit", of="", shown=_shown(error.instance), wanted=_wanted(error.schema))
        yield document.key_problem((*route, str(error.instance)), said)
    else:
        said = say("unfit", of=_named(route), shown=_shown(error.instance), wanted=_wanted(error.schema))
        yield document.problem(route, said)


def _unknown_keys(error: "ValidationError", document: Document, route: Route) -> Iterator[Problem]:
    schema: Any = error.schema
    known, written = sorted(schema["properties"]), cast(Mapping[str, Any], error.instance)
    for name in written:
        if name not in known:
            said = say("unknown", name=_cut(name), nearest=nearest(name, known), known=", ".join(known))
            yield document.key_problem((*route, name), said)


def _missing(error: "ValidationError") -> Told:
    needed, written = cast(list[str], error.validator_value), cast(Mapping[str, Any], error.instance)
    first, *rest = (name for name in needed if name not in written)
    wanted = _wanted(error.schema)
    if not rest:
        return say("missing", name=first, wanted=wanted)
    named: object = say("named", name=first)
    for name in rest:
        named = say("comma", left=named, right=say("named", name=name))
    return say("missing.many", names=named, wanted=wanted)


def _wanted(schema: Any) -> Told:
    """What its schema says of a value, which says it in French beside it."""
    english = str(schema["description"])
    return Told(english, "wanted", {"fr": typesetter("fr")(schema.get("x-fr", english))})


def _named(route: Route) -> object:
    names = [part for part in route if isinstance(part, str)]
    return say("of", name=names[-1]) if names else ""


def _shown(value: object) -> Told:
    if value is None:
        return say("nothing")
    if isinstance(value, Mapping):
        return say("mapping" if value else "mapping.empty")
    if isinstance(value, list):
        return say("list" if value else "list.empty")
    return say("named", name=_cut(str(value)))


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
        yield ("steps",), say("not_in_use")
    yield from _ids_used_twice(steps)
    yield from _days_out_of_order(steps)
    yield from _formal_too_soon(steps)
    for index, step in enumerate(steps):
        yield from ((("steps", index, *route), text) for route, text in _of_step(step))
    yield from of_conditions(policy)


def _ids_used_twice(steps: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, step in enumerate(steps):
        if step["id"] in seen:
            yield ("steps", index, "id"), say("id_twice", id=step["id"])
        seen.add(step["id"])


def _days_out_of_order(steps: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    for index, (before, step) in enumerate(pairwise(steps), start=1):
        if step["offset"] <= before["offset"]:
            told = say("out_of_order", offset=step["offset"], before=before["offset"])
            yield ("steps", index, "offset"), told


def _formal_too_soon(steps: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    said: set[Severity] = set()
    for index, step in enumerate(steps):
        if not is_in_use(step):
            continue
        severity = severity_of(step["severity"])
        if severity is Severity.FORMAL and not {Severity.FRIENDLY, Severity.FIRM} & said:
            is_after_provider = index and steps[index - 1]["channel"] == "provider"
            told = say("formal_after_provider" if is_after_provider else "formal_too_soon")
            yield ("steps", index, "severity"), told
        if step["channel"] != "provider":
            said.add(severity)


def _of_step(step: Mapping[str, Any]) -> Iterator[Fault]:
    severity, channel, offset = severity_of(step["severity"]), step["channel"], step["offset"]
    fallbacks = step.get("fallbacks", [])
    if (severity is Severity.CALL) is not (channel == "call"):
        yield ("severity",), say("call")
    elif offset < 0 and severity is not Severity.NOTICE:
        yield ("severity",), say("not_late")
    elif offset > 0 and severity is Severity.NOTICE:
        yield ("severity",), say("to_come")
    if channel == "provider":
        yield from _of_provider(step, severity)
    if channel == "call" and fallbacks:
        yield ("fallbacks",), say("call_fallbacks")
    elif channel in fallbacks:
        yield ("fallbacks",), say("own_fallback", channel=channel)
    yield from of_conditions(step)


def _of_provider(step: Mapping[str, Any], severity: Severity) -> Iterator[Fault]:
    """It mails the invoice once more, in its own words, to whom it has for it."""
    if severity is Severity.FORMAL:
        yield ("channel",), say("formal_by_provider")
    if step.get("roles", ["billing"]) != ["billing"]:
        yield ("roles",), say("provider_roles")


def of_conditions(owner: Mapping[str, Any]) -> Iterator[Fault]:
    """What makes no sense in the conditions of a policy, a step or a segment."""
    conditions = owner.get("conditions", {})
    faults = [*_wrong_amounts(conditions)] or [*_never_met(conditions)]
    yield from ((("conditions", *route), text) for route, text in faults)


def _wrong_amounts(conditions: Mapping[str, Any]) -> Iterator[Fault]:
    for name in ("min_open", "max_open", "min_owed", "max_owed"):
        for currency, written in conditions.get(name, {}).items():
            try:
                minor_units(str(written), currency)
            except Refused:
                # Its shape was looked at before: only its decimals can be wrong.
                yield (
                    (name, currency),
                    say("decimals", text=written, currency=currency, digits=exponent(currency)),
                )


def _never_met(conditions: Mapping[str, Any]) -> Iterator[Fault]:
    for what in _BOUNDED:
        for least, most in _bounds(conditions.get(f"min_{what}"), conditions.get(f"max_{what}")):
            if least > most:
                told = say("never_met", least=f"min_{what}", most=f"max_{what}")
                yield (f"min_{what}",), told


#: What may stand between two bounds.
_BOUNDED = (
    *("open", "terms", "late_share", "relation_months", "owed", "overdue_share", "year_late"),
    "year_late_share",
)


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
    schema: Any = schema_of(POLICY_SCHEMA).schema
    name = schema["$defs"]["step"]["properties"]["id"]
    if _validator(name).is_valid(path.stem):
        return None
    return Problem(path, 1, 1, say("file_name", name=_cut(path.stem), wanted=_wanted(name)))
