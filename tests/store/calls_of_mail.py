"""Every method of the mailbox of a unit of work, called with what may be another organisation's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from connector.core.incoming import BounceKind, IncomingKind
from connector.core.mailbox import CameBack, IncomingMail, Mailbox, MailboxAccess, Place, Security
from connector.store.unit import SqlUnit
from tests.store.desk import NOON

ACCESS = MailboxAccess("imap.them.example", 993, Security.TLS, "anna@them.example", "secret")
#: What one organisation's reader knows of it.
BOX = Mailbox("imap.them.example", 993, Security.TLS, "anna@them.example", "INBOX", NOON, Place(1, 7))
LONG_AGO = NOON - timedelta(days=30)


def a_mail(customer_id: str, reminder_id: str | None = None, mail_id: str = "m-theirs") -> IncomingMail:
    return IncomingMail(mail_id, "digest", IncomingKind.REPLY, customer_id, NOON, reminder_id=reminder_id)


def a_bounce(reminder_id: str) -> CameBack:
    return CameBack(reminder_id, "anna@dupont.example", BounceKind.PASSING, "4.4.1", NOON)


def fill(own: SqlUnit, customer_id: str, reminder_id: str) -> None:
    """A mailbox that was read, with one mail and one message that came back."""
    own.mailbox.connect(ACCESS, NOON)
    read = own.mailbox.get()
    assert read is not None
    own.mailbox.was_read(read, Place(1, 7), NOON, is_whole=True)
    own.mailbox.keep(a_mail(customer_id, reminder_id))
    own.mailbox.came_back(a_bounce(reminder_id))


#: As in `calls.py`.
CALLS_OF_MAIL: dict[str, Callable[[SqlUnit, Any], Any]] = {
    "mailbox.get": lambda u, t: u.mailbox.get(),
    "mailbox.access": lambda u, t: u.mailbox.access(),
    "mailbox.connect": lambda u, t: u.mailbox.connect(ACCESS, NOON),
    "mailbox.disconnect": lambda u, t: u.mailbox.disconnect(),
    "mailbox.was_read": lambda u, t: u.mailbox.was_read(BOX, Place(1, 9), NOON, is_whole=True),
    "mailbox.was_not_read": lambda u, t: u.mailbox.was_not_read("no answer", NOON),
    "mailbox.keep": lambda u, t: u.mailbox.keep(a_mail(t.customer, t.reminder.id, "m-mine")),
    "mailbox.of_customer": lambda u, t: u.mailbox.of_customer(t.customer, 9),
    "mailbox.came_back": lambda u, t: u.mailbox.came_back(a_bounce(t.reminder.id)),
    "mailbox.back_since": lambda u, t: u.mailbox.back_since("anna@dupont.example", LONG_AGO),
    "mailbox.back_from": lambda u, t: u.mailbox.back_from(t.reminder.id),
    "mailbox.answered": lambda u, t: u.mailbox.answered((str(t.reminder.message_id)[1:-1],), ("relay",)),
    "mailbox.written_to": lambda u, t: u.mailbox.written_to("anna@dupont.example", LONG_AGO),
}
