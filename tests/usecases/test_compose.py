"""The envelope of a message and the facts its words are made from."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import cast

import pytest

from connector.core.daily import DailyFacts
from connector.core.errors import Refused
from connector.core.invoice import Contact, Instalment, Role
from connector.core.message import MessageFacts, Outgoing, Rendered
from connector.core.ports import Renderer
from connector.core.texts import NOTHING_WRITTEN, Written
from connector.usecases.organisations import change_organisation
from connector.usecases.send import preview
from tests.scenarios.office import Office

Story = Callable[..., Office]

IBAN = "FR7630006000011234567890189"


def sent_on(office: Office, *days: str) -> list[Outgoing]:
    """What left of F-1, due on 3 September."""
    if "F-1" not in office.account.invoices:
        office.invoice("F-1", "2026-09-03")
    office.sync()
    for day in days:
        office.cycle(day)
    return [x.message for x in office.mail.delivered]


class Told:
    """Keeps the facts that it is asked to put into words."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self.facts: list[MessageFacts] = []
        self.names, self.parts, self.flaws = renderer.names, renderer.parts, renderer.flaws

    def render(self, facts: MessageFacts, written: Written = NOTHING_WRITTEN) -> Rendered:
        self.facts.append(facts)
        return self._renderer.render(facts, written)

    def render_daily(self, facts: DailyFacts, written: Written = NOTHING_WRITTEN) -> Rendered:
        return self._renderer.render_daily(facts, written)


def listening(office: Office) -> Told:
    told = Told(office.app.renderer)
    office.app = replace(office.app, renderer=cast("Renderer", told))
    return told


# ---------------------------------------------------------------- the envelope


def test_the_named_person_and_the_business_sign(story: Story) -> None:
    office = story(name="Atelier Signé", reply_to="compta@atelier.example", copy_to="chef@atelier.example")

    message = sent_on(office, "2026-09-08")[0]

    assert (message.sender, message.sender_name) == ("anna@atelier.example", "Anna Martin (Atelier Signé)")
    assert (message.reply_to, message.bcc) == ("compta@atelier.example", ("chef@atelier.example",))
    assert message.is_auto_submitted


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"contact": None}, "{business}"),
        ({"contact": None, "sender": "Paul Roux <paul@atelier.example>"}, "Paul Roux ({business})"),
        ({"contact": "{business}"}, "{business}"),
    ],
)
def test_without_a_named_person_the_business_signs_alone(
    story: Story, settings: dict[str, str | None], name: str
) -> None:
    business = f"Atelier {len(settings)} {settings['contact'] is None}"
    given = {key: value and value.replace("{business}", business) for key, value in settings.items()}
    office = story(name=business, **given)

    message = sent_on(office, "2026-09-08")[0]

    assert message.sender_name == name.replace("{business}", business)


def test_without_any_sender_it_is_kept_and_the_sentence_says_what_to_do(story: Story) -> None:
    office = story(sender=None)
    office.invoice("F-1", "2026-09-03")
    office.sync()

    sent = office.cycle("2026-09-08")

    assert [x.state for x in office.reminders()] == ["approved"]
    assert sent[0].reason == "no_sender"
    assert office.account.reads == 2


def test_copies_go_to_the_customer_s_copy_addresses(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.sync()
    with office.store.writing(office.id) as unit:
        dupont = unit.ledger.find_customers("Dupont")[0]
        for address in ("chef@dupont.example", "dupont@dupont.example"):
            unit.ledger.add_contact(dupont.id, Contact(address, Role.COPY), office.now())

    message = sent_on(office, "2026-09-08")[0]

    assert (message.to, message.cc) == (("dupont@dupont.example",), ("chef@dupont.example",))


def test_a_setting_leaves_the_automatic_header_out(story: Story) -> None:
    office = story(auto_submitted=False)

    assert not sent_on(office, "2026-09-08")[0].is_auto_submitted


def test_the_ladder_is_one_thread(story: Story) -> None:
    office = story()

    first, second, third = sent_on(office, "2026-09-08", "2026-09-18", "2026-10-05")

    assert (first.in_reply_to, first.references) == (None, ())
    assert (second.in_reply_to, second.references) == (first.message_id, (first.message_id,))
    assert third.references == (first.message_id, second.message_id)


def test_a_formal_notice_begins_a_new_thread_and_is_not_automatic(story: Story) -> None:
    office = story(policy="formal-mail")
    sent_on(office, "2026-09-08", "2026-09-23")
    office.approve()
    office.cycle("2026-09-23T10:00")

    formal = office.mail.delivered[-1].message

    assert (formal.references, formal.is_auto_submitted) == ((), False)


def test_a_long_thread_keeps_its_first_message_and_the_latest_ones(story: Story) -> None:
    office = story("2026-08-03T09:00", gap_days=0)
    for n in range(16):
        office.invoice(f"F-{n:02}", f"2026-08-{n + 5:02}")
    office.sync()

    office.days("2026-08-10", "2026-08-25")
    messages = [x.message for x in office.mail.delivered]
    last = messages[-1]

    assert len(messages) == 12
    assert len(last.references) == 10
    assert last.references[0] == messages[0].message_id
    assert last.references[-1] == last.in_reply_to == messages[-2].message_id


# ---------------------------------------------------------------- the facts


@pytest.mark.parametrize(("changed_on", "unchanged"), [("2026-03-12", False), ("2026-03-11", True)])
def test_for_180_days_no_message_says_that_bank_details_have_not_changed(
    story: Story, changed_on: str, unchanged: bool
) -> None:
    office = story(iban=IBAN, iban_changed_on=date.fromisoformat(changed_on))
    told = listening(office)

    sent_on(office, "2026-09-08")

    assert (told.facts[0].iban, told.facts[0].bank_details_unchanged) == (IBAN, unchanged)


def test_a_deadline_is_named_after_the_due_date_and_not_before(story: Story) -> None:
    office = story("2026-08-01T09:00", policy="standard")
    told = listening(office)

    sent_on(office, "2026-08-28", "2026-09-08")

    assert [x.deadline_on for x in told.facts] == [None, date(2026, 9, 15)]


def test_other_overdue_invoices_are_shown_and_not_asked_for(story: Story) -> None:
    """F-2 is overdue and waits for its own step; F-3 is disputed, F-4 is not due, F-5 is in dollars."""
    office = story()
    told = listening(office)
    for number, due_on in (("F-2", "2026-09-05"), ("F-3", "2026-09-05"), ("F-4", "2026-09-30")):
        office.invoice(number, due_on)
    office.invoice("F-5", "2026-09-05", currency="USD")
    office.sync()
    office.hold("dispute", "F-3")

    sent_on(office, "2026-09-08")

    assert [x.number for x in told.facts[0].lines] == ["F-1"]
    assert [x.number for x in told.facts[0].also_open] == ["F-2"]
    assert told.facts[0].asked == 100_00


def test_a_notice_before_the_due_date_that_goes_along_is_shown_as_coming_due(story: Story) -> None:
    office = story("2026-08-01T09:00", policy="standard")
    told = listening(office)
    office.invoice("F-2", "2026-09-14")
    office.sync()
    office.cycle("2026-08-28")

    sent_on(office, "2026-09-09")
    lines = {x.number: (x.is_coming_due, x.days_late) for x in told.facts[-1].lines}

    assert lines == {"F-1": (False, 6), "F-2": (True, -5)}
    assert told.facts[-1].asked == 100_00


def test_lists_say_of_a_message_the_amount_that_it_asks(story: Story) -> None:
    office = story("2026-08-01T09:00", policy="standard")
    told = listening(office)
    office.invoice("F-2", "2026-09-14")
    office.sync()
    office.cycle("2026-08-28")

    sent_on(office, "2026-09-09")
    both = next(x for x in office.reminders() if len(x.lines) == 2)

    assert (both.asked, both.asked_now) == (200_00, 100_00)
    assert both.asked_now == told.facts[-1].asked


def test_of_an_account_payments_are_known_to_the_last_reading(story: Story) -> None:
    office = story()
    told = listening(office)

    sent_on(office, "2026-09-08")

    assert told.facts[0].payments_known_on == date(2026, 9, 8)


def test_of_a_file_without_any_payment_they_are_known_to_the_import(story: Story) -> None:
    office = story()
    told = listening(office)
    office.invoice("F-1", "2026-09-03")
    office.at("2026-09-07")
    office.import_file("F-1")
    office.account.invoices.clear()

    office.cycle("2026-09-08")

    assert told.facts[0].payments_known_on == date(2026, 9, 7)


def test_an_instalment_is_named_with_its_day_and_amount(story: Story) -> None:
    office = story()
    told = listening(office)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.hold("plan", "F-1", instalments=(Instalment(date(2026, 9, 15), 40_00),))

    sent_on(office, "2026-09-11")

    said = told.facts[0]
    assert (said.instalment, said.instalment_due_on, said.instalment_amount) == (1, date(2026, 9, 15), 40_00)


def test_an_instalment_of_a_second_plan_bears_its_number_in_that_plan(story: Story) -> None:
    office = story()
    told = listening(office)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.hold("plan", "F-1", instalments=tuple(Instalment(date(2026, 10, n), 40_00) for n in (1, 15)))
    office.at("2026-09-02")
    office.hold("plan", "F-1", instalments=(Instalment(date(2026, 9, 15), 40_00),))

    sent_on(office, "2026-09-11")

    said = told.facts[0]
    assert (office.steps()[-1][2], said.instalment) == ("plan:3:notice", 1)
    assert (said.instalment_due_on, said.instalment_amount) == (date(2026, 9, 15), 40_00)


# ---------------------------------------------------------------- looking before it leaves


def test_a_preview_is_the_message_as_it_would_leave_and_changes_nothing(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08T08:00")
    office.at("2026-09-08T09:00")
    before = office.reminders()

    shown = preview(office.app, office.id)[0]
    same = office.reminders() == before
    office.send()

    assert shown.message == office.mail.delivered[0].message
    assert same


def test_a_preview_says_why_something_may_not_leave(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08T08:00")

    office.hold("dispute", "F-1")
    shown = preview(office.app, office.id)[0]

    assert (shown.message, shown.reason) == (None, "dispute")


def test_a_preview_without_a_sender_is_refused(story: Story) -> None:
    office = story(sender=None)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08T08:00")

    with pytest.raises(Refused, match="has no sender"):
        preview(office.app, office.id)


def test_a_changed_setting_counts_from_the_next_message(story: Story) -> None:
    office = story()
    sent_on(office, "2026-09-08")

    change_organisation(office.app, office.id, "Anna", reply_to="new@atelier.example")

    assert sent_on(office, "2026-09-18")[1].reply_to == "new@atelier.example"
