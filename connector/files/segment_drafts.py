"""The text of segments as forms, and the text that forms stand for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from connector.core.drafts import SegmentDraft
from connector.files.policy_drafts import inner, one_line, scalar
from connector.files.segments import segments_document

_KEYS = ("name", "policy", "signed_by", "reply_to")


def drafts_of(text: str) -> tuple[SegmentDraft, ...] | None:
    """None where it is no list of segments, or bears what a form does not show."""
    document, problems = segments_document(text)
    value = document.value if document is not None and not problems else None
    if not isinstance(value, Mapping) or value.keys() != {"segments"}:
        return None
    segments = value["segments"]
    if not isinstance(segments, list) or not all(map(_is_simple, segments)):
        return None
    return tuple(map(_draft, segments))


def _is_simple(segment: Any) -> bool:
    if not isinstance(segment, Mapping) or not segment.keys() <= {*_KEYS, "conditions"}:
        return False
    is_flat = not any(isinstance(segment.get(key), Mapping | list) for key in _KEYS)
    return is_flat and isinstance(segment.get("conditions", {}), Mapping)


def _draft(segment: Mapping[str, Any]) -> SegmentDraft:
    typed = {key: "" if segment.get(key) is None else str(segment[key]) for key in _KEYS}
    return SegmentDraft(**typed, conditions=inner(segment.get("conditions")))


def text_of(drafts: Sequence[SegmentDraft], heading: str) -> str:
    """Comments between the segments are not kept; those above them are."""
    return "\n".join(_lines(drafts, heading)) + "\n"


def _lines(drafts: Sequence[SegmentDraft], heading: str) -> Iterator[str]:
    above = [line for line in heading.replace("\r\n", "\n").split("\n") if line.startswith("#")]
    yield from (*above, "") if above else ()
    yield "segments:" if drafts else "segments: []"
    for number, draft in enumerate(drafts):
        if number:
            yield ""
        hyphen = "  - "
        for line in _of_segment(draft):
            yield hyphen + line
            hyphen = "    "


def _of_segment(draft: SegmentDraft) -> Iterator[str]:
    yield f"name: {scalar(one_line(draft.name))}"
    if draft.conditions.strip():
        yield f"conditions: {{{one_line(draft.conditions)}}}"
    for key in _KEYS[1:]:
        typed = one_line(getattr(draft, key))
        if typed:
            yield f"{key}: {scalar(typed)}"
