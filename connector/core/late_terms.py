"""What an owner may ask for an invoice that is paid late, and by which law: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class RateMode(StrEnum):
    """Which rate a day of delay takes: that of its own semester, that of the first day of delay, or that of
    the day of payment."""

    SEGMENTED = "segmented"
    AT_DEFAULT = "at_default"
    AT_PAYMENT = "at_payment"


@dataclass(frozen=True, slots=True)
class Semester:
    """Half a calendar year; written 2026-2."""

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> "Semester":
        """The one that a day lies in."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @property
    def begins_on(self) -> date:
        """1 January or 1 July."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def ends_on(self) -> date:
        """30 June or 31 December."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    def __str__(self) -> str:
        return f"{self.year}-{self.half}"


@dataclass(frozen=True, slots=True)
class Law:
    """What a jurisdiction gives the creditor of a business.

    `rates` are yearly per cents by semester, the reference rate with its margin added; none where a contract
    alone can say. `tiers` are the indemnity: from so much that is late on, so much, both in minor units of
    `currency`. `floor` is the least yearly per cent that a contract may name. `articles` is what is quoted.
    `public` is what it says of a public body that pays late; None where that is not known.
    """

    code: str
    articles: str
    mode: RateMode
    rates: Mapping[Semester, Decimal] = field(default_factory=dict)
    currency: str | None = None
    tiers: tuple[tuple[int, int], ...] = ()
    floor: Mapping[Semester, Decimal] = field(default_factory=dict)
    public: "Law | None" = None

    def indemnity(self, late: int, currency: str) -> int:
        """Of a debt of which `late` minor units were owed when it became late.

        None in a currency that the law does not name.
        """
        if currency != self.currency:
            return 0
        return max((fixed for least, fixed in self.tiers if late >= least), default=0)


@dataclass(frozen=True, slots=True)
class LateTerms:
    """What an owner confirmed about invoices that are paid late.

    `law` is the code of a jurisdiction; `rate` the yearly per cent of his contract, None for the law's own;
    `has_indemnity` that he asks for the fixed sum too; `country` where his business was then.
    """

    law: str
    confirmed_by: str
    confirmed_on: date
    mode: RateMode = RateMode.SEGMENTED
    rate: Decimal | None = None
    has_indemnity: bool = True
    country: str | None = None


class Laws(Protocol):
    """The laws that are known, with their dated rates."""

    @property
    def verified_on(self) -> date:
        """The day on which its rates were last compared with what was published."""

    @property
    def laws(self) -> Mapping[str, Law]:
        """By code."""

    def of_country(self, country: str) -> str:
        """The code of the law that is offered first to a business of this country."""
