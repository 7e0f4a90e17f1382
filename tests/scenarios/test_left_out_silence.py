"""What can no longer be said as it was said, or not now, is not repeated to who was left out (29, 34)."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from connector.channels.catcher import Catcher
from connector.core.errors import Unavailable
from connector.core.history import State
from connector.core.invoice import HoldReason, Instalment, Mode, Status
from connector.core.policy import Channel
from connector.core.source import SourceCustomer, SourceInvoice
from connector.usecases import people
from connector.usecases.organisations import change_organisation
from connector.usecases.redeliver import redeliver
from connector.usecases.send import send
from connector.usecases.whom import Whom
from tests.scenarios.left_out import (
    BUSY,
    DUPONT,
    OLD,
    again,
    due,
    ends,
    envelopes,
    left_out,
)
from tests.scenarios.office import Account, Office

Story = Callable[..., Office]


# ---------------------------------------------------------------- what can no longer be said is not


@pytest.mark.parametrize("status", [Status.PAID, Status.CREDITED, Status.VOID])
def test_paid_meanwhile_it_is_not_repeated(by_smtp: Story, catcher: Catcher, status: Status) -> None:
    """The balance is read again, as for the first one."""
    office = by_smtp()
    left_out(office, catcher)
    office.change("F-1", status=status, open=0)

    again(office)

    assert envelopes(catcher) == [(DUPONT,)]
    assert (ends(office), office.tasks()) == ([(State.CANCELLED, status.value)], [])


def test_one_of_two_is_paid_and_the_words_would_be_wrong(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher, "F-1", "F-2")
    office.account.pay("F-2")

    again(office)

    assert envelopes(catcher) == [(DUPONT,)]
    assert ends(office) == [(State.CANCELLED, "paid")]


def test_a_part_is_paid_and_the_words_would_be_wrong(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)
    office.account.pay("F-1", 40_00)

    again(office)

    assert ends(office) == [(State.CANCELLED, "changed")]


def test_an_invoice_that_is_only_named_in_it_is_paid(by_smtp: Story, catcher: Catcher) -> None:
    """«Also open»: it does not move, and is not asked for once it is paid."""
    office = by_smtp()
    office.invoice("F-0", "2026-08-24")
    office.sync()
    people.record(office.app, office.id, "F-0", "friendly", date(2026, 8, 31), "Anna")
    people.record(office.app, office.id, "F-0", "firm", date(2026, 9, 1), "Anna")
    left_out(office, catcher)
    named = "F-0" in catcher.all()[0].text
    office.account.pay("F-0")

    again(office)

    assert named
    assert ends(office) == [(State.CANCELLED, "changed")]


@pytest.mark.parametrize("reason", ["dispute", "reply", "insolvency"])
def test_held_meanwhile_it_is_not_repeated(by_smtp: Story, catcher: Catcher, reason: str) -> None:
    office = by_smtp()
    left_out(office, catcher)
    office.hold(reason, "F-1")

    again(office)

    assert (envelopes(catcher), ends(office)) == ([(DUPONT,)], [(State.CANCELLED, reason)])


def test_a_payment_that_nobody_has_sorted_ends_it(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)
    office.credit("C-1", 100_00, "2026-09-08")

    office.cycle("2026-09-08T09:15")

    assert ends(office) == [(State.CANCELLED, "money_seen")]


def test_an_excluded_customer_is_not_written_to(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)
    people.change_customer(office.app, office.id, "Dupont", "Anna", is_excluded=True)

    again(office)

    assert ends(office) == [(State.CANCELLED, "excluded")]


def test_a_hold_that_is_written_while_the_balance_is_read_is_honoured(
    by_smtp: Story, catcher: Catcher
) -> None:
    office = by_smtp()
    left_out(office, catcher)

    class Busy(Account):
        def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
            office.hold("dispute", "F-1")
            return office.account.read(source_ids)

    office.at("2026-09-08T09:15")
    send(office.make_app(sources=lambda *_: Busy()), office.id)

    assert (envelopes(catcher), ends(office)) == ([(DUPONT,)], [(State.CANCELLED, "dispute")])


def test_other_bank_details_end_it(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp(iban="FR7630006000011234567890189")
    left_out(office, catcher)
    change_organisation(office.app, office.id, "Anna", iban="FR1420041010050500013M02606")

    again(office)

    assert ends(office) == [(State.CANCELLED, "changed")]


def test_a_later_reminder_overtakes_it(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    due(office)
    catcher.script.always_say(OLD, BUSY)
    office.cycle()
    people.record(office.app, office.id, "F-1", "firm", date(2026, 9, 8), "Anna")

    again(office, "2026-09-08T10:00")

    assert ends(office) == [(State.CANCELLED, "superseded")]


def test_an_address_that_was_corrected_meanwhile_is_not_written_to(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)
    office.account.customers["Dupont"] = SourceCustomer("Dupont", "Dupont", (DUPONT, "new@dupont.example"))

    office.cycle("2026-09-08T09:15")

    assert (envelopes(catcher), ends(office)) == ([(DUPONT,)], [(State.CANCELLED, "changed")])


def test_a_customer_who_wants_no_mail_any_more_gets_none(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)
    people.change_customer(office.app, office.id, "Dupont", "Anna", opted_out=[Channel.EMAIL])

    again(office)

    assert ends(office) == [(State.CANCELLED, "opted_out")]


def test_a_finished_ladder_is_still_owed(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    due(office)
    for step, day in (("friendly", 1), ("firm", 2)):
        people.record(office.app, office.id, "F-1", step, date(2026, 9, day), "Anna")
    catcher.script.say(OLD, BUSY)
    office.days("2026-10-05", "2026-10-05")

    again(office, "2026-10-05T09:15")

    assert office.reason("F-1") == "ladder_finished"
    assert envelopes(catcher) == [(DUPONT,), (OLD,)]


def test_due_today_is_not_said_tomorrow(by_smtp: Story, catcher: Catcher) -> None:
    """9. The words of offset 0 fit their day."""
    office = by_smtp(policy="due-day")
    office.account.customers["Dupont"] = SourceCustomer("Dupont", "Dupont", (DUPONT, OLD))
    office.invoice("F-1", "2026-09-08")
    office.sync()
    catcher.script.say(OLD, BUSY)
    office.cycle("2026-09-08T16:50")

    office.cycle("2026-09-09T09:00")

    assert (envelopes(catcher), ends(office)) == ([(DUPONT,)], [(State.CANCELLED, "changed")])


# ---------------------------------------------------------------- not now


def test_in_shadow_it_is_taken_back(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)
    office.set_mode(Mode.SHADOW)

    again(office)

    assert (envelopes(catcher), ends(office)) == ([(DUPONT,)], [(State.CANCELLED, "in_shadow")])


def test_shadow_that_is_chosen_while_the_balance_is_read_stops_it(by_smtp: Story, catcher: Catcher) -> None:
    """And leaving it takes it back, with all that was planned in it."""
    office = by_smtp()
    left_out(office, catcher)

    class Busy(Account):
        def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
            office.set_mode(Mode.SHADOW)
            return office.account.read(source_ids)

    office.at("2026-09-08T09:15")
    send(office.make_app(sources=lambda *_: Busy()), office.id)
    waits = ends(office)
    office.set_mode(Mode.AUTO)

    assert waits == [(State.RETRY, "stopped")]
    assert (envelopes(catcher), ends(office)) == ([(DUPONT,)], [(State.CANCELLED, "left_shadow")])


def test_stop_everything_ends_it(by_smtp: Story, catcher: Catcher) -> None:
    """It is a pause: what was asked stays asked, and nothing is repeated."""
    office = by_smtp()
    left_out(office, catcher)
    office.hold("pause", is_all=True)

    again(office)

    assert (envelopes(catcher), ends(office)) == ([(DUPONT,)], [(State.CANCELLED, "pause")])


@pytest.mark.parametrize("moment", ["2026-09-08T17:00", "2026-09-09T08:59"])
def test_outside_the_window_it_waits(by_smtp: Story, catcher: Catcher, moment: str) -> None:
    office = by_smtp()
    left_out(office, catcher)

    again(office, moment)
    waits = ends(office)
    office.cycle("2026-09-09T09:00")

    assert waits == [(State.RETRY, "later")]
    assert envelopes(catcher) == [(DUPONT,), (OLD,)]


def test_a_window_that_closes_while_the_balance_is_read_is_closed(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)

    class Slow(Account):
        def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
            office.at("2026-09-08T17:00")
            return office.account.read(source_ids)

    office.at("2026-09-08T16:58")
    office.sync()
    redeliver(office.make_app(sources=lambda *_: Slow()), office.id)

    assert (envelopes(catcher), ends(office)) == ([(DUPONT,)], [(State.RETRY, "window")])


def test_out_of_reach_it_waits_until_the_account_answers(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)
    office.account.error = Unavailable("The account does not answer.")
    again(office)
    waits = ends(office)
    office.account.error = None

    again(office, "2026-09-08T09:20")

    assert waits == [(State.RETRY, "outside_trust")]
    assert envelopes(catcher) == [(DUPONT,), (OLD,)]


def test_an_account_not_read_for_six_hours_repeats_nothing(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)

    again(office, "2026-09-08T15:00")

    assert (envelopes(catcher), ends(office)) == ([(DUPONT,)], [(State.RETRY, "outside_trust")])


def test_a_balance_that_was_read_too_long_ago_is_read_again(by_smtp: Story, catcher: Catcher) -> None:
    office = by_smtp()
    left_out(office, catcher)

    class Slow(Account):
        def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
            office.at("2026-09-08T09:20")
            return office.account.read(source_ids)

    office.at("2026-09-08T09:15")
    send(office.make_app(sources=lambda *_: Slow()), office.id)
    waits = ends(office)
    office.send()

    assert waits == [(State.RETRY, "changed")]
    assert envelopes(catcher) == [(DUPONT,), (OLD,)]


def test_another_instalment_was_agreed_meanwhile_and_the_words_would_be_wrong(
    by_smtp: Story, catcher: Catcher
) -> None:
    office = by_smtp()
    due(office)
    plan = (Instalment(date(2026, 9, 10), 60_00), Instalment(date(2026, 10, 10), 40_00))
    office.hold("plan", "F-1", instalments=plan)
    catcher.script.say(OLD, BUSY)
    office.cycle("2026-09-08T09:00")

    office.at("2026-09-08T09:05")
    people.release(office.app, office.id, Whom(number="F-1"), HoldReason.PLAN, "Anna")
    other = (Instalment(date(2026, 9, 25), 50_00), Instalment(date(2026, 10, 25), 50_00))
    office.hold("plan", "F-1", instalments=other)
    again(office)

    assert envelopes(catcher) == [(DUPONT,)]
    assert ends(office) == [(State.CANCELLED, "changed")]
