"""The page about webhooks shows what is really told, and its example receives a real delivery."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from connector.channels.hooks import HttpHooks
from connector.core.hooks import Happening, signed
from tests.docs.reading import blocks, text_of
from tests.docs.told import events
from tests.migrated import Copies
from tests.scenarios.listening import SECRET
from tests.scenarios.office import office_store
from tests.structure.source import TOP

PAGE = text_of(TOP / "docs" / "webhooks.md")
#: A kind of event, its sentence, and its data.
EXAMPLE = re.compile(r"^### `([a-z._]+)`\n\n[^\n]+\n\n```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_each_event_is_shown_as_it_is_told(migrated_copies: Copies, tmp_path: Path) -> None:
    with migrated_copies("sqlite", tmp_path) as url:
        store = office_store(url)
        told = events(store)
        store.close()
    shown = dict(
        re.findall(r"^### `([a-z._]+)`\n\n[^\n]+\n\n```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    )

    assert set(told) == set(shown) == {x.value for x in Happening}
    assert {kind: json.loads(data) for kind, data in shown.items()} == {
        kind: one["data"] for kind, one in told.items()
    }
    assert json.loads(blocks(PAGE, "json")[0]) == told["reminder.sent"]


@contextmanager
def receiving(example: dict[str, Any]) -> Iterator[str]:
    """The address of the example's own receiver."""
    server = HTTPServer(("127.0.0.1", 0), example["Receiver"])
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_example_takes_what_is_from_here_once_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    (code,) = blocks(PAGE, "python")
    example: dict[str, Any] = {"__name__": "receiver"}
    exec(compile(code, "docs/webhooks.md", "exec"), example)
    monkeypatch.setattr(example["Receiver"], "log_message", lambda *_: None)
    event = {"id": "e-1", "type": "invoice.paid", "data": {"invoice": {"number": "F-1", "currency": "EUR"}}}
    event["data"]["received"] = "10.00"  # type: ignore[index]
    body, now = json.dumps(event).encode(), datetime.now(UTC)
    right, sender = signed("e-1", now, body, ["whsec_b3RoZXI=", SECRET]), HttpHooks(goes_inside=True)
    wrong: tuple[dict[str, str], ...] = (
        {},
        right | {"webhook-signature": "v1,bm9wZQ=="},
        right | {"webhook-timestamp": "soon"},
        signed("e-1", now.replace(year=2020), body, [SECRET]),
        signed("e-1", now, body, ["whsec_b3RoZXI="]),
    )

    with receiving(example) as address:
        answers = [sender.post(address, headers, body).status for headers in (right, right, *wrong)]

    assert answers == [204, 204, 400, 400, 400, 400, 400]
    assert capfd.readouterr().out == "F-1 is paid: 10.00 EUR\n"
