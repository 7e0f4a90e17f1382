"""Through the provider: the channel of a reminder that its own account mails."""

from connector.core.errors import Refused
from connector.core.message import Reminder
from connector.core.policy import Channel
from connector.core.ports import Channel as ChannelPort
from connector.usecases.application import Application
from connector.usecases.sentences import say


def channel_for(app: Application, organisation_id: str, reminder: Reminder) -> ChannelPort:
    """What carries it, opened before the intent is committed: what cannot be opened has not left.

    Raises Refused where the account was disconnected meanwhile.
    """
    if reminder.channel is not Channel.PROVIDER:
        return app.channels[reminder.channel]
    (line,) = reminder.live_lines
    with app.store.reading(organisation_id) as unit:
        (invoice,) = unit.ledger.invoices([line.invoice_id])
        found = [c for c in unit.connections.all() if c.id == invoice.connection_id]
        if not found:
            raise Refused(say("account_gone", number=invoice.number))
        secret = unit.connections.secret(found[0].id)
    return app.through_provider(found[0], secret, invoice, key_of(reminder))


def key_of(reminder: Reminder) -> str:
    """One for each attempt: it rises only after a definite refusal, so that a repeat would be the same."""
    return f"{reminder.id}-{reminder.attempt}"
