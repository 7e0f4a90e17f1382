"""Reading a mail: of what kind it is and what it says; of any bytes, in time linear in their number."""

from dataclasses import replace
from datetime import date

from connector.core.absences import return_day
from connector.core.bounces import is_old_bounce, is_report, relay_ids, reported, returned, told
from connector.core.incoming import Incoming, IncomingKind
from connector.core.mail_parts import Part, read_part
from connector.core.mail_places import (
    answered_by,
    ids_in,
    is_automatic,
    one_line,
    recipients_of,
    sender_of,
    sent_at,
)
from connector.core.quoting import html_text, own_words
from connector.core.replies import sort_reply
from connector.core.spoken import folded

_LONGEST_TEXT = 20_000
_LONGEST_SUBJECT = 300


def read_incoming(raw: bytes, today: date, is_cut: bool = False) -> Incoming:
    """The message in these bytes, which may end anywhere. Never raises.

    `today` is the day on which it arrived where its reader lives: days without a year are counted from it.
    """
    mail = read_part(raw)
    read = Incoming(
        IncomingKind.REPLY,
        message_id=next(iter(ids_in(mail.first("message-id"))), ""),
        sender=sender_of(mail),
        subject=one_line(mail.words("subject"), _LONGEST_SUBJECT),
        sent_at=sent_at(mail),
        written_to=recipients_of(mail),
        text=own_words(_text_of(mail))[:_LONGEST_TEXT],
        is_cut=is_cut,
    )
    if _is_receipt(mail):
        return replace(read, kind=IncomingKind.AUTOMATIC, answers=answered_by(mail))
    if (is_known := is_report(mail)) or is_old_bounce(mail):
        return replace(
            read,
            kind=IncomingKind.BOUNCE,
            answers=ids_in(returned(mail).first("message-id"))[:1],
            relay_ids=relay_ids(mail),
            bounced=reported(mail) if is_known else told(mail),
        )
    answers = answered_by(mail)
    # Some relays put their own name for a message in the place of ours.
    read = replace(
        read, answers=answers, relay_ids=tuple(dict.fromkeys(i.partition("@")[0] for i in answers))
    )
    if is_automatic(mail, folded(read.subject)):
        back_on = return_day(f"{read.subject}\n\n{read.text}", today)
        return replace(read, kind=IncomingKind.AUTOMATIC, back_on=back_on)
    return replace(read, sorted=sort_reply(read.text, read.subject, today))


def _is_receipt(mail: Part) -> bool:
    """Whether it says that somebody has opened a mail (RFC 8098)."""
    if mail.type != "multipart/report":
        return False
    named = mail.parameter("report-type").lower() == "disposition-notification"
    return named or any(part.type == "message/disposition-notification" for part in mail.within())


def _text_of(mail: Part) -> str:
    """What there is to read: the plain texts, where there are none the pages."""
    shown = [part for part in mail.within() if not part.parts and not part.is_attachment]
    plain = "\n\n".join(part.text for part in shown if part.type == "text/plain")
    if plain.strip():
        return plain
    return "\n\n".join(html_text(part.text) for part in shown if part.type == "text/html")
