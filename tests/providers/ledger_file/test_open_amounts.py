"""A paid invoice is never asked for: what a file must say of what is still open, and what it looks like."""

from pathlib import Path

import pytest

from tests.providers.ledger_file.given import accepted, column, read, refused

#: As a small business exports it: all is known but the last column, whose name stands in no system's words.
EXPORT = (
    "Numéro;Client;Email;Date facture;Date échéance;Total TTC;Encours\n"
    "F-1;Acme;a@acme.example;31/08/2026;30/09/2026;1 200,00;0,00\n"
    "F-2;Acme;a@acme.example;31/08/2026;30/09/2026;800,00;300,00\n"
)


def test_an_unread_column_of_amounts_is_refused_with_its_name_and_the_way_out(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, EXPORT)

    assert (problem.line, str(problem.column)) == (1, "column 7 «Encours»")
    assert "amounts (0,00, 300,00)" in problem.message
    assert '--map "Encours=open"' in problem.message
    assert '--map "Encours=ignore"' in problem.message


BESIDE_A_STATUS = "number,customer,due_on,total,{header}\nF-1,Acme,2026-08-01,100.00,{values}\n"


@pytest.mark.parametrize(
    ("header", "values", "asked"),
    [
        ("status,Réglé ?", "sent,oui", "Réglé ?"),
        ("status,Versé", ",100.00", "Versé"),
        ("paid_on,Versé", ",100.00", "Versé"),
        ("open,Versé", ",100.00", "Versé"),
    ],
)
def test_a_status_of_the_document_or_an_empty_column_says_nothing_of_what_is_paid(
    tmp_path: Path, header: str, values: str, asked: str
) -> None:
    (problem,) = refused(tmp_path, BESIDE_A_STATUS.format(header=header, values=values))

    assert problem.column is not None and problem.column.name == asked


@pytest.mark.parametrize("word", ["Envoyée", "Approved", "Comptabilisée", "Gebucht", "Emitida"])
def test_what_was_sent_or_approved_may_be_paid_all_the_same(tmp_path: Path, word: str) -> None:
    content = BESIDE_A_STATUS.format(header="status,Règl. CB", values=f"{word},100.00")

    (asked,) = refused(tmp_path, content, all_open=False)
    (alone,) = refused(tmp_path, column("status", word), all_open=False)

    assert asked.column is not None and asked.column.name == "Règl. CB"
    assert "No column says what is still open" in alone.message
    assert accepted(tmp_path, column("status", "Impayée"), all_open=False).invoices[0].open == 10000


def test_where_open_amounts_are_empty_that_all_is_unpaid_does_not_pass_over_payments(tmp_path: Path) -> None:
    header = "number,customer,due_on,total,open,Montant réglé\n"
    content = header + "F1,A,2026-03-31,100,,100\nF2,A,2026-03-31,100,100,\n"

    (problem,) = refused(tmp_path, content, all_open=True)
    mapped = accepted(tmp_path, content, mapping={"Montant réglé": "paid"}, all_open=True)

    assert problem.column is not None and problem.column.name == "Montant réglé"
    assert "Some open amounts are empty" in problem.message and '"Montant réglé=paid"' in problem.message
    assert [x.open for x in mapped.invoices] == [0, 10000]


def test_digits_without_end_are_no_amount(tmp_path: Path) -> None:
    content = column("Jeton", "7" * 5000)

    assert accepted(tmp_path, content).invoices[0].open == 10000


def test_mapped_it_says_what_is_paid(tmp_path: Path) -> None:
    paid, half = accepted(tmp_path, EXPORT, mapping={"Encours": "open"}, all_open=False).invoices

    assert (paid.open, paid.status.value) == (0, "paid")
    assert (half.open, half.total) == (30000, 80000)


def test_what_was_paid_says_what_is_open(tmp_path: Path) -> None:
    content = EXPORT.replace("Encours", "Déjà réglé").replace("1 200,00;0,00", "1 200,00;1200,00")

    paid, part = accepted(tmp_path, content, all_open=False).invoices

    assert (paid.open, paid.status.value) == (0, "paid")
    assert part.open == 50000


@pytest.mark.parametrize(
    ("paid", "open_", "credit"),
    [("", 10000, 0), ("0", 10000, 0), ("40", 6000, 0), ("100", 0, 0), ("130", 0, 3000)],
)
def test_open_is_the_total_less_what_was_paid(tmp_path: Path, paid: str, open_: int, credit: int) -> None:
    ledger = accepted(tmp_path, column("paid", paid), all_open=False)

    assert ledger.invoices[0].open == open_
    assert sum(x.amount for x in ledger.credits) == credit


def test_an_open_amount_counts_before_a_paid_one(tmp_path: Path) -> None:
    content = "number,customer,due_on,total,open,paid\nF1,A,2026-03-31,100,20,50\nF2,A,2026-03-31,100,,50\n"

    assert [x.open for x in accepted(tmp_path, content).invoices] == [2000, 5000]


def test_more_paid_than_a_credit_note_holds_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "number,customer,due_on,total,paid\nA1,A,2026-03-31,-50,10\n")

    assert str(problem.column) == "column 5 «paid»"


@pytest.mark.parametrize(
    ("values", "is_asked"),
    [
        (("0", "20"), True),
        (("0,00 €", "n/a"), True),
        (("", "12.50"), True),
        (("oui", "non"), True),
        (("", "x"), True),
        (("", "✓"), True),
        (("payée", "émise"), True),
        (("Luc", "Ève"), False),
        (("75001", "69002"), False),
        (("01000", "06000"), False),
        (("12/03/2026", "13/03/2026"), False),
        (("5 mars 2026", "6 mars 2026"), False),
        (("voir avoir 12", "rien"), False),
        (("", "-"), False),
    ],
    ids=str,
)
def test_it_is_told_by_its_values_whether_a_column_may_say_what_is_paid(
    tmp_path: Path, values: tuple[str, str], is_asked: bool
) -> None:
    _, problems = read(tmp_path, column("Divers", *values))

    assert [str(x.column) for x in problems if x.kind == "error"] == ["column 5 «Divers»"] * is_asked


@pytest.mark.parametrize("name", ["Montant réglé", "Date de règlement", "Payée"])
def test_a_name_that_probably_tells_it_is_asked_about_whatever_it_holds(tmp_path: Path, name: str) -> None:
    (problem,) = refused(tmp_path, column(name, "virement reçu hier", ""))

    assert name in str(problem.column)


@pytest.mark.parametrize("beside", ["status,open", "paid_on,2026-04-01"])
def test_a_status_or_a_payment_day_does_not_say_what_is_paid_in_part(tmp_path: Path, beside: str) -> None:
    """So every column of amounts that nobody has named is asked about; days and texts are not."""
    field, value = beside.split(",")
    header = f"number,customer,due_on,total,{field},Mon reste,Vendeur,Livrée le\n"
    content = f"{header}F1,A,2026-03-31,100,{value},0,Luc,2026-01-31\n"

    (problem,) = refused(tmp_path, content, all_open=False)

    assert str(problem.column) == "column 6 «Mon reste»"
    assert all(f'"Mon reste={ours}"' in problem.message for ours in ("open", "paid", "ignore"))
    assert accepted(tmp_path, content, mapping={"Mon reste": "ignore"}, all_open=False).invoices


@pytest.mark.parametrize("names", ["HT,TVA", "Total HT,TVA 20 %", "Montant hors taxes,Taux de TVA"])
def test_an_export_with_amounts_without_tax_and_a_status_passes_without_a_question(
    tmp_path: Path, names: str
) -> None:
    content = f"number,customer,due_on,{names},Total TTC,Statut\nF1,A,2026-03-31,100,20,120,Impayée\n"

    assert accepted(tmp_path, content, all_open=False).invoices[0].open == 12000


def test_beside_an_open_amount_nothing_is_asked(tmp_path: Path) -> None:
    content = "number,customer,due_on,total,open,Acompte\nF1,A,2026-03-31,100,20,80\n"

    assert accepted(tmp_path, content, all_open=False).invoices[0].open == 2000


@pytest.mark.parametrize(
    "name", ["Montant HT", "Total TVA", "TVA", "TVA 5,5 %", "Subtotal", "Nettobetrag", "Jours de retard"]
)
def test_amounts_that_are_known_to_be_something_else_are_not_asked_about(tmp_path: Path, name: str) -> None:
    assert accepted(tmp_path, column(name, "80")).invoices[0].open == 10000


def test_a_column_that_its_owner_ignores_is_not_asked_about(tmp_path: Path) -> None:
    assert (
        accepted(tmp_path, column("Commission", "5"), mapping={"Commission": "ignore"}).invoices[0].open
        == 10000
    )


def test_where_no_column_says_what_is_open_the_owner_must(tmp_path: Path) -> None:
    content = column("total", "100")

    (problem,) = refused(tmp_path, content, all_open=False)

    assert "No column says what is still open" in problem.message and "--all-open" in problem.message
    assert accepted(tmp_path, content, all_open=True).invoices[0].open == 10000


@pytest.mark.parametrize("name", ["open", "paid", "status", "paid_on"])
def test_a_column_that_says_it_is_enough(tmp_path: Path, name: str) -> None:
    assert accepted(tmp_path, column(name, ""), all_open=False).invoices[0].open == 10000


def test_every_column_that_is_not_read_is_named_with_what_it_looks_like(tmp_path: Path) -> None:
    header = "number,customer,due_on,total,open,Vendeur,Courriel,Commission,Livré,Note"

    _, (notice,) = read(tmp_path, f"{header}\nF1,A,2026-03-31,100,20,Luc,a@b.fr,5,2026-03-01,\n")

    assert notice.kind == "notice"
    assert notice.message == (
        'Not read: «Vendeur» (text), «Courriel» (text; probably --map "Courriel=email"), '
        "«Commission» (amounts), «Livré» (dates), «Note» (nothing)."
    )


def test_everyday_names_are_proposed_and_never_taken(tmp_path: Path) -> None:
    content = "Pièce;Nom client;Échéance;TTC;Encours\nF1;A;31/03/2026;100,00;0,00\n"

    ledger, problems = read(tmp_path, content)

    assert ledger.invoices == ()
    assert '--map "Pièce=number" --map "TTC=total"' in problems[0].message
    assert {x.column.name: x.guess for x in ledger.facts.seen if x.guess} == {
        "Pièce": "number", "TTC": "total", "Encours": "open",
    }  # fmt: skip


def test_one_field_is_proposed_once(tmp_path: Path) -> None:
    content = "number,customer,due_on,total,open,Mail,Courriel,Encours\nF1,A,2026-03-31,9,9,a@b.fr,c@d.fr,9\n"

    seen = accepted(tmp_path, content).facts.seen

    assert [x.guess for x in seen] == [None] * 5 + ["email", None, None]


def test_three_values_of_each_column_are_shown(tmp_path: Path) -> None:
    seen = accepted(tmp_path, column("Note", "a", "b", "a", "c", "d", "x" * 99)).facts.seen

    assert seen[4].samples == ("a", "b", "c")
    assert seen[0].field == "number" and not seen[0].is_unread


AGAINST = "number,customer,due_on,total,open,{header}\nF-1,Acme,2026-08-01,100.00,{open},{said}\n"


@pytest.mark.parametrize(
    ("header", "said"),
    [("Suivi", "Payée"), ("Suivi", "annulée"), ("Etat", "brouillon"), ("Réglé ?", "oui"), ("Réglé ?", "1")],
)
def test_an_open_amount_is_not_believed_against_a_column_nobody_read_that_says_paid(
    tmp_path: Path, header: str, said: str
) -> None:
    content = AGAINST.format(header=header, open="100.00", said=said)

    (asked,) = refused(tmp_path, content)

    assert asked.column is not None and asked.column.name == header
    assert f"«{said}»" in asked.message and f'--map "{header}=status"' in asked.message
    assert accepted(tmp_path, content, mapping={header: "ignore"}).invoices[0].open == 100_00


@pytest.mark.parametrize(
    ("header", "open_", "said"),
    [
        ("Suivi", "0.00", "Payée"),
        ("Suivi", "", "Payée"),
        ("Suivi", "40.00", "Partiellement payée"),
        ("Suivi", "100.00", "Relancée"),
        ("Réglé ?", "100.00", "non"),
        ("Suivi", "-100.00", "Payée"),
    ],
)
def test_where_both_agree_nothing_is_asked(tmp_path: Path, header: str, open_: str, said: str) -> None:
    content = AGAINST.format(header=header, open=open_ or "0", said=said)
    content += "F-2,Acme,2026-08-01,100.00,100.00,\n"

    accepted(tmp_path, content.replace("100.00,-100.00", "-100.00,-100.00"))
