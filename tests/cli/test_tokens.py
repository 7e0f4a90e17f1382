"""Which machines may ask the API, from the command line."""

import pytest

from tests.cli.terminal import Terminal


@pytest.fixture
def office(relance: Terminal) -> Terminal:
    relance("org", "add", "Atelier Nord", "--country", "FR")
    return relance


def test_a_machine_is_let_in_and_put_out(office: Terminal) -> None:
    made = office("token", "add", "Cash book", "--may", "read", "--may", "decide", "--days", "30")
    secret = made.out.strip()
    assert made.code == 0 and secret.startswith("relance_") and "shown this once" in made.err

    (listed,) = office("token", "list", "--json").json
    assert (listed["name"], listed["may"], listed["is_live"]) == ("Cash book", ["decide", "read"], True)
    assert secret not in office("token", "list").out

    assert office("token", "revoke", secret[:16]).out == "Cash book is out.\n"
    assert "has ended" in office("token", "list").out
    assert office("token", "revoke", secret[:16]).code == 1


def test_what_makes_no_sense_is_refused(office: Terminal) -> None:
    assert office("token", "list").out == "No machine may ask the API.\n"
    assert "choose one of read" in office("token", "add", "Cash book", "--may", "send").err
    assert office("token", "revoke", "relance_").code == 1
