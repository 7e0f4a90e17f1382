"""The query language: what it takes, what it finds, and where it says that something does not fit."""

from datetime import UTC, date, datetime, timedelta

import pytest

from providers.sandbox import Handle
from providers.sandbox.quickbooks import entry, lifecycle
from providers.sandbox.quickbooks.book import Book
from providers.sandbox.quickbooks.errors import ApiError
from providers.sandbox.quickbooks.statement import Condition, Order, Statement, parse
from tests.providers.sandbox.quickbooks.official import Api


@pytest.mark.parametrize(("text", "meant"), [
    ("select * from Invoice", Statement("Invoice", is_count=False)),
    ("SELECT COUNT(*) FROM Term", Statement("Term", is_count=True)),
    (
        "Select * From Invoice Where Balance > '0' And TxnDate<='2026-01-01' startposition 3 maxresults 9",
        Statement(
            "Invoice",
            is_count=False,
            where=(Condition("Balance", ">", ("0",)), Condition("TxnDate", "<=", ("2026-01-01",))),
            start=3,
            limit=9,
        ),
    ),
    (
        "select * from Invoice\norder by DueDate desc, Id asc\nmaxresults 1000 startposition 0",
        Statement(
            "Invoice", is_count=False, order=(Order("DueDate", True), Order("Id", False)), start=1, limit=1000
        ),
    ),
    (
        r"select * from Customer where DisplayName in ('O\'Leary', 'a\\b', 7, true) ORDERBY Id",
        Statement(
            "Customer",
            is_count=False,
            where=(Condition("DisplayName", "IN", ("O'Leary", "a\\b", "7", "true")),),
            order=(Order("Id", False),),
        ),
    ),
])  # fmt: skip
def test_a_statement_is_read(text: str, meant: Statement) -> None:
    assert parse(text) == meant


@pytest.mark.parametrize(("text", "said"), [
    ("", "The query provided was empty"),
    ("delete from Invoice", 'Encountered "delete" at line 1, column 1.\nWas expecting: SELECT'),
    ("select Id from Invoice", 'Encountered "Id" at line 1, column 8'),
    ("select count(Id) from Invoice", 'Encountered "Id" at line 1, column 14'),
    ("select * from", 'Encountered "<EOF>" at line 1, column 14'),
    ("select * from Invoice, Customer", 'Encountered "," at line 1, column 22'),
    ("select * from Invoice where\n  Id = 1 or Id = 2", 'Encountered "or" at line 2, column 10'),
    ("select * from Invoice where Id", 'Encountered "<EOF>" at line 1, column 31.\nWas expecting: IN, ='),
    ("select * from Invoice where Id = x", 'Encountered "x" at line 1, column 34'),
    ("select * from Invoice where Id in 1", 'Encountered "1" at line 1, column 35'),
    ("select * from Invoice where Id in (1", 'Encountered "<EOF>" at line 1, column 37'),
    ("select * from Invoice order Id", 'Encountered "Id" at line 1, column 29'),
    ("select * from Invoice orderby 3", 'Encountered "3" at line 1, column 31'),
    ("select * from Invoice maxresults -1", 'Encountered "-1" at line 1, column 34'),
    ("select * from Invoice group by Id", 'Encountered "group" at line 1, column 23'),
    ("select * from Customer where DisplayName = 'O'Leary'", 'Encountered "Leary" at line 1, column 47'),
    ("select * from Customer where Id = 'a", "Lexical error at line 1, column 35"),
    ("select%20* from Invoice", 'Lexical error at line 1, column 7.  Encountered: "%" (37)'),
])  # fmt: skip
def test_what_does_not_fit_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse(text)

    assert refused.value.code == "4000"
    assert said in refused.value.detail


@pytest.mark.parametrize(("statement", "said"), [
    ("select * from invoice", "Metadata not found for Entity: invoice"),
    ("select * from Invoice maxresults 1500", "value 1500 is too large. Max allowed value is 1000"),
    ("select * from Invoice where BillEmail = 'a'", "property 'BillEmail' is not queryable"),
    ("select * from Invoice orderby Line", "property 'Line' is not queryable"),
    ("select * from Invoice orderby MetaData.LastUpdatedTime, Line", "property 'Line' is not queryable"),
    ("select * from Invoice where Balance > 'much'", "does not fit the property 'Balance'"),
    ("select * from Invoice where DueDate < '31/12/2026'", "does not fit the property 'DueDate'"),
    ("select * from Invoice where MetaData.LastUpdatedTime > '2026-11-21T04:00:00 01:00'", "does not fit"),
    ("select * from Customer where Active = 'perhaps'", "does not fit the property 'Active'"),
    ("select * from Invoice where Balance like '1%'", "LIKE needs a text"),
    ("select * from CompanyInfo where Id = '1'", "asked without conditions"),
])  # fmt: skip
def test_what_an_entity_cannot_be_asked_is_told(api: Api, statement: str, said: str) -> None:
    code, detail = api.fault(statement)

    assert code == "4001"
    assert said in detail


def _numbers(api: Api, rest: str) -> list[str]:
    return [row.get("DocNumber", "-") for row in api.rows(f"select * from Invoice {rest}")]


@pytest.fixture
def three(book: Book, sandbox: Handle) -> None:
    """A (20, due latest), B (30, no due date) and C (10, due first), made a minute apart; A changed last."""
    customer = entry.add_customer(book, "Acme").id
    first = entry.add_invoice(book, customer, 20, number="A", due_on=date(2026, 12, 3))
    sandbox.clock.advance(timedelta(minutes=1))
    entry.add_invoice(book, customer, 30, number="B")
    sandbox.clock.advance(timedelta(minutes=1))
    entry.add_invoice(book, customer, 10, number="C", due_on=date(2026, 12, 1))
    sandbox.clock.advance(timedelta(minutes=1))
    lifecycle.pay(book, first, 20)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(("rest", "found"), [
    ("", "A B C"),
    ("where TotalAmt > '10'", "A B"),
    ("where TotalAmt >= 10 and Balance = 0", "A"),
    ("where DocNumber in ('C', 'A', 'X')", "A C"),
    ("where DocNumber like '%'", "A B C"),
    ("where DocNumber like 'a'", ""),
    ("where DueDate < '2026-12-03'", "C"),
    ("where Id < '103'", "A B"),
    ("where CustomerRef = '1'", "A B C"),
    ("where CustomerRef = '2'", ""),
    ("orderby TotalAmt", "C A B"),
    ("orderby TotalAmt desc", "B A C"),
    ("orderby DueDate", "B C A"),
    ("orderby DueDate desc", "A C B"),
    ("orderby CustomerRef, DocNumber desc", "C B A"),
    ("orderby MetaData.LastUpdatedTime", "B C A"),
    ("orderby MetaData.LastUpdatedTime desc", "A C B"),
    ("orderby MetaData.CreateTime desc", "C B A"),
    ("where MetaData.LastUpdatedTime >= '2026-11-21T04:02:00-08:00' orderby MetaData.LastUpdatedTime", "C A"),
    ("where MetaData.LastUpdatedTime > '2026-11-21T12:02:00Z' orderby MetaData.LastUpdatedTime", "A"),
    ("where MetaData.LastUpdatedTime = '2026-11-21T04:02:00' orderby MetaData.LastUpdatedTime", "C"),
    ("where MetaData.LastUpdatedTime < '2026-11-21T04:02:00' orderby MetaData.LastUpdatedTime desc", "B"),
    ("where MetaData.LastUpdatedTime < '2026-11-21T04:03:00' orderby MetaData.LastUpdatedTime", "B C"),
    ("orderby TotalAmt startposition 2", "A B"),
    ("orderby TotalAmt startposition 2 maxresults 1", "A"),
    ("startposition 3", "C"),
    ("startposition 4", ""),
    ("maxresults 2", "A B"),
])  # fmt: skip
def test_conditions_order_and_bounds_hold(api: Api, rest: str, found: str) -> None:
    assert _numbers(api, rest) == found.split()


def test_a_wildcard_stands_for_any_letters_and_nothing_else(api: Api, book: Book) -> None:
    for name in ("O'Leary & Sons", "O'Leary", "Mc.Leary"):
        entry.add_customer(book, name)

    def found(pattern: str) -> int:
        return len(api.rows(f"select * from Customer where DisplayName like '{pattern}'"))

    assert (found("%Leary%"), found(r"O\'Leary"), found(r"O\'L%"), found("M..Leary"), found("leary")) == (
        3,
        1,
        2,
        0,
        0,
    )


def test_a_statement_is_posted_as_text_as_well(api: Api, book: Book) -> None:
    entry.add_customer(book, "O'Leary é")
    text = r"select * from Customer where DisplayName = 'O\'Leary é'"

    posted = api.ask("POST", "/query", data=text.encode(), headers={"Content-Type": "application/text"})

    assert posted.json()["QueryResponse"]["Customer"][0]["DisplayName"] == "O'Leary é"


def test_a_plus_that_is_not_encoded_is_a_space(api: Api) -> None:
    raw = "select * from Invoice where MetaData.LastUpdatedTime > '2026-11-21T04:00:00+01:00'"

    assert api.ask("GET", f"/query?query={raw}").status_code == 400
    assert api.get("/query", query=raw).status_code == 200


def test_nothing_found_is_an_empty_response(api: Api) -> None:
    assert api.get("/query", query="select * from Invoice").json()["QueryResponse"] == {}


def test_a_deleted_row_is_in_no_page_and_a_new_one_in_the_next(api: Api, book: Book) -> None:
    customer = entry.add_customer(book, "Acme").id
    rows = [entry.add_invoice(book, customer, 10, number=str(number)) for number in range(4)]
    before = _numbers(api, "orderby DocNumber startposition 2")

    lifecycle.delete(book, rows[1])
    after = _numbers(api, "orderby DocNumber startposition 2")
    entry.add_invoice(book, customer, 10, number="9")

    assert (before, after) == (["1", "2", "3"], ["2", "3"])
    assert _numbers(api, "orderby DocNumber startposition 2") == ["2", "3", "9"]


@pytest.mark.usefixtures("three")
def test_statements_asked_in_turn_keep_their_own_rows(api: Api) -> None:
    asked = ["orderby TotalAmt", "orderby TotalAmt desc", "where TotalAmt > '10' orderby TotalAmt"]

    found = [_numbers(api, f"{rest} startposition 2") for rest in asked]

    assert found == [["A", "B"], ["A", "C"], ["B"]]


def test_what_a_customer_owes_is_asked_anew_after_a_payment(api: Api, book: Book) -> None:
    customer = entry.add_customer(book, "Acme").id
    invoice = entry.add_invoice(book, customer, 10)
    statement = "select count(*) from Customer where Balance > '0'"
    before = api.get("/query", query=statement).json()["QueryResponse"]

    lifecycle.pay(book, invoice)

    assert before == {"totalCount": 1}
    assert api.get("/query", query=statement).json()["QueryResponse"] == {"totalCount": 0}


def test_the_order_of_changes_holds_when_the_clock_goes_back(api: Api, book: Book, sandbox: Handle) -> None:
    customer = entry.add_customer(book, "Acme").id
    first = entry.add_invoice(book, customer, 10, number="A")
    sandbox.clock.set(datetime(2026, 11, 20, tzinfo=UTC))
    entry.add_invoice(book, customer, 10, number="B")
    entry.change_bill_email(book, first, "ap@acme.example")

    assert _numbers(api, "orderby MetaData.LastUpdatedTime") == ["A", "B"]
    assert _numbers(api, "where MetaData.LastUpdatedTime > '2026-11-20T12:00:00Z'") == []
