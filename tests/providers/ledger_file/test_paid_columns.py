"""A paid invoice is never asked for, wherever a file says so: in parts, ticks, remarks, days."""

from pathlib import Path

import pytest

from providers.ledger_file.sentences_of_open import say as said
from providers.ledger_file.ticks import asks_whether_paid, ticked_status
from tests.providers.ledger_file.given import accepted, column, read, refused, workbook

#: An advance and the rest, each in its column.
TWO = (
    "Numéro;Client;Date échéance;Total TTC;Acompte;Règlement\n"
    "F-1;Acme;30/09/2026;100,00;30,00;70,00\n"
    "F-2;Acme;30/09/2026;100,00;30,00;\n"
    "F-3;Acme;30/09/2026;100,00;;\n"
)
BOTH = {"Acompte": "paid", "Règlement": "paid"}


class TestSeveralPayments:
    def test_one_of_two_columns_of_payments_leaves_the_other_to_be_asked_about(self, tmp_path: Path) -> None:
        (problem,) = refused(tmp_path, TWO, mapping={"Acompte": "paid"}, all_open=False)

        assert str(problem.column) == "column 6 «Règlement»"
        assert "What was paid is read from another column" in problem.message
        assert '--map "Règlement=paid"' in problem.message
        assert '--map "Règlement=ignore"' in problem.message

    def test_payments_in_several_columns_are_added_up(self, tmp_path: Path) -> None:
        ledger = accepted(tmp_path, TWO, mapping=BOTH, all_open=False)

        assert [(x.open, x.status.value) for x in ledger.invoices] == [
            (0, "paid"), (7000, "open"), (10000, "open"),
        ]  # fmt: skip
        assert ledger.facts.names["paid"] == "Acompte + Règlement"
        assert [x.field for x in ledger.facts.seen][-2:] == ["paid", "paid"]

    def test_both_are_proposed(self, tmp_path: Path) -> None:
        ledger, problems = read(tmp_path, TWO, all_open=False)

        assert [x.guess for x in ledger.facts.seen][-2:] == ["paid", "paid"]
        assert [str(x.column) for x in problems] == ["column 5 «Acompte»", "column 6 «Règlement»"]

    def test_one_that_holds_the_other_already_is_noticed(self, tmp_path: Path) -> None:
        content = TWO.replace("30,00;70,00", "30,00;100,00")

        (problem,) = refused(tmp_path, content, mapping=BOTH)

        assert problem.line == 2 and "one of them may hold what stands in another" in problem.message

    def test_an_overpayment_in_one_is_none_of_that(self, tmp_path: Path) -> None:
        ledger = accepted(tmp_path, TWO.replace("30,00;70,00", "130,00;0,00"), mapping=BOTH)

        assert (ledger.invoices[0].open, ledger.credits[0].amount) == (0, 3000)

    def test_what_one_of_them_cannot_say_is_named_there(self, tmp_path: Path) -> None:
        (problem,) = refused(tmp_path, TWO.replace("70,00", "soixante"), mapping=BOTH)

        assert (problem.line, str(problem.column)) == (2, "column 6 «Règlement»")

    def test_each_is_written_in_its_own_way_and_proves_it(self, tmp_path: Path) -> None:
        (problem,) = refused(tmp_path, TWO.replace("70,00", "1,234"), mapping=BOTH)

        assert str(problem.column) == "column 6 «Règlement»" and "three decimals" in problem.message

    def test_a_known_one_is_asked_about_where_another_was_mapped(self, tmp_path: Path) -> None:
        content = TWO.replace("Règlement", "Déjà réglé")

        (problem,) = refused(tmp_path, content, mapping={"Acompte": "paid"})

        assert '--map "Déjà réglé=paid"' in problem.message

    def test_two_that_are_known_are_not_added_up_unasked(self, tmp_path: Path) -> None:
        content = TWO.replace("Acompte", "paid").replace("Règlement", "Déjà réglé")

        (problem,) = refused(tmp_path, content)

        assert "«paid»" in problem.message and "«Déjà réglé»" in problem.message

    def test_an_open_amount_ends_all_questions(self, tmp_path: Path) -> None:
        content = TWO.replace("Acompte", "open").replace("100,00;;", "100,00;100,00;")

        assert [x.open for x in accepted(tmp_path, content, all_open=False).invoices][:2] == [3000, 3000]

    @pytest.mark.parametrize("name", ["Versement 2", "Acompte 1", "Paiement"])
    def test_a_numbered_one_is_proposed_as_a_payment(self, tmp_path: Path, name: str) -> None:
        (problem,) = refused(tmp_path, column(name, "20,00", ""))

        assert f'--map "{name}=paid"' in problem.message

    def test_amounts_of_which_nothing_is_known_are_not_proposed_as_either(self, tmp_path: Path) -> None:
        (problem,) = refused(tmp_path, column("Divers", "20,00", ""))

        for ours in ("open", "paid", "ignore"):
            assert f'"Divers={ours}"' in problem.message

    def test_what_a_status_calls_paid_is_paid_whatever_the_advance_was(self, tmp_path: Path) -> None:
        content = "number,customer,due_on,total,paid,Réglé\n"
        content += "F1,A,2026-03-31,100,30,oui\nF2,A,2026-03-31,100,30,non\nF3,A,2026-03-31,100,130,oui\n"

        ledger = accepted(tmp_path, content, mapping={"Réglé": "status"}, all_open=False)

        assert [x.open for x in ledger.invoices] == [0, 7000, 0]
        assert [x.amount for x in ledger.credits] == [3000]


class TestTicks:
    @pytest.mark.parametrize("ours", ["paid", "open"])
    @pytest.mark.parametrize("values", [("1", "0"), ("1", ""), ("x", ""), ("oui", "non"), ("✓", "")], ids=str)
    def test_ticks_are_no_amounts(self, tmp_path: Path, ours: str, values: tuple[str, str]) -> None:
        problems = refused(tmp_path, column("Payée", *values), mapping={"Payée": ours})

        assert '--map "Payée=status"' in problems[0].message and problems[0].line == 1

    def test_in_a_workbook_too(self, tmp_path: Path) -> None:
        rows: list[list[object]] = [
            ["number", "customer", "due_on", "total", "paid"],
            ["F1", "A", "2026-03-31", 100, 1],
        ]
        path = workbook(tmp_path, rows)

        problems = refused(tmp_path, path.read_bytes(), name="ledger.xlsx")

        assert "naughts and ones (1)" in problems[0].message

    @pytest.mark.parametrize(
        "values", [("0", "0"), ("0", ""), ("1", "2"), ("1.00", "0"), ("1", "100")], ids=str
    )
    def test_amounts_are_amounts(self, tmp_path: Path, values: tuple[str, str]) -> None:
        assert len(accepted(tmp_path, column("paid", *values)).invoices) == 2

    def test_a_tick_under_paid_is_a_status(self, tmp_path: Path) -> None:
        content = column("Payée", "oui", "non", "", "1", "0", "X")

        ledger = accepted(tmp_path, content, mapping={"Payée": "status"}, all_open=False)

        assert [x.status.value for x in ledger.invoices] == ["paid", "open", "open", "paid", "open", "paid"]

    @pytest.mark.parametrize("name", ["Divers", "Envoyée", "Statut", "À payer le"])
    def test_under_another_name_it_says_nothing(self, tmp_path: Path, name: str) -> None:
        (problem,) = refused(tmp_path, column(name, "non"), mapping={name: "status"})

        assert "does not say whether the invoice is paid" in problem.message

    @pytest.mark.parametrize("name", ["Réglé", "Payé ?"])
    @pytest.mark.parametrize("values", [("oui", "non"), ("1", "0")])
    def test_a_name_for_an_amount_over_ticks_is_proposed_as_a_status(
        self, tmp_path: Path, name: str, values: tuple[str, str]
    ) -> None:
        (problem,) = refused(tmp_path, column(name, *values), all_open=False)

        assert f'--map "{name}=status"' in problem.message


@pytest.mark.parametrize(
    ("header", "asks"),
    [
        ("Payée", True),
        ("PAYEE", True),
        ("Payée (oui/non)", True),
        ("Payée O/N", True),
        ("Facture réglée ?", True),
        ("isPaid", True),
        ("facture_payee", True),
        ("Bezahlt", True),
        ("Cobrada", True),
        ("Impayée", False),
        ("Non payée", False),
        ("Unpaid?", False),
        ("Pas payée", None),
        ("À payer", None),
        ("Payée le", None),
        ("Montant payé", None),
        ("Envoyée", None),
        ("Sent", None),
        ("Statut", None),
        ("", None),
        ("Oui / non", None),
    ],
)
def test_it_is_told_by_its_header_whether_a_tick_says_paid(header: str, asks: bool | None) -> None:
    assert asks_whether_paid(header) is asks


@pytest.mark.parametrize(
    ("text", "header", "status"),
    [
        ("oui", "Payée", "paid"),
        ("non", "Payée", "open"),
        ("oui", "Impayée", "open"),
        ("non", "Impayée", "paid"),
        ("☑", "Payée", "paid"),
        ("☐", "Payée", "open"),
        ("✗", "Payée", None),
        ("peut-être", "Payée", None),
        ("oui", "Envoyée", None),
    ],
)
def test_what_a_tick_says(text: str, header: str, status: str | None) -> None:
    assert ticked_status(text, header) == status


class TestWithoutAName:
    CONTENT = (
        "number;customer;due_on;total;;\nF-1;Acme;30/09/2026;100,00;0,00;\nF-2;Acme;30/09/2026;80,00;80,00;\n"
    )

    def test_a_column_that_has_none_stops_the_file_too(self, tmp_path: Path) -> None:
        (problem,) = refused(tmp_path, self.CONTENT, all_open=False)

        assert str(problem.column) == "column 5, which has no name"
        assert '--map "column 5=open"' in problem.message

    @pytest.mark.parametrize("name", ["column 5", "Column 5"])
    def test_it_is_mapped_by_its_number(self, tmp_path: Path, name: str) -> None:
        ledger = accepted(tmp_path, self.CONTENT, mapping={name: "open"}, all_open=False)

        assert [x.open for x in ledger.invoices] == [0, 8000]
        assert ledger.facts.names["open"] == "column 5"

    def test_or_left_out(self, tmp_path: Path) -> None:
        ledger = accepted(tmp_path, self.CONTENT, mapping={"column 5": "ignore"})

        assert [x.open for x in ledger.invoices] == [10000, 8000]

    def test_one_that_is_empty_is_no_column(self, tmp_path: Path) -> None:
        ledger = accepted(tmp_path, self.CONTENT, mapping={"column 5": "open"})

        assert [x.column.number for x in ledger.facts.seen] == [1, 2, 3, 4, 5]

    def test_one_of_text_is_named_as_not_read(self, tmp_path: Path) -> None:
        content = self.CONTENT.replace("0,00;\n", "0,00;x7\n")

        _, (notice,) = read(tmp_path, content, mapping={"column 5": "open"})

        assert notice.message == "Not read: «column 6» (text)."


class TestRemarks:
    @pytest.mark.parametrize(
        "remark",
        [
            "payée le 3/10",
            "PAYEE PAR CHEQUE",
            "Client a réglé en espèces",
            "acompte reçu",
            "paid by card 3 Oct",
            "bezahlt am 3.10.",
            "cobrado",
            "partiellement payée",
        ],
    )
    def test_one_remark_about_a_payment_is_enough(self, tmp_path: Path, remark: str) -> None:
        content = column("Divers", "à rappeler", "ne répond pas", "livrée", "voir Luc", "", remark)

        (problem,) = refused(tmp_path, content)

        assert str(problem.column) == "column 5 «Divers»" and f"«{remark}»" in problem.message
        assert '--map "Divers=ignore"' in problem.message

    def test_beside_a_status_of_the_document_too(self, tmp_path: Path) -> None:
        content = "number,customer,due_on,total,status,Note\nF1,A,2026-03-31,100,sent,payé le 3/10\n"

        (problem,) = refused(tmp_path, content)

        assert str(problem.column) == "column 6 «Note»"

    @pytest.mark.parametrize(
        "values",
        [
            ("12 rue de la Paix, 75002 Paris", "4 bis avenue Foch, 69006 Lyon"),
            ("Zac des Prés-Payans", "Impasse du Moulin"),
            ("1 Settle Street, Leeds", "Paddock Lane"),
            ("Virement 30 jours", "Chèque"),
            ("voir Luc", "à rappeler"),
        ],
        ids=str,
    )
    def test_addresses_and_plain_remarks_are_not_asked_about(
        self, tmp_path: Path, values: tuple[str, str]
    ) -> None:
        assert len(accepted(tmp_path, column("Livraison", *values)).invoices) == 2


@pytest.mark.parametrize(
    "values",
    [
        ("100,00 euros", "0 euro"),
        ("20 EUR", ""),
        ("1 200,00 € TTC", "0,00 € TTC"),
        ("50 dollars", "20 dollars"),
        ("12,00 kr.", "8,00 kr."),
    ],
    ids=str,
)
def test_amounts_with_their_currency_are_amounts(tmp_path: Path, values: tuple[str, str]) -> None:
    (problem,) = refused(tmp_path, column("Divers", *values))

    assert "It holds amounts" in problem.message


def test_numbers_with_another_unit_are_none(tmp_path: Path) -> None:
    assert len(accepted(tmp_path, column("Poids", "12,5 kg", "8 kg")).invoices) == 2


class TestDays:
    HEADER = "number,customer,issued_on,due_on,total,Divers\n"

    def lines(self, *days: str) -> str:
        return self.HEADER + "".join(
            f"F{n},A,2026-03-01,2026-03-31,100,{day}\n" for n, day in enumerate(days, start=1)
        )

    @pytest.mark.parametrize(
        "days",
        [
            ("2026-03-01", ""),
            ("2026-03-20", ""),
            ("20/03/2026", "-"),
            ("2026-03-20", "2026-03-25"),
            ("03/20/2026", "20 mars 2026"),
        ],
        ids=str,
    )
    def test_days_that_some_lack_or_that_come_after_the_issue_may_be_payments(
        self, tmp_path: Path, days: tuple[str, str]
    ) -> None:
        (problem,) = refused(tmp_path, self.lines(*days))

        assert '--map "Divers=paid_on"' in problem.message

    @pytest.mark.parametrize("days", [("2026-02-20", "2026-03-01"), ("30/02/2026", "31/02/2026")], ids=str)
    def test_days_of_delivery_are_not_asked_about(self, tmp_path: Path, days: tuple[str, str]) -> None:
        assert len(accepted(tmp_path, self.lines(*days)).invoices) == 2


class TestEmptyCells:
    """Many systems leave what is nothing empty."""

    HEADER = "number,customer,due_on,total,open,{more}\n"
    OTHER = "F-1,Acme,2026-03-31,100,100,\n"

    def content(self, value: str, more: str = "phone") -> str:
        return self.HEADER.format(more=more) + self.OTHER + f"F-2,Acme,2026-03-31,80,,{value}\n"

    @pytest.mark.parametrize(("value", "more"), [("", "phone"), ("sent", "status"), ("", "paid")])
    def test_what_is_open_is_not_taken_for_all_of_it_where_other_lines_say_it(
        self, tmp_path: Path, value: str, more: str
    ) -> None:
        (problem,) = refused(tmp_path, self.content(value, more), all_open=False)

        assert (problem.line, str(problem.column)) == (3, "column 5 «open»")
        assert "write 0 if it is paid" in problem.message

    def test_unless_its_owner_says_so(self, tmp_path: Path) -> None:
        assert [x.open for x in accepted(tmp_path, self.content(""), all_open=True).invoices] == [10000, 8000]

    @pytest.mark.parametrize(
        ("value", "more", "open_"),
        [("paid", "status", 0), ("2026-03-20", "paid_on", 0), ("30", "paid", 5000)],
    )
    def test_what_another_column_says_counts(self, tmp_path: Path, value: str, more: str, open_: int) -> None:
        ledger = accepted(tmp_path, self.content(value, more), all_open=False)

        assert ledger.invoices[1].open == open_


def test_what_a_page_says_of_a_column_fits_there_with_its_way_out() -> None:
    """A page shows at most 300 characters of what comes from outside, and the ways out stand last."""
    told = [x for code, both in said.table.items() if code.endswith(".page") for x in both]

    assert max(len(x.format(text="x" * 40, looks="des coches ou des statuts")) for x in told) <= 300
