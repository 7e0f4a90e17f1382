"""All clients in one list, who needs somebody most first; figures of the last run, or of now."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from connector.core.errors import Refused
from connector.core.grants import Tokens
from connector.core.invoice import Mode, PostingGuard
from connector.core.portfolio import Need
from connector.core.tasks import Task, TaskKind
from connector.store.engine import SqlStore
from connector.usecases import portfolio as listed
from connector.usecases import stopping
from connector.usecases.everywhere import piles, spots
from connector.usecases.mandates import LONGEST, note_mandate
from connector.usecases.portfolio import Row, portfolio
from connector.usecases.run_once import tick
from tests.migrated import Copies
from tests.scenarios.office import Office, connection_of, office_store

Make = Callable[..., Office]


@pytest.fixture
def store(migrated_copies: Copies, tmp_path: Path) -> Iterator[SqlStore]:
    """An installation in which nobody is yet."""
    with migrated_copies("sqlite", tmp_path) as url:
        opened = office_store(url)
        yield opened
        opened.close()


@pytest.fixture
def make(store: SqlStore) -> Make:
    """A client in good order: read and run this morning, with a sender and a mandate."""

    def begin(name: str, **settings: Any) -> Office:
        mandate: dict[str, Any] = {"mandate_by": "Anna Martin", "mandate_on": date(2026, 1, 5)}
        office = Office(store, **({"name": name, "mode": Mode.APPROVE} | mandate | settings))
        office.sync()
        tick(office.app, office.id)
        return office

    return begin


def rows(office: Office) -> list[Row]:
    return portfolio(office.app, office.store.directory.all())


def row(office: Office) -> Row:
    return next(x for x in rows(office) if x.organisation.id == office.id)


def needs(office: Office) -> list[Need]:
    return list(row(office).needs)


class TestNeeds:
    def test_in_good_order_he_needs_nobody(self, make: Make) -> None:
        make("A")

        assert needs(make("B")) == []

    def test_what_waits_for_approval_and_for_a_person_is_counted(self, make: Make) -> None:
        office = make("A")
        office.invoice("F-1", "2026-08-27")
        office.invoice("F-2", "2026-08-13", customer="Durand")
        office.sync()
        office.plan()
        with office.store.writing(office.id) as unit:
            unit.tasks.open(Task("t", TaskKind.NEEDS_PERSON, "k", "", office.now()))

        found = row(office)

        assert (found.client.waiting, found.client.tasks) == (2, 1)
        assert found.needs == (Need.APPROVALS, Need.TASKS)

    def test_only_its_owner_can_help_a_connection(self, make: Make) -> None:
        stopped, troubled = make("A"), make("B")
        with stopped.store.writing(stopped.id) as unit:
            unit.connections.change(connection_of(stopped).id, stopped_at=stopped.now())
        tokens = Tokens("access", stopped.now() + timedelta(hours=1), "refresh")
        grant = stopped.store.grants.add("elsewhere", "anna", tokens, stopped.now())
        with troubled.store.writing(troubled.id) as unit:
            unit.connections.change(connection_of(troubled).id, grant_id=grant.id)
        assert needs(troubled) == []
        assert stopped.store.grants.end(grant, "Consent was taken back.")

        assert (needs(stopped), needs(troubled)) == ([Need.RECONNECT], [Need.RECONNECT])

    def test_who_names_no_sender_needs_one_where_there_are_several(self, make: Make) -> None:
        office = make("A", sender=None, mandate_by=None)
        office.app = office.make_app(sender="cabinet@comptable.example")
        assert needs(office) == []

        make("B")

        assert needs(office) == [Need.NO_SENDER, Need.NO_MANDATE]

    def test_a_ledger_that_is_old_or_was_never_read(self, make: Make, store: SqlStore) -> None:
        office = make("A")
        office.at("2026-09-03")
        unread = Office(store, name="B", mandate_by="Anna")

        assert needs(office) == [Need.TOO_OLD, Need.NOT_RUN]
        assert needs(unread) == [Need.TOO_OLD, Need.NOT_RUN]
        with store.writing(unread.id) as unit:
            unit.connections.change(connection_of(unread).id, ended_at=unread.now())
        assert needs(unread) == [Need.NO_CONNECTION, Need.NOT_RUN]

    def test_payments_that_were_posted_long_ago(self, make: Make) -> None:
        office = make("A")
        office.invoice("F-1", "2026-08-27")
        office.sync()
        office.account.pay("F-1", on=date(2026, 9, 1))
        office.sync()
        assert (needs(office), row(office).client.posted_until) == ([], date(2026, 9, 1))

        office.at("2026-09-15")
        office.sync()
        tick(office.app, office.id)

        assert needs(office) == [Need.NOT_POSTED]
        with office.store.writing(office.id) as unit:
            unit.change_organisation(posting_guard=PostingGuard.OFF)
        assert needs(office) == []

    def test_stopped_is_told(self, make: Make) -> None:
        office = make("A")
        stopping.stop(office.app, office.id, "Anna")

        assert needs(office) == [Need.STOPPED]

    def test_who_needs_most_comes_first_then_who_is_owed_most(self, make: Make) -> None:
        calm, large, silent, busy = make("Calm"), make("Large"), make("Silent", sender=None), make("Busy")
        large.invoice("F-1", "2026-08-01", 900_00)
        large.sync()
        busy.invoice("F-1", "2026-08-27")
        busy.sync()
        busy.plan()
        for office in (calm, large, silent, busy):
            office.at("2026-09-01T09:31")

        assert [x.organisation.name for x in rows(calm)] == ["Silent", "Busy", "Large", "Calm"]


class TestFigures:
    @pytest.fixture
    def office(self, make: Make) -> Office:
        """Owed 100.00 that are late and 50.00 that are not."""
        office = make("A")
        office.invoice("F-1", "2026-08-27")
        office.invoice("F-2", "2026-09-27", 50_00)
        office.at("2026-09-01T10:00")
        office.sync()
        tick(office.app, office.id)
        return office

    def late(self, office: Office) -> list[tuple[str, int, int, int]]:
        return [(x.currency, x.open, x.late, x.late_count) for x in row(office).figures.sums]

    def test_those_of_the_last_run_are_shown(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(listed, "reckon", lambda *_: pytest.fail("reckoned anew"))

        assert self.late(office) == [("EUR", 150_00, 100_00, 1)]
        assert row(office).ran_at == office.now()

    def test_old_ones_are_reckoned_anew(self, office: Office) -> None:
        ran_at = office.now()
        office.account.pay("F-1")
        office.at("2026-09-01T10:31")
        office.sync()

        assert self.late(office) == [("EUR", 50_00, 0, 0)]
        assert row(office).ran_at == ran_at

    @pytest.mark.parametrize("moment", ["2026-09-02T00:05", "2026-09-01T09:00"])
    def test_so_are_those_of_another_day_and_of_a_clock_that_went_back(
        self, office: Office, moment: str
    ) -> None:
        office.account.pay("F-1")
        office.sync()
        office.at(moment)

        assert self.late(office) == [("EUR", 50_00, 0, 0)]

    def test_a_run_keeps_them_only_now_and_then(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = office.now()
        office.at("2026-09-01T10:09")
        tick(office.app, office.id)
        assert row(office).ran_at == first

        office.at("2026-09-01T10:10")
        tick(office.app, office.id)

        assert row(office).ran_at == office.now()

    def test_a_run_that_fails_is_none(self, office: Office) -> None:
        class Wrong:
            def policies(self, default: str, written: object = None) -> object:
                raise Refused("three.yaml, line 1: nothing can be read.")

        ran_at = office.now()
        office.invoice("F-3", "2026-08-27")
        office.at("2026-09-01T11:00")

        with pytest.raises(Refused):
            tick(replace(office.app, policies=Wrong()), office.id)  # type: ignore[arg-type]

        assert row(office).ran_at == ran_at

    def test_nobody_else_s_are_shown(self, office: Office, make: Make) -> None:
        make("B")
        mine = [x for x in office.store.directory.all() if x.id == office.id]

        assert [x.organisation.id for x in portfolio(office.app, mine)] == [office.id]
        assert portfolio(office.app, []) == []


class TestEverywhere:
    @pytest.fixture
    def two(self, make: Make) -> tuple[Office, Office]:
        """At A two messages wait, at B one; at C none."""
        make("C")
        a, b = make("A"), make("B")
        a.invoice("F-1", "2026-08-27", 200_00)
        a.invoice("F-2", "2026-08-27", 300_00, customer="Durand")
        b.invoice("F-1", "2026-08-27", 900_00)
        for office in (a, b):
            office.sync()
            office.plan()
        return a, b

    def test_each_client_has_a_pile_the_largest_first(self, two: tuple[Office, Office]) -> None:
        a, b = two
        everybody = a.store.directory.all()

        found = piles(a.app, everybody, 25, 200)

        assert [(x.organisation.id, x.count) for x in found] == [(a.id, 2), (b.id, 1)]
        assert [y.reminder.asked for x in found for y in x.shown] == [300_00, 200_00, 900_00]
        ids = [y.reminder.id for x in found for y in x.shown]
        assert [x.reminder_id for x in spots(a.app, everybody, 25, 200)] == ids

    def test_of_many_some_are_shown_and_all_are_counted(self, two: tuple[Office, Office]) -> None:
        a, _ = two
        everybody = a.store.directory.all()

        shown = [(len(x.shown), x.count) for x in piles(a.app, everybody, 1, 1)]

        assert shown == [(1, 2), (0, 1)]
        assert len(spots(a.app, everybody, 1, 1)) == 1

    def test_of_whom_he_may_not_see_nothing_is_there(self, two: tuple[Office, Office]) -> None:
        a, b = two
        mine = [x for x in a.store.directory.all() if x.id == b.id]

        assert [x.organisation.id for x in piles(a.app, mine, 25, 200)] == [b.id]
        assert {x.organisation_id for x in spots(a.app, mine, 25, 200)} == {b.id}


class TestMandate:
    def note(self, office: Office, by: str | None, on: str | None) -> tuple[str | None, date | None]:
        note_mandate(office.app, office.id, by, date.fromisoformat(on) if on else None, "bo@cabinet.example")
        with office.store.reading(office.id) as unit:
            known = unit.organisation()
        return known.mandate_by, known.mandate_on

    def test_who_gave_it_and_when_is_kept_and_taken_away(self, make: Make) -> None:
        office = make("A", mandate_by=None, mandate_on=None)

        assert self.note(office, " Anna  Martin ", "2026-08-31") == ("Anna Martin", date(2026, 8, 31))
        assert self.note(office, "Anna Martin", "2026-08-31") == ("Anna Martin", date(2026, 8, 31))
        assert self.note(office, "", None) == (None, None)

    @pytest.mark.parametrize(
        ("by", "on"),
        [("Anna", None), ("", "2026-08-31"), ("Anna", "2026-09-02"), ("A" * (LONGEST + 1), "2026-08-31")],
    )
    def test_half_of_it_or_one_to_come_is_refused(self, make: Make, by: str, on: str | None) -> None:
        with pytest.raises(Refused):
            self.note(make("A"), by, on)
