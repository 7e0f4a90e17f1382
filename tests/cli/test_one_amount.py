"""One message, one amount: at the command line as on the page and in the mail."""

import unicodedata
from pathlib import Path

import pytest

from connector.cli import verbs
from connector.core.errors import Refused
from connector.usecases import explain as explaining
from tests.cli.terminal import IMPORTED, Terminal

LEDGER = """\
number,customer,email,issued_on,due_on,currency,total,country
F-1,Brasserie,b@brasserie.example,2026-10-01,2026-11-01,EUR,3312.00,FR
F-2,Brasserie,b@brasserie.example,2026-11-01,2026-11-28,EUR,1188.00,FR
"""


@pytest.fixture
def shop(relance: Terminal, tmp_path: Path) -> Terminal:
    """One invoice is late, the other is shown in the same message as coming due."""
    (tmp_path / "two.csv").write_text(LEDGER, encoding="utf-8")
    relance("org", "add", "Atelier Nord", "--country", "FR", "--mode", "approve")
    relance("org", "set", "Atelier Nord", "--sender", "anna@nord.example")
    relance("import", "two.csv", "--all-open", *IMPORTED)
    relance("run-once", *IMPORTED)
    return relance


@pytest.mark.parametrize("command", ["plan", "simulate", "approve"])
def test_what_is_only_coming_due_is_not_asked(shop: Terminal, command: str) -> None:
    out = unicodedata.normalize("NFKC", shop(command, *IMPORTED).out)

    assert "3 312,00 €" in out
    assert "4 500,00 €" not in out


def test_the_message_asks_what_the_lists_say(shop: Terminal) -> None:
    text = unicodedata.normalize("NFKC", shop("send", "--dry-run", *IMPORTED).out)

    assert "3 312,00 €" in text
    assert "4 500,00 €" not in text
    assert [x["amount"] for x in shop("approve", "--json", *IMPORTED).json] == ["3312.00"]


def test_a_credit_note_is_explained_by_its_number(shop: Terminal, tmp_path: Path) -> None:
    noted = f"{LEDGER}AV-1,Brasserie,b@brasserie.example,2026-11-10,,EUR,-1188.00,FR\n"
    (tmp_path / "two.csv").write_text(noted, encoding="utf-8")
    shop("import", "two.csv", "--all-open", *IMPORTED)

    told = unicodedata.normalize("NFKC", shop("explain", "av-1", *IMPORTED).out)

    assert told == (
        "AV-1, Brasserie: credit note of 1 188,00 €, 10 November 2026, 1 188,00 € left.\n"
        "No reminder leaves for what it probably pays: F-2\n"
    )
    (row,) = shop("explain", "AV-1", "--json", *IMPORTED).json["credits"]
    assert (row["left"], row["total"], row["invoices"]) == ("1188.00", "1188.00", ["F-2"])
    assert "«AV-»" in shop("explain", "AV-", *IMPORTED).sentence


def test_an_invoice_that_is_closed_is_not_said_to_be_open(shop: Terminal, tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text(LEDGER.replace("F-1,", "F-9,"), encoding="utf-8")
    shop("import", "two.csv", "--all-open", *IMPORTED)

    told = unicodedata.normalize("NFKC", shop("explain", "F-1", *IMPORTED).out)

    assert told.startswith(
        "F-1, Brasserie: closed, an invoice of 3 312,00 € that was due on 1 November 2026.\n"
        "stop, no_longer_in_ledger: The last ledger no longer holds it.\n"
    )
    assert "awaiting_approval" not in told


def test_who_releases_all_where_nothing_waits_is_told_what_to_do(relance: Terminal) -> None:
    relance("org", "add", "Atelier Nord", "--country", "FR", "--mode", "approve")

    ran = relance("approve", "--all")

    assert (ran.code, ran.out) == (0, "0 released.\n")
    assert "`relance plan`" in ran.err


def test_where_several_invoices_bear_the_number_no_credit_note_is_told_instead(
    shop: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def several(*_: object) -> None:
        raise Refused("2 invoices are called F-1.")

    monkeypatch.setattr(explaining, "explain", several)
    monkeypatch.setattr(verbs, "credits_called", lambda *_: pytest.fail("asked for credit notes"))

    assert "2 invoices" in shop("explain", "F-1", *IMPORTED).sentence
