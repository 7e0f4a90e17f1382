"""Numbers that somebody typed, or an address bears."""

from collections.abc import Mapping

#: Signs; what is longer is no number of ours.
LONGEST = 8


def whole_number(said: str) -> int | None:
    """Of figures alone; None for anything else."""
    return int(said) if said.isdecimal() and len(said) <= LONGEST else None


def number_in(form: Mapping[str, str], name: str) -> int | None:
    """The same of a field; None where it is not there."""
    return whole_number(form.get(name, ""))
