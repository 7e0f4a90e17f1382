"""The reminder ledger of one organisation: what was planned, said and answered, never overwritten."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, func

from connector.core.history import Sort, State
from connector.core.message import RecipientAnswer, Reminder
from connector.core.policy import Channel
from connector.store.reading import reminders_where
from connector.store.reminder_rows import line_row, reminder_row
from connector.store.schema_sending import deliveries, reminder_lines, reminders
from connector.store.scope import columns_of
from connector.store.sending import Sending

#: It left, or it may have, or it is leaving at this moment.
_MAY_HAVE_LEFT = (State.SENT, State.UNKNOWN, State.SENDING)


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
        found = reminders_where(self._scope, reminders.c.id == reminder_id)
        return found[0] if found else None

    def find(self, prefix: str) -> tuple[Reminder, ...]:
        """By the beginning of an id; nothing for an empty one."""
        if not prefix:
            return ()
        # "~" sorts after every sign of an id; a range uses the key where LIKE would read everything.
        return reminders_where(self._scope, reminders.c.id >= prefix, reminders.c.id < f"{prefix}~")

    def in_states(self, states: Sequence[State], limit: int | None = None) -> tuple[Reminder, ...]:
        return reminders_where(self._scope, reminders.c.state.in_(tuple(states)), limit=limit)

    def of_customer(self, customer_id: str) -> tuple[Reminder, ...]:
        return reminders_where(self._scope, reminders.c.customer_id == customer_id)

    def of_invoice(self, invoice_id: str) -> tuple[Reminder, ...]:
        """Those with a line for it, taken out or not."""
        lines = self._scope.select(reminder_lines, reminder_lines.c.reminder_id)
        theirs = lines.where(reminder_lines.c.invoice_id == invoice_id)
        return reminders_where(self._scope, reminders.c.id.in_(theirs))

    def thread(self, customer_id: str, before: datetime) -> tuple[str, ...]:
        """Message-IDs of the e-mails that left to him before, formal notices apart, oldest first."""
        one = reminders.c
        left = self._scope.select(reminders, one.message_id).where(
            one.customer_id == customer_id,
            one.state.in_((State.SENT, State.UNKNOWN)),
            one.channel == Channel.EMAIL,
            one.sort != Sort.FORMAL,
            one.left_at < before,
            one.message_id.is_not(None),
        )
        return tuple(self._scope.run(left.order_by(one.left_at, one.id)).scalars())

    def left_since(self, at: datetime) -> tuple[Reminder, ...]:
        """What left, may have left, or is just leaving; `at` included."""
        return reminders_where(self._scope, reminders.c.left_at >= at, reminders.c.state.in_(_MAY_HAVE_LEFT))

    def count_left(self, since: datetime, on: date) -> tuple[int, int]:
        """Messages of ours that left on a day, looked for from `since` on: of the first wave, in all."""
        one = reminders.c
        counted = self._scope.select(reminders, func.count().filter(one.is_first_wave), func.count()).where(
            one.left_at >= since,
            one.left_on == on,
            one.state.in_(_MAY_HAVE_LEFT),
            one.message_id.is_not(None),
        )
        first_wave, in_all = self._scope.run(counted).one()
        return int(first_wave), int(in_all)

    def answers(self, reminder_id: str) -> tuple[RecipientAnswer, ...]:
        """Of every attempt, the first one first."""
        found = self._scope.select(deliveries, *columns_of(RecipientAnswer, deliveries))
        theirs = found.where(deliveries.c.reminder_id == reminder_id)
        ordered = theirs.order_by(deliveries.c.attempt, deliveries.c.position)
        return tuple(RecipientAnswer(*row) for row in self._scope.run(ordered))
