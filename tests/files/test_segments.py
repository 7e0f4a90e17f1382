"""Segments as an owner writes them: what they say, and what is wrong with them, by line and column."""

import json
from typing import Any

import pytest

from connector.core.drafts import SegmentDraft
from connector.core.errors import Refused
from connector.core.policy import Conditions
from connector.core.segments import Bounds, Segment, Signer
from connector.core.texts import NOTHING_WRITTEN, Written
from connector.files.policies import YamlPolicyShelf
from connector.files.whereabouts import data_root

SHIPPED = data_root() / "config" / "policies"
SHELF = YamlPolicyShelf([SHIPPED])
FULL = """# ours

segments:
  - name: Strategic
    conditions: {tags: [strategic], min_owed: {EUR: 5000.00}}
    policy: gentle
    signed_by: "Claire Martin"
    reply_to: "claire@fournil.test"

  - name: "Often late"
    conditions: {%s}
    policy: firm
"""
OFTEN = (
    "countries: [FR], sectors: [building], min_year_settled: 4, min_year_late_share: 0.5, "
    "min_relation_months: 6, max_overdue_share: 1"
)
FULL = FULL % OFTEN


def said(text: str) -> list[tuple[int, int, str]]:
    return [(x.line, x.column, x.text) for x in SHELF.checked_segments(text, NOTHING_WRITTEN)[1]]


def one(entry: str) -> str:
    return f"segments:\n  - {entry}\n"


def test_every_key_reaches_the_rule() -> None:
    segments, flaws = SHELF.checked_segments(FULL, NOTHING_WRITTEN)

    assert flaws == ()
    assert segments == (
        Segment(
            "Strategic",
            Bounds(min_owed={"EUR": 500_000}),
            Conditions(tags=frozenset({"strategic"})),
            "gentle",
            Signer("Claire Martin", "claire@fournil.test"),
        ),
        Segment(
            "Often late",
            Bounds(
                frozenset({"FR"}),
                frozenset({"building"}),
                min_relation_months=6,
                max_overdue_share=1.0,
                min_year_settled=4,
                min_year_late_share=0.5,
            ),
            policy="firm",
        ),
    )


def test_they_are_among_the_policies_and_read_once_for_equal_texts() -> None:
    shelf = SHELF.policies("standard", Written(segments=FULL))

    assert [x.name for x in shelf.segments] == ["Strategic", "Often late"]
    assert SHELF.policies("standard", Written(segments=FULL)).segments is shelf.segments
    assert SHELF.policies("standard").segments == ()
    assert SHELF.policies("standard", Written(segments="segments: []\n")).segments == ()


@pytest.mark.parametrize(
    ("entry", "place", "words"),
    [
        ("{name: A}", (2, 5), "neither a policy nor who signs"),
        ("{policy: firm}", (2, 5), "«name» is missing"),
        ("{name: A, policy: frim}", (2, 23), "did you mean «firm»"),
        ("{name: A, policy: failed-charge}", (2, 23), "no policy «failed-charge» for invoices"),
        ("{name: A, policy: firm, reply_to: a@b.test}", (2, 39), "write signed_by as well"),
        ("{name: A, signed_by: 'Bob <b@c.test>'}", (2, 26), "a person's name"),
        ("{name: A, signed_by: Bob, reply_to: bob}", (2, 41), "one bare address"),
        ("{name: A, policy: firm, conditions: {countries: [fr]}}", (2, 54), "two capitals"),
        ("{name: A, policy: firm, conditions: {min_owed: {JPY: 1.50}}}", (2, 58), "JPY"),
        (
            "{name: A, policy: firm, conditions: {min_year_late: 3, max_year_late: 2}}",
            (2, 57),
            "max_year_late",
        ),
        ("{name: A, policy: firm, conditons: {}}", (2, 29), "did you mean «conditions»"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(entry: str, place: tuple[int, int], words: str) -> None:
    ((line, column, text),) = said(one(entry))

    assert ((line, column), words in text) == (place, True), text


def test_a_name_is_given_once_and_what_is_no_list_is_told() -> None:
    twice = "segments:\n  - {name: Late, policy: firm}\n  - {name: ' late', policy: gentle}\n"

    assert [(x[0], "already" in x[2]) for x in said(twice)] == [(3, True)]
    assert said("segments: yes")[0][:2] == (1, 11)
    assert said("")[0][:2] == (1, 1)
    assert SHELF.segment_drafts("") is None is SHELF.segment_drafts("segments: yes")


def test_a_segment_whose_policy_is_gone_stops_all_planning() -> None:
    """Another policy would take its place: nobody would have chosen it."""
    mine = Written(
        {"builders": "steps:\n  - {id: friendly, offset: 8, channel: email, severity: friendly}\n"}
    )
    rules = one("{name: A, policy: builders}")
    shelf = SHELF.policies("standard", Written(mine.policies, segments=rules))

    assert shelf.segments[0].policy == "builders"
    with pytest.raises(Refused, match=r"segments.yaml, line 2, column 23.*no policy «builders»"):
        SHELF.policies("standard", Written(segments=rules))


def test_a_form_writes_what_it_was_made_of() -> None:
    drafts = SHELF.segment_drafts(FULL)

    assert drafts is not None
    assert drafts[0] == SegmentDraft(
        "Strategic",
        "tags: [strategic], min_owed: {EUR: 5000.00}",
        "gentle",
        "Claire Martin",
        "claire@fournil.test",
    )
    assert SHELF.text_of_segments(drafts, "# ours\nlost") == FULL
    assert SHELF.text_of_segments((), "") == "segments: []\n"


@pytest.mark.parametrize(
    "entry", ["{name: [A]}", "{name: A, more: 1}", "{name: A, conditions: yes}", "plain"]
)
def test_what_a_form_does_not_show_is_no_form(entry: str) -> None:
    assert SHELF.segment_drafts(one(entry)) is None


def test_what_is_left_out_is_empty_in_the_form() -> None:
    assert SHELF.segment_drafts(one("{name: A, policy: null}")) == (SegmentDraft("A"),)


def test_the_conditions_of_policies_are_the_same_in_both_schemas() -> None:
    policy, segments = (
        json.loads((data_root() / "config" / f"{x}.schema.json").read_text(encoding="utf-8"))
        for x in ("policy", "segments")
    )

    mine: dict[str, Any] = segments["$defs"]["conditions"]["properties"]
    theirs = policy["$defs"]["conditions"]["properties"]
    assert theirs.items() <= mine.items()
    assert all(segments["$defs"][x] == policy["$defs"][x] for x in ("amounts", "amount", "terms", "share"))
