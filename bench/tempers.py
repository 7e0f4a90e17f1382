"""The customers of the simulated year: how each pays, and what a message does. Assumptions, none measured."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from connector.core.policy import Severity

#: A second message of the same tone about the same invoice works so much less, and the next one again.
WEARS_BY = 0.6
#: What a message moves is paid after one to so many days.
PAYS_WITHIN = 4
#: Money reaches the books so many days after it was paid, at most.
BOOKED_WITHIN = 3
#: A customer who is asked says so much sooner what is wrong with an invoice than one who is not.
SPEAKS_UNASKED_AFTER = 45
SETTLED_WITHIN = 20
#: The chance that a message makes a customer complain: for itself; for each time after the first that he read
#: the same about an invoice, five at most; where he has paid; where he said why he does not, unheard.
REPEATS_COUNTED = 5
COMPLAINS, COMPLAINS_OF_REPEATS, COMPLAINS_WHEN_PAID, COMPLAINS_UNHEARD = 0.001, 0.01, 0.04, 0.15


@dataclass(frozen=True, slots=True)
class Temper:
    """One kind of customer. Days count from the due date; chances are 0 to 1, of one message of each tone.

    `unasked` are the first and last day on which he pays without a word, all days alike; `never` is the share
    of his invoices that he does not pay without one; `promises` the chance that he answers with a date, which
    he keeps with that of `keeps`.
    """

    name: str
    percent: int
    unasked: tuple[int, int]
    never: float
    moved: Mapping[Severity, float]
    disputes: float = 0.0
    promises: float = 0.0
    keeps: float = 0.0
    is_reachable: bool = True


def _moved(notice: float, friendly: float, firm: float, call: float, formal: float) -> dict[Severity, float]:
    return dict(zip(Severity, (notice, friendly, firm, call, formal), strict=True))


TEMPERS = (
    Temper("prompt", 40, (-5, 4), 0.0, _moved(0.1, 0.7, 0.8, 0.9, 0.9)),
    Temper("forgetful", 25, (0, 75), 0.04, _moved(0.35, 0.55, 0.6, 0.8, 0.8), disputes=0.01),
    Temper("strategic", 20, (20, 70), 0.02, _moved(0.0, 0.1, 0.35, 0.45, 0.7), disputes=0.02),
    Temper("in trouble", 8, (45, 160), 0.2, _moved(0.0, 0.07, 0.15, 0.3, 0.35), promises=0.25, keeps=0.6),
    Temper("disputing", 5, (0, 40), 0.0, _moved(0.1, 0.4, 0.5, 0.6, 0.8), disputes=0.35),
    Temper("gone", 2, (0, 0), 1.0, _moved(0.0, 0.0, 0.0, 0.0, 0.0), is_reachable=False),
)


def assumptions() -> Iterator[str]:
    """What is assumed, a line for each kind of customer."""
    for one in TEMPERS:
        moved = ", ".join(f"{tone.name.lower()} {chance:.0%}" for tone, chance in one.moved.items())
        more = [
            f"{one.never:.0%} never unasked" if one.never else "",
            f"{one.disputes:.0%} disputed" if one.disputes else "",
            f"promises {one.promises:.0%}, kept {one.keeps:.0%}" if one.promises else "",
            "" if one.is_reachable else "his address refuses mail",
        ]
        days = f"pays unasked from day {one.unasked[0]} to {one.unasked[1]}"
        yield f"{one.percent} % {one.name}: {days}; moved by {moved}" + "".join(f"; {x}" for x in more if x)
