"""Cards that subscriptions are charged to, and that end."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Card:
    """A card that will be charged, as its holder knows it: `expires_on` is the last day on which it pays."""

    brand: str
    last4: str
    expires_on: date
