"""The segments an owner wrote, from YAML to rules of the core."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from connector.core.segments import Segment, Signer
from connector.core.texts import RULES
from connector.files.conditions import OF_SEGMENTS, bounds_of, conditions_of
from connector.files.located_yaml import Document, Problem, read_yaml_text
from connector.files.policy_checks import Fault, nearest, of_conditions, schema_of, shape_problems
from connector.files.sentences import say

SCHEMA = "segments.schema.json"


def segments_document(text: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Its values, and what is wrong with it as YAML."""
    return read_yaml_text(Path(RULES), text.replace("\r\n", "\n"))


def read_segments(text: str, policies: Sequence[str]) -> tuple[tuple[Segment, ...], tuple[Problem, ...]]:
    """The segments in their order, none where anything is wrong; `policies` are those that may be named."""
    return judged_segments(*segments_document(text), policies)


def judged_segments(
    document: Document | None, problems: tuple[Problem, ...], policies: Sequence[str]
) -> tuple[tuple[Segment, ...], tuple[Problem, ...]]:
    """The same of a document."""
    if document is None:
        return (), problems
    found = [*problems, *shape_problems(document, schema_of(SCHEMA))]
    if not found:
        found = [document.problem(route, text) for route, text in _senseless(document.value, policies)]
    if found:
        return (), tuple(sorted(set(found)))
    return tuple(map(_segment, document.value["segments"])), ()


def _senseless(value: Mapping[str, Any], policies: Sequence[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, segment in enumerate(value["segments"]):
        name = segment["name"].strip().casefold()
        if name in seen:
            yield ("segments", index, "name"), say("segment_twice", name=segment["name"])
        seen.add(name)
        yield from ((("segments", index, *route), said) for route, said in _of_segment(segment, policies))


def _of_segment(segment: Mapping[str, Any], policies: Sequence[str]) -> Iterator[Fault]:
    policy = segment.get("policy")
    if policy is None and "signed_by" not in segment:
        yield (), say("segment_idle")
    if "reply_to" in segment and "signed_by" not in segment:
        yield ("reply_to",), say("segment_reply")
    if policy is not None and policy not in policies:
        known = ", ".join(policies)
        told = say("segment_policy", name=policy, nearest=nearest(policy, policies), known=known)
        yield ("policy",), told
    yield from of_conditions(segment)


def _segment(written: Mapping[str, Any]) -> Segment:
    conditions = written.get("conditions", {})
    plain = {key: value for key, value in conditions.items() if key not in OF_SEGMENTS}
    signer = written.get("signed_by")
    return Segment(
        written["name"].strip(),
        bounds_of(conditions),
        conditions_of(plain or None),
        written.get("policy"),
        None if signer is None else Signer(signer.strip(), written.get("reply_to")),
    )
