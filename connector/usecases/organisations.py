"""Organisations: add one, change one, find one."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import uuid4

from connector.core.errors import Refused
from connector.core.history import UNFINISHED, State
from connector.core.hooks import Happening
from connector.core.invoice import Mode, Organisation
from connector.core.late_terms import LateTerms
from connector.core.money import decimal_text
from connector.core.plan_limits import PlanLimits
from connector.core.ports import UnitOfWork
from connector.core.texts import Written
from connector.usecases.application import Application
from connector.usecases.seals import mark_of
from connector.usecases.sentences import say
from connector.usecases.signing import Signing

NO_ORGANISATION = say("no_organisation")
#: What was planned in shadow and is taken back when the organisation leaves it.
LEFT_SHADOW = "left_shadow"
#: Released by nobody's word any more once the organisation is in shadow.
IN_SHADOW = "in_shadow"


def add_organisation(app: Application, organisation: Organisation) -> Organisation:
    """Adds an organisation under a new id. Raises Refused for a taken name or an unknown country.

    One that is made in mode auto, before any invoice was seen, approves its first wave itself.
    """
    app.calendars.business_days(organisation.country, organisation.region)
    _check_policy(app, organisation.policy, Written.of(app.store.shared_texts.current(), ()))
    now = app.clock.now()
    made = replace(
        organisation,
        id=str(uuid4()),
        is_auto_from_start=organisation.mode is Mode.AUTO,
        left_shadow_at=None if organisation.mode is Mode.SHADOW else now,
    )
    app.store.directory.add(made, now)
    return made


def _check_policy(app: Application, name: str, written: Written) -> None:
    """Raises Refused for an unknown policy, and for that of failed charges."""
    known = app.policies.policies(name, written).of_invoices
    if name not in known:
        raise Refused(say("policy_of_charges", name=name, known=", ".join(known)))


def find_organisation(app: Application, name: str | None) -> Organisation:
    """By name, trimmed and case-folded; without a name the only one there is."""
    everyone = app.store.directory.all()
    if name is None:
        if len(everyone) == 1:
            return everyone[0]
        raise Refused(say("which_one", known=_names(everyone)) if everyone else NO_ORGANISATION)
    wanted = name.strip().casefold()
    found = [x for x in everyone if x.name.strip().casefold() == wanted]
    if not found:
        known = say("there_is", known=_names(everyone)) if everyone else NO_ORGANISATION
        raise Refused(say("no_such_organisation", name=name, known=known))
    return found[0]


def _names(everyone: tuple[Organisation, ...]) -> str:
    return ", ".join(f"«{x.name}»" for x in everyone)


def change_organisation(app: Application, organisation_id: str, by: str, **fields: Any) -> None:
    """Sets fields of an organisation; a change of mode takes back what no longer holds.

    Of `four_eyes` what is not named stays, and None takes one away. A region goes with the country it was in.
    Raises Refused for an unknown policy or country, and a name that is taken.
    """
    with app.store.writing(organisation_id) as unit:
        unit.lock_organisation(is_shared=False)
        change_in(app, unit, by, **fields)


def change_in(app: Application, unit: UnitOfWork, by: str, **fields: Any) -> None:
    """The same in a unit that is open, and that holds its lock."""
    now = app.clock.now()
    before = unit.organisation()
    if fields.get("country", before.country) != before.country:
        fields.setdefault("region", None)
        app.calendars.business_days(fields["country"], fields["region"])
        if before.late_terms is not None and before.late_terms.country is None:
            fields.setdefault("late_terms", replace(before.late_terms, country=before.country))
    if "policy" in fields:
        _check_policy(app, fields["policy"], unit.texts.written())
    if fields.get("sender") not in (None, before.sender):
        fields["sender_changed_at"] = now
    had_iban = before.iban is not None or before.iban_changed_on is not None
    if had_iban and fields.get("iban", before.iban) != before.iban:
        fields["iban_changed_on"] = _today(app, before)
    mode = fields.get("mode", before.mode)
    if before.mode is Mode.SHADOW and mode is not Mode.SHADOW:
        fields["left_shadow_at"] = now
        _take_back(app, unit, LEFT_SHADOW)
        unit.ledger.judge_cold_starts(_today(app, before))
    if before.mode is not Mode.SHADOW and mode is Mode.SHADOW:
        _take_back(app, unit, IN_SHADOW)
    if "four_eyes" in fields:
        fields["four_eyes"] = with_amounts(before.four_eyes, fields["four_eyes"])
    unit.change_organisation(**fields)
    _ask_two(app, unit)
    if mode is not before.mode:
        told = {"mode": mode.value, "was": before.mode.value, "by": by}
        unit.hooks.tell(Happening.MODE_CHANGED, now, lambda: told)
    unit.audit(now, by, "organisation.changed", **{k: _told(v) for k, v in fields.items()})


def with_amounts(known: Mapping[str, int], amounts: Mapping[str, int | None]) -> dict[str, int]:
    """The amounts with these set or, where they are None, taken away. Raises Refused for nothing or less."""
    if any(x is not None and x <= 0 for x in amounts.values()):
        raise Refused(say("two_from_nothing"))
    return {of: x for of, x in (dict(known) | dict(amounts)).items() if x is not None}


def _told(value: Any) -> Any:
    """As the log keeps it, in plain values: amounts by currency as decimals, several things sorted."""
    if isinstance(value, Mapping):
        return ", ".join(f"{decimal_text(value[of], of)} {of}" for of in sorted(value)) or None
    if isinstance(value, PlanLimits):
        return asdict(value)
    if isinstance(value, LateTerms):
        return {k: x if type(x) is bool else x and str(x) for k, x in asdict(value).items()}
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    return value if value is None or type(value) in (bool, int) else str(value)


def _ask_two(app: Application, unit: UnitOfWork) -> None:
    """What two must release by now waits for both where one alone has, or where both saw it otherwise."""
    own = unit.organisation()
    if not own.four_eyes:
        return
    written, signing = unit.texts.written(), Signing(app, unit)
    for reminder in unit.reminders.in_states((State.APPROVED, State.RETRY)):
        if signing.is_known:
            customer = unit.ledger.customer(reminder.customer_id)
            unit.reminders.ask_two(reminder.id, mark_of(own, written, customer, signing.of(reminder)))


def _take_back(app: Application, unit: UnitOfWork, reason: str) -> None:
    """Cancels every message that has not left; what is being handed over right now is left alone."""
    in_hand = {State.CLAIMED, State.SENDING}
    found = unit.reminders.in_states(tuple(UNFINISHED - in_hand))
    # Customers in the order in which everybody locks them.
    for reminder in sorted(found, key=lambda x: x.customer_id):
        unit.reminders.cancel(reminder.id, reason, app.clock.now())
    unit.redeliveries.take_back(reason, app.clock.now())


def _today(app: Application, organisation: Organisation) -> date:
    return organisation.day(app.clock.now())
