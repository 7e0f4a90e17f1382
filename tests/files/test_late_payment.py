"""The rates that are shipped, and what is said of a copy that is wrong."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from connector.core.errors import Refused
from connector.core.late_terms import Semester
from connector.files.late_payment import LatePayment
from connector.files.whereabouts import data_root

SHIPPED = data_root() / "config" / "late-payment.yaml"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    made = tmp_path / "rates.yaml"
    made.write_bytes(SHIPPED.read_bytes())
    return made


def change(path: Path, before: str, after: str) -> int:
    """The line that changed."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return text[: text.index(before)].count("\n") + 1


def test_the_semesters_that_are_known_follow_each_other() -> None:
    for law in LatePayment(SHIPPED).laws.values():
        known = sorted((x.year, x.half) for x in law.rates)
        assert [x * 2 + y for x, y in known] == list(range(*_span(known)))


def _span(known: list[tuple[int, int]]) -> tuple[int, int]:
    return (known[0][0] * 2 + known[0][1], known[-1][0] * 2 + known[-1][1] + 1) if known else (0, 0)


@pytest.mark.parametrize(
    ("code", "semester", "rate"),
    [
        ("FR", Semester(2013, 1), "10.75"),
        ("FR", Semester(2024, 1), "14.50"),
        ("FR", Semester(2025, 2), "12.15"),
        ("EU", Semester(2025, 2), "10.15"),
        ("GB", Semester(2020, 2), "8.10"),
        ("GB", Semester(2026, 1), "11.75"),
    ],
)
def test_rates_are_the_published_ones(code: str, semester: Semester, rate: str) -> None:
    assert LatePayment(SHIPPED).laws[code].rates[semester] == Decimal(rate)


def test_the_french_floor_is_three_times_the_legal_rate() -> None:
    floor = LatePayment(SHIPPED).laws["FR"].floor

    assert floor[Semester(2024, 1)] == Decimal("15.21")
    assert Semester(2026, 2) not in floor


def test_each_country_is_offered_its_law() -> None:
    laws = LatePayment(SHIPPED)

    found = {x: laws.of_country(x) for x in ("FR", "DE", "GB", "US", "CH")}

    assert found == {"FR": "FR", "DE": "EU", "GB": "GB", "US": "contract", "CH": "contract"}
    assert laws.verified_on == date(2026, 11, 21)


def test_an_owner_adds_the_next_semester(copy: Path) -> None:
    change(copy, "    2026-2: 2.40\n", "    2026-2: 2.40\n    2027-1: 2.65\n")

    assert LatePayment(copy).laws["FR"].rates[Semester(2027, 1)] == Decimal("12.65")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("verified_on: 2026-11-21", "verified_on: soon", "this is no day"),
        ("verified_on: 2026-11-21", "verified: 2026-11-21", "the file has these parts"),
        ("    2026-2: 2.40", "    2026-3: 2.40", "this is no half of a year"),
        ("    2026-2: 2.40", "    2026-2: much", "this is no yearly rate"),
        ("    2026-2: 2.40", "    2026-2: 240.00", "this is no yearly rate"),
        ("    reference: ecb", "    reference: fed", "this reference has no table above"),
        ("    points: 10", "    points: ten", "this is no yearly rate"),
        ("    mode: segmented", "    mode: daily", "write one of segmented, at_default, at_payment"),
        ("    mode: segmented", "    modes: segmented", "a law has a mode"),
        ("times: 3}", "by: 3}", "a floor is a reference"),
        ("    mode: segmented", "    mode: [segmented]", "write one of segmented"),
        ("    reference: ecb", "    reference: [ecb]", "this reference has no table above"),
        ("{reference: fr_legal,", "{reference: [fr_legal],", "a floor is a reference"),
        ('articles: "Dir', 'articles: [1] # "Dir', "the articles are one text"),
        ("    2026-2: 2.40", "    0000-2: 2.40", "this is no half of a year"),
        ("tiers: [{from: 0, sum: 40}]", "tiers: [{from: 0, sum: -40}]", "an indemnity is a currency"),
        ("points: 8, mode: at_default}", "points: 8}", "what is different for public bodies"),
        ("countries: [GB]", "countries: [1]", "countries are two letters"),
        ("countries: [FR]", "countries: FRANCE", "countries are two letters"),
        ("  contract:", "  agreed:", "«contract» is one of them"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(copy: Path, before: str, after: str, said: str) -> None:
    line = change(copy, before, after)

    with pytest.raises(Refused) as refused:
        _ = LatePayment(copy).laws

    assert said in str(refused.value)
    assert f"{copy}, line " in str(refused.value)
    if said.startswith(("this is no", "write", "this reference", "a floor", "an indemnity", "countries")):
        assert f"line {line}, column" in str(refused.value)


@pytest.mark.parametrize("nothing", ["3", "", "[]"])
@pytest.mark.parametrize("table", ["references", "laws"])
def test_a_part_that_is_no_table_is_refused(copy: Path, table: str, nothing: str) -> None:
    text = copy.read_text(encoding="utf-8")
    head, _, _ = text.partition(f"\n{table}:")
    tail = "laws: {contract: {mode: segmented}}" if table == "references" else ""
    copy.write_text(f"{head}\n{table}: {nothing}\n{tail}", encoding="utf-8")

    with pytest.raises(Refused, match=r"line \d+, column \d+"):
        _ = LatePayment(copy).verified_on


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"rates\.yaml"):
        _ = LatePayment(tmp_path / "rates.yaml").laws
