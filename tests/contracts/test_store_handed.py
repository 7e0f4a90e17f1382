"""Files that customers added, on both databases."""

from datetime import timedelta
from uuid import uuid4

from connector.core.handed import FileKind, HandedFile
from tests.store.desk import NOON, Desk, owed


def test_a_file_is_given_back_as_it_came(desk: Desk) -> None:
    desk.merge(owed("F-1"))
    whose, invoice = desk.facts().customer.id, desk.invoice("F-1").id
    late, early = (
        HandedFile(str(uuid4()), whose, invoice, FileKind.PDF, 3, "d" * 64, NOON + timedelta(hours=n))
        for n in (1, 0)
    )

    with desk.writing() as unit:
        unit.handed_files.add(late, b"%PDF-\x00\xff")
        unit.handed_files.add(early, b"")

    with desk.reading() as unit:
        assert unit.handed_files.of_customers([whose]) == (early, late)
        assert unit.handed_files.of_customers([]) == ()
        assert unit.handed_files.content(late.id) == (late, b"%PDF-\x00\xff")
        assert unit.handed_files.content("none") is None
