"""The outlook of one organisation at one moment: what deciding needs beside the customer's facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from email.utils import parseaddr
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connector.core.calendar import ACCOUNT_TRUST, BusinessDays, Calendar, file_trusted_until
from connector.core.decide import decide
from connector.core.decision import Decision, undecided
from connector.core.errors import Refused
from connector.core.invoice import Customer, Invoice, Organisation, Reading
from connector.core.ledger import CustomerFacts
from connector.core.message import MessageFacts, Rendered
from connector.core.policy import Channel, Choice, Policies
from connector.core.ports import UnitOfWork
from connector.core.segments import Position
from connector.core.source import Connection, ConnectionKind
from connector.core.texts import NOTHING_WRITTEN, Written
from connector.core.tongues import language_of
from connector.usecases.application import Application
from connector.usecases.senders import default_in

#: Calendars kept for a day, of all organisations; the ladders of a thousand due dates take a megabyte or two.
CALENDARS = 32


@dataclass(frozen=True, slots=True)
class Outlook:
    """One organisation's rules, words, calendars and readings; calendars are shared between customers."""

    app: Application
    organisation: Organisation
    policies: Policies
    readings: Mapping[str, Reading]
    now: datetime
    written: Written = NOTHING_WRITTEN
    #: That of the installation, where it may speak for the organisation.
    default_sender: str | None = None
    _calendars: dict[tuple[str | None, str | None, str | None], Calendar] = field(default_factory=dict)

    @property
    def sender(self) -> str | None:
        """As senders.sender_of says."""
        return self.organisation.sender or self.default_sender

    @property
    def signer(self) -> str | None:
        """Who signs: the contact, else the name that its sender is set with."""
        own = self.organisation
        named = own.contact or parseaddr(own.sender or "")[0]
        return named or (self.app.sender_name if self.default_sender else None)

    @property
    def today(self) -> date:
        """The organisation's own day."""
        return self.organisation.day(self.now)

    def day_of(self, customer: Customer) -> date:
        """The customer's own day."""
        return self.calendar(customer).day(self.now)

    def language(self, customer: Customer) -> str:
        """The one that he is written to in."""
        return written_in(self.app, self.organisation, customer)

    def calendar(self, customer: Customer) -> Calendar:
        """The customer's business days and zone, with the organisation's closures.

        A country, region or zone that is not known stands back for the organisation's own: one
        odd customer never stops the rest.
        """
        key = (customer.country, customer.region, customer.timezone)
        if key not in self._calendars:
            try:
                self._calendars[key] = self._calendar(customer)
            except (Refused, ZoneInfoNotFoundError, ValueError):
                self._calendars[key] = self._calendar(
                    replace(customer, country=None, region=None, timezone=None)
                )
        return self._calendars[key]

    def _calendar(self, customer: Customer) -> Calendar:
        own = self.organisation
        country = customer.country or own.country
        region = customer.region or (own.region if country == own.country else None)
        business = self.app.calendars.business_days(country, region)
        zone = customer.timezone or self.app.calendars.timezone(country, region) or own.timezone
        return _calendar_of(business, ZoneInfo(zone), own.closures, self.now.date())

    def position(self, facts: CustomerFacts) -> Position:
        """Where the customer stands today, as far as a segment asks."""
        country = self.organisation.country
        return self.policies.position(facts.customer, facts.invoices, self.day_of(facts.customer), country)

    def choice(self, facts: CustomerFacts, invoice: Invoice, position: Position | None = None) -> Choice:
        """Which policy an invoice of his follows today, by what, and in which segment.

        Whoever asks about several gives his `position`.
        """
        customer = facts.customer
        return self.policies.choice(
            invoice, customer, self.language(customer), position or self.position(facts)
        )

    def decide(self, facts: CustomerFacts, fresh: bool = False) -> list[Decision]:
        """Decides about one customer; `fresh` takes the ledger as just read."""
        readings = self._fresh(facts) if fresh else self.readings
        customer, language = facts.customer, self.language(facts.customer)
        if customer.language != language:
            customer = replace(customer, language=language)
        return decide(
            self.organisation,
            customer,
            facts.invoices,
            self.policies,
            facts.history,
            facts.holds,
            facts.credits,
            self.calendar(customer),
            readings,
            self.now,
        )

    def _fresh(self, facts: CustomerFacts) -> Mapping[str, Reading]:
        reading = Reading(self.now, self.now + ACCOUNT_TRUST)
        ids = {invoice.connection_id for invoice in facts.invoices}
        known = self.readings
        return {**known, **{i: replace(reading, can_send=i in known and known[i].can_send) for i in ids}}

    def decide_anyway(self, facts: CustomerFacts, fresh: bool = False) -> list[Decision]:
        """The same, but a fault about one customer is noted, and never stops who asks about all."""
        try:
            return self.decide(facts, fresh)
        except Exception as error:  # noqa: BLE001 - the loop over customers ends here
            self.app.fault(f"customer {facts.customer.id}", error)
            return [undecided(invoice, self.organisation.language) for invoice in facts.invoices]

    def render(self, facts: MessageFacts) -> Rendered:
        """A message in the organisation's own words. Raises Refused when a template is wrong."""
        return self.app.renderer.render(facts, self.written)

    def at(self, now: datetime) -> "Outlook":
        """The same outlook at another moment."""
        return replace(self, now=now)


@lru_cache(maxsize=CALENDARS)
def _calendar_of(business: BusinessDays, zone: ZoneInfo, closures: frozenset[date], _: date) -> Calendar:
    """One for all who ask on a day: what their ladders have in common is worked out once, and forgotten."""
    return Calendar(business, zone, closures)


def written_in(app: Application, organisation: Organisation, customer: Customer) -> str:
    """The language of what he is sent: core.tongues says which."""
    spoken = app.calendars.languages(customer.country) if customer.country else ()
    return language_of(customer, organisation, spoken)


def facts_of(unit: UnitOfWork, customer_id: str) -> CustomerFacts:
    """The facts of one customer; those of one with nothing open hold no invoice."""
    return next(iter(unit.ledger.facts([customer_id])))


def outlook(app: Application, unit: UnitOfWork, now: datetime, written: Written | None = None) -> Outlook:
    """Gathers what deciding needs; raises Refused when a policy or a calendar is wrong.

    `written` stands for what the organisation has written, to look at what would be.
    """
    organisation = unit.organisation()
    written = unit.texts.written() if written is None else written
    policies = app.policies.policies(organisation.policy, written)
    connections = unit.connections.all()
    known = readings(app, organisation, connections)
    if _asks_provider(policies):
        known |= {c.id: replace(known[c.id], can_send=app.can_send(c)) for c in connections if c.id in known}
    return Outlook(app, organisation, policies, known, now, written, default_in(app, unit))


def _asks_provider(policies: Policies) -> bool:
    """Looking what an account can do loads its connector: only where a policy asks for it."""
    return any(x.channel is Channel.PROVIDER for policy in policies.by_name.values() for x in policy.steps)


def readings(
    app: Application, organisation: Organisation, connections: Iterable[Connection]
) -> dict[str, Reading]:
    """Until when each connection's last reading may be trusted; one never read is left out."""
    business = app.calendars.business_days(organisation.country, organisation.region)
    zone = ZoneInfo(organisation.timezone)
    found = {}
    for connection in connections:
        at = connection.read_at
        if at is None:
            continue
        is_file = connection.kind is ConnectionKind.FILE
        until = file_trusted_until(at, business, zone) if is_file else at + ACCOUNT_TRUST
        found[connection.id] = Reading(at, until)
    return found
