"""Guessing that goes on and on: whom it keeps waiting, and whom it does not."""

from dataclasses import replace

import pytest

from connector.core.accounts import AccountRefused, Why
from connector.usecases.sign_in import Client, CodeAsked, SignedIn, sign_in
from tests.usecases.gate import HERE, PASSWORD, STRANGER, Gate

ANNA = "anna@atelier.example"
PROXY = Client("127.0.0.1", "Firefox")


def tried(
    gate: Gate, client: Client, email: str = ANNA, password: str = "wrong"
) -> SignedIn | CodeAsked | Why:
    try:
        return sign_in(gate.entrance, email, password, client)
    except AccountRefused as refused:
        return refused.why


def hammered(gate: Gate, client: Client, seconds: int, email: str = ANNA) -> None:
    """Once a second, first in every second."""
    for _ in range(seconds):
        tried(gate, client, email)
        gate.hand.forward(1)


def test_a_stranger_elsewhere_does_not_keep_the_owner_out_of_a_new_browser(gate: Gate) -> None:
    gate.user()
    hammered(gate, STRANGER, 90)
    tried(gate, STRANGER)

    assert isinstance(tried(gate, HERE, password=PASSWORD), SignedIn)


def test_behind_a_proxy_guessing_at_others_keeps_nobody_out(gate: Gate) -> None:
    gate.user()
    for n in range(60):
        tried(gate, PROXY, f"{n}@elsewhere.example")

    assert isinstance(tried(gate, PROXY, password=PASSWORD), SignedIn)


def test_from_everywhere_at_once_an_account_is_guessed_at_once_a_second(gate: Gate) -> None:
    gate.user()
    for n in range(110):
        said = tried(gate, replace(STRANGER, address=f"198.51.{n}.1"))

    assert said is Why.WAIT
    gate.hand.forward(1)
    assert isinstance(tried(gate, HERE, password=PASSWORD), SignedIn)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("198.51.100.9", "198.51.100.9", True),
        ("198.51.100.9", "198.51.100.10", False),
        ("2001:db8:1:2:3::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:198.51.100.9", "198.51.100.9", True),
        ("::ffff:198.51.100.9", "::ffff:203.0.113.5", False),
        ("127.0.0.1", "::1", True),
        ("", "not an address", True),
    ],
)
def test_a_network_counts_as_one(gate: Gate, one: str, other: str, is_same: bool) -> None:
    gate.user()
    for _ in range(7):
        tried(gate, replace(STRANGER, address=one))

    said = tried(gate, replace(STRANGER, address=other))

    assert said is (Why.WAIT if is_same else Why.WRONG)
