"""A stand-in of Xero with many invoices, in a process of its own: `python -m bench.serving <invoices>`."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.accounts import APP, NOON, fill_xero
from providers.sandbox import serve


@dataclass(frozen=True, slots=True)
class Served:
    """Where it answers, as whom, and with which tokens."""

    url: str
    tenant: str
    access_token: str
    refresh_token: str


@contextmanager
def xero_with(invoices: int) -> Iterator[Served]:
    """Runs until the end of the block."""
    command = [sys.executable, "-m", "bench.serving", str(invoices)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the stand-in has no pipes")
        try:
            yield Served(**json.loads(process.stdout.readline()))
        finally:
            process.stdin.close()


def main() -> None:
    """Serves until standard input ends."""
    with serve(now=lambda: NOON, seed=None) as sandbox:
        limits = sandbox.xero.limits
        limits.at_once = limits.per_minute = limits.per_day = limits.app_per_minute = None
        fill_xero(sandbox, int(sys.argv[1]))
        tenant = sandbox.xero.book.organisation.id
        given = sandbox.xero.oauth.grant(client_id=APP, tenants=(tenant,))
        served = {"url": sandbox.url_of("xero"), "tenant": tenant}
        tokens = {name: given[name] for name in ("access_token", "refresh_token")}
        sys.stdout.write(json.dumps(served | tokens) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
