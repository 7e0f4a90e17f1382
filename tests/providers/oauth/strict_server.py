"""A strict OAuth server that others wrote (npm's oidc-provider), and a person at its pages.

It rotates refresh tokens, demands PKCE, and ends the whole consent when a used refresh token comes again.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import pytest
import requests

CALLBACK: Final = "http://127.0.0.1:8000/connect/acme/callback"
#: Where it is written, and where it is installed: beside what else the environment holds.
SOURCE: Final = Path(__file__).parent / "strict"
INSTALLED: Final = Path(sys.prefix) / "strict-oauth-server"
_QUIET: Final = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--prefer-offline")


def installed() -> Path:
    """The folder with the server and what it needs, by the lock; made once. Skips where that cannot be."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("The strict OAuth server needs Node.js and npm (on Debian: apt install nodejs npm).")
    lock = (SOURCE / "package-lock.json").read_bytes()
    stamp = INSTALLED / "installed.json"
    if not stamp.exists() or stamp.read_bytes() != lock:
        _install(npm)
        stamp.write_bytes(lock)
    shutil.copy(SOURCE / "server.mjs", INSTALLED)
    return INSTALLED


def _install(npm: str) -> None:
    INSTALLED.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SOURCE / name, INSTALLED)
    # Whoever is offline is not to wait for it at each run.
    patience = () if os.environ.get("RELANCE_TEST_REQUIRE") == "all" else ("--fetch-retries=0",)
    done = subprocess.run(
        [npm, "ci", *_QUIET, *patience],
        check=False,
        cwd=INSTALLED,
        capture_output=True,
        text=True,
        timeout=300,
    )
    if done.returncode != 0:
        why = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr[-200:])
        pytest.skip(f"npm could not install the strict OAuth server, which it does once: {why}")


@contextmanager
def running(*callbacks: str) -> Iterator[str]:
    """Its address, until the block ends; it ends by itself when this process does.

    People are sent back to `callbacks`, or to CALLBACK.
    """
    folder = installed()
    process = subprocess.Popen(
        ["node", "server.mjs", *(callbacks or (CALLBACK,))],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        assert address, "The strict OAuth server did not start: it needs Node.js 18 or later."
        yield address
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def consented(address: str) -> str:
    """Opens the page, signs in and allows all of it: the address with which the browser comes back."""
    with requests.Session() as browser:
        return walked(browser, address, {"login": "anna", "password": "any"})[0]


def denied(address: str) -> str:
    """Opens the page and goes away by its own way out."""
    with requests.Session() as browser:
        return walked(browser, address, None)[0]


def walked(
    browser: requests.Session, address: str, person: dict[str, str] | None
) -> tuple[str, tuple[str, ...]]:
    """The address with which this browser comes back, and what it was asked for on the way."""
    url, form, asked = address, None, list[str]()
    for _ in range(20):
        answer = browser.request(
            "GET" if form is None else "POST", url, data=form, allow_redirects=False, timeout=10
        )
        if answer.is_redirect:
            url, form = urljoin(url, answer.headers["Location"]), None
            if url.startswith(CALLBACK):
                return url, tuple(asked)
            continue
        assert answer.ok, answer.text
        if person is None:
            url = urljoin(url, re.findall(r'href="([^"]+/abort)"', answer.text)[0])
            continue
        (action,) = re.findall(r'<form[^>]* action="([^"]+)"', answer.text)
        asked += re.findall(r'name="prompt" value="(\w+)"', answer.text)
        url, form = urljoin(url, action), {"prompt": asked[-1], **person}
    raise AssertionError(f"The pages did not come to an end at {url}.")
