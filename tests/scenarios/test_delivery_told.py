"""What a mail server can answer, and what a crash can leave behind (33, 34)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from connector.channels.memory import MemoryChannel
from connector.channels.reasons import DeliveryReason
from connector.core.history import State
from connector.core.invoice import Invoice
from connector.core.message import Attachment, Outcome, Outgoing
from connector.core.source import SourceCustomer
from connector.store.engine import SqlStore, open_store
from connector.store.vault import Vault
from connector.usecases import to_do
from connector.usecases.send import send
from tests.scenarios.office import NoLinks, Office

Story = Callable[..., Office]

DUPONT = "dupont@dupont.example"
PDF = Attachment("F-1.pdf", b"%PDF-1.7")
#: Real time, for claims alone.
START = datetime(2026, 9, 8, 7, tzinfo=UTC)


def due_today(office: Office, *emails: str) -> None:
    """One invoice, due to be asked for on Tuesday 8 September at 09:00."""
    office.customer("Dupont")
    if emails:
        office.account.customers["Dupont"] = SourceCustomer("Dupont", "Dupont", emails)
    office.invoice("F-1", "2026-09-03", pdf_link="https://provider.example/F-1.pdf")
    office.sync()
    office.at("2026-09-08")


def states(office: Office) -> list[State]:
    return [x.state for x in office.reminders()]


class Crash(BaseException):
    """The process is gone."""


class Dies:
    """A channel or an account in the hands of a process that is killed; a channel may have delivered."""

    def __init__(self, mail: MemoryChannel | None = None) -> None:
        self._mail = mail

    def deliver(self, message: Outgoing) -> Outcome:
        if self._mail is not None:
            self._mail.deliver(message)
        raise Crash

    def read(self, source_ids: object) -> object:
        raise Crash


class Shelf(NoLinks):
    """Documents with one PDF for every invoice."""

    def pdf(self, invoice: Invoice) -> Attachment | None:
        return PDF


@pytest.fixture
def lease_time() -> list[datetime]:
    return [START]


@pytest.fixture
def killed(migrated_url: str, lease_time: list[datetime]) -> Iterator[Office]:
    """An office whose claims run out when `lease_time` is moved; on each kind of database."""
    store: SqlStore = open_store(
        migrated_url, lease_clock=lambda: lease_time[0], vault=Vault({"1": b"k" * 32})
    )
    office = Office(store)
    due_today(office)
    office.sync()
    office.plan()
    yield office
    store.close()


# ---------------------------------------------------------------- killed


def test_killed_after_the_server_took_it_nobody_knows_and_it_is_not_sent_again(
    killed: Office, lease_time: list[datetime]
) -> None:
    """33."""
    with pytest.raises(Crash):
        send(killed.make_app(channels={"email": Dies(killed.mail)}), killed.id)

    lease_time[0] += timedelta(minutes=10)
    killed.cycle("2026-09-08T09:10")
    killed.cycle("2026-09-09")

    assert states(killed) == [State.UNKNOWN]
    assert killed.tasks() == ["unknown"]
    assert len(killed.mail.delivered) == 1


def test_killed_while_reading_it_is_sent_once_when_the_claim_has_run_out(
    killed: Office, lease_time: list[datetime]
) -> None:
    """33."""
    with pytest.raises(Crash):
        send(killed.make_app(sources=lambda *_: Dies()), killed.id)

    before = killed.send()
    lease_time[0] += timedelta(minutes=10)
    killed.send()
    killed.send()

    assert before == []
    assert states(killed) == [State.SENT]
    assert len(killed.mail.delivered) == 1


def test_a_sender_that_was_suspended_for_an_hour_may_not_send(
    killed: Office, lease_time: list[datetime]
) -> None:
    """33."""

    class Slow:
        def read(self, source_ids: list[str]) -> object:
            lease_time[0] += timedelta(hours=1)
            return killed.account.read(source_ids)

    sent = send(killed.make_app(sources=lambda *_: Slow()), killed.id)

    assert [(x.state, x.reason) for x in sent] == [("claimed", "changed")]
    assert killed.mail.delivered == []
    assert [x.state for x in killed.send()] == ["sent"]


def test_a_sender_that_wakes_after_another_has_sent_may_not_send(
    killed: Office, lease_time: list[datetime]
) -> None:
    """33."""

    class Slow:
        def read(self, source_ids: list[str]) -> object:
            lease_time[0] += timedelta(hours=1)
            killed.send()
            return killed.account.read(source_ids)

    send(killed.make_app(sources=lambda *_: Slow()), killed.id)

    assert states(killed) == [State.SENT]
    assert len(killed.mail.delivered) == 1


# ---------------------------------------------------------------- unknown, and a person's word


def unknown(office: Office) -> str:
    """The id of a reminder that nobody knows about."""
    due_today(office)
    office.mail.break_off(DeliveryReason.BROKEN_AFTER_DATA)
    office.cycle()
    return to_do.tasks(office.app, office.id)[0].id


def test_any_break_after_the_server_said_go_on_is_unknown_and_shown(office: Office) -> None:
    """34, 33. It counts as a step taken until a person has spoken."""
    unknown(office)

    for day in ("2026-09-09", "2026-09-15"):
        office.cycle(day)

    assert states(office) == [State.UNKNOWN]
    assert office.tasks() == ["unknown"]
    waiting = to_do.tasks(office.app, office.id)[0]
    assert (waiting.customer, waiting.invoices, waiting.step_id) == ("Dupont", ["F-1"], "friendly")


def test_what_a_person_found_to_be_sent_is_a_step_taken(office: Office) -> None:
    """33."""
    task = unknown(office)

    said = to_do.resolve(office.app, office.id, task, "sent", "Anna")
    for day in ("2026-09-09", "2026-09-18"):
        office.cycle(day)

    assert (said.customer, said.step_id) == ("Dupont", "friendly")
    assert office.tasks() == []
    assert [step for _, _, step in office.steps()] == ["friendly", "firm"]


def test_what_a_person_found_not_to_be_sent_is_planned_again(office: Office) -> None:
    """33."""
    task = unknown(office)

    to_do.resolve(office.app, office.id, task[:8], "not-sent", "Anna")
    office.cycle("2026-09-09")

    assert sorted(states(office)) == [State.FAILED, State.SENT]
    assert office.steps() == [("2026-09-09", "F-1", "friendly")]
    assert office.tasks() == []


# ---------------------------------------------------------------- answers


def test_greylisted_it_is_tried_again_and_sent_once(story: Story) -> None:
    """34."""
    office = story()
    due_today(office)
    office.mail.script.say(DUPONT, "451 4.7.1 Greylisted")
    office.cycle()
    first = states(office)

    office.cycle("2026-09-08T09:14")
    too_early = states(office)
    office.cycle("2026-09-08T09:15")

    assert first == too_early == [State.RETRY]
    assert states(office) == [State.SENT]
    assert len(office.mail.delivered) == 1


@pytest.mark.parametrize(
    "reason", [DeliveryReason.BUSY, DeliveryReason.TIMEOUT, DeliveryReason.CONNECTION, DeliveryReason.TLS]
)
def test_broken_before_the_server_took_it_is_tried_again(story: Story, reason: DeliveryReason) -> None:
    """34."""
    office = story()
    due_today(office)
    office.mail.break_off(reason)

    office.cycle()
    office.cycle("2026-09-08T10:00")

    assert states(office) == [State.SENT]


def test_the_waits_grow_and_after_three_business_days_it_is_missed(story: Story) -> None:
    """34: a quarter of an hour, an hour, then four hours each."""
    office = story()
    due_today(office)
    office.mail.script.always_say(DUPONT, "452 4.2.2 Over quota")
    waits = []
    for moment in ("08T09:00", "08T09:15", "08T10:15", "08T14:15"):
        office.cycle(f"2026-09-{moment}")
        retry_at = office.reminders()[0].retry_at
        assert retry_at is not None
        waits.append(retry_at - office.now())

    office.cycle("2026-09-14T09:00")

    assert [x.total_seconds() / 3600 for x in waits] == [0.25, 1, 4, 4]
    assert State.MISSED in states(office)


def test_an_unknown_user_fails_is_suppressed_and_a_contact_is_looked_for(story: Story) -> None:
    """34."""
    office = story()
    due_today(office)
    office.mail.script.say(DUPONT, "550 5.1.1 User unknown")

    office.cycle()
    office.cycle("2026-09-09")
    with office.store.reading(office.id) as unit:
        contact = unit.ledger.find_customers("Dupont")[0].contacts[0]

    assert states(office) == [State.FAILED]
    assert contact.suppressed_at is not None
    assert sorted(office.tasks()) == ["delivery_failed", "find_contact"]


@pytest.mark.parametrize("reply", ["552 5.3.4 Too big", "552 5.2.3 Too big", "552 Too big"])
def test_too_large_it_goes_again_without_the_pdf_once(story: Story, reply: str) -> None:
    """34."""
    office = story()
    office.app = office.make_app(documents=lambda *_: Shelf())
    due_today(office)
    office.mail.script.say(".", reply)

    office.cycle()
    office.cycle("2026-09-08T09:01")

    assert states(office) == [State.SENT]
    assert [x.message.attachments for x in office.mail.delivered] == [()]


def test_still_too_large_without_the_pdf_it_has_failed(story: Story) -> None:
    """34."""
    office = story()
    office.app = office.make_app(documents=lambda *_: Shelf())
    due_today(office)
    office.mail.script.say(".", "552 5.3.4 Too big", "552 5.3.4 Too big")

    office.cycle()
    office.cycle("2026-09-08T09:01")

    assert states(office) == [State.FAILED]
    assert office.tasks() == ["delivery_failed"]


def test_a_full_mailbox_is_tried_again_with_the_pdf(story: Story) -> None:
    """34."""
    office = story()
    office.app = office.make_app(documents=lambda *_: Shelf())
    due_today(office)
    office.mail.script.say(DUPONT, "552 5.2.2 Mailbox full")

    office.cycle()
    office.cycle("2026-09-08T09:15")

    assert [x.message.attachments for x in office.mail.delivered] == [(PDF,)]


def test_of_two_recipients_the_bad_one_is_suppressed_and_the_message_is_sent(story: Story) -> None:
    """34."""
    office = story()
    due_today(office, DUPONT, "old@dupont.example")
    office.mail.script.say("old@dupont.example", "550 5.1.1 User unknown")

    office.cycle()
    office.cycle("2026-09-18")

    assert [x.accepted for x in office.mail.delivered] == [(DUPONT,), (DUPONT,)]
    assert [x.message.to for x in office.mail.delivered] == [(DUPONT, "old@dupont.example"), (DUPONT,)]
    assert office.tasks() == ["find_contact"]


def test_a_recipient_refused_for_another_reason_is_a_task_but_not_suppressed(story: Story) -> None:
    """34: suppressed only where the address is bad."""
    office = story()
    due_today(office, DUPONT, "chef@dupont.example")
    office.mail.script.say("chef@dupont.example", "550 5.7.1 Not you")

    office.cycle()
    office.cycle("2026-09-18")

    assert len(office.mail.delivered[1].accepted) == 2
    assert office.tasks() == ["find_contact"]


def test_every_attempt_bears_one_message_id(story: Story) -> None:
    """Section 6: a stable Message-ID."""
    seen = []

    class Refuses(MemoryChannel):
        def deliver(self, message: Outgoing) -> Outcome:
            seen.append(message.message_id)
            return super().deliver(message)

    office = story(channel=Refuses())
    due_today(office)
    office.mail.script.say(DUPONT, "451 Later")

    office.cycle()
    office.cycle("2026-09-08T09:15")

    assert len(seen) == 2
    assert len(set(seen)) == 1
