"""What must hold for a policy, a step or a segment: from checked values to the core."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from connector.core.money import minor_units
from connector.core.policy import Conditions
from connector.core.segments import Bounds

#: What segments alone may ask for.
COUNTS = (
    "min_relation_months", "max_relation_months", "min_year_settled", "min_year_late", "max_year_late",
)  # fmt: skip
SHARES = ("min_overdue_share", "max_overdue_share", "min_year_late_share", "max_year_late_share")
OF_SEGMENTS = frozenset({"countries", "sectors", "min_owed", "max_owed", *COUNTS, *SHARES})


def bounds_of(written: Mapping[str, Any]) -> Bounds:
    """What segments alone ask."""
    numbers: dict[str, Any] = {name: written.get(name) for name in COUNTS}
    numbers |= {name: _share(written.get(name)) for name in SHARES}
    return Bounds(
        countries=frozenset(written.get("countries", [])),
        sectors=frozenset(written.get("sectors", [])),
        min_owed=_amounts(written.get("min_owed")),
        max_owed=_amounts(written.get("max_owed")),
        **numbers,
    )


def conditions_of(written: Mapping[str, Any] | None) -> Conditions | None:
    """From checked values; None where none are written."""
    if written is None:
        return None
    return Conditions(
        min_open=_amounts(written.get("min_open")),
        max_open=_amounts(written.get("max_open")),
        currencies=frozenset(written.get("currencies", [])),
        customer_types=frozenset(written.get("customer_types", [])),
        tags=frozenset(written.get("tags", [])),
        languages=frozenset(written.get("languages", [])),
        min_terms=written.get("min_terms"),
        max_terms=written.get("max_terms"),
        min_late_share=_share(written.get("min_late_share")),
        max_late_share=_share(written.get("max_late_share")),
        min_settled=written.get("min_settled", 0),
    )


def _amounts(written: Mapping[str, Any] | None) -> Mapping[str, int] | None:
    if written is None:
        return None
    return MappingProxyType({code: minor_units(str(text), code) for code, text in written.items()})


def _share(written: Any) -> float | None:
    return None if written is None else float(written)
