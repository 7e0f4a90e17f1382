"""The stand-ins run alone, and what they print points Relance at them."""

import signal
import socket
import subprocess
import sys

import requests

from providers.sandbox import serve
from tests.cli.terminal import Terminal

#: What runs in the background of a shell is started deaf to interrupts, and so is what it starts.
HEARING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def test_they_print_the_settings_answer_and_stop_on_an_interrupt() -> None:
    command = [sys.executable, "-c", HEARING, "-m", "connector", "sandbox", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as ran:
        try:
            assert ran.stderr is not None
            address = ran.stderr.readline().split()[1]
            answer = requests.get(f"{address}/_sandbox", timeout=10)
            ran.send_signal(signal.SIGINT)
            said = dict(line.strip().split("=", 1) for line in ran.communicate(timeout=30)[0].splitlines())
        finally:
            ran.kill()

    assert answer.status_code == 200
    assert said["RELANCE_STRIPE_API_URL"] == f"{address}/stripe"
    assert said["RELANCE_XERO_TOKEN_URL"] == f"{address}/xero/connect/token"
    assert said["RELANCE_QUICKBOOKS_API_URL"] == f"{address}/quickbooks"
    assert ran.returncode == 0


def test_the_settings_are_those_that_the_systems_declare() -> None:
    import providers
    from providers.sandbox.addresses import settings_of

    with serve(0, seed=None) as handle:
        for name, given in settings_of(handle.url).items():
            assert set(given) <= {field.name for field in providers.load(name).settings}


def test_a_port_that_is_taken_is_said(relance: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = relance("sandbox", "--port", str(taken.getsockname()[1]))

    assert "is taken" in ran.sentence
