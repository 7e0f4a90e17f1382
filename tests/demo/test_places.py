"""Each page of ours is looked at somewhere: by axe-core, and by whoever has no mouse."""

from tests.demo.places import EVERYWHERE, NO_PAGE, PLACES, READ, Place, Who

BEYOND = "GET /{anything}"


def test_every_door_is_a_page_that_is_looked_at_or_says_why_it_is_none() -> None:
    assert set(PLACES) - {BEYOND} | set(NO_PAGE) == READ
    assert set(PLACES) & set(NO_PAGE) == set()
    assert all(PLACES.values()) and all(NO_PAGE.values())


def test_no_page_is_looked_at_twice() -> None:
    assert len(set(EVERYWHERE)) == len(EVERYWHERE)


def test_each_visitor_of_the_list_looks_at_something() -> None:
    assert {x.who for x in EVERYWHERE} == set(Who)
    assert Place("/sign-in", Who.NOBODY) in EVERYWHERE
