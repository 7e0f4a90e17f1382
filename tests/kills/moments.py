"""Where a sender can be stopped: around what it asks of its store, its account and its mail server.

Nothing in connector/ knows of this: ports are wrapped, and so is the SMTP client of the standard library.
"""

import json
import os
import select
import smtplib
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import event

from connector.core.invoice import Invoice
from connector.core.message import MessageFacts, Outcome, Outgoing, Rendered
from connector.core.ports import Channel, Renderer
from connector.core.source import ProviderSender, Source, SourceInvoice
from connector.core.texts import NOTHING_WRITTEN, Written
from connector.store.engine import SqlStore

#: What moves a reminder, or the balance it rests on. A unit of work is named after its last move.
MOVES = frozenset(
    {"add", "claim", "merge", "store_message", "intend", "conclude", "expire", "drop", "release", "end"}
)
#: Before the name of a move that is made for one recipient alone.
SINGLE = "single "
#: Before a single statement, within a transaction.
STATEMENT = "statement "


class Moments:
    """Passes through the moments of one process; at the one it was told it says so, and waits to be killed.

    `stop` is a name, of which the `turn`-th is meant, or the number of a moment whatever its name.
    """

    def __init__(self, line: socket.socket, stop: str | int | None, turn: int) -> None:
        self._line, self._stop, self._turn = line, stop, turn
        self.passed: list[str] = []
        self.reminder_id = ""

    def __call__(self, name: str) -> None:
        self.passed.append(name)
        if name == self._stop:
            self._turn -= 1
        if len(self.passed) == self._stop or (name == self._stop and self._turn == 0):
            self.say(at=name, reminder=self.reminder_id)
            if not self._line.recv(1):
                os._exit(1)  # the test is gone

    def say(self, **told: Any) -> None:
        self._line.sendall(json.dumps(told).encode() + b"\n")


class WatchedStore:
    """Every statement is a moment; so is the end of a transaction, before its commit and after it."""

    def __init__(self, store: SqlStore, moment: Moments) -> None:
        self._store, self._moment = store, moment
        self.directory, self.leases, self.grants = store.directory, store.leases, store.grants
        self.reading, self.webhook_events = store.reading, store.webhook_events
        self.shared_texts, self.portfolio = store.shared_texts, store.portfolio
        for engine in {store.engine, store.reader}:
            event.listen(engine, "before_cursor_execute", self._statement)

    @contextmanager
    def writing(self, organisation_id: str) -> Iterator[Any]:
        moved: list[str] = []
        with self._store.writing(organisation_id) as unit:
            yield _WatchedUnit(unit, moved, self._moment)
            self._moment(f"{_last(moved)}, not committed")
        self._moment(f"{_last(moved)}, committed")

    def _statement(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self._moment(f"{STATEMENT}{statement.split(maxsplit=1)[0]}")


def _last(moved: list[str]) -> str:
    return moved[-1] if moved else "nothing"


class _WatchedUnit:
    def __init__(self, unit: Any, moved: list[str], moment: Moments) -> None:
        self._unit = unit
        self.ledger = _WatchedPart(unit.ledger, moved, moment)
        self.reminders = _WatchedPart(unit.reminders, moved, moment)
        self.redeliveries = _WatchedPart(unit.redeliveries, moved, moment, SINGLE)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)


class _WatchedPart:
    """Notes the moves that are made through it, and whose claim is being worked on."""

    def __init__(self, part: Any, moved: list[str], moment: Moments, whose: str = "") -> None:
        self._part, self._moved, self._moment, self._whose = part, moved, moment, whose

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        if name not in MOVES:
            return found

        def move(*given: Any, **named: Any) -> Any:
            if name == "claim":
                self._moment.reminder_id = given[0].reminder_id if self._whose else given[0]
            self._moved.append(self._whose + name)
            return found(*given, **named)

        return move


class WatchedAccount:
    """The balance was told, and nothing has been done with it."""

    def __init__(self, account: Source, moment: Moments) -> None:
        self._account, self._moment = account, moment
        self.open_invoices, self.changes = account.open_invoices, account.changes
        self.read_customers = account.read_customers

    def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
        found = self._account.read(source_ids)
        self._moment("balance read")
        return found


class WatchedRenderer:
    """The words are made, with the transaction open that will store them."""

    def __init__(self, renderer: Renderer, moment: Moments) -> None:
        self._renderer, self._moment = renderer, moment
        self.render_daily = renderer.render_daily
        self.names, self.parts, self.flaws = renderer.names, renderer.parts, renderer.flaws

    def render(self, facts: MessageFacts, written: Written = NOTHING_WRITTEN) -> Rendered:
        words = self._renderer.render(facts, written)
        self._moment("rendered")
        return words


class WatchedChannel:
    """The server's answer is known to us, and nobody has written it down."""

    def __init__(self, channel: Channel, moment: Moments) -> None:
        self._channel, self._moment = channel, moment

    def deliver(self, message: Outgoing) -> Outcome:
        outcome = self._channel.deliver(message)
        self._moment("outcome known")
        return outcome


class WatchedSender:
    """The account is about to be asked to mail; it has mailed, and its answer is not here yet."""

    def __init__(self, account: ProviderSender, moment: Moments) -> None:
        self._account, self._moment = account, moment

    def send(self, invoice: Invoice, key: str) -> tuple[str, ...]:
        self._moment("account asked")
        told = self._account.send(invoice, key)
        self._moment("account has mailed")
        return told


def watch_the_wire(moment: Moments) -> None:
    """From now on each answer of a mail server is a moment, and so is half a message."""
    putcmd, getreply, send = smtplib.SMTP.putcmd, smtplib.SMTP.getreply, smtplib.SMTP.send
    said = ["greeting"]

    def watched_putcmd(self: smtplib.SMTP, cmd: str, args: str = "") -> None:
        said[0] = cmd.upper()
        putcmd(self, cmd, args)

    def watched_send(self: smtplib.SMTP, s: Any) -> None:
        if isinstance(s, bytes):  # commands are text
            half = len(s) // 2
            send(self, s[:half])
            moment("half a message sent")
            s, said[0] = s[half:], "message"
        send(self, s)

    def watched_getreply(self: smtplib.SMTP) -> tuple[int, bytes]:
        if said[0] == "message":
            # Only once the server has answered is it certain what it keeps when we are killed.
            select.select([cast(socket.socket, self.sock)], [], [])
            moment("message answered, unread")
        reply = getreply(self)
        moment(f"{said[0]} answered")
        return reply

    smtplib.SMTP.putcmd = watched_putcmd  # type: ignore[method-assign]
    smtplib.SMTP.send = watched_send  # type: ignore[method-assign]
    smtplib.SMTP.getreply = watched_getreply  # type: ignore[method-assign]
