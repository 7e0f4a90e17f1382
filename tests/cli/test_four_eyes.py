"""Above an amount two people release a message, at the command line as on the page."""

import pytest

from tests.cli.terminal import IMPORTED, Terminal

NAME = "Atelier Nord"


def sit_down(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Whose login the next commands are typed under."""
    monkeypatch.setenv("LOGNAME", name)


@pytest.fixture
def waiting(shop: Terminal, monkeypatch: pytest.MonkeyPatch) -> str:
    """From 5000.00 EUR on two release; the id of the message to Mueller, who owes 5300.00."""
    sit_down(monkeypatch, "anna")
    said = shop("org", "set", NAME, "--mode", "approve", "--four-eyes", "eur=5000", *IMPORTED)
    assert said.out == "Changed «Atelier Nord»: four-eyes, mode.\n"
    assert "Fewer than two users" in said.err
    shop("release", "F-106", *IMPORTED)
    shop("run-once", *IMPORTED)
    rows = shop("approve", "--json", *IMPORTED).json
    return next(str(x["id"]) for x in rows if x["invoices"] == ["F-106"])


def test_the_first_the_same_again_and_the_second(
    shop: Terminal, waiting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shop("approve", waiting, *IMPORTED)
    assert first.out == "0 released.\n"
    assert "somebody else approves it too" in first.err
    assert "anna, 1 of 2" in shop("approve", *IMPORTED).out

    assert "somebody else must approve it too" in shop("approve", waiting, *IMPORTED).sentence

    sit_down(monkeypatch, "bruno")
    assert shop("approve", waiting, *IMPORTED).out == "1 released.\n"


def test_all_releases_what_one_may_and_says_the_rest(shop: Terminal, waiting: str) -> None:
    first, again = (shop("approve", "--all", *IMPORTED) for _ in range(2))

    assert first.out == "2 released.\n"
    assert f"{waiting[:8]} is approved by you" in first.err
    assert again.out == "0 released.\n"
    assert f"{waiting[:8]} was approved by you before" in again.err


@pytest.mark.gate
def test_what_says_no_amount_is_refused(shop: Terminal) -> None:
    wrong = {"5000": "write EUR=5000", "EURO=5": "write EUR=5000", "EUR=0": "more than nothing"}
    for said, why in {**wrong, "EUR=much": "not an amount"}.items():
        assert why in shop("org", "set", NAME, "--four-eyes", said).sentence


@pytest.mark.gate
def test_it_is_lifted(shop: Terminal, waiting: str) -> None:
    lifted = shop("org", "set", NAME, "--four-eyes", "EUR=", *IMPORTED)

    assert lifted.err == ""
    assert shop("approve", waiting, *IMPORTED).out == "1 released.\n"
