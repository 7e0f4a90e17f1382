"""What the account's owner would set in the Dashboard, and the delays of Stripe's that the clock plays."""

from dataclasses import dataclass
from typing import Literal

from .versions import API_VERSION

AfterRetries = Literal["cancel", "unpaid", "past_due"]


@dataclass
class Rules:
    """One account's settings; the defaults are Stripe's recommendations where it names one.

    `retry_gaps_days` are the waits between one failed attempt and the next: eight retries in two weeks.
    `after_retries` is what becomes of the subscription when the last one has failed.
    """

    retry_gaps_days: tuple[float, ...] = (1, 1, 2, 2, 2, 2, 2, 2)
    after_retries: AfterRetries = "cancel"
    writes_off_after_retries: bool = False
    draft_hours: float = 1
    incomplete_hours: float = 23
    #: Whether invoice.will_be_due and invoice.overdue are announced: an automation that is off at first.
    announces_due: bool = False
    will_be_due_days: int = 3
    #: A webhook that is not answered is tried again after these waits: three tries, as in a sandbox.
    webhook_gaps_hours: tuple[float, ...] = (1, 3)
    #: The account's own version: of events, and of requests that name none.
    api_version: str = API_VERSION
    #: How deep `expand` may go.
    expand_levels: int = 4
