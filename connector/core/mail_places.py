"""What the headers of a mail say: who wrote it, to whom, when, in answer to what, and by hand or not.

Sources: RFC 5322, RFC 3834.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from connector.core.mail_parts import Part, read_words

MOST_IDS = 50
_LONGEST_ID = 250
_LONGEST_ADDRESS = 254
_LONGEST_LIST = 20_000

_ID = re.compile(r"<([^<>\s]+)>")
_ADDRESS = re.compile(
    r"(?<![^\s<>\"'(),:;\[])([^\s<>\"'(),:;\[\]@]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10})"
)
_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_QUOTED = re.compile(r"\"[^\"]*\"|\([^()]*\)")
_DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "mdaemon", "mailsystem")
_BULK = ("auto_reply", "bulk", "list", "junk")
_WAYS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
#: Of whoever is away; after "Re:" a person answers to one.
_AWAY = re.compile(
    r"(auto(matic|mated|matische|matisch)?[ -]?(reply|response|antwort|antwoord)"
    r"|out of (the )?office|ooo\b|away from (the office|my desk)|on (annual |parental "
    r"|sick )?leave\b|(i am )?on vacation"
    r"|reponse automatique|absence\b|absente?( du bureau)?\b|message d'absence|en conges"
    r"|abwesenheit|automatische (antwort|ruckmeldung)|abwesend|nicht im (buro|haus)"
    r"|respuesta automatica|fuera de (la )?oficina|ausente|ausencia"
    r"|risposta automatica|fuori (sede|ufficio)|assente|assenza"
    r"|automatisch(e)? (antwoord|beantwoording)|afwezig|niet (op kantoor|aanwezig)"
    r"|undeliverable auto)",
)


def one_line(text: str, longest: int) -> str:
    """The text on one line, cut."""
    return " ".join(text[: 8 * longest].split())[:longest].rstrip()


def ids_in(value: str) -> tuple[str, ...]:
    """The Message-IDs in a header, in order; one that is too long to be kept would be another's if cut."""
    return tuple(dict.fromkeys(found for found in _ID.findall(value) if len(found) <= _LONGEST_ID))


def addresses_in(value: str) -> tuple[str, ...]:
    """The addresses in a header or a line, in lower case; what stands in quotes or in brackets is a name."""
    plain = _QUOTED.sub(" ", value[:_LONGEST_LIST])
    found = [match[1].lower() for match in _ADDRESS.finditer(plain)]
    return tuple(dict.fromkeys(address for address in found if len(address) <= _LONGEST_ADDRESS))


def sender_of(mail: Part) -> str:
    """The address of From, empty where there is none; a name that looks like an address is only a name."""
    value = _QUOTED.sub(" ", mail.first("from")[:_LONGEST_LIST])
    angled = [found for inside in _IN_BRACKETS.findall(value) if (found := addresses_in(inside))]
    found = angled[0] if angled else addresses_in(value)
    return next(iter(found), "")


def recipients_of(mail: Part) -> tuple[str, ...]:
    """Every address it was sent or brought to, as it is written there: a token may be in it."""
    values = (value[:_LONGEST_LIST] for name in _WAYS for value in mail.all(name)[:10])
    found = (match[1] for value in values for match in _ADDRESS.finditer(_QUOTED.sub(" ", value)))
    return tuple(dict.fromkeys(address for address in found if len(address) <= _LONGEST_ADDRESS))[:MOST_IDS]


def answered_by(mail: Part) -> tuple[str, ...]:
    """What it refers to, nearest first."""
    references = [known for value in mail.all("references") for known in ids_in(value)]
    nearest = [known for value in mail.all("in-reply-to") for known in ids_in(value)]
    return tuple(dict.fromkeys((*nearest, *reversed(references))))[:MOST_IDS]


def sent_at(mail: Part) -> datetime | None:
    """When it was written, by its own word; None where that cannot be read. A day without a zone is UTC's."""
    try:
        found = parsedate_to_datetime(read_words(mail.first("date"))[:100])
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def has_no_return(mail: Part) -> bool:
    return "".join(mail.first("return-path").split()) == "<>"


def is_daemon(mail: Part) -> bool:
    """Whether a mail server wrote it, by its name."""
    return sender_of(mail).partition("@")[0] in _DAEMONS


def is_from_a_daemon(mail: Part) -> bool:
    """Whether a mail server may have written it: by its name, or because nobody may answer."""
    return is_daemon(mail) or has_no_return(mail)


def is_automatic(mail: Part, subject: str) -> bool:
    """Whether no person wrote it (RFC 3834); `subject` is folded. A wish for silence says nothing."""
    said = mail.first("auto-submitted").partition(";")[0].strip().lower()
    if said and said != "no":
        return True
    precedence = mail.first("precedence").strip().lower()
    named = any(
        mail.first(name).strip().lower() not in ("", "no") for name in ("x-autoreply", "x-autorespond")
    )
    is_told = named or precedence in _BULK or bool(mail.all("list-id")) or has_no_return(mail)
    return is_told or sender_of(mail).partition("@")[0] in _DAEMONS[:1] or bool(_AWAY.match(subject))
