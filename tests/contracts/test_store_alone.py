"""Whether an organisation is the only one, on both databases."""

from connector.store.engine import open_store
from tests.store.desk import Desk, Hand


def test_the_first_is_alone_until_a_second_comes(migrated_url: str) -> None:
    store, hand = open_store(migrated_url), Hand()
    first = Desk(store, hand)
    with first.reading() as unit:
        assert unit.is_alone()

    second = Desk(store, hand)

    for desk in (first, second):
        with desk.reading() as unit:
            assert not unit.is_alone()
    store.close()
