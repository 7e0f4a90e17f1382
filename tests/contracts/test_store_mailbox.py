"""The mailbox of an organisation, what of it is kept, and what came back, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from connector.core.history import State
from connector.core.incoming import BounceKind, IncomingKind, ReplySort
from connector.core.mailbox import CameBack, IncomingMail, Mailbox, MailboxAccess, Place, Security
from connector.core.message import Reminder
from connector.store.schema_mailbox import mailboxes
from tests.store.desk import NOON, TODAY, Desk, accepted, owed

ACCESS = MailboxAccess("imap.example.com", 993, Security.TLS, "anna@atelier.example", "gEh€im", "Réponses")
LATER = NOON + timedelta(hours=1)
ADDRESS = "anna@dupont.example"


def connected(desk: Desk, access: MailboxAccess = ACCESS, at: datetime = NOON) -> Mailbox:
    with desk.writing() as unit:
        unit.mailbox.connect(access, at)
    return box_of(desk)


def box_of(desk: Desk) -> Mailbox:
    with desk.reading() as unit:
        found = unit.mailbox.get()
    assert found is not None
    return found


def was_read(desk: Desk, before: Mailbox, place: Place, is_whole: bool = True) -> bool:
    with desk.writing() as unit:
        return unit.mailbox.was_read(before, place, LATER, is_whole)


class TestMailbox:
    def test_it_comes_back_as_it_was_connected(self, desk: Desk) -> None:
        box = connected(desk)

        with desk.reading() as unit:
            access = unit.mailbox.access()

        assert access == ACCESS
        assert box == Mailbox(
            "imap.example.com", 993, Security.TLS, "anna@atelier.example", "Réponses", connected_at=NOON
        )

    def test_its_password_is_sealed(self, desk: Desk) -> None:
        connected(desk)

        with desk.reading() as unit:
            rows = unit._scope.run(unit._scope.select(mailboxes)).all()

        assert len(rows) == 1
        assert ACCESS.password not in str(rows)

    def test_without_one_there_is_nothing(self, desk: Desk) -> None:
        with desk.writing() as unit:
            assert (unit.mailbox.get(), unit.mailbox.access(), unit.mailbox.disconnect()) == (
                None,
                None,
                False,
            )

    def test_what_is_let_go_is_gone(self, desk: Desk) -> None:
        connected(desk)

        with desk.writing() as unit:
            assert unit.mailbox.disconnect()
            assert unit.mailbox.get() is None

    def test_a_reading_to_its_end_moves_its_place_and_ends_its_trouble(self, desk: Desk) -> None:
        before = connected(desk)
        with desk.writing() as unit:
            unit.mailbox.was_not_read("no answer", NOON)
        assert box_of(desk) == replace(before, trouble="no answer", tried_at=NOON)

        assert was_read(desk, before, Place(7, 12))

        assert box_of(desk) == replace(before, place=Place(7, 12), read_at=LATER, tried_at=LATER)

    def test_a_reading_that_is_not_whole_is_no_proof_that_nothing_waits(self, desk: Desk) -> None:
        before = connected(desk)

        assert was_read(desk, before, Place(7, 12), is_whole=False)

        assert box_of(desk) == replace(before, place=Place(7, 12), tried_at=LATER)

    def test_of_two_who_read_on_from_the_same_place_one_moves_it(self, desk: Desk) -> None:
        before = connected(desk)
        assert was_read(desk, before, Place(7, 12))
        after = box_of(desk)

        assert not was_read(desk, before, Place(7, 9))
        assert was_read(desk, after, Place(7, 13))
        assert not was_read(desk, after, Place(8, 1))

        assert box_of(desk).place == Place(7, 13)

    def test_another_password_leads_to_the_same_place(self, desk: Desk) -> None:
        was_read(desk, connected(desk), Place(7, 12))

        box = connected(desk, replace(ACCESS, password="new", port=143, security=Security.STARTTLS), LATER)

        assert (box.connected_at, box.place, box.read_at) == (NOON, Place(7, 12), LATER)
        assert (box.port, box.security, box.tried_at) == (143, Security.STARTTLS, None)

    @pytest.mark.parametrize(
        "other",
        [replace(ACCESS, host="other"), replace(ACCESS, user="other"), replace(ACCESS, folder="other")],
    )
    def test_another_folder_begins_anew_and_who_reads_the_old_one_moves_nothing(
        self, desk: Desk, other: MailboxAccess
    ) -> None:
        old = connected(desk)
        was_read(desk, old, Place(7, 12))

        box = connected(desk, other, LATER)

        assert (box.connected_at, box.place, box.read_at) == (LATER, None, None)
        assert not was_read(desk, old, Place(7, 13))
        assert box_of(desk).place is None


class TestIncoming:
    @pytest.fixture
    def sent(self, desk: Desk) -> Reminder:
        desk.merge(owed())
        return desk.get(desk.sent())

    def a_mail(self, sent: Reminder, key: str, at: datetime = NOON) -> IncomingMail:
        return IncomingMail(
            f"{key}-{sent.id[:8]}", key, IncomingKind.REPLY, sent.customer_id, at, ADDRESS, "Re: F-1",
            "Bonjour. Nous payons lundi.", "m1@dupont.example", sent.id, ReplySort.PROMISE,
            "Nous payons lundi.", TODAY,
        )  # fmt: skip

    def test_what_is_kept_comes_back_the_latest_first(self, desk: Desk, sent: Reminder) -> None:
        mails = [self.a_mail(sent, "first"), self.a_mail(sent, "second", LATER)]
        with desk.writing() as unit:
            assert [unit.mailbox.keep(x) for x in mails] == [True, True]

        with desk.reading() as unit:
            assert unit.mailbox.of_customer(sent.customer_id, 9) == (mails[1], mails[0])
            assert unit.mailbox.of_customer(sent.customer_id, 1) == (mails[1],)

    def test_the_same_mail_is_kept_once(self, desk: Desk, sent: Reminder) -> None:
        mail = self.a_mail(sent, "once")
        with desk.writing() as unit:
            assert unit.mailbox.keep(mail)
            assert not unit.mailbox.keep(replace(mail, id="another", text="Otherwise."))

        with desk.reading() as unit:
            assert unit.mailbox.of_customer(sent.customer_id, 9) == (mail,)

    def test_a_reminder_is_found_by_its_message_id_before_its_relays(
        self, desk: Desk, sent: Reminder
    ) -> None:
        named = str(sent.message_id).strip("<>")
        with desk.reading() as unit:
            assert unit.mailbox.answered(("unknown@example", named), ()) == sent.id
            assert unit.mailbox.answered((named.upper(),), ("no such",)) is None
            assert unit.mailbox.answered((), ()) is None

    def test_a_reminder_is_found_by_the_name_that_a_relay_gave_it(self, desk: Desk) -> None:
        desk.merge(owed())
        made = desk.sending()
        with desk.writing() as unit:
            unit.reminders.conclude(made.id, "token", replace(accepted(), relay_id="4Zk1"), None)

        with desk.reading() as unit:
            assert unit.mailbox.answered(("unknown@example",), ("other", "4Zk1")) == made.id

    def test_who_was_written_to_is_found_by_his_address(self, desk: Desk, sent: Reminder) -> None:
        with desk.reading() as unit:
            (contact, *_) = unit.ledger.customer(sent.customer_id).contacts
            address = str(contact.email)
            assert unit.mailbox.written_to(f" {address.upper()}", NOON) == (sent.id,)
            assert unit.mailbox.written_to(address, LATER) == ()
            assert unit.mailbox.written_to("nobody@example.com", NOON) == ()

    def test_what_came_back_counts_once_for_a_message_and_by_address(
        self, desk: Desk, sent: Reminder
    ) -> None:
        back = CameBack(sent.id, ADDRESS, BounceKind.PASSING, "4.4.1", NOON)
        with desk.writing() as unit:
            assert unit.mailbox.came_back(replace(back, address="Anna@Dupont.example"))
            assert not unit.mailbox.came_back(back)

        with desk.reading() as unit:
            assert unit.mailbox.back_since("ANNA@dupont.example", NOON) == (back,)
            assert unit.mailbox.back_since(ADDRESS, LATER) == ()
            assert unit.mailbox.back_from(sent.id) == {ADDRESS}

    def test_a_message_that_came_back_is_no_step_taken_and_stays_as_sent(
        self, desk: Desk, sent: Reminder
    ) -> None:
        desk.looked_at()

        with desk.writing() as unit:
            assert unit.reminders.bounce(sent.id, "bounced", LATER)
            assert not unit.reminders.bounce(sent.id, "bounced", LATER)

        after = desk.get(sent)
        assert (after.state, [(x.state, x.reason) for x in after.lines]) == (
            State.SENT,
            [(State.BOUNCED, "bounced")],
        )
        (line,) = desk.facts().history.lines
        assert (line.has_failed, line.is_taken, line.failed_at) == (True, False, LATER)
        assert desk.to_look_at() == (sent.customer_id,)

    def test_what_has_not_left_cannot_come_back(self, desk: Desk) -> None:
        desk.merge(owed())
        planned = desk.planned()

        with desk.writing() as unit:
            assert not unit.reminders.bounce(planned.id, "bounced", LATER)
            assert not unit.reminders.bounce("no such", "bounced", LATER)

        assert [x.state for x in desk.get(planned).lines] == [State.APPROVED]
