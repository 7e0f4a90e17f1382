"""A customer with two billing addresses, one of which is refused for now."""

from connector.channels.catcher import Catcher
from connector.core.history import State
from connector.core.message import RecipientAnswer
from connector.core.redelivery import Redelivery
from connector.core.source import SourceCustomer
from tests.scenarios.office import Office

DUPONT, OLD, COPY = "dupont@dupont.example", "old@dupont.example", "chef@dupont.example"
BUSY = "450 4.2.0 Busy, come back"


def due(office: Office, *numbers: str) -> None:
    """Invoices of a customer with two billing addresses, to be asked for on Tuesday 8 September."""
    office.account.customers["Dupont"] = SourceCustomer("Dupont", "Dupont", (DUPONT, OLD))
    for number in numbers or ("F-1",):
        office.invoice(number, "2026-09-03")
    office.sync()
    office.at("2026-09-08")


def left_out(office: Office, server: Catcher, *numbers: str, reply: str = BUSY) -> None:
    """The message has left for one of them at 09:00, and is owed to the other."""
    due(office, *numbers)
    server.script.say(OLD, reply)
    office.cycle()


def owed(office: Office) -> list[Redelivery]:
    with office.store.reading(office.id) as unit:
        return [
            x for r in unit.reminders.in_states((State.SENT,)) for x in unit.redeliveries.of_reminder(r.id)
        ]


def ends(office: Office) -> list[tuple[State, str | None]]:
    return [(x.state, x.reason) for x in owed(office)]


def answers(office: Office) -> tuple[RecipientAnswer, ...]:
    with office.store.reading(office.id) as unit:
        return unit.reminders.answers(office.reminders()[0].id)


def envelopes(server: Catcher) -> list[tuple[str, ...]]:
    return [x.rcpt_to for x in server.all()]


def again(office: Office, moment: str = "2026-09-08T09:15") -> None:
    """Sends at that moment, without reading the whole account first."""
    office.at(moment)
    office.send()
