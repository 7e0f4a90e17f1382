"""Stripe's pages: newest first, by a cursor that is an object's id."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from .book import Row
from .errors import ApiError, missing
from .params import Params

_Row = TypeVar("_Row", bound=Row)


@dataclass(frozen=True)
class Page:
    """What part of a list is asked for."""

    limit: int
    starting_after: str | None
    ending_before: str | None

    @classmethod
    def taken_from(cls, params: Params) -> "Page":
        page = cls(
            params.integer("limit", 1, 100) or 10,
            params.text("starting_after"),
            params.text("ending_before"),
        )
        if page.starting_after and page.ending_before:
            raise ApiError(400, "Give either starting_after or ending_before.")
        return page

    def cut(self, rows: Sequence[_Row], everything: Sequence[_Row], noun: str) -> tuple[list[_Row], bool]:
        """The rows of this page and whether more follow. The cursor may point at a row the filter hides."""
        if self.starting_after:
            start = _place(everything, self.starting_after, noun, "starting_after")
            later = _ranks(everything)
            rows = [row for row in rows if later[row.id] > start]
        if self.ending_before:
            end = _place(everything, self.ending_before, noun, "ending_before")
            earlier = _ranks(everything)
            rows = [row for row in rows if earlier[row.id] < end]
            return list(rows[-self.limit :]), len(rows) > self.limit
        return list(rows[: self.limit]), len(rows) > self.limit


def _ranks(everything: Sequence[_Row]) -> dict[str, int]:
    return {row.id: rank for rank, row in enumerate(everything)}


def _place(everything: Sequence[_Row], sought: str, noun: str, param: str) -> int:
    for rank, row in enumerate(everything):
        if row.id == sought:
            return rank
    raise missing(noun, sought, param=param, status=400)
