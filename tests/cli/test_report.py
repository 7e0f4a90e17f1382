"""`relance report`: the measures of a month, as a table, for machines, and as a PDF."""

from pathlib import Path

from tests.cli.terminal import Terminal
from tests.printing import needs_pdf

NOVEMBER = ("--month", "2026-11", "--as-of", "2026-11-23")


def test_it_prints_what_was_owed_by_age(shop: Terminal) -> None:
    shown = shop("report", *NOVEMBER)

    assert "Owed on 2026-11-23, EUR" in shown.out and "to_30" in shown.out
    assert "Sent in 2026-11" in shown.out


def test_for_machines_amounts_are_decimal_text(shop: Terminal) -> None:
    made = shop("report", *NOVEMBER, "--json").json

    keys = "organisation month on payments_known_on ageing sent came_in promises disputes calls".split()
    assert list(made) == keys
    euros = next(x for x in made["ageing"] if x["currency"] == "EUR")
    assert (made["month"], made["on"]) == ("2026-11", "2026-11-23")
    assert all(isinstance(x, str) for x in euros.values())


def test_without_a_month_it_is_the_last_whole_one(shop: Terminal) -> None:
    assert shop("report", "--as-of", "2026-11-23", "--json").json["month"] == "2026-10"


def test_what_people_said_is_told(shop: Terminal) -> None:
    shop("hold", "F-101", "--reason", "promise", "--until", "2026-12-01", "--as-of", "2026-11-23")
    shown = shop("report", *NOVEMBER)
    made = shop("report", *NOVEMBER, "--json").json

    assert "promise 2026-11-23 Boulangerie Martin F-101" in shown.out
    assert [(x["invoice"], x["state"], x["until"]) for x in made["promises"]] == [
        ("F-101", "open", "2026-12-01")
    ]


def test_it_is_written_as_a_pdf(shop: Terminal, tmp_path: Path) -> None:
    needs_pdf()

    shown = shop("report", *NOVEMBER, "--pdf", "november.pdf")

    assert "Wrote november.pdf." in shown.out
    assert (tmp_path / "november.pdf").read_bytes().startswith(b"%PDF")


def test_a_file_that_can_not_be_written_is_said(shop: Terminal) -> None:
    needs_pdf()

    shown = shop("report", *NOVEMBER, "--pdf", "nowhere/november.pdf")

    assert shown.code == 1 and "nowhere/november.pdf cannot be written" in shown.err


def test_a_month_that_is_none_is_refused(shop: Terminal) -> None:
    shown = shop("report", "--month", "november")

    assert shown.code == 1 and "is not a month" in shown.err
