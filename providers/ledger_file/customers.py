"""Brings the customers of a ledger together from its lines."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from connector.core.invoice import CustomerType
from connector.core.source import SourceCustomer


@dataclass(slots=True)
class Debtor:
    """What one line says of its customer."""

    source_id: str
    name: str
    emails: tuple[str, ...] = ()
    phone: str | None = None
    language: str | None = None
    country: str | None = None
    region: str | None = None
    timezone: str | None = None
    type: CustomerType | None = None
    tax_number: str | None = None


@dataclass(slots=True)
class Debtors:
    """One customer for each id: every address in the order of the lines, of all else the first word."""

    _by_id: dict[str, Debtor] = field(default_factory=dict)

    def add(self, said: Debtor) -> None:
        known = self._by_id.setdefault(said.source_id, said)
        if known is said:
            return
        if said.emails != known.emails:
            known.emails = tuple(dict.fromkeys((*known.emails, *said.emails)))
        for name in ("phone", "language", "country", "region", "timezone", "type", "tax_number"):
            if getattr(known, name) is None:
                setattr(known, name, getattr(said, name))

    def customers(self) -> Iterator[SourceCustomer]:
        """In the order of their first lines."""
        for known in self._by_id.values():
            yield SourceCustomer(
                source_id=known.source_id,
                name=known.name,
                emails=known.emails,
                phone=known.phone,
                language=known.language,
                country=known.country,
                region=known.region,
                timezone=known.timezone,
                type=known.type,
                tax_number=known.tax_number,
            )
