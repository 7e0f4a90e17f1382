"""Whole ledger files, handed in one after the other and read from these columns or those."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from connector.core.invoice import Customer, Invoice
from connector.core.ledger import MergeReport
from connector.core.source import Batch, SourceCustomer, SourceInvoice
from connector.core.wishes import Remembered, Wishes
from connector.usecases import people
from connector.usecases.sync import import_ledger
from tests.scenarios.office import Office

BY_NUMBER = {"number": "Nr", "customer": "Client", "total": "TTC", "due_on": "Échéance"}
BY_REFERENCE = BY_NUMBER | {"number": "Référence"}
BY_CODE = BY_NUMBER | {"customer_id": "Code"}


def line(
    number: str, due: str = "2026-09-08", total: int = 100_00, customer: str = "Dupont", **said: Any
) -> SourceInvoice:
    """Issued in August, and open; `due` is a day."""
    owed = SourceInvoice(number, customer.casefold(), number, "EUR", total, total)
    days = {"issued_on": date(2026, 8, 1), "due_on": date.fromisoformat(due)}
    return replace(owed, **days | said)


def coded(number: str, code: str, **said: Any) -> SourceInvoice:
    """Of a customer with this code."""
    return line(number, customer_source_id=code, **said)


def handed_in(
    office: Office,
    columns: dict[str, str],
    *lines: SourceInvoice,
    as_it_stands: bool = False,
    called: Mapping[str, str] = MappingProxyType({}),
) -> MergeReport:
    """The whole file; its customers are called as their ids, or as `called` says."""
    names = {x.customer_source_id: x.customer_source_id.title() for x in lines} | dict(called)
    whom = tuple(SourceCustomer(x, name, (f"{x}@example.com",)) for x, name in names.items())
    headers = tuple(dict.fromkeys([*columns.values(), "Nr", "Client", "Code"]))
    how = Remembered(headers, Wishes(as_it_stands=as_it_stands), columns)
    return import_ledger(office.app, office.id, "a-file", [Batch(whom, lines)], how=how)


def invoice(office: Office, number: str) -> Invoice:
    with office.store.reading(office.id) as unit:
        (found,) = unit.ledger.find_invoices(number)
        return found


def customers(office: Office, name: str) -> tuple[Customer, ...]:
    with office.store.reading(office.id) as unit:
        return unit.ledger.find_customers(name)


def planned(office: Office) -> list[tuple[str | None, str]]:
    """The step and the reason of each open invoice, once a first look has been taken."""
    office.plan()
    return [
        (None if x.step is None else x.step.id, x.reason.value)
        for p in office.plan()
        for x in p.item.decisions
    ]


def told_once(office: Office) -> Office:
    """F-1 of Dupont, late since the 8th, of which he was told in friendly words; two weeks later."""
    handed_in(office, BY_NUMBER, line("F-1"))
    people.record(office.app, office.id, "F-1", "friendly", date(2026, 9, 14), "Anna")
    office.at("2026-09-29")
    return office
