"""Links to customers: signed, for one invoice of one organisation, and not for ever."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.errors import Refused
from connector.core.links import CustomerLink, LinkRunOut, Links, PageLink

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
ONE = "11111111-2222-4333-8444-555555555555"
OTHER = "99999999-2222-4333-8444-555555555555"
LINK = CustomerLink(ONE, OTHER, NOON + timedelta(days=60))
OURS = Links(b"k" * 32)


@given(st.uuids(), st.uuids(), st.integers(2, 2_000_000_000))
def test_what_was_signed_is_read_back(one: object, other: object, seconds: int) -> None:
    until = NOON + timedelta(seconds=seconds)
    link = CustomerLink(str(one), str(other), until)

    assert OURS.read(OURS.token(link), until - timedelta(seconds=1)) == link


def test_it_stands_in_an_address_as_it_is() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{70}", OURS.token(LINK))
    assert OURS.token(LINK) == OURS.token(LINK)


def test_it_works_days_later_and_runs_out() -> None:
    token = OURS.token(LINK)

    assert OURS.read(token, NOON + timedelta(days=59)) == LINK
    with pytest.raises(LinkRunOut):
        OURS.read(token, LINK.until)


@pytest.mark.parametrize("token", ["", "x", "é", "=" * 70, "a" * 70, "a" * 71, "a" * 5000, "../../etc"])
def test_what_is_not_ours_is_refused(token: str) -> None:
    with pytest.raises(Refused, match="not one of ours"):
        OURS.read(token, NOON)


def test_every_changed_sign_is_seen() -> None:
    token = OURS.token(LINK)
    changed = [token[:n] + ("B" if x != "B" else "C") + token[n + 1 :] for n, x in enumerate(token[:-1])]

    for other in changed:
        with pytest.raises(Refused, match="not one of ours"):
            OURS.read(other, NOON)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Refused, match="not one of ours"):
        Links(b"x" * 32).read(OURS.token(LINK), NOON)


# ---------------------------------------------------------------- a customer's page, and what was taken back

PAGE = PageLink(ONE, OTHER, NOON + timedelta(days=60), series=3)


@given(st.uuids(), st.uuids(), st.integers(2, 2_000_000_000), st.integers(0, 65_535))
def test_each_kind_is_read_back_with_its_series(
    one: object, other: object, seconds: int, series: int
) -> None:
    until = NOON + timedelta(seconds=seconds)
    page = PageLink(str(one), str(other), until, series)
    invoice = CustomerLink(str(one), str(other), until, series)

    assert OURS.read_page(OURS.token(page), NOON) == page
    assert OURS.read(OURS.token(invoice), NOON) == invoice


def test_neither_kind_opens_what_the_other_does() -> None:
    with pytest.raises(Refused, match="not one of ours"):
        OURS.read(OURS.token(PAGE), NOON)
    for series in (0, 3):
        with pytest.raises(Refused, match="not one of ours"):
            OURS.read_page(OURS.token(CustomerLink(ONE, OTHER, LINK.until, series)), NOON)


def test_a_page_is_as_well_signed_and_runs_out_too() -> None:
    token = OURS.token(PAGE)
    changed = [token[:n] + ("B" if x != "B" else "C") + token[n + 1 :] for n, x in enumerate(token[:-1])]

    assert re.fullmatch(r"[A-Za-z0-9_-]{74}", token)
    for other in changed:
        with pytest.raises(Refused, match="not one of ours"):
            OURS.read_page(other, NOON)
    with pytest.raises(LinkRunOut):
        OURS.read_page(token, PAGE.until)


@pytest.mark.parametrize("link", [LINK, PageLink(ONE, OTHER, NOON), PageLink(ONE, OTHER, NOON, 3)])
@pytest.mark.parametrize("around", ["{}", "a/c/{}?x=1", "glued{}{}-_too", "{} and {}"])
def test_words_are_shown_without_a_token_wherever_it_stands(
    link: CustomerLink | PageLink, around: str
) -> None:
    token = OURS.token(link)

    assert OURS.without_tokens(around.replace("{}", token)) == around.replace("{}", "…")


def test_what_others_signed_is_shown_and_no_run_hides_a_token() -> None:
    others = Links(b"x" * 32).token(LINK)

    assert OURS.without_tokens(f"pay: {others}") == f"pay: {others}"
    assert OURS.without_tokens("a" * 900 + OURS.token(LINK)) == "…"
