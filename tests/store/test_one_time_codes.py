"""The codes are those of RFC 6238, and of every app."""

from datetime import UTC, datetime, timedelta

import pytest

from connector.store.one_time_codes import TimedCodes

#: RFC 6238, appendix B: the secret «12345678901234567890» in base32, and six digits of its codes.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
TABLE = [
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
    (2000000000, "279037"), (20000000000, "353130"),
]  # fmt: skip


@pytest.mark.parametrize(("seconds", "code"), TABLE)
def test_they_are_those_of_the_rfc(seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)

    assert TimedCodes().step_of(SECRET, code, now) == seconds // 30


@pytest.mark.parametrize(("late", "step"), [(-31, None), (-30, 37037037), (30, 37037037), (60, None)])
def test_a_clock_may_be_one_step_off(late: int, step: int | None) -> None:
    # 1111111110 is the first second of its step.
    now = datetime.fromtimestamp(1111111110, UTC) + timedelta(seconds=late)

    assert TimedCodes().step_of(SECRET, "050471", now) == step


def test_a_secret_has_160_bits_and_is_never_the_same() -> None:
    codes = TimedCodes()

    assert len(codes.new_secret()) == 32
    assert codes.new_secret() != codes.new_secret()
