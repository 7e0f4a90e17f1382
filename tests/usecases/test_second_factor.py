"""The second factor: each code once, at its time, by whoever has the password too."""

from collections.abc import Callable
from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import select

from connector.core.accounts import CODE, DEVICE, AccountRefused, UserRole, What, Why
from connector.core.second_factor import BEGUN_FOR, HALF_OPEN_FOR, RECOVERY_CODES
from connector.store.schema_factors import half_sign_ins, recovery_codes, second_factors
from connector.usecases import accounts, second_factor, sign_in
from connector.usecases.second_factor import begin, confirm, factor_of, finish, renew_recovery, turn_off
from connector.usecases.sign_in import Client, CodeAsked, SignedIn, visitor
from tests.contracts.test_store_accounts import run_at_once
from tests.usecases.gate import HERE, PASSWORD, STRANGER, Gate

TABLES = (second_factors, recovery_codes, half_sign_ins)
ANNA = "anna@atelier.example"


def why(act: Callable[[], object]) -> Why:
    with pytest.raises(AccountRefused) as caught:
        act()
    return caught.value.why


class Phone:
    """Anna's app: it shows the code of this moment, and hers alone."""

    def __init__(self, gate: Gate, secret: str) -> None:
        self._gate = gate
        self._totp = pyotp.TOTP(secret)

    def code(self, ahead: int = 0) -> str:
        return self._totp.at(self._gate.hand(), counter_offset=ahead)

    def next_code(self) -> str:
        self._gate.hand.forward(30)
        return self.code()


class Anna:
    """She owns the installation and is signed in; her second factor is on."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        gate.user()
        self.inside = gate.sign_in()
        begin(gate.entrance, self.inside.visitor, PASSWORD, HERE)
        made = second_factor.set_up(gate.entrance, self.inside.visitor)
        assert made is not None
        self.secret, self.address = made.secret, made.address
        self.phone = Phone(gate, made.secret)
        self.recovery = confirm(gate.entrance, self.inside.visitor, self.phone.code())

    def half(self, client: Client = HERE) -> str:
        asked = sign_in.sign_in(self.gate.entrance, ANNA, PASSWORD, client)
        assert isinstance(asked, CodeAsked)
        return asked.token

    def enter(self, code: str, client: Client = HERE) -> SignedIn:
        return finish(self.gate.entrance, self.half(client), code, client)

    def refused(self, code: str) -> Why:
        return why(lambda: self.enter(code))


@pytest.fixture
def anna(gate: Gate) -> Anna:
    return Anna(gate)


class TestTurningItOn:
    def test_asks_for_the_password(self, gate: Gate) -> None:
        gate.user()
        inside = gate.sign_in().visitor

        assert why(lambda: begin(gate.entrance, inside, "wrong", HERE)) is Why.WRONG
        assert second_factor.set_up(gate.entrance, inside) is None

    def test_asks_for_nothing_until_a_code_was_shown(self, gate: Gate) -> None:
        gate.user()
        inside = gate.sign_in().visitor
        begin(gate.entrance, inside, PASSWORD, HERE)

        assert why(lambda: confirm(gate.entrance, inside, "000000")) is Why.WRONG_FACTOR
        assert factor_of(gate.entrance, inside).since is None
        assert gate.sign_in().token

    def test_then_it_is_on_and_nothing_of_it_is_shown_again(self, anna: Anna) -> None:
        found = factor_of(anna.gate.entrance, anna.inside.visitor)

        assert (found.since, found.recovery_left) == (anna.gate.hand(), RECOVERY_CODES)
        assert second_factor.since_when(anna.gate.entrance, anna.inside.visitor.user.id) == found.since
        assert second_factor.set_up(anna.gate.entrance, anna.inside.visitor) is None
        assert why(lambda: begin(anna.gate.entrance, anna.inside.visitor, PASSWORD, HERE)) is Why.FACTOR_IS_ON

    def test_the_address_is_what_apps_read(self, anna: Anna) -> None:
        read = pyotp.parse_uri(anna.address)

        assert (read.name, read.issuer, read.secret) == (ANNA, "Relance", anna.secret)

    def test_who_was_in_by_the_password_alone_is_out(self, gate: Gate) -> None:
        gate.user()
        other = gate.sign_in(client=STRANGER)
        anna = Anna.__new__(Anna)
        anna.gate, anna.inside = gate, gate.sign_in()
        begin(gate.entrance, anna.inside.visitor, PASSWORD, HERE)
        made = second_factor.set_up(gate.entrance, anna.inside.visitor)
        assert made is not None

        confirm(gate.entrance, anna.inside.visitor, Phone(gate, made.secret).code())

        assert visitor(gate.entrance, other.token) is None
        assert visitor(gate.entrance, anna.inside.token) is not None

    def test_what_was_begun_does_not_wait_for_ever(self, gate: Gate) -> None:
        gate.user()
        inside = gate.sign_in().visitor
        begin(gate.entrance, inside, PASSWORD, HERE)
        made = second_factor.set_up(gate.entrance, inside)
        assert made is not None

        gate.hand.forward(int(BEGUN_FOR.total_seconds()))

        assert second_factor.set_up(gate.entrance, inside) is None
        late = lambda: confirm(gate.entrance, inside, Phone(gate, made.secret).code())  # noqa: E731
        assert why(late) is Why.FACTOR_IS_OFF
        begin(gate.entrance, inside, PASSWORD, HERE)
        again = second_factor.set_up(gate.entrance, inside)
        assert again is not None and again.secret != made.secret

    def test_who_was_signed_out_turns_nothing_on(self, gate: Gate) -> None:
        gate.user()
        thief = gate.sign_in().visitor
        sign_in.sign_out_everywhere(gate.entrance, gate.sign_in().visitor)

        acts = [
            lambda: begin(gate.entrance, thief, PASSWORD, HERE),
            lambda: confirm(gate.entrance, thief, "000000"),
        ]

        assert [why(act) for act in acts] == [Why.WRONG] * 2

    def test_nothing_secret_is_kept_in_clear_written_down_or_shown(self, anna: Anna) -> None:
        half = anna.half()
        with anna.gate.store.engine.connect() as connection:
            kept = "".join(
                str(connection.execute(select(x)).all())
                for x in (second_factors, recovery_codes, half_sign_ins)
            )

        known = (anna.secret, half, *anna.recovery, *(x.replace("-", "") for x in anna.recovery))
        assert not [x for x in known if x in kept + str(anna.gate.events())]
        assert len(set(anna.recovery)) == RECOVERY_CODES


class TestSigningIn:
    def test_the_password_alone_opens_no_session(self, anna: Anna) -> None:
        half = anna.half()

        assert visitor(anna.gate.entrance, half) is None
        assert [x.what for x in anna.gate.events()].count(What.SIGNED_IN) == 1
        assert second_factor.is_half_open(anna.gate.entrance, half)

    def test_with_the_code_it_does(self, anna: Anna) -> None:
        opened = anna.enter(f" {anna.phone.next_code()[:3]} {anna.phone.code()[3:]} ")

        assert visitor(anna.gate.entrance, opened.token) is not None
        assert anna.gate.events()[0].what is What.SIGNED_IN

    @pytest.mark.parametrize("code", ["", "١٢٣٤٥٦", "0" * 5000])
    def test_what_is_no_code_does_not(self, anna: Anna, code: str) -> None:
        assert anna.refused(code) is Why.WRONG_FACTOR
        told = anna.gate.events()[0]
        assert (told.what, told.who, told.facts) == (What.CODE_REFUSED, ANNA, {"address": HERE.address})

    def test_each_code_is_taken_once(self, anna: Anna) -> None:
        used_to_turn_it_on = anna.phone.code()
        fresh = anna.phone.next_code()
        anna.enter(fresh)

        assert [anna.refused(x) for x in (used_to_turn_it_on, fresh)] == [Why.WRONG_FACTOR] * 2

    def test_of_many_at_once_with_one_code_one_is_let_in(self, anna: Anna) -> None:
        code, halves = anna.phone.next_code(), [anna.half() for _ in range(4)]
        opened: list[SignedIn] = []

        def race() -> None:
            try:
                opened.append(finish(anna.gate.entrance, halves.pop(), code, HERE))
            except AccountRefused:
                return

        run_at_once(race, 4)

        assert len(opened) == 1

    @pytest.mark.parametrize(
        ("ahead", "is_good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
    )
    def test_clocks_may_differ_by_one_step(self, anna: Anna, ahead: int, is_good: bool) -> None:
        anna.gate.hand.forward(120)
        code = anna.phone.code(ahead)

        assert (anna.enter(code) is not None) if is_good else anna.refused(code) is Why.WRONG_FACTOR

    def test_one_that_is_older_than_the_last_is_not_taken(self, anna: Anna) -> None:
        anna.gate.hand.forward(120)
        anna.enter(anna.phone.code(1))

        assert [anna.refused(anna.phone.code(x)) for x in (-1, 0, 1)] == [Why.WRONG_FACTOR] * 3

    def test_another_users_code_opens_nothing(self, anna: Anna) -> None:
        bruno = Phone(anna.gate, pyotp.random_base32())

        assert anna.refused(bruno.next_code()) is Why.WRONG_FACTOR

    def test_half_a_sign_in_is_over_after_ten_minutes(self, anna: Anna) -> None:
        half = anna.half()
        anna.gate.hand.forward(int(HALF_OPEN_FOR.total_seconds()))

        assert why(lambda: finish(anna.gate.entrance, half, anna.phone.code(), HERE)) is Why.HALF_OVER
        assert not second_factor.is_half_open(anna.gate.entrance, half)

    @pytest.mark.parametrize("token", [None, "made-up"])
    def test_without_the_password_there_is_no_second_step(self, anna: Anna, token: str | None) -> None:
        assert why(lambda: finish(anna.gate.entrance, token, anna.phone.next_code(), HERE)) is Why.HALF_OVER

    def test_a_session_is_no_half_and_a_half_is_good_once(self, anna: Anna) -> None:
        half, other = anna.half(), anna.half()
        finish(anna.gate.entrance, half, anna.phone.next_code(), HERE)
        code = anna.phone.next_code()

        told = [
            why(lambda x=x: finish(anna.gate.entrance, x, code, HERE))  # type: ignore[misc]
            for x in (anna.inside.token, half, other)
        ]

        assert told == [Why.HALF_OVER] * 3

    @pytest.mark.parametrize("happens", ["password", "reset", "removed"])
    def test_what_changes_in_between_ends_it(self, anna: Anna, happens: str) -> None:
        half, entrance = anna.half(), anna.gate.entrance
        acts: dict[str, Callable[[], object]] = {
            "password": lambda: accounts.set_password(entrance, ANNA, "another good one", "root"),
            "reset": lambda: second_factor.reset_by_command(entrance, ANNA, "root"),
            "removed": lambda: accounts.remove_user(entrance, ANNA, "root"),
        }
        anna.gate.user("owner@atelier.example")
        acts[happens]()

        assert why(lambda: finish(entrance, half, anna.phone.next_code(), HERE)) is Why.HALF_OVER

    def test_one_that_is_turned_off_in_between_lets_nobody_in_by_an_old_half(self, anna: Anna) -> None:
        half = anna.half()
        turn_off(anna.gate.entrance, anna.inside.visitor, PASSWORD, anna.phone.next_code(), HERE)

        assert why(lambda: finish(anna.gate.entrance, half, anna.phone.next_code(), HERE)) is Why.WRONG_FACTOR
        assert anna.gate.sign_in().token


class TestRecoveryCodes:
    def test_each_opens_once(self, anna: Anna) -> None:
        opened = anna.enter(anna.recovery[0])
        capitals = anna.enter(anna.recovery[1].upper().replace("-", " "))

        assert opened.token and capitals.token
        assert anna.refused(anna.recovery[0]) is Why.WRONG_FACTOR
        assert factor_of(anna.gate.entrance, anna.inside.visitor).recovery_left == RECOVERY_CODES - 2
        told = [x.facts for x in anna.gate.events() if x.what is What.RECOVERY_USED]
        assert told == [{"count": "8"}, {"count": "9"}]

    def test_new_ones_end_the_old_ones(self, anna: Anna) -> None:
        made = renew_recovery(anna.gate.entrance, anna.inside.visitor, anna.phone.next_code(), HERE)

        assert anna.refused(anna.recovery[0]) is Why.WRONG_FACTOR
        assert anna.enter(made[0]).token

    def test_new_ones_ask_for_a_code(self, anna: Anna) -> None:
        act = lambda: renew_recovery(anna.gate.entrance, anna.inside.visitor, "000000", HERE)  # noqa: E731

        assert why(act) is Why.WRONG_FACTOR
        assert anna.enter(anna.recovery[0]).token


class TestTurningItOff:
    def test_asks_for_the_password_and_a_code(self, anna: Anna) -> None:
        entrance, who = anna.gate.entrance, anna.inside.visitor
        code = anna.phone.next_code()

        assert why(lambda: turn_off(entrance, who, "wrong", code, HERE)) is Why.WRONG
        assert why(lambda: turn_off(entrance, who, PASSWORD, "000000", HERE)) is Why.WRONG_FACTOR
        turn_off(entrance, who, PASSWORD, code, HERE)

        assert factor_of(entrance, who).since is None and factor_of(entrance, who).recovery_left == 0
        assert anna.gate.events()[0].what is What.FACTOR_OFF

    def test_who_was_signed_out_in_between_turns_nothing_off(self, anna: Anna) -> None:
        who = anna.inside.visitor
        sign_in.sign_out_everywhere(anna.gate.entrance, who)

        acts = [
            lambda: turn_off(anna.gate.entrance, who, PASSWORD, anna.phone.next_code(), HERE),
            lambda: renew_recovery(anna.gate.entrance, who, anna.phone.next_code(), HERE),
        ]

        assert [why(act) for act in acts] == [Why.WRONG] * 2

    def test_an_owner_resets_it_for_who_lost_it(self, anna: Anna) -> None:
        anna.gate.user("olga@atelier.example")
        olga = anna.gate.sign_in("olga@atelier.example").visitor

        for _ in range(2):
            second_factor.reset(anna.gate.entrance, olga, anna.inside.visitor.user.id)

        assert anna.gate.sign_in().token
        told = [x for x in anna.gate.events() if x.what is What.FACTOR_RESET]
        assert [(x.who, x.facts) for x in told] == [("olga@atelier.example", {"user": ANNA})]

    def test_nobody_else_does(self, anna: Anna) -> None:
        gate = anna.gate
        accounts.add_user(gate.entrance, "o@a.example", PASSWORD, UserRole.OWNER, gate.organisation(), "test")
        one = gate.sign_in("o@a.example").visitor

        act = lambda: second_factor.reset(gate.entrance, one, anna.inside.visitor.user.id)  # noqa: E731

        assert why(act) is Why.NOT_YOURS
        assert anna.half()

    def test_there_may_be_none(self, gate: Gate) -> None:
        gate.user()

        assert not second_factor.reset_by_command(gate.entrance, ANNA, "root")
        nobody = lambda: second_factor.reset_by_command(gate.entrance, "x@y.example", "root")  # noqa: E731
        assert why(nobody) is Why.UNKNOWN_USER
        act = lambda: second_factor.reset(gate.entrance, gate.sign_in().visitor, "made-up")  # noqa: E731
        assert why(act) is Why.UNKNOWN_USER


class TestGuessing:
    def test_slows_down_by_account_whoever_asks_from_wherever(self, anna: Anna) -> None:
        half = anna.half(STRANGER)
        clients = [replace(STRANGER, address=f"198.51.100.{n}") for n in range(CODE.free + 2)]

        told = [why(lambda c=c: finish(anna.gate.entrance, half, "000000", c)) for c in clients]  # type: ignore[misc]

        assert told == [Why.WRONG_FACTOR] * (CODE.free + 1) + [Why.WAIT]

    def test_the_right_person_has_a_count_of_his_own(self, anna: Anna) -> None:
        half = anna.half(STRANGER)
        for _ in range(CODE.free + 1):
            why(lambda: finish(anna.gate.entrance, half, "000000", STRANGER))
        known = replace(HERE, device=anna.inside.device)

        assert anna.enter(anna.phone.next_code(), known).token

    @pytest.mark.gate
    def test_it_ends_with_the_right_code(self, anna: Anna) -> None:
        for _ in range(CODE.free + 1):
            anna.refused("000000")
        anna.gate.hand.forward(60)
        anna.enter(anna.phone.code())

        assert anna.refused("000000") is Why.WRONG_FACTOR

    @pytest.mark.gate
    def test_slows_down_inside_too(self, anna: Anna) -> None:
        act = lambda: renew_recovery(anna.gate.entrance, anna.inside.visitor, "000000", HERE)  # noqa: E731

        told = [why(act) for _ in range(DEVICE.free + 2)]

        assert told == [Why.WRONG_FACTOR] * (DEVICE.free + 1) + [Why.WAIT]
