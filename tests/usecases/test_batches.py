"""A business releases its own messages by a link: each once, as it was sealed, or says what must not go."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2.profiles import CHEAPEST

from connector.core.accounts import AccountRefused, UserRole
from connector.core.batches import GOOD_FOR, LONGEST_WORDS
from connector.core.errors import Refused
from connector.core.history import State
from connector.core.invoice import Mode
from connector.core.links import BatchLink
from connector.store.engine import SqlStore
from connector.store.one_time_codes import TimedCodes
from connector.store.passwords import Argon2Passwords
from connector.usecases import approve, batches
from connector.usecases.accounts import Entrance, add_user, take_role
from connector.usecases.batches import BatchPage, Standing
from connector.usecases.organisations import change_organisation
from connector.usecases.people import change_customer
from connector.usecases.segments import set_segments
from connector.usecases.sign_in import Client
from connector.usecases.to_do import tasks
from tests.migrated import Copies
from tests.scenarios.office import Office, office_store
from tests.scenarios.test_page_links_told import LINKS

SIGNED_BY_TAG = """segments:
  - name: Strategic
    conditions: {tags: [strategic]}
    signed_by: Claire Martin
"""
PAGES = "https://relance.example"
BOOKKEEPER = "bo@cabinet.example"


@pytest.fixture
def store(migrated_copies: Copies, tmp_path: Path) -> Iterator[SqlStore]:
    with migrated_copies("sqlite", tmp_path) as url:
        opened = office_store(url)
        yield opened
        opened.close()


@pytest.fixture
def office(store: SqlStore) -> Office:
    """Messages to Durand (300.00) and Dupont (100.00) wait."""
    office = Office(store, mode=Mode.APPROVE, owner_email="patron@atelier.example")
    office.app = office.make_app(links=LINKS, page_link=PAGES, sender="cabinet@cabinet.example")
    office.invoice("F-1", "2026-08-27")
    office.invoice("F-2", "2026-08-27", 300_00, customer="Durand")
    office.sync()
    office.plan()
    return office


def words(address: str, count: int) -> tuple[str, str]:
    return f"{count} wait", f"Read them: {address}"


def ask(office: Office) -> str:
    """The token of what was asked."""
    made = batches.ask(office.app, office.id, BOOKKEEPER, words)
    return batches.address_of(office.app, office.id, made).removeprefix(f"{PAGES}/b/")


def opened(office: Office, token: str) -> BatchPage:
    return batches.opened(office.app, token)


def stands(office: Office, token: str) -> list[Standing]:
    """Of the message to Dupont, then of that to Durand."""
    order = {x.id: x.asked for x in office.reminders()}
    questions = sorted(opened(office, token).questions, key=lambda x: order[x.asked.reminder_id])
    return [x.standing for x in questions]


def seals(office: Office, token: str) -> dict[str, str]:
    return {x.asked.reminder_id: x.asked.seal for x in opened(office, token).questions}


def message_of(office: Office, amount: int) -> str:
    return next(x.id for x in office.reminders() if x.asked == amount)


def states(office: Office) -> list[State]:
    return sorted(x.state for x in office.reminders())


def audited(office: Office) -> list[tuple[str, str]]:
    from sqlalchemy import select

    from connector.store.schema_sending import audit_events

    with office.store.engine.connect() as made:
        rows = made.execute(select(audit_events.c.who, audit_events.c.what).order_by(audit_events.c.number))
        return [(who, what) for who, what in rows if what.startswith(("batch", "reminder", "hold"))]


class TestAsking:
    def test_what_waits_is_asked_and_mailed_from_who_asks(self, office: Office) -> None:
        token = ask(office)

        assert stands(office, token) == [Standing.OPEN, Standing.OPEN]
        (mail,) = [x.message for x in office.mail.delivered]
        assert (mail.to, mail.sender) == (("patron@atelier.example",), "cabinet@cabinet.example")
        assert mail.subject == "2 wait" and f"{PAGES}/b/{token}" in mail.text
        assert audited(office) == [(BOOKKEEPER, "batch.asked")]

    def test_the_same_is_not_asked_twice(self, office: Office) -> None:
        assert ask(office) == ask(office)
        assert len(office.mail.delivered) == 1

        office.add_address("Durand", "new@durand.example")

        assert len({ask(office), ask(office)}) == 1
        assert len(office.mail.delivered) == 2

    def test_without_an_address_or_a_sender_nothing_is_mailed(self, office: Office) -> None:
        with office.store.writing(office.id) as unit:
            unit.change_organisation(owner_email=None)
        ask(office)
        office.add_address("Durand", "new@durand.example")
        with office.store.writing(office.id) as unit:
            unit.change_organisation(owner_email="patron@atelier.example", sender=None)
        office.app = replace(office.app, sender=None)
        ask(office)

        assert office.mail.delivered == []

    def test_where_nothing_waits_nothing_is_asked(self, office: Office) -> None:
        office.approve()

        with pytest.raises(Refused, match="Nothing waits"):
            ask(office)

    @pytest.mark.parametrize("missing", ["links", "page_link"])
    def test_where_nobody_else_could_open_a_link_none_is_made(self, office: Office, missing: str) -> None:
        office.app = replace(office.app, **{missing: None})  # type: ignore[arg-type]

        with pytest.raises(Refused, match="RELANCE_BASE_URL"):
            ask(office)

        with office.store.reading(office.id) as unit:
            assert list(unit.batches.latest(9)) == []


class TestReleasing:
    def test_all_of_it_leaves_as_it_was_asked(self, office: Office) -> None:
        token = ask(office)

        assert batches.release(office.app, token, seals(office, token)) == (2, 0)

        assert {x.approved_by for x in office.reminders()} == {"client"}
        assert stands(office, token) == [Standing.RELEASED, Standing.RELEASED]
        assert [x for x in audited(office) if x[0] == "client"] == [
            ("client", "batch.released"), ("client", "reminder.approved"), ("client", "reminder.approved"),
        ]  # fmt: skip
        office.cycle()
        assert len(office.steps()) == 2

    def test_one_alone_leaves_the_other_waiting(self, office: Office) -> None:
        token = ask(office)
        mine = message_of(office, 300_00)

        assert batches.release(office.app, token, {mine: seals(office, token)[mine]}) == (1, 0)
        assert stands(office, token) == [Standing.OPEN, Standing.RELEASED]

    def test_what_was_changed_since_is_shown_as_changed_and_not_released(self, office: Office) -> None:
        token = ask(office)
        before = seals(office, token)
        office.add_address("Durand", "new@durand.example")

        assert stands(office, token) == [Standing.OPEN, Standing.CHANGED]
        assert batches.release(office.app, token, before) == (1, 1)
        assert states(office) == [State.APPROVED, State.AWAITING_APPROVAL]

    def test_a_seal_that_it_was_not_asked_with_releases_nothing(self, office: Office) -> None:
        """Nor does the right one of what is there now: it was asked about something else."""
        token = ask(office)
        office.add_address("Durand", "new@durand.example")
        now = {x.reminder.id: x.seal for x in approve.desk(office.app, office.id, 9).waiting}
        mine = message_of(office, 300_00)

        assert batches.release(office.app, token, {mine: now[mine], "nobody": "x"}) == (0, 2)
        assert states(office) == [State.AWAITING_APPROVAL, State.AWAITING_APPROVAL]

    def test_each_is_used_once(self, office: Office) -> None:
        """Taken back by the bookkeeper, it waits for him: the link does not say it again."""
        token = ask(office)
        known = seals(office, token)
        batches.release(office.app, token, known)
        for one in office.reminders():
            approve.take_back(office.app, office.id, one.id, BOOKKEEPER)

        assert batches.release(office.app, token, known) == (0, 2)
        assert states(office) == [State.AWAITING_APPROVAL, State.AWAITING_APPROVAL]

    def test_what_somebody_else_has_released_is_gone(self, office: Office) -> None:
        token = ask(office)
        office.approve()

        assert stands(office, token) == [Standing.GONE, Standing.GONE]
        with pytest.raises(Refused, match="not asked any more"):
            batches.reading(office.app, token, message_of(office, 300_00))

    def test_it_is_read_as_it_would_leave(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        token = ask(office)

        found = batches.reading(office.app, token, message_of(office, 300_00))

        assert found.message is not None and found.message.to == ("durand@durand.example",)
        monkeypatch.setattr(batches, "preview_one", lambda *_: None)
        with pytest.raises(Refused, match="not there any more"):
            batches.reading(office.app, token, message_of(office, 300_00))


class TestWhatTwoRelease:
    """Whoever asked holds the link too: his own word and the link's are never two people's."""

    @pytest.fixture
    def office(self, office: Office) -> Office:
        """From 200.00 on two release: Durand's 300.00."""
        change_organisation(office.app, office.id, "Olga", four_eyes={"EUR": 200_00})
        return office

    def test_its_link_is_not_the_second_of_two(self, office: Office) -> None:
        mine = message_of(office, 300_00)
        (seal,) = (x.seal for x in approve.desk(office.app, office.id).waiting if x.reminder.id == mine)
        approve.approve_shown(office.app, office.id, {mine: seal}, BOOKKEEPER)
        token = ask(office)

        assert stands(office, token) == [Standing.OPEN, Standing.FOR_TWO]
        assert [x.shown and x.shown.reminder.asked for x in opened(office, token).still_open] == [100_00]
        assert batches.release(office.app, token, seals(office, token)) == (1, 1)
        office.cycle()
        assert [number for _, number, _ in office.steps()] == ["F-1"]

    def test_nor_the_first(self, office: Office) -> None:
        token = ask(office)
        batches.release(office.app, token, seals(office, token))

        assert {x.first_approved_by for x in office.reminders()} == {None}
        assert states(office) == [State.APPROVED, State.AWAITING_APPROVAL]

    def test_nor_where_the_amount_is_said_at_that_moment(self, office: Office) -> None:
        shown = {x.reminder.id: x.seal for x in approve.desk(office.app, office.id).waiting}

        done = approve.approve_shown(office.app, office.id, shown, "client", by_one=True)

        assert [x.asked for x in done.released] == [100_00] and done.halves == ()

    def test_it_is_read_and_can_be_refused(self, office: Office) -> None:
        token, mine = ask(office), message_of(office, 300_00)

        assert batches.reading(office.app, token, mine).message is not None
        assert batches.refuse(office.app, token, mine, "Paid.")
        assert stands(office, token) == [Standing.OPEN, Standing.REFUSED]


class TestRefusing:
    def test_it_does_not_go_and_somebody_is_asked(self, office: Office) -> None:
        token = ask(office)
        mine = message_of(office, 300_00)

        assert batches.refuse(office.app, token, mine, " Paid   in cash. ")

        assert stands(office, token) == [Standing.OPEN, Standing.REFUSED]
        assert [(x.kind, x.detail, x.stays_silent) for x in tasks(office.app, office.id)] == [
            ("client_refuses", "client_says\nPaid in cash.", True)
        ]
        office.approve()
        office.cycle()
        assert [number for _, number, _ in office.steps()] == ["F-1"]
        assert office.reason("F-2") == "pause"

    def test_it_is_said_once(self, office: Office) -> None:
        token = ask(office)
        mine, known = message_of(office, 300_00), seals(office, token)
        batches.refuse(office.app, token, mine, "Paid.")

        assert not batches.refuse(office.app, token, mine, "Paid twice.")
        assert not batches.refuse(office.app, token, "nobody", "Who?")
        assert batches.release(office.app, token, {mine: known[mine]}) == (0, 1)
        assert len(tasks(office.app, office.id)) == 1

    def test_what_was_released_already_can_not_be_refused(self, office: Office) -> None:
        token = ask(office)
        batches.release(office.app, token, seals(office, token))

        assert not batches.refuse(office.app, token, message_of(office, 300_00), "Too late.")
        assert tasks(office.app, office.id) == []

    @pytest.mark.parametrize("why", ["", " \n ", "x" * (LONGEST_WORDS + 1)])
    def test_it_needs_a_reason(self, office: Office, why: str) -> None:
        token = ask(office)

        with pytest.raises(Refused, match="Say why"):
            batches.refuse(office.app, token, message_of(office, 300_00), why)


class TestTheLink:
    def test_it_runs_out(self, office: Office) -> None:
        token = ask(office)
        office.clock.moment += GOOD_FOR

        with pytest.raises(Refused):
            opened(office, token)

    def test_it_is_taken_back_once(self, office: Office) -> None:
        token = ask(office)
        with office.store.reading(office.id) as unit:
            (batch,) = unit.batches.latest(9)
        for _ in range(2):
            batches.undo(office.app, office.id, batch.id, BOOKKEEPER)

        for act in (
            lambda: opened(office, token),
            lambda: batches.release(office.app, token, {}),
            lambda: batches.refuse(office.app, token, "x", "No."),
        ):
            with pytest.raises(Refused, match="taken back"):
                act()
        assert audited(office).count((BOOKKEEPER, "batch.taken_back")) == 1
        assert ask(office) != token

    def test_it_goes_with_the_role_of_whoever_asked(self, office: Office) -> None:
        entrance = Entrance(office.store.accounts, Argon2Passwords(CHEAPEST), TimedCodes())
        bo = add_user(
            entrance, "bo@batches.example", "correct horse battery", UserRole.APPROVER, office.id, "t"
        )
        batch = batches.ask(office.app, office.id, bo.email, words)
        token = LINKS.token(BatchLink(office.id, batch.id, batch.until))
        batches.check_asker(entrance, office.app, token)

        take_role(entrance, bo.email, office.id, "test")

        with pytest.raises(Refused, match="asks no more"):
            batches.check_asker(entrance, office.app, token)

    def test_another_organisation_s_batch_is_not_opened(self, office: Office, store: SqlStore) -> None:
        """A link that names ours and the batch of another, were it ever signed."""
        ask(office)
        with office.store.reading(office.id) as unit:
            (batch,) = unit.batches.latest(9)
        other = Office(store, mode=Mode.APPROVE)
        crossed = LINKS.token(BatchLink(other.id, batch.id, batch.until))

        with pytest.raises(Refused, match="taken back"):
            opened(office, crossed)

    def test_one_of_nobody_or_where_none_are_made(self, office: Office) -> None:
        token = ask(office)
        nobody = "11111111-2222-4333-8444-555555555555"
        of_nobody = LINKS.token(BatchLink(nobody, nobody, office.now() + GOOD_FOR))

        with pytest.raises(Refused, match="nothing that is known"):
            opened(office, of_nobody)
        office.app = replace(office.app, links=None)
        with pytest.raises(Refused, match="No links"):
            opened(office, token)

    @pytest.mark.parametrize("address", ["192.0.2.7", "127.0.0.1"])
    def test_who_asks_too_often_waits(self, office: Office, address: str) -> None:
        entrance = Entrance(office.store.accounts, Argon2Passwords(CHEAPEST), TimedCodes())
        token, client = ask(office), Client(address, "Firefox")

        with pytest.raises(AccountRefused):
            for _ in range(99):
                batches.slow_down(entrance, office.app, token, client)


def test_what_somebody_else_would_sign_by_now_is_asked_anew(office: Office) -> None:
    set_segments(office.app, office.id, SIGNED_BY_TAG, BOOKKEEPER)
    office.plan()
    token = ask(office)
    change_customer(office.app, office.id, "Dupont", BOOKKEEPER, tags=frozenset({"strategic"}))

    assert stands(office, token) == [Standing.CHANGED, Standing.OPEN]
    assert batches.release(office.app, token, seals(office, token)) == (1, 1)
