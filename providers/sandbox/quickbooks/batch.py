"""`/batch`: up to thirty writes or queries in one request, each answered on its own."""

from .call import Call, Json
from .errors import ApiError, malformed, required, unsupported
from .reading import query_response
from .select import KINDS
from .writing import written

MOST_ITEMS = 30


def batch(call: Call) -> Json:
    items = call.json().get("BatchItemRequest")
    if not isinstance(items, list) or not items:
        raise required("BatchItemRequest")
    if len(items) > MOST_ITEMS:
        raise malformed("BatchItemRequest", f"{len(items)} items given, {MOST_ITEMS} are the most.")
    return {"BatchItemResponse": [{"bId": item.get("bId", "")} | _answered(call, item) for item in items]}


def _answered(call: Call, item: Json) -> Json:
    try:
        if "Query" in item:
            return {"QueryResponse": query_response(call, item["Query"])}
        named = [entity for entity in KINDS if entity in item]
        if len(named) != 1:
            raise unsupported("on this item")
        return written(call.book, named[0], item[named[0]], str(item.get("operation", "")))
    except ApiError as refused:
        return {"Fault": refused.fault()}
