"""Steps, tasks, alarms and reasons have their words in both languages, in one place."""

import re
from datetime import date

import pytest

from connector.channels.reasons import DeliveryReason
from connector.core.daily import Alarm, AlarmKind, DailyItem
from connector.core.policy import Channel
from connector.core.tasks import TaskKind
from connector.core.told import Sentences
from connector.core.typography import french
from connector.render.reasons import SENTENCES, sentence
from connector.render.renderer import JinjaRenderer
from connector.render.words import ALARMS, STEPS, TASKS, alarm_words, said_words, step_words, task_words
from tests.render.facts import day

BY_A_PERSON = (Channel.CALL, Channel.LETTER, Channel.TASK)


@pytest.mark.parametrize("kind", [*TaskKind, *BY_A_PERSON])
def test_every_task_has_its_words(kind: str) -> None:
    assert task_words(kind, "", "", "en") != task_words(kind, "", "", "fr")


@pytest.mark.parametrize("reason", DeliveryReason)
def test_whatever_becomes_of_a_hand_over_has_its_sentence(reason: DeliveryReason) -> None:
    assert sentence(reason.value, "en") != sentence(reason.value, "fr")


@pytest.mark.parametrize("kind", AlarmKind)
def test_both_languages_say_the_same_of_an_alarm(kind: AlarmKind) -> None:
    english, french = ALARMS[kind]

    assert re.findall(r"{\w+}", english) == re.findall(r"{\w+}", french)


@pytest.mark.parametrize(
    ("step_id", "english", "french"),
    [
        ("firm", "Firm reminder", "Relance ferme"),
        ("plan:2:missed", "Instalment 2: missed", "Versement 2\xa0: manqué"),
        ("our own", "our own", "our own"),
    ],
)
def test_a_step_is_named_for_its_reader_and_the_owner_s_own_by_itself(
    step_id: str, english: str, french: str
) -> None:
    assert (step_words(step_id, "en-GB"), step_words(step_id, "fr-CH")) == (english, french)


def test_a_task_says_its_step_and_what_the_other_side_said() -> None:
    words = task_words("find_contact", "firm", "a@b.example: 550 no such user", "fr")

    assert words == "Trouver une adresse valable (Relance ferme). a@b.example: 550 no such user"


def test_a_call_does_not_say_twice_that_it_is_one() -> None:
    assert task_words("call", "call", "", "en") == "Call the customer"


def test_a_reason_in_a_task_is_said_in_the_reader_s_language() -> None:
    assert task_words("delivery_failed", "", "sender_refused", "fr").endswith("refuse cet expéditeur.")


def test_a_sentence_that_an_earlier_version_kept_stays_readable() -> None:
    kept = "Find a contact for Dupont: a@b.example was refused (550)."

    assert task_words("find_contact", "", kept, "fr") == f"Trouver une adresse valable. {kept}"


def test_what_ails_an_account_is_told_in_the_language_of_the_mail() -> None:
    over = Sentences({"over": ("{name} is in trouble.", "{name} est en difficulté.")})("over", name="Acme")
    alarm, theirs = (Alarm(AlarmKind.CONNECTION, name="acme A", words=x) for x in (over, "Acme says no."))

    assert [alarm_words(alarm, x, x) for x in ("en", "fr")] == [
        "acme A: Acme is in trouble.",
        "acme A\xa0: Acme est en difficulté.",
    ]
    assert alarm_words(theirs, "fr", "fr") == "acme A\xa0: Acme says no."
    assert task_words("delivery_failed", "", over, "fr").endswith("Acme est en difficulté.")


def test_an_alarm_names_its_day_as_the_reader_writes_it() -> None:
    alarm = Alarm(AlarmKind.NOT_POSTED, on=date(2026, 8, 31))

    assert "31 August 2026" in alarm_words(alarm, "en", "en_GB")
    assert "31 août 2026" in alarm_words(alarm, "fr", "fr")


@pytest.mark.parametrize(("language", "other"), [("fr", 0), ("en", 1)])
def test_a_daily_mail_speaks_one_language(renderer: JinjaRenderer, language: str, other: int) -> None:
    items = (
        *(DailyItem("Dupont", step_id=step_id) for step_id in STEPS if not step_id.startswith("plan_")),
        *(DailyItem("Dupont", reason=reason) for reason in SENTENCES),
    )
    alarms = (Alarm(AlarmKind.LEDGER_TOO_OLD, count=3), Alarm(AlarmKind.NOT_POSTED, on=date(2026, 8, 31)))
    foreign = [french(pair[other]) for pair in (*SENTENCES.values(), *STEPS.values(), *TASKS.values())]
    foreign += [
        french(text).partition("{")[0] for text in (pair[other] for pair in ALARMS.values()) if text[0] != "{"
    ]

    for item in items:
        said = renderer.render_daily(day(language, alarms=alarms, held_items=(item,))).text

        assert [x for x in foreign if x in said] == []


@pytest.mark.parametrize("word", ["paid", "dispute", "about_goods", "is_closed"])
def test_what_the_other_side_wrote_is_quoted_and_never_said_in_our_voice(word: str) -> None:
    french = task_words("disputed", "", f"about_goods\n{word}", "fr")
    english = said_words(f"about_goods\n30.00 EUR.\n{word}", "en")

    assert french.endswith(f"Marchandise ou prestation. «\N{NO-BREAK SPACE}{word}\N{NO-BREAK SPACE}»")
    assert english == f"{sentence('about_goods', 'en')} «30.00 EUR.» «{word}»"
