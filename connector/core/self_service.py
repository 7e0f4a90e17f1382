"""What a customer may say by himself on his page: what of, how far ahead, in how many parts, how often."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from connector.core.calendar import BusinessDays
from connector.core.errors import Refused
from connector.core.holds import in_force
from connector.core.instalments import offered
from connector.core.invoice import Hold, HoldReason, Instalment, Invoice, Scope
from connector.core.money import decimal_text, typed_units
from connector.core.plan_limits import USUAL, PlanLimits

#: Who says it; no user is called so, for a user is an address.
BY_CUSTOMER = "customer"
#: A promise by self-service lies at most so many days ahead.
PROMISE_DAYS = 14
#: A payment longer ago than this is a mistake of typing.
PAID_DAYS = 366
LONGEST_REFERENCE = 100
LONGEST_WORDS = 2000
#: RFC 5321.
LONGEST_ADDRESS = 254


class Saying(StrEnum):
    """What can be said of one invoice."""

    PAID = "paid"
    PROMISE = "promise"
    INSTALMENTS = "instalments"
    DISPUTE = "dispute"


class About(StrEnum):
    """What a dispute is about."""

    AMOUNT = "amount"
    GOODS = "goods"
    DELIVERY = "delivery"
    ORDER = "order"
    OTHER = "other"


class Wrong(StrEnum):
    """What is wrong with something that was typed."""

    INVOICE = "invoice"
    NO_DAY = "no_day"
    TO_COME = "to_come"
    TOO_LONG_AGO = "too_long_ago"
    PAST = "past"
    TOO_FAR = "too_far"
    NO_AMOUNT = "no_amount"
    NOT_OPEN = "not_open"
    NO_PARTS = "no_parts"
    NO_CHOICE = "no_choice"
    NO_WORDS = "no_words"
    TOO_LONG = "too_long"
    NO_ADDRESS = "no_address"
    LOOK_AGAIN = "look_again"
    TOO_LITTLE = "too_little"
    FILE_KIND = "file_kind"
    FILE_SIZE = "file_size"
    FILE_TOO_MANY = "file_too_many"


class NotSaid(Refused):
    """What was typed cannot be taken: in which field, and why. `latest` is the last day that can be."""

    def __init__(self, field: str, wrong: Wrong, latest: date | None = None) -> None:
        super().__init__(f"{field}: {wrong.value}")
        self.field = field
        self.wrong = wrong
        self.latest = latest


@dataclass(frozen=True, slots=True)
class Today:
    """The customer's own day and his business days, and the plans that the owner lets him ask for."""

    on: date
    business: BusinessDays
    limits: PlanLimits = USUAL

    @property
    def latest_promise(self) -> date:
        return self.on + timedelta(days=PROMISE_DAYS)

    @property
    def latest_instalment(self) -> date:
        return self.on + timedelta(days=self.limits.days)


#: The hold that each comes to. A plan that is asked for, not agreed, is a pause until a person has answered.
REASONS: Mapping[Saying, HoldReason] = {
    Saying.PAID: HoldReason.SAID_PAID,
    Saying.PROMISE: HoldReason.PROMISE,
    Saying.INSTALMENTS: HoldReason.PAUSE,
    Saying.DISPUTE: HoldReason.DISPUTE,
}


def drafted(
    saying: Saying, typed: Mapping[str, str], invoice: Invoice, today: Today, mark: str = "."
) -> Hold:
    """The hold that what was typed comes to; it has no id yet. Raises NotSaid.

    `typed` are a form's fields: `on` (a day), `words`, `amount`, `about`, `parts`; `mark` is the decimal
    mark of the page's language.
    """
    until_on, amount, note = _READ[saying](typed, invoice, today, mark)
    return Hold(
        "", REASONS[saying], Scope.INVOICE, today.on, invoice.customer_id, invoice.id,
        until_on=until_on, amount=amount, open_then=invoice.open, author=BY_CUSTOMER, note=note,
    )  # fmt: skip


_Read = tuple[date | None, int | None, str]


def _paid(typed: Mapping[str, str], invoice: Invoice, today: Today, mark: str) -> _Read:
    on = _day(typed)
    if on > today.on:
        raise NotSaid("on", Wrong.TO_COME)
    if on < today.on - timedelta(days=PAID_DAYS):
        raise NotSaid("on", Wrong.TOO_LONG_AGO)
    reference = _words(typed, LONGEST_REFERENCE)
    return None, None, f"{on} {reference}".strip()


def _promise(typed: Mapping[str, str], invoice: Invoice, today: Today, mark: str) -> _Read:
    """A day on which no bank works counts as the next one on which it does."""
    on = _day(typed)
    if on < today.on:
        raise NotSaid("on", Wrong.PAST, today.latest_promise)
    if on > today.latest_promise:
        raise NotSaid("on", Wrong.TOO_FAR, today.latest_promise)
    return today.business.forward(on), None, ""


def _dispute(typed: Mapping[str, str], invoice: Invoice, today: Today, mark: str) -> _Read:
    """Without an amount all of it is disputed."""
    about = typed.get("about", "")
    if about not in set(About):
        raise NotSaid("about", Wrong.NO_CHOICE)
    amount = _amount(typed.get("amount", ""), invoice, mark)
    words = _words(typed, LONGEST_WORDS)
    if not words:
        raise NotSaid("words", Wrong.NO_WORDS)
    asked = () if amount is None else (f"{decimal_text(amount, invoice.currency)} {invoice.currency}.",)
    return None, amount, "\n".join((f"about_{about}", *asked, words))


def _instalments(typed: Mapping[str, str], invoice: Invoice, today: Today, mark: str) -> _Read:
    plan = plan_of(typed, invoice, today)
    return None, None, ", ".join(f"{x.due_on}={decimal_text(x.amount, invoice.currency)}" for x in plan)


def plan_of(typed: Mapping[str, str], invoice: Invoice, today: Today) -> tuple[Instalment, ...]:
    """The plan that was chosen, within the owner's limits. Raises NotSaid, where it was shown for another
    invoice or another first day too."""
    count, first_on = _parts(typed, today.limits.most_parts), _day(typed)
    if first_on < today.on:
        raise NotSaid("on", Wrong.PAST, today.latest_instalment)
    if typed.get("seen") and typed["seen"] != f"{invoice.id} {first_on}":
        raise NotSaid("parts", Wrong.LOOK_AGAIN)
    if first_on > today.latest_instalment:
        raise NotSaid("on", Wrong.TOO_FAR, today.latest_instalment)
    plans = offered(today.limits, first_on, today.latest_instalment, invoice)
    if not offered(today.limits, today.on, today.latest_instalment, invoice):
        raise NotSaid("parts", Wrong.TOO_LITTLE)
    found = next((x for x in plans if len(x) == count), None)
    if found is None:
        raise NotSaid("on", Wrong.TOO_FAR, today.latest_instalment)
    return found


_READ = {
    Saying.PAID: _paid,
    Saying.PROMISE: _promise,
    Saying.DISPUTE: _dispute,
    Saying.INSTALMENTS: _instalments,
}


def _parts(typed: Mapping[str, str], most: int) -> int:
    chosen = typed.get("parts", "")
    if chosen not in {str(n) for n in range(2, most + 1)}:
        raise NotSaid("parts", Wrong.NO_PARTS)
    return int(chosen)


def _day(typed: Mapping[str, str]) -> date:
    try:
        day = date.fromisoformat(typed.get("on", "").strip())
    except ValueError:
        raise NotSaid("on", Wrong.NO_DAY) from None
    if not date.min.year < day.year < date.max.year:
        raise NotSaid("on", Wrong.NO_DAY)
    return day


def _amount(text: str, invoice: Invoice, mark: str) -> int | None:
    """`1234.50` or `1 234,50`; None where nothing was typed."""
    if not text.strip():
        return None
    try:
        amount = typed_units(text, invoice.currency, mark)
    except Refused:
        raise NotSaid("amount", Wrong.NO_AMOUNT) from None
    if not 0 < amount <= invoice.open:
        raise NotSaid("amount", Wrong.NOT_OPEN)
    return amount


def _words(typed: Mapping[str, str], longest: int) -> str:
    """On one line: nothing that stands in it is laid out."""
    words = " ".join(typed.get("words", "").split())
    if len(words) > longest:
        raise NotSaid("words", Wrong.TOO_LONG)
    return words


def address(typed: Mapping[str, str]) -> str:
    """A mail address by its form. Raises NotSaid."""
    text = typed.get("email", "").strip()
    name, _, domain = text.rpartition("@")
    is_bare = text.isprintable() and not set(text) & set(" <>,;\"'")
    is_one = bool(name) and "@" not in name and "." in domain.strip(".")
    if not (is_bare and is_one) or len(text) > LONGEST_ADDRESS:
        raise NotSaid("email", Wrong.NO_ADDRESS)
    return text


# ---------------------------------------------------------------- how often


class Before(StrEnum):
    """Whether he has said such a thing of this invoice before."""

    NEVER = "never"
    THE_SAME = "the_same"
    ENOUGH = "enough"


def before(draft: Hold, holds: Iterable[Hold]) -> Before:
    """Each thing is taken once for each invoice by self-service; the same again changes nothing.

    Instalments are not asked for by a hold while a plan stands: it would keep the plan's own steps silent.
    """
    known = tuple(holds)
    said = [x for x in told(known, draft.invoice_id) if x.reason is draft.reason]
    if not said:
        return Before.ENOUGH if _has_plan(draft, known) else Before.NEVER
    is_same = any(
        in_force(x, draft.since_on)
        and (x.until_on, x.amount, x.note) == (draft.until_on, draft.amount, draft.note)
        for x in said
    )
    return Before.THE_SAME if is_same else Before.ENOUGH


def is_agreed(plan: tuple[Instalment, ...], invoice_id: str, holds: Iterable[Hold], on: date) -> bool:
    """Whether just this plan of his stands already: a form that was sent twice."""
    mine = [x for x in told(holds, invoice_id) if x.reason is HoldReason.PLAN and in_force(x, on)]
    return any(x.instalments == plan for x in mine)


def agreed(draft: Hold, plan: tuple[Instalment, ...], holds: Iterable[Hold]) -> Hold | None:
    """The plan itself in the place of its asking; None where he has asked for one of this invoice before:
    then a person looks at it."""
    known = tuple(holds)
    mine = [x for x in told(known, draft.invoice_id) if x.reason in (HoldReason.PAUSE, HoldReason.PLAN)]
    if mine or _has_plan(draft, known):
        return None
    return replace(draft, reason=HoldReason.PLAN, instalments=plan, note="")


def _has_plan(draft: Hold, holds: Iterable[Hold]) -> bool:
    return draft.reason is HoldReason.PAUSE and any(
        x.reason is HoldReason.PLAN and x.invoice_id == draft.invoice_id and in_force(x, draft.since_on)
        for x in holds
    )


def saying_of(hold: Hold) -> Saying:
    """What he said, of a hold that came of it; a plan is agreed at once where the owner lets it be."""
    if hold.reason is HoldReason.PLAN:
        return Saying.INSTALMENTS
    return next(saying for saying, reason in REASONS.items() if reason is hold.reason)


def told(holds: Iterable[Hold], invoice_id: str | None) -> list[Hold]:
    """What the customer himself has said of one invoice, ended or not."""
    return [x for x in holds if x.author == BY_CUSTOMER and x.invoice_id == invoice_id]
