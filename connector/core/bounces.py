"""Bounces: what a server says of a mail it could not deliver (RFC 3464, RFC 6533, and those before them).

A mail of a person is never one, whatever he attaches or quotes. domain.md, section 2, has the table of codes.
"""

import re
from collections.abc import Iterator

from connector.core.incoming import Bounced, BounceKind
from connector.core.mail_parts import Part, read_headers, read_text
from connector.core.mail_places import addresses_in, ids_in, is_from_a_daemon, one_line
from connector.core.old_bounces import notice_of, refused_in
from connector.core.refusals import (
    BAD_ADDRESS,
    EMPTY,
    ENHANCED,
    FULL,
    PASSING,
    TOO_LARGE,
    code_of,
    is_no_such_user,
)

MOST_BOUNCED = 50
_LONGEST_WORDS = 300
_LONGEST_SEARCHED = 2_000
_MOST_GROUPS = 200

_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RETURNED_TYPES = ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")
_RELAY_IDS = ("x-postfix-queue-id", "x-exim-id", "x-exim-message-id", "original-envelope-id")
_RECEIVED_ID = re.compile(r"\sid\s+([\w.+/=-]{5,100})", re.IGNORECASE)
_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n")
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
_EMBEDDED = re.compile(r"\\x\{([0-9A-F]{2,6})\}")
_CODE = re.compile(r"(?<![\w.])" + ENHANCED.pattern.removeprefix(r"\s*"))
_THREE_DIGITS = re.compile(r"(?<![\w.])([45])\d\d(?=[ -])")
_STORAGE = re.compile(r"(?<![\w.])552(?=[ -])")
_NO_SUCH_HOST = re.compile(
    r"\b(host|domain)( or domain)?( name)? (not found|(is )?unknown|does(n't| not) exist)"
    r"|\b(unknown|no such|invalid) (host|domain)|\bunrouteable address|\bnxdomain"
    r"|\bthat you tried to reach does(n't| not) exist|\bwasn't found at\b|\brecipient ?not ?found",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"\b(message|mail)( size| is| was|) (too (large|big)|exceeds)|\bsize exceeds|\btoo large\b", re.IGNORECASE
)
_POLICY = re.compile(
    r"\b(spam|spf|dkim|dmarc|polic(y|ies)|reputation|black ?list(ed)?|block ?list(ed)?|dnsbl|rbl"
    r"|unauthenticated|prohibited|blocked)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(quota|full|temporar(y|ily)|timed? ?out|try again|retry|expired|too many|gr[ea]y.?list(ed)?"
    r"|connection refused|insufficient (system )?(storage|space))\b",
    re.IGNORECASE,
)


def kind_of(status: str, words: str) -> BounceKind:
    """What a refusal says of its address: by its code, or by its words where the code says nothing."""
    if status.startswith("4.") or status in PASSING or status == "5.2.1":
        return BounceKind.PASSING
    if status in BAD_ADDRESS:
        return BounceKind.BAD_ADDRESS
    if status in TOO_LARGE:
        return BounceKind.TOO_LARGE
    if status.startswith("5.7."):
        return BounceKind.POLICY
    return _kind_by_words(words) if not status or status in EMPTY else BounceKind.UNCLEAR


def _kind_by_words(words: str) -> BounceKind:
    if FULL.search(words):
        return BounceKind.PASSING
    if is_no_such_user(words) or _NO_SUCH_HOST.search(words):
        return BounceKind.BAD_ADDRESS
    if _SIZE.search(words):
        return BounceKind.TOO_LARGE
    if _POLICY.search(words):
        return BounceKind.POLICY
    digits = _THREE_DIGITS.search(words)
    is_passing = _LATER.search(words) or _STORAGE.search(words) or (digits and digits[1] == "4")
    return BounceKind.PASSING if is_passing else BounceKind.UNCLEAR


def bounced(address: str, status: str, words: str) -> Bounced:
    """One address given back; where its code says nothing, the first in its words that says more counts."""
    said = one_line(words, _LONGEST_SEARCHED)
    if not status or status in EMPTY:
        told = (code_of(found) for found in _CODE.finditer(said))
        status = next((code for code in told if code[0] != "2" and code not in EMPTY), status)
    return Bounced(address, kind_of(status, said), status, one_line(said, _LONGEST_WORDS))


def is_report(mail: Part) -> bool:
    """Whether it bears a delivery report of its own, at its top: a forwarded one is a person's mail."""
    if not any(part.type in _STATUS_TYPES for part in mail.within()):
        return False
    return mail.type == "multipart/report" or is_from_a_daemon(mail)


def reported(mail: Part) -> tuple[Bounced, ...]:
    """The addresses that a report gives back; none where a server still tries, or has delivered."""
    found: dict[str, Bounced] = {}
    for group in _groups(mail):
        address = _recipient(group)
        if address and _action(group) == "failed" and len(found) < MOST_BOUNCED:
            status = ENHANCED.match(group.first("status"))
            words = group.first("diagnostic-code").partition(";")
            said = bounced(address, code_of(status) if status else "", words[2] or words[0])
            found.setdefault(address, said)
    return tuple(found.values())


def _groups(mail: Part) -> Iterator[Part]:
    """The groups of fields of all reports: of the message first, then one for each recipient."""
    for part in mail.within():
        if part.type in _STATUS_TYPES:
            for group in _BLANK.split(part.decoded.strip(), _MOST_GROUPS):
                yield read_headers(group)


def _recipient(group: Part) -> str:
    """Whom we wrote to, where that is kept; else where it ended."""
    for name in ("original-recipient", "final-recipient"):
        kind, _, value = group.first(name).rpartition(";")
        if kind.strip().lower() in ("rfc822", "utf-8", ""):
            decoded = _XTEXT.sub(_character, _EMBEDDED.sub(_character, value))
            if found := addresses_in(read_text(decoded.encode("utf-8", "replace"))):
                return found[0]
    return ""


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if number < 0x110000 else ""


def _action(group: Part) -> str:
    """Some leave it out: then the class of the code tells."""
    said = group.first("action").lower().split()
    if said:
        return said[0].strip(";,")
    return {"2": "delivered", "4": "delayed"}.get(group.first("status").strip()[:1], "failed")


def is_old_bounce(mail: Part) -> bool:
    """Whether a server tells in its own words that a mail came back, or that it is late."""
    return is_from_a_daemon(mail) and notice_of(mail).is_bounce


def told(mail: Part) -> tuple[Bounced, ...]:
    """The addresses that such a mail gives back. Where it names none, whoever alone the mail went to."""
    notice = notice_of(mail)
    if notice.is_delay:
        return ()
    refused = dict(refused_in(mail, notice))
    if not refused:
        was_for = addresses_in(returned(mail).first("to"))
        refused = dict.fromkeys(was_for[:1] if len(was_for) == 1 else (), notice.text)
    return tuple(bounced(address, "", words) for address, words in list(refused.items())[:MOST_BOUNCED])


def returned(mail: Part) -> Part:
    """The headers of the message that came back; without any where it did not."""
    for part in mail.within():
        if part.type in _RETURNED_TYPES:
            return read_headers(part.decoded)
    return read_headers(notice_of(mail).returned.encode("utf-8", "replace"))


def relay_ids(mail: Part) -> tuple[str, ...]:
    """The names that servers in between gave the message: in the report, and where it passed."""
    fields = [group.first(name).strip() for group in _groups(mail) for name in _RELAY_IDS]
    back = returned(mail)
    passed = [found[1] for line in back.all("received") if (found := _RECEIVED_ID.search(line[:2000]))]
    own = [known.partition("@")[0] for known in ids_in(back.first("message-id"))]
    named = [one_line(name, 250) for name in (*fields, *passed, *own) if name]
    return tuple(dict.fromkeys(named))[:MOST_BOUNCED]
