"""The rates and rules of config/late-payment.yaml, or of the owner's newer copy of it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, TypeGuard

from connector.core.errors import Refused
from connector.core.late_terms import Law, RateMode, Semester
from connector.core.money import minor_units
from connector.core.told import Told
from connector.files.located_yaml import Document, Problem, Route, read_yaml
from connector.files.sentences import say as say_of_file
from connector.files.sentences_of_rates import say

SEMESTER = re.compile(r"([12]\d{3})-([12])")
#: Yearly per cents that somebody can mean.
LOWEST, HIGHEST = Decimal(-5), Decimal(100)
CURRENCY, COUNTRY = re.compile(r"[A-Z]{3}"), re.compile(r"[A-Z]{2}")
#: Of a country that no law names: what was agreed is all there is.
BY_CONTRACT = "contract"
_KEYS = frozenset({"verified_on", "references", "laws"})
_OF_A_LAW = frozenset(
    {"articles", "reference", "points", "mode", "floor", "indemnity", "countries", "public_bodies"}
)
_OF_PUBLIC_BODIES = frozenset({"articles", "points", "mode"})


class LatePayment:
    """The laws of a file, read when they are first asked for. Raises Refused where the file is wrong."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def verified_on(self) -> date:
        """The day on which its rates were last compared with what was published."""
        return self._read[0]

    @property
    def laws(self) -> Mapping[str, Law]:
        """By code, in the order of the file."""
        return self._read[1]

    def of_country(self, country: str) -> str:
        """The code of the law whose country it is, else that of a contract."""
        return self._read[2].get(country, BY_CONTRACT)

    @cached_property
    def _read(self) -> tuple[date, Mapping[str, Law], Mapping[str, str]]:
        document, problems = read_yaml(self._path)
        found = list(problems) if document is None else [*problems, *_problems(document)]
        if document is None or found:
            first = found[0]
            place = {"file": first.file, "line": first.line, "column": first.column}
            raise Refused(say_of_file("place", **place, said=first.text))
        value = document.value
        laws = {code: _law(code, said, value["references"]) for code, said in value["laws"].items()}
        countries = {x: code for code, said in value["laws"].items() for x in said.get("countries", ())}
        return date.fromisoformat(str(value["verified_on"])), laws, countries


def _law(code: str, said: Mapping[str, Any], references: Mapping[str, Any]) -> Law:
    points, floor, indemnity = said.get("points", 0), said.get("floor"), said.get("indemnity")
    currency = indemnity["currency"] if indemnity else ""
    public = said.get("public_bodies")
    tiers = indemnity["tiers"] if indemnity else ()
    return Law(
        code=code,
        articles=said.get("articles") or "",
        mode=RateMode(said["mode"]),
        rates={x: rate + points for x, rate in _rates(references, said.get("reference"))},
        currency=currency or None,
        tiers=tuple((minor_units(x["from"], currency), minor_units(x["sum"], currency)) for x in tiers),
        floor={x: rate * floor["times"] for x, rate in _rates(references, floor["reference"])}
        if floor
        else {},
        public=_law(code, _of_public_bodies(said, public), references) if public else None,
    )


def _of_public_bodies(said: Mapping[str, Any], public: Mapping[str, Any]) -> Mapping[str, Any]:
    """The law with what is different for them; no contract of theirs is held against a floor."""
    return {k: v for k, v in said.items() if k not in ("floor", "public_bodies")} | dict(public)


def _rates(references: Mapping[str, Any], name: str | None) -> Iterator[tuple[Semester, Decimal]]:
    for text, rate in references[name].items() if name else ():
        year, half = text.split("-")
        yield Semester(int(year), int(half)), Decimal(rate)


# ---------------------------------------------------------------- what can be wrong


def _problems(document: Document) -> Iterator[Problem]:
    value = document.value
    if not isinstance(value, dict) or set(value) != _KEYS:
        yield document.problem((), say("keys", known=", ".join(sorted(_KEYS))))
        return
    if not _is_day(value["verified_on"]):
        yield document.problem(("verified_on",), say("day"))
    yield from _tables(document, value["references"])
    if not _is_table(value["references"]):
        return
    yield from _laws(document, value["laws"], value["references"])


def _tables(document: Document, tables: object) -> Iterator[Problem]:
    if not _is_table(tables):
        yield document.problem(("references",), say("table"))
        return
    for name, table in tables.items():
        if not _is_table(table):
            yield document.problem(("references", name), say("table"))
            continue
        for semester, rate in table.items():
            if not SEMESTER.fullmatch(str(semester)):
                yield document.key_problem(("references", name, semester), say("semester"))
            elif not _is_rate(rate):
                yield document.problem(("references", name, semester), say("rate"))


def _laws(document: Document, laws: object, tables: Mapping[str, Any]) -> Iterator[Problem]:
    if not _is_table(laws) or BY_CONTRACT not in laws:
        yield document.problem(("laws",), say("laws", name=BY_CONTRACT))
        return
    for code, said in laws.items():
        for route, text in _faults(said, tables):
            yield document.problem(("laws", code, *route), text)


def _faults(said: Any, tables: Mapping[str, Any]) -> Iterator[tuple[Route, Told]]:
    if not _is_table(said) or not set(said) <= _OF_A_LAW or "mode" not in said:
        yield (), say("law", known=", ".join(sorted(_OF_A_LAW)))
        return
    if str(said["mode"]) not in set(RateMode):
        yield ("mode",), say("mode", known=", ".join(RateMode))
    if "reference" in said and str(said["reference"]) not in tables:
        yield ("reference",), say("reference", known=", ".join(tables))
    if not isinstance(said.get("articles") or "", str):
        yield ("articles",), say("articles")
    if not _is_rate(said.get("points", 0)):
        yield ("points",), say("rate")
    floor = said.get("floor")
    if floor is not None and not (
        _is_table(floor)
        and set(floor) == {"reference", "times"}
        and str(floor["reference"]) in tables
        and _is_rate(floor["times"])
    ):
        yield ("floor",), say("floor", known=", ".join(tables))
    if "indemnity" in said and not _is_indemnity(said["indemnity"]):
        yield ("indemnity",), say("indemnity")
    if "public_bodies" in said and not _is_of_public_bodies(said):
        yield ("public_bodies",), say("public_bodies", known=", ".join(sorted(_OF_PUBLIC_BODIES)))
    countries = said.get("countries", [])
    if not isinstance(countries, list) or not all(COUNTRY.fullmatch(str(x)) for x in countries):
        yield ("countries",), say("countries")


def _is_of_public_bodies(law: dict[str, Any]) -> bool:
    said = law["public_bodies"]
    return (
        _is_table(said)
        and set(said) == _OF_PUBLIC_BODIES
        and "reference" in law
        and isinstance(said["articles"], str)
        and _is_rate(said["points"])
        and str(said["mode"]) in set(RateMode)
    )


def _is_indemnity(said: Any) -> bool:
    return (
        _is_table(said)
        and set(said) == {"currency", "tiers"}
        and CURRENCY.fullmatch(str(said["currency"])) is not None
        and isinstance(said["tiers"], list)
        and all(
            _is_table(x) and set(x) == {"from", "sum"} and all(_is_sum(y) for y in x.values())
            for x in said["tiers"]
        )
    )


def _is_table(said: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(said, dict)


def _is_sum(said: object) -> bool:
    return type(said) is int and said >= 0


def _is_rate(said: object) -> bool:
    return type(said) in (int, Decimal) and LOWEST <= said <= HIGHEST  # type: ignore[operator]


def _is_day(said: object) -> bool:
    try:
        date.fromisoformat(str(said))
    except ValueError:
        return False
    return True
