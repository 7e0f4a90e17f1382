"""The mail that brings an invitation."""

from dataclasses import replace

import pytest

from connector.channels.memory import MemoryChannel
from connector.core.history import State
from connector.core.message import Outcome
from connector.usecases.inviting_mail import MAILS_AN_HOUR, InvitationWords, Posted, post_invitation
from tests.scenarios.office import Office

WORDS = InvitationWords("Come", "Anna <invites> you.", "https://r.example/invitation/x")
EVA = "eva@a.example"


def test_it_leaves_from_the_installations_own_sender(office: Office) -> None:
    channel = MemoryChannel()
    app = replace(office.app, channels={"email": channel}, sender="us@r.example", sender_name="Us")

    assert post_invitation(app, EVA, WORDS) is Posted.SENT

    (message,) = [x.message for x in channel.delivered]
    assert (message.sender, message.sender_name, message.to) == ("us@r.example", "Us", (EVA,))
    assert message.text == "Anna <invites> you.\n\nhttps://r.example/invitation/x\n"
    assert "Anna &lt;invites&gt; you." in message.html and f'href="{WORDS.link}"' in message.html


@pytest.mark.parametrize("without", [{"channels": {}}, {"sender": None}])
def test_without_a_server_or_a_sender_none_leaves(office: Office, without: dict[str, object]) -> None:
    app = replace(office.app, **without)  # type: ignore[arg-type]

    assert post_invitation(app, EVA, WORDS) is Posted.NOT_SET


def test_one_that_is_not_taken_is_said(office: Office) -> None:
    class Refusing:
        def deliver(self, message: object) -> Outcome:
            return Outcome(State.FAILED, "refused")

    app = replace(office.app, channels={"email": Refusing()}, sender="us@r.example")

    assert post_invitation(app, EVA, WORDS) is Posted.NOT_TAKEN


def test_nobodys_mailbox_is_filled(office: Office) -> None:
    app = replace(office.app, channels={"email": MemoryChannel()}, sender="us@r.example")

    told = [post_invitation(app, EVA, WORDS) for _ in range(MAILS_AN_HOUR + 1)]

    assert told.count(Posted.SENT) in range(MAILS_AN_HOUR - 2, MAILS_AN_HOUR + 1)  # others here sent some
    assert told[-1] is Posted.TOO_MANY
