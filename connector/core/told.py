"""Sentences of ours in every language they are said in; their words stand in each room's own table."""

from collections.abc import Mapping, Sequence
from datetime import date

from connector.core.typography import day_text, typesetter

#: A table of sentences has one text for each of these, in this order.
LANGUAGES = ("en", "fr")


class Told(str):
    """An English sentence that knows itself in other languages as well.

    Who asks no further (the log, the command line, the API) takes it for the text that it is; who speaks
    to a reader asks `in_language`. `code` names the sentence, `others` are its texts by language.
    """

    code: str
    others: Mapping[str, str]
    #: The same for whoever reads it on a page, where that is said otherwise.
    page: "Told | None" = None

    def __new__(cls, english: str, code: str, others: Mapping[str, str]) -> "Told":
        told = super().__new__(cls, english)
        told.code, told.others = code, others
        return told

    def __str__(self) -> str:
        """Itself: `str(error)` must not lose the languages."""
        return self

    def __getnewargs__(self) -> tuple[str, str, Mapping[str, str]]:  # type: ignore[override]
        """What a copy is made of."""
        return str.__str__(self), self.code, self.others


class Sentences:
    """A room's sentences by code, with `{names}` where their facts stand: called, it tells one of them."""

    def __init__(self, table: Mapping[str, Sequence[str]]) -> None:
        """A text of `table` has ordinary spaces: the rules of its language put in the others."""
        self.table = {
            code: tuple(typesetter(x)(text) for x, text in zip(LANGUAGES, texts, strict=True))
            for code, texts in table.items()
        }

    def __call__(self, code: str, /, **facts: object) -> Told:
        """KeyError for a code or a fact that is not there. A fact may be a sentence of its own."""
        english, *others = (
            text.format(**{name: in_language(fact, language) for name, fact in facts.items()})
            for language, text in zip(LANGUAGES, self.table[code], strict=True)
        )
        return Told(english, code, dict(zip(LANGUAGES[1:], others, strict=True)))


def plain_of(said: str) -> str | Mapping[str, str]:
    """A sentence of ours by its languages, as an event keeps it; another text is itself."""
    return {"en": str.__str__(said), **said.others} if isinstance(said, Told) else said


def either(typed: Told, page: Told) -> Told:
    """A sentence that names what is typed on the command line, with its twin that names what is on a page."""
    typed.page = page
    return typed


def on_page(said: object) -> object:
    """The twin for the page where there is one; anything else stands for itself."""
    return said.page or said if isinstance(said, Told) else said


def in_language(said: object, language: str) -> object:
    """The text of a sentence in a language, English where it knows none; anything else stands for itself.

    An error is what it says, a day is written as the language writes it.
    """
    if isinstance(said, Exception):
        said = str(said)
    language = language.partition("-")[0]
    if isinstance(said, date):
        return day_text(said, language)
    return said.others.get(language, str.__str__(said)) if isinstance(said, Told) else said
