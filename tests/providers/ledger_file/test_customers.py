"""Customers: who is one, what is kept of him, how his country, language and addresses are read."""

from pathlib import Path

import pytest

from connector.core.invoice import CustomerType
from tests.providers.ledger_file.given import accepted, column, refused


def ledger(*rows: str, header: str) -> str:
    return "\n".join([f"number,customer,due_on,total,{header}", *rows]) + "\n"


def test_two_spellings_of_a_name_are_one_customer(tmp_path: Path) -> None:
    found = accepted(tmp_path, column("customer", "ACME SA", " acme sa ", "Acme  SA", "Straße", "STRASSE"))

    assert [(one.source_id, one.name) for one in found.customers] == [
        ("acme sa", "ACME SA"),
        ("strasse", "Straße"),
    ]
    assert {one.customer_source_id for one in found.invoices} == {"acme sa", "strasse"}


def test_an_id_column_tells_customers_of_one_name_apart(tmp_path: Path) -> None:
    content = ledger(
        "F1,Dupont,2026-03-31,5,C1",
        "F2,Dupont,2026-03-31,5,C2",
        "F3,Dupond,2026-03-31,5,C1",
        header="Code client",
    )

    found = accepted(tmp_path, content)

    assert [(one.source_id, one.name) for one in found.customers] == [("C1", "Dupont"), ("C2", "Dupont")]


def test_an_empty_id_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, ledger("F1,Dupont,2026-03-31,5,", header="Code client"))

    assert '--map "Code client=ignore"' in problem.message


def test_every_address_of_a_customer_is_kept_in_order(tmp_path: Path) -> None:
    rows = (
        "F1,Acme,2026-03-31,5,b@acme.fr",
        "F2,acme,2026-03-31,5,a@acme.fr; b@acme.fr",
        "F3,Acme,2026-03-31,5,",
        'F4,Acme,2026-03-31,5,"a@acme.fr, c@acme.fr"',
    )

    found = accepted(tmp_path, ledger(*rows, header="email"))

    assert found.customers[0].emails == ("b@acme.fr", "a@acme.fr", "c@acme.fr")


def test_of_all_else_the_first_word_counts(tmp_path: Path) -> None:
    header = "phone,language,country,region,timezone,customer_type,Tax Number"
    rows = (
        "F1,Acme,2026-03-31,5,,,GB,,,,",
        "F2,Acme,2026-03-31,5,+44 1,en,FR,sct,Europe/London,business,GB 12 34",
    )

    (customer,) = accepted(tmp_path, ledger(*rows, header=header)).customers

    assert (customer.phone, customer.language, customer.country) == ("+44 1", "en", "GB")
    assert customer.tax_number == "GB 12 34"
    assert (customer.region, customer.timezone, customer.type) == (
        "SCT",
        "Europe/London",
        CustomerType.BUSINESS,
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [("FR", "FR"), ("fr", "FR"), ("FRA", "FR"), ("France", "FR"), ("Frankreich", "FR"), ("Francia", "FR"),
     ("UK", "GB"),
     ("United Kingdom", "GB"), ("Royaume-Uni", "GB"), ("Vereinigtes Königreich", "GB"), ("USA", "US"),
     ("États-Unis", "US"), ("Alemania", "DE"), ("suisse", "CH"), ("ESPAÑA", "ES")],
)  # fmt: skip
def test_a_country_is_a_code_or_a_name_in_four_languages(tmp_path: Path, text: str, code: str) -> None:
    assert accepted(tmp_path, column("country", text)).customers[0].country == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("fr", "fr"), ("FR", "fr"), ("fr-BE", "fr"), ("de_AT", "de"), ("English", "en"), ("français", "fr"),
     ("Spanisch", "es"), ("inglés", "en")],
)  # fmt: skip
def test_a_language_is_a_code_or_a_name(tmp_path: Path, text: str, code: str) -> None:
    assert accepted(tmp_path, column("language", text)).customers[0].language == code


@pytest.mark.parametrize(
    ("text", "type_"),
    [("business", CustomerType.BUSINESS), ("Professionnel", CustomerType.BUSINESS),
     ("Firma", CustomerType.BUSINESS),
     ("consumer", CustomerType.CONSUMER), ("particulier", CustomerType.CONSUMER),
     ("Privatkunde", CustomerType.CONSUMER),
     ("public_body", CustomerType.PUBLIC_BODY), ("Behörde", CustomerType.PUBLIC_BODY),
     ("desconocido", CustomerType.UNKNOWN),
     ("", None)],
)  # fmt: skip
def test_a_type_of_customer_is_a_word_in_four_languages(
    tmp_path: Path, text: str, type_: CustomerType | None
) -> None:
    assert accepted(tmp_path, column("customer_type", text)).customers[0].type == type_


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("country", "Farnce", "Did you mean France"),
        ("country", "EU", "is not a country"),
        ("country", "ZZ", "is not a country"),
        ("language", "Frensh", "Did you mean French"),
        ("language", "zz-ZZ", "is not a language"),
        ("timezone", "Europe/Pariss", "Did you mean Europe/Paris"),
        ("customer_type", "busines", "Did you mean business"),
        ("email", "jean", "must have an @-sign"),
        ("email", "a@b", "no dot after the @"),
        ("email", "a@b.fr;jean@", "«jean@» is not an e-mail address"),
        ("email", "a@@b.fr", "is not an e-mail address"),
        ("email", "Jean <a@b.fr>", "is not an e-mail address"),
        ("email", "a@b.fr\r\nBcc: c@d.fr", "is not an e-mail address"),
    ],
)
def test_a_word_that_is_none_is_refused_with_its_place(
    tmp_path: Path, field: str, text: str, said: str
) -> None:
    (problem,) = refused(tmp_path, column(field, text))

    assert (problem.line, str(problem.column)) == (2, f"column 5 «{field}»")
    assert said in problem.message


def test_an_address_is_checked_by_form_alone(tmp_path: Path) -> None:
    found = accepted(tmp_path, column("email", "Someone@No-Such-Host-Anywhere.TEST"))

    assert found.customers[0].emails == ("Someone@no-such-host-anywhere.test",)


@pytest.mark.parametrize(
    "name",
    ['=HYPERLINK("http://evil","x")', "@SUM(A1)", "+33", "-1", "<script>alert(1)</script>", "{{ 7*7 }}",
     "'; DROP TABLE x;--",
     "\u202eevil", "🧨", "%s%n", "../../etc/passwd", "A" * 500],
)  # fmt: skip
def test_a_hostile_name_is_the_text_it_is(tmp_path: Path, name: str) -> None:
    assert accepted(tmp_path, column("customer", name)).customers[0].name == name


def test_a_name_of_a_whole_page_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, column("customer", "A" * 501))

    assert "the columns may be shifted" in problem.message
