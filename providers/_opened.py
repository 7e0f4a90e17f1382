"""What a connector is opened with: who lets it in, whose account it is, who counts its calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from connector.core.ports import Clock
from providers._http import TIME_OUT, Access, Counter, Uncounted


@dataclass(frozen=True, slots=True)
class Opened:
    """One account, opened for one purpose.

    `settings` are the provider's own by name (API_URL …); `tenant` is the account's id there where a
    consent opens several or names it; `time_out` in seconds.
    """

    access: Access
    settings: Mapping[str, str]
    clock: Clock
    tenant: str | None = None
    counter: Counter = field(default_factory=Uncounted)
    time_out: float = TIME_OUT
