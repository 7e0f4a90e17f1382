"""Twins: one debt that stands in two connections, and which of its two invoices is chased."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """What tells which of two is chased, in order of precedence."""

    HELD = "held"
    SAID = "said"
    CHARGE = "charge"
    ACCOUNT = "account"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an invoice that has a twin.

    `is_held`: a person keeps it silent, or its customer; `has_said`: something was said of it;
    `is_charge`: its source collects it by itself; `is_account`: it comes from an account, not a file;
    `follows`: another one is chased in its place.
    """

    invoice_id: str
    is_held: bool = False
    has_said: bool = False
    is_charge: bool = False
    is_account: bool = False
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """`invoice_id` is silent, for `by` is chased in its place; `why` says why not the other way round."""

    invoice_id: str
    by: str
    why: Why


def follow(newcomer: Standing, known: tuple[Standing, ...]) -> tuple[Followed, ...]:
    """Who is silent for whom, now that a debt which stands in `known` has shown up as `newcomer` too.

    One of all is chased. The newcomer goes before all of them or after all of them, so that nobody
    follows in a circle, and whatever connection ends, one goes on.
    """
    told = [(x, *_between(newcomer, x)) for x in known]
    wins = not newcomer.follows and all(is_first for x, is_first, _ in told if not x.follows)
    mine = newcomer.invoice_id
    return tuple(
        Followed(x.invoice_id, mine, why) if wins else Followed(mine, x.invoice_id, why) for x, _, why in told
    )


def _between(newcomer: Standing, known: Standing) -> tuple[bool, Why]:
    """Whether the newcomer goes first, and what tells."""
    for why, mine, other in (
        # What a person has silenced is asked for nowhere else.
        (Why.HELD, newcomer.is_held, known.is_held),
        (Why.SAID, newcomer.has_said, known.has_said),
        # Only there can the customer change his card, and it is tried again there in any case.
        (Why.CHARGE, newcomer.is_charge, known.is_charge),
        (Why.ACCOUNT, newcomer.is_account, known.is_account),
    ):
        if mine is not other:
            return mine, why
    return False, Why.FIRST
