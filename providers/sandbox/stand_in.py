"""What the sandbox must know of a provider's stand-in to mount, show and reset it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.types import ASGIApp

from .exchange import Seen
from .oauth import OAuthServer


@dataclass(frozen=True)
class StandIn:
    """One dialect, mounted at `/<provider>` and `/_sandbox/<provider>`.

    `app` answers below the prefix and appends to `seen`; `control` makes the routes of `/_sandbox/<provider>`
    (with that prefix on them); `reset` starts over with a seed, None for an empty book.
    """

    provider: str
    app: ASGIApp
    seen: list[Seen]
    about: Callable[[], dict[str, Any]]
    control: Callable[[], APIRouter]
    reset: Callable[[int | None], None]
    oauth: OAuthServer | None = None
