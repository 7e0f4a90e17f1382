"""Where the pages are served, and how they stop."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from connector.core.errors import Refused
from connector.web.server import address_of, listen
from tests.structure.source import TOP


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "::"])
def test_without_https_any_address_beyond_this_machine_is_refused(host: str) -> None:
    with pytest.raises(Refused, match="in the clear: put a reverse proxy with https"):
        listen(host, 0)


@pytest.mark.parametrize("host", ["relance.example", "", "127.0.0.1:8000"])
def test_what_is_no_address_is_refused(host: str) -> None:
    with pytest.raises(Refused, match="no address to listen on"):
        listen(host, 0, is_https=True)


def test_behind_https_it_listens_wherever_the_proxy_asks() -> None:
    with listen("0.0.0.0", 0, is_https=True) as listener:
        assert listener.getsockname()[0] == "0.0.0.0"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_served(host: str) -> None:
    with listen(host, 0) as listener:
        assert address_of(listener).startswith("http://127.0.0.1:")


def test_a_port_that_is_taken_is_one_sentence() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]

        with pytest.raises(Refused, match=f"Port {port} of 127.0.0.1 cannot be used"):
            listen("127.0.0.1", port)


def test_the_end_of_an_answer_does_not_wait_for_the_browser_to_say_that_it_has_the_beginning() -> None:
    async def waits(listener: socket.socket) -> bool:
        met: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def meet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            mine = writer.get_extra_info("socket")
            met.set_result(not mine.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(meet, sock=listener):
            with socket.create_connection(listener.getsockname()):
                return await met

    with listen("127.0.0.1", 0) as listener:
        assert not asyncio.run(waits(listener))


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_and_stops_cleanly(data_dir: Path, by: signal.Signals) -> None:
    serving = subprocess.Popen(
        [sys.executable, "-m", "connector", "serve", "--port", "0"],
        cwd=TOP,
        env={"PATH": os.environ["PATH"], "RELANCE_DATA_DIR": str(data_dir)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert serving.stderr is not None
    address = next(line for line in serving.stderr if "http://" in line).split()[1]

    ready = requests.get(f"{address}/readyz", timeout=30)
    serving.send_signal(by)
    rest = serving.communicate(timeout=60)[1]

    assert ready.json() == {"ready": True, "organisations": 0}
    assert serving.returncode == 0
    assert "Stopped." in rest
    assert "Traceback" not in rest
