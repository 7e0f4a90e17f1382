"""Words as they are compared: without accents, capitals and typography; and the sentences of a text."""

import re
import unicodedata

_LONGEST_SENTENCE = 600
_MOST_SENTENCES = 300

_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u00b4`\u2032]")
_HYPHENS = re.compile("[\u2010-\u2014]")
#: A full stop ends a sentence, unless it may belong to a figure or a short form.
_END = re.compile(
    r"(?<=[!?…])\s+|(?<=[^\W\d_][^\W\d_]\.)\s+(?=[^\W\d_a-zà-ÿ])"
    r"|(?<=[^\W\d_][^\W\d_][^\W\d_]\.)\s+(?=[^\W\d_])"
    r"|(?<=\d\d\d\.)\s+(?=[^\W\d_a-z])|(?<=[€$£)]\.)\s+|\n\s*\n|\n(?=[-*•·]\s)"
)


def folded(text: str) -> str:
    """In lower case, without accents, on one line, with one sort of apostrophe and hyphen."""
    plain = _HYPHENS.sub("-", _APOSTROPHES.sub("'", text))
    bare = unicodedata.normalize("NFKD", plain)
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).casefold().split())


def sentences(text: str) -> list[str]:
    """The sentences of a text, each on one line and cut."""
    found = (" ".join(part.split()) for part in _END.split(text) if part)
    return [part[:_LONGEST_SENTENCE] for part in found if part][:_MOST_SENTENCES]
