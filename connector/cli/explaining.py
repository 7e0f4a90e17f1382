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
        "explanation": sentence(told.why, "en"),
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


def explanation_lines(told: Explanation, organisation: Organisation) -> list[str]:
    """The explanation as the owner reads it, in French or English."""
    words = _Words(organisation)
    decision = told.decision
    reason = decision.reason if decision else told.invoice.status
    action = decision.action if decision else Action.STOP
    lines = [words.head(told), f"{action}, {reason}: {sentence(told.why, organisation.language)}"]
    if decision is not None and decision.step is not None:
        lines.append(words.next(decision))
    elif decision is not None and decision.on is not None:
        lines.append(words.silent(decision.on))
    lines += [words.hold(x) for x in told.holds]
    return lines + [words.said(x) for x in told.said]


class _Words:
    """The lines of an explanation in the owner's language."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._is_french = organisation.language.startswith("fr")

    def head(self, told: Explanation) -> str:
        invoice = told.invoice
        if invoice.card is not None:
            until = self._day(invoice.card.expires_on)
            ends = (
                f" : carte valable jusqu'au {until}."
                if self._is_french
                else f": card that pays until {until}."
            )
            return f"{invoice.number}, {told.customer.name}{ends}"
        owed = money_text(invoice.open, invoice.currency, reader_tag(self._organisation))
        due = self._day(invoice.expected_on) if invoice.expected_on else "?"
        if self._is_french:
            return f"{invoice.number}, {told.customer.name} : {owed} à régler, échéance le {due}."
        return f"{invoice.number}, {told.customer.name}: {owed} open, due on {due}."

    def next(self, decision: Decision) -> str:
        step = decision.step.id if decision.step else ""
        policy = decision.policy.name if decision.policy else ""
        unknown = "date inconnue" if self._is_french else "day not known"
        when = self._day(decision.on) if decision.on else unknown
        if self._is_french:
            return f"Prochaine étape : {step} ({decision.channel}), {when}, scénario {policy}."
        return f"Next: {step} ({decision.channel}), {when}, policy {policy}."

    def silent(self, until: date) -> str:
        return ("Silence jusqu'au " if self._is_french else "Silent until ") + f"{self._day(until)}."

    def hold(self, hold: Hold) -> str:
        if hold.until_on is None or hold.twin is not None:
            until = "jusqu'à nouvel ordre" if self._is_french else "until it is released"
        else:
            until = ("jusqu'au " if self._is_french else "until ") + self._day(hold.until_on)
        what = "Suspension : " if self._is_french else "Held: "
        note = f" ({hold.note})" if hold.note else ""
        return f"{what}{hold.reason}, {until}; {hold.author}, {self._day(hold.since_on)}{note}."

    def said(self, said: Said) -> str:
        reminder = said.reminder
        reason = said.line.reason or reminder.reason
        is_plain = not reason or reason == said.state
        why = "" if is_plain else f" ({sentence(reason or '', self._organisation.language)})"
        return f"{self._day(reminder.left_on or reminder.planned_on)}: {said.line.step_id}, {said.state}{why}"

    def _day(self, day: date) -> str:
        return day_words(day, self._organisation)
