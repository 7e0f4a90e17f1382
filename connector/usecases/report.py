"""Report: one month of one business: what was owed, said and paid, what was promised, who needs a call."""

from connector.core.errors import Refused
from connector.core.figures import ageings
from connector.core.invoice import HoldReason
from connector.core.listing import CustomersWanted
from connector.core.policy import Channel
from connector.core.ports import UnitOfWork
from connector.core.reports import Call, Month, Owes, Report
from connector.usecases.application import Application
from connector.usecases.sentences import say
from connector.usecases.to_do import tasks

#: So many debtors are named.
MOST_DEBTORS = 5


def monthly(app: Application, organisation_id: str, month: Month) -> Report:
    """As it is known now; raises Refused for a month that has not begun."""
    calls = [
        Call(x.customer, tuple(x.invoices)) for x in tasks(app, organisation_id) if x.kind == Channel.CALL
    ]
    with app.store.reading(organisation_id) as unit:
        own = unit.organisation()
        today = own.day(app.clock.now())
        if month.first > today:
            raise Refused(say("not_begun", month=month.text))
        on = min(month.last, today)
        told = unit.reports.told(month.first, on)
        return Report(
            own.name, own.country, own.language, month, on, today, unit.ledger.payments_known_on(),
            ageings(unit.reports.owed_on(on), on),
            tuple(unit.reports.said(month.first, on)),
            tuple(unit.reports.came_in(month.first, on)),
            tuple(x for x in told if x.reason is HoldReason.PROMISE),
            tuple(x for x in told if x.reason is HoldReason.DISPUTE),
            tuple(calls),
            _owes(unit, CustomersWanted(today)),
        )  # fmt: skip


def _owes(unit: UnitOfWork, wanted: CustomersWanted) -> tuple[Owes, ...]:
    """The largest that are late today."""
    listed = unit.listing.customers(wanted, MOST_DEBTORS)
    return tuple(
        Owes(x.name, owed.currency, owed.late, x.oldest_due_on)
        for x in listed
        for owed in x.owes
        if owed.late
    )
