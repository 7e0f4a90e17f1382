"""What comes of what a customer asks for on his own page: a plan that is agreed, and asking too often.

1 September 2026 is a Tuesday; F-1 is due on the 3rd and asked for on the 8th.
"""

from dataclasses import replace
from datetime import date

import pytest

from connector.core.accounts import AccountRefused
from connector.core.budgets import Priority
from connector.core.errors import Refused
from connector.core.invoice import HoldReason, Instalment, Invoice
from connector.core.message import Attachment
from connector.core.self_service import Saying
from connector.core.source import Connection
from connector.store.one_time_codes import TimedCodes
from connector.store.passwords import Argon2Passwords
from connector.usecases import self_service
from connector.usecases.accounts import Entrance
from connector.usecases.page_links import take_links_back
from connector.usecases.self_service import OF_A_LINK, Done, own_pdf, slow_down
from connector.usecases.sign_in import Client
from tests.scenarios.office import Account, Office
from tests.scenarios.test_own_page_told import Story, asked, by, holds, says, token_of, told_of

AGREED = tuple(Instalment(date(2026, 9, day), 50_00) for day in (15, 29))


@pytest.fixture
def office(story: Story) -> Office:
    """Its customer Dupont was told of F-1 and F-2 on Tuesday 8 September."""
    return told_of(story(), "F-1", "F-2")


class TestAPlan:
    def test_a_plan_that_is_agreed_takes_the_place_of_the_pause_that_asked_for_it(
        self, office: Office
    ) -> None:
        says(office, Saying.INSTALMENTS, parts="2", on="2026-09-15")
        says(office, Saying.INSTALMENTS, "F-2", parts="2", on="2026-09-15")
        office.at("2026-09-09")

        office.hold("plan", "F-1", instalments=AGREED, author="Anna")

        assert [(x.reason, x.author) for x in holds(office) if x.invoice_id == by(office, "F-1").id] == [
            (HoldReason.PLAN, "Anna")
        ]
        assert asked(office) == [("asks_plan", "2026-09-15=50.00, 2026-10-15=50.00")]
        office.days("2026-09-10", "2026-09-18")
        assert office.steps()[2:] == [
            ("2026-09-11", "F-1", "plan:1:notice"),
            ("2026-09-18", "F-1", "plan:1:missed"),
        ]

    def test_a_plan_leaves_what_the_owner_stopped_and_what_else_the_customer_said(
        self, office: Office
    ) -> None:
        office.hold("pause", "F-1", author="Anna")
        says(office, Saying.DISPUTE, about="goods", words="One is broken")

        office.hold("plan", "F-1", instalments=AGREED, author="Anna")

        assert {x.reason for x in holds(office)} == {HoldReason.PAUSE, HoldReason.DISPUTE, HoldReason.PLAN}
        assert [kind for kind, _ in asked(office)] == ["disputed"]

    def test_instalments_asked_for_while_a_plan_stands_are_for_a_person(self, office: Office) -> None:
        office.hold("plan", "F-1", instalments=AGREED, author="Anna")

        done = says(office, Saying.INSTALMENTS, parts="2", on="2026-09-30")

        assert (done, [x.reason for x in holds(office)]) == (Done.TO_A_PERSON, [HoldReason.PLAN])
        assert asked(office) == [("wrote_again", "says_instalments\n2026-09-30=50.00, 2026-10-30=50.00")]


class TestAsking:
    """Slowed down by link and by network, by the clock of the accounts."""

    @pytest.mark.parametrize("address", ["192.0.2.7", "127.0.0.1"])
    def test_too_often_takes_a_while(
        self, office: Office, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(office.store.accounts, "_clock", office.now)
        entrance = Entrance(office.store.accounts, Argon2Passwords(), TimedCodes())
        token, client = token_of(office), Client(address)

        for _ in range(OF_A_LINK.free + 1):
            slow_down(entrance, office.app, token, client)

        with pytest.raises(AccountRefused, match="Too many"):
            slow_down(entrance, office.app, token, client)

    def test_by_a_link_that_was_taken_back_slows_nobody_down(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(office.store.accounts, "_clock", office.now)
        entrance = Entrance(office.store.accounts, Argon2Passwords(), TimedCodes())
        client = Client("127.0.0.1")
        old, customer_id = token_of(office), by(office, "F-1").customer_id
        take_links_back(office.app, office.id, customer_id, "Anna")

        for _ in range(OF_A_LINK.free + 2):
            with pytest.raises(Refused, match="taken back"):
                slow_down(entrance, office.app, old, client)

        office.cycle("2026-09-18")
        slow_down(entrance, office.app, token_of(office), client)

    def test_asks_for_pdfs_after_all_else_and_for_so_many_a_day(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A link that is asked for again and again keeps no reading and no reminder waiting."""
        token, his = token_of(office), by(office, "F-1").id
        asked: list[Priority] = []

        class Printing(Account):
            def pdf(self, invoice: Invoice) -> Attachment:
                return Attachment("F-1.pdf", b"%PDF-")

        def documents(connection: Connection, secret: str | None, priority: Priority) -> Account:
            asked.append(priority)
            return Printing()

        monkeypatch.setattr(self_service, "PDFS_A_DAY", 2)
        app = replace(office.app, documents=documents)

        found = [own_pdf(app, token, his) is not None for _ in range(3)]

        assert (found, asked) == ([True, True, False], [Priority.BACKFILL] * 2)
