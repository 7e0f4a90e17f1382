"""The events of the last thirty days, and the endpoints that are told of them."""

from . import versions
from .book import newest_first
from .call import Call, Routes
from .errors import ApiError, missing
from .events import event_json, pending, remembered
from .notices import Endpoint, Event
from .paging import Page
from .wire import Json, list_json

ROUTES = Routes()
_MOST_TYPES = 20


@ROUTES.add("GET", "/v1/events", "event")
def list_events(call: Call) -> Json:
    """Newest first; `ending_before` the last one known gives what is newer."""
    params, book, everything = call.params, call.book, remembered(call.book)
    name, names = params.text("type"), params.words("types")
    is_delivered = params.flag("delivery_success")
    page, created = Page.taken_from(params), params.span("created")
    params.words("expand")
    params.done()
    if len(names) > _MOST_TYPES or (name and names):
        raise ApiError(400, f"Give `type`, or at most {_MOST_TYPES} `types`.", param="types")
    wanted = [name] if name else names

    def keep(event: Event) -> bool:
        return (
            (not wanted or any(_matches(one, event.type) for one in wanted))
            and created.holds(event.created)
            and is_delivered in (None, pending(book, event) == 0)
        )

    shown, has_more = page.cut([event for event in everything if keep(event)], everything, "event")
    rows = [event_json(event, pending=pending(book, event)) for event in shown]
    return list_json("/v1/events", rows, has_more=has_more)


def _matches(wanted: str, name: str) -> bool:
    """A name, or one that ends in `*`."""
    return name.startswith(wanted[:-1]) if wanted.endswith("*") else name == wanted


@ROUTES.add("GET", "/v1/events/{id}", "event")
def read_event(call: Call) -> Json:
    call.params.done()
    for event in remembered(call.book):
        if event.id == call.sought:
            return event_json(event, pending=pending(call.book, event))
    raise missing("event", call.sought)


@ROUTES.add("POST", "/v1/webhook_endpoints", "webhook")
def create_endpoint(call: Call) -> Json:
    """Its secret is told here and never again."""
    params, book = call.params, call.book
    url, names = params.needed("url"), params.words("enabled_events")
    version, words = params.text("api_version"), params.text("description")
    metadata = params.metadata({})
    params.flag("connect")
    params.done()
    if not names:
        message = "Missing required param: enabled_events."
        raise ApiError(400, message, code="parameter_missing", param="enabled_events")
    if not url.startswith(("http://", "https://")):
        raise ApiError(400, "Invalid URL: an explicit scheme (such as https) must be provided.", param="url")
    endpoint = Endpoint(
        id=book.new_id("we"),
        created=book.now(),
        url=url,
        secret=book.new_id("whsec"),
        enabled_events=names,
        api_version=versions.checked(version) if version else None,
        description=words,
        metadata=metadata,
    )
    book.endpoints[endpoint.id] = endpoint
    return call.answer(endpoint) | {"secret": endpoint.secret}


@ROUTES.add("GET", "/v1/webhook_endpoints", "webhook")
def list_endpoints(call: Call) -> Json:
    return call.listed(
        "/v1/webhook_endpoints", "webhook_endpoint", newest_first(call.book.endpoints.values())
    )


@ROUTES.add("GET", "/v1/webhook_endpoints/{id}", "webhook")
def read_endpoint(call: Call) -> Json:
    return call.read(call.book.endpoints, "webhook_endpoint")


@ROUTES.add("POST", "/v1/webhook_endpoints/{id}", "webhook")
def update_endpoint(call: Call) -> Json:
    endpoint, params = call.it(call.book.endpoints, "webhook_endpoint"), call.params
    url, names, is_off = params.text("url"), params.words("enabled_events"), params.flag("disabled")
    words, metadata = params.text("description"), params.metadata(endpoint.metadata)
    params.done()
    endpoint.url, endpoint.enabled_events = url or endpoint.url, names or endpoint.enabled_events
    endpoint.is_enabled = endpoint.is_enabled if is_off is None else not is_off
    endpoint.description, endpoint.metadata = words or endpoint.description, metadata
    return call.answer(endpoint)


@ROUTES.add("DELETE", "/v1/webhook_endpoints/{id}", "webhook")
def delete_endpoint(call: Call) -> Json:
    endpoint = call.it(call.book.endpoints, "webhook_endpoint")
    call.params.done()
    del call.book.endpoints[endpoint.id]
    call.book.deliveries = [d for d in call.book.deliveries if d.endpoint != endpoint.id]
    return {"id": endpoint.id, "object": "webhook_endpoint", "deleted": True}
