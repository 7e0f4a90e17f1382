"""How the last ledger file was read, on both databases."""

from connector.core.wishes import Remembered, Wishes
from tests.store.desk import Desk


def test_how_a_file_was_read_is_remembered_until_another_is_read(desk: Desk) -> None:
    first = Remembered(("Numéro", "Reste dû"), Wishes({"Reste dû": "open"}, "dmy"))
    second = Remembered(("Nr",), Wishes(all_open=True))
    with desk.reading() as unit:
        assert unit.connections.remembered(desk.connection.id) is None

    for how in (first, second):
        with desk.writing() as unit:
            unit.connections.remember(desk.connection.id, how)
        with desk.reading() as unit:
            assert unit.connections.remembered(desk.connection.id) == how
