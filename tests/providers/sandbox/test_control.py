"""What a test or the demo can change in a running sandbox, over HTTP and in the same process."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from providers.sandbox import Handle, Sandbox
from providers.sandbox.stripe import entry

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEY = {"Authorization": "Bearer rk_test_sandbox"}


def _post(sandbox: Handle, place: str, /, **form: Any) -> requests.Response:
    return requests.post(f"{sandbox.url}/_sandbox{place}", json=form, timeout=10)


def _open_invoices(sandbox: Handle, **headers: str) -> list[dict[str, Any]]:
    url = f"{sandbox.stripe_url}/v1/invoices?status=open&limit=100"
    rows: list[dict[str, Any]] = requests.get(url, headers=KEY | headers, timeout=10).json()["data"]
    return rows


def _one_invoice(sandbox: Handle, **form: Any) -> dict[str, Any]:
    customer = _post(sandbox, "/stripe/customers", name="Acme", email="ap@acme.example").json()["id"]
    made: list[dict[str, Any]] = _post(
        sandbox, "/stripe/invoices", customer=customer, amount=9_900, **form
    ).json()
    return made[0]


def test_the_sandbox_starts_with_data_that_is_the_same_in_every_run() -> None:
    first, second = Sandbox(lambda: NOON), Sandbox(lambda: NOON)

    assert first.stripe.book.invoices == second.stripe.book.invoices
    assert {i.status for i in first.stripe.book.invoices.values()} == {
        "draft",
        "open",
        "paid",
        "void",
        "uncollectible",
    }


def test_the_front_page_says_what_is_there(seeded: Handle) -> None:
    about = requests.get(f"{seeded.url}/_sandbox", timeout=10)

    assert about.status_code == 200
    assert about.json()["stripe"]["invoices"] == len(seeded.stripe.book.invoices) > 40


def test_an_invoice_is_added_paid_in_part_and_paid(sandbox: Handle) -> None:
    invoice = _one_invoice(sandbox, number="R-1", due="2026-12-01T12:00:00Z")

    part = _post(sandbox, "/stripe/invoices/R-1/pay", amount=900).json()
    before = _open_invoices(sandbox)
    _post(sandbox, "/stripe/invoices/R-1/pay")

    assert (part["status"], part["amount_remaining"]) == ("open", 9_000)
    assert [row["id"] for row in before] == [invoice["id"]]
    assert _open_invoices(sandbox) == []


def test_a_payment_promised_for_a_day_arrives_when_the_clock_does(sandbox: Handle) -> None:
    _one_invoice(sandbox, number="R-1")
    _post(sandbox, "/stripe/invoices/R-1/pay", at=(NOON + timedelta(days=3)).isoformat())

    still_open = _open_invoices(sandbox)
    _post(sandbox, "/clock", days=3)

    assert len(still_open) == 1
    assert _open_invoices(sandbox) == []


@pytest.mark.parametrize(("verb", "status"), [("void", "void"), ("mark_uncollectible", "uncollectible")])
def test_an_invoice_is_closed_without_money(sandbox: Handle, verb: str, status: str) -> None:
    _one_invoice(sandbox, number="R-1")

    closed = _post(sandbox, f"/stripe/invoices/R-1/{verb}").json()

    assert closed["status"] == status


def test_a_field_can_be_spoiled_or_taken_out(sandbox: Handle) -> None:
    _one_invoice(sandbox, number="R-1")
    change = {"set": {"currency": "(dropped)", "amount_remaining": "many"}}

    requests.patch(f"{sandbox.url}/_sandbox/stripe/invoices/R-1", json=change, timeout=10)

    row = _open_invoices(sandbox)[0]
    assert "currency" not in row
    assert row["amount_remaining"] == "many"


def test_a_key_may_have_an_account_of_its_own(sandbox: Handle) -> None:
    _one_invoice(sandbox)
    _post(sandbox, "/stripe/keys", key="rk_test_other", account="acct_other")

    assert _open_invoices(sandbox, Authorization="Bearer rk_test_other") == []
    assert len(_open_invoices(sandbox)) == 1


def test_what_was_asked_is_remembered_without_the_key(sandbox: Handle) -> None:
    _open_invoices(sandbox, Authorization="Bearer rk_test_averylongandsecretkey")

    seen = requests.get(f"{sandbox.url}/_sandbox/requests", timeout=10).json()

    assert [(row["method"], row["path"], row["status"]) for row in seen] == [("GET", "/v1/invoices", 200)]
    assert "averylong" not in str(seen)


def test_a_fault_hits_only_the_request_it_is_planned_for(sandbox: Handle) -> None:
    _post(sandbox, "/faults", kind="rate_limited", retry_after="7", path="/v1/invoices", skip=1)

    answers = [
        requests.get(f"{sandbox.stripe_url}{path}", headers=KEY, timeout=10)
        for path in ("/v1/customers", "/v1/invoices", "/v1/invoices", "/v1/invoices")
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 200]
    assert answers[2].headers["Retry-After"] == "7"


def test_what_is_not_there_is_refused_in_words(sandbox: Handle) -> None:
    answer = _post(sandbox, "/stripe/invoices/R-404/pay")

    assert answer.status_code == 404
    assert "R-404" in answer.json()["error"]["message"]


def test_a_naive_instant_is_refused_with_the_reason(sandbox: Handle) -> None:
    answer = _post(sandbox, "/clock", now="2026-11-21T09:00:00")

    assert answer.status_code == 400
    assert "offset" in answer.json()["detail"]


def test_the_hosted_page_takes_the_payment(sandbox: Handle) -> None:
    book = sandbox.stripe.book
    customer = entry.add_customer(book, name="<script>alert(1)</script>", email="x@acme.example")
    entry.add_invoice(book, customer.id, 9_900)
    link = _open_invoices(sandbox)[0]["hosted_invoice_url"]

    page = requests.get(link, timeout=10)
    paid = requests.post(f"{link}/pay", timeout=10)

    assert "<script>" not in page.text
    assert "99.00 EUR" in page.text
    assert "paid: 0.00 EUR" in paid.text
    assert _open_invoices(sandbox) == []


def test_the_pdf_is_whole(sandbox: Handle) -> None:
    _one_invoice(sandbox, number="R-(1)")
    pdf = requests.get(_open_invoices(sandbox)[0]["invoice_pdf"], timeout=10)

    body = pdf.content
    place = int(body.split(b"startxref\n")[1].split(b"\n")[0])

    assert pdf.headers["Content-Type"] == "application/pdf"
    assert body.startswith(b"%PDF-1.4")
    assert body[place:].startswith(b"xref")
    assert body.endswith(b"%%EOF\n")
    assert rb"R-\(1\)" in body


def test_a_page_of_an_unknown_invoice_is_not_found(sandbox: Handle) -> None:
    assert requests.get(f"{sandbox.stripe_url}/i/acct_x/in_x", timeout=10).status_code == 404
