"""The short daily mail to the owner."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from typing import Any

import pytest

from connector.channels.memory import MemoryChannel
from connector.channels.reasons import DeliveryReason
from connector.core.daily import Alarm, AlarmKind, DailyFacts, DailyItem
from connector.core.errors import Unavailable
from connector.core.invoice import Mode, PostingGuard
from connector.core.message import Outgoing
from connector.store.engine import SqlStore
from connector.usecases import daily, people
from connector.usecases.daily import LATER_SECONDS, daily_at_close, daily_facts, send_daily
from connector.usecases.organisations import change_organisation
from connector.usecases.outlook import outlook
from tests.scenarios.office import Office
from tests.usecases.belgium import Belgium

Story = Callable[..., Office]
Later = Callable[[int], None]

OWNER = "owner@atelier.example"


@pytest.fixture
def later(sqlite: SqlStore, monkeypatch: pytest.MonkeyPatch) -> Later:
    """So many seconds of the real time that leases go by."""
    now = [datetime.now(UTC)]
    monkeypatch.setattr(sqlite.leases, "_lease_clock", lambda: now[0])

    def forward(seconds: int) -> None:
        now[0] += timedelta(seconds=seconds)

    return forward


def mails(office: Office) -> list[Outgoing]:
    return [x.message for x in office.mail.delivered if x.message.to == (OWNER,)]


def facts(office: Office) -> DailyFacts:
    with office.store.reading(office.id) as unit:
        return daily_facts(outlook(office.app, unit, office.now()), unit)


def sent_today(story: Story, **settings: object) -> Office:
    """F-1 was asked for on Tuesday 8 September."""
    office = story(**({"owner_email": OWNER} | settings))
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08")
    return office


# ---------------------------------------------------------------- when


def test_the_owner_is_told_once_a_day(office: Office) -> None:
    change_organisation(office.app, office.id, "Anna", owner_email=OWNER)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08")

    told = [send_daily(office.app, office.id) for _ in range(2)]
    office.cycle("2026-09-18")
    next_time = send_daily(office.app, office.id)

    assert (told, next_time) == ([True, False], True)
    assert len(mails(office)) == 2
    assert mails(office)[0].message_id != mails(office)[1].message_id


def test_the_schedule_tells_him_when_his_day_is_over(story: Story) -> None:
    office = sent_today(story)

    office.at("2026-09-08T16:59")
    before = daily_at_close(office.app, office.id)
    office.at("2026-09-08T17:00")

    assert (before, daily_at_close(office.app, office.id)) == (False, True)


def test_without_an_owner_to_tell_or_a_mail_server_nothing_is_said(story: Story) -> None:
    unnamed, office = sent_today(story, owner_email=None), sent_today(story)

    assert not send_daily(unnamed.app, unnamed.id)
    assert not send_daily(office.make_app(channels={}), office.id)


def test_on_a_day_on_which_nothing_happened_nothing_is_said(story: Story) -> None:
    office = story(owner_email=OWNER)
    office.invoice("F-1", "2026-09-03")
    office.sync()

    assert not send_daily(office.app, office.id)


@pytest.mark.parametrize(("day", "told"), [("2026-09-12", False), ("2026-09-14", True)])
def test_what_merely_waits_is_no_news_on_a_saturday(story: Story, day: str, told: bool) -> None:
    office = sent_today(story, mode=Mode.APPROVE)

    office.at(day)

    assert send_daily(office.app, office.id) is told


@pytest.mark.parametrize(
    ("reason", "again"),
    [
        (DeliveryReason.BUSY, True),
        (DeliveryReason.REFUSED, True),
        (DeliveryReason.BROKEN_AFTER_DATA, False),
    ],
)
def test_a_mail_that_did_not_leave_is_tried_again_and_one_that_may_have_is_not(
    story: Story, later: Later, reason: DeliveryReason, again: bool
) -> None:
    office = sent_today(story)
    office.mail.break_off(reason)

    send_daily(office.app, office.id)
    later(LATER_SECONDS)

    assert send_daily(office.app, office.id) is again


def test_where_there_is_nothing_to_tell_everybody_is_looked_at_a_few_times_an_hour_only(
    story: Story, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = sent_today(story, mode=Mode.APPROVE)
    office.at("2026-09-12T18:00")
    looked: list[object] = []

    def looking(*given: Any) -> DailyFacts:
        looked.append(given)
        return daily_facts(*given)

    monkeypatch.setattr(daily, "daily_facts", looking)

    for _ in range(60):
        assert not daily_at_close(office.app, office.id)
        later(60)

    assert len(looked) == 4


def test_a_missing_sender_is_said_once_and_he_is_told_once_there_is_one(story: Story, later: Later) -> None:
    office = sent_today(story)
    with office.store.writing(office.id) as unit:
        unit.change_organisation(sender=None)

    told = []
    for _ in range(2):
        told.append(send_daily(office.app, office.id))
        later(LATER_SECONDS)

    assert told == [False, False]
    assert ["RELANCE_SMTP_FROM" in str(fault) for fault in office.faults] == [True]
    assert send_daily(office.make_app(sender="relance@host.example"), office.id)
    assert parseaddr(mails(office)[0].sender)[1] == "relance@host.example"


# ---------------------------------------------------------------- what


def test_what_left_today_is_listed_and_what_left_by_hand_is_not(story: Story) -> None:
    office = sent_today(story)
    office.invoice("F-2", "2026-09-03", customer="Durand")
    office.sync()
    people.record(office.app, office.id, "F-2", "friendly", date(2026, 9, 8), "Anna")

    today = facts(office)
    office.at("2026-09-09")

    assert (today.sent, today.sent_items) == (1, (DailyItem("Dupont", ("F-1",), 100_00, "EUR", "friendly"),))
    assert facts(office).sent == 0


def test_what_left_and_was_paid_the_same_day_is_still_listed(story: Story) -> None:
    office = sent_today(story)
    office.account.pay("F-1")
    office.sync()

    assert facts(office).sent_items[0].customer == "Dupont"


def test_what_came_back_is_listed_once_with_the_server_s_words(story: Story) -> None:
    office = story(owner_email=OWNER)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.mail.script.say("dupont@dupont.example", "550 5.1.1 User unknown")

    office.cycle("2026-09-08")
    today = facts(office)
    office.at("2026-09-09")

    words = "dupont@dupont.example: 550 5.1.1 User unknown"
    assert (today.came_back, today.came_back_items) == (1, (DailyItem("Dupont", ("F-1",), words=words),))
    assert facts(office).came_back == 0


def test_a_customer_about_whom_nothing_can_be_decided_does_not_stop_it(story: Story) -> None:
    office = sent_today(story)
    office.customer("Peeters", country="BE")
    office.invoice("F-2", "2026-09-03", customer="Peeters")
    office.sync()
    office.app = office.make_app(calendars=Belgium(office.app.calendars, "forward"))

    told = facts(office)

    assert (told.sent, told.alarms[0]) == (1, Alarm(AlarmKind.NOT_DECIDED, count=1))
    assert {str(x) for x in office.faults} == {"nobody knows forward"}


def test_a_message_that_was_refused_as_a_whole_says_its_reason(story: Story) -> None:
    office = story(owner_email=OWNER, channel=MemoryChannel())
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.mail.break_off(DeliveryReason.SENDER_REFUSED)

    office.cycle("2026-09-08")

    assert [x.reason for x in facts(office).came_back_items] == ["sender_refused"]


def test_what_is_held_and_what_waits_for_approval_are_listed(story: Story) -> None:
    office = story(mode=Mode.APPROVE)
    for number in ("F-1", "F-2"):
        office.invoice(number, "2026-09-03")
    office.sync()
    office.hold("dispute", "F-2")

    office.cycle("2026-09-08")
    today = facts(office)

    assert today.held_items == (DailyItem("Dupont", ("F-2",), 100_00, "EUR", reason="dispute"),)
    assert today.waiting_items == (DailyItem("Dupont", ("F-1",), 100_00, "EUR", "friendly"),)


def test_what_would_leave_tomorrow_is_listed_up_to_the_number_of_a_day(story: Story) -> None:
    office = story("2026-09-01T09:00", daily_cap=1)
    for number, customer in (("F-1", "Dupont"), ("F-2", "Durand")):
        office.invoice(number, "2026-09-03", 100_00 + int(number[-1]), customer=customer)
    office.sync()

    office.at("2026-09-07T17:00")
    today = facts(office)

    assert today.tomorrow_items == (DailyItem("Durand", ("F-2",), 100_02, "EUR", "friendly"),)


def test_alarms_name_the_account_and_how_many_wait_for_a_ledger_that_is_too_old(story: Story) -> None:
    """Scenario 31: the owner is told how many wait."""
    office = story(owner_email=OWNER)
    for n in range(3):
        office.invoice(f"F-{n}", "2026-09-03", customer=f"Client{n}")
    office.sync()
    office.account.error = Unavailable("It does not answer.")

    office.cycle("2026-09-08")
    told = send_daily(office.app, office.id)

    assert told
    assert facts(office).alarms == (
        Alarm(AlarmKind.LEDGER_TOO_OLD, count=3),
        Alarm(AlarmKind.CONNECTION, name="elsewhere account", words="It does not answer."),
    )
    assert "It does not answer." in mails(office)[0].text


@pytest.mark.parametrize(("guard", "count"), [("warn", 1), ("approve", 1), ("off", 0)])
def test_where_customers_are_asked_a_last_payment_of_long_ago_is_an_alarm(
    story: Story, guard: str, count: int
) -> None:
    office = story("2026-08-20T09:00", posting_guard=PostingGuard(guard))
    office.invoice("F-0", "2026-09-03", customer="Durand")
    office.sync()
    office.account.pay("F-0", on=date(2026, 8, 31))
    office.invoice("F-1", "2026-09-03")
    office.sync()

    quiet = facts(office)
    office.cycle("2026-09-08")

    assert quiet.alarms == ()
    assert facts(office).alarms == (Alarm(AlarmKind.NOT_POSTED, on=date(2026, 8, 31)),)[:count]


def test_the_page_is_named_where_there_is_one(story: Story) -> None:
    office = sent_today(story)
    office.app = office.make_app(page_link="http://127.0.0.1:8000/")

    send_daily(office.app, office.id)

    assert "http://127.0.0.1:8000/" in mails(office)[0].text
