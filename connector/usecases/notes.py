"""Notes: a line in the account's own history of an invoice, where its owner wants one."""

from connector.core.errors import RelanceError
from connector.core.invoice import Invoice
from connector.core.message import Reminder
from connector.core.policy import Channel
from connector.core.source import Connection
from connector.core.told import plain_of
from connector.usecases.application import Application

_WORDS = {
    "en": "Relance: reminder ({step}) sent to {to}.",
    "fr": "Relance : rappel ({step}) envoyé à {to}.",
}


def note_in_history(app: Application, organisation_id: str, reminder: Reminder) -> None:
    """Notes at its account each invoice of a message of ours that has left, once.

    What fails is written down and never tried again: a note is not worth a reminder. What an account
    mailed itself it has noted itself.
    """
    if reminder.channel is not Channel.EMAIL:
        return
    with app.store.reading(organisation_id) as unit:
        language = unit.organisation().language
        accounts = {
            c.id: (c, unit.connections.secret(c.id)) for c in unit.connections.all() if app.takes_notes(c)
        }
        steps = {x.invoice_id: x.step_id for x in reminder.live_lines}
        found = [x for x in unit.ledger.invoices(list(steps)) if x.connection_id in accounts]
        to = ", ".join((unit.reminders.get(reminder.id) or reminder).recipients)
    words = _WORDS["fr" if language.startswith("fr") else "en"]
    for invoice in found:
        text = words.format(step=steps[invoice.id], to=to)
        _note(app, organisation_id, reminder, invoice, accounts[invoice.connection_id], text)


def _note(
    app: Application,
    organisation_id: str,
    reminder: Reminder,
    invoice: Invoice,
    account: tuple[Connection, str | None],
    text: str,
) -> None:
    try:
        app.note_taker(*account).note(invoice, text, f"{reminder.id}-note")
    except RelanceError as error:
        with app.store.writing(organisation_id) as unit:
            told = {"reminder": reminder.id, "invoice": invoice.id, "why": plain_of(str(error))}
            unit.audit(app.clock.now(), "send", "reminder.not_noted", **told)
