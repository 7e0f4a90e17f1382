"""What the records of a domain say."""

import pytest

from connector.core.domain import Rule, Standing, Texts, examine


def standings(texts: Texts, domain: str = "nord.example") -> dict[Rule, Standing]:
    return {x.rule: x.standing for x in examine(domain, texts)}


@pytest.mark.parametrize(
    ("texts", "standing"),
    [
        ((), Standing.MISSING),
        (("google-site-verification=1", "v=spf10 -all"), Standing.MISSING),
        (("V=SPF1 include:_spf.example ~all",), Standing.THERE),
        (("v=spf1 a -all", "v=spf1 mx -all"), Standing.SEVERAL),
        (("v=spf1 +all",), Standing.OPEN),
        (("v=spf1 a ALL",), Standing.OPEN),
        (None, Standing.UNKNOWN),
    ],
)
def test_one_spf_record_and_no_other(texts: tuple[str, ...] | None, standing: Standing) -> None:
    assert standings(lambda name: texts if name == "nord.example" else ())[Rule.SPF] is standing


def test_where_nobody_answers_nothing_more_is_asked() -> None:
    asked = []

    def nobody(name: str) -> None:
        asked.append(name)

    assert set(standings(nobody).values()) == {Standing.UNKNOWN}
    assert asked == ["nord.example"]


@pytest.mark.parametrize(
    ("record", "standing"),
    [("v=DKIM1; k=rsa; p=MIGf", Standing.THERE), ("v=DKIM1; p=", Standing.UNSEEN), ("x", Standing.UNSEEN)],
)
def test_a_key_under_a_usual_name(record: str, standing: Standing) -> None:
    name = "selector1._domainkey.nord.example"

    assert standings(lambda x: (record,) if x == name else ())[Rule.DKIM] is standing


@pytest.mark.parametrize(
    ("records", "standing"),
    [
        ({}, Standing.MISSING),
        ({"_dmarc.mail.nord.example": ("v=DMARC1; p=none",)}, Standing.THERE),
        ({"_dmarc.nord.example": ("v=DMARC1; p=reject",)}, Standing.THERE),
        ({"_dmarc.nord.example": ("v=DMARC1; p=none", "v=DMARC1; p=reject")}, Standing.SEVERAL),
        ({"_dmarc.mail.nord.example": None}, Standing.UNKNOWN),
    ],
)
def test_its_own_policy_or_that_of_the_domain_above(
    records: dict[str, tuple[str, ...] | None], standing: Standing
) -> None:
    found = standings(lambda name: records.get(name, ()), "mail.nord.example")

    assert found[Rule.DMARC] is standing


def test_nobody_is_asked_above_a_domain_of_two_parts() -> None:
    asked = []

    def nothing(name: str) -> tuple[str, ...]:
        asked.append(name)
        return ()

    examine("nord.example", nothing)

    assert [x for x in asked if x.startswith("_dmarc")] == ["_dmarc.nord.example"]
