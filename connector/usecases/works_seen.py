"""Works as they are looked at: how far one is, and all there ever was."""

from collections.abc import Mapping
from dataclasses import dataclass

from connector.core.bulk import Chosen, Deed, Part, Work
from connector.core.listing import turned_to
from connector.usecases.application import Application
from connector.usecases.unfit import NotThere

#: Works on one page.
PAGE = 50


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one work is: what was done with whom, and the rows that had no turn yet.

    `names` are of the customers, as they were when it was confirmed.
    """

    work: Work
    parts: tuple[Part, ...]
    waiting: tuple[Chosen, ...]
    names: Mapping[str, str]

    @property
    def done(self) -> tuple[Part, ...]:
        return tuple(x for x in self.parts if x.left_out is None)

    @property
    def left_out(self) -> tuple[Part, ...]:
        return tuple(x for x in self.parts if x.left_out is not None)

    @property
    def kept(self) -> tuple[Part, ...]:
        """What was set anew before it was taken back, and stays."""
        return tuple(x for x in self.parts if x.is_kept)

    @property
    def count(self) -> int:
        """Of invoices, or of customers, with whom it was done."""
        return sum(x.count for x in self.done)

    @property
    def still_done(self) -> int:
        """Of those, without what was taken back."""
        return sum(x.count for x in self.done if x.undone_at is None)

    @property
    def steps(self) -> tuple[int, int]:
        """So many rows have had their turn, of so many; while it is taken back, of those that were done."""
        if self.work.ended_at is not None:
            return self.count - self.still_done, self.count
        return self.work.count - len(self.waiting), self.work.count

    @property
    def is_undoable(self) -> bool:
        """What was recorded as sent stays."""
        is_over = self.work.ended_at is not None and not self.work.is_taken_back
        return is_over and self.work.order.deed is not Deed.RECORD and bool(self.done)


@dataclass(frozen=True, slots=True)
class WorksPage:
    """Works, newest first, on page `number` of so many."""

    works: tuple[Work, ...]
    number: int
    pages: int


def progress(app: Application, organisation_id: str, work_id: str) -> Progress:
    """How far it is. Raises NotThere."""
    with app.store.reading(organisation_id) as unit:
        work, rows, parts = unit.bulk.get(work_id), unit.bulk.rows(work_id), unit.bulk.parts(work_id)
    if work is None:
        raise NotThere("There is no such work.")
    had = {x.customer_id for x in parts}
    waiting = tuple(x for x in rows if x.customer_id not in had)
    return Progress(work, parts, waiting, {x.customer_id: x.customer for x in rows})


def works(app: Application, organisation_id: str, page: int) -> WorksPage:
    """One page of them, newest first; the last one where there are fewer."""
    with app.store.reading(organisation_id) as unit:
        number, pages = turned_to(page, unit.bulk.how_many(), PAGE)
        return WorksPage(unit.bulk.latest(PAGE, (number - 1) * PAGE), number, pages)
