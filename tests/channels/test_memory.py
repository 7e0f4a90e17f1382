"""The channel in memory, where it can do more than a server."""

import pytest

from connector.channels.memory import MemoryChannel
from connector.channels.reasons import DeliveryReason
from connector.core.history import State
from tests.channels.made import a_message


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        (DeliveryReason.TIMEOUT_AFTER_DATA, State.UNKNOWN),
        (DeliveryReason.CONNECTION, State.RETRY),
        (DeliveryReason.SMTP_AUTH, State.RETRY),
    ],
)
def test_the_next_attempt_breaks_off_and_the_one_after_is_sent(reason: DeliveryReason, state: State) -> None:
    channel = MemoryChannel()
    channel.break_off(reason)

    outcomes = [channel.deliver(a_message()) for _ in range(2)]

    assert [outcome.state for outcome in outcomes] == [state, State.SENT]
    assert [outcome.reason for outcome in outcomes] == [reason, "sent"]
    assert len(channel.delivered) == 1
