"""`--as-of` is the command's clock, in the organisation's own time."""

import pytest

from tests.cli.terminal import IMPORTED, MONDAY, Terminal

WRITING = [
    ("import", "ledger.csv"),
    ("sync",),
    ("approve", "--all"),
    ("send",),
    ("run-once",),
    ("hold", "F-101"),
    ("release", "F-101"),
    ("record", "F-101", "--step", "friendly", "--on", "2026-11-10"),
    ("customer", "set", "Garage Petit", "--exclude"),
    ("org", "set", "Atelier Nord", "--mode", "auto"),
    ("resolve", "deadbeef", "done"),
    ("pause",),
    ("resume",),
]
READING = [
    ("plan",),
    ("simulate",),
    ("explain", "F-101"),
    ("tasks",),
    ("approve",),
    ("send", "--dry-run"),
]


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_what_writes_or_sends_refuses_it_beside_a_real_mail_server(
    shop: Terminal, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELANCE_SMTP_URL", "smtp://user:hush@mail.example.com")
    before = shop.kept()

    ran = shop(*command, *IMPORTED)

    assert ran.sentence == "--as-of does not write or send through mail.example.com: leave it out."
    assert shop.kept() == before


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_what_reads_always_takes_it(
    shop: Terminal, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELANCE_SMTP_URL", "smtp://user:hush@mail.example.com")
    before = shop.kept()

    ran = shop(*command, *IMPORTED)

    assert ran.code == 0
    assert shop.kept() == before


def test_a_bare_date_is_nine_in_the_morning_of_the_organisation(asking_shop: Terminal) -> None:
    asking_shop("approve", "--all", *IMPORTED)

    early = asking_shop("send", "--json", "--as-of", f"{MONDAY}T08:59").json
    bare = asking_shop("send", "--json", "--as-of", MONDAY).json

    assert early["counts"] == {"approved": 2}
    assert bare["counts"] == {"approved": 1, "sent": 1}


def test_trust_in_the_ledger_counts_from_it(shop: Terminal) -> None:
    later = shop("plan", "--json", "--as-of", "2026-12-07").json

    assert {x["reason"] for x in later if x["customer"] == "Boulangerie Martin"} == {"ledger_too_old"}
    assert all(x["on"] is None for x in later if x["reason"] == "ledger_too_old")


def test_what_is_recorded_bears_it(shop: Terminal) -> None:
    shop("hold", "F-101", "--reason", "dispute", "--as-of", "2026-11-25")

    told = shop("explain", "F-101", "--json", "--as-of", "2026-11-26").json

    assert told["holds"][0]["since"] == "2026-11-25"
