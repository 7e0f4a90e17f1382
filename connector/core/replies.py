"""What a person's reply seems to say, by plain rules, with the sentence that decided; never an act.

Of several that are found the most cautious counts: who contests and promises in one mail contests.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from connector.core.incoming import ReplySort, SortedReply
from connector.core.reply_turns import (
    ALREADY,
    ASKS_HIMSELF,
    CANNOT,
    IF,
    NEGATED,
    POINTS_ELSEWHERE,
    REFUSES,
)
from connector.core.reply_words import SIGNS
from connector.core.spoken import folded, sentences
from connector.core.spoken_days import days_in

_LONGEST_SENTENCE = 300
_FURTHEST = timedelta(days=120)
_NEAR = 14
_FAR = 60

#: With these a subject is the one we wrote.
_ANSWER = re.compile(r"\s*(re|aw|fw|fwd|tr|wg|rif|antw|sv|rv|ref|r)\s*:", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:()]| (?:but|and|mais|et|aber|und|pero|ma|maar|en|sondern|however) ")
#: Signs that hold though a negation stands before: they bear their own.
_FIRM = (ReplySort.WRONG_PERSON, ReplySort.PLAN)


def sort_reply(text: str, subject: str, today: date) -> SortedReply:
    """The sort of a reply. `text` is its writer's own; a subject counts where it is his and not ours."""
    own = "" if _ANSWER.match(subject) else subject
    said = [*sentences(own), *sentences(text)]
    found: dict[ReplySort, list[str]] = {}
    for sentence in said:
        for sort in _sorts_of(folded(sentence)):
            found.setdefault(sort, []).append(sentence)
    for sort in SIGNS:
        if sort in found:
            return _sorted(sort, found[sort], today)
    elsewhere = next((each for each in said if POINTS_ELSEWHERE.search(folded(each))), None)
    if elsewhere is not None:
        return _sorted(ReplySort.WRONG_PERSON, [elsewhere], today)
    return SortedReply(ReplySort.OTHER)


def _sorted(sort: ReplySort, deciding: list[str], today: date) -> SortedReply:
    """Of several promises the first that names a day."""
    sentence, day = deciding[0], None
    if sort is ReplySort.PROMISE:
        dated = ((each, _day_of(each, today)) for each in deciding)
        sentence, day = next((pair for pair in dated if pair[1]), (sentence, None))
    return SortedReply(sort, sentence[:_LONGEST_SENTENCE].rstrip(), day)


def _day_of(sentence: str, today: date) -> date | None:
    """Of several days the last: the one by which all is to be paid."""
    days = (day.last for day in days_in(folded(sentence), today))
    return max((day for day in days if today <= day <= today + _FURTHEST), default=None)


def _sorts_of(words: str) -> Iterator[ReplySort]:
    if CANNOT.search(words):
        yield ReplySort.PLAN
    elif REFUSES.search(words):
        yield ReplySort.DISPUTE
    for sort, pattern in SIGNS.items():
        if any(_counts(sort, words, match) for match in pattern.finditer(words)):
            yield sort


def _counts(sort: ReplySort, words: str, match: re.Match[str]) -> bool:
    clause = _CLAUSE.split(words[max(0, match.start() - _FAR) : match.start()])[-1]
    if sort is ReplySort.DISPUTE:
        return not NEGATED.search(clause[-_NEAR:])
    if sort in _FIRM:
        return True
    is_question = words.endswith("?")
    if sort is ReplySort.PAID:
        if is_question and ASKS_HIMSELF.search(words):
            return False
        if IF.search(clause):
            return False
        if is_question and ALREADY.search(words):
            return True
    return not NEGATED.search(clause[-_NEAR:] + match[0])
