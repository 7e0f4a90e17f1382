"""An invoice that cannot be read keeps only itself back (40)."""

from collections.abc import Callable, Sequence

from connector.channels.catcher import Catcher
from connector.core.errors import Malformed
from connector.core.history import State
from connector.core.source import SourceInvoice
from connector.usecases.send import Sent, send
from tests.scenarios.left_out import BUSY, DUPONT, OLD, due, ends, envelopes
from tests.scenarios.office import Account, Office

Story = Callable[..., Office]


class Garbled(Account):
    """Answers about these invoices cannot be read, alone or among others."""

    def __init__(self, account: Account, *numbers: str) -> None:
        super().__init__()
        self._account, self._garbled = account, set(numbers)

    def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
        for number in source_ids:
            if number in self._garbled:
                raise Malformed(f"Invoice {number} has no readable amount.")
        return self._account.read(source_ids)


def planned(office: Office, *numbers: str) -> None:
    """Due together on Tuesday 8 September at 09:00."""
    for number in numbers:
        office.invoice(number, "2026-09-03")
    office.sync()
    office.cycle("2026-09-08T08:00")
    office.at("2026-09-08T09:00")


def sends(office: Office, *garbled: str) -> list[Sent]:
    account = Garbled(office.account, *garbled)
    return send(office.make_app(sources=lambda *_: account), office.id)


def alarm(office: Office) -> str | None:
    with office.store.reading(office.id) as unit:
        return unit.connections.all()[0].remark


def test_the_rest_of_the_message_leaves_and_the_owner_is_told(story: Story) -> None:
    office = story()
    planned(office, "F-1", "F-2", "F-3")

    sent = sends(office, "F-2")

    assert [(x.state, x.reason) for x in sent] == [("sent", "sent")]
    assert office.sent() == [("2026-09-08", "Dupont", (("F-1", "friendly"), ("F-3", "friendly")))]
    assert "F-2" not in office.mail.delivered[0].message.text
    assert alarm(office) == "Invoice F-2 has no readable amount."


def test_a_neighbour_that_is_no_part_of_the_message_is_not_named_in_it(story: Story) -> None:
    office = story()
    planned(office, "F-1")
    office.invoice("F-0", "2026-08-01")
    office.sync()

    sends(office, "F-0")

    assert "F-1" in office.mail.delivered[0].message.text
    assert "F-0" not in office.mail.delivered[0].message.text


def test_money_meant_for_it_does_not_silence_another(story: Story) -> None:
    """Without F-1 in sight its money would seem to be meant for F-2: that waits, and says so."""
    office = story()
    office.invoice("F-1", "2026-09-01")
    office.invoice("F-2", "2026-09-03")
    office.sync()
    office.at("2026-09-07")
    office.credit("A", 100_00, "2026-09-07")
    office.cycle()
    office.cycle("2026-09-08T08:00")
    office.at("2026-09-08T09:00")

    (sent,) = sends(office, "F-1")

    assert (sent.state, sent.reason) == ("approved", "outside_trust")
    assert office.reason("F-2") == "step_due"
    assert [x.state for x in sends(office)] == ["sent"]


def test_once_it_can_be_read_again_it_is_asked_for(story: Story) -> None:
    office = story()
    planned(office, "F-1", "F-2")
    sends(office, "F-2")

    office.cycle("2026-09-11")

    assert office.steps() == [("2026-09-08", "F-1", "friendly"), ("2026-09-11", "F-2", "friendly")]


def test_with_nothing_left_it_waits_with_its_reason(story: Story) -> None:
    office = story()
    planned(office, "F-1", "F-2")

    sent = sends(office, "F-1", "F-2")

    assert [(x.state, x.reason) for x in sent] == [("approved", "outside_trust")]
    assert office.mail.delivered == []
    assert alarm(office) == "Invoice F-1 has no readable amount."


def test_the_others_are_paid_and_what_cannot_be_read_waits(story: Story) -> None:
    office = story()
    planned(office, "F-1", "F-2")
    office.account.pay("F-1")

    sent = sends(office, "F-2")

    assert [(x.state, x.reason) for x in sent] == [("approved", "outside_trust")]
    assert [x.state for x in office.reminders()] == [State.APPROVED]


def test_words_that_name_it_are_not_repeated_to_who_was_left_out(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    due(office, "F-1", "F-2")
    catcher.script.say(OLD, BUSY)
    office.cycle()
    office.at("2026-09-08T09:15")

    sends(office, "F-2")

    assert ends(office) == [(State.RETRY, "outside_trust")]
    assert envelopes(catcher) == [(DUPONT,)]
