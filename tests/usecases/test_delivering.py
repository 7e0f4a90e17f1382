"""Delivering: in order, at least once, again after a while, and not for ever."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from connector.core.errors import Refused
from connector.core.hooks import Answer, Delivery, DeliveryState, Happening, Said, WhyOff, signed
from connector.usecases import delivering
from connector.usecases.application import Application
from connector.usecases.delivering import Delivered, deliver, deliver_to
from tests.scenarios.listening import ADDRESS, SECRET, listen
from tests.scenarios.office import Office

TAKEN = Answer(Said.TAKEN, 204)
DOWN = Answer(Said.NO_ANSWER, words="Connection refused")
WRONG = Answer(Said.ANSWERED, 400, "No.")
KIND = Happening.MODE_CHANGED


class Sender:
    """Answers what it is told to, then takes everything; notes what it was given, and what then happens."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.posted: list[tuple[str, Mapping[str, str], bytes]] = []
        self.then: Any = lambda: None

    def check(self, address: str) -> None:
        """Any will do."""

    def post(self, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.posted.append((address, headers, body))
        self.then()
        return self.answers.pop(0) if self.answers else TAKEN

    @property
    def numbers(self) -> list[int]:
        return [json.loads(body)["data"]["n"] for _, _, body in self.posted]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for _, headers, _ in self.posted]


def app_of(office: Office, sender: Any) -> Application:
    return office.make_app(hook_sender=sender)


def tell(office: Office, *values: int) -> None:
    with office.store.writing(office.id) as unit:
        for value in values:
            unit.hooks.tell(KIND, office.now(), lambda value=value: {"n": value})  # type: ignore[misc]


def forward(office: Office, **known: float) -> None:
    office.clock.moment += timedelta(**known)


def log(office: Office, ear: str) -> list[Delivery]:
    """Oldest first."""
    with office.store.reading(office.id) as unit:
        return list(reversed(unit.hooks.log(ear, 999)))


def endpoint(office: Office, ear: str) -> Any:
    with office.store.reading(office.id) as unit:
        return unit.hooks.get(ear)


def test_what_happened_is_delivered_in_order_and_signed(office: Office) -> None:
    ear, sender = listen(office), Sender()
    tell(office, 1, 2, 3)

    done = deliver(app_of(office, sender), office.id)

    assert (done, sender.numbers) == (Delivered(3, 0), [1, 2, 3])
    address, headers, body = sender.posted[0]
    assert (address, headers["content-type"]) == (ADDRESS, "application/json")
    expected = signed(json.loads(body)["id"], office.now(), body, [SECRET])
    assert headers.items() >= expected.items()
    assert {x.state for x in log(office, ear)} == {DeliveryState.DELIVERED}
    assert deliver(app_of(office, sender), office.id) == Delivered()


def test_each_address_is_told_and_one_in_trouble_does_not_stop_the_others(office: Office) -> None:
    first, second = listen(office, key="1"), listen(office, key="2")
    tell(office, 1)

    done = deliver(app_of(office, Sender(DOWN)), office.id)

    assert done == Delivered(1, 1)
    assert sorted(x.state.value for ear in (first, second) for x in log(office, ear)) == [
        "delivered",
        "waiting",
    ]


def test_what_was_not_taken_is_tried_again_with_the_same_id_until_it_is(office: Office) -> None:
    ear, sender = listen(office), Sender(WRONG, WRONG)
    tell(office, 1)
    app = app_of(office, sender)

    deliver(app, office.id)
    deliver(app, office.id)
    first = log(office, ear)[0]
    for minutes in (1, 5):
        forward(office, minutes=minutes)
        deliver(app, office.id)

    assert (first.attempts, first.status, first.words) == (1, 400, "No.")
    assert first.due_at is not None
    assert len(sender.posted) == 3
    assert len(set(sender.ids)) == 1
    (last,) = log(office, ear)
    assert (last.state, last.attempts, last.said) == (DeliveryState.DELIVERED, 3, Said.TAKEN)
    assert endpoint(office, ear).failing_since is None


def test_what_is_wrong_with_one_event_lets_the_next_one_pass(office: Office) -> None:
    listen(office)
    sender = Sender(WRONG)
    tell(office, 1, 2)

    deliver(app_of(office, sender), office.id)

    assert sender.numbers == [1, 2]


def test_an_address_that_is_down_keeps_its_order_and_is_left_alone_for_a_minute(office: Office) -> None:
    ear, sender = listen(office), Sender(DOWN)
    tell(office, 1, 2)
    app = app_of(office, sender)

    deliver(app, office.id)
    forward(office, seconds=59)
    deliver(app, office.id)
    before = list(sender.numbers)
    forward(office, seconds=1)
    deliver(app, office.id)

    assert before == [1]
    assert sender.numbers == [1, 1, 2]
    assert endpoint(office, ear).rest_until is None


def test_who_asks_for_an_hour_is_given_it(office: Office) -> None:
    listen(office)
    sender = Sender(Answer(Said.ANSWERED, 429, retry_after=timedelta(hours=1)))
    tell(office, 1, 2)
    app = app_of(office, sender)

    deliver(app, office.id)
    forward(office, minutes=59)
    early = deliver(app, office.id)
    forward(office, minutes=1)
    late = deliver(app, office.id)

    assert (early, late) == (Delivered(), Delivered(2, 0))


def test_after_three_days_it_is_given_up(office: Office) -> None:
    ear = listen(office)
    tell(office, 1)
    app = app_of(office, Sender(*[WRONG] * 20))
    begun = office.now()

    while (waiting := log(office, ear)[0]).due_at is not None:
        office.clock.moment = waiting.due_at
        deliver(app, office.id)

    (given_up,) = log(office, ear)
    assert (given_up.state, given_up.attempts) == (DeliveryState.DEAD, 10)
    assert timedelta(days=2) < office.now() - begun < timedelta(days=3)


def test_an_address_that_takes_nothing_for_five_days_is_switched_off_and_that_is_written_down(
    office: Office,
) -> None:
    ear, sender = listen(office), Sender(*[DOWN] * 20)
    app = app_of(office, sender)
    for _ in range(6):
        tell(office, 1)
        deliver(app, office.id)
        forward(office, days=1)

    tried = len(sender.posted)
    tell(office, 2)
    deliver(app, office.id)

    found = endpoint(office, ear)
    assert (found.why_off, len(sender.posted)) == (WhyOff.FAILING, tried)
    assert 2 not in sender.numbers
    with office.store.reading(office.id) as unit:
        assert any(x.state is DeliveryState.WAITING for x in unit.hooks.log(ear, 99))


def test_one_that_says_it_is_gone_is_switched_off(office: Office) -> None:
    ear, sender = listen(office), Sender(Answer(Said.ANSWERED, 410))
    tell(office, 1, 2)

    deliver(app_of(office, sender), office.id)

    assert endpoint(office, ear).why_off is WhyOff.GONE
    assert sender.numbers == [1]


def test_a_test_is_tried_once_and_says_nothing_of_the_address(office: Office) -> None:
    ear = listen(office)
    with office.store.writing(office.id) as unit:
        unit.hooks.tell_one(ear, office.now())

    done = deliver(app_of(office, Sender(DOWN)), office.id)

    assert done == Delivered(0, 1)
    assert log(office, ear)[0].state is DeliveryState.DEAD
    assert endpoint(office, ear).failing_since is None


def test_two_processes_are_never_at_one_address_together(office: Office) -> None:
    listen(office)
    tell(office, 1)
    sender, others = Sender(), []
    app = app_of(office, sender)
    sender.then = lambda: others.append(deliver(app, office.id))

    deliver(app, office.id)

    assert (others, sender.numbers) == ([Delivered()], [1])


def test_who_lost_his_lease_stops(office: Office) -> None:
    listen(office)
    tell(office, 1, 2)
    sender = Sender()
    taken = iter([True, True, False, True])
    told: Any = type("Leases", (), {"take": lambda *_: next(taken), "give_back": lambda *_: None})()

    class Store:
        """The office's, whose lease another takes over."""

        def __getattr__(self, name: str) -> Any:
            return told if name == "leases" else getattr(office.store, name)

    deliver(office.make_app(hook_sender=sender, store=Store()), office.id)

    assert sender.numbers == [1]


def test_a_turn_ends_after_a_while_and_after_so_many(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "AT_ONCE", 3)
    listen(office)
    tell(office, *range(4))
    sender = Sender()
    app = app_of(office, sender)

    first = deliver(app, office.id)
    tell(office, 1, 2)
    sender.then = lambda: forward(office, seconds=30)
    second = deliver(app, office.id)

    assert (first.taken, second.taken) == (3, 1)


def test_slow_addresses_share_one_turn_of_their_organisation(office: Office) -> None:
    for key in ("1", "2", "3"):
        listen(office, key=key)
    tell(office, 1)
    sender = Sender()
    app = app_of(office, sender)
    sender.then = lambda: forward(office, seconds=20)

    done = [deliver(app, office.id).taken for _ in range(2)]

    assert done == [2, 1]


def test_none_of_the_addresses_is_always_the_first(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is slow would use up the turn of the others for ever."""
    first, second = listen(office, key="1"), listen(office, key="2")
    monkeypatch.setattr(delivering, "shuffled", lambda ids: sorted(ids, key=[second, first].index))
    tell(office, 1)
    sender = Sender()
    sender.then = lambda: forward(office, seconds=30)

    deliver(app_of(office, sender), office.id)

    assert [log(office, ear)[0].state.value for ear in (first, second)] == ["waiting", "delivered"]


@pytest.mark.parametrize("what", ["removed", "switched off"])
def test_one_that_is_taken_away_in_between_is_told_no_more(office: Office, what: str) -> None:
    ear, sender = listen(office), Sender()
    tell(office, 1, 2, 3)

    def take_away() -> None:
        with office.store.writing(office.id) as unit:
            if what == "removed":
                unit.hooks.remove(ear)
            else:
                unit.hooks.change(ear, off_at=office.now(), why_off=WhyOff.BY_HAND)

    sender.then = take_away
    deliver(app_of(office, sender), office.id)

    assert sender.numbers == [1]


def test_a_fault_over_one_answer_is_a_try_that_failed(office: Office) -> None:
    """An address whose answers break us would be asked again for ever."""
    ear, sender = listen(office), Sender()
    tell(office, 1)

    def broken() -> None:
        raise OverflowError("what nobody expected")

    sender.then = broken
    app = app_of(office, sender)
    done = [deliver(app, office.id) for _ in range(2)]

    assert done == [Delivered(0, 1), Delivered()]
    assert [str(x) for x in office.faults] == ["what nobody expected"]
    (tried,) = log(office, ear)
    assert (tried.attempts, tried.said, tried.words) == (1, Said.NO_ANSWER, "OverflowError")
    assert endpoint(office, ear).failing_since == office.now()


def test_a_fault_of_ours_is_noted_and_stops_nobody(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = listen(office, key="1"), listen(office, key="2")
    tell(office, 1)
    broken = iter([Refused("what nobody expected")])

    def signing(*asked: Any) -> dict[str, str]:
        for fault in broken:
            raise fault
        return signed(*asked)

    monkeypatch.setattr(delivering, "signed", signing)
    done = deliver(app_of(office, Sender()), office.id)

    assert done == Delivered(1, 0)
    assert [str(x) for x in office.faults] == ["what nobody expected"]
    assert {x.attempts for ear in (first, second) for x in log(office, ear)} == {0, 1}


def test_without_a_sender_nothing_is_tried(office: Office) -> None:
    ear = listen(office)
    tell(office, 1)

    assert deliver_to(office.app, office.id, ear) == Delivered()


def test_what_was_told_long_ago_is_forgotten(office: Office) -> None:
    ear, app = listen(office), app_of(office, Sender())
    tell(office, 1)
    deliver(app, office.id)
    with office.store.writing(office.id) as unit:
        unit.hooks.forget(office.now() + timedelta(seconds=1))

    assert log(office, ear) == []
