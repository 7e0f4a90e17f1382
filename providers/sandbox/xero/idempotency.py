"""A write sent twice under one key happens once, for as long as Xero remembers the key."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ..exchange import Answer
from .errors import invalid

LONGEST_KEY = 128


@dataclass
class Idempotency:
    """Answers by tenant and key. How long Xero keeps a key it does not say: `life` is short on purpose."""

    life: timedelta = timedelta(minutes=6)
    kept: dict[tuple[str, str], tuple[str, datetime, Answer]] = field(default_factory=dict)

    def earlier(self, tenant: str, key: str, asked: str, now: datetime) -> Answer | None:
        """The first answer, or None when the work is to be done. ApiError 400 for a key used otherwise."""
        if len(key) > LONGEST_KEY:
            raise invalid(f"The Idempotency-Key may have at most {LONGEST_KEY} characters.")
        kept = self.kept.get((tenant, key))
        if kept is None or now - kept[1] > self.life:
            return None
        if kept[0] != asked:
            raise invalid("The Idempotency-Key was used with another request.")
        return kept[2]

    def keep(self, tenant: str, key: str, asked: str, now: datetime, answer: Answer) -> None:
        """What was done. A refusal never comes here, and leaves its key free."""
        self.kept[tenant, key] = (asked, now, answer)
