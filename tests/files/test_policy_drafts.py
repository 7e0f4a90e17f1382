"""A policy as a form, and back."""

from dataclasses import replace

import pytest

from connector.core.drafts import PolicyDraft, StepDraft
from connector.core.texts import Written
from connector.files.policies import YamlPolicyShelf, policy_files
from connector.files.whereabouts import data_root

SHIPPED = data_root() / "config" / "policies"
SHELF = YamlPolicyShelf([SHIPPED])
FULL = """# Ours.
# Since 2026.

conditions:
  tags: [builder, "2024"]
  min_open: {EUR: 150.00, JPY: 20000}

steps:
  - id: notice
    offset: -5
    channel: email
    severity: 0
  - id: site-office
    offset: 16
    channel: email
    severity: firm
    template: firm
    deadline_days: 10
    roles: [billing, escalation]
    fallbacks: [letter]
    conditions: {languages: [fr], max_late_share: 0.5}
    in_use: no
"""


def checked(text: str) -> list[tuple[int, int, tuple[str | int, ...]]]:
    return [(x.line, x.column, x.place) for x in SHELF.checked("own", text)[1]]


def draft(text: str) -> PolicyDraft:
    found = SHELF.draft(text)
    assert found is not None
    return found


def test_the_form_holds_all_that_was_written() -> None:
    assert draft(FULL) == PolicyDraft(
        (
            StepDraft("notice", "-5", "email", "0"),
            StepDraft(
                "site-office", "16", "email", "firm", "firm", "10", "billing, escalation", "letter",
                "languages: [fr], max_late_share: 0.5", is_in_use=False,
            ),
        ),
        'tags: [builder, "2024"], min_open: {EUR: 150.00, JPY: 20000}',
        "# Ours.\n# Since 2026.",
    )  # fmt: skip


@pytest.mark.parametrize("text", [FULL, *(x.read_text(encoding="utf-8") for x in policy_files(SHIPPED))])
def test_there_and_back_again_it_is_the_same_ladder(text: str) -> None:
    before, _ = SHELF.checked("own", text)
    again = SHELF.text_of(draft(text))
    after, flaws = SHELF.checked("own", again)

    assert flaws == () and before is not None and after is not None
    assert (after.steps, after.conditions) == (before.steps, before.conditions)
    assert SHELF.text_of(draft(again)) == again


def test_a_step_that_is_not_in_use_stays_written_and_is_left_out() -> None:
    policy, _ = SHELF.checked("own", FULL)
    assert policy is not None and [x.id for x in policy.steps] == ["notice"]


def test_one_step_must_be_in_use() -> None:
    none = replace(draft(FULL), steps=tuple(replace(x, is_in_use=False) for x in draft(FULL).steps))
    _, (flaw,) = SHELF.checked("own", SHELF.text_of(none))
    assert "none of the steps is in use" in flaw.text


def test_a_formal_notice_needs_a_reminder_that_is_in_use() -> None:
    shipped = draft((SHIPPED / "standard.yaml").read_text(encoding="utf-8"))
    few = tuple(replace(x, is_in_use=x.id in ("notice", "formal")) for x in shipped.steps)
    assert (
        "a formal notice needs a reminder"
        in SHELF.checked("own", SHELF.text_of(replace(shipped, steps=few)))[1][0].text
    )
    fewer = tuple(replace(x, is_in_use=x.id == "notice") for x in shipped.steps)
    assert SHELF.checked("own", SHELF.text_of(replace(shipped, steps=fewer)))[1] == ()


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"offset": "soon"}, ("steps", 1, "offset")),
        ({"offset": ""}, ("steps", 1, "id")),
        ({"id": "Site Office: 1"}, ("steps", 1, "id")),
        ({"channel": "e-mail"}, ("steps", 1, "channel")),
        ({"deadline_days": "ten"}, ("steps", 1, "deadline_days")),
        ({"roles": "billing, boss"}, ("steps", 1, "roles", 1)),
        ({"conditions": "tags: builder"}, ("steps", 1, "conditions", "tags")),
        ({"conditions": "min_opn: {EUR: 1}"}, ("steps", 1, "conditions", "min_opn")),
    ],
)
def test_what_was_typed_wrong_is_told_of_its_own_field(
    change: dict[str, str], place: tuple[str | int, ...]
) -> None:
    first, second = draft(FULL).steps
    text = SHELF.text_of(replace(draft(FULL), steps=(first, replace(second, **change))))  # type: ignore[arg-type]

    assert place in [x[2] for x in checked(text)]


@pytest.mark.parametrize("typed", ["}", "a: [", '"', "a\nb: c", "{{ 7 }}", "} \n- id: x", "# no"])
def test_whatever_is_typed_it_only_fails(typed: str) -> None:
    first, second = draft(FULL).steps
    for change in ({"conditions": typed}, {"id": typed}, {"roles": typed}, {"template": typed}):
        text = SHELF.text_of(replace(draft(FULL), steps=(first, replace(second, **change))))  # type: ignore[arg-type]
        policy, flaws = SHELF.checked("own", text)
        assert (policy is None) == bool(flaws)


@pytest.mark.parametrize(
    "text",
    ["", "steps", "steps: 3", "steps: [3]", "steps: []\nmore: 1", "steps: [", "[]",
     "steps: [{id: [a]}]", "steps: [{roles: a}]", "steps: [{conditions: 3}]", "steps: [{colour: red}]"],
)  # fmt: skip
def test_what_is_no_ladder_has_no_form(text: str) -> None:
    assert SHELF.draft(text) is None


def test_a_ladder_without_steps_is_written_and_refused() -> None:
    assert checked(SHELF.text_of(PolicyDraft(()))) != []


def test_the_text_that_counts_is_what_was_written_else_the_file() -> None:
    assert SHELF.text("firm", Written({"firm": FULL})) == FULL
    assert SHELF.text("firm", Written()) == (SHIPPED / "firm.yaml").read_text(encoding="utf-8")
    assert SHELF.text("none", Written()) is None


@pytest.mark.parametrize("name", ["", "..", "a/b", "Firm", "x" * 41])
def test_a_name_that_cannot_be_a_policy_is_told(name: str) -> None:
    assert SHELF.checked(name, FULL)[0] is None
