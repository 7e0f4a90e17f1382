"""Correcting what a business is called and where it is."""

import pytest

from connector.core.errors import Refused
from connector.store.engine import SqlStore
from connector.usecases.organisations import change_organisation, find_organisation
from tests.scenarios.office import Office


def where(office: Office) -> tuple[str, str | None, str, str]:
    with office.store.reading(office.id) as unit:
        own = unit.organisation()
    return own.country, own.region, own.timezone, own.currency


def test_a_new_name_is_its_name_from_now_on(sqlite: SqlStore) -> None:
    office = Office(sqlite)

    change_organisation(office.app, office.id, "Anna", name="Atelier du Nord")

    assert find_organisation(office.app, "atelier du nord").id == office.id


def test_a_name_of_another_is_refused(sqlite: SqlStore) -> None:
    office, other = Office(sqlite), Office(sqlite)
    with other.store.reading(other.id) as unit:
        taken = unit.organisation().name

    with pytest.raises(Refused, match="already"):
        change_organisation(office.app, office.id, "Anna", name=taken.upper())


def test_another_country_takes_the_region_with_it_and_leaves_the_rest(sqlite: SqlStore) -> None:
    office = Office(sqlite, region="57")

    change_organisation(office.app, office.id, "Anna", country="BE")

    assert where(office) == ("BE", None, "Europe/Paris", "EUR")
    change_organisation(office.app, office.id, "Anna", country="FR", region="57")
    assert where(office) == ("FR", "57", "Europe/Paris", "EUR")


def test_a_country_that_is_unknown_changes_nothing(sqlite: SqlStore) -> None:
    office = Office(sqlite)

    with pytest.raises(Refused):
        change_organisation(office.app, office.id, "Anna", country="XX", name="Other")

    assert where(office)[0] == "FR"
