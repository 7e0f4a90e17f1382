"""One connection serves many messages, and a dead one is replaced before a message depends on it."""

import smtplib
from concurrent.futures import ThreadPoolExecutor

import pytest

from connector.channels import connection
from connector.channels.catcher import Catcher
from connector.channels.smtp import SmtpChannel
from connector.core.history import State
from tests.channels.made import a_message
from tests.channels.raw_server import DROP, HANG, RawServer


def numbered(number: int) -> str:
    return f"<{number}@nord.example>"


def test_two_messages_go_over_one_connection() -> None:
    with RawServer() as server, SmtpChannel(server.url) as channel:
        states = [channel.deliver(a_message(message_id=numbered(n))).state for n in (1, 2)]

    assert states == [State.SENT, State.SENT]
    assert (server.connections, len(server.messages)) == (1, 2)
    assert server.verbs == ["EHLO", "MAIL", "RCPT", "DATA", "RSET", "MAIL", "RCPT", "DATA", "QUIT"]


def test_a_server_that_hung_up_in_between_is_called_again_and_gets_it_once(catcher: Catcher) -> None:
    with SmtpChannel(catcher.url) as channel:
        channel.deliver(a_message(message_id=numbered(1)))
        catcher.hang_up()
        outcome = channel.deliver(a_message(message_id=numbered(2)))

    assert outcome.state is State.SENT
    assert [caught.message_id for caught in catcher.all()] == [numbered(1), numbered(2)]


@pytest.mark.parametrize(
    "script",
    [
        {"RSET": DROP},
        {"RSET": "421 4.4.2 Idle too long"},
        {"RSET": "503 what?"},
        {"MAIL": ["250 OK", "421 4.7.0 Enough messages on this connection"]},
        {"MAIL": ["250 OK", DROP]},
    ],
)
def test_a_kept_connection_that_is_over_costs_a_new_one_and_no_message(script: dict[str, str]) -> None:
    with RawServer(**script) as server, SmtpChannel(server.url) as channel:
        states = [channel.deliver(a_message(message_id=numbered(n))).state for n in (1, 2)]

    assert states == [State.SENT, State.SENT]
    assert (server.connections, len(server.messages)) == (2, 2)


def test_a_message_that_may_have_left_is_not_said_again() -> None:
    with RawServer(dot=["250 OK", DROP]) as server, SmtpChannel(server.url) as channel:
        states = [channel.deliver(a_message(message_id=numbered(n))).state for n in (1, 2, 3)]

    assert states == [State.SENT, State.UNKNOWN, State.SENT]
    assert [b"<2@nord.example>" in message for message in server.messages] == [False, True, False]


def test_after_a_refused_message_the_connection_serves_the_next() -> None:
    with RawServer(RCPT="550 5.1.1 No such user") as server, SmtpChannel(server.url) as channel:
        states = [channel.deliver(a_message()).state for _ in range(2)]

    assert states == [State.FAILED, State.SENT]
    assert server.connections == 1


def test_a_connection_left_alone_too_long_is_not_asked_but_replaced() -> None:
    now = [0.0]
    with RawServer(RSET=HANG) as server, SmtpChannel(server.url, monotonic=lambda: now[0]) as channel:
        channel.deliver(a_message())
        now[0] = connection.LONGEST_IDLE
        channel.deliver(a_message())

    assert (server.connections, len(server.messages)) == (2, 2)
    assert "RSET" not in server.verbs


def test_what_stops_us_half_way_never_leaks_into_the_next_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(line: smtplib.SMTP, address: str) -> None:
        line.putcmd("rcpt", f"TO:<{address}>")
        raise KeyboardInterrupt  # the answer is on its way, and nobody reads it

    with RawServer() as server, SmtpChannel(server.url) as channel:
        channel.deliver(a_message())
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(smtplib.SMTP, "rcpt", interrupted)
            channel.deliver(a_message())
        outcome = channel.deliver(a_message())

    assert outcome.state is State.SENT
    assert (server.connections, len(server.messages)) == (2, 2)


@pytest.mark.parametrize(("phase", "state"), [("RCPT", State.RETRY), ("dot", State.UNKNOWN)])
def test_after_an_answer_without_sense_the_next_message_starts_afresh(phase: str, state: State) -> None:
    script = {phase: ["250 OK", "hello?\r\n250 and one more, unread"]}

    with RawServer(**script) as server, SmtpChannel(server.url) as channel:
        states = [channel.deliver(a_message()).state for _ in range(3)]

    assert states == [State.SENT, state, State.SENT]
    assert server.connections == 2


def test_threads_take_turns(catcher: Catcher) -> None:
    with SmtpChannel(catcher.url) as channel, ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(lambda n: channel.deliver(a_message(message_id=numbered(n))), range(40)))

    assert {outcome.state for outcome in outcomes} == {State.SENT}
    assert sorted(caught.message_id for caught in catcher.all()) == sorted(map(numbered, range(40)))


def test_a_closed_channel_opens_again_when_needed(catcher: Catcher) -> None:
    channel = SmtpChannel(catcher.url)
    channel.deliver(a_message())
    channel.close()
    channel.close()

    assert channel.deliver(a_message()).state is State.SENT
    channel.close()


def test_closing_after_the_server_has_gone_is_quiet() -> None:
    with RawServer() as server:
        channel = SmtpChannel(server.url)
        channel.deliver(a_message())

    channel.close()
