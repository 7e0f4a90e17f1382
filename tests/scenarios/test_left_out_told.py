"""One recipient is refused for now while another is accepted (34): the same message, to him alone."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread

import pytest

from connector.channels.catcher import Catcher
from connector.channels.smtp import SmtpChannel
from connector.core.errors import LeaseLost, Refused
from connector.core.history import State
from connector.core.invoice import Contact, Role
from connector.core.message import Attachment
from connector.core.redelivery import Redelivery
from connector.core.source import SourceCustomer, SourceInvoice
from connector.store.engine import SqlStore
from connector.store.redeliveries import SqlRedeliveries
from connector.usecases import to_do
from connector.usecases.conclude import ask_about
from connector.usecases.daily import daily_facts
from connector.usecases.organisations import change_organisation
from connector.usecases.outlook import outlook
from connector.usecases.redeliver import Redelivering, redeliver
from connector.usecases.send import send
from tests.channels.raw_server import DROP, RawServer
from tests.scenarios.left_out import (
    BUSY,
    COPY,
    DUPONT,
    OLD,
    again,
    answers,
    due,
    ends,
    envelopes,
    left_out,
    owed,
)
from tests.scenarios.office import Account, NoLinks, Office

Story = Callable[..., Office]


# ---------------------------------------------------------------- he gets it


def test_he_gets_the_very_same_message_alone(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)
    office.cycle("2026-09-08T09:14")
    too_early = envelopes(catcher)

    office.cycle("2026-09-08T09:15")
    office.cycle("2026-09-08T16:00")

    first, second = catcher.all()
    assert too_early == [(DUPONT,)]
    assert [first.rcpt_to, second.rcpt_to] == [(DUPONT,), (OLD,)]
    assert first.content == second.content
    assert first.mail_from == second.mail_from
    assert ends(office) == [(State.SENT, "sent")]
    assert office.tasks() == []


def test_the_reminder_stays_as_it_left_and_counts_once(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp(daily_cap=1)
    left_out(office, catcher)
    before = office.reminders()

    office.cycle("2026-09-08T09:15")

    assert (office.reminders(), office.steps()) == (before, [("2026-09-08", "F-1", "friendly")])
    assert len(catcher.all()) == 2


def test_each_answer_is_kept_with_its_moment(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)
    office.cycle("2026-09-08T09:15")

    said = [(x.address, x.code, x.at and x.at.minute) for x in answers(office)]

    assert said == [(DUPONT, 250, 0), (OLD, 450, 0), (OLD, 250, 15)]


def test_a_copy_that_was_refused_for_now_is_tried_again_too(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp(copy_to="anna@atelier.example")
    due(office)
    with office.store.writing(office.id) as unit:
        dupont = unit.ledger.find_customers("Dupont")[0]
        unit.ledger.add_contact(dupont.id, Contact(COPY, Role.COPY), office.now())
    for address in (COPY, "anna@atelier.example"):
        catcher.script.say(address, BUSY)

    office.cycle()
    office.cycle("2026-09-08T09:15")

    assert envelopes(catcher) == [(DUPONT, OLD), (COPY,), ("anna@atelier.example",)]
    assert len({x.content for x in catcher.all()}) == 1


def test_the_waits_grow_and_after_three_business_days_it_is_a_task(by_smtp: Story, catcher: Catcher) -> None:
    """A quarter of an hour, an hour, then four hours each."""
    office = by_smtp()
    due(office)
    catcher.script.always_say(OLD, BUSY)
    waits = []
    for moment in ("08T09:00", "08T09:15", "08T10:15", "08T14:15"):
        office.cycle(f"2026-09-{moment}")
        retry_at = owed(office)[0].retry_at
        assert retry_at is not None
        waits.append((retry_at - office.now()).total_seconds() / 3600)
    office.cycle("2026-09-11T16:00")
    before = office.tasks()

    office.cycle("2026-09-14T09:00")
    office.cycle("2026-09-14T15:00")

    assert waits == [0.25, 1, 4, 4]
    assert before == []
    assert ends(office) == [(State.MISSED, "try_later")]
    told = to_do.tasks(office.app, office.id)
    assert [x.kind for x in told] == ["find_contact"]
    assert told[0].detail == f"{OLD}: 4.2.0 Busy, come back"
    with office.store.reading(office.id) as unit:
        mail = daily_facts(outlook(office.app, unit, office.now()), unit)
    assert [x.words for x in mail.came_back_items] == [f"{OLD}: 450 4.2.0 Busy, come back"]


def test_refused_for_good_at_last_he_is_suppressed_with_a_task(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)
    catcher.script.say(OLD, "550 5.1.1 User unknown")

    office.cycle("2026-09-08T09:15")
    office.cycle("2026-09-08T16:00")

    with office.store.reading(office.id) as unit:
        contacts = unit.ledger.find_customers("Dupont")[0].contacts
    assert [x.email for x in contacts if x.suppressed_at] == [OLD]
    assert ends(office) == [(State.FAILED, "bad_address")]
    assert (office.tasks(), envelopes(catcher)) == (["find_contact"], [(DUPONT,)])


def test_a_sender_that_is_refused_at_last_is_a_task_but_suppresses_nobody(
    by_smtp: Story, catcher: Catcher
) -> None:
    office = by_smtp()
    left_out(office, catcher)
    catcher.script.say(OLD, "550 5.7.1 Not you")

    office.cycle("2026-09-08T09:15")

    with office.store.reading(office.id) as unit:
        assert not any(x.suppressed_at for x in unit.ledger.find_customers("Dupont")[0].contacts)
    assert (ends(office), office.tasks()) == ([(State.FAILED, "refused")], ["find_contact"])


def test_too_large_for_him_alone_he_gets_it_without_the_pdf_once(by_smtp: Story, catcher: Catcher) -> None:
    class Shelf(NoLinks):
        def pdf(self, invoice: object) -> Attachment:
            return Attachment("F-1.pdf", b"%PDF-1.7")

    office = by_smtp()
    office.app = office.make_app(documents=lambda *_: Shelf())
    office.invoice("F-1", "2026-09-03", pdf_link="https://provider.example/F-1.pdf")
    office.account.customers["Dupont"] = SourceCustomer("Dupont", "Dupont", (DUPONT, OLD))
    office.sync()
    catcher.script.say(OLD, "552 5.3.4 Too big")

    office.cycle("2026-09-08T09:00")
    office.cycle("2026-09-08T09:01")

    assert [(x.rcpt_to, b"%PDF" in x.content or b"F-1.pdf" in x.content) for x in catcher.all()] == [
        ((DUPONT,), True),
        ((OLD,), False),
    ]


def test_refused_as_too_large_without_any_pdf_he_is_a_task(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    catcher.script.say(OLD, "552 5.3.4 Too big", "552 5.3.4 Too big")

    due(office)
    office.cycle()

    assert (ends(office), office.tasks()) == ([(State.FAILED, "too_large")], ["find_contact"])


def test_the_server_is_gone_meanwhile_and_he_gets_it_when_it_is_back(
    by_smtp: Story, catcher: Catcher
) -> None:
    office = by_smtp()
    left_out(office, catcher)
    with SmtpChannel("smtp://127.0.0.1:1") as nowhere:
        send(office.make_app(channels={"email": nowhere}), office.id)
        office.at("2026-09-08T09:15")
        send(office.make_app(channels={"email": nowhere}), office.id)
    between = owed(office)[0]

    office.cycle("2026-09-08T10:15")

    assert (between.state, between.reason, between.attempt) == (State.RETRY, "connection", 3)
    assert envelopes(catcher) == [(DUPONT,), (OLD,)]


# ---------------------------------------------------------------- nobody knows


def test_a_break_after_the_server_said_go_on_is_a_question_and_never_repeated(sqlite: SqlStore) -> None:
    raw = RawServer(RCPT=["250 OK", BUSY], dot=["250 OK", DROP])
    with raw, SmtpChannel(raw.url) as channel:
        office = Office(sqlite, channel=channel, policy="three")
        due(office)
        for moment in ("08T09:00", "08T09:15", "08T10:15", "09T09:00"):
            office.cycle(f"2026-09-{moment}")

    told = to_do.tasks(office.app, office.id)
    assert ends(office) == [(State.UNKNOWN, "broken_after_data")]
    assert [(x.kind, x.customer, x.invoices, x.step_id, x.detail) for x in told] == [
        ("unknown_recipient", "Dupont", ["F-1"], "friendly", OLD)
    ]
    assert [x.state for x in office.reminders()] == [State.SENT]
    assert len(raw.messages) == 2


def test_the_question_closes_by_a_person_s_word(sqlite: SqlStore) -> None:
    raw = RawServer(RCPT=["250 OK", BUSY], dot=["250 OK", DROP])
    with raw, SmtpChannel(raw.url) as channel:
        office = Office(sqlite, channel=channel, policy="three")
        due(office)
        for moment in ("08T09:00", "08T09:15"):
            office.cycle(f"2026-09-{moment}")

        to_do.resolve(office.app, office.id, to_do.tasks(office.app, office.id)[0].id, "done", "Anna")

    assert office.tasks() == []


# ---------------------------------------------------------------- two at once, and what goes wrong


def test_two_senders_at_once_deliver_it_once(store: SqlStore, smtp: SmtpChannel, catcher: Catcher) -> None:
    office = Office(store, channel=smtp, policy="three")
    left_out(office, catcher)
    office.at("2026-09-08T09:15")
    together = Barrier(2)

    def process() -> None:
        app = office.make_app()
        together.wait()
        redeliver(app, office.id)

    threads = [Thread(target=process) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert envelopes(catcher) == [(DUPONT,), (OLD,)]
    assert (ends(office), office.faults) == ([(State.SENT, "sent")], [])


def test_what_another_has_tried_meanwhile_is_left_to_him(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)
    seen = owed(office)[0]
    office.cycle("2026-09-08T09:15")

    Redelivering(office.app, office.id, seen).run()

    assert envelopes(catcher) == [(DUPONT,), (OLD,)]


def test_without_a_sender_it_is_kept_and_says_so(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)
    change_organisation(office.app, office.id, "Anna", sender=None)

    again(office)
    kept = ends(office)

    assert kept[0][0] is State.RETRY
    assert "has no sender" in (kept[0][1] or "")


def test_a_policy_that_is_wrong_refuses_the_command_and_loses_nothing(
    by_smtp: Story, catcher: Catcher
) -> None:
    office = by_smtp()
    left_out(office, catcher)

    class Wrong:
        def policies(self, default: str, written: object) -> object:
            raise Refused("three.yaml, line 1: nothing can be read.")

    office.at("2026-09-08T09:15")
    with pytest.raises(Refused, match=r"three\.yaml"):
        send(office.make_app(policies=Wrong()), office.id)

    assert ends(office) == [(State.RETRY, "later")]


def test_a_fault_that_nobody_expected_is_noted(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)

    class Broken(Account):
        def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
            raise RuntimeError("a defect")

    office.at("2026-09-08T09:15")
    send(office.make_app(sources=lambda *_: Broken()), office.id)

    assert [str(x) for x in office.faults] == ["a defect"]
    assert ends(office)[0][0] is State.CLAIMED


def test_who_lost_his_claim_does_nothing_more(
    by_smtp: Story, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = by_smtp()
    left_out(office, catcher)
    before = envelopes(catcher)

    def lost(*_: object) -> None:
        raise LeaseLost("somebody else has it")

    monkeypatch.setattr(SqlRedeliveries, "intend", lost)
    office.at("2026-09-08T09:15")
    send(office.app, office.id)

    assert (envelopes(catcher), office.faults) == (before, [])


def test_one_whose_reminder_is_gone_harms_nothing(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    nobody = Redelivery("no-such-id", OLD, 0, 1)

    Redelivering(office.app, office.id, nobody).run()
    with office.store.writing(office.id) as unit:
        ask_about(unit, [nobody], office.now())

    assert (envelopes(catcher), office.tasks()) == ([], [])
