"""Late payment after a move of country, and of public bodies: what is not known is not said."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from connector.core.fees import LateFees, NoFees, Without
from connector.core.invoice import CustomerType
from connector.usecases.organisations import change_organisation
from tests.scenarios.office import Office
from tests.scenarios.test_late_fees_told import confirm, doctor_on, found, owing, said

Story = Callable[..., Office]


def test_in_another_country_it_is_confirmed_again_first(story: Story) -> None:
    office = owing(story)
    confirm(office, rate=Decimal(12))
    change_organisation(office.app, office.id, "owner@atelier.example", country="BE")

    ((is_well, text),) = doctor_on(office)
    assert not is_well and text.startswith("confirmed for FR")
    assert found(office) == {"F-1": NoFees(Without.MOVED)}
    assert said(office, "2026-08-10", "2026-08-18") == {"friendly": "", "firm": ""}

    confirm(office, "EU", rate=Decimal(12))
    office.at("2026-08-18T09:00")
    assert doctor_on(office) == []
    assert isinstance(found(office)["F-1"], LateFees)


def test_a_public_body_is_told_what_the_law_says_of_public_bodies(story: Story) -> None:
    office = owing(story, type=CustomerType.PUBLIC_BODY)
    confirm(office)

    told = said(office)

    assert told["friendly"] == ""
    assert "(art. L2192-13, R2192-31 et D2192-35 du Code de la commande publique)" in told["firm"]
    assert "L441-10" not in told["firm"]
    assert "soit 4,27 € à ce jour" in told["firm"] and "40,00 €" in told["firm"]


@pytest.mark.parametrize(("code", "rate"), [("GB", None), ("FR", Decimal(12)), ("contract", Decimal(12))])
def test_what_is_not_known_of_public_bodies_is_not_said(
    story: Story, code: str, rate: Decimal | None
) -> None:
    office = owing(story, type=CustomerType.PUBLIC_BODY)
    confirm(office, code, rate=rate)

    assert set(said(office).values()) == {""}
    assert found(office) == {"F-1": NoFees(Without.PUBLIC_BODY)}


def test_terms_of_before_their_country_was_kept_notice_the_move_too(story: Story) -> None:
    office = owing(story)
    confirm(office)
    with office.store.writing(office.id) as unit:
        known = unit.organisation().late_terms
        assert known is not None
        unit.change_organisation(late_terms=replace(known, country=None))
    office.at("2026-08-18T09:00")
    assert isinstance(found(office)["F-1"], LateFees)

    change_organisation(office.app, office.id, "owner@atelier.example", country="BE")

    assert found(office) == {"F-1": NoFees(Without.MOVED)}
    ((is_well, text),) = doctor_on(office)
    assert not is_well and text.startswith("confirmed for FR")


@pytest.mark.parametrize(("country", "is_told"), [("FR", True), ("BE", False)])
def test_a_public_body_abroad_is_told_nothing_by_the_law_of_this_country(
    story: Story, country: str, is_told: bool
) -> None:
    office = owing(story, type=CustomerType.PUBLIC_BODY, country=country)
    confirm(office)
    office.at("2026-08-18T09:00")

    assert isinstance(found(office)["F-1"], LateFees) is is_told
    assert (found(office) == {"F-1": NoFees(Without.PUBLIC_BODY)}) is not is_told
    assert any(said(office).values()) is is_told
