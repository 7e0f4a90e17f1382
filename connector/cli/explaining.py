"""An explanation in words and as JSON."""

from datetime import date

from connector.cli.showing import SPOKEN, reader_tag
from connector.core.decision import Action, Decision
from connector.core.invoice import Hold, Organisation
from connector.core.money import decimal_text
from connector.core.passed_over import PassedOver
from connector.core.policy import Choice, Step
from connector.core.time_bars import TimeBar
from connector.render.chosen import chosen
from connector.render.formats import GLUE, day_text, locale_tag, money_text
from connector.render.reasons import sentence
from connector.render.words import in_language
from connector.usecases.explain import Explanation, Promise, Said
from connector.web.words_of_codes import CODES
from connector.web.words_of_ladder import LADDER
from connector.web.words_of_time_bars import TIME_BARS


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
        "policy": told.choice and _chosen(told.choice),
        "next": decision and _next(decision),
        "left_out": [{"step": x.step.id, "why": x.why.value, "by": x.by and x.by.id} for x in told.left_out],
        "time_bar": told.time_bar and _time_bar(told.time_bar),
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


def _time_bar(bar: TimeBar) -> dict[str, object]:
    return {
        "on": bar.on.isoformat(),
        "since": bar.since.isoformat(),
        "years": bar.years,
        "articles": bar.articles,
    }


def _chosen(choice: Choice) -> dict[str, object]:
    """Which policy it follows, by what, and in which segment its customer is with it."""
    return {
        "name": choice.policy.name,
        "by": choice.by.value,
        "segment": choice.segment and choice.segment.name,
        "signed_by": choice.signer and choice.signer.name,
        "explanation": chosen(choice),
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
    """The explanation in the language of the command line, amounts as the owner writes them."""
    decision = told.decision
    reason = decision.reason if decision else told.invoice.status
    action = decision.action if decision else Action.STOP
    lines = [_head(told, organisation), f"{action}, {reason}: {sentence(told.why, SPOKEN)}"]
    if decision is not None and decision.step is not None:
        lines.append(_coming(decision, decision.step))
    elif decision is not None and decision.on is not None:
        lines.append(_silent(told.promise, decision.on))
    lines += [f"Left out: {x.step.id}. {_why_left_out(x)}" for x in told.left_out]
    if told.choice is not None:
        lines.append(str(chosen(told.choice)))
    if told.time_bar is not None:
        lines.append(_out_of_time(told.time_bar))
    lines += [_held(x) for x in told.holds]
    return lines + [_was_said(x) for x in told.said]


def _head(told: Explanation, organisation: Organisation) -> str:
    invoice, name = told.invoice, told.customer.name
    if invoice.card is not None:
        return f"{invoice.number}, {name}: card that pays until {_day(invoice.card.expires_on)}."
    is_open = told.decision is not None
    minor = invoice.open if is_open else invoice.total
    amount = money_text(minor, invoice.currency, reader_tag(organisation))
    due = _day(invoice.expected_on) if invoice.expected_on else "?"
    stands = f"{amount} open, due on" if is_open else f"closed, an invoice of {amount} that was due on"
    return f"{invoice.number}, {name}: {stands} {due}."


def _why_left_out(over: PassedOver) -> str:
    return LADDER[f"left_out.{over.why}"][0].format(by=over.by.id if over.by else "")


def _silent(promise: Promise | None, on: date) -> str:
    if promise is None:
        return f"Silent until {_day(on)}."
    grace = f"{promise.grace_days} business days of grace"
    return f"Promised for {_day(promise.on)}, then {grace}: silent until {_day(on)}."


def _out_of_time(bar: TimeBar) -> str:
    facts = {"day": _day(bar.on), "since": _day(bar.since), "years": bar.years, "articles": bar.articles}
    return "Out of time: " + in_language(TIME_BARS["time_bar.told"], SPOKEN).format(**facts)


def _coming(decision: Decision, step: Step) -> str:
    policy = decision.policy.name if decision.policy else ""
    when = _day(decision.on) if decision.on else "day not known"
    return f"Next: {step.id} ({decision.channel}), {when}, policy {policy}."


def _held(hold: Hold) -> str:
    is_known = hold.until_on is not None and hold.twin is None
    until = f"until {_day(hold.until_on)}" if is_known and hold.until_on else "until it is released"
    note = f" ({hold.note})" if hold.note else ""
    return f"Held: {hold.reason}, {until}; {hold.author}, {_day(hold.since_on)}{note}."


def _was_said(said: Said) -> str:
    reminder = said.reminder
    reason = said.line.reason or reminder.reason
    why = f" ({sentence(reason, SPOKEN)})" if reason and reason != said.state else ""
    kind = "task_state" if reminder.is_task else "state"
    state = CODES[f"{kind}.{said.state.value}"][0]
    return f"{_day(reminder.left_on or reminder.planned_on)}: {said.line.step_id}, {state}{why}"


def _day(day: date) -> str:
    return day_text(day, locale_tag(SPOKEN, SPOKEN)).replace(GLUE, " ")
