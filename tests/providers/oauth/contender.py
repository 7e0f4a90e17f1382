"""A process of its own that asks for access tokens; with `stop` it waits before it stores new ones.

Arguments as JSON: database, grant, url, now, uses, threads, stop. Prints the tokens it was given, as JSON.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from connector.bootstrap import FixedClock
from connector.store.engine import open_store
from connector.store.vault import Vault
from providers._oauth import Consent, Keeper
from tests.providers.oauth.given import KEY, registration


def main(given: dict[str, Any]) -> None:
    clock = FixedClock(datetime.fromisoformat(given["now"]))
    store = open_store(given["database"], vault=Vault({"1": KEY}))
    if given["stop"]:
        store.grants.replace = _wait_to_be_killed  # type: ignore[assignment, method-assign]
    consent = Consent(registration(given["url"]), clock.now)
    keeper = Keeper(given["grant"], store.grants, store.leases, consent, clock)
    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(given["threads"]) as pool:
        tokens = list(pool.map(lambda _: keeper.access(), range(given["uses"])))
    print(json.dumps(tokens), flush=True)
    store.close()


def _wait_to_be_killed(*_: object) -> bool:
    print("answered", flush=True)
    sys.stdin.readline()
    raise SystemExit("the test is gone")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
