"""What can be read: queries, single objects, change data capture, the company and its preferences."""

from datetime import timedelta
from itertools import islice
from typing import Any

from .book import CURRENCIES, Book, Invoice
from .call import Call, Json
from .errors import ApiError, missing
from .select import KINDS, kind_of
from .statement import Statement, parse, unfit
from .times import read, shown
from .wire import object_json, stub_json

MOST_CHANGES = 1000
LOOK_BACK = timedelta(days=30)


def query(call: Call) -> Json:
    """GET with `query=`, or POST with the statement as body."""
    return {
        "QueryResponse": query_response(call, call.body if call.method == "POST" else call.param("query"))
    }


def query_response(call: Call, text: str) -> Json:
    statement = parse(text)
    alone = _SINGLE.get(statement.entity)
    if alone is not None:
        return _single(statement, alone(call.book))
    if statement.is_count:
        return {"totalCount": call.company.selections.count(statement)}
    rows: list[Any] = call.company.selections.page(statement)
    if not rows:
        return {}
    found = [object_json(call.book, row) for row in rows]
    return {statement.entity: found, "startPosition": statement.start, "maxResults": len(found)}


def _single(statement: Statement, found: Json) -> Json:
    if statement.where or statement.order:
        raise unfit(f"{statement.entity} is one object and is asked without conditions")
    if statement.is_count:
        return {"totalCount": 1}
    return {statement.entity: [found], "startPosition": 1, "maxResults": 1}


def single(call: Call, entity: str, sought: str) -> Json:
    """`/invoice/145`, deleted ones refused, inactive customers shown."""
    row: Any = call.book.find(KINDS[entity], sought)
    found = object_json(call.book, row)
    if isinstance(row, Invoice) and "invoicelink" in call.params.get("include", "").lower():
        found |= _link(call, row)
    return {entity: found}


def _link(call: Call, invoice: Invoice) -> Json:
    """Where the customer pays; only with online payment on and an address to send it to."""
    if not invoice.is_payable_online or invoice.bill_email is None or invoice.balance <= 0:
        return {}
    return {"InvoiceLink": f"{call.base_url}/pay/{call.book.realm}/{invoice.id}"}


def changes(call: Call) -> Json:
    """`/cdc`: what changed since an instant of the last 30 days, at most 1000 objects in all."""
    kinds = [_tracked(name.strip()) for name in call.param("entities").split(",")]
    since = _since(call)
    left = MOST_CHANGES
    responses: list[Json] = []
    for kind in kinds:
        found = _changed(call.book, kind, since, left)
        left -= len(found)
        responses.append(_response(kind.__name__, found))
    return {"CDCResponse": [{"QueryResponse": responses}]}


def _response(entity: str, found: list[Json]) -> Json:
    if not found:
        return {}
    return {entity: found, "startPosition": 1, "maxResults": len(found), "totalCount": len(found)}


def _tracked(name: str) -> type[Any]:
    try:
        return kind_of(name)
    except ApiError:
        raise ApiError("2030", "Invalid ID", f"Change data capture does not follow {name}.") from None


def _since(call: Call) -> float:
    text = call.param("changedSince")
    try:
        since = read(text)
    except ValueError:
        raise ApiError("2030", "Invalid ID", f"changedSince is no date or instant: {text}") from None
    if since < call.book.now() - LOOK_BACK.total_seconds():
        raise ApiError("2030", "Invalid ID", "changedSince lies more than 30 days back.")
    return since


def _changed(book: Book, kind: type[Any], since: float, most: int) -> list[Json]:
    """Oldest change first, the deleted after the living."""
    shelf = book.shelf(kind)
    living = [object_json(book, row) for row in islice(shelf.changed_since(since), most)]
    gone = [stub_json(sought, at) for sought, at in shelf.deleted_since(since)]
    return (living + gone)[:most]


def company_info(book: Book) -> Json:
    return {
        "domain": "QBO",
        "sparse": False,
        "Id": "1",
        "SyncToken": "0",
        "MetaData": {"CreateTime": shown(book.created), "LastUpdatedTime": shown(book.created)},
        "CompanyName": book.name,
        "LegalName": book.name,
        "CompanyAddr": {"Country": book.country},
        "Country": book.country,
        "Email": {"Address": "owner@sandbox.example"},
        "FiscalYearStartMonth": "January",
        "SupportedLanguages": "en",
    }


def preferences(book: Book) -> Json:
    home = {"value": book.currency, "name": CURRENCIES[book.currency]}
    return {
        "domain": "QBO",
        "sparse": False,
        "Id": "1",
        "SyncToken": "0",
        "MetaData": {"CreateTime": shown(book.created), "LastUpdatedTime": shown(book.created)},
        "CurrencyPrefs": {"MultiCurrencyEnabled": True, "HomeCurrency": home},
        "SalesFormsPrefs": {"AutoApplyCredit": False, "AutoApplyPayments": False, "AllowDeposit": True},
        "EmailMessagesPrefs": {"InvoiceMessage": {"Subject": f"Invoice from {book.name}", "Message": ""}},
    }


_SINGLE = {"CompanyInfo": company_info, "Preferences": preferences}


def company(call: Call, sought: str) -> Json:
    if sought != call.book.realm:
        raise missing("CompanyInfo", sought)
    return {"CompanyInfo": company_info(call.book)}
