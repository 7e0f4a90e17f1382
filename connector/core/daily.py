"""What the short daily mail to the owner speaks of; plain values without any effect."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DailyItem:
    """One message or task in a list: `amount` in minor units of `currency`, `note` a few words."""

    customer: str
    numbers: tuple[str, ...] = ()
    amount: int | None = None
    currency: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class DailyFacts:
    """What happened on the day `on`, and what comes; the lists may be shorter than the counts.

    `payments_known_on` is None where no payment was ever posted; `alarms` are sentences about
    what needs the owner; `page_link` leads to the page of this installation.
    """

    organisation: str
    language: str
    on: date
    sent: int = 0
    came_back: int = 0
    held: int = 0
    waiting: int = 0
    tomorrow: int = 0
    sent_items: tuple[DailyItem, ...] = ()
    came_back_items: tuple[DailyItem, ...] = ()
    held_items: tuple[DailyItem, ...] = ()
    waiting_items: tuple[DailyItem, ...] = ()
    tomorrow_items: tuple[DailyItem, ...] = ()
    alarms: tuple[str, ...] = ()
    payments_known_on: date | None = None
    page_link: str | None = None
