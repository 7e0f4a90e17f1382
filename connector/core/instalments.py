"""Instalments: the plans of payment that a customer may ask for, within the owner's limits."""

from datetime import date, timedelta

from connector.core.invoice import Instalment, Invoice
from connector.core.money import Money
from connector.core.plan_limits import PlanLimits


def offered(
    limits: PlanLimits, first_on: date, last_on: date, invoice: Invoice
) -> tuple[tuple[Instalment, ...], ...]:
    """Each plan that may be asked for, from two parts on, the first of them on `first_on` and the last on
    `last_on` at the latest; none for an invoice of which too little is open."""
    if invoice.open <= 0 or Money(invoice.open, invoice.currency).decimal < limits.least_open:
        return ()
    every = (
        proposed(count, first_on, invoice.open, limits.first_percent)
        for count in range(2, limits.most_parts + 1)
    )
    return tuple(plan for plan in every if plan[-1].due_on <= last_on and all(x.amount > 0 for x in plan))


def proposed(count: int, first_on: date, amount: int, first_percent: int = 0) -> tuple[Instalment, ...]:
    """`amount` minor units in `count` monthly parts: equal ones, what does not divide in the first, or a
    first one of that many per cent where that is more."""
    part, rest = divmod(amount, count)
    least = -(-amount * first_percent // 100)
    if least > part + rest:
        part, rest = divmod(amount - least, count - 1)
        first = least + rest
    else:
        first = part + rest
    days = [_months_after(first_on, n) for n in range(count)]
    return tuple(Instalment(day, first if n == 0 else part) for n, day in enumerate(days))


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    years, month = divmod(day.month - 1 + months, 12)
    later = day.replace(year=day.year + years, month=month + 1, day=1)
    following = (later + timedelta(days=31)).replace(day=1)
    return min(later + timedelta(days=day.day - 1), following - timedelta(days=1))
