"""What the store promises about invitations, on each kind of database."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from connector.core.accounts import INVITED_FOR, Invitation, UserRole
from connector.store.engine import SqlStore
from tests.contracts.test_store_accounts import a_user
from tests.store.desk import Desk, Hand


def an_invitation(hand: Hand, **fields: Any) -> Invitation:
    known: dict[str, Any] = {
        "id": str(uuid4()), "email": f"{uuid4()}@a.example", "token_hash": uuid4().hex,
        "role": UserRole.VIEWER, "organisation_id": None, "invited_by": "anna", "inviter_id": None,
        "created_at": hand(),
    }  # fmt: skip
    return Invitation(**(known | fields))


def kept(store: SqlStore, *invitations: Invitation) -> None:
    with store.accounts.writing() as unit:
        for one in invitations:
            unit.invitations.add(one)


def ids(store: SqlStore) -> list[str]:
    with store.accounts.reading() as unit:
        return [x.id for x in unit.invitations.all()]


def test_one_is_kept_as_it_is(store: SqlStore, desk: Desk, hand: Hand) -> None:
    made = an_invitation(hand, organisation_id=desk.id)

    kept(store, made)

    with store.accounts.reading() as unit:
        assert unit.invitations.with_token(made.token_hash) == made
        assert unit.invitations.with_token("another") is None
        assert made in unit.invitations.all()


@pytest.mark.parametrize("is_everywhere", [True, False])
def test_another_to_the_same_place_takes_its_place(
    store: SqlStore, desk: Desk, hand: Hand, is_everywhere: bool
) -> None:
    place, elsewhere = (None, desk.id) if is_everywhere else (desk.id, None)
    old = an_invitation(hand, organisation_id=place)
    beside = an_invitation(hand, organisation_id=elsewhere, email=old.email)
    new = an_invitation(hand, organisation_id=place, email=f" {old.email.upper()}")

    kept(store, old, beside, new)

    found = ids(store)
    assert old.id not in found and {beside.id, new.id} <= set(found)


def test_one_that_was_removed_is_gone(store: SqlStore, hand: Hand) -> None:
    made = an_invitation(hand)
    kept(store, made)

    with store.accounts.writing() as unit:
        unit.invitations.remove(made.id)

    assert made.id not in ids(store)


def test_with_whoever_invited_it_goes(store: SqlStore, hand: Hand) -> None:
    anna = a_user()
    with store.accounts.writing() as unit:
        unit.add_user(anna)
    made = an_invitation(hand, inviter_id=anna.id)
    kept(store, made)

    with store.accounts.writing() as unit:
        unit.remove_user(anna.id)

    assert made.id not in ids(store)


def test_the_sweep_takes_those_that_ran_out(store: SqlStore, hand: Hand) -> None:
    old = an_invitation(hand, created_at=hand() - INVITED_FOR)
    good = an_invitation(hand, created_at=hand() - INVITED_FOR + timedelta(seconds=1))
    kept(store, old, good)

    with store.accounts.writing() as unit:
        unit.sweep()

    found = ids(store)
    assert old.id not in found and good.id in found
