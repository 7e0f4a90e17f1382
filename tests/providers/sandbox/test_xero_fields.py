"""Every field on the wire is what the official Xero client decodes."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from xero_python.models import BaseModel

from providers.sandbox import Handle
from tests.providers.sandbox.xero_sdk import Sdk

#: On the wire and in the published examples, but not in the client's models.
NOT_MODELLED = {
    "ID", "DateString", "DueDateString", "DateUTCString", "Id", "Status", "ProviderName", "DateTimeUTC",
}  # fmt: skip


def differences(model: BaseModel, wire: dict[str, Any], place: str = "") -> list[str]:
    """Where the decoded model does not say what the wire said."""
    names = {key: attribute for attribute, key in model.attribute_map.items()}
    unknown = [f"{place}.{key}: not modelled" for key in wire if key not in names and key not in NOT_MODELLED]
    known = [
        found
        for key, value in wire.items()
        if key in names
        for found in _difference(getattr(model, names[key]), value, f"{place}.{key}")
    ]
    return unknown + known


def _difference(decoded: Any, wire: Any, place: str) -> list[str]:
    if isinstance(wire, list):
        if len(decoded) != len(wire):
            return [f"{place}: {len(decoded)} of {len(wire)}"]
        pairs = zip(decoded, wire, strict=True)
        return [
            each
            for rank, (one, other) in enumerate(pairs)
            for each in _difference(one, other, f"{place}[{rank}]")
        ]
    if isinstance(wire, dict):
        return differences(decoded, wire, place)
    return [] if _told(decoded) == _read(wire) else [f"{place}: {decoded!r} for {wire!r}"]


def _read(wire: Any) -> Any:
    found = re.fullmatch(r"/Date\((-?\d+)(\+0000)?\)/", wire) if isinstance(wire, str) else None
    if found:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(found[1]))
    return Decimal(str(wire)) if isinstance(wire, float) else wire


def _told(decoded: Any) -> Any:
    if isinstance(decoded, datetime):
        return decoded
    if isinstance(decoded, date):
        return datetime(decoded.year, decoded.month, decoded.day, tzinfo=UTC)
    return decoded.value if isinstance(decoded, Enum) else decoded


LISTS: dict[str, Callable[[Sdk], Any]] = {
    "/Invoices?page=1&pageSize=1000": lambda sdk: sdk.accounting.get_invoices(
        sdk.tenant, page=1, page_size=1000
    ),
    "/Invoices?summaryOnly=true&page=1": lambda sdk: sdk.accounting.get_invoices(
        sdk.tenant, page=1, summary_only=True
    ),
    "/Invoices/INV-CREDIT": lambda sdk: sdk.accounting.get_invoice(sdk.tenant, "INV-CREDIT"),
    "/Contacts?page=1&includeArchived=true": lambda sdk: sdk.accounting.get_contacts(
        sdk.tenant, page=1, include_archived=True
    ),
    "/CreditNotes?page=1": lambda sdk: sdk.accounting.get_credit_notes(sdk.tenant, page=1),
    "/Overpayments?page=1": lambda sdk: sdk.accounting.get_overpayments(sdk.tenant, page=1),
    "/Prepayments?page=1": lambda sdk: sdk.accounting.get_prepayments(sdk.tenant, page=1),
    "/Payments?page=1": lambda sdk: sdk.accounting.get_payments(sdk.tenant, page=1),
    "/Organisation": lambda sdk: sdk.accounting.get_organisations(sdk.tenant),
    "/InvoiceReminders/Settings": lambda sdk: sdk.accounting.get_invoice_reminders(sdk.tenant),
    "/Invoices/INV-CREDIT/OnlineInvoice": lambda sdk: sdk.accounting.get_online_invoice(
        sdk.tenant, "INV-CREDIT"
    ),
}


@pytest.mark.parametrize("place", LISTS)
def test_every_field_on_the_wire_is_what_the_client_decodes(seeded: Handle, place: str) -> None:
    sdk = Sdk(seeded)

    decoded, wire = LISTS[place](sdk), sdk.get(place).json()

    rows = next(value for value in wire.values() if isinstance(value, list))
    assert rows
    assert differences(decoded, wire) == []
