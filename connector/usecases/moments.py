"""When to look at a customer again: never later than something could change by itself."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from connector.core.calendar import Calendar
from connector.core.decision import Action, Decision, Reason
from connector.core.message import Reminder

#: After a fault nobody expected, a customer is looked at again so much later.
AFTER_FAULT = timedelta(hours=1)
#: Silences that turn into something else on a day of their own. (A ledger that is too old is looked
#: at as soon as it is read again, too: see sync.)
_CHANGE_BY_THEMSELVES = frozenset(
    {
        Reason.SAID_PAID,
        Reason.MONEY_SEEN,
        Reason.PLAN,
        Reason.PROMISE,
        Reason.AUTOPAY,
        Reason.BELOW_MINIMUM,
        Reason.LEDGER_TOO_OLD,
    }
)


def look_again_at(
    decisions: Sequence[Decision],
    unfinished: Sequence[Reminder],
    calendar: Calendar,
    now: datetime,
    turns_on: date | None = None,
) -> datetime | None:
    """The earliest instant worth looking at this customer again; None until a fact changes.

    `turns_on` is the day on which he may come under another segment by the calendar alone.
    """
    tomorrow = calendar.day(now) + timedelta(days=1)
    days = [tomorrow] if unfinished else []
    if turns_on is not None and decisions:
        days.append(turns_on)
    for decision in decisions:
        if decision.action in (Action.SEND, Action.TASK) or decision.reason in _CHANGE_BY_THEMSELVES:
            days.append(tomorrow)
        elif decision.on is not None:
            days.append(max(decision.on, tomorrow))
    if not days:
        return None
    return datetime.combine(min(days), time(), calendar.zone)
