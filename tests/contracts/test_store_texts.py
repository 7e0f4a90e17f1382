"""What is written on the pages in the place of files, on both databases."""

from collections.abc import Mapping
from uuid import uuid4

import pytest
from sqlalchemy import delete

from connector.core.texts import LADDER, TextKind, TextVersion
from connector.store.engine import SqlStore
from connector.store.schema_texts import shared_text_versions
from tests.store.desk import NOON, Desk, Hand

POLICY, TEMPLATE = TextKind.POLICY, TextKind.TEMPLATE


def version(
    name: str, number: int, parts: Mapping[str, str], kind: TextKind = POLICY, note: str = ""
) -> TextVersion:
    return TextVersion(str(uuid4()), kind, name, number, parts, "anna@example.com", NOON, note)


@pytest.fixture
def other(store: SqlStore, hand: Hand) -> Desk:
    return Desk(store, hand)


@pytest.fixture(autouse=True)
def nothing_shared(store: SqlStore) -> None:
    with store.engine.connect() as made, made.begin():
        made.execute(delete(shared_text_versions))


def written(desk: Desk, *versions: TextVersion) -> None:
    with desk.writing() as unit:
        assert all(unit.texts.add(x) for x in versions)


def test_nothing_is_written_at_first(desk: Desk) -> None:
    with desk.reading() as unit:
        assert unit.texts.written().policies_mark == "" == unit.texts.written().templates_mark
        assert unit.texts.current() == ()


def test_the_newest_version_counts_and_every_one_is_kept(desk: Desk) -> None:
    first, second = (version("firm", n, {LADDER: f"text {n}"}, note=f"note {n}") for n in (1, 2))
    written(desk, first, second)

    with desk.reading() as unit:
        assert unit.texts.written().policies == {"firm": "text 2"}
        assert unit.texts.current() == (second,)
        assert unit.texts.versions(POLICY, "firm") == (second, first)
        assert unit.texts.versions(TEMPLATE, "firm") == () == unit.texts.versions(POLICY, "gentle")


def test_a_number_is_taken_once(desk: Desk) -> None:
    written(desk, version("firm", 1, {LADDER: "first"}))

    with desk.writing() as unit:
        assert not unit.texts.add(version("firm", 1, {LADDER: "second"}))

    with desk.reading() as unit:
        assert unit.texts.written().policies == {"firm": "first"}


def test_one_organisation_never_reads_what_another_wrote(desk: Desk, other: Desk) -> None:
    written(desk, version("firm", 1, {LADDER: "mine"}), version("fr/firm", 1, {"body.txt": "mine"}, TEMPLATE))

    with other.reading() as unit:
        assert (unit.texts.current(), unit.texts.versions(POLICY, "firm")) == ((), ())
        assert not unit.texts.written().policies and not unit.texts.written().templates
    written(other, version("firm", 1, {LADDER: "theirs"}))
    with desk.reading() as unit, other.reading() as theirs:
        assert unit.texts.written().policies == {"firm": "mine"}
        assert theirs.texts.written().policies == {"firm": "theirs"}


def test_what_is_shared_counts_for_whoever_wrote_nothing_else(
    desk: Desk, other: Desk, store: SqlStore
) -> None:
    parts = {"subject.txt": "shared subject", "body.txt": "shared body"}
    for one in (version("firm", 1, {LADDER: "shared"}), version("fr/firm", 1, parts, TEMPLATE)):
        assert store.shared_texts.add(one)
        assert not store.shared_texts.add(version(one.name, 1, {}, one.kind))
    written(desk, version("firm", 1, {LADDER: "mine"}), version("fr/firm", 1, {"body.txt": "mine"}, TEMPLATE))

    with desk.reading() as unit, other.reading() as theirs:
        assert unit.texts.written().policies == {"firm": "mine"}
        assert unit.texts.written().templates == {
            "fr/firm/subject.txt": "shared subject", "fr/firm/body.txt": "mine",
        }  # fmt: skip
        assert theirs.texts.written().policies == {"firm": "shared"}
    assert [x.name for x in store.shared_texts.current()] == ["firm", "fr/firm"]
    assert [x.number for x in store.shared_texts.versions(TEMPLATE, "fr/firm")] == [1]


def test_a_version_without_parts_follows_what_lies_below(desk: Desk, store: SqlStore) -> None:
    store.shared_texts.add(version("firm", 1, {LADDER: "shared"}))
    written(desk, version("firm", 1, {LADDER: "mine"}), version("firm", 2, {}))

    with desk.reading() as unit:
        assert unit.texts.written().policies == {"firm": "shared"}
    store.shared_texts.add(version("firm", 2, {}))
    with desk.reading() as unit:
        assert unit.texts.written().policies == {}


def test_what_was_not_committed_is_not_remembered(desk: Desk) -> None:
    with pytest.raises(RuntimeError), desk.writing() as unit:
        unit.texts.add(version("firm", 1, {LADDER: "mine"}))
        assert unit.texts.written().policies == {"firm": "mine"}
        raise RuntimeError

    with desk.reading() as unit:
        assert unit.texts.written().policies == {}


def test_after_a_policy_everybody_is_looked_at_again_and_after_a_template_nobody(
    desk: Desk, other: Desk, store: SqlStore
) -> None:
    def revisions() -> tuple[int, int]:
        with desk.reading() as unit, other.reading() as theirs:
            return unit.revision(), theirs.revision()

    mine, theirs = revisions()
    written(desk, version("fr/firm", 1, {"body.txt": "mine"}, TEMPLATE))
    store.shared_texts.add(version("fr/firm", 1, {"body.txt": "shared"}, TEMPLATE))
    assert revisions() == (mine, theirs)

    written(desk, version("firm", 1, {LADDER: "mine"}))
    assert revisions() == (mine + 1, theirs)
    store.shared_texts.add(version("firm", 1, {LADDER: "shared"}))
    assert revisions() == (mine + 2, theirs + 1)


def test_equal_texts_bear_one_mark_and_others_another(desk: Desk, other: Desk) -> None:
    for one in (desk, other):
        written(one, version("firm", 1, {LADDER: "same"}))
    with desk.reading() as unit, other.reading() as theirs:
        same = unit.texts.written()
        assert same.policies_mark == theirs.texts.written().policies_mark != ""
        assert same.with_policy("firm", "other").policies_mark != same.policies_mark
        assert same.with_template("fr/firm", {"body.txt": "x"}).policies_mark == same.policies_mark
        assert same.with_template("fr/firm", {"body.txt": "x"}).templates == {"fr/firm/body.txt": "x"}
