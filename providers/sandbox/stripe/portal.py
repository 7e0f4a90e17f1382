"""The billing portal: a short-lived address whose page replaces the customer's card."""

import re
from html import escape
from urllib.parse import parse_qs, urlsplit

from ..exchange import Answer
from .book import Book
from .call import Call, Routes
from .errors import ApiError
from .methods import replace_card
from .money import Method, PortalSession
from .wire import Json

ROUTES = Routes()
#: Unopened it lives five minutes, once opened an hour.
UNOPENED_SECONDS = 300
OPENED_SECONDS = 3_600
PATH = re.compile(r"/p/session/(?P<secret>\w+)(?P<rest>/card)?")
_FLOWS = (
    "payment_method_update",
    "subscription_cancel",
    "subscription_update",
    "subscription_update_confirm",
)
_AFTER = ("hosted_confirmation", "portal_homepage", "redirect")


@ROUTES.add("POST", "/v1/billing_portal/sessions", "customer_portal")
def create_session(call: Call) -> Json:
    params, book = call.params, call.book
    customer = book.live_customer(params.needed("customer"))
    flow = params.part("flow_data")
    kind, after = flow.choice("type", _FLOWS), flow.part("after_completion")
    after.choice("type", _AFTER)
    redirect = after.part("redirect").text("return_url")
    back, locale = params.text("return_url"), params.text("locale")
    params.text("configuration")
    params.done()
    for name, url in (("return_url", back), ("flow_data[after_completion][redirect][return_url]", redirect)):
        if url is not None and not _is_web(url):
            raise ApiError(400, "Not a valid URL", code="url_invalid", param=name)
    if kind not in (None, "payment_method_update"):
        raise ApiError(400, f"This sandbox has no page for the flow {kind}.", param="flow_data[type]")
    session = PortalSession(
        id=book.new_id("bps"),
        created=book.now(),
        customer=customer.id,
        secret=book.new_id("test"),
        return_url=back,
        flow=kind,
        after_redirect=redirect,
        locale=locale,
    )
    book.sessions[session.id] = session
    return call.answer(session)


def session_of(book: Book, secret: str) -> PortalSession | None:
    """The session of this address; None when it is over or never was."""
    for session in book.sessions.values():
        if session.secret != secret:
            continue
        opened, now = session.opened_at, book.now()
        ends = session.created + UNOPENED_SECONDS if opened is None else opened + OPENED_SECONDS
        return session if now < ends else None
    return None


def answer(book: Book, session: PortalSession, method: str, is_card: bool, body: str) -> Answer:
    """The page (GET), or what becomes of the card typed on it (POST /card)."""
    session.opened_at = session.opened_at or book.now()
    if method == "POST" and is_card:
        return _replaced(book, session, body)
    return _html(200, _page(book, session))


def _replaced(book: Book, session: PortalSession, body: str) -> Answer:
    typed = {name: values[0] for name, values in parse_qs(body).items()}
    expiry = re.fullmatch(r"\s*(\d{1,2})\s*/\s*(?:20)?(\d{2})\s*", typed.get("expiry", ""))
    if expiry is None or not 1 <= int(expiry[1]) <= 12:
        return _html(400, _page(book, session, "Your card's expiration date is invalid."))
    try:
        number = typed.get("number", "")
        replace_card(book, book.customer(session.customer), number, int(expiry[1]), 2000 + int(expiry[2]))
    except ApiError as refused:
        return _html(402, _page(book, session, refused.message))
    target = session.after_redirect or f"{book.base_url}/p/session/{session.secret}"
    return Answer(303, b"", {"Location": target}, "text/html")


def _page(book: Book, session: PortalSession, problem: str = "") -> str:
    customer = book.customer(session.customer)
    card = book.methods.get(customer.default_payment_method or "")
    back = session.return_url
    here = escape(f"{book.base_url}/p/session/{session.secret}")
    return (
        f"<h1>{escape(book.name)}</h1><p>{escape(customer.name or customer.email or customer.id)}</p>"
        f"<p id=card>{escape(_card(card))}</p><p id=problem role=alert>{escape(problem)}</p>"
        f'<form method=post action="{here}/card">'
        "<label>Card number <input name=number inputmode=numeric autocomplete=cc-number required></label> "
        "<label>Expiry (MM/YY) <input name=expiry autocomplete=cc-exp required></label> "
        "<label>CVC <input name=cvc autocomplete=cc-csc></label> <button>Save card</button></form>"
        + (f'<p><a id=back href="{escape(back)}">Return to {escape(book.name)}</a></p>' if back else "")
    )


def _is_web(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https")


def _card(card: Method | None) -> str:
    if card is None:
        return "No card yet"
    if card.type != "card":
        return f"Bank account •••• {card.last4}"
    return f"{card.brand.title()} •••• {card.last4}, expires {card.exp_month:02d}/{card.exp_year % 100:02d}"


def expired() -> Answer:
    return _html(404, "<h1>This link has expired</h1><p>Ask for a new one where you found it.</p>")


def _html(status: int, body: str) -> Answer:
    page = f"<!doctype html><meta charset=utf-8><title>Sandbox billing portal</title><body>{body}"
    return Answer(status, page.encode(), content_type="text/html; charset=utf-8")
