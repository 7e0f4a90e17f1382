"""Late payment from the command line: confirm, show to the cent, withdraw."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

LEDGER = """number,customer,email,issued_on,due_on,currency,total,open,customer_type
F-1,Dupont,compta@dupont.example,2025-05-01,2025-05-31,EUR,1000.00,1000.00,business
F-2,Martin,anne@martin.example,2025-05-01,2025-05-31,EUR,1000.00,1000.00,consumer
"""


@pytest.fixture
def office(relance: Terminal, tmp_path: Path) -> Terminal:
    relance("org", "add", "Atelier Nord", "--country", "FR")
    file = tmp_path / "ledger.csv"
    file.write_text(LEDGER, encoding="utf-8")
    assert relance("import", str(file)).code == 0
    return relance


def test_what_is_confirmed_is_computed_to_the_cent(office: Terminal) -> None:
    assert "no message speaks of late payment" in office("late-fees", "laws").out

    made = office("late-fees", "confirm", "FR")

    assert made.code == 0 and "FR, the law's own rates, segmented, and the fixed sum" in made.out
    (one,) = office("late-fees", "show", "Dupont", "--as-of", "2025-08-15", "--json").json
    assert (one["interest"], one["indemnity"], one["until"]) == ("26.12", "40.00", "2025-08-15")
    assert [(x["days"], x["rate"]) for x in one["stretches"]] == [(30, "13.15"), (46, "12.15")]
    shown = office("late-fees", "show", "Dupont", "--as-of", "2025-08-15").out
    assert "F-1  interest 26.12 EUR through 2025-08-15, fixed sum 40.00 EUR" in shown
    assert "2025-07-01 to 2025-08-15: 46 days, 1000.00 at 12.15 %" in shown


def test_who_is_no_business_is_named_so(office: Terminal) -> None:
    office("late-fees", "confirm", "FR")

    assert "not known to be a business" in office("late-fees", "show", "Martin").out
    assert office("late-fees", "show", "Martin", "--json").json == [
        {"invoice": "F-2", "why": "not_a_business", "semester": None}
    ]


def test_a_word_is_taken_back(office: Terminal) -> None:
    office("late-fees", "confirm", "FR", "--rate", "12,5", "--mode", "at_default", "--no-indemnity")
    listed = office("late-fees", "laws", "--json").json
    assert listed["confirmed"]["rate"] == "12.5" and listed["confirmed"]["has_indemnity"] is False
    assert {x["law"]: x["is_offered"] for x in listed["laws"]} == {
        "FR": True, "EU": False, "GB": False, "contract": False,
    }  # fmt: skip

    assert office("late-fees", "withdraw").code == 0

    assert "nobody has confirmed" in office("late-fees", "show", "Dupont").out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("confirm", "DE"), "no law of late payment"),
        (("confirm", "contract"), "say the yearly rate"),
        (("confirm", "FR", "--rate", "much"), "«much» is no rate"),
        (("confirm", "FR", "--rate", "99"), "between 0.01 and 60"),
        (("confirm", "FR", "--mode", "daily"), "segmented"),
        (("show", "Nobody"), "Nobody"),
    ],
)
def test_what_makes_no_sense_is_refused(office: Terminal, args: tuple[str, ...], said: str) -> None:
    refused = office("late-fees", *args)

    assert refused.code == 1 and said in refused.err


def test_who_has_moved_is_asked_to_confirm_again(office: Terminal) -> None:
    office("late-fees", "confirm", "FR")
    office("org", "set", "Atelier Nord", "--country", "BE")

    assert "confirmed for another country" in office("late-fees", "show", "Dupont").out
    listed = office("late-fees", "laws")
    assert "Nothing is said: confirmed for another country" in listed.err
    assert office("late-fees", "laws", "--json").json["unfit"] == "moved"


def test_the_type_of_a_customer_is_said_by_hand(office: Terminal) -> None:
    office("late-fees", "confirm", "FR")

    assert office("customer", "set", "Martin", "--type", "public_body").code == 0

    (one,) = office("late-fees", "show", "Martin", "--as-of", "2025-08-15", "--json").json
    assert [(x["days"], x["rate"]) for x in one["stretches"]] == [(76, "11.15")]
    assert "business" in office("customer", "set", "Martin", "--type", "council").err


def test_a_document_of_its_own_is_written_or_it_says_why_not(office: Terminal, tmp_path: Path) -> None:
    office("late-fees", "confirm", "FR")
    file = tmp_path / "late.csv"

    made = office("late-fees", "export", "Dupont", str(file), "--as-of", "2025-08-15")

    assert made.code == 0 and "not booked" in made.out
    assert "Dupont,F-1,2025-05-31,2025-06-01,2025-06-30,30,1000.00,13.15" in file.read_text("utf-8")
    for said, *args in (
        ("neither .csv nor .pdf", "Dupont", "late.txt"),
        ("not known to be a business", "Martin", "late.csv"),
        ("Interest is counted", "Dupont", "late.csv", "--on", "2001-01-01"),
        ("cannot be written", "Dupont", "nowhere/late.csv"),
    ):
        refused = office("late-fees", "export", *args, "--as-of", "2025-08-15")
        assert refused.code == 1 and said in refused.err


def test_explain_says_when_a_claim_may_be_out_of_time(office: Terminal) -> None:
    assert "Out of time: As a rule on" in office("explain", "F-1").out
    assert office("explain", "F-1", "--json").json["time_bar"] == {
        "on": "2030-05-01", "since": "2025-05-01", "years": 5, "articles": "art. L110-4 du Code de commerce",
    }  # fmt: skip
    assert office("explain", "F-2", "--json").json["time_bar"]["years"] == 2
