"""Unfit: what a person asked for and what cannot be, with a code for whoever says it in another language."""

from enum import StrEnum

from connector.core.errors import NotThere, Refused

__all__ = ["NotThere", "Unfit", "Why"]


class Why(StrEnum):
    """What is wrong with it."""

    NO_DAY = "no_day"
    TOO_FAR = "too_far"
    PAST = "past"
    NO_INSTALMENTS = "no_instalments"
    NOT_OF_ONE = "not_of_one"
    AMOUNT = "amount"
    TOO_MUCH = "too_much"
    CLOSED = "closed"
    NOTHING_HELD = "nothing_held"
    NO_POLICY = "no_policy"
    NOT_YET = "not_yet"
    TOO_EARLY = "too_early"
    NO_STEP = "no_step"
    TAKEN = "taken"
    NO_WORDS = "no_words"
    SUPPRESSED = "suppressed"
    SAME = "same"
    NO_MATCH = "no_match"
    NO_NAME = "no_name"
    NAME_TAKEN = "name_taken"
    TOO_MANY = "too_many"
    ALONE = "alone"
    REFUSED = "refused"
    FAULT = "fault"


class Unfit(Refused):
    """Refused, with its code."""

    def __init__(self, why: Why, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why
