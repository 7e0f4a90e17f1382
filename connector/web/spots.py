"""Where somebody is among all messages that wait, of one client or of all, and where he goes on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from connector.usecases.everywhere import Spot, spots
from connector.web.site import Site
from connector.web.visit import Visit

#: Messages of one client that stand on the page of all.
EACH = 10
#: Of all clients together.
MOST = 35
#: What a form says that came from the list of all, and from a message that was opened there.
TO_LIST, TO_NEXT = "everywhere", "everywhere-next"


@dataclass(frozen=True, slots=True)
class Around:
    """One message among all: its place, counted from 1, and the addresses before and after it."""

    place: int
    count: int
    before: str | None
    after: str | None


def everywhere(site: Site, visit: Visit) -> list[Spot]:
    """All that wait, of those whom he may see."""
    return spots(site.app, visit.organisations, EACH, MOST)


def page_of(spot: Spot) -> str:
    """The message as it is read from the list of all."""
    return f"/o/{spot.organisation_id}/approvals/{spot.reminder_id}?everywhere=1"


def around(found: Sequence[Spot], reminder_id: str) -> Around | None:
    """None where it is none of them."""
    ids = [x.reminder_id for x in found]
    if reminder_id not in ids:
        return None
    at = ids.index(reminder_id)
    before = page_of(found[at - 1]) if at else None
    after = page_of(found[at + 1]) if at + 1 < len(found) else None
    return Around(at + 1, len(found), before, after)


def within(organisation_id: str, ids: Sequence[str], reminder_id: str) -> Around:
    """The same among those of its own organisation."""
    at, pages = ids.index(reminder_id), [f"/o/{organisation_id}/approvals/{x}" for x in ids]
    return Around(at + 1, len(ids), pages[at - 1] if at else None, next(iter(pages[at + 1 :]), None))


def following(found: Sequence[Spot], released: Collection[str]) -> Spot | None:
    """The first after those that were released; the last before them where none is."""
    at = [n for n, x in enumerate(found) if x.reminder_id in released]
    left = [(n, x) for n, x in enumerate(found) if x.reminder_id not in released]
    if not at or not left:
        return None
    return next((x for n, x in left if n > at[0]), left[-1][1])


def onward(found: Sequence[Spot], released: Collection[str], then: str, told: str, *, is_done: bool) -> str:
    """Where whoever has approved some of them goes on: to the next message, or its row in the list.

    `told` is what the list is to say of it; it is said at once where nothing was done.
    """
    next_one = following(found, released)
    if then == TO_NEXT and is_done and next_one is not None:
        return page_of(next_one)
    row = f"#m-{next_one.reminder_id}" if next_one is not None else ""
    return f"/approvals{told}{row}"
