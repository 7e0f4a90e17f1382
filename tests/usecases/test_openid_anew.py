"""Whoever has no password shows who he is at the provider, and not only that he is signed in there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from connector.core.accounts import What, Why
from connector.core.openid import CLOCKS
from connector.core.second_factor import SecondFactor
from connector.usecases import openid, second_factor, sign_in
from connector.usecases.openid import Came
from connector.usecases.sign_in import FRESH, CodeAsked, SignedIn
from tests.usecases.gate import HERE
from tests.usecases.idp import Door
from tests.usecases.test_openid import BRUNO, door, invited, refused, told, why

__all__ = ["door"]

NEW = "a good new password"


@pytest.fixture
def bruno(door: Door) -> SignedIn:
    """Invited by a link a moment ago; he has no password."""
    return opened(door.sign_in(BRUNO, invitation=invited(door).token))


def opened(came: Came) -> SignedIn:
    assert isinstance(came.opened, SignedIn), came
    return came.opened


def later(door: Door) -> None:
    door.gate.hand.forward(int(FRESH.total_seconds()))


def anew(door: Door, ago: timedelta | None) -> Came:
    """He is sent there to show who he is; it says that he did so long before he left."""
    given = door.go(is_anew=True)
    assert door.idp.asks_anew
    door.idp.person = replace(BRUNO, signed_in_at=None if ago is None else door.gate.hand() - ago)
    return door.come(given)


def changes(door: Door, who: SignedIn) -> list[Callable[[], object]]:
    """What lets him in, from now on."""
    return [
        lambda: sign_in.change_password(door.entrance, who.visitor, "", NEW, HERE),
        lambda: second_factor.begin(door.entrance, who.visitor, "", HERE),
        lambda: openid.go_to_bind(door.entrance, who.visitor, "", who.token, "/", HERE),
    ]


def test_does_not_lock_himself_out(door: Door, bruno: SignedIn) -> None:
    assert refused(lambda: openid.unbind(door.entrance, bruno.visitor)) is Why.OPENID_NEEDED


def test_who_has_just_opened_his_invitation_chooses_a_password(door: Door, bruno: SignedIn) -> None:
    assert sign_in.is_proven(door.entrance, bruno.visitor)

    changed = sign_in.change_password(door.entrance, bruno.visitor, "", NEW, HERE)

    assert changed.visitor.user.has_password and sign_in.is_proven(door.entrance, changed.visitor)
    assert door.gate.entrance.passwords.matches(NEW, changed.visitor.user.password_hash)
    openid.unbind(door.entrance, changed.visitor)


def test_or_sets_up_a_second_factor(door: Door, bruno: SignedIn) -> None:
    second_factor.begin(door.entrance, bruno.visitor, "", HERE)

    assert second_factor.set_up(door.entrance, bruno.visitor) is not None


def test_nobody_does_in_a_browser_that_was_left_open(door: Door, bruno: SignedIn) -> None:
    later(door)

    assert not sign_in.is_proven(door.entrance, bruno.visitor)
    assert [refused(act) for act in changes(door, bruno)] == [Why.NOT_FRESH] * 3


def test_to_have_come_in_by_it_is_no_proof(door: Door, bruno: SignedIn) -> None:
    """He may have been signed in there already, and so would be whoever found his browser open."""
    again = opened(door.sign_in(BRUNO))
    door.idp.person = replace(BRUNO, signed_in_at=door.gate.hand() - timedelta(hours=1))
    an_hour_ago = opened(door.sign_in())

    for who in (again, an_hour_ago):
        assert [refused(act) for act in changes(door, who)] == [Why.NOT_FRESH] * 3


def test_who_has_shown_who_he_is_there_has_ten_minutes(door: Door, bruno: SignedIn) -> None:
    later(door)

    fresh = opened(anew(door, timedelta(0)))

    assert sign_in.is_proven(door.entrance, fresh.visitor)
    later(door)
    assert [refused(act) for act in changes(door, fresh)] == [Why.NOT_FRESH] * 3


def test_so_has_he_whom_it_asked_by_itself(door: Door, bruno: SignedIn) -> None:
    later(door)
    door.idp.person = replace(BRUNO, signed_in_at=door.gate.hand())

    assert sign_in.is_proven(door.entrance, opened(door.sign_in()).visitor)


@pytest.mark.parametrize("ago", [None, CLOCKS + timedelta(seconds=1), timedelta(hours=1)])
def test_where_it_asked_nobody_it_is_refused(door: Door, bruno: SignedIn, ago: timedelta | None) -> None:
    later(door)

    assert why(anew(door, ago)) is Why.OPENID_STALE
    assert told(door, What.OPENID_REFUSED)[0]["user"] == BRUNO.email


def test_clocks_may_differ(door: Door, bruno: SignedIn) -> None:
    assert anew(door, CLOCKS).refused is None


def test_by_which_way_and_since_when_outlasts_the_second_step(door: Door, bruno: SignedIn) -> None:
    secret = pyotp.random_base32()
    with door.gate.store.accounts.writing() as unit:
        unit.factors.put(SecondFactor(bruno.visitor.user.id, secret, 0, unit.now, unit.now))
    half = anew(door, timedelta(0)).opened
    assert isinstance(half, CodeAsked)
    asked_at = door.gate.hand()
    door.gate.hand.forward(60)

    inside = second_factor.finish(door.entrance, half.token, pyotp.TOTP(secret).at(door.gate.hand()), HERE)

    assert inside.visitor.session.proven_at == asked_at
    assert told(door, What.SIGNED_IN)[0] == {"address": HERE.address, "by": door.idp.name}
