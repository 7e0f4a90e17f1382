"""Drawings: round numbers on the lines, and pieces that stand on one another as high as they are large."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.web.drawing import ABOVE, PLOT, Stack, columns, dots, scale


@pytest.mark.parametrize(
    ("most", "lines"),
    [(0, [0, 1]), (7, [0, 2, 4, 6, 8]), (100, [0, 25, 50, 75, 100]), (142392, [0, 50000, 100000, 150000])],
)
def test_lines_bear_round_numbers(most: float, lines: list[float]) -> None:
    assert scale(most) == lines


@pytest.mark.parametrize(("most", "lines"), [(1, [0, 1]), (2, [0, 1, 2]), (3, [0, 1, 2, 3]), (9, [0, 2.5])])
def test_what_is_counted_has_whole_lines(most: int, lines: list[float]) -> None:
    found = scale(most, is_whole=True)

    assert all(x == int(x) for x in found)
    assert found[-1] >= most
    assert most > 3 or found == lines


@given(st.floats(1e-6, 1e15))
def test_the_highest_line_is_above_all_and_there_are_few(most: float) -> None:
    found = scale(most)

    assert found[-1] >= most
    assert 2 <= len(found) <= 6


def test_pieces_stand_on_one_another() -> None:
    chart = columns([Stack("a", "a", (("due", 50.0), ("promised", 50.0))), Stack("b", "b", ())], str)
    one, empty = chart.columns

    assert [(x.y, x.height) for x in one.pieces] == [(ABOVE + PLOT / 2, PLOT / 2), (ABOVE, PLOT / 2)]
    assert (one.x, one.width, one.middle) == (9.5, 31.0, 25.0)
    assert empty.top == chart.ground == ABOVE + PLOT


def test_a_line_leads_from_dot_to_dot_and_over_no_gap() -> None:
    known, unknown = Stack("x", "x", (("dso", 3.0),)), Stack("y", "y", ())

    chart = dots([known, known, unknown, known], str)

    assert [(x.middle, y.middle) for x, y in chart.links] == [(12.5, 37.5)]
