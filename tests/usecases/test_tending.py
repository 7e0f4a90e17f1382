"""Tending the consents, and what the owner is told about them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from connector.core.daily import Alarm, AlarmKind
from connector.core.errors import AuthExpired, Unavailable
from connector.core.grants import Grant, Tokens
from connector.core.source import Connection, ConnectionKind
from connector.store.engine import SqlStore
from connector.usecases.application import Application
from connector.usecases.daily import daily_facts
from connector.usecases.doctor import examine
from connector.usecases.outlook import outlook
from connector.usecases.standing import Stand, stands, stands_of
from connector.usecases.sync import sync_what_is_old
from connector.usecases.tending import tend
from tests.migrated import Copies
from tests.scenarios.office import Office, office_store

DAY = timedelta(days=1)


class Kept:
    """The systems; notes whose consent was kept alive, and fails for some."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.wrong: dict[str, Exception] = {}

    def keep_alive(self, provider: str, grant_id: str) -> None:
        self.ids.append(grant_id)
        if grant_id in self.wrong:
            raise self.wrong[grant_id]


@pytest.fixture
def store(migrated_copies: Copies, tmp_path: Path) -> Iterator[SqlStore]:
    with migrated_copies("sqlite", tmp_path) as url:
        opened = office_store(url)
        yield opened
        opened.close()


@pytest.fixture
def office(store: SqlStore) -> Office:
    return Office(store)


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def app(office: Office, kept: Kept) -> Application:
    return replace(office.app, systems=kept)  # type: ignore[arg-type]


Granting = Callable[..., tuple[Grant, Connection]]


@pytest.fixture
def granted(office: Office) -> Granting:
    """A connection on a consent that was renewed `idle` ago; `ends` are its ends from now."""

    def give(idle: timedelta = timedelta(), **ends: timedelta) -> tuple[Grant, Connection]:
        now = office.now()
        until: dict[str, Any] = {name: now + span for name, span in ends.items()}
        grant = office.store.grants.add("acme", "anna", Tokens("a", now, "r", **until), now - idle)
        tenant = str(uuid4())
        made = Connection(
            str(uuid4()),
            "acme",
            "Acme",
            ConnectionKind.ACCOUNT,
            grant_id=grant.id,
            tenant=tenant,
            read_at=now,
        )
        with office.store.writing(office.id) as unit:
            unit.connections.add(made)
        return grant, made

    return give


def stand_of(app: Application, office: Office, connection: Connection) -> Stand:
    return next(x for x in stands_of(app, office.id) if x.connection.id == connection.id)


def told(app: Application, office: Office) -> list[Alarm]:
    with office.store.reading(office.id) as unit:
        return list(daily_facts(outlook(app, unit, office.now()), unit).alarms)


def examined(app: Application) -> str:
    return " ".join(x.text for x in examine(app) if "Acme" in x.what and not x.is_well)


class TestKeepingAlive:
    def test_is_for_those_that_lie_idle_for_a_week(
        self, app: Application, kept: Kept, granted: Granting
    ) -> None:
        idle, _ = granted(idle=7 * DAY + timedelta(minutes=1))
        granted(idle=6 * DAY)

        tend(app)

        assert kept.ids == [idle.id]

    def test_one_in_trouble_never_stops_the_others(
        self, app: Application, office: Office, kept: Kept, granted: Granting
    ) -> None:
        first, second, third = (granted(idle=n * DAY)[0] for n in (20, 10, 9))
        kept.wrong = {first.id: Unavailable("gone"), second.id: AuthExpired("over")}

        tend(app)

        assert kept.ids == [first.id, second.id, third.id]
        assert [str(x) for x in office.faults] == ["gone"]

    def test_one_in_trouble_is_tried_once_an_hour(
        self,
        app: Application,
        kept: Kept,
        granted: Granting,
        store: SqlStore,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        clock = store.leases._lease_clock
        assert clock is not None
        later = [timedelta()]
        monkeypatch.setattr(store.leases, "_lease_clock", lambda: clock() + later[0])
        grant, _ = granted(idle=10 * DAY)
        kept.wrong = {grant.id: Unavailable("gone")}

        for _ in range(3):
            tend(app)
        soon = len(kept.ids)
        later[0] = timedelta(hours=1)
        tend(app)

        assert (soon, len(kept.ids)) == (1, 2)

    def test_what_nothing_stands_on_is_forgotten(
        self, app: Application, office: Office, kept: Kept, granted: Granting
    ) -> None:
        used, _ = granted(idle=2 * DAY)
        left = [
            office.store.grants.add("acme", "anna", Tokens("a", office.now()), office.now() - span)
            for span in (timedelta(hours=2), timedelta(minutes=30))
        ]

        tend(app)

        there = {x.id for x in office.store.grants.idle_since(office.now() + DAY)}
        assert there == {used.id, left[1].id}


class TestTheOwnerIsTold:
    def test_when_the_consent_is_over_on_each_of_its_connections(
        self, app: Application, office: Office, granted: Granting
    ) -> None:
        grant, made = granted()
        office.store.grants.end(grant, "Acme no longer honours the consent.")

        stand = stand_of(app, office, made)

        assert stand.waits_for_owner
        assert stand.troubles == ("Acme no longer honours the consent.",)
        assert Alarm(AlarmKind.CONNECTION, name="acme Acme", words=stand.troubles[0]) in told(app, office)
        assert "Nothing is read until you connect it again." in examined(app)

    def test_once_where_the_reading_has_said_the_same(
        self, app: Application, office: Office, granted: Granting
    ) -> None:
        grant, made = granted()
        office.store.grants.end(grant, "over")
        with office.store.writing(office.id) as unit:
            unit.connections.change(made.id, alarm="over", stopped_at=office.now())

        assert stand_of(app, office, made).troubles == ("over",)

    @pytest.mark.parametrize("end", ["dies_at", "refresh_until"])
    @pytest.mark.parametrize(("days", "is_told"), [(30, True), (31, False), (-1, True)])
    def test_thirty_days_before_it_ends(
        self, app: Application, office: Office, granted: Granting, end: str, days: int, is_told: bool
    ) -> None:
        _, made = granted(**{end: days * DAY})

        stand = stand_of(app, office, made)

        warned = [x for x in told(app, office) if x.kind is AlarmKind.CONSENT_ENDS]
        assert stand.ends_soon is is_told
        assert [x.name for x in warned] == (["acme Acme"] if is_told else [])
        assert ("reconnect it before" in examined(app)) is is_told

    def test_of_the_first_of_two_ends(self, app: Application, office: Office, granted: Granting) -> None:
        _, made = granted(refresh_until=10 * DAY, dies_at=900 * DAY)

        assert stand_of(app, office, made).ends_at == office.now() + 10 * DAY

    def test_the_last_end_is_shown_long_before(
        self, app: Application, office: Office, granted: Granting
    ) -> None:
        _, made = granted(refresh_until=90 * DAY, dies_at=900 * DAY)

        assert stand_of(app, office, made).ends_at == office.now() + 900 * DAY
        assert any("consent until" in x.text for x in examine(app) if "Acme" in x.what)

    def test_of_no_end_where_none_is_known(self, app: Application, office: Office, granted: Granting) -> None:
        _, made = granted()

        assert stand_of(app, office, made) == Stand(made, office.store.grants.get(made.grant_id or ""))

    def test_of_nothing_where_the_consent_was_forgotten_a_moment_ago(
        self, app: Application, office: Office, granted: Granting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        grant, made = granted()
        with office.store.reading(office.id) as unit:
            before = [x for x in unit.connections.all() if x.id == made.id]
        office.store.grants.forget(grant.id)

        assert stands(app, before) == (Stand(made),)

    def test_that_it_waits_and_it_is_not_read_by_the_schedule(
        self, app: Application, office: Office, granted: Granting
    ) -> None:
        _, made = granted()
        office.account.error = AuthExpired("over")
        office.clock.moment += DAY

        sync_what_is_old(app, office.id, timedelta(hours=1))
        reads = office.account.reads
        sync_what_is_old(app, office.id, timedelta(hours=1))

        assert stand_of(app, office, made).waits_for_owner
        assert office.account.reads == reads
        assert "Nothing is read until you connect it again." in examined(app)
