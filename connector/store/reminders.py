"""The reminder ledger of one organisation: what was planned, said and answered, never overwritten."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, delete, func, select, union_all

from connector.core.history import Sort, State
from connector.core.message import RecipientAnswer, Reminder
from connector.core.policy import BY_PERSON, Channel
from connector.store.reading import read_reminders, reminders_where
from connector.store.reminder_rows import line_row, reminder_row
from connector.store.schema_sending import deliveries, reminder_lines, reminders
from connector.store.scope import IDS, columns_of, query
from connector.store.sending import Sending

#: It left, or it may have, or it is leaving at this moment.
_MAY_HAVE_LEFT = (State.SENT, State.UNKNOWN, State.SENDING)

_ONE = reminders.c
_BY_ID = reminders_where(_ONE.id == bindparam("id"))
_BY_PREFIX = reminders_where(_ONE.id >= bindparam("first"), _ONE.id < bindparam("last"))
_IN_STATES = reminders_where(_ONE.state.in_(bindparam("states", expanding=True)))
_AFTER = (
    reminders_where(_ONE.state.in_(bindparam("states", expanding=True)), _ONE.id > bindparam("after"))
    .order_by(None)
    .order_by(_ONE.id)
)
_OF_CUSTOMER = reminders_where(_ONE.customer_id == bindparam("customer"))
_OF_INVOICE = reminders_where(
    _ONE.id.in_(
        query(reminder_lines, reminder_lines.c.reminder_id).where(
            reminder_lines.c.invoice_id == bindparam("invoice")
        )
    )
)
_LEFT = (_ONE.left_at >= bindparam("at"), _ONE.state.in_(_MAY_HAVE_LEFT))
_LEFT_SINCE = reminders_where(*_LEFT)
_SEEN_ON = func.coalesce(_ONE.left_on, _ONE.planned_on).label("seen_on")
_SEEN_AT = func.coalesce(_ONE.left_at, _ONE.planned_at).label("seen_at")
#: Two queries, each by its index; and ids alone, since what each of them says would be sorted along.
_GONE = union_all(
    query(reminders, _ONE.id, _SEEN_ON, _SEEN_AT).where(*_LEFT),
    query(reminders, _ONE.id, _SEEN_ON, _SEEN_AT).where(_ONE.state == State.FAILED),
).subquery("gone")
_NEWEST = select(_GONE.c.id).order_by(_GONE.c.seen_on.desc(), _GONE.c.seen_at.desc(), _GONE.c.id.desc())
_HOW_MANY_GONE = select(func.count()).select_from(_GONE)
_OF_IDS = reminders_where(_ONE.id.in_(IDS))
_TO_DO = (
    query(reminders, _ONE.id)
    .where(_ONE.state == State.AWAITING_APPROVAL, _ONE.channel.in_(BY_PERSON))
    .order_by(_ONE.planned_at, _ONE.planned_on, _ONE.id)
)
_THREAD = (
    query(reminders, _ONE.message_id)
    .where(
        _ONE.customer_id == bindparam("customer"),
        _ONE.state.in_((State.SENT, State.UNKNOWN)),
        _ONE.channel == Channel.EMAIL,
        _ONE.sort.not_in((Sort.FORMAL, Sort.CHARGE, Sort.CARD)),
        _ONE.left_at < bindparam("before"),
        _ONE.message_id.is_not(None),
    )
    .order_by(_ONE.left_at, _ONE.id)
)
_COUNT_LEFT = query(reminders, func.count().filter(_ONE.is_first_wave), func.count()).where(
    _ONE.left_at >= bindparam("since"),
    _ONE.left_on == bindparam("on"),
    _ONE.state.in_(_MAY_HAVE_LEFT),
    _ONE.message_id.is_not(None),
)


class SqlReminders(Sending):
    """The Reminders port: adding and reading here, changes of state in Sending."""

    def add(self, reminder: Reminder) -> bool:
        """False when a live line for the same step, or an unfinished message of its sort, exists."""
        row = reminder_row(reminder)
        fresh = self._scope.insert(reminders).on_conflict_do_nothing().returning(reminders.c.id)
        if self._scope.run(fresh, self._scope.owned([row])).first() is None:
            return False
        lines = [line_row(reminder.id, line, n, reminder.state) for n, line in enumerate(reminder.lines)]
        if self._add_lines(reminder.id, lines):
            return True
        # Nobody has seen it: taking it out is cheaper than a savepoint around each one.
        self._scope.run(delete(reminder_lines).where(*self._lines_of(reminder.id)))
        self._scope.run(delete(reminders).where(*self._one(reminder.id)))
        return False

    def record(self, reminder: Reminder) -> bool:
        """Stores a reminder that was sent by hand, already final; its customer is looked at again."""
        if not self.add(reminder):
            return False
        self._scope.look_now([reminder.customer_id])
        return True

    def get(self, reminder_id: str) -> Reminder | None:
        found = read_reminders(self._scope, _BY_ID, id=reminder_id)
        return found[0] if found else None

    def find(self, prefix: str) -> tuple[Reminder, ...]:
        """By the beginning of an id; nothing for an empty one."""
        if not prefix:
            return ()
        # "~" sorts after every sign of an id; a range uses the key where LIKE would read everything.
        return read_reminders(self._scope, _BY_PREFIX, first=prefix, last=f"{prefix}~")

    def in_states(self, states: Sequence[State], limit: int | None = None) -> tuple[Reminder, ...]:
        wanted = _IN_STATES if limit is None else _IN_STATES.limit(limit)
        return read_reminders(self._scope, wanted, states=states)

    def after(self, reminder_id: str, states: Sequence[State], limit: int) -> tuple[Reminder, ...]:
        return read_reminders(self._scope, _AFTER.limit(limit), states=states, after=reminder_id)

    def of_customer(self, customer_id: str) -> tuple[Reminder, ...]:
        return read_reminders(self._scope, _OF_CUSTOMER, customer=customer_id)

    def of_invoice(self, invoice_id: str) -> tuple[Reminder, ...]:
        """Those with a line for it, taken out or not."""
        return read_reminders(self._scope, _OF_INVOICE, invoice=invoice_id)

    def thread(self, customer_id: str, before: datetime) -> tuple[str, ...]:
        """Message-IDs of the e-mails that left to him before, formal notices apart, oldest first."""
        return tuple(self._scope.ask(_THREAD, customer=customer_id, before=before).scalars())

    def left_since(self, at: datetime) -> tuple[Reminder, ...]:
        """What left, may have left, or is just leaving; `at` included."""
        return read_reminders(self._scope, _LEFT_SINCE, at=at)

    def gone(self, since: datetime, most: int, skipped: int = 0) -> tuple[Reminder, ...]:
        """What left since an instant, or may have, and whatever was refused, newest first."""
        ids = list(self._scope.ask(_NEWEST.limit(most).offset(skipped), at=since).scalars())
        found = {x.id: x for x in read_reminders(self._scope, _OF_IDS, ids=ids)}
        return tuple(found[x] for x in ids)

    def count_gone(self, since: datetime) -> int:
        return int(self._scope.ask(_HOW_MANY_GONE, at=since).scalar_one())

    def to_do(self) -> tuple[str, ...]:
        """Ids of the calls and letters that wait for a person, the oldest first."""
        return tuple(self._scope.ask(_TO_DO).scalars())

    def count_left(self, since: datetime, on: date) -> tuple[int, int]:
        """Messages of ours that left on a day, looked for from `since` on: of the first wave, in all."""
        first_wave, in_all = self._scope.ask(_COUNT_LEFT, since=since, on=on).one()
        return int(first_wave), int(in_all)

    def answers(self, reminder_id: str) -> tuple[RecipientAnswer, ...]:
        """Of every attempt, the first one first."""
        found = self._scope.select(deliveries, *columns_of(RecipientAnswer, deliveries))
        theirs = found.where(deliveries.c.reminder_id == reminder_id)
        ordered = theirs.order_by(deliveries.c.attempt, deliveries.c.position)
        return tuple(RecipientAnswer(*row) for row in self._scope.run(ordered))
