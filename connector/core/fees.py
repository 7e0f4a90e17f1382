"""What the law adds to an invoice that is paid late: interest by the day, and a fixed indemnity.

Said as a fact, never booked. Of businesses, and of public bodies where the law says what is different for
them; where the owner has confirmed his terms, and never for a day without a known rate. Sources: Code de
commerce L441-10 II and D441-5; Code de la commande publique L2192-13, R2192-31 and D2192-35; Directive
2011/7/EU, articles 3, 4 and 6; Late Payment of Commercial Debts (Interest) Act 1998, sections 1, 4, 5A and 6.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import groupby

from connector.core.invoice import CustomerType, Invoice, Payment, Status
from connector.core.late_terms import LateTerms, Law, RateMode, Semester

DAY = timedelta(days=1)
DAYS_OF_A_YEAR = 365
HUNDRED = Decimal(100)
#: Of a stretch that has not got its rate yet.
UNRATED = Decimal(0)
#: What was taken back was never owed.
NEVER_OWED = frozenset({Status.VOID, Status.DELETED})


class Without(StrEnum):
    """Why nothing is added to an invoice."""

    NOT_CONFIRMED = "not_confirmed"
    LAW_GONE = "law_gone"
    MOVED = "moved"
    NOT_A_BUSINESS = "not_a_business"
    PUBLIC_BODY = "public_body"
    INSOLVENCY = "insolvency"
    NO_DUE_DATE = "no_due_date"
    NOT_LATE = "not_late"
    NO_RATE = "no_rate"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of delay, both counted, with one principal (minor units) and one rate (yearly per cent)."""

    since: date
    until: date
    principal: int
    rate: Decimal

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.until - self.since).days + 1


@dataclass(frozen=True, slots=True)
class LateFees:
    """What is added to one invoice through the day `until`, in minor units of `currency`.

    `articles` are those of the law that says so, empty where a contract does.
    """

    interest: int
    indemnity: int
    currency: str
    until: date
    stretches: tuple[Stretch, ...]
    articles: str = ""

    @property
    def total(self) -> int:
        """Interest and indemnity."""
        return self.interest + self.indemnity


@dataclass(frozen=True, slots=True)
class NoFees:
    """Why nothing is added; `semester` is the one whose rate is not known."""

    why: Without
    semester: Semester | None = None


def late_fees(
    invoice: Invoice,
    payments: Iterable[Payment],
    kind: CustomerType,
    terms: LateTerms | None,
    law: Law | None,
    today: date,
    *,
    country: str | None = None,
    whose: str | None = None,
    disputed: int = 0,
    is_insolvent: bool = False,
) -> LateFees | NoFees:
    """What is added to an invoice up to and including `today`, or why nothing is.

    Simple interest on what was still owed each day, actual days over 365, from the day after the due date,
    the day of a payment counted; rounded once, half up. `disputed` minor units bear none. A payment whose
    day nobody knows bears none either, and what was credited counts as never owed. `country` is that of the
    business, `whose` that of the customer, None where nobody said.
    """
    basis = _basis(kind, terms, law, country, whose)
    if isinstance(basis, Without):
        return NoFees(basis)
    terms, law = basis
    if is_insolvent:
        return NoFees(Without.INSOLVENCY)
    if invoice.expected_on is None:
        return NoFees(Without.NO_DUE_DATE)
    owed = tuple(_owed(invoice, payments, invoice.expected_on, today, disputed))
    if not owed or invoice.status in NEVER_OWED:
        return NoFees(Without.NOT_LATE)
    rates = _Rates(terms, law, owed[0].since, owed[-1].until)
    if rates.missing is not None:
        return NoFees(Without.NO_RATE, rates.missing)
    stretches = tuple(part for one in owed for part in rates.parts(one))
    indemnity = law.indemnity(owed[0].principal, invoice.currency) if terms.has_indemnity else 0
    articles = law.articles if terms.rate is None else ""
    return LateFees(interest_of(stretches), indemnity, invoice.currency, owed[-1].until, stretches, articles)


def _basis(
    kind: CustomerType, terms: LateTerms | None, law: Law | None, country: str | None, whose: str | None
) -> tuple[LateTerms, Law] | Without:
    unfit = why_unfit(terms, law, country)
    if unfit is not None or terms is None or law is None:
        return unfit or Without.NOT_CONFIRMED
    return law_for(kind, terms, law, is_abroad=whose not in (None, country))


def law_for(
    kind: CustomerType, terms: LateTerms, law: Law, *, is_abroad: bool = False
) -> tuple[LateTerms, Law] | Without:
    """By which terms and law a customer of this kind owes it, or why he owes nothing.

    A public body owes what the law says of public bodies, whatever rate a contract names: whether that one
    binds it is not known, so then nothing is said; nor of one abroad, whose own law it is.
    """
    if kind is CustomerType.BUSINESS:
        return terms, law
    if kind is not CustomerType.PUBLIC_BODY:
        return Without.NOT_A_BUSINESS
    if is_abroad or law.public is None or terms.rate is not None:
        return Without.PUBLIC_BODY
    return replace(terms, mode=law.public.mode), law.public


def why_unfit(terms: LateTerms | None, law: Law | None, country: str | None) -> Without | None:
    """Why nothing may be said by these terms as things stand: nobody confirmed any, their law is known no
    more, or the business is in another country than when they were confirmed. None where they hold."""
    if terms is None:
        return Without.NOT_CONFIRMED
    if law is None:
        return Without.LAW_GONE
    return Without.MOVED if terms.country not in (None, country) else None


def interest_of(stretches: Iterable[Stretch]) -> int:
    """Minor units, rounded once."""
    exact = sum((x.principal * x.rate * x.days for x in stretches), Decimal())
    return int((exact / HUNDRED / DAYS_OF_A_YEAR).quantize(Decimal(1), ROUND_HALF_UP))


def is_under_floor(terms: LateTerms, law: Law, day: date) -> bool:
    """Whether the contract names less than the law lets it, as of `day` (France: three times the legal rate).

    False where that semester's floor is not known.
    """
    least = law.floor.get(Semester.of(day))
    return terms.rate is not None and least is not None and terms.rate < least


# ---------------------------------------------------------------- what was owed, day by day


def _owed(
    invoice: Invoice, payments: Iterable[Payment], due_on: date, today: date, disputed: int
) -> Iterator[Stretch]:
    """Stretches of delay in order, in each of which one sum was owed; without a rate yet.

    What came in and went back, a returned debit, was owed all the time, and once.
    """
    paid = sorted((x.paid_on, x.amount) for x in payments if x.paid_on is not None and x.paid_on > due_on)
    owed = max(0, invoice.open - disputed) + sum(amount for _, amount in paid)
    since = due_on + DAY
    for day, some in groupby((x for x in paid if x[0] <= today), key=lambda x: x[0]):
        yield Stretch(since, day, min(owed, invoice.total), UNRATED)
        owed -= sum(amount for _, amount in some)
        since = day + DAY
    if owed > 0 and since <= today:
        yield Stretch(since, today, min(owed, invoice.total), UNRATED)


class _Rates:
    """The rate of each day from `first` to `last`; `missing` is the first semester without one."""

    def __init__(self, terms: LateTerms, law: Law, first: date, last: date) -> None:
        one = {RateMode.AT_DEFAULT: first, RateMode.AT_PAYMENT: last}.get(terms.mode)
        asked = _semesters(first, last) if one is None else (Semester.of(one),)
        self._law = law
        self._whole = terms.rate
        self.missing = (
            None if terms.rate is not None else next((x for x in asked if x not in law.rates), None)
        )
        if terms.rate is None and one is not None:
            self._whole = law.rates.get(Semester.of(one))

    def parts(self, stretch: Stretch) -> Iterator[Stretch]:
        """The stretch, cut where its rate changes."""
        if self._whole is not None:
            yield replace(stretch, rate=self._whole)
            return
        for semester in _semesters(stretch.since, stretch.until):
            since, until = max(stretch.since, semester.begins_on), min(stretch.until, semester.ends_on)
            yield replace(stretch, since=since, until=until, rate=self._law.rates[semester])


def _semesters(first: date, last: date) -> Iterator[Semester]:
    one = Semester.of(first)
    while one.begins_on <= last:
        yield one
        one = Semester.of(one.ends_on + DAY)
