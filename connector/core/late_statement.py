"""The late statement: what late interest and fixed sums come to for one customer, as a document apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from connector.core.fees import LateFees, Stretch, interest_of
from connector.core.invoice import Invoice


@dataclass(frozen=True, slots=True)
class LateRow:
    """Some days of delay of one invoice: one sum, one rate; `interest` in minor units.

    The rows of an invoice come to its interest, which is rounded once; its fixed sum stands in the first.
    """

    invoice: Invoice
    stretch: Stretch
    interest: int
    indemnity: int


@dataclass(frozen=True, slots=True)
class LateSum:
    """What all of it comes to in one currency."""

    currency: str
    interest: int
    indemnity: int

    @property
    def total(self) -> int:
        """Interest and fixed sums."""
        return self.interest + self.indemnity


@dataclass(frozen=True, slots=True)
class LateStatement:
    """What is added to the open invoices of one customer through the day `on`; never booked.

    `articles` is the law it follows, empty where the contract names the rate; `language` his own. `unknown`
    are the numbers of invoices of which a rate is missing: nothing is added to them here.
    """

    organisation: str
    country: str
    customer: str
    language: str
    on: date
    articles: str
    found: tuple[tuple[Invoice, LateFees], ...]
    unknown: tuple[str, ...] = ()

    def rows(self) -> Iterator[LateRow]:
        """By invoice, and by the days of one rate."""
        for invoice, fees in self.found:
            told = 0
            for count, stretch in enumerate(fees.stretches, start=1):
                so_far = interest_of(fees.stretches[:count])
                yield LateRow(invoice, stretch, so_far - told, fees.indemnity if count == 1 else 0)
                told = so_far

    def sums(self) -> tuple[LateSum, ...]:
        """By currency, which are never added together."""
        found = []
        for currency in sorted({x.currency for _, x in self.found}):
            mine = [x for _, x in self.found if x.currency == currency]
            found.append(LateSum(currency, sum(x.interest for x in mine), sum(x.indemnity for x in mine)))
        return tuple(found)
