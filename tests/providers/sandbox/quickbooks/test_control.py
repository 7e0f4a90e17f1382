"""What a test or the demo changes from outside, below `/_sandbox/quickbooks`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests

from providers.sandbox import Handle
from providers.sandbox.quickbooks.seed import OTHER_REALM, REALM
from tests.providers.sandbox.quickbooks.official import Api

Post = Callable[..., Any]
NOON = "2026-11-21T12:00:00+00:00"


@pytest.fixture
def acme(post: Post) -> str:
    made: str = post("/customers", display_name="Acme", email="ap@acme.example")["Id"]
    return made


def _change(sandbox: Handle, place: str, **form: Any) -> Any:
    return requests.patch(f"{sandbox.url}/_sandbox/quickbooks{place}", json=form, timeout=10).json()


def _delete(sandbox: Handle, place: str) -> int:
    return requests.delete(f"{sandbox.url}/_sandbox/quickbooks{place}", timeout=10).status_code


def _invoice(post: Post, customer: str, **fields: Any) -> Any:
    return post("/invoices", **{"customer": customer, "amount": "100", "number": "R-1"} | fields)[0]


def test_the_front_page_says_what_is_there(seeded: Handle) -> None:
    about = requests.get(f"{seeded.url}/_sandbox", timeout=10).json()["quickbooks"]

    assert about["prefix"] == "/quickbooks"
    assert (about["realm"], about["realms"]) == (REALM, [REALM, OTHER_REALM])
    assert about["invoices"] >= 40


def test_an_invoice_is_added_paid_in_part_paid_and_voided(post: Post, acme: str) -> None:
    made = _invoice(post, acme, due_on="2026-12-01")

    part = post("/invoices/R-1/pay", amount="30.5")
    paid = post("/invoices/R-1/pay")
    void = post("/invoices/R-1/void")

    assert (made["Balance"], made["DueDate"]) == (100, "2026-12-01")
    assert [row["Balance"] for row in (part, paid, void)] == [69.5, 0, 0]
    assert (void["TotalAmt"], void["PrivateNote"]) == (0, "Voided")


def test_several_invoices_are_added_at_once(sandbox: Handle, acme: str) -> None:
    forms = [{"customer": acme, "amount": number} for number in (1, 2, 3)]

    made = requests.post(f"{sandbox.url}/_sandbox/quickbooks/invoices", json=forms, timeout=10).json()

    assert [row["TotalAmt"] for row in made] == [1, 2, 3]


def test_money_and_credit_come_in_and_are_used(post: Post, acme: str, sandbox: Handle) -> None:
    _invoice(post, acme)
    payment = post("/payments", customer=acme, amount=50)
    memo = post("/credit-memos", customer=acme, amount=20, apply_to="R-1")
    late = post("/credit-memos", customer=acme, amount=5)

    used = post(f"/payments/{payment['Id']}/apply", invoice="R-1", amount=40)
    rest = post(f"/credit-memos/{late['Id']}/apply", invoice="R-1")

    assert (payment["UnappliedAmt"], used["UnappliedAmt"]) == (50, 10)
    assert (memo["RemainingCredit"], rest["RemainingCredit"]) == (0, 0)
    assert _change(sandbox, "/invoices/R-1")["Balance"] == 35
    assert post(f"/payments/{payment['Id']}/void")["TotalAmt"] == 0
    assert _change(sandbox, "/invoices/R-1")["Balance"] == 75


def test_more_received_than_was_open_stays_unapplied(post: Post, acme: str, api: Api) -> None:
    _invoice(post, acme)

    post("/invoices/R-1/pay", received=130)

    assert [row["UnappliedAmt"] for row in api.rows("select * from Payment")] == [30]


def test_a_payment_promised_for_an_instant_arrives_then(
    post: Post, acme: str, api: Api, sandbox: Handle
) -> None:
    _invoice(post, acme)
    post("/invoices/R-1/pay", at="2026-11-21T12:30:00Z")
    open_before = api.rows("select * from Invoice where Balance > '0'")

    sandbox.clock.advance(timedelta(minutes=31))

    assert len(open_before) == 1
    assert api.rows("select * from Invoice where Balance > '0'") == []


def test_addresses_terms_and_any_field_are_changed(post: Post, acme: str, sandbox: Handle, api: Api) -> None:
    _invoice(post, acme, bill_email="ap@acme.example")

    _change(sandbox, f"/customers/{acme}", email="new@acme.example", term="2")
    changed = _change(sandbox, "/invoices/R-1", email=None, term="3")
    _change(sandbox, "/invoices/R-1", set={"Balance": "many", "CustomerRef": "(dropped)"})

    (row,) = api.rows("select * from Invoice")
    (customer,) = api.rows("select * from Customer")
    assert "BillEmail" not in changed
    assert (changed["DueDate"], changed["SyncToken"]) == ("2026-12-21", "2")
    assert (row["Balance"], "CustomerRef" in row, row["SyncToken"]) == ("many", False, "3")
    assert customer["PrimaryEmailAddr"] == {"Address": "new@acme.example"}
    assert customer["SalesTermRef"]["name"] == "Net 15"


def test_what_is_deleted_is_gone(post: Post, acme: str, sandbox: Handle, api: Api) -> None:
    _invoice(post, acme)
    payment = post("/payments", customer=acme, amount=50)["Id"]

    statuses = [
        _delete(sandbox, place) for place in ("/invoices/R-1", f"/payments/{payment}", f"/customers/{acme}")
    ]

    assert statuses == [204, 204, 204]
    assert [api.rows(f"select * from {entity}") for entity in ("Invoice", "Payment", "Customer")] == [
        [],
        [],
        [],
    ]


def test_customers_are_merged(post: Post, acme: str) -> None:
    other = post("/customers", display_name="Acme Inc")["Id"]
    _invoice(post, other)

    kept = post(f"/customers/{other}/merge", into=acme)

    assert (kept["DisplayName"], kept["Balance"]) == ("Acme", 100)


def test_a_company_is_chosen_by_its_realm(post: Post, sandbox: Handle) -> None:
    post(f"/customers?realm={OTHER_REALM}", display_name="Zenith")

    assert [row["DisplayName"] for row in Api.of(sandbox, OTHER_REALM).rows("select * from Customer")] == [
        "Zenith"
    ]
    assert Api.of(sandbox).rows("select * from Customer") == []


def test_what_cannot_be_is_refused_with_its_reason(sandbox: Handle) -> None:
    unknown = requests.post(f"{sandbox.url}/_sandbox/quickbooks/invoices/R-9/pay", timeout=10)
    elsewhere = requests.post(f"{sandbox.url}/_sandbox/quickbooks/company?realm=9", json={}, timeout=10)

    assert (unknown.status_code, elsewhere.status_code) == (400, 400)
    assert "R-9" in unknown.json()["Fault"]["Error"][0]["Detail"]


def test_the_limits_are_set(post: Post, api: Api) -> None:
    post("/limits", per_minute=1, retry_after="9")

    assert [api.get("/preferences").status_code for _ in range(2)] == [200, 429]


def test_a_reset_begins_anew(post: Post, acme: str, sandbox: Handle, api: Api) -> None:
    _invoice(post, acme)

    sandbox.reset(seed=None)

    assert api.get("/preferences").status_code == 401
    assert Api.of(sandbox).rows("select * from Invoice") == []
