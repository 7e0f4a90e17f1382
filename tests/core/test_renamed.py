"""Which invoice is which where numbers are written otherwise: what cannot be told is not guessed."""

from datetime import date
from typing import Any

import pytest

from connector.core.renamed import Face, Found, Read, find_invoices

FACTS = frozenset({"total", "issued_on", "due_on", "currency"})
#: The number is read from another column; the number and the customer; every column; the same columns.
OTHER = Read(False, True, True, FACTS)
OTHER_TWO = Read(False, False, False, FACTS)
OTHER_ALL = Read(False, False, False, frozenset())
SAME = Read(True, True, True, FACTS)


def face(source_id: str, owner: str = "Dupont", total: int = 100, **said: Any) -> Face:
    days = {"issued_on": date(2026, 8, 1), "due_on": date(2026, 9, 8)}
    facts: dict[str, Any] = {"currency": "EUR", "total": total, "is_open": True} | days | said
    return Face(source_id=source_id, owner=owner.casefold(), owner_name=owner, **facts)


def paid(source_id: str, **said: Any) -> Face:
    return face(source_id, is_open=False, **said)


UNDATED: dict[str, Any] = {"due_on": None}
MONTHS: list[dict[str, Any]] = [{"issued_on": date(2026, n, 1), "due_on": None} for n in (10, 11, 12)]
OCTOBER, NOVEMBER, DECEMBER = MONTHS


@pytest.mark.parametrize(
    ("read", "before", "now", "found"),
    [
        # Nothing can be compared: the same number is not enough.
        (OTHER_ALL, [face("17")], [face("17", "Durand", 555, due_on=None), face("18")], {"17": "18"}),
        (OTHER_ALL, [face("17")], [face("17", "Durand", 555)], ["17"]),
        # One was corrected in the file in which all were written otherwise.
        (
            SAME,
            [face("INV-1", total=50), face("INV-2")],
            [face("1", total=50), face("2", total=101)],
            ["INV-2"],
        ),
        (
            SAME,
            [face("1000", total=5), face("0999")],
            [face("1000", total=5), face("999", total=1, due_on=date(2026, 9, 9))],
            ["0999"],
        ),
        (OTHER_TWO, [face("F-1"), face("F-2", "Zed")], [face("R-1", total=9), face("R-2", "Zed")], ["F-1"]),
        # A subscription: the next one is not the one before.
        (
            OTHER,
            [paid("9", **OCTOBER), paid("10", **OCTOBER | {"total": 7}), face("11", **NOVEMBER)],
            [face("9", **NOVEMBER), face("10", **DECEMBER)],
            {"11": "9"},
        ),
        (SAME, [paid("0012", **UNDATED)], [face("12", **DECEMBER)], {}),
        # The customer is read from another column too: two who owe the same are not told apart by it.
        (
            OTHER_TWO,
            [face("F-1"), face("F-2", "Zed", 7), face("F-3", "Ott", 8)],
            [face("R-9", "Yvon"), face("R-2", "Zed SARL", 7)],
            ["F-1", "F-2", "F-3"],
        ),
        (
            OTHER_TWO,
            [face("F-1", **UNDATED), face("F-3", "Ott", 8, **UNDATED), face("F-4", "Max", 50, **UNDATED)],
            [face("R-9", "Yvon", **UNDATED), face("R-4", "Max", 50, **UNDATED)],
            ["F-1"],
        ),
        # What was paid is not open under the number without zeros, though its day is the same.
        (SAME, [paid("0012", total=9)], [face("12")], {}),
        # Without a day nothing is told.
        (
            OTHER,
            [face("F-1", issued_on=None, due_on=None)],
            [face("R-1", issued_on=None, due_on=None)],
            ["F-1"],
        ),
        # Another one has its number, and it is paid.
        (
            OTHER,
            [face("17"), face("18", total=7)],
            [face("17", "Ott", 3, **DECEMBER), face("20", total=7)],
            {"18": "20"},
        ),
    ],
)
def test_what_is_found_again(read: Read, before: list[Face], now: list[Face], found: Any) -> None:
    """A mapping is what is found with nothing unclear; a list is what is unclear."""
    told: Found = find_invoices(before, now, read)

    assert (list(told.unclear) if isinstance(found, list) else told.numbers) == found
    if isinstance(found, dict):
        assert told.unclear == ()
