"""What the short daily mail to the owner speaks of; plain values without any effect."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AlarmKind(StrEnum):
    """Why the owner has to look."""

    NOT_DECIDED = "not_decided"
    LEDGER_TOO_OLD = "ledger_too_old"
    CONNECTION = "connection"
    CONSENT_ENDS = "consent_ends"
    NOT_POSTED = "not_posted"
    WEBHOOK_OFF = "webhook_off"
    WEBHOOK_DEAD = "webhook_dead"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that needs the owner, without its sentence: who writes to him has his language.

    `count` invoices, or events, are concerned, `on` is the day it is about, `name` the account or the
    address; `words` are what the other side said, in its own language.
    """

    kind: AlarmKind
    count: int = 0
    on: date | None = None
    name: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class DailyItem:
    """One message or invoice in a list: `amount` in minor units of `currency`.

    It names the step that is taken, or the reason it is held for; `words` are what the mail server said.
    """

    customer: str
    numbers: tuple[str, ...] = ()
    amount: int | None = None
    currency: str | None = None
    step_id: str | None = None
    reason: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class DailyFacts:
    """What happened on the day `on`, and what comes; the lists may be shorter than the counts.

    `told` is what customers said on their own pages. `payments_known_on` is None where no payment was ever
    posted; `alarms` are what needs the owner; `page_link` leads to the page of this installation.
    """

    organisation: str
    language: str
    on: date
    sent: int = 0
    came_back: int = 0
    told: int = 0
    held: int = 0
    waiting: int = 0
    tomorrow: int = 0
    sent_items: tuple[DailyItem, ...] = ()
    came_back_items: tuple[DailyItem, ...] = ()
    told_items: tuple[DailyItem, ...] = ()
    held_items: tuple[DailyItem, ...] = ()
    waiting_items: tuple[DailyItem, ...] = ()
    tomorrow_items: tuple[DailyItem, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    payments_known_on: date | None = None
    page_link: str | None = None
