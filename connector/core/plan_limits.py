"""What plans of payment the owner lets a customer ask for by himself."""

from dataclasses import dataclass

#: The most parts, and days, that an owner may allow.
PARTS = range(2, 13)
DAYS = range(7, 732)


@dataclass(frozen=True, slots=True)
class PlanLimits:
    """So many parts at most, none where it is 0, the last of them within so many days.

    The first is at least so many per cent of what is open; for invoices of which at least `least_open` whole
    units of their currency are open.

    `is_at_once`: what is within the limits is agreed at once; otherwise a person answers.
    """

    most_parts: int = 3
    days: int = 90
    first_percent: int = 0
    least_open: int = 0
    is_at_once: bool = False

    @property
    def are_sensible(self) -> bool:
        """Whether an owner can mean them."""
        is_none = self.most_parts == 0
        return (
            (is_none or self.most_parts in PARTS)
            and self.days in DAYS
            and 0 <= self.first_percent <= 90
            and 0 <= self.least_open <= 10**9
        )


USUAL = PlanLimits()
