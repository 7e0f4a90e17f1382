"""What an owner marks his customers with, in words of his own: tags, and a sector."""

from collections.abc import Iterable

from connector.core.errors import Refused
from connector.usecases.sentences import say

#: Signs of one of them; the schema of policies says the same.
LONGEST = 50


def word_of(typed: str) -> str:
    """A tag or a sector on one line. Raises Refused for one that is too long."""
    word = " ".join(typed.split())
    if len(word) > LONGEST:
        raise Refused(say("long_mark", count=LONGEST))
    return word


def tags_of(typed: Iterable[str]) -> frozenset[str]:
    """Of several, or of one with commas, each once; nothing but space is none."""
    return frozenset(word for each in typed for word in map(word_of, each.split(",")) if word)
