"""Who may be one: how tax numbers are compared, what makes a group, and what is still asked."""

from datetime import UTC, datetime

import pytest

from connector.core.linked import Alike, Link, Pair, Proposal, groups, still_open, tax_key

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


def said(one: str, other: str, is_one: bool = True) -> Link:
    return Link(f"{one}{other}", Pair.of(one, other), is_one, Alike.EMAIL, "Anna", NOON)


def asked(*links: Link, pairs: tuple[str, ...] = ("ab", "ac", "bc", "cd")) -> list[str]:
    """Of whom it is asked still, once this was said."""
    proposals = [Proposal(Pair.of(*pair), Alike.EMAIL) for pair in pairs]
    return [x.pair.one + x.pair.other for x in still_open(proposals, links)]


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("FR 40 303 265 045", "FR40303265045"),
        ("fr40.303.265-045", "FR40303265045"),
        ("  GB123456789 ", "GB123456789"),
        ("12345", "12345"),
        ("1234", None),
        ("A-12-B", None),
        ("00000000", None),
        ("n/a", None),
        ("", None),
        (None, None),
    ],
)
def test_a_tax_number_is_its_letters_and_digits(number: str | None, key: str | None) -> None:
    assert tax_key(number) == key


def test_a_pair_is_the_same_whoever_is_named_first() -> None:
    assert Pair.of("b", "a") == Pair.of("a", "b") == Pair("a", "b")
    assert Pair("a", "b").key == Pair.of("b", "a").key != Pair("a", "c").key


def test_who_is_linked_with_one_is_linked_with_all_of_his() -> None:
    found = groups([Pair("a", "b"), Pair("c", "d"), Pair("b", "c"), Pair("x", "y")])

    assert {x: "".join(sorted(all_of)) for x, all_of in found.items()} == {
        **dict.fromkeys("abcd", "abcd"),
        **dict.fromkeys("xy", "xy"),
    }


def test_who_is_linked_with_nobody_is_in_no_group() -> None:
    assert groups([]) == {}


def test_all_are_asked_of_whom_nothing_was_said() -> None:
    assert asked() == ["ab", "ac", "bc", "cd"]


def test_who_is_one_already_is_not_asked_of() -> None:
    """Through another, too."""
    assert asked(said("a", "b"), said("b", "c")) == ["cd"]


def test_who_was_kept_apart_is_not_asked_of_again() -> None:
    assert asked(said("a", "c", is_one=False)) == ["ab", "bc", "cd"]


def test_who_was_kept_apart_from_one_is_from_all_who_are_one_with_him() -> None:
    assert asked(said("a", "c", is_one=False), said("a", "b")) == ["cd"]
