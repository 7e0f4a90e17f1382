"""Headers: which names are known, where each was read, and what mapping by hand does."""

import re
from pathlib import Path

import pytest

from providers.ledger_file.headers import FIELDS, IGNORE, KNOWN_HEADERS, fold, table
from providers.ledger_file.plain_names import NOT_READ
from tests.providers.ledger_file.given import accepted, refused

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "ledger-files.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+?) \| `(\w+)` \| \[(.+?)\]\[(.+?)\] \|$", PAGE, flags=re.MULTILINE)
SOURCES = dict(re.findall(r"^\[(.+?)\]: (https://\S+)$", PAGE, flags=re.MULTILINE))

LEDGERS = {
    "ours": """
number,customer,email,issued_on,due_on,currency,total,open,status,paid_on,phone,language,country,customer_type,terms
F1,Acme,a@b.fr,2026-03-01,2026-03-31,EUR,120,20,open,,,fr,FR,business,30
""",
    "Xero": """
ContactName,EmailAddress,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,InvoiceAmountDue,Currency,Status
Acme,a@b.fr,F1,x,01/03/2026,31/03/2026,120,20,EUR,Awaiting Payment
""",
    "Zoho": """
Invoice Date,Invoice Number,Invoice Status,Customer Name,Due Date,Currency Code,SubTotal,Total,Balance,Email
2026-03-01,F1,Overdue,Acme,2026-03-31,EUR,100,120,20,a@b.fr
""",
    "Odoo": """
Numéro;Client;Date de facturation;Date d'échéance;Montant HT;Total;Montant dû;Statut du paiement;E-mail
F1;Acme;01/03/2026;31/03/2026;100,00;120,00;20,00;Partiellement réglé;a@b.fr
""",
    "Dolibarr": """
Réf. facture;Client;Email;Date facturation;Date échéance;Montant HT;Montant TTC;Reste à payer;Statut facture
F1;Acme;a@b.fr;01/03/2026;31/03/2026;100,00;120,00;20,00;Impayée
""",
    "Invoice Ninja": """
Rechnungsnummer;Kunde;E-Mail;Rechnungsdatum;Fälligkeitsdatum;Gesamt;Offener Betrag;Status
F1;Acme;a@b.fr;01.03.2026;31.03.2026;120,00;20,00;Überfällig
""",
    "FacturaScripts": """
Factura;Cliente;Email;Fecha;Vencimiento;Total;Pendiente;Estado;Divisa
F1;Acme;a@b.fr;01-03-2026;31-03-2026;120,00;20,00;Vencida;EUR
""",
}


@pytest.mark.parametrize("system", LEDGERS)
def test_the_export_of_a_common_system_is_read_as_it_is(tmp_path: Path, system: str) -> None:
    ledger = accepted(tmp_path, LEDGERS[system], dates="dmy")

    (invoice,) = ledger.invoices
    assert (invoice.number, invoice.total, invoice.open, invoice.currency) == ("F1", 12000, 2000, "EUR")
    assert [str(day) for day in (invoice.issued_on, invoice.due_on)] == ["2026-03-01", "2026-03-31"]
    assert (ledger.customers[0].name, ledger.customers[0].emails) == ("Acme", ("a@b.fr",))


def test_every_known_header_has_its_source_in_the_docs_and_no_other_is_there() -> None:
    documented = {(name, field) for name, field, _, _ in ROWS}
    known = {(name, field) for field, names in KNOWN_HEADERS.items() for name in names}

    assert documented == known
    assert len(ROWS) == len(documented)
    assert {source for _, _, _, source in ROWS} == set(SOURCES)


def test_every_plain_name_that_is_not_read_stands_in_the_docs() -> None:
    (listed,) = re.findall(r"^Known, and not read: (.+?\*)\.$", PAGE, flags=re.MULTILINE | re.DOTALL)

    assert re.findall(r"\*(.+?)\*", " ".join(listed.split())) == list(NOT_READ)
    assert {table().get(fold(name), IGNORE) for name in NOT_READ} == {IGNORE}


def test_no_header_means_two_fields() -> None:
    folded = [fold(name) for names in KNOWN_HEADERS.values() for name in names]
    ours = {fold(name) for name in FIELDS}

    assert {name: folded.count(name) for name in folded if folded.count(name) > 2} == {}
    assert all(table()[fold(name)] == field for field, names in KNOWN_HEADERS.items() for name in names)
    assert all(table()[name] in FIELDS for name in ours)


@pytest.mark.parametrize(
    "header",
    ["DUE DATE", "due_date", " Due  Date ", "*DueDate", "Date d’échéance", "date d'echeance", "FAELLIG"],
)
def test_case_accents_spaces_and_punctuation_do_not_matter(tmp_path: Path, header: str) -> None:
    mapping = {"Faellig": "due_on"} if header == "FAELLIG" else {}

    ledger = accepted(tmp_path, f"Number,CUSTOMER,{header},Total\nF1,A,2026-03-31,5\n", mapping=mapping)

    assert str(ledger.invoices[0].due_on) == "2026-03-31"
    assert ledger.facts.columns["due_on"].number == 3


@pytest.mark.parametrize("missing", ["number", "customer", "total"])
def test_a_needed_column_that_is_missing_is_named_with_those_that_are_there(
    tmp_path: Path, missing: str
) -> None:
    names = [name if name != missing else "Wat" for name in ("number", "customer", "due_on", "total")]

    (problem,) = refused(tmp_path, ",".join(names) + "\n1,2,2026-03-31,4\n")

    assert problem.line == 1
    assert f"No column for «{missing}»" in problem.message
    assert "«Wat»" in problem.message
    assert f'--map "its name={missing}"' in problem.message


def test_one_of_the_two_dates_is_needed(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "number,customer,total,paid_on\nF1,A,5,\n")

    assert "«due_on or issued_on»" in problem.message


def test_two_columns_for_one_field_are_refused_naming_both(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "number,customer,due_on,total,Montant TTC\nF1,A,2026-03-31,5,6\n")

    assert "column 4 «total» and column 5 «Montant TTC» both mean «total»" in problem.message
    assert '--map "total=total"' in problem.message


@pytest.mark.parametrize(
    ("mapping", "cents"),
    [({"Montant TTC": "total"}, 600), ({"Montant TTC": "ignore"}, 500), ({"total": "total"}, 500)],
)
def test_a_mapping_says_which_of_two_columns_counts(
    tmp_path: Path, mapping: dict[str, str], cents: int
) -> None:
    ledger = accepted(
        tmp_path, "number,customer,due_on,total,Montant TTC\nF1,A,2026-03-31,5,6\n", mapping=mapping
    )

    assert ledger.invoices[0].total == cents


def test_unknown_headers_are_mapped_by_hand(tmp_path: Path) -> None:
    ledger = accepted(
        tmp_path,
        "Pièce;Tiers;Terme;Brut\nF1;Acme;31/03/2026;12,50\n",
        mapping={"pièce": "number", "Tiers": "customer", "Terme": "due_on", "Brut": "total"},
    )

    assert (ledger.invoices[0].number, ledger.invoices[0].total) == ("F1", 1250)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"total": "totl"}, "«totl», which is not a field. Did you mean «total»?"),
        ({"totle": "total"}, "no column «totle» to map. Did you mean «total»?"),
        ({"total": "open", "due_on": "open"}, "«total» and «due_on» are both mapped to «open»"),
        ({"again": "email"}, "2 columns are named «again»"),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_nearest_names(
    tmp_path: Path, mapping: dict[str, str], said: str
) -> None:
    content = "number,customer,due_on,total,again,again\nF1,A,2026-03-31,5,,\n"

    problems = refused(tmp_path, content, mapping=mapping)

    assert any(said in problem.message for problem in problems)


def test_a_title_may_stand_above_the_header(tmp_path: Path) -> None:
    ledger = accepted(
        tmp_path, "Acme SARL\nOpen invoices\n\nnumber,customer,due_on,total\nF1,A,2026-03-31,5\n"
    )

    assert (ledger.facts.header_line, ledger.facts.lines_before_header, len(ledger.invoices)) == (4, 3, 1)


def test_columns_that_are_not_read_are_told(tmp_path: Path) -> None:
    ledger = accepted(tmp_path, "number,customer,due_on,total,Vendeur\nF1,A,2026-03-31,5,Luc\n")

    assert [str(one) for one in ledger.facts.ignored_columns] == ["column 5 «Vendeur»"]


def test_columns_of_one_name_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    """What is advised is accepted."""
    content = "number,customer,due_on,total,Encours,Encours\nF1,A,2026-03-31,5,3,4\n"

    asked = refused(tmp_path, content)
    ledger = accepted(tmp_path, content, mapping={"column 5": "ignore", "column 6": "open"})

    assert ['--map "column 5=open"' in x.message for x in asked] == [True, False]
    assert '--map "column 6=open"' in asked[1].message
    assert ledger.invoices[0].open == 400
    assert ledger.facts.names["open"] == "column 6"


def test_two_of_one_known_name_say_how_to_choose(tmp_path: Path) -> None:
    content = "number,customer,due_on,total,total,open\nF1,A,2026-03-31,5,6,3\n"

    (clash,) = refused(tmp_path, content)

    assert '--map "column 4=total" (or --map "column 5=ignore")' in clash.message
    assert accepted(tmp_path, content, mapping={"column 4": "total"}).invoices[0].total == 500
    assert accepted(tmp_path, content, mapping={"column 5": "ignore"}).invoices[0].total == 500


def test_columns_of_one_name_may_be_ignored_or_added_up(tmp_path: Path) -> None:
    content = "number,customer,due_on,total,Réglé,Réglé\nF1,A,2026-03-31,9,3,4\n"

    added = accepted(tmp_path, content, mapping={"column 5": "paid", "column 6": "paid"})

    assert added.invoices[0].open == 200
    assert accepted(tmp_path, content, mapping={"Réglé": "ignore"}, all_open=True).invoices[0].open == 900
