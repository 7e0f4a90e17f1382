"""A sentence of ours is kept in all its languages; what others said is kept as they said it."""

import pytest
from sqlalchemy.dialects import sqlite

from connector.core.told import Sentences, Told
from connector.store.types import Sentence

say = Sentences({"trouble": ("{name} is in trouble: {said}", "{name} est en difficulté : {said}")})
KIND, DIALECT = Sentence(), sqlite.dialect()


def kept_and_read(sentence: str | None) -> str | None:
    read = KIND.result_processor(DIALECT, None)
    found: str | None = read(KIND.process_bind_param(sentence, DIALECT))
    return found


def test_one_of_ours_comes_back_with_its_code_and_its_french() -> None:
    told = say("trouble", name="Xero", said='"«é»"')

    found = kept_and_read(told)

    assert isinstance(found, Told)
    assert (found, found.code, found.others) == (str(told), "trouble", told.others)


@pytest.mark.parametrize(
    "sentence",
    [
        None,
        "",
        "Xero refused.",
        '{"error": "no"}',
        '{"code": ',
        '{"code": "no"}',
        '{"code": 400, "english": "no", "others": {}}',
        '{"code": "no", "english": "no", "others": []}',
        '{"code": "no", "english": "no", "others": {"fr": null}}',
        '{"code": ' + "[" * 100_000,
    ],
)
def test_any_other_comes_back_as_it_was(sentence: str | None) -> None:
    assert kept_and_read(sentence) == sentence
