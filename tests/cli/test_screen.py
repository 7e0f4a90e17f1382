"""What a person sees: tables of 80 columns, the owner's way to write amounts, names made harmless."""

import unicodedata
from pathlib import Path

import pytest

from tests.cli.terminal import IMPORTED, Terminal

HOSTILE = {
    "colours": "\x1b[31mRed\x1b[0m Ltd",
    "title": "\x1b]0;owned\x07Ltd",
    "markup": "[bold red]Ltd[/bold red] [link=http://x.example]x[/link]",
    "emoji": ":pile_of_poo: Ltd",
    "turned": "Ltd \u202e05.0001",
    "template": "{{ 7 * 7 }} {% raw %} Ltd",
    "formula": "=cmd|' /C calc'!A0",
    "sql": "Ltd'; DROP TABLE invoices; --",
    "long": "Ltd " * 60,
    "other": "株式会社 Ñandú 😀",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_is_shown_and_obeyed_by_nothing(relance: Terminal, tmp_path: Path, name: str) -> None:
    line = f'H-1,"{name}",,2026-10-02,2026-11-01,EUR,100.00\n'
    text = "number,customer,email,issued_on,due_on,currency,total\n" + line
    (tmp_path / "hostile.csv").write_text(text, encoding="utf-8")
    relance("org", "add", name.replace("\x1b", ""), "--country", "FR")
    relance("import", "hostile.csv", "--all-open", *IMPORTED)
    relance("run-once", *IMPORTED)

    shown = [relance(*x, *IMPORTED) for x in (("plan",), ("tasks",), ("explain", "H-1"), ("simulate",))]

    assert [x.code for x in shown] == [0, 0, 0, 0]
    text = "".join(x.out + x.err for x in shown)
    assert "H-1" in text
    assert not [sign for sign in text if unicodedata.category(sign) in ("Cc", "Cs") and sign != "\n"]
    assert not set("\u202e\u2066\u2067\u2068") & set(text)


@pytest.mark.parametrize("kind", ["markup", "emoji", "template", "formula", "sql", "other"])
def test_a_name_is_shown_as_it_is_written(relance: Terminal, tmp_path: Path, kind: str) -> None:
    line = f'H-1,"{HOSTILE[kind]}",2026-11-01,EUR,100.00\n'
    (tmp_path / "odd.csv").write_text(f"number,customer,due_on,currency,total\n{line}", encoding="utf-8")
    relance("org", "add", "Shop", "--country", "FR")
    relance("import", "odd.csv", "--all-open", *IMPORTED)

    told = relance("explain", "H-1", *IMPORTED).out

    assert told.startswith(f"H-1, {HOSTILE[kind]}: ")


@pytest.mark.parametrize(
    "command",
    [("plan",), ("simulate", "--days", "60"), ("tasks",), ("org", "list"), ("approve",)],
)
def test_tables_fit_80_columns(asking_shop: Terminal, command: tuple[str, ...]) -> None:
    timed = () if command[0] == "org" else IMPORTED

    lines = asking_shop(*command, *timed).out.splitlines()

    tables = [line for line in lines if "│" in line or "┃" in line]
    assert tables
    assert max(map(len, tables)) <= 80


def test_amounts_stand_below_one_another_in_the_owners_way(shop: Terminal) -> None:
    out = shop("plan", *IMPORTED).out

    assert "1 560,50 €" in unicodedata.normalize("NFKC", out)


def test_an_owner_who_reads_english_is_told_in_english(relance: Terminal) -> None:
    relance("org", "add", "Atelier", "--country", "GB")
    relance("import", "ledger.csv", *IMPORTED)

    told = relance("explain", "F-101", *IMPORTED).out

    assert told.splitlines() == [
        "F-101, Boulangerie Martin: €1,250.00 open, due on 1 November 2026.",
        "send, first_contact: A first reminder is due, in neutral words.",
        "Next: friendly (email), 23 November 2026, policy standard.",
        "Left out: notice. It was late already when Relance read it or began to write for you.",
        "Policy «standard»: what everybody else follows.",
    ]


def test_the_plan_says_of_what_waits_why_and_until_when(shop: Terminal) -> None:
    out = shop("plan", *IMPORTED).out

    assert "1 wait  not_due: The day of its next step has not come. Next on 2026-12-25." in out


def test_shadow_says_why_nothing_leaves(shop: Terminal) -> None:
    ran = shop("run-once", *IMPORTED)

    assert ran.out.endswith("Nothing was there to send.\n")
    assert ran.err == 'Shadow mode: nothing is sent until `relance org set "Atelier Nord" --mode approve`.\n'


def test_what_was_kept_back_says_why(asking_shop: Terminal) -> None:
    asking_shop("approve", "--all", *IMPORTED)

    out = asking_shop("send", *IMPORTED).out

    assert "sent      Boulangerie Martin: friendly (F-101, F-102)\n" in out
    assert "approved  Northwind Ltd: notice (F-103): Outside the customer's hours.\n" in out
    assert out.endswith("1 sent, 1 not.\n")
