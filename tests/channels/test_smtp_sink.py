"""Against Postfix's own test server, which shares no line of code with ours."""

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.channels.smtp import SmtpChannel
from connector.core.history import State
from tests.channels.made import PDF, a_message

SINK = shutil.which("smtp-sink", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(SINK is None, reason="smtp-sink is missing (Debian: apt install postfix)")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Sink:
    """smtp-sink on loopback, one dump per message in `folder`."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        port = free_port()
        self.url = f"smtp://127.0.0.1:{port}"
        as_user = ["-u", "postfix"] if os.geteuid() == 0 else []
        dumps = ["-d", f"{folder}/message."]
        assert SINK is not None
        self._running = subprocess.Popen([SINK, *as_user, *dumps, *options, f"127.0.0.1:{port}", "20"])
        self._wait_until_it_listens(port)

    def _wait_until_it_listens(self, port: int) -> None:
        while self._running.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
            except ConnectionRefusedError:
                continue
            return
        pytest.fail(f"smtp-sink ended with {self._running.returncode}")

    def messages(self) -> list[bytes]:
        return [file.read_bytes() for file in self.folder.glob("message.*")]

    def stop(self) -> None:
        self._running.terminate()
        self._running.wait()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not under tmp_path, which only its owner may enter: as root smtp-sink runs as postfix."""
    with tempfile.TemporaryDirectory() as made:
        if os.geteuid() == 0:
            user = pwd.getpwnam("postfix")
            os.chown(made, user.pw_uid, user.pw_gid)
        yield Path(made)


@pytest.fixture
def sink(folder: Path, request: pytest.FixtureRequest) -> Iterator[Sink]:
    running = Sink(folder, *getattr(request, "param", ()))
    yield running
    running.stop()


def test_two_messages_over_one_connection(sink: Sink) -> None:
    ids = ("<1@nord.example>", "<2@nord.example>")

    with SmtpChannel(sink.url) as channel:
        states = [channel.deliver(a_message(message_id=i, attachments=(PDF,))).state for i in ids]

    assert states == [State.SENT, State.SENT]
    arrived = b"".join(sink.messages())
    assert sorted(re.findall(rb"^Message-ID: (<\d@nord.example>)", arrived, re.MULTILINE)) == [
        message_id.encode() for message_id in ids
    ]


@pytest.mark.parametrize(
    ("sink", "state", "reason"),
    [
        (("-r", "RCPT"), State.RETRY, "try_later"),
        (("-f", "RCPT"), State.FAILED, "refused"),
        (("-r", "MAIL"), State.RETRY, "try_later"),
        (("-f", "MAIL"), State.FAILED, "sender_refused"),
        (("-r", "DATA"), State.RETRY, "try_later"),
        (("-f", "DATA"), State.FAILED, "refused"),
        (("-r", "."), State.RETRY, "try_later"),
        (("-f", "."), State.FAILED, "refused"),
        (("-q", "RCPT"), State.RETRY, "connection"),
        (("-q", "DATA"), State.RETRY, "connection"),
        (("-q", "."), State.UNKNOWN, "broken_after_data"),
    ],
    indirect=["sink"],
    ids=lambda value: "".join(value) if isinstance(value, tuple) else str(value),
)
def test_it_refuses_or_breaks_off_at_each_phase(sink: Sink, state: State, reason: str) -> None:
    with SmtpChannel(sink.url) as channel:
        outcome = channel.deliver(a_message())

    assert (outcome.state, outcome.reason) == (state, reason)
