"""Time bars: from which day on a claim may be out of time, unless something interrupted it. No legal advice.

Sources, read in November 2026: Code de commerce L110-4 and Code civil 2224 (five years), Code de la
consommation L218-2 (two years); Cour de cassation, chambre commerciale, 26 February 2020 (the time runs from
the day on which the invoice should have been issued). Where a country or a kind of customer is not in the
table nothing is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from connector.core.invoice import Customer, CustomerType, Invoice

_BUSINESS = (5, "art. L110-4 du Code de commerce")
_CONSUMER = (2, "art. L218-2 du Code de la consommation")
#: Years and article, by the country of both and the kind of customer; of who is not known nothing is said.
_TABLE: Mapping[tuple[str, CustomerType], tuple[int, str]] = {
    ("FR", CustomerType.BUSINESS): _BUSINESS,
    ("FR", CustomerType.CONSUMER): _CONSUMER,
}


@dataclass(frozen=True, slots=True)
class TimeBar:
    """From `on` on a claim may be out of time, by `articles`, `years` after `since`; later where the debtor
    acknowledged it, or a court or a bailiff was seized meanwhile."""

    on: date
    since: date
    years: int
    articles: str


def time_bar(invoice: Invoice, customer: Customer, country: str) -> TimeBar | None:
    """Of an invoice of a business in `country`; None where nothing is known of it.

    Of the day of issue and the day after the due date the earlier one counts. A customer abroad may be under
    another law: nothing is said.
    """
    found = _TABLE.get((country, customer.type))
    late_on = invoice.expected_on and invoice.expected_on + timedelta(days=1)
    since = min((x for x in (invoice.issued_on, late_on) if x is not None), default=None)
    if found is None or since is None or invoice.card is not None or customer.country not in (None, country):
        return None
    years, articles = found
    return TimeBar(_years_after(since, years), since, years, articles)


def _years_after(day: date, years: int) -> date:
    """The same day of a later year; of 29 February the day after, where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
