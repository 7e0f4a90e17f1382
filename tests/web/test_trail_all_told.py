"""Every event that any use case writes down is told in words, with each fact that the source gives it."""

import re
from typing import Any

import pytest

from connector.core.told import plain_of
from connector.usecases.sentences import say
from connector.web.words import WORDS
from tests.structure.written import all_written, facts_written
from tests.web.test_trail_told import ID, line

AN_ID = {
    *("batch", "customer", "endpoint", "event", "file", "hold", "invoice", "link", "reminder", "task"),
    *("token", "view", "work"),
}
#: What each fact is, as the use cases write it down.
FACTS: dict[str, Any] = {
    **dict.fromkeys(AN_ID, ID),
    "customers": [ID], "holds": [ID], "reminders": [ID],
    "action": "cancel", "address": "a@b.example", "alike": "email", "asked": 1_234_50, "changed": 2,
    "count": 2, "currency": "EUR", "deed": "pause", "digest": "ab" * 32, "done": 2, "first": "bo@a.example",
    "held_for": {ID: ID}, "held_for_and_why": {ID: [ID, "twin"]}, "kept": 2, "kind": "policy",
    "kinds": ["invoice.paid"], "language": "fr", "left_out": 2, "name": "Gros", "new": 2, "number": 3,
    "on": "2026-08-31", "outcome": "done", "permits": ["read"], "provider": "books", "reason": "smtp_auth",
    "size": 20_500, "state": "failed", "step": "firm", "stopped": "stale", "text": "Vu.",
    "to": "a@b.example", "until": "2026-09-04", "was": {}, "was_one": True,
    "why": plain_of(say("none_read")), "word": "sent", "words": "550 no such user",
}  # fmt: skip
#: Where a name alone does not say what it is.
OF: dict[str, dict[str, Any]] = {
    "page.file": {"kind": "pdf"},
    "view.kept": {"asked": "due=late"},
    "text.changed": {"name": "fr/firm", "kind": "template"},
    "webhook.switched_off": {"why": "gone"},
}
RAW = re.compile(r"[0-9a-f]{8}-|\b\w+_\w+|None$|\bTrue\b|\bFalse\b|[\[\]{}]|\d{4}-\d\d-\d\d")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_event_is_shown_as_the_machine_keeps_it(language: str) -> None:
    said = {
        what: line(language, what, {x: (FACTS | OF.get(what, {}))[x] for x in sorted(names)})
        for what, names in facts_written().items()
    }

    assert {what: words for what, words in said.items() if RAW.search(words)} == {}


def test_every_event_and_each_of_its_facts_has_its_words() -> None:
    assert facts_written().keys() == all_written()
    assert {x for x in all_written() if f"trail.{x}" not in WORDS} == set()
