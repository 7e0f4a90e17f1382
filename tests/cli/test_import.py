"""`relance import`: all of a ledger file or nothing."""

from pathlib import Path

import pytest

from tests.cli.terminal import IMPORTED, LEDGER, Terminal

HEADER = "number,customer,email,issued_on,due_on,currency,total,open\n"
GOOD = "N-1,Good Ltd,a@good.example,2026-10-02,2026-11-01,EUR,100.00,100.00\n"


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("N-2,Bad Ltd,,2026-10-02,2026-13-01,EUR,100.00,100.00\n", ["line 3", "due_on"]),
        ("N-2,Bad Ltd,,2026-10-02,2026-11-01,EUR,ten,10.00\n", ["line 3", "total"]),
        ("N-2,Bad Ltd,not an address,2026-10-02,2026-11-01,EUR,10.00,10.00\n", ["line 3", "email"]),
        ("N-2,,,2026-10-02,2026-11-01,EUR,100.00,100.00\n", ["line 3", "customer"]),
        ("N-1,Bad Ltd,,2026-10-02,2026-11-01,EUR,100.00,100.00\n", ["line 3", "line 2"]),
        ("N-2,Bad Ltd,,2026-10-02,2026-11-01,ZZZ,100.00,100.00\n", ["line 3", "currency"]),
    ],
)
def test_one_wrong_cell_and_nothing_is_imported(
    shop: Terminal, tmp_path: Path, line: str, places: list[str]
) -> None:
    (tmp_path / "wrong.csv").write_text(HEADER + GOOD + line, encoding="utf-8")
    before = shop.kept()

    ran = shop("import", "wrong.csv")

    assert ran.sentence.startswith("nothing was imported.")
    assert all(place in ran.sentence for place in places), ran.sentence
    assert shop.kept() == before


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02\xff\xfe" * 50, b"PK\x03\x04 no workbook", b"a,b,c\n1,2,3\n", HEADER.encode()],
)
def test_what_is_no_ledger_is_refused(shop: Terminal, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.csv").write_bytes(content)
    before = shop.kept()

    ran = shop("import", "odd.csv")

    assert ran.sentence.startswith("nothing was imported.")
    assert shop.kept() == before


def test_what_is_gone_from_the_file_is_closed_and_shown(shop: Terminal, tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(LEDGER.replace(LEDGER.splitlines()[1] + "\n", ""), encoding="utf-8")

    ran = shop("import", "ledger.csv", *IMPORTED)

    assert ran.out == (
        "0 new, 0 changed, 6 unchanged.\nClosed: F-101 of Boulangerie Martin (no_longer_in_ledger).\n"
    )


def test_the_mode_stays_what_it_was(asking_shop: Terminal) -> None:
    asking_shop("import", "ledger.csv", *IMPORTED)

    assert asking_shop("org", "list", "--json").json[0]["mode"] == "approve"


def test_columns_of_other_names_are_mapped(relance: Terminal, tmp_path: Path) -> None:
    text = "Ref;Debtor name;Sum;Payable\nX-1;Good Ltd;100,00;2026-11-01\n"
    (tmp_path / "own.csv").write_text(text, encoding="utf-8")
    relance("org", "add", "B", "--country", "GB")
    maps = ("Ref=number", "Debtor name=customer", "Sum=total", "Payable=due_on")

    ran = relance(
        "import", "own.csv", *(part for each in maps for part in ("--map", each)), "--all-open", *IMPORTED
    )

    assert ran.code == 0, ran.err
    assert relance("explain", "X-1", "--json", *IMPORTED).json["open"] == "100.00"


def test_a_mapping_is_remembered_for_the_next_file_with_the_same_header(
    relance: Terminal, tmp_path: Path
) -> None:
    header = "Numéro;Client;Date échéance;Total TTC;Encours\n"
    (tmp_path / "own.csv").write_text(f"{header}X-1;Good;2026-11-01;100,00;40,00\n", encoding="utf-8")
    relance("org", "add", "B", "--country", "FR")

    refused = relance("import", "own.csv", *IMPORTED)
    mapped = relance("import", "own.csv", "--map", "Encours=open", *IMPORTED)
    (tmp_path / "own.csv").write_text(f"{header}X-1;Good;2026-11-01;100,00;0,00\n", encoding="utf-8")
    again = relance("import", "own.csv", *IMPORTED)

    assert (refused.code, mapped.code, again.code) == (1, 0, 0)
    assert '--map "Encours=open"' in " ".join(refused.err.split())
    assert 'Read as last time: --map "Encours=open"' in " ".join(again.err.split())
    assert again.out.endswith("Closed: X-1 of Good (paid).\n")


def test_where_the_remembered_order_of_dates_does_not_fit_it_is_said_that_it_was_remembered(
    relance: Terminal, tmp_path: Path
) -> None:
    header = "number;customer;due_on;total;open\n"
    (tmp_path / "own.csv").write_text(f"{header}X-1;Good;01/12/2026;100,00;40,00\n", encoding="utf-8")
    relance("org", "add", "B", "--country", "FR")
    first = relance("import", "own.csv", "--dates", "dmy", *IMPORTED)
    (tmp_path / "own.csv").write_text(f"{header}X-1;Good;12/31/2026;100,00;40,00\n", encoding="utf-8")

    refused = relance("import", "own.csv", *IMPORTED)
    anew = relance("import", "own.csv", "--dates", "mdy", *IMPORTED)

    assert (first.code, refused.code, anew.code) == (0, 1, 0)
    said = " ".join(refused.err.split())
    assert "nothing was imported. Read as last time: --dates dmy (whatever you type" in said
    assert "use --dates mdy" in said and "leave out" not in said
    assert "Read otherwise than the last file" in " ".join(anew.out.split())


def test_a_column_without_a_name_is_mapped_by_its_number(relance: Terminal, tmp_path: Path) -> None:
    text = "number;customer;due_on;total;\nX-1;Good;2026-11-01;100,00;40,00\n"
    (tmp_path / "own.csv").write_text(text, encoding="utf-8")
    relance("org", "add", "B", "--country", "FR")

    refused = relance("import", "own.csv", *IMPORTED)
    mapped = relance("import", "own.csv", "--map", "column 5=open", *IMPORTED)

    assert (refused.code, mapped.code) == (1, 0)
    assert '--map "column 5=open"' in " ".join(refused.err.split())
    assert relance("explain", "X-1", "--json", *IMPORTED).json["open"] == "40.00"


def test_a_number_from_another_column_is_found_again_or_refused(relance: Terminal, tmp_path: Path) -> None:
    header = "Nr;Ref;customer;due_on;total;open\n"
    one, two = "X-1;R-1;Good;2026-11-01;100,00;40,00\n", "X-2;R-2;Good;2026-11-01;100,00;40,00\n"
    by_number = ("--map", "Nr=number", "--map", "Ref=ignore", *IMPORTED)
    by_reference = ("--map", "Ref=number", "--map", "Nr=ignore", *IMPORTED)
    relance("org", "add", "B", "--country", "FR")
    (tmp_path / "own.csv").write_text(header + one, encoding="utf-8")
    relance("import", "own.csv", *by_number)

    again = relance("import", "own.csv", *by_reference)
    (tmp_path / "own.csv").write_text(header + one + two, encoding="utf-8")
    relance("import", "own.csv", *by_reference)
    before = relance.kept()
    refused = relance("import", "own.csv", *by_number)

    changed = "0 new, 1 changed, 0 unchanged.\n"
    assert again.out.startswith(f"{changed}Invoices known under another number before: 1.\n")
    assert refused.sentence.startswith("nothing was imported.") and refused.code == 1
    assert 'R-1, R-2. Read the number from «Ref», as last time (--map "Ref=number")' in refused.sentence
    assert relance.kept() == before
    as_it_stands = relance("import", "own.csv", "--as-it-stands", *by_number)
    assert as_it_stands.out.startswith("2 new, 0 changed, 0 unchanged.\n")
