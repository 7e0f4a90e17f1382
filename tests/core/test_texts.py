"""What was written on the pages, put together."""

from datetime import UTC, datetime

from connector.core.texts import LADDER, NOTHING_WRITTEN, TextKind, TextVersion, Written

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def version(kind: TextKind, name: str, **parts: str) -> TextVersion:
    named = {part.replace("_", "."): text for part, text in parts.items()}
    return TextVersion("id", kind, name, 1, named, "anna", NOW)


def test_the_organisation_s_own_comes_first_part_by_part() -> None:
    shared = [
        version(TextKind.TEMPLATE, "fr/firm", subject_txt="shared", body_txt="shared"),
        version(TextKind.POLICY, "firm", policy_yaml="shared"),
        version(TextKind.POLICY, "gentle", policy_yaml="shared"),
    ]
    own = [
        version(TextKind.TEMPLATE, "fr/firm", body_txt="own"),
        version(TextKind.POLICY, "firm", policy_yaml="own"),
        version(TextKind.POLICY, "gentle"),
    ]

    found = Written.of(shared, own)

    assert found.policies == {"firm": "own", "gentle": "shared"}
    assert found.templates == {"fr/firm/subject.txt": "shared", "fr/firm/body.txt": "own"}
    assert LADDER == "policy.yaml"


def test_the_marks_tell_texts_apart() -> None:
    one, other = NOTHING_WRITTEN.with_policy("a", "x"), NOTHING_WRITTEN.with_policy("a", "y")
    assert NOTHING_WRITTEN.policies_mark == "" == one.templates_mark
    assert len({"", one.policies_mark, other.policies_mark}) == 3
    assert one.policies_mark == NOTHING_WRITTEN.with_policy("a", "x").policies_mark
    parts = NOTHING_WRITTEN.with_template("fr/firm", {"body.txt": "x"})
    assert parts.templates == {"fr/firm/body.txt": "x"} and parts.templates_mark != ""
