"""Two organisations in one database, one of them full: what is another's, by its ids."""

from dataclasses import dataclass
from uuid import uuid4

from connector.core.history import State
from connector.core.invoice import Hold, HoldReason, Scope
from connector.core.message import Reminder
from connector.core.tasks import Task, TaskKind
from connector.store.engine import SqlStore
from tests.store.calls import Theirs, full
from tests.store.desk import NOON, TODAY, Hand, line, owed

#: An id that is nobody's.
NOWHERE = str(uuid4())


@dataclass(frozen=True)
class Neighbour:
    """The other organisation, with one of everything that an address can name."""

    theirs: Theirs
    waiting: Reminder
    hold: str
    task: str
    subscription: str
    token: str
    change: int

    @property
    def id(self) -> str:
        return self.theirs.desk.id


def neighbour(store: SqlStore) -> Neighbour:
    """Somebody else's ids, each of a thing that is there and could be acted on."""
    theirs = full(store, Hand())
    desk = theirs.desk
    desk.merge(owed("F-1", open=1), owed("F-2"), owed("F-3"), owed("F-4"), day=2)
    waiting = desk.planned(line(desk.invoice("F-4")), state=State.AWAITING_APPROVAL, language="de")
    hold = Hold(str(uuid4()), HoldReason.DISPUTE, Scope.INVOICE, TODAY, theirs.customer, theirs.invoice)
    found = [str(uuid4()) for _ in range(2)]
    with desk.writing() as unit:
        unit.holds.add(hold, NOON)
        was = {"policy": None}
        unit.audit(NOON, "them", "customer.changed", customer=theirs.customer, policy="firm", was=was)
        unit.ledger.change_customer(theirs.customer, policy="firm")
        change = unit.past.events([theirs.customer])[-1].number
        for id_, kind in zip(found, (TaskKind.NEEDS_PERSON, TaskKind.FINAL_ACTION), strict=True):
            unit.tasks.open(Task(id_, kind, id_, "final_leave", NOON, theirs.customer, theirs.invoice))
    return Neighbour(theirs, waiting, hold.id, found[0], found[1], desk.id, change)
