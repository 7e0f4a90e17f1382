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
    header = "Numéro;Client;Date échéance;Total TTC;Reste dû\n"
    (tmp_path / "own.csv").write_text(f"{header}X-1;Good;2026-11-01;100,00;40,00\n", encoding="utf-8")
    relance("org", "add", "B", "--country", "FR")

    refused = relance("import", "own.csv", *IMPORTED)
    mapped = relance("import", "own.csv", "--map", "Reste dû=open", *IMPORTED)
    (tmp_path / "own.csv").write_text(f"{header}X-1;Good;2026-11-01;100,00;0,00\n", encoding="utf-8")
    again = relance("import", "own.csv", *IMPORTED)

    assert (refused.code, mapped.code, again.code) == (1, 0, 0)
    assert '--map "Reste dû=open"' in " ".join(refused.err.split())
    assert 'Read as last time: --map "Reste dû=open"' in " ".join(again.err.split())
    assert again.out.endswith("Closed: X-1 of Good (paid).\n")
