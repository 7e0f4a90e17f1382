"""Figures: what is owed by age, and how many days of sales it comes to."""

from fastapi import APIRouter
from pydantic import Field

from connector.core.figures import Age
from connector.usecases import figures as sums
from connector.usecases.figures import Book
from connector.web.api.operation import Calling
from connector.web.api.words import Day, Money, Told, money
from connector.web.site import Site


class AgeOwed(Told):
    """What is open of one age."""

    age: Age = Field(description="Days since it was due: to_30 is 1 to 30; due today is not_due.")
    invoices: int
    open: Money


class ToldBook(Told):
    """What is owed in one currency."""

    currency: str
    open: Money
    overdue: Money
    ages: list[AgeOwed]
    dso: str | None = Field(
        description="Days of sales outstanding, by count-back, to a tenth; null while too little is known."
    )


class ToldFigures(Told):
    """The sums of the ledger on one day."""

    on: Day = Field(description="The organisation's own day.")
    payments_known_on: Day | None = Field(description="The latest day for which a payment is posted.")
    complete_since: Day | None = Field(description="All that was owed or sold after that day is known.")
    currencies: list[ToldBook] = Field(description="The organisation's own first; never added together.")


def figures(site: Site, router: APIRouter) -> None:
    """Its route."""

    @router.get("/figures")
    def get_figures(caller: Calling) -> ToldFigures:
        """What is owed by age and currency today, and the days of sales that it comes to."""
        found = sums.figures(site.app, caller.organisation.id)
        return ToldFigures(
            on=found.on,
            payments_known_on=found.known_on,
            complete_since=found.since,
            currencies=[_book(x) for x in found.books],
        )


def _book(one: Book) -> ToldBook:
    of = one.currency
    ages = [AgeOwed(age=age, invoices=x.count, open=money(x.open, of)) for age, x in one.ageing.parts.items()]
    return ToldBook(
        currency=of,
        open=money(one.ageing.total.open, of),
        overdue=money(one.overdue, of),
        ages=ages,
        dso=None if one.dso is None else str(one.dso),
    )
