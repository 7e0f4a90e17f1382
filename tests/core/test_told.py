"""One sentence in both languages."""

from copy import deepcopy
from datetime import UTC, date, datetime

import pytest

from connector.core.told import Sentences, either, in_language, on_page, plain_of

say = Sentences(
    {
        "late": ("Invoice «{number}» is late: {why}.", "La facture « {number} » est en retard : {why}."),
        "lost": ("it was lost", "elle s'est perdue"),
    }
)
LATE = say("late", number="F-1", why=say("lost"))


def test_who_asks_no_further_reads_english() -> None:
    assert (LATE, f"{LATE}") == ("Invoice «F-1» is late: it was lost.",) * 2


def test_french_has_its_own_words_down_to_the_facts_and_its_own_spaces() -> None:
    assert in_language(LATE, "fr-CA") == "La facture «\xa0F-1\xa0» est en retard\xa0: elle s'est perdue."


@pytest.mark.parametrize("language", ["en", "en-US", "de"])
def test_other_languages_read_english(language: str) -> None:
    found = in_language(LATE, language)

    assert (found, type(found)) == (str(LATE), str)


def test_what_was_said_by_others_stands_for_itself() -> None:
    assert in_language("550 no such user", "fr") == "550 no such user"


def test_an_error_keeps_the_languages_of_its_sentence() -> None:
    within = say("late", number="F-1", why=ValueError(say("lost")))

    assert in_language(str(ValueError(LATE)), "fr") == LATE.others["fr"]
    assert (within, within.others) == (LATE, LATE.others)


@pytest.mark.parametrize(
    ("at", "english", "french"),
    [
        (date(2026, 12, 1), "2026-12-01", "01/12/2026"),
        (datetime(2026, 12, 1, 9, 5, tzinfo=UTC), "2026-12-01 09:05:00", "01/12/2026 09:05:00"),
    ],
)
def test_a_day_is_written_as_its_reader_writes_it(at: date, english: str, french: str) -> None:
    told = Sentences({"from": ("From {at} on.", "À partir du {at}.")})("from", at=at)

    assert (told, told.others["fr"]) == (f"From {english} on.", f"À partir du {french}.")


def test_a_copy_says_the_same() -> None:
    copied = deepcopy(LATE)

    assert (copied, copied.code, copied.others) == (LATE, LATE.code, LATE.others)


def test_a_sentence_is_called_by_its_code() -> None:
    assert LATE.code == "late"
    with pytest.raises(KeyError):
        say("early")


def test_on_a_page_it_is_said_otherwise_where_the_page_has_its_own_words() -> None:
    typed = either(say("lost"), LATE)

    assert (typed, on_page(typed)) == ("it was lost", LATE)
    assert on_page(LATE) == LATE
    assert on_page("as it stands") == "as it stands"


def test_an_event_keeps_it_in_each_language() -> None:
    kept = plain_of(LATE)

    assert kept == {"en": f"{LATE}", "fr": LATE.others["fr"]}
    assert plain_of("550 no such user") == "550 no such user"
