"""The link to a customer's own page: made for a message, opened, taken back."""

from dataclasses import replace
from datetime import datetime

from connector.core.errors import Refused
from connector.core.invoice import Customer
from connector.core.links import Links, PageLink
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.cards import good_until
from connector.usecases.linking import one_with
from connector.usecases.sentences import say

#: Signs what is only read: links of the same shape that open nothing.
_HOLLOW = Links(b"shown and never sent")


def with_hollow_links(app: Application) -> Application:
    """For whoever reads a message before it leaves: by its links one would speak for the customer."""
    return app if app.links is None else replace(app, links=_HOLLOW)


def page_link(app: Application, organisation_id: str, customer: Customer, on: datetime) -> str | None:
    """The address of his page; None where no customer could open it. One and the same for a whole day."""
    if app.links is None or app.page_link is None:
        return None
    link = PageLink(organisation_id, customer.id, good_until(on), customer.links_series)
    return f"{app.page_link}/c/{app.links.token(link)}"


def read_link(app: Application, token: str) -> PageLink:
    """Whose page a link opens. Raises Refused for one that is not ours, or has run out."""
    if app.links is None:
        raise Refused(say("no_links"))
    link = app.links.read_page(token, app.clock.now())
    if link.organisation_id not in {x.id for x in app.store.directory.all()}:
        raise Refused(say("unknown_link"))
    return link


def bearer(unit: UnitOfWork, link: PageLink) -> Customer:
    """The customer whom it was sent to. Raises Refused where it was taken back, or he is gone."""
    customer = unit.ledger.customer(link.customer_id)
    if customer.links_series != link.series:
        raise Refused(say("link_undone"))
    return customer


def take_links_back(app: Application, organisation_id: str, customer_id: str, by: str) -> None:
    """No link that the customer was sent opens anything from now on, under any record of his.

    The next message bears a new one. Raises Refused for a customer who is not there.
    """
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        unit.ledger.lock_customer(customer_id)
        for one in sorted(one_with(unit, [customer_id])):
            series = unit.ledger.customer(one).links_series + 1
            unit.ledger.change_customer(one, links_series=series)
            unit.audit(now, by, "links.taken_back", customer=one)
