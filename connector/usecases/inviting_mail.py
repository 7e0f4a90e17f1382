"""The mail that brings an invitation: from the installation's own sender, where one is set."""

from dataclasses import dataclass
from enum import StrEnum
from html import escape
from uuid import uuid4

from connector.core.history import State
from connector.core.message import Outgoing
from connector.core.policy import Channel
from connector.usecases.application import Application

#: Of the whole installation within an hour of real time: nobody's mailbox is to be filled from here.
MAILS_AN_HOUR = 20
HOUR_SECONDS = 3600


class Posted(StrEnum):
    """What became of the mail; the link is shown in any case."""

    SENT = "sent"
    NOT_SET = "not_set"
    TOO_MANY = "too_many"
    NOT_TAKEN = "not_taken"


@dataclass(frozen=True, slots=True)
class InvitationWords:
    """What the mail says; `link` stands on a line of its own after the text."""

    subject: str
    text: str
    link: str


def post_invitation(app: Application, to: str, words: InvitationWords) -> Posted:
    """Hands it to the mail server once. Whether it was taken is said; nothing is tried again."""
    channel = app.channels.get(Channel.EMAIL)
    if channel is None or app.sender is None:
        return Posted.NOT_SET
    owner = str(uuid4())
    names = (f"invitation-mail:{n}" for n in range(MAILS_AN_HOUR))
    if not any(app.store.leases.take(name, owner, HOUR_SECONDS) for name in names):
        return Posted.TOO_MANY
    link = escape(words.link)
    outcome = channel.deliver(
        Outgoing(
            message_id=f"<invitation-{uuid4()}@{app.sender.rpartition('@')[2]}>",
            sender=app.sender,
            sender_name=app.sender_name or "",
            to=(to,),
            subject=words.subject,
            text=f"{words.text}\n\n{words.link}\n",
            html=f'<p>{escape(words.text)}</p><p><a href="{link}">{link}</a></p>',
            date=app.clock.now(),
        )
    )
    return Posted.SENT if outcome.state is State.SENT else Posted.NOT_TAKEN
