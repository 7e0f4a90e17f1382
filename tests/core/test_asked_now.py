"""What a message asks: what is only shown as coming due is not in the amount."""

import pytest

from connector.core.message import asked_now


@pytest.mark.parametrize(
    ("lines", "asked"),
    [
        ([(398_04, False), (94_08, True)], 398_04),
        ([(94_08, True), (10_00, True)], 104_08),
        ([(398_04, False)], 398_04),
        ([], 0),
    ],
)
def test_what_is_overdue_is_asked_and_otherwise_all(lines: list[tuple[int, bool]], asked: int) -> None:
    assert asked_now(lines) == asked
