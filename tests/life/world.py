"""Three connected organisations of one installation, their providers, and days that go by."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sized
from random import Random

from connector.store.engine import SqlStore
from providers.sandbox import Handle

#: By number: customer, currency, total and open in minor units.
Owed = Mapping[str, tuple[str, str, int, int]]
#: Customer, currency and minor units of money that no invoice has used, of who owes anything.
Unused = list[tuple[str, str, int]]


class Books(ABC):
    """One organisation of ours and the account it is connected to."""

    provider: str

    def __init__(self, organisation_id: str, sandbox: Handle, store: SqlStore) -> None:
        self.id = organisation_id
        self.sandbox = sandbox
        self.store = store
        self._numbers = 0

    # ------------------------------------------------------------ there

    @abstractmethod
    def happenings(self) -> tuple[Callable[[Random], object], ...]:
        """What may happen there, the likelier the more often it is named."""

    @abstractmethod
    def listen(self, address: str, secret: str) -> None:
        """Tells of changes at this address from now on."""

    @abstractmethod
    def tell(self, dice: Random) -> None:
        """Tells of what has happened: well, twice, in disorder, or not at all."""

    @abstractmethod
    def truth(self) -> Owed: ...

    @abstractmethod
    def unused(self) -> Unused: ...

    def next_number(self) -> int:
        self._numbers += 1
        return self._numbers

    # ------------------------------------------------------------ here

    def ledger(self) -> Owed:
        with self.store.reading(self.id) as unit:
            return {
                x.number: (facts.customer.name, x.currency, x.total, x.open)
                for facts in unit.ledger.facts()
                for x in facts.invoices
                if x.card is None
            }

    def credits(self) -> Unused:
        with self.store.reading(self.id) as unit:
            return gathered(
                (facts.customer.name, x.currency, x.amount)
                for facts in unit.ledger.facts()
                if facts.invoices
                for x in facts.credits
            )


def bills_after(owed: Sized) -> int:
    """How much likelier a new invoice is than anything else: the likelier, the less is owed."""
    return max(5, 25 - len(owed))


def gathered(amounts: Iterable[tuple[str, str, int]]) -> Unused:
    """One row for each customer and currency."""
    found: dict[tuple[str, str], int] = {}
    for name, currency, amount in amounts:
        found[name, currency] = found.get((name, currency), 0) + amount
    return sorted((*key, amount) for key, amount in found.items())
