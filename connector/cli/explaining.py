"""An explanation in words and as JSON."""

from connector.core.decision import Action, Decision
from connector.core.money import decimal_text
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
        "status": invoice.status.value,
        "action": decision.action.value if decision else Action.STOP.value,
        "reason": decision.reason.value if decision else invoice.status.value,
        "explanation": sentence(decision.reason if decision else invoice.status, "en"),
        "next": decision and _next(decision),
        "said": [_said_row(x) for x in told.said],
        "holds": [
            {
                "reason": x.reason.value,
                "scope": x.scope.value,
                "since": x.since_on.isoformat(),
                "until": x.until_on and x.until_on.isoformat(),
                "by": x.author,
            }
            for x in told.holds
        ],
    }


def _next(decision: Decision) -> dict[str, object]:
    return {
        "step": decision.step and decision.step.id,
        "channel": decision.channel and decision.channel.value,
        "on": decision.on and decision.on.isoformat(),
        "policy": decision.policy and decision.policy.name,
    }


def _said_row(said: Said) -> dict[str, object]:
    reminder = said.reminder
    return {
        "id": reminder.id,
        "step": said.line.step_id,
        "state": said.state.value,
        "on": (reminder.left_on or reminder.planned_on).isoformat(),
        "reason": said.line.reason or reminder.reason,
    }


def explanation_lines(told: Explanation, language: str) -> list[str]:
    """The explanation as a person reads it, in French or English."""
    is_french = language.startswith("fr")
    invoice, decision = told.invoice, told.decision
    owed = f"{decimal_text(invoice.open, invoice.currency)} {invoice.currency}"
    due = invoice.expected_on.isoformat() if invoice.expected_on else "?"
    head = (
        f"{invoice.number}, {told.customer.name} : {owed} à régler, échéance {due}."
        if is_french
        else f"{invoice.number}, {told.customer.name}: {owed} open, due on {due}."
    )
    reason = decision.reason if decision else invoice.status
    action = decision.action if decision else Action.STOP
    lines = [head, f"{action}, {reason}: {sentence(reason, language)}"]
    if decision is not None and decision.step is not None:
        lines.append(_next_line(decision, is_french))
    elif decision is not None and decision.on is not None:
        lines.append(("Silence jusqu'au " if is_french else "Silent until ") + f"{decision.on}.")
    lines += [_hold_line(x.reason, str(x.until_on or "…"), is_french) for x in told.holds]
    return lines + [_said_line(x, language) for x in told.said]


def _next_line(decision: Decision, is_french: bool) -> str:
    step = decision.step.id if decision.step else ""
    policy = decision.policy.name if decision.policy else ""
    when = f"{decision.on}" if decision.on else ("date inconnue" if is_french else "day not known")
    if is_french:
        return f"Prochaine étape : {step} ({decision.channel}), {when}, politique {policy}."
    return f"Next: {step} ({decision.channel}), {when}, policy {policy}."


def _hold_line(reason: str, until: str, is_french: bool) -> str:
    return f"Suspension : {reason}, jusqu'au {until}." if is_french else f"Held: {reason}, until {until}."


def _said_line(said: Said, language: str) -> str:
    reminder = said.reminder
    reason = said.line.reason or reminder.reason
    why = f" ({sentence(reason, language)})" if reason else ""
    return f"{reminder.left_on or reminder.planned_on}  {said.line.step_id}: {said.state}{why}"
