"""Messages made for the tests of this room."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from connector.core.message import Attachment, Outcome, Outgoing, Verdict

PDF = Attachment("F-2026-014.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40)

_PLAIN = Outgoing(
    message_id="<0b7c6c1e-1@nord.example>",
    sender="anna@nord.example",
    sender_name="Anna Martin, Atelier Nord",
    to=("compta@lune.example",),
    subject="Invoice F-2026-014",
    text="Dear Ms Roy,\n\ninvoice F-2026-014 was due on 3 March.\n",
    html="<p>Dear Ms Roy,</p>\n<p>invoice F-2026-014 was due on 3 March.</p>\n",
    date=datetime(2026, 3, 9, 8, 30, tzinfo=UTC),
)


def a_message(**changed: Any) -> Outgoing:
    """A friendly reminder to one billing address."""
    return replace(_PLAIN, **changed)


def verdicts(outcome: Outcome) -> dict[str, Verdict]:
    """The recipients' answers, by address."""
    return {answer.address: answer.verdict for answer in outcome.answers}
