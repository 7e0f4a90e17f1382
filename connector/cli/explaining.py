"""An explanation in words and as JSON."""

from datetime import date

from connector.cli.showing import day_words, reader_tag
from connector.core.decision import Action, Decision
from connector.core.invoice import Hold, Organisation
from connector.core.money import decimal_text
from connector.render.formats import money_text
from connector.render.reasons import sentence
from connector.usecases.explain import Explanation, Said


def explanation_row(told: Explanation) -> dict[str, object]:
    """The explanation for machines; `next` is null once the invoice is closed."""
    invoice, decision = told.invoice, told.decision
    return {
        "number": invoice.number,
        "customer": told.customer.name,
        "currency": invoice.currency,
        "total": decimal_text(invoice.total, invoice.currency),
        "open": decimal_text(invoice.open, invoice.currency),
        "due_on": invoice.expected_on and invoice.expected_on.isoformat(),
        "card_ends_on": invoice.card and invoice.card.expires_on.isoformat(),
        "status": invoice.status.value,
        "action": decision.action.value if decision else Action.STOP.value,
        "reason": decision.reason.value if decision else invoice.status.value,
