"""Signing in and out, and guessing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from argon2.profiles import CHEAPEST
from sqlalchemy import select

from connector.core.accounts import IDLE, LIFETIME, SEEN_EVERY, AccountRefused, UserRole, What, Why
from connector.store.passwords import Argon2Passwords
from connector.store.schema_accounts import sessions as session_rows
from connector.usecases import accounts
from connector.usecases.sign_in import (
    Client,
    change_password,
    end_session,
    enter,
    sessions,
    sign_in,
    sign_out,
    sign_out_everywhere,
    visitor,
)
from tests.contracts.test_store_accounts import run_at_once
from tests.usecases.gate import HERE, PASSWORD, STRANGER, Gate

ANNA = "anna@atelier.example"


def guess(
    gate: Gate, client: Client = STRANGER, email: str = ANNA, password: str = "wrong"
) -> AccountRefused:
    with pytest.raises(AccountRefused) as caught:
        sign_in(gate.entrance, email, password, client)
    return caught.value


class TestSigningIn:
    def test_the_right_password_opens_a_session(self, gate: Gate) -> None:
        made = gate.user()

        opened = gate.sign_in(" ANNA@Atelier.example")

        found = visitor(gate.entrance, opened.token)
        assert found is not None
        assert found == opened.visitor
        assert found.user.id == made.id
        assert (found.session.address, found.session.browser) == ("192.0.2.7", "Firefox")
        assert (gate.events()[0].what, gate.events()[0].who) == (What.SIGNED_IN, ANNA)

    def test_a_wrong_one_and_a_user_that_is_not_there_are_told_alike(self, gate: Gate) -> None:
        gate.user()

        wrong, unknown = guess(gate), guess(gate, email="nobody@atelier.example")

        assert (wrong.why, str(wrong)) == (unknown.why, str(unknown)) == (Why.WRONG, str(wrong))

    def test_what_was_typed_for_a_user_that_is_not_there_is_not_written_down(self, gate: Gate) -> None:
        gate.user()
        guess(gate, email="my secret password")
        guess(gate)

        known, unknown = gate.events()[:2]

        assert (known.what, known.who, known.facts) == (What.REFUSED, ANNA, {"address": STRANGER.address})
        assert (unknown.what, unknown.who) == (What.REFUSED, "")

    def test_the_token_has_256_bits_and_only_its_hash_is_kept(self, gate: Gate) -> None:
        gate.user()
        opened = gate.sign_in()

        with gate.store.engine.connect() as connection:
            row = str(connection.execute(select(session_rows)).one())

        assert len(opened.token) == 43
        assert opened.token not in row

    def test_each_time_the_token_is_another_and_the_old_session_ends(self, gate: Gate) -> None:
        gate.user()
        first = gate.sign_in()

        second = gate.sign_in(client=replace(HERE, token=first.token))

        assert first.token != second.token
        assert visitor(gate.entrance, first.token) is None
        assert visitor(gate.entrance, second.token) is not None

    def test_a_token_that_was_planted_is_not_taken_over(self, gate: Gate) -> None:
        gate.user()

        opened = gate.sign_in(client=replace(HERE, token="planted"))

        assert opened.token != "planted"

    def test_a_hash_of_another_cost_is_made_again(self, gate: Gate) -> None:
        gate.user()
        dearer = replace(gate.entrance, passwords=Argon2Passwords(replace(CHEAPEST, time_cost=2)))

        sign_in(dearer, ANNA, PASSWORD, HERE)

        (anna,) = accounts.everyone(dearer)
        assert "t=2" in anna.user.password_hash
        assert sign_in(dearer, ANNA, PASSWORD, HERE).token

    def test_a_very_long_password_is_a_wrong_one(self, gate: Gate) -> None:
        gate.user()

        assert guess(gate, password="x" * 1_000_000).why is Why.WRONG


class TestTheLifeOfASession:
    @pytest.mark.parametrize("token", [None, "", "made up"])
    def test_no_token_is_nobody(self, gate: Gate, token: str | None) -> None:
        assert visitor(gate.entrance, token) is None

    def test_it_lives_as_long_as_it_is_used(self, gate: Gate) -> None:
        gate.user()
        opened = gate.sign_in()

        for _ in range(4):
            gate.hand.forward(int(IDLE.total_seconds()) - 1)
            assert visitor(gate.entrance, opened.token) is not None
        gate.hand.forward(int(IDLE.total_seconds()))

        assert visitor(gate.entrance, opened.token) is None

    def test_it_ends_after_a_month_in_any_case(self, gate: Gate) -> None:
        gate.user()
        opened = gate.sign_in()

        for _ in range(LIFETIME.days - 1):
            gate.hand.forward(86_400)
            assert visitor(gate.entrance, opened.token) is not None
        gate.hand.forward(86_400)

        assert visitor(gate.entrance, opened.token) is None

    def test_it_is_written_down_every_few_minutes_alone(self, gate: Gate) -> None:
        gate.user()
        opened = gate.sign_in()

        def seen_at() -> timedelta:
            found = visitor(gate.entrance, opened.token)
            found = visitor(gate.entrance, opened.token)
            assert found is not None
            return gate.hand.now - found.session.last_seen_at

        gate.hand.forward(int(SEEN_EVERY.total_seconds()) - 1)
        assert seen_at() == SEEN_EVERY - timedelta(seconds=1)
        gate.hand.forward(1)
        assert seen_at() == timedelta()

    def test_a_role_that_changes_counts_at_once(self, gate: Gate) -> None:
        gate.user(is_owner=False)
        opened = gate.sign_in()

        accounts.give_role(gate.entrance, ANNA, UserRole.OWNER, None, "root")

        found = visitor(gate.entrance, opened.token)
        assert found is not None and found.user.is_owner


class TestSigningOut:
    def test_it_ends_this_session_alone(self, gate: Gate) -> None:
        gate.user()
        here, there = gate.sign_in(), gate.sign_in()

        sign_out(gate.entrance, here.visitor)

        assert visitor(gate.entrance, here.token) is None
        assert visitor(gate.entrance, there.token) is not None
        assert gate.events()[0].what is What.SIGNED_OUT

    def test_everywhere_is_everywhere(self, gate: Gate) -> None:
        gate.user()
        gate.user("bruno@atelier.example")
        mine, theirs = [gate.sign_in(), gate.sign_in()], gate.sign_in("bruno@atelier.example")

        sign_out_everywhere(gate.entrance, mine[0].visitor)

        assert [visitor(gate.entrance, x.token) for x in mine] == [None, None]
        assert visitor(gate.entrance, theirs.token) is not None
        assert gate.events()[0].facts == {"count": "2"}

    def test_one_of_one_s_own_can_be_ended(self, gate: Gate) -> None:
        gate.user()
        here, there = gate.sign_in(), gate.sign_in()

        first, second = (end_session(gate.entrance, here.visitor, there.visitor.session.id) for _ in range(2))

        assert (first, second) == (True, False)
        assert visitor(gate.entrance, there.token) is None
        assert [x.what for x in gate.events()].count(What.SESSION_ENDED) == 1

    def test_another_s_cannot(self, gate: Gate) -> None:
        gate.user()
        gate.user("bruno@atelier.example")
        mine, theirs = gate.sign_in(), gate.sign_in("bruno@atelier.example")

        assert not end_session(gate.entrance, mine.visitor, theirs.visitor.session.id)
        assert visitor(gate.entrance, theirs.token) is not None

    def test_those_that_live_are_listed(self, gate: Gate) -> None:
        gate.user()
        gate.sign_in()
        gate.hand.forward(int(IDLE.total_seconds()))
        here = gate.sign_in()

        assert sessions(gate.entrance, here.visitor) == (here.visitor.session,)


class TestChangingThePassword:
    NEW = "another good one"

    def test_the_others_end_and_this_one_goes_on_under_a_new_token(self, gate: Gate) -> None:
        gate.user()
        here, there = gate.sign_in(), gate.sign_in()

        again = change_password(gate.entrance, here.visitor, PASSWORD, self.NEW, HERE)

        found = [visitor(gate.entrance, x.token) for x in (here, there, again)]
        assert found == [None, None, again.visitor]
        assert sign_in(gate.entrance, ANNA, self.NEW, HERE).token

    def test_the_old_one_is_needed(self, gate: Gate) -> None:
        gate.user()
        here = gate.sign_in()

        with pytest.raises(AccountRefused) as caught:
            change_password(gate.entrance, here.visitor, "wrong", self.NEW, HERE)

        assert caught.value.why is Why.WRONG
        assert visitor(gate.entrance, here.token) is not None

    def test_a_stolen_session_cannot_guess_it(self, gate: Gate) -> None:
        gate.user()
        here = gate.sign_in()

        said = []
        for _ in range(7):
            with pytest.raises(AccountRefused) as caught:
                change_password(gate.entrance, here.visitor, "wrong", self.NEW, HERE)
            said.append(caught.value.why)

        assert said[-2:] == [Why.WRONG, Why.WAIT]


class TestGuessing:
    def test_it_slows_down_and_says_how_long(self, gate: Gate) -> None:
        gate.user()

        said = [guess(gate) for _ in range(7)]

        assert [x.why for x in said] == [Why.WRONG] * 6 + [Why.WAIT]
        assert (said[-1].seconds, "1 seconds" in str(said[-1])) == (1, True)

    def test_while_it_waits_even_the_right_one_is_not_looked_at(self, gate: Gate) -> None:
        gate.user()
        for _ in range(7):
            guess(gate)

        assert guess(gate, password=PASSWORD).why is Why.WAIT
        gate.hand.forward(1)
        assert sign_in(gate.entrance, ANNA, PASSWORD, STRANGER).token

    def test_what_is_refused_meanwhile_makes_nobody_wait_longer(self, gate: Gate) -> None:
        gate.user()
        for _ in range(50):
            guess(gate)

        assert guess(gate).seconds == 1

    def test_whether_a_user_is_there_makes_no_difference(self, gate: Gate) -> None:
        gate.user()

        known = [guess(gate).why for _ in range(8)]
        unknown = [guess(gate, replace(STRANGER, address="203.0.113.5"), "x@y.example").why for _ in range(8)]

        assert known == unknown

    def test_a_stranger_does_not_keep_the_owner_out_of_a_browser_he_used(self, gate: Gate) -> None:
        gate.user()
        device = gate.sign_in().device
        for _ in range(60):
            guess(gate)
        assert guess(gate, password=PASSWORD).why is Why.WAIT

        assert gate.sign_in(client=replace(HERE, device=device)).token

    def test_a_known_browser_may_not_guess_without_end_either(self, gate: Gate) -> None:
        gate.user()
        known = replace(HERE, device=gate.sign_in().device)

        said = [guess(gate, known).why for _ in range(7)]

        assert said == [Why.WRONG] * 6 + [Why.WAIT]

    @pytest.mark.parametrize("forged", ["", ".", "nonce.proof", "nonce", "é.è"])
    def test_a_device_cannot_be_made_up(self, gate: Gate, forged: str) -> None:
        gate.user()
        for _ in range(7):
            guess(gate)

        assert guess(gate, replace(STRANGER, device=forged), password=PASSWORD).why is Why.WAIT

    def test_a_device_is_good_for_its_user_and_his_password_alone(self, gate: Gate) -> None:
        gate.user()
        gate.user("bruno@atelier.example")
        bruno = gate.sign_in("bruno@atelier.example").device
        old = gate.sign_in().device
        accounts.set_password(gate.entrance, ANNA, PASSWORD, "root")
        for _ in range(7):
            guess(gate)

        for device in (bruno, old):
            assert guess(gate, replace(STRANGER, device=device), password=PASSWORD).why is Why.WAIT

    def test_many_at_once_count_as_many(self, gate: Gate) -> None:
        gate.user()
        said: list[Why] = []
        run_at_once(lambda: said.append(guess(gate).why), 12)

        assert said.count(Why.WRONG) == 6

    def test_one_address_cannot_try_every_account(self, gate: Gate) -> None:
        said = [guess(gate, email=f"{n}@atelier.example").why for n in range(22)]

        assert said == [Why.WRONG] * 21 + [Why.WAIT]

    def test_an_own_account_does_not_reset_the_address(self, gate: Gate) -> None:
        gate.user("mallory@atelier.example")
        for n in range(21):
            guess(gate, email=f"{n}@atelier.example")
        gate.hand.forward(1)
        sign_in(gate.entrance, "mallory@atelier.example", PASSWORD, STRANGER)

        assert guess(gate, email="next@atelier.example").why is Why.WAIT

    def test_the_right_one_forgets_the_failures(self, gate: Gate) -> None:
        gate.user()
        for _ in range(5):
            guess(gate)
        gate.sign_in(client=STRANGER)

        assert [guess(gate).why for _ in range(6)] == [Why.WRONG] * 6


class TestWhereNothingIsReal:
    def test_a_made_up_user_enters_without_a_password(self, gate: Gate) -> None:
        gate.user()

        opened = enter(gate.entrance, ANNA, HERE)

        assert visitor(gate.entrance, opened.token) == opened.visitor

    def test_nobody_else_does(self, gate: Gate) -> None:
        with pytest.raises(AccountRefused):
            enter(gate.entrance, "nobody@atelier.example", HERE)
