"""A credit note in words and as JSON."""

from connector.cli.showing import SPOKEN, reader_tag
from connector.core.invoice import Organisation
from connector.core.money import decimal_text
from connector.render.formats import GLUE, day_text, locale_tag, money_text
from connector.usecases.credits import FoundCredit
from connector.web.words_of_lists import LISTS


def credit_row(found: FoundCredit) -> dict[str, object]:
    """For machines; `total` is null where the source does not say it."""
    credit = found.listed.credit
    return {
        "number": credit.number,
        "customer": found.listed.customer,
        "currency": credit.currency,
        "total": None if credit.total is None else decimal_text(credit.total, credit.currency),
        "left": decimal_text(found.listed.left, credit.currency),
        "dated_on": credit.dated_on.isoformat(),
        "invoices": [x.number for x in found.silenced],
        "explanation": _does(found),
    }


def credit_lines(found: FoundCredit, organisation: Organisation) -> list[str]:
    """What it is, and what it does now."""
    credit, tag = found.listed.credit, reader_tag(organisation)
    of = "" if credit.total is None else f" of {money_text(credit.total, credit.currency, tag)}"
    day = day_text(credit.dated_on, locale_tag(SPOKEN, SPOKEN)).replace(GLUE, " ")
    left = money_text(found.listed.left, credit.currency, tag)
    head = f"{credit.number}, {found.listed.customer}: credit note{of}, {day}, {left} left."
    return [head, " ".join([_does(found), ", ".join(x.number for x in found.silenced)]).strip()]


def _does(found: FoundCredit) -> str:
    return LISTS[found.told][0]
