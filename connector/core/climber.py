"""An invoice that nothing holds, on its ladder today; several of them are decided about together."""

from dataclasses import dataclass
from datetime import date

from connector.core.history import Sort
from connector.core.invoice import Invoice
from connector.core.ladder import Ladder, Rung
from connector.core.policy import Policy, Severity, Step


@dataclass(slots=True, eq=False)
class Climber:
    """An unheld invoice on its ladder: the step it takes next, and what its ladder says today.

    `sort` is the sort of message that this step makes.
    """

    invoice: Invoice
    due_on: date
    disputed: int
    policy: Policy
    ladder: Ladder
    rung: Rung
    step: Step
    sort: Sort

    @property
    def asked(self) -> int:
        return self.invoice.open - self.disputed

    @property
    def is_charge(self) -> bool:
        return self.invoice.failure is not None

    @property
    def is_card(self) -> bool:
        return self.invoice.card is not None

    def sort_of(self, step: Step) -> Sort:
        """Of its own step, or of another one that it may take."""
        return self.sort if step is self.step else sort_of(step, self.invoice)

    @property
    def is_due(self) -> bool:
        """Its day has come and nothing of its own keeps it back."""
        return self.rung.reason is None


def sort_of(step: Step, invoice: Invoice) -> Sort:
    """The sort of message a step makes; only one sort is spoken in one message."""
    is_message = step.is_message
    if invoice.card is not None and is_message:
        return Sort.CARD
    if invoice.failure is not None and is_message:
        return Sort.CHARGE
    if step.severity is Severity.NOTICE and step.id.startswith("plan:"):
        return Sort.PLAN
    if step.is_formal:
        return Sort.FORMAL
    return Sort.REMINDER if is_message else Sort.CALL
