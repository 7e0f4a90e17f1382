"""How events are signed, when they are tried again, and what they say."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from connector.core.happenings import envelope, of_charge, of_hold
from connector.core.hooks import (
    CHOICES,
    WAITS,
    Answer,
    Happening,
    Said,
    key_of,
    next_try,
    rests_until,
    secret_of,
    signed,
)
from connector.core.invoice import Hold, HoldReason, Scope
from tests.core.builders import an_invoice

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
#: The example of the specification.
KNOWN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'


def test_the_example_of_the_specification_is_signed_as_it_says() -> None:
    sent_at = datetime.fromtimestamp(1614265330, UTC)

    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", sent_at, BODY, [KNOWN])

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_while_a_secret_is_changed_both_sign() -> None:
    other = secret_of(b"another key of twenty-four")

    both = signed("id", NOON, BODY, [other, KNOWN])["webhook-signature"].split()

    assert both == [signed("id", NOON, BODY, [x])["webhook-signature"] for x in (other, KNOWN)]
    content = b"id.%d." % int(NOON.timestamp()) + BODY
    expected = hmac.digest(b"another key of twenty-four", content, hashlib.sha256)
    assert both[0] == f"v1,{base64.b64encode(expected).decode()}"


def test_a_secret_is_written_and_read_back() -> None:
    assert key_of(secret_of(b"\0" * 32)) == b"\0" * 32
    with pytest.raises(ValueError, match="no secret of a webhook"):
        key_of("whsec_!")


def test_it_is_tried_ten_times_over_three_days_with_growing_delays() -> None:
    answer = Answer(Said.ANSWERED, 500)
    at, tries = NOON, 1

    while (due := next_try(tries, at, answer)) is not None:
        at, tries = due, tries + 1

    assert tries == 10
    assert timedelta(days=2, hours=22) < at - NOON < timedelta(days=3)
    assert sorted(WAITS) == list(WAITS)


@pytest.mark.parametrize(("asked", "waited"), [(1, 60), (600, 600), (10 * 86400, 86400), (None, 60)])
def test_who_asks_for_time_is_given_it_up_to_a_day(asked: int | None, waited: int) -> None:
    retry_after = None if asked is None else timedelta(seconds=asked)

    due = next_try(1, NOON, Answer(Said.ANSWERED, 429, retry_after=retry_after))

    assert due == NOON + timedelta(seconds=waited)


@pytest.mark.parametrize(
    ("answer", "minutes", "rests"),
    [
        (Answer(Said.NO_ANSWER), 0, 1),
        (Answer(Said.TOO_SLOW), 7, 7),
        (Answer(Said.ANSWERED, 503), 600, 15),
        (Answer(Said.ANSWERED, 429, retry_after=timedelta(hours=1)), 0, 60),
        (Answer(Said.ANSWERED, 404), 600, None),
        (Answer(Said.REDIRECTED, 301), 600, None),
        (Answer(Said.UNSAFE), 600, None),
    ],
)
def test_an_address_that_is_down_is_left_alone_for_a_while(
    answer: Answer, minutes: int, rests: int | None
) -> None:
    until = rests_until(NOON - timedelta(minutes=minutes), NOON, answer)

    assert until == (None if rests is None else NOON + timedelta(minutes=rests))


def test_the_envelope_names_what_happened_to_whom_and_when() -> None:
    at = datetime.fromisoformat("2026-09-01T14:00:00.123456+02:00")

    told = envelope("e-1", Happening.INVOICE_PAID, at, ("o-1", "Atelier"), {"invoice": None})

    assert told == {
        "id": "e-1",
        "type": "invoice.paid",
        "version": 1,
        "created_at": "2026-09-01T12:00:00Z",
        "organisation": {"id": "o-1", "name": "Atelier"},
        "data": {"invoice": None},
    }


def test_a_test_is_not_chosen_but_asked_for() -> None:
    assert Happening.TEST not in CHOICES
    assert len(CHOICES) == len(Happening) - 1


def test_an_amount_without_a_currency_is_not_told() -> None:
    promise = Hold("h", HoldReason.PROMISE, Scope.CUSTOMER, NOON.date(), "c", amount=100)

    assert (of_hold(promise, None)["amount"], of_hold(promise, "JPY")["amount"]) == (None, "100")


def test_a_charge_of_which_nothing_is_known_any_more_says_so() -> None:
    assert of_charge(an_invoice()) == {"code": None, "failed_on": None, "next_attempt_on": None}
