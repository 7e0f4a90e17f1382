"""The same reading by `dlt` (rest_api source, SQLAlchemy destination, merge), in an environment of its own.

`python bench/rival.py FILE same|all`, with what was served as JSON on standard input; prints seconds.
"""

import json
import sys
import tempfile
import time
import warnings
from typing import Any

import dlt
from dlt.destinations import sqlalchemy
from dlt.sources.rest_api import rest_api_source

OPEN = 'Type=="ACCREC" AND Status=="AUTHORISED"'
PAGES = {"type": "page_number", "base_page": 1, "total_path": None, "stop_after_empty_page": True}


def contact(row: Any) -> dict[str, Any]:
    phones = row.get("Phones") or [{}]
    kept = {name: row.get(name) for name in ("ContactID", "Name", "EmailAddress")}
    return kept | {"Phone": phones[0].get("PhoneNumber")}


def invoice(row: Any) -> dict[str, Any]:
    named = ("InvoiceID", "InvoiceNumber", "CurrencyCode", "Status", "DateString", "DueDateString")
    kept = {name: row.get(name) for name in (*named, "ExpectedPaymentDate")}
    amounts = {name: str(row[name]) for name in ("Total", "AmountDue")}
    return kept | amounts | {"ContactID": row["Contact"]["ContactID"]}


def resource(name: str, key: str, kept: Any, is_whole: bool, **where: str) -> dict[str, Any]:
    endpoint = {"path": name, "params": {"pageSize": "1000", **where}, "data_selector": name}
    made = {"name": name.lower(), "endpoint": endpoint | {"paginator": PAGES}}
    made |= {"primary_key": key, "write_disposition": "merge"}
    return made if is_whole else made | {"processing_steps": [{"map": kept}]}


def main() -> None:
    """All fields go into tables beneath the invoices' too: lines, payments, addresses."""
    file, is_whole, served = sys.argv[1], sys.argv[2] == "all", json.load(sys.stdin)
    client = {
        "base_url": f"{served['url']}/api.xro/2.0/",
        "headers": {"Accept": "application/json", "xero-tenant-id": served["tenant"]},
        "auth": {"type": "bearer", "token": served["access_token"]},
    }
    resources = [
        resource("Contacts", "ContactID", contact, is_whole),
        resource("Invoices", "InvoiceID", invoice, is_whole, where=OPEN),
    ]
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        pipeline = dlt.pipeline(
            "rival",
            pipelines_dir=folder,
            destination=sqlalchemy(f"sqlite:///{file}"),
            dataset_name="main",
        )
        start = time.perf_counter()
        pipeline.run(rest_api_source({"client": client, "resources": resources}))
        sys.stdout.write(f"{time.perf_counter() - start}\n")


if __name__ == "__main__":
    main()
