"""In which language a customer is written to, from the ledger to his mailbox."""

from collections.abc import Callable
from datetime import date

import pytest

from connector.core.texts import TextKind
from connector.usecases import people, texts
from connector.usecases.customer_file import customer_file
from connector.usecases.guide import guide
from connector.usecases.texts import Which
from connector.usecases.to_do import tasks
from tests.scenarios.office import Office

Story = Callable[..., Office]


def reminded(story: Story, **known: str | None) -> Office:
    """A customer of a French business whose invoice is a few days late."""
    office = story(policy="standard")
    office.customer("Dupont", **known)
    office.invoice("F-1", "2026-09-03")
    office.cycle("2026-09-08T12:00")
    return office


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("DE", "Guten Tag Dupont,"),
        ("ES", "Buenos días, Dupont:"),
        ("BE", "Bonjour,"),
        ("PL", "Bonjour,"),
    ],
)
def test_who_has_no_language_is_written_to_in_his_country_s(story: Story, country: str, words: str) -> None:
    office = reminded(story, country=country)

    assert words in office.mail.delivered[-1].message.text


def test_his_own_language_comes_first(story: Story) -> None:
    office = reminded(story, country="DE", language="es")

    assert "Buenos días" in office.mail.delivered[-1].message.text


def test_his_file_says_in_which_he_is_written_to_while_none_is_chosen(story: Story) -> None:
    office = reminded(story, country="DE", language="es")
    with office.app.store.reading(office.id) as unit:
        (dupont,) = unit.ledger.find_customers("Dupont")

    assert customer_file(office.app, office.id, dupont.id).language == "de"


def test_what_was_sent_by_hand_was_in_his_language_too(story: Story) -> None:
    office = story(policy="standard")
    office.customer("Dupont", country="DE")
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.at("2026-09-10T10:00")

    made = people.record(office.app, office.id, "F-1", "friendly", date(2026, 9, 10), "Anna")

    assert made.language == "de"


def test_who_calls_reads_the_language_of_the_business(story: Story) -> None:
    office = reminded(story, language="de")
    for day in ("2026-09-18", "2026-09-23"):
        office.cycle(day)
    (call,) = [x for x in tasks(office.app, office.id) if x.kind == "call"]

    assert "À appeler" in guide(office.app, office.id, call.id).words.text


def test_an_own_text_in_french_alone_leaves_the_german_one_as_it_is_shipped(story: Story) -> None:
    office = story(policy="standard")
    office.customer("Dupont", country="DE")
    office.invoice("F-1", "2026-09-03")
    which = Which(TextKind.TEMPLATE, "fr/friendly")
    texts.save(office.app, office.id, which, {"subject.txt": "À nous deux"}, "anna@atelier.example")

    office.cycle("2026-09-08")

    assert office.mail.delivered[-1].message.subject.startswith("Rechnung F-1:")
