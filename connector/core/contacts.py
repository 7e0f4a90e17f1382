"""What a customer has heard, or was heard of him, lately: it keeps the next words back for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from connector.core.climber import Climber
from connector.core.history import ContactMade, History, Sort, Through
from connector.core.policy import Step

#: What is said of these is never said on one day with anything else.
_ALONE = (Sort.CHARGE, Sort.CARD)


@dataclass(frozen=True, slots=True)
class Contacts:
    """The contacts with one customer as they stand `today`; `gap` is the time between two of them."""

    made: Sequence[ContactMade]
    gap: timedelta
    today: date
    language: str

    @classmethod
    def of(cls, history: History, gap_days: int, today: date, language: str) -> "Contacts":
        made = tuple(c for c in history.contacts() if c.on <= _latest_day(c, today))
        return cls(made, timedelta(days=gap_days), today, language)

    def gap_ends_on(self, case: Climber, step: Step, day: date) -> date:
        """The first day on which the last contact lies far enough back for `step`."""
        if not self.made or case.ladder.is_opening(step):
            return date.min
        contacts = (c for c in self.made if not (case.is_charge and _is_of_card(c)))
        ends = (c.on + self.gap for c in contacts if c.on != day or not self._may_share(case, step, c))
        return max(ends, default=date.min)

    def heard(self, case: Climber) -> Through | None:
        """Through whom he heard what is too recent; None where it was said to himself."""
        near = (c for c in self.made if c.on + self.gap > self.today)
        ways = {c.through for c in near if c.on != self.today or not self._may_share(case, case.step, c)}
        if None in ways:
            return None
        return Through.LINK if Through.LINK in ways else Through.ADDRESS

    def _may_share(self, case: Climber, step: Step, contact: ContactMade) -> bool:
        """Two voices may be heard on one day; a call and a message never share a day, nor does anything
        with what was said of a failed charge or of a card."""
        sort = case.sort_of(step)
        if contact.voice is None or (sort is not contact.voice[2] and _is_alone(sort, contact.voice[2])):
            return False
        if step.is_message != (contact.voice[2] is not Sort.CALL):
            return False
        return not step.is_message or contact.voice != (case.invoice.currency, self.language, sort)


def _latest_day(contact: ContactMade, today: date) -> date:
    """Where what is said under another record leaves, it may be tomorrow already."""
    is_elsewhere = contact.through is not None and contact.voice is not None
    return today + timedelta(days=is_elsewhere)


def _is_alone(*sorts: Sort) -> bool:
    return any(sort in _ALONE for sort in sorts)


def _is_of_card(contact: ContactMade) -> bool:
    """What was said of a card that ends keeps no failed charge back."""
    return contact.voice is not None and contact.voice[2] is Sort.CARD
