"""Bounces in a server's own words: qmail, Exim, sendmail, and all that never learnt RFC 3464."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from connector.core.mail_parts import Part
from connector.core.mail_places import addresses_in, is_daemon

_LONGEST_NOTICE = 20_000
_MOST_LINES = 500
_LONGEST_LINE = 1_000
_LINES_OF_HEADERS = 300

#: After this line the message that came back is quoted, or its headers are.
_SEPARATOR = re.compile(
    r"\W{0,80}(below this line is a copy|this is a copy of|original message (follows|headers)"
    r"|original message\b"
    r"|undelivered message follows|the (message )?headers? of the original message|message headers? follows?"
    r"|returned message\b|unsent message (below|follows)|copy of the original message|message text follows"
    r"|the following is a copy of|en-t.tes? (de message )?d'origine)",
    re.IGNORECASE,
)
_FIRST_HEADER = re.compile(
    r"(return-path|received|message-id|from|date|subject|x-[\w-]{1,60}|dkim-signature): ?", re.I
)
_REFUSAL = re.compile(
    r"(?<![\w.])[45]\d\d[ -]#?(?:[45]\.\d{1,3}\.\d{1,3}|\w)|(?<![\w.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])"
)
_TOLD = re.compile(
    r"\b(undeliver(able|ed)|(could not|couldn't|cannot|can't|unable to) (be )?deliver|delivery (has )?fail"
    r"|returned to sender|permanent (fatal )?error|giv(en|ing) up|qmail-send|failure notice"
    r"|non remis|unzustellbar|nicht zugestellt|no se (pudo|ha podido) entregar|mancata consegna"
    r"|onbestelbaar)",
    re.IGNORECASE,
)
_DELAY = re.compile(
    r"\b(delayed|delay warning|has not (yet )?been delivered|will be retried|still being (re)?tried"
    r"|(will )?keep trying|do not need to (resend|take any action))\b",
    re.IGNORECASE,
)
_HEAD_OF_LINE = re.compile(
    r"\s{0,12}(?:(?:to|rcpt to|recipient|address|failed)\s?:\s?)?<?(?=[^\s@<>]{1,64}@)", re.I
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a server wrote, and the headers it quotes. A delay is no refusal yet.

    Who is away and may not be answered says much of delays and telephones: of him more is asked.
    """

    text: str
    returned: str
    is_bounce: bool
    is_delay: bool


def notice_of(mail: Part) -> Notice:
    """The notice in a mail that a server sent."""
    texts = [part.text for part in mail.within() if part.type == "text/plain" and not part.parts]
    lines = "\n".join(texts)[:_LONGEST_NOTICE].split("\n")[:_MOST_LINES]
    end = next(
        (n for n, line in enumerate(lines) if n and _SEPARATOR.match(line[:_LONGEST_LINE])), len(lines)
    )
    text = "\n".join(line[:_LONGEST_LINE] for line in lines[:end])
    quoted = _headers_after(lines[end + 1 :])
    listed = bool(mail.all("x-failed-recipients"))
    comes_back = listed or bool(quoted) or any(part.type == "message/rfc822" for part in mail.within())
    whole = f"{mail.words('subject')}\n{text}"
    has_code = bool(_REFUSAL.search(text))
    is_told, is_delay = bool(_TOLD.search(whole)), bool(_DELAY.search(whole)) and not listed
    if is_daemon(mail):
        is_bounce = (is_told or is_delay or has_code) and (comes_back or bool(addresses_in(text)))
    else:
        is_bounce = is_told and (comes_back or (has_code and bool(addresses_in(text))))
    return Notice(text, quoted, is_bounce, is_delay)


def _headers_after(lines: list[str]) -> str:
    """The headers that a separator announces, perhaps after some blank lines and words."""
    for start, line in enumerate(lines[:10]):
        if _FIRST_HEADER.match(line):
            rest = lines[start : start + _LINES_OF_HEADERS]
            end = next((n for n, after in enumerate(rest) if not after.strip()), len(rest))
            return "\n".join(rest[:end])
    return ""


def refused_in(mail: Part, notice: Notice) -> Iterator[tuple[str, str]]:
    """The addresses that are refused, each with what is said of it."""
    own = {*addresses_in(mail.first("to")), *addresses_in(mail.first("from"))}
    listed = [name for name in addresses_in(mail.first("x-failed-recipients")) if name not in own]
    said: dict[str, str] = {}
    for address, words in _said(notice.text):
        said.setdefault(address, words)
    if listed:
        yield from ((address, said.get(address) or notice.text) for address in listed)
    else:
        yield from ((address, words) for address, words in said.items() if address not in own)


def _said(text: str) -> Iterator[tuple[str, str]]:
    """Addresses at the head of a line with the words after them; where none stands so, those of a refusal."""
    found: list[tuple[str, list[str]]] = []
    is_open = False
    for line in text.split("\n"):
        begins = addresses_in(line)[:1] if _HEAD_OF_LINE.match(line) else ()
        if begins:
            found.append((begins[0], [line.partition("@")[2].partition(" ")[2]]))
            is_open = True
        elif not line.strip():
            is_open = is_open and not "".join(found[-1][1]).strip()
        elif is_open:
            found[-1][1].append(line)
    if found:
        return ((address, " ".join(words)) for address, words in found)
    blocks = text.split("\n\n")
    return (
        (name, " ".join(block.split()))
        for block in blocks
        if _REFUSAL.search(block)
        for name in addresses_in(block)[:50]
    )
