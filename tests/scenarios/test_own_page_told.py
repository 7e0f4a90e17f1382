"""What a customer says on his own page, told by the calendar: it holds, ends, and goes to a person.

1 September 2026 is a Tuesday; F-1 is due on the 3rd and asked for on the 8th.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from connector.core.card import Card
from connector.core.daily import DailyFacts
from connector.core.errors import Refused, Unavailable
from connector.core.invoice import Hold, HoldReason, Invoice
from connector.core.links import Links, PageLink
from connector.core.message import Attachment
from connector.core.self_service import NotSaid, Saying
from connector.store.engine import SqlStore
from connector.usecases import people, to_do
from connector.usecases.daily import daily_facts
from connector.usecases.outlook import outlook
from connector.usecases.self_service import (
    Done,
    choose_language,
    name_contact,
    own_page,
    own_pdf,
    say,
)
from connector.usecases.whom import Whom
from tests.scenarios.office import Account, Office
from tests.scenarios.test_moment_of_sending import meanwhile
from tests.scenarios.test_page_links_told import HOME, LINKS, text_of, token_in

Story = Callable[..., Office]


@pytest.fixture
def office(story: Story) -> Office:
    """Its customer Dupont was told of F-1 and F-2 on Tuesday 8 September."""
    return told_of(story(), "F-1", "F-2")


@pytest.fixture
def office_of_both(store: SqlStore) -> Office:
    return Office(store, policy="three")


def told_of(office: Office, *numbers: str) -> Office:
    office.app = office.make_app(links=LINKS, page_link=HOME)
    for number in numbers:
        office.invoice(number, "2026-09-03")
    office.sync()
    office.cycle("2026-09-08")
    return office


def token_of(office: Office) -> str:
    return token_in(text_of(office))


def daily_of(office: Office) -> DailyFacts:
    with office.store.reading(office.id) as unit:
        return daily_facts(outlook(office.app, unit, office.now()), unit)


def by(office: Office, number: str) -> Invoice:
    return next(
        x.invoice for x in own_page(office.app, token_of(office)).invoices if x.invoice.number == number
    )


def says(office: Office, saying: Saying, number: str = "F-1", **typed: str) -> Done:
    return say(office.app, token_of(office), saying, {"invoice": by(office, number).id, **typed})


def holds(office: Office) -> list[Hold]:
    with office.store.reading(office.id) as unit:
        return list(unit.holds.active())


def asked(office: Office) -> list[tuple[str, str]]:
    return [(x.kind, x.detail) for x in to_do.tasks(office.app, office.id)]


class TestThePage:
    def test_shows_what_he_owes_and_how_near_it_is_to_zero(self, office: Office) -> None:
        office.account.pay("F-1", 40_00)
        office.invoice("F-3", "2026-10-01", currency="USD")
        office.sync()

        page = own_page(office.app, token_of(office))

        assert [(x.invoice.number, x.days_late) for x in page.invoices] == [
            *(("F-1", 5), ("F-2", 5)),
            ("F-3", -23),
        ]
        assert [(x.currency, x.total, x.open, x.coming) for x in page.progress] == [
            *(("EUR", 200_00, 160_00, 0),),
            ("USD", 100_00, 100_00, 100_00),
        ]
        assert [x.is_begun for x in page.progress] == [True, False]

    def test_shows_nothing_of_another_customer_nor_of_what_is_not_ours_to_ask(self, office: Office) -> None:
        office.invoice("F-3", "2026-09-03", customer="Martin")
        office.invoice("F-4", "2026-09-03")
        office.invoice("F-5", "2026-09-03")
        office.change("F-5", issued_on=None, due_on=None)
        office.invoice("C-9", "2026-09-03", amount=0)
        office.change("C-9", card=Card("Visa", "4242", date(2026, 9, 30)))
        office.sync()
        office.hold("handed_over", "F-4")

        page = own_page(office.app, token_of(office))

        assert [x.invoice.number for x in page.invoices] == ["F-1", "F-2", "F-5"]
        assert page.invoices[-1].days_late is None

    def test_is_empty_once_all_is_paid(self, office: Office) -> None:
        token = token_of(office)
        for number in ("F-1", "F-2"):
            office.account.pay(number)
        office.sync()

        page = own_page(office.app, token)

        assert (page.invoices, page.progress) == ((), ())

    def test_shows_what_he_said_and_not_what_the_owner_noted(self, office: Office) -> None:
        office.hold("pause", "F-1", note="a secret", author="Anna")
        says(office, Saying.PROMISE, on="2026-09-10")

        page = own_page(office.app, token_of(office))

        assert [[x.reason for x in one.said] for one in page.invoices] == [[HoldReason.PROMISE], []]
        office.at("2026-09-11")
        assert own_page(office.app, token_of(office)).invoices[0].said == ()

    def test_gives_the_pdf_of_his_own_invoices_alone(self, office: Office) -> None:
        token, his = token_of(office), by(office, "F-1").id
        office.invoice("F-3", "2026-09-03", customer="Martin")
        office.sync()
        with office.store.reading(office.id) as unit:
            other = unit.ledger.find_invoices("F-3")[0].id
        pdf = Attachment("F-1.pdf", b"%PDF-")

        class Printing(Account):
            def pdf(self, invoice: Invoice) -> Attachment:
                return pdf

        app = replace(office.app, documents=lambda *_: Printing())

        assert own_pdf(app, token, his) == pdf
        assert own_pdf(app, token, other) is own_pdf(office.app, token, his) is None

    def test_has_no_pdf_while_the_account_is_out_of_reach(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(account: Account, invoice: Invoice) -> None:
            raise Unavailable("out of reach")

        monkeypatch.setattr(Account, "pdf", fails)

        assert own_pdf(office.app, token_of(office), by(office, "F-1").id) is None


class TestAPromise:
    def test_made_on_the_page_holds_and_breaks(self, office: Office) -> None:
        """21, from the link in the message to the next step."""
        assert says(office, Saying.PROMISE, "F-1", on="2026-09-16") is Done.TAKEN

        assert office.reason("F-1") == "promise"
        office.days("2026-09-09", "2026-09-21")

        assert office.steps() == [
            ("2026-09-08", "F-1", "friendly"),
            ("2026-09-08", "F-2", "friendly"),
            ("2026-09-18", "F-2", "firm"),
            ("2026-09-21", "F-1", "firm"),
        ]

    def test_made_while_the_message_leaves_is_honoured(self, office: Office) -> None:
        """23 and 29: decided once more just before it is handed over."""
        token, ids = token_of(office), {x: by(office, x).id for x in ("F-1", "F-2")}
        office.cycle("2026-09-18T08:00")
        office.at("2026-09-18T09:00")

        def promise() -> None:
            for one in ids.values():
                say(office.app, token, Saying.PROMISE, {"invoice": one, "on": "2026-09-25"})

        assert [x.state for x in meanwhile(office, promise)] == ["cancelled"]
        assert len(office.mail.delivered) == 1

    def test_is_taken_once_and_the_same_again_changes_nothing(self, office: Office) -> None:
        first, again = (says(office, Saying.PROMISE, on="2026-09-16") for _ in range(2))

        assert (first, again) == (Done.TAKEN, Done.KNOWN)
        assert [x.author for x in holds(office)] == ["customer"]

    def test_more_is_for_a_person(self, office: Office) -> None:
        says(office, Saying.PROMISE, on="2026-09-16")

        more = [says(office, Saying.PROMISE, on=on) for on in ("2026-09-17", "2026-09-18")]

        assert more == [Done.TO_A_PERSON] * 2
        assert [str(x.until_on) for x in holds(office)] == ["2026-09-16"]
        assert asked(office) == [("wrote_again", "says_promise\n2026-09-17")]


def test_two_at_once_are_one_promise(office_of_both: Office) -> None:
    """On each kind of database."""
    office = told_of(office_of_both, "F-1")
    token, invoice_id, start = token_of(office), by(office, "F-1").id, Barrier(2)
    done: list[Done] = []

    def promise() -> None:
        start.wait()
        done.append(say(office.app, token, Saying.PROMISE, {"invoice": invoice_id, "on": "2026-09-16"}))

    threads = [Thread(target=promise) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(done) == [Done.KNOWN, Done.TAKEN]
    assert len(holds(office)) == 1


class TestWhatElseHeSays:
    def test_paid_is_silent_for_five_business_days_and_then_for_a_person(self, office: Office) -> None:
        says(office, Saying.PAID, on="2026-09-07", words="VIR 42")

        assert [(x.reason, x.note) for x in holds(office)] == [(HoldReason.SAID_PAID, "2026-09-07 VIR 42")]
        assert office.reason("F-1") == "said_paid"
        office.cycle("2026-09-16")
        assert (office.reason("F-1"), asked(office)) == ("needs_person", [("needs_person", "")])

    def test_said_again_after_it_was_released_is_for_a_person(self, office: Office) -> None:
        says(office, Saying.PAID, on="2026-09-07")
        people.release(office.app, office.id, Whom("F-1"), None, "Anna")

        assert says(office, Saying.PAID, on="2026-09-07") is Done.TO_A_PERSON
        assert (holds(office), asked(office)) == ([], [("wrote_again", "says_paid\n2026-09-07")])

    def test_a_dispute_of_a_part_leaves_the_rest_and_asks_the_owner(self, office: Office) -> None:
        says(office, Saying.DISPUTE, about="goods", amount="30,00", words="One is broken")
        office.cycle("2026-09-18")

        assert asked(office) == [("disputed", "about_goods\n30.00 EUR.\nOne is broken")]
        assert {x.number: x.asked for x in office.reminders()[-1].lines} == {"F-1": 70_00, "F-2": 100_00}

    def test_instalments_pause_their_invoice_until_somebody_has_answered(self, office: Office) -> None:
        says(office, Saying.INSTALMENTS, parts="2", on="2026-09-15")
        office.days("2026-09-09", "2026-10-05")

        assert asked(office) == [("asks_plan", "2026-09-15=50.00, 2026-10-15=50.00")]
        assert {number for _, number, step in office.steps() if step != "friendly"} == {"F-2"}
        assert [x.stays_silent for x in to_do.tasks(office.app, office.id)] == [True]

    def test_a_question_about_an_invoice_that_is_paid_has_answered_itself(self, office: Office) -> None:
        says(office, Saying.DISPUTE, about="goods", words="One is broken")
        name_contact(office.app, token_of(office), {"email": "new@dupont.example"})

        office.account.pay("F-1")
        office.cycle("2026-09-09")

        assert asked(office) == [("names_contact", "new@dupont.example")]

    def test_an_address_is_never_written_to_before_the_owner_has_added_it(self, office: Office) -> None:
        typed = {"email": "thief@elsewhere.example"}

        done = [name_contact(office.app, token_of(office), typed) for _ in range(2)]
        office.days("2026-09-09", "2026-10-05")

        assert done == [Done.TAKEN, Done.KNOWN]
        assert asked(office)[0] == ("names_contact", "thief@elsewhere.example")
        assert {to for x in office.mail.delivered for to in x.message.to} == {"dupont@dupont.example"}

    def test_a_second_address_is_for_a_person_to_ask_about(self, office: Office) -> None:
        emails = [f"{n}@dupont.example" for n in (1, 2, 2)]

        done = [name_contact(office.app, token_of(office), {"email": x}) for x in emails]
        office.cycle("2026-09-09")

        assert done == [Done.TAKEN, Done.TO_A_PERSON, Done.TO_A_PERSON]
        assert sorted(asked(office)) == [
            ("names_contact", "1@dupont.example"),
            ("wrote_again", "told_names_contact\n2@dupont.example"),
        ]

    def test_the_language_he_chooses_is_that_of_the_next_message(self, office: Office) -> None:
        token = token_of(office)
        for language in ("en", "en", "tlh"):
            choose_language(office.app, token, language)

        office.cycle("2026-09-18")

        assert "Dear Dupont" in text_of(office)

    def test_who_is_written_to_in_another_language_keeps_it(self, office: Office) -> None:
        people.change_customer(office.app, office.id, "Dupont", "Anna", language="de")
        token = token_of(office)

        assert choose_language(office.app, token, "en") is False

        assert own_page(office.app, token).language == "de"
        office.cycle("2026-09-18")
        assert "Guten Tag Dupont" in text_of(office)

    def test_what_the_owner_stops_stays_stopped(self, office: Office) -> None:
        office.hold("pause", "F-1")
        says(office, Saying.PAID, on="2026-09-07")

        assert {x.reason for x in holds(office)} == {HoldReason.PAUSE, HoldReason.SAID_PAID}


class TestTheOwner:
    def test_reads_in_the_daily_mail_what_customers_said(self, office: Office) -> None:
        says(office, Saying.PROMISE, "F-1", on="2026-09-16")
        says(office, Saying.PROMISE, "F-1", on="2026-09-17")
        says(office, Saying.DISPUTE, "F-2", about="goods", words="One is broken")
        name_contact(office.app, token_of(office), {"email": "new@dupont.example"})

        told = daily_of(office)
        said = [(x.numbers, x.reason, x.words) for x in told.told_items]

        assert (told.told, {x.customer for x in told.told_items}) == (4, {"Dupont"})
        assert sorted(said) == [
            ((), "told_names_contact", "new@dupont.example"),
            (("F-1",), "says_promise", "2026-09-16"),
            (("F-1",), "told_wrote_again", "2026-09-17"),
            (("F-2",), "says_dispute", "One is broken"),
        ]
        assert "Dit par des clients" in office.app.renderer.render_daily(told).text

    def test_reads_it_on_its_day_alone(self, office: Office) -> None:
        says(office, Saying.PROMISE, "F-1", on="2026-09-16")
        office.at("2026-09-09")

        told = daily_of(office)

        assert (told.told, told.held) == (0, 1)

    def test_reads_it_of_who_owes_nothing_any_more(self, office: Office) -> None:
        name_contact(office.app, token_of(office), {"email": "new@dupont.example"})
        for number in ("F-1", "F-2"):
            office.account.pay(number)
        office.sync()

        assert [x.customer for x in daily_of(office).told_items] == ["Dupont"]


class TestNobodyElse:
    def test_an_invoice_of_somebody_else_is_not_his_to_speak_of(self, office: Office, story: Story) -> None:
        """Never across customers, nor organisations."""
        office.invoice("F-3", "2026-09-03", customer="Martin")
        office.sync()
        with office.store.reading(office.id) as unit:
            martins = unit.ledger.find_invoices("F-3")[0].id
        others = by(told_of(story(), "F-1"), "F-1").id

        for invoice_id in (martins, others, "", "made up"):
            with pytest.raises(NotSaid, match="invoice"):
                say(office.app, token_of(office), Saying.PAID, {"invoice": invoice_id, "on": "2026-09-07"})
        assert holds(office) == []

    def test_what_was_never_a_link_says_nothing_and_changes_nothing(self, office: Office) -> None:
        token = Links(b"x" * 32).token(PageLink(office.id, office.id, office.now() + timedelta(days=1)))
        acts: list[Callable[[], Any]] = [
            lambda: own_page(office.app, token),
            lambda: say(office.app, token, Saying.PAID, {}),
            lambda: name_contact(office.app, token, {"email": "a@b.example"}),
            lambda: choose_language(office.app, token, "en"),
            lambda: own_pdf(office.app, token, "x"),
        ]

        for act in acts:
            with pytest.raises(Refused, match="not one of ours"):
                act()
