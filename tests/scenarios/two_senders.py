"""A process that sends, which the model may stop or surprise at each of its points."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from connector.core.history import State
from connector.core.message import Outcome, Outgoing, Reminder
from connector.core.redelivery import Redelivery
from connector.core.source import SourceInvoice
from connector.store.engine import SqlStore
from connector.usecases.redeliver import Redelivering
from connector.usecases.send import Sending, released

if TYPE_CHECKING:
    from tests.scenarios.test_sending_model import SendingModel


class Crash(BaseException):
    """The process is gone: nothing after this runs in it."""


class Sender:
    """One process that sends; at each point `happen` may do something, a crash included."""

    def __init__(self, model: "SendingModel") -> None:
        self.model = model
        self.known_paid: set[str] = set()
        self.app = model.office.make_app(
            store=_Watched(model.office.store, model.happen),
            sources=lambda *_: self,
            channels={"email": self},
        )

    def run(self, stale: Sequence[Reminder] | None = None) -> None:
        """Sends what is released; or what somebody else has seen released a moment ago (`stale`)."""
        self.known_paid = set(self.model.paid)
        chosen = released(self.app, self.model.office.id) if stale is None else stale
        before, self.model.listed = self.model.listed, chosen
        for reminder in chosen:
            Sending(self.app, self.model.office.id, reminder).run()
        self.model.listed = before
        self.run_again()

    def run_again(self, stale: Sequence[Redelivery] | None = None) -> None:
        """Tries whoever is due singly; or whom somebody else has seen due a moment ago (`stale`)."""
        with self.model.office.store.reading(self.model.office.id) as unit:
            due = unit.redeliveries.due(self.model.office.now()) if stale is None else stale
        before, self.model.owed = self.model.owed, due
        for one in due:
            Redelivering(self.app, self.model.office.id, one).run()
        self.model.owed = before

    def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
        self.model.happen("read")
        self.known_paid |= self.model.paid & set(source_ids)
        return self.model.office.account.read(source_ids)

    def deliver(self, message: Outgoing) -> Outcome:
        self.model.happen("deliver")
        outcome, reached = self.model.answered(message)
        if outcome.state in (State.SENT, State.UNKNOWN):
            self.model.arrived(self, message, reached)
        self.model.happen("delivered")
        return outcome

    def pdf(self, invoice: object) -> None:
        return None

    def pay_link(self, invoice: object) -> None:
        return None


class _Watched:
    """A store whose transactions are points."""

    def __init__(self, store: SqlStore, happen: Callable[[str], None]) -> None:
        self._store, self._happen = store, happen
        self.directory, self.leases, self.reading = store.directory, store.leases, store.reading

    @contextmanager
    def writing(self, organisation_id: str) -> Iterator[Any]:
        self._happen("begin")
        with self._store.writing(organisation_id) as unit:
            yield unit
        self._happen("commit")
