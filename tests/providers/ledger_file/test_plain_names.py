"""Names that need no source: the words of our own pages, and their plain variants."""

import re
from pathlib import Path

import pytest

from connector.web.words_of_files import FILES
from providers.ledger_file.headers import FIELDS, fold, table
from providers.ledger_file.plain_names import OF_DOCUMENT, OWN_WORDS, document_field, own_field
from tests.providers.ledger_file.given import accepted, refused

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "ledger-files.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| ([^|`\[]+) \|$", PAGE, flags=re.MULTILINE)


def taken_as(name: str) -> str | None:
    return table().get(fold(name)) or own_field(name) or document_field(name)


@pytest.mark.parametrize("field", FIELDS)
def test_what_our_pages_call_a_field_is_recognised_in_both_languages(field: str) -> None:
    assert [taken_as(name) for name in FILES[f"field.{field}"]] == [field, field]


def test_every_plain_name_stands_in_the_docs_and_no_other() -> None:
    written = [(field, names) for words in (OWN_WORDS, OF_DOCUMENT) for field, names in words.items()]

    assert [(field, tuple(said.split(" · "))) for field, said in ROWS] == written


@pytest.mark.parametrize("field", OWN_WORDS)
def test_each_means_what_it_stands_for(field: str) -> None:
    assert {taken_as(name) for name in OWN_WORDS[field]} == {field}


@pytest.mark.parametrize(
    ("names", "field"),
    [
        ("N° pièce,N° de pièce,Numéro de la pièce,No. de pièce,N° facture,Invoice no", "number"),
        ("Email du client,E-mail client,Courriel du client,Client email,CUSTOMER E-MAIL", "email"),
        ("Adresse mail,Adresse e\u2011mail,Billing email", "email"),
        ("Date d’émission,DATE EMISSION,Date de pièce,Date pièce,Issue date", "issued_on"),
        ("Solde dû,SOLDE DU,Reste dû,Restant dû,Montant restant dû,Montant restant dû TTC", "open"),
        ("Reste à payer TTC,RESTE DU TTC,Solde restant,Open amount,Amount outstanding", "open"),
        ("N° client,Client no,Customer number", "customer_id"),
    ],
)
def test_variants_of_one_name_mean_the_same(names: str, field: str) -> None:
    assert {name: taken_as(name) for name in names.split(",")} == dict.fromkeys(names.split(","), field)


@pytest.mark.parametrize(
    "name", ["Intitulé", "Payée", "Reste HT", "Solde dû HT", "Total dû", "N°", "Mail", "Reste", ""]
)
def test_what_may_mean_something_else_is_not_taken(name: str) -> None:
    assert taken_as(name) is None


def test_an_export_in_plain_french_is_read_without_a_question(tmp_path: Path) -> None:
    ledger = accepted(
        tmp_path,
        "N° pièce;Date de pièce;Échéance;Client;Email du client;Total HT;Montant TTC;Solde dû;Statut\n"
        "F1;01/03/2026;31/03/2026;Acme;a@b.fr;100,00;120,00;20,00;En retard\n",
        dates="dmy",
        all_open=False,
    )

    (invoice,) = ledger.invoices
    assert (invoice.number, invoice.open, str(invoice.issued_on)) == ("F1", 2000, "2026-03-01")
    assert ledger.customers[0].emails == ("a@b.fr",)


def test_the_word_of_a_system_counts_before_a_plain_one(tmp_path: Path) -> None:
    ledger = accepted(
        tmp_path, "N° pièce,N° facture,client,due_on,total,Solde,Reste dû\nP1,F1,A,2026-03-31,9,4,5\n"
    )

    assert (ledger.invoices[0].number, ledger.invoices[0].open) == ("F1", 400)
    assert [str(x) for x in ledger.facts.ignored_columns] == ["column 1 «N° pièce»", "column 7 «Reste dû»"]


def test_of_two_plain_ones_nobody_chooses_but_the_owner(tmp_path: Path) -> None:
    content = "number,customer,due_on,total,Solde dû,Reste dû\nF1,A,2026-03-31,9,4,5\n"

    (problem,) = refused(tmp_path, content)

    assert "«Solde dû»" in problem.message and "«Reste dû»" in problem.message
    assert accepted(tmp_path, content, mapping={"Solde dû": "ignore"}).invoices[0].open == 500
