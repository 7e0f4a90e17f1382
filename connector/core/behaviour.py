"""How a customer has paid so far: sums, over all he settled and month by month."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a customer has paid so far, over all his settled invoices.

    `months` says it month by month, as `2026-01:3/1 2026-02:2/0`: settled, and of them late. It is read only
    where somebody asks.
    """

    settled: int = 0
    settled_late: int = 0
    months: str = ""

    @property
    def late_share(self) -> float:
        """Share of settled invoices that were paid after their due date; 0 without any."""
        return self.settled_late / self.settled if self.settled else 0.0

    def in_year(self, on: date) -> "Behaviour":
        """Of what was settled from the first day of this month a year ago through the month of `on`."""
        first, last = f"{on.year - 1}-{on.month:02}", f"{on.year}-{on.month:02}"
        settled = late = 0
        for month in self.months.split():
            name, _, counts = month.partition(":")
            if first <= name <= last:
                paid, _, paid_late = counts.partition("/")
                settled, late = settled + int(paid), late + int(paid_late)
        return Behaviour(settled, late)


NO_BEHAVIOUR = Behaviour()
