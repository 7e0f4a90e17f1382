"""Templates while they are written: what is wrong with one, and what it may not lose."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from connector.core.drafts import Flaw
from connector.core.errors import Refused
from connector.core.message import MessageFacts, Rendered
from connector.render.formats import GLUE, iban_text
from connector.render.misprint import Misprint
from connector.render.sentences import say
from connector.render.trial import ANSWER_TO, IBAN, PAGE_LINK, every_sort, plain

#: Letters in one part; the longest shipped one has a quarter of it.
LONGEST = 20_000
NAME = re.compile(r"([a-z]{2,3}(?:-[a-z0-9]{2,8})*)/([a-z0-9][a-z0-9_-]*)")
#: The words by which the sentence is known that card numbers are never asked for.
_CARDS = {
    "de": "Kartennummern",
    "en": "card numbers",
    "es": "números de tarjeta",
    "fr": "numéro de carte",
    "it": "numeri di carta",
    "nl": "kaartnummers",
}

#: Makes a message as a template stands, or as its file has it.
Fill = Callable[[MessageFacts], Rendered]


def misprints(name: str, fill: Fill) -> Iterator[Flaw]:
    """What keeps it from being filled with any sort of facts; the first of each place."""
    language, _, template = name.partition("/")
    told = set()
    for facts in every_sort(template, language):
        try:
            made = fill(facts)
        except Misprint as wrong:
            folder, _, part = wrong.file.rpartition("/")
            flaw = Flaw(wrong.line, 1, wrong.said, part=part if folder == name else "")
        except Refused as wrong:
            flaw = Flaw(1, 1, str(wrong))
        else:
            if made.subject:
                continue
            flaw = Flaw(1, 1, say("no_subject"), part="subject.txt")
        if flaw not in told:
            told.add(flaw)
            yield flaw


def losses(name: str, fill: Fill, reference: Fill) -> Iterator[Flaw]:
    """What the message no longer says, and the shipped one does."""
    language, _, template = name.partition("/")
    facts = plain(template, language)
    by_mail = replace(facts, page_link=None)
    wanted = (
        (facts, iban_text(IBAN), say("no_iban")),
        (
            facts,
            PAGE_LINK,
            say("no_page"),
        ),
        (by_mail, ANSWER_TO, say("no_answer")),
        (
            facts,
            _CARDS.get(language.partition("-")[0], ""),
            say("no_warning"),
        ),
    )
    for asked, words, said in wanted:
        made, shipped = fill(asked), reference(asked)
        for part, is_lost in (
            ("body.txt", _is_lost(words, made.text, shipped.text)),
            ("body.html", _is_lost(words, made.html, shipped.html)),
        ):
            if is_lost:
                yield Flaw(1, 1, said, part=part)


def _is_lost(words: str, made: str, shipped: str) -> bool:
    wanted = _flat(words)
    return bool(wanted) and wanted in _flat(shipped) and wanted not in _flat(made)


def _flat(text: str) -> str:
    return " ".join(html.unescape(text).replace(GLUE, " ").split())
