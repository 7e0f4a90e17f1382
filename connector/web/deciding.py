"""What a person decides by a form: read it, do it, or say beside the field why it cannot be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import TypeVar

from fastapi import HTTPException

from connector.channels.addresses import on_the_wire
from connector.core.accounts import LONGEST_EMAIL
from connector.core.errors import Refused
from connector.core.invoice import Hold, HoldReason, Instalment, Invoice, Scope
from connector.core.money import typed_units
from connector.usecases import people
from connector.usecases.unfit import Unfit, Why
from connector.usecases.whom import Whom
from connector.web.site import Site
from connector.web.visit import Visit

#: So many parts of a payment plan stand in the form: one a month for a year.
PARTS = 12
#: Why a person keeps silent where nothing was promised and nothing is disputed.
SILENCES = (HoldReason.PAUSE, HoldReason.INSOLVENCY, HoldReason.HANDED_OVER, HoldReason.FACTORED)
#: What each form of a hold is called, with its reason; the last one says its reason itself.
HOLDS: Mapping[str, HoldReason | None] = {
    "promise": HoldReason.PROMISE,
    "said_paid": HoldReason.SAID_PAID,
    "dispute": HoldReason.DISPUTE,
    "plan": HoldReason.PLAN,
    "silence": None,
}
#: The field that each refusal is about, where it is about one.
_FIELDS = {
    Why.NO_DAY: "until",
    Why.TOO_FAR: "until",
    Why.PAST: "until",
    Why.AMOUNT: "amount",
    Why.NO_INSTALMENTS: "due_1",
    Why.TOO_MUCH: "amount_1",
    Why.NO_POLICY: "policy",
    Why.NOT_YET: "on",
    Why.TOO_EARLY: "on",
    Why.NO_STEP: "step",
    Why.TAKEN: "step",
    Why.NO_WORDS: "text",
    Why.SUPPRESSED: "address",
    Why.NO_NAME: "name",
    Why.NAME_TAKEN: "name",
}


Done = TypeVar("Done")


class Mistake(Exception):
    """What stands in a field cannot be read; `key` is the word for why."""

    def __init__(self, name: str, key: str) -> None:
        super().__init__(name)
        self.name = name
        self.key = key


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that was not carried out: which one, the words beside each field, and what was typed.

    The words of the field «» are about the form as a whole.
    """

    opened: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    def value(self, form: str, name: str, otherwise: str = "") -> str:
        """What stands in the field of that form."""
        return self.typed.get(name, otherwise) if self.opened == form else otherwise

    def problem(self, form: str, name: str) -> str:
        return self.problems.get(name, "") if self.opened == form else ""


NOTHING = Tried()


def attempt(visit: Visit, opened: str, act: Callable[[], Done]) -> Done | Tried:
    """What was done, most often by the word that the page then says; or what kept it from being done."""
    say = visit.reader.say
    try:
        return act()
    except Mistake as wrong:
        return Tried(opened, {wrong.name: say(f"unfit.{wrong.key}")}, visit.form)
    except Unfit as wrong:
        return Tried(opened, {_FIELDS.get(wrong.why, ""): say(f"unfit.{wrong.why}")}, visit.form)


def hold(site: Site, visit: Visit, whom: Whom, invoice: Invoice | None) -> str:
    """Makes the hold that the form asks for; «hold.» and its id."""
    made = people.hold(site.app, visit.whose.id, whom, _draft(visit, invoice))
    return f"hold.{made.id}"


def _draft(visit: Visit, invoice: Invoice | None) -> Hold:
    kind = visit.form.get("what", "")
    if kind not in HOLDS or (invoice is None and HOLDS[kind] is not None):
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    currency = "" if invoice is None else invoice.currency
    return Hold(
        id="",
        reason=HOLDS[kind] or _silence(visit),
        scope=Scope.CUSTOMER,
        since_on=date.min,  # the use case says from when on, and whom it covers
        until_on=day_in(visit, "until"),
        amount=amount_in(visit, "amount", currency),
        instalments=_parts(visit, currency) if kind == "plan" else (),
        author=visit.who.user.email,
        note=visit.form.get("note", "").strip(),
    )


def _silence(visit: Visit) -> HoldReason:
    reason = next((x for x in SILENCES if x == visit.form.get("reason")), None)
    if reason is None:
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    return reason


def _parts(visit: Visit, currency: str) -> tuple[Instalment, ...]:
    found = []
    for n in range(1, PARTS + 1):
        due_on = day_in(visit, f"due_{n}")
        amount = amount_in(visit, f"amount_{n}", currency)
        if due_on is None and amount is None:
            continue
        if due_on is None:
            raise Mistake(f"due_{n}", "no_day_of_part")
        if amount is None or amount <= 0:
            raise Mistake(f"amount_{n}", "no_amount_of_part")
        found.append(Instalment(due_on, amount))
    return tuple(found)


def day_in(visit: Visit, name: str) -> date | None:
    """A day as a browser's own field writes it; None where it is empty. Raises Mistake."""
    text = visit.form.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Mistake(name, "day") from None


def amount_in(visit: Visit, name: str, currency: str) -> int | None:
    """Minor units as the reader writes them; None where it is empty. Raises Mistake."""
    text = visit.form.get(name, "").strip()
    try:
        return typed_units(text, currency, visit.reader.decimal_mark) if text else None
    except Refused:
        raise Mistake(name, "no_amount") from None


def address_in(visit: Visit, name: str) -> str:
    """A mail address without a name. Raises Mistake."""
    address = visit.form.get(name, "").strip()
    if len(address) > LONGEST_EMAIL or on_the_wire(address) is None:
        raise Mistake(name, "address")
    return address
