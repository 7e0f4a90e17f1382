"""What the company bills through its connected account: maintenance contracts, a few dozen invoices."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from connector.demo.account import Account
from connector.demo.company import SEED, amount
from connector.demo.names import slug

_COUNT = 36
_CUSTOMERS = (
    ("Cinq Mâts SARL", "FR", "fr", "EUR", None),
    ("Hôtel Bellerive", "FR", "fr", "EUR", None),
    ("Pâtisserie Colmarienne", "FR", "fr", "EUR", None),
    ("Alderney Gallery Ltd", "GB", "en", "GBP", None),
    ("Firth & Sons", "GB", "en", "GBP", None),
    ("Lichthaus Wedding GmbH", "DE", "de", "EUR", None),
    ("Blue Mesa Lofts LLC", "US", "en", "USD", "NY"),
    ("Palisade Dental", "US", "en", "USD", "NJ"),
    ("Riverside Yoga", "US", "en", "USD", "MA"),
    ("Zwanzig Uhr Kino", "DE", "de", "EUR", None),
)


@dataclass(frozen=True, slots=True)
class Billed:
    """One invoice of the account, for the story."""

    number: str
    due_on: date
    total: int


def bill(account: Account, today: date) -> Sequence[Billed]:
    """Fills the account; one customer has money there that no invoice has used, two are charged by card."""
    chance = random.Random(SEED + 1)
    customers = [_add(account, rank, *facts) for rank, facts in enumerate(_CUSTOMERS)]
    billed = []
    for rank in range(_COUNT):
        due_on = today - timedelta(days=chance.randint(-25, 32))
        number, total = f"AB-{501 + rank}", amount(chance)
        issued_on = min(due_on - timedelta(days=chance.choice((14, 30))), today)
        is_charged = rank in (4, 17)
        account.add_invoice(
            chance.choice(customers), number, total, issued_on=issued_on, due_on=due_on, is_charged=is_charged
        )
        if not is_charged:
            billed.append(Billed(number, due_on, total))
    account.add_invoice(
        customers[0],
        "AB-499",
        64_000,
        issued_on=today - timedelta(days=40),
        due_on=today - timedelta(days=10),
    )
    return billed


def _add(
    account: Account, rank: int, name: str, country: str, language: str, currency: str, region: str | None
) -> str:
    return account.add_customer(
        name,
        f"billing@{slug(name)}.example",
        language=language,
        country=country,
        region=region,
        currency=currency,
        credit=64_000 if rank == 0 else 0,
    )
