"""The application: all ports in one frozen value, filled once by bootstrap."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from connector.core.budgets import Priority
from connector.core.consents import Systems
from connector.core.domain import Texts
from connector.core.errors import Refused
from connector.core.hooks import HookSender
from connector.core.invoice import Invoice
from connector.core.late_terms import Laws
from connector.core.ledger_files import LedgerFiles
from connector.core.links import Links
from connector.core.ports import Calendars, Channel, Clock, PolicyShelf, Renderer, Store
from connector.core.source import Connection, Documents, NoteTaker, Recovery, Source
from connector.usecases.sentences import say

#: One turn of long work; whether there is more of it.
Step = Callable[[], bool]


def at_once(name: str, step: Step) -> None:
    """Of an application that has nothing to run beside: whoever asks waits."""
    while step():
        pass


def nobody(organisation_id: str, email: str) -> bool:
    """Of an application that knows nobody who may sign in: what somebody began stays as it is."""
    return False


def no_recovery(connection: Connection, secret: str | None) -> Recovery:
    """Of an application that was given none."""
    raise Refused(say("no_recovery", name=connection.name))


@dataclass(frozen=True, slots=True)
class Application:
    """What every use case is given. `sources` and `documents` open a connection with its secret, told
    what its calls are for; `systems` are what accounts can be connected to. `can_send` says whether an
    account mails invoices by itself, and `through_provider` is the channel for one invoice and one attempt;
    `takes_notes` whether its owner wants what was sent noted there, by the `note_taker`.
    `recoveries` opens what can be done about failed charges; Refused where nothing can. `links`
    signs what customers are sent; None where they could not open it. `ledger_files` keeps what is handed in
    on a page; `domain_texts` asks for records of a domain, None where no mail leaves this machine.
    `hook_sender` carries events to the addresses that owners named. `beside` repeats long work under its
    name, turn by turn, without whoever asks waiting for it. `keeps_books` says whether the user of an
    address keeps the books of an organisation by now: what he began may go on. `laws` are those of
    late payment.

    `sender` is the address messages leave from where an organisation names none; `sender_name`
    its display name; `page_link` the page of this installation. `channels` is keyed by channel
    name. `fault` logs and counts what nobody expected, so that one reminder never stops the rest.
    """

    store: Store
    clock: Clock
    calendars: Calendars
    policies: PolicyShelf
    renderer: Renderer
    channels: Mapping[str, Channel]
    sources: Callable[[Connection, str | None, Priority], Source]
    documents: Callable[[Connection, str | None, Priority], Documents]
    systems: Systems
    can_send: Callable[[Connection], bool]
    through_provider: Callable[[Connection, str | None, Invoice, str], Channel]
    takes_notes: Callable[[Connection], bool]
    note_taker: Callable[[Connection, str | None], NoteTaker]
    fault: Callable[[str, Exception], None]
    sender: str | None = None
    sender_name: str | None = None
    page_link: str | None = None
    recoveries: Callable[[Connection, str | None], Recovery] = no_recovery
    links: Links | None = None
    ledger_files: LedgerFiles | None = None
    domain_texts: Texts | None = None
    hook_sender: HookSender | None = None
    beside: Callable[[str, Step], None] = at_once
    keeps_books: Callable[[str, str], bool] = nobody
    laws: Laws | None = None
