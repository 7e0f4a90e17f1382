"""Signing: whom the segments let sign a message, and whoever answers it writes to."""

from functools import cached_property

from connector.core.errors import Refused
from connector.core.ledger import CustomerFacts
from connector.core.message import Reminder
from connector.core.ports import UnitOfWork
from connector.core.segments import Signer
from connector.usecases.application import Application
from connector.usecases.outlook import Outlook, facts_of, outlook


def signer_of(view: Outlook, reminder: Reminder, facts: CustomerFacts) -> Signer | None:
    """Whom the first segment that one of its invoices is in lets sign; None: who signs everything else."""
    segments = view.policies.segments
    if not segments:
        return None
    mine, position = {x.invoice_id for x in reminder.live_lines}, view.position(facts)
    found = [view.choice(facts, x, position).segment for x in facts.invoices if x.id in mine]
    first = min((segments.index(x) for x in found if x is not None), default=None)
    return None if first is None else segments[first].signer


def signer_in(view: Outlook, unit: UnitOfWork, reminder: Reminder) -> Signer | None:
    """The same as the ledger stands; its customer is only read where there are segments."""
    if not view.policies.segments:
        return None
    return signer_of(view, reminder, facts_of(unit, reminder.customer_id))


class Signing:
    """Who signs each of several messages of an organisation, as things stand now."""

    def __init__(self, app: Application, unit: UnitOfWork) -> None:
        self._app, self._unit = app, unit

    @property
    def is_known(self) -> bool:
        """Not while a policy is wrong: nothing leaves then, and each message is looked at before it does."""
        return self._view is not None or not self._unit.texts.written().segments

    def of(self, reminder: Reminder) -> Signer | None:
        """None too while nobody knows."""
        return None if self._view is None else signer_in(self._view, self._unit, reminder)

    @cached_property
    def _view(self) -> Outlook | None:
        if not self._unit.texts.written().segments:
            return None
        try:
            return outlook(self._app, self._unit, self._app.clock.now())
        except Refused:
            return None
