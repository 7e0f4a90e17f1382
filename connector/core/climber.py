"""An invoice that nothing holds, on its ladder today; several of them are decided about together."""

from dataclasses import dataclass
from datetime import date

from connector.core.history import Sort
from connector.core.invoice import Invoice
from connector.core.ladder import Ladder, Rung
from connector.core.policy import Policy, Severity, Step


@dataclass(frozen=True, slots=True, eq=False)
class Climber:
    """An unheld invoice on its ladder: the step it takes next, and what its ladder says today."""

    invoice: Invoice
    due_on: date
    disputed: int
    policy: Policy
    ladder: Ladder
    rung: Rung
    step: Step

    @property
    def asked(self) -> int:
        return self.invoice.open - self.disputed

    @property
    def is_charge(self) -> bool:
        return self.invoice.failure is not None

    @property
    def is_card(self) -> bool:
        return self.invoice.card is not None

    def sort(self, step: Step | None = None) -> Sort:
        """Of its own step, or of another one that it may take."""
        return sort_of(step or self.step, self.invoice)

    @property
    def is_due(self) -> bool:
        """Its day has come and nothing of its own keeps it back."""
        return self.rung.reason is None


def sort_of(step: Step, invoice: Invoice) -> Sort:
    """The sort of message a step makes; only one sort is spoken in one message."""
    if invoice.card is not None and step.is_message:
        return Sort.CARD
    if invoice.failure is not None and step.is_message:
        return Sort.CHARGE
    if step.id.startswith("plan:") and step.severity is Severity.NOTICE:
        return Sort.PLAN
    if step.is_formal:
        return Sort.FORMAL
    return Sort.REMINDER if step.is_message else Sort.CALL
