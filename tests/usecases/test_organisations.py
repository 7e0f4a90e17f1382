"""Adding, finding and changing organisations."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from connector.core.errors import Refused
from connector.core.invoice import Mode, Organisation
from connector.store.engine import SqlStore
from connector.usecases.organisations import (
    add_organisation,
    change_organisation,
    find_organisation,
)
from connector.usecases.people import change_customer
from tests.scenarios.office import Office

Story = Callable[..., Office]

NEW = Organisation("", "Harbour Joinery", "GB", "Europe/London", "en", "GBP")


def now_of(office: Office) -> Organisation:
    with office.store.reading(office.id) as unit:
        return unit.organisation()


class NoOne:
    """A store in which nobody is, or only these."""

    def __init__(self, *names: str) -> None:
        self._names = names
        self.directory = self

    def all(self) -> tuple[Organisation, ...]:
        return tuple(replace(NEW, name=name) for name in self._names)


def test_a_new_organisation_is_in_shadow_unless_said_otherwise(story: Story) -> None:
    office = story()

    made = add_organisation(office.app, replace(NEW, name="Quiet Ltd"))

    assert (made.mode, made.left_shadow_at, made.is_auto_from_start) == (Mode.SHADOW, None, False)


def test_one_made_in_auto_approves_its_own_first_wave(story: Story) -> None:
    office = story()

    made = add_organisation(office.app, replace(NEW, name="Loud Ltd", mode=Mode.AUTO))

    assert made.is_auto_from_start
    assert made.left_shadow_at == office.now()


@pytest.mark.parametrize(
    ("wrong", "says"), [({"country": "ZZ"}, "ZZ"), ({"policy": "gentel"}, "gentel"), ({"region": "X9"}, "X9")]
)
def test_an_unknown_country_region_or_policy_is_refused(
    story: Story, wrong: dict[str, Any], says: str
) -> None:
    office = story()

    with pytest.raises(Refused, match=says):
        add_organisation(office.app, replace(NEW, name="Wrong Ltd", **wrong))

    assert "Wrong Ltd" not in {x.name for x in office.store.directory.all()}


def test_it_is_found_by_its_name_however_it_is_written(story: Story) -> None:
    office = story(name="Ébénisterie Roux")

    assert find_organisation(office.app, "  ÉBÉNISTERIE roux ").id == office.id


def test_without_a_name_the_only_one_is_meant(story: Story) -> None:
    office = story()
    app = office.make_app(store=NoOne("Alone"))

    assert find_organisation(app, None).name == "Alone"


@pytest.mark.parametrize(
    ("names", "asked", "says"),
    [
        ((), None, "There is no organisation yet: add one with"),
        (("A", "B"), None, "Name one with --org: «A», «B»"),
        (("A",), "C", "No organisation is called «C». There is «A»."),
    ],
)
def test_what_is_not_found_is_said_with_what_there_is(
    story: Story, names: tuple[str, ...], asked: str | None, says: str
) -> None:
    app = story().make_app(store=NoOne(*names))

    with pytest.raises(Refused, match=says):
        find_organisation(app, asked)


def test_a_change_to_an_unknown_policy_is_refused_and_changes_nothing(story: Story) -> None:
    office = story()

    with pytest.raises(Refused, match="gentel"):
        change_organisation(office.app, office.id, "Anna", policy="gentel", gap_days=9)

    assert (now_of(office).policy, now_of(office).gap_days) == ("three", 3)


def test_the_policy_of_failed_charges_is_for_nothing_else(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2026-08-25")
    office.sync()

    with pytest.raises(Refused, match="is for failed charges alone; for invoices there are "):
        change_organisation(office.app, office.id, "Anna", policy="failed-charge")
    with pytest.raises(Refused, match="No policy is called «failed-charge»"):
        change_customer(office.app, office.id, "Dupont", "Anna", policy="failed-charge")


def test_a_new_policy_is_taken(story: Story) -> None:
    office = story()

    change_organisation(office.app, office.id, "Anna", policy="gentle")

    assert now_of(office).policy == "gentle"


def test_a_new_sender_is_a_cause_that_changed(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.mail.script.say("dupont@dupont.example", "550 5.7.1 Sender not allowed")
    office.cycle("2026-09-08")

    change_organisation(office.app, office.id, "Anna", sender="compta@atelier.example")
    office.cycle("2026-09-09")

    assert office.steps() == [("2026-09-09", "F-1", "friendly")]


def test_the_same_sender_again_is_no_change(story: Story) -> None:
    office = story()

    change_organisation(office.app, office.id, "Anna", sender="anna@atelier.example")

    assert now_of(office).sender_changed_at is None


def test_one_that_was_taken_away_and_then_another_is_a_change_of_bank_details(story: Story) -> None:
    office = story(iban="FR7630006000011234567890189")

    change_organisation(office.app, office.id, "Anna", iban=None)
    office.at("2026-09-02")
    change_organisation(office.app, office.id, "Anna", iban="FR7610107001011234567890129")
    office.at("2026-09-03")
    change_organisation(office.app, office.id, "Anna", contact="Anna")

    assert now_of(office).iban_changed_on == date(2026, 9, 2)


def test_the_first_iban_is_no_change_of_bank_details_and_the_second_is(story: Story) -> None:
    office = story()

    change_organisation(office.app, office.id, "Anna", iban="FR7630006000011234567890189")
    first = now_of(office).iban_changed_on
    change_organisation(office.app, office.id, "Anna", iban="FR7610107001011234567890129")

    assert (first, now_of(office).iban_changed_on) == (None, date(2026, 9, 1))


def test_auto_to_approve_takes_nothing_back(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08T08:00")

    office.set_mode(Mode.APPROVE)

    assert [x.state for x in office.reminders()] == ["approved"]


def test_a_region_of_the_organisation_counts_for_customers_of_its_country(sqlite: SqlStore) -> None:
    office = Office(sqlite, "2026-03-01T09:00", policy="three", region="Alsace")
    office.customer("Strasbourg")
    office.customer("Berlin", country="DE")
    for n, customer in enumerate(("Strasbourg", "Berlin")):
        office.invoice(f"F-{n}", "2026-11-05", customer=customer)
    office.sync()

    office.cycle("2026-12-26T12:00")

    assert office.steps() == []
