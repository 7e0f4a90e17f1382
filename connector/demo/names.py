"""Made-up customers. Every address ends in .example, which nobody can own (RFC 2606)."""

import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Debtor:
    """A customer of the made-up company; what is empty is not known."""

    name: str
    email: str
    country: str = "FR"
    language: str = "fr"
    currency: str = "EUR"
    region: str = ""
    type: str = "business"
    phone: str = ""


@dataclass(frozen=True, slots=True)
class _Land:
    """How businesses of one country are called, and how many of them buy here."""

    country: str
    language: str
    currency: str
    kinds: str
    places: str
    pattern: str
    phone: str
    count: int
    region: str = ""


_LANDS = (
    _Land(
        "FR", "fr", "EUR",
        "Menuiserie Boulangerie Garage Imprimerie Librairie Brasserie Pharmacie Serrurerie Fromagerie",
        "Kervadec Vauquelin Montreuil Delmas Lagarde Roussillon Perrin Chastagnier Beaulieu Marchand Tissot",
        "{kind} {place}", "+33 1 99 00 {n:02} {m:02}", 38,
    ),
    _Land(
        "FR", "fr", "EUR", "Winstub Brasserie Menuiserie Cave",
        "Kléber Hunspach Obernai Schweitzer Ribeauvillé", "{kind} {place}", "+33 3 53 01 {n:02} {m:02}", 5,
        "Alsace",
    ),
    _Land(
        "GB", "en", "GBP", "Joinery Tyres Books Bakery Cycles Interiors",
        "Harrow Finchley Whitby Ashcombe Penrose Marlow Thornbury", "{place} {kind} Ltd",
        "+44 20 7946 0{n:01}{m:02}", 10,
    ),
    _Land(
        "GB", "en", "GBP", "Distillery Tweed Outfitters Joinery", "Glenmore Kinross Braemar Lochinver",
        "{place} {kind}", "+44 131 496 0{n:01}{m:02}", 4, "SCT",
    ),
    _Land(
        "DE", "de", "EUR", "Sägewerk Bäckerei Autohaus Buchhandlung Tischlerei",
        "Immenstadt Lindenau Rosenheim Hagemann Vogelsang", "{kind} {place} GmbH", "+49 30 23125 0{m:02}", 8,
    ),
    _Land(
        "US", "en", "USD", "Studio Roasters Hardware Lighting Cycles",
        "Hudson Brookline Mesa Savannah Lakeshore Juniper", "{place} {kind} Inc.", "+1 212 555 01{m:02}", 8,
        "NY",
    ),
)  # fmt: skip


def debtors(chance: random.Random) -> list[Debtor]:
    """Some seventy customers of four countries, each name once."""
    return [debtor for land in _LANDS for debtor in _of(land, chance)]


def _of(land: _Land, chance: random.Random) -> Iterator[Debtor]:
    kinds, places = land.kinds.split(), land.places.split()
    pairs = [(kind, place) for kind in kinds for place in places]
    for rank, (kind, place) in enumerate(chance.sample(pairs, land.count)):
        name = land.pattern.format(kind=kind, place=place)
        yield Debtor(
            name=name,
            email=f"{_desk(land)}@{slug(name)}.example",
            country=land.country,
            language=land.language,
            currency=land.currency,
            region=land.region,
            phone=land.phone.format(n=rank % 10, m=10 + rank),
        )


def _desk(land: _Land) -> str:
    return {"fr": "compta", "de": "buchhaltung"}.get(land.language, "accounts")


def slug(name: str) -> str:
    """A name as a host is written."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "client"
