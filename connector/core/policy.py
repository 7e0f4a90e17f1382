"""Policies: ladders of steps, and the rule that says which one an invoice follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from typing import TypeGuard

from connector.core.invoice import Customer, Invoice, Role
from connector.core.segments import NO_POSITION, Position, Segment, Signer, turns_on, within


class Severity(IntEnum):
    """How serious a step is, from a notice before the due date to a formal notice."""

    NOTICE = 0
    FRIENDLY = 1
    FIRM = 2
    CALL = 3
    FORMAL = 4


class Channel(StrEnum):
    """How a step reaches the customer; `task` is whatever a person must find a way for."""

    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"
    CALL = "call"
    TASK = "task"
    PROVIDER = "provider"


#: Carried out by a person: nothing of it is ever handed to a mail server.
BY_PERSON = (Channel.CALL, Channel.LETTER, Channel.TASK)

#: A business that gives this many days to pay follows the longer ladder.
LONG_TERMS_DAYS = 45
LONG_TERMS_POLICY = "long-terms"
DEFAULT_DEADLINE_DAYS = 7
#: What follows a charge that failed; it follows nothing else, and nothing else follows it.
CHARGE_POLICY = "failed-charge"
#: What precedes the end of a card that subscriptions are charged to; likewise.
CARD_POLICY = "expiring-card"
#: Nobody chooses these.
OWN_POLICIES = (CHARGE_POLICY, CARD_POLICY)


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must hold for a policy or a step to apply; what is left empty always holds.

    `min_open` and `max_open` are minor units by currency; terms are days; `late_share` is the
    share (0 to 1) of settled invoices paid late, judged from `min_settled` invoices on.
    """

    min_open: Mapping[str, int] | None = None
    max_open: Mapping[str, int] | None = None
    currencies: frozenset[str] = frozenset()
    customer_types: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    min_terms: int | None = None
    max_terms: int | None = None
    min_late_share: float | None = None
    max_late_share: float | None = None
    min_settled: int = 0

    def hold_for(self, invoice: Invoice, customer: Customer, language: str) -> bool:
        """Whether all of them hold for this invoice of this customer."""
        return (
            (not self.tags or not self.tags.isdisjoint(customer.tags))
            and _among(invoice.currency, self.currencies)
            and _among(customer.type, self.customer_types)
            and _among(language, self.languages)
            and self._amount_holds(invoice)
            and within(terms_of(invoice), self.min_terms, self.max_terms)
            and self._behaviour_holds(customer)
        )

    def _amount_holds(self, invoice: Invoice) -> bool:
        least = (self.min_open or {}).get(invoice.currency)
        most = (self.max_open or {}).get(invoice.currency)
        return within(invoice.open, least, most)

    def _behaviour_holds(self, customer: Customer) -> bool:
        past = customer.behaviour
        return past.settled >= self.min_settled and within(
            past.late_share, self.min_late_share, self.max_late_share
        )


def _among(value: str, allowed: frozenset[str]) -> bool:
    return not allowed or value in allowed


def terms_of(invoice: Invoice) -> int | None:
    """Days to pay: the terms given, else due date less issue date, else unknown."""
    if invoice.terms is not None:
        return invoice.terms
    if invoice.due_on is None or invoice.issued_on is None:
        return None
    days = (invoice.due_on - invoice.issued_on).days
    return days if days >= 0 else None


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: `offset` days from the due date, by `channel`, how severe, which template."""

    id: str
    offset: int
    channel: Channel
    severity: Severity
    template: str
    roles: tuple[str, ...] = (Role.BILLING,)
    fallbacks: tuple[Channel, ...] = ()
    deadline_days: int = DEFAULT_DEADLINE_DAYS
    conditions: Conditions | None = None

    def __hash__(self) -> int:
        # Ladders are shared by their steps; all nine fields would take longer than the ladder saves.
        return hash(self.id)

    @property
    def is_message(self) -> bool:
        """E-mail, SMS and letter are messages, whoever carries them out; a call is a task."""
        return self.channel is not Channel.CALL

    @property
    def has_own_words(self) -> bool:
        """A provider sends the invoice in words of its own: nothing firm, and no day to pay by."""
        return self.channel is not Channel.PROVIDER

    @property
    def is_before_due(self) -> bool:
        return self.offset < 0

    @property
    def is_after_due(self) -> bool:
        return self.offset > 0

    @property
    def is_formal(self) -> bool:
        return self.severity is Severity.FORMAL


@dataclass(frozen=True, slots=True)
class Policy:
    """An ordered ladder of steps. `version` changes with every change of its text."""

    name: str
    version: str
    steps: tuple[Step, ...]
    conditions: Conditions | None = None
    _is_same_for_all: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_is_same_for_all", all(x.conditions is None for x in self.steps))

    def steps_for(self, invoice: Invoice, customer: Customer, language: str) -> tuple[Step, ...]:
        """The rungs whose own conditions hold for this invoice."""
        if self._is_same_for_all:
            return self.steps
        return tuple(
            step
            for step in self.steps
            if step.conditions is None or step.conditions.hold_for(invoice, customer, language)
        )


def own_policy(invoice: Invoice) -> str | None:
    """The name of the one that it follows and nothing else does; None for what is owed."""
    if invoice.card is not None:
        return CARD_POLICY
    return None if invoice.failure is None else CHARGE_POLICY


class ChosenBy(StrEnum):
    """What made an invoice follow its policy."""

    OWN = "own"
    INVOICE = "invoice"
    CUSTOMER = "customer"
    SEGMENT = "segment"
    CONDITIONS = "conditions"
    TERMS = "terms"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which policy an invoice follows, by what, and in which segment its customer is with it.

    A segment may say who signs where somebody chose another policy by hand.
    """

    policy: Policy
    by: ChosenBy
    segment: Segment | None = None

    @property
    def signer(self) -> Signer | None:
        return None if self.segment is None else self.segment.signer


@dataclass(frozen=True, slots=True)
class Policies:
    """The organisation's policies by name, and its segments; both are tried in their order.

    A segment names a policy that is there, and may be chosen for an invoice.
    """

    by_name: Mapping[str, Policy]
    default: str
    segments: tuple[Segment, ...] = ()
    _by_rule: tuple[Policy, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ruled = (self.by_name[name] for name in self.of_invoices if self.by_name[name].conditions)
        object.__setattr__(self, "_by_rule", tuple(ruled))

    @property
    def of_invoices(self) -> tuple[str, ...]:
        """The names that may be chosen for an invoice, a customer or the organisation."""
        return tuple(name for name in self.by_name if name not in OWN_POLICIES)

    def position(self, customer: Customer, invoices: Iterable[Invoice], on: date, country: str) -> Position:
        """Where a customer stands, as far as a segment asks; see Position.of."""
        return Position.of(customer, invoices, on, country) if self.segments else NO_POSITION

    def turns_on(self, position: Position) -> date | None:
        """The next day on which the calendar alone may choose otherwise; None: never."""
        return turns_on(self.segments, position) if self.segments else None

    def choose(self, invoice: Invoice, customer: Customer, language: str, position: Position) -> Policy:
        """The invoice's own, else the customer's, else by segment, else by a policy's own conditions, else by
        terms, else the default.

        A failed charge has its own, and so has a card that ends: nobody's choice for invoices touches them.
        """
        return self._chosen(invoice, customer, language, position)[0]

    def choice(self, invoice: Invoice, customer: Customer, language: str, position: Position) -> Choice:
        """The same, with what made it so, and the segment."""
        policy, by = self._chosen(invoice, customer, language, position)
        if by is ChosenBy.OWN:
            return Choice(policy, by)
        return Choice(policy, by, self._segment(invoice, customer, language, position))

    def _chosen(
        self, invoice: Invoice, customer: Customer, language: str, position: Position
    ) -> tuple[Policy, ChosenBy]:
        own = own_policy(invoice)
        if own is not None:
            return self.by_name.get(own) or Policy(own, "", ()), ChosenBy.OWN
        if self._is_choice(invoice.policy):
            return self.by_name[invoice.policy], ChosenBy.INVOICE
        if self._is_choice(customer.policy):
            return self.by_name[customer.policy], ChosenBy.CUSTOMER
        if self.segments:
            segment = self._segment(invoice, customer, language, position)
            if segment is not None and segment.policy is not None:
                return self.by_name[segment.policy], ChosenBy.SEGMENT
        for policy in self._by_rule:
            if policy.conditions and policy.conditions.hold_for(invoice, customer, language):
                return policy, ChosenBy.CONDITIONS
        terms = terms_of(invoice)
        if terms is not None and terms >= LONG_TERMS_DAYS and LONG_TERMS_POLICY in self.by_name:
            return self.by_name[LONG_TERMS_POLICY], ChosenBy.TERMS
        return self.by_name[self.default], ChosenBy.ORGANISATION

    def _is_choice(self, name: str | None) -> TypeGuard[str]:
        """Whether it names a policy that somebody may choose for an invoice or a customer."""
        return name is not None and name not in OWN_POLICIES and name in self.by_name

    def _segment(
        self, invoice: Invoice, customer: Customer, language: str, position: Position
    ) -> Segment | None:
        """The first that fits: one segment says both, the policy and who signs."""
        fit = (x for x in self.segments if x.holds_for(invoice, customer, language, position))
        return next(fit, None)
