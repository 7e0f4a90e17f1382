"""The amounts from which on two release: said by currency, and not where there are not two."""

from collections.abc import Callable
from typing import Any

import pytest

from connector.core.accounts import UserRole
from connector.core.errors import Refused
from connector.core.trail import TrailWanted
from connector.usecases import accounts
from connector.usecases.approve import approve, approve_all
from connector.usecases.four_eyes import FourEyes, approvers, four_eyes, set_four_eyes
from connector.usecases.organisations import with_amounts
from connector.usecases.unfit import Unfit, Why
from tests.scenarios.office import Office
from tests.store.emptied import nobody_is_there
from tests.web.browsing import PASSWORD, entrance_of

ANNA, BRUNO = "anna@atelier.example", "bruno@atelier.example"
CHANGES = TrailWanted(what="organisation.changed")


@pytest.fixture
def owned(office: Office) -> Office:
    """Anna owns the installation. Something is owed in dollars too."""
    nobody_is_there(office.store)
    accounts.add_user(entrance_of(office.store), ANNA, PASSWORD, UserRole.OWNER, None, "test")
    office.invoice("F-1", "2026-08-27", 900_00)
    office.invoice("F-2", "2026-08-27", 900_00, currency="USD", customer="Hudson")
    office.sync()
    return office


def add(office: Office, email: str, role: UserRole) -> None:
    accounts.add_user(entrance_of(office.store), email, PASSWORD, role, office.id, "test")


def told(office: Office) -> FourEyes:
    return four_eyes(office.app, entrance_of(office.store), office.id)


def say(office: Office, **amounts: int | None) -> None:
    set_four_eyes(office.app, entrance_of(office.store), office.id, amounts, ANNA)


def test_by_currency_and_what_is_not_named_stays(owned: Office) -> None:
    add(owned, BRUNO, UserRole.APPROVER)

    say(owned, EUR=500_00, GBP=1)
    say(owned, EUR=600_00)
    say(owned, GBP=None)

    assert told(owned) == FourEyes({"EUR": 600_00}, ("EUR", "USD"), (ANNA, BRUNO))


def test_an_owner_alone_does_not_lock_himself_out(owned: Office) -> None:
    add(owned, BRUNO, UserRole.VIEWER)

    with pytest.raises(Unfit) as refused:
        say(owned, EUR=500_00)

    assert refused.value.why is Why.ALONE
    assert (told(owned).amounts, told(owned).has_enough) == ({}, False)


def test_who_is_left_alone_may_lift_it(owned: Office) -> None:
    add(owned, BRUNO, UserRole.BOOKKEEPER)
    say(owned, EUR=500_00)
    accounts.remove_user(entrance_of(owned.store), BRUNO, "test")

    say(owned, EUR=None)

    assert told(owned).amounts == {}


def test_the_same_again_is_no_change(owned: Office) -> None:
    add(owned, BRUNO, UserRole.APPROVER)
    for _ in range(2):
        say(owned, EUR=500_00)

    with owned.store.reading(owned.id) as unit:
        changes = unit.trail.page(CHANGES, 9)
    assert [x.event.facts for x in changes] == [{"four_eyes": "500.00 EUR"}]


def meanwhile(office: Office, monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Somebody else is done a moment before the next one may write."""
    kind = type(office.store)
    writing = kind.writing

    def waits(store: Any, *asked: Any, **more: Any) -> Any:
        monkeypatch.undo()
        act()
        return writing(store, *asked, **more)

    monkeypatch.setattr(kind, "writing", waits)


def test_what_another_one_says_at_the_same_moment_stays(
    owned: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(owned, BRUNO, UserRole.APPROVER)

    meanwhile(owned, monkeypatch, lambda: say(owned, USD=300_00))
    say(owned, EUR=500_00)

    assert told(owned).amounts == {"EUR": 500_00, "USD": 300_00}


def test_who_is_left_alone_at_the_same_moment_does_not_lock_himself_out(
    owned: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(owned, BRUNO, UserRole.APPROVER)

    meanwhile(owned, monkeypatch, lambda: accounts.remove_user(entrance_of(owned.store), BRUNO, "test"))
    with pytest.raises(Unfit):
        say(owned, EUR=500_00)

    assert told(owned).amounts == {}


def test_another_organisation_s_people_do_not_count(owned: Office) -> None:
    add(owned, BRUNO, UserRole.APPROVER)

    assert approvers(entrance_of(owned.store), "another") == (ANNA,)


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_is_no_amount(amount: int) -> None:
    with pytest.raises(Refused, match="more than nothing"):
        with_amounts({}, {"EUR": amount})


class TestAtTheCommandLine:
    @pytest.fixture
    def waiting(self, owned: Office) -> Office:
        add(owned, BRUNO, UserRole.APPROVER)
        say(owned, EUR=500_00)
        owned.plan()
        return owned

    def test_one_by_its_id(self, waiting: Office) -> None:
        (one,) = [x.id for x in waiting.reminders() if x.currency == "EUR"]

        assert [x.id for x in approve(waiting.app, waiting.id, [one], "anna").halves] == [one]
        with pytest.raises(Refused, match="somebody else must approve it too"):
            approve(waiting.app, waiting.id, [one], "anna")
        assert [x.id for x in approve(waiting.app, waiting.id, [one], "bruno").released] == [one]

    def test_named_twice_in_one_breath_it_is_one_approval_too_many(self, waiting: Office) -> None:
        (one,) = [x.id for x in waiting.reminders() if x.currency == "EUR"]

        with pytest.raises(Refused, match="changed meanwhile"):
            approve(waiting.app, waiting.id, [one, one], "anna")

        assert {x.first_approved_by for x in waiting.reminders()} == {None}

    def test_all_of_them(self, waiting: Office) -> None:
        first, again, other = (approve_all(waiting.app, waiting.id, x) for x in ("anna", "anna", "bruno"))

        assert [len(x.halves) for x in (first, again, other)] == [1, 0, 0]
        assert [len(x.own) for x in (first, again, other)] == [0, 1, 0]
        assert [len(x.released) for x in (first, again, other)] == [0, 0, 1]
