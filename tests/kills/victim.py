"""A program that sends until it is killed: `python -m tests.kills.victim`, orders on standard input.

It imports everything once, then forks a process of its own for each order: that one opens its own connections
to the database, the account and the mail server, and shares nothing with the others but what was imported
and the statements that were compiled.
"""

import json
import os
import socket
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

import email_validator  # noqa: F401 - both imported once here, not anew by each process
import msgspec
import psycopg  # noqa: F401

from connector.channels.provider_mail import ProviderMail
from connector.channels.smtp import SmtpChannel
from connector.core.ports import Renderer
from connector.store.engine import SqlStore, open_store
from connector.store.vault import Vault
from connector.usecases.application import Application
from connector.usecases.plan import plan
from connector.usecases.send import send
from tests.kills.account import AccountOnDisk
from tests.kills.moments import (
    Moments,
    WatchedAccount,
    WatchedChannel,
    WatchedRenderer,
    WatchedSender,
    WatchedStore,
    watch_the_wire,
)
from tests.scenarios.office import NO_SYSTEMS, Hand, Office, shared_ports

KEYS = {"1": b"k" * 32}


@dataclass(frozen=True, slots=True)
class Order:
    """What one process is to do; `lease_ahead` is in seconds, 0 being the real time of production."""

    database: str
    organisation_id: str
    account: str
    smtp: str
    moment: datetime
    stop: str | int | None = None
    turn: int = 1
    lease_ahead: int = 0


def main() -> None:
    """One request after another: fork for an order, or wait for a process to end."""
    with socket.socket(fileno=os.dup(0)) as desk:
        while True:
            asked, given, _, _ = socket.recv_fds(desk, 65536, 1)
            if not asked:
                return
            desk.sendall(b"%d\n" % _answer(json.loads(asked), given))


def _answer(request: dict[str, Any], given: list[int]) -> int:
    """The id of the process that was begun, or the exit code of the one that ended."""
    if "wait" not in request:
        return _forked(msgspec.convert(request, Order), given[0])
    _, status = os.waitpid(request["wait"], 0)
    return os.waitstatus_to_exitcode(status)


@dataclass
class LeaseTime:
    """The lease clock of a forked process, so many seconds ahead."""

    ahead: int = 0

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead)


LEASE_TIME = LeaseTime()


def _live_a_day(store: SqlStore) -> None:
    """Reads the calendars and templates, loads what is loaded late, and compiles every statement."""
    office = Office(store)
    office.invoice("F-1", "2026-08-28")
    office.cycle()
    office.cycle("2026-09-02")


@cache
def _opened(url: str, has_clock: bool) -> SqlStore:
    """A store over this database, once; its connections are no child's."""
    store = open_store(url, lease_clock=LEASE_TIME if has_clock else None, vault=Vault(KEYS))
    _live_a_day(store)
    with SmtpChannel("smtp://127.0.0.1"):
        pass  # it has read what the machine trusts, which its children then have
    return store


def _forked(order: Order, given: int) -> int:
    store = _opened(order.database, order.lease_ahead != 0)
    pid = os.fork()
    if pid:
        os.close(given)
        return pid
    code = 1
    try:
        _send(order, store, socket.socket(fileno=given))
        code = 0
    except BaseException:  # noqa: BLE001 - nothing of this process may go on in the parent's loop
        traceback.print_exc()
    os._exit(code)


def _send(order: Order, store: SqlStore, line: socket.socket) -> None:
    LEASE_TIME.ahead = order.lease_ahead
    for engine in (store.engine, store.reader):
        engine.dispose(close=False)
    moment = Moments(line, order.stop, order.turn)
    faults: list[str] = []
    watch_the_wire(moment)
    moment.say(begun=True)
    with SmtpChannel(order.smtp) as channel:
        app = _application(order, moment, faults, store, channel)
        plan(app, order.organisation_id)
        sent = send(app, order.organisation_id)
    store.close()
    moment.say(states=[x.state for x in sent], moments=moment.passed, faults=faults)


def _application(
    order: Order, moment: Moments, faults: list[str], store: SqlStore, channel: SmtpChannel
) -> Application:
    account = AccountOnDisk(Path(order.account))
    watched = WatchedAccount(account, moment)
    calendars, policies, renderer = shared_ports()
    return Application(
        store=WatchedStore(store, moment),
        clock=Hand(order.moment),
        calendars=calendars,
        policies=policies,
        renderer=cast("Renderer", WatchedRenderer(renderer, moment)),
        channels={"email": WatchedChannel(channel, moment)},
        sources=lambda *_: watched,
        documents=lambda *_: account,
        systems=NO_SYSTEMS,
        can_send=account.may_send,
        takes_notes=lambda _: False,
        note_taker=lambda *_: account,
        through_provider=lambda _, __, invoice, key: WatchedChannel(
            ProviderMail(WatchedSender(account, moment), invoice, key), moment
        ),
        fault=lambda what, error: faults.append(f"{what}: {error!r}"),
    )


if __name__ == "__main__":
    main()
