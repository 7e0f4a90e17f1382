"""Consents: a state is used once, by its own session, while it is open; on both databases."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from connector.core.consents import BegunConsent, NotConnected
from connector.core.errors import Refused
from connector.core.grants import Grant, Tenant, Tokens
from connector.core.source import Connection, ConnectionKind
from connector.store.engine import SqlStore
from tests.store.desk import NOON, Desk, Hand, owed

HOUR = timedelta(hours=1)
TOKENS = Tokens("access", NOON + HOUR, "refresh")
TENANTS = (Tenant("t-1", "Atelier"), Tenant("t-2", "Glenmore"))


class Begun:
    """A consent of Anna's that was begun just now."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.state = uuid4().hex * 2
        self.consent = BegunConsent(str(uuid4()), "acme", "anna", "session")
        with desk.writing() as unit:
            unit.consents.begin(self.consent, self.state, "the verifier", 60)

    def used(self, provider: str = "acme", session: str = "session") -> tuple[BegunConsent, str] | None:
        with self.desk.writing() as unit:
            return unit.consents.use(self.state, provider, session)

    def offer(self, grant: Grant) -> None:
        with self.desk.writing() as unit:
            unit.consents.offer(self.consent.id, grant.id, TENANTS, 60)

    def taken(self, session: str = "session") -> BegunConsent | None:
        with self.desk.writing() as unit:
            return unit.consents.take(self.consent.id, session)

    def is_open(self) -> bool:
        with self.desk.reading() as unit:
            return unit.consents.begun(self.state) == self.consent


@pytest.fixture
def begun(desk: Desk) -> Begun:
    return Begun(desk)


@pytest.fixture
def grant(store: SqlStore) -> Grant:
    return store.grants.add("acme", str(uuid4()), TOKENS, NOON)


def connected(desk: Desk, grant: Grant, tenant: str, **fields: Any) -> Connection:
    made = Connection(
        str(uuid4()), "acme", tenant, ConnectionKind.ACCOUNT, grant_id=grant.id, tenant=tenant, **fields
    )
    with desk.writing() as unit:
        unit.connections.add(made)
    return made


def found(desk: Desk, connection: Connection) -> Connection:
    with desk.reading() as unit:
        return next(x for x in unit.connections.all() if x.id == connection.id)


class TestAState:
    def test_is_used_once(self, begun: Begun) -> None:
        assert begun.is_open()
        assert begun.used() == (begun.consent, "the verifier")
        assert begun.used() is None
        assert not begun.is_open()

    @pytest.mark.parametrize(("provider", "session"), [("other", "session"), ("acme", "another")])
    def test_of_another_session_or_provider_stays_open(
        self, begun: Begun, provider: str, session: str
    ) -> None:
        assert begun.used(provider, session) is None
        assert begun.is_open()

    def test_of_another_organisation_is_none_here(self, begun: Begun, store: SqlStore, hand: Hand) -> None:
        other = Desk(store, hand)

        with other.writing() as unit:
            assert unit.consents.use(begun.state, "acme", "session") is None
        assert begun.is_open()

    def test_ends_by_itself(self, begun: Begun, hand: Hand) -> None:
        hand.forward(60)

        assert begun.used() is None
        assert not begun.is_open()

    def test_leads_to_its_organisation(self, begun: Begun, store: SqlStore) -> None:
        assert store.directory.of_consent(begun.state) == begun.desk.id
        assert store.directory.of_consent("nothing") is None

    def test_that_ran_out_is_swept_away_with_the_next(
        self, begun: Begun, store: SqlStore, hand: Hand
    ) -> None:
        hand.forward(60)

        Begun(begun.desk)

        assert store.directory.of_consent(begun.state) is None

    def test_keeps_its_verifier_sealed_and_only_until_it_is_used(self, begun: Begun, store: SqlStore) -> None:
        def sealed() -> str | None:
            with store.engine.connect() as connection:
                asked = text("SELECT sealed_verifier FROM consents WHERE id = :id")
                return connection.execute(asked, {"id": begun.consent.id}).scalar()

        before = sealed()
        begun.used()

        assert before is not None and before.startswith("1:") and "the verifier" not in before
        assert sealed() is None

    def test_needs_a_secret_key(self, desk: Desk, store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(store, "_vault", None)

        with pytest.raises(Refused, match="RELANCE_SECRET_KEY"):
            Begun(desk)


class TestAChoice:
    def test_is_made_once(self, begun: Begun, grant: Grant) -> None:
        begun.used()
        begun.offer(grant)

        with begun.desk.reading() as unit:
            offered = unit.consents.offered(begun.consent.id, "session")
        taken = begun.taken()

        assert offered == taken
        assert taken is not None and (taken.grant_id, taken.tenants) == (grant.id, TENANTS)
        assert begun.taken() is None

    def test_belongs_to_the_session(self, begun: Begun, grant: Grant) -> None:
        begun.offer(grant)

        assert begun.taken("another") is None
        assert begun.taken() is not None

    def test_ends_by_itself(self, begun: Begun, grant: Grant, hand: Hand) -> None:
        begun.offer(grant)
        hand.forward(60)

        assert begun.taken() is None

    def test_ends_with_its_grant(self, begun: Begun, grant: Grant, store: SqlStore) -> None:
        begun.offer(grant)

        store.grants.forget(grant.id)

        assert begun.taken() is None


class TestATenant:
    def test_is_connected_once_in_the_whole_installation(
        self, desk: Desk, grant: Grant, store: SqlStore, hand: Hand
    ) -> None:
        tenant = str(uuid4())
        connected(desk, grant, tenant)

        with pytest.raises(NotConnected, match="another organisation"):
            connected(Desk(store, hand), grant, tenant)

    def test_is_free_again_once_it_is_disconnected(
        self, desk: Desk, grant: Grant, store: SqlStore, hand: Hand
    ) -> None:
        mine = connected(desk, grant, str(uuid4()))
        with desk.writing() as unit:
            unit.connections.change(mine.id, ended_at=NOON, grant_id=None)

        theirs = connected(Desk(store, hand), grant, mine.tenant or "")

        assert theirs.tenant == mine.tenant
        with pytest.raises(NotConnected), desk.writing() as unit:
            unit.connections.change(mine.id, ended_at=None)

    def test_other_faults_of_the_database_stay_faults(self, desk: Desk, grant: Grant) -> None:
        made = connected(desk, grant, str(uuid4()))

        with pytest.raises(Exception, match=r"grants|fk_|FOREIGN"), desk.writing() as unit:
            unit.connections.change(made.id, grant_id="nothing")


class TestWhatStandsOnAGrant:
    def test_is_counted_in_every_organisation(
        self, desk: Desk, grant: Grant, store: SqlStore, hand: Hand
    ) -> None:
        first, second = sorted(str(uuid4()) for _ in range(2))

        connected(desk, grant, second)
        connected(Desk(store, hand), grant, first)

        assert store.grants.tenants_on(grant.id) == (first, second)
        assert store.grants.is_any_used("acme")
        assert not store.grants.is_any_used("nobody")

    def test_waits_no_longer_once_it_is_given_again(self, desk: Desk, grant: Grant, store: SqlStore) -> None:
        waits = connected(desk, grant, str(uuid4()), stopped_at=NOON, alarm="connect it again")
        ails = connected(desk, grant, str(uuid4()), alarm="not this")

        store.grants.give_again(grant.id, TOKENS, NOON)

        assert (found(desk, waits).stopped_at, found(desk, waits).alarm) == (None, None)
        assert found(desk, ails).alarm == "not this"

    def test_a_grant_without_any_is_found_after_a_while(
        self, desk: Desk, grant: Grant, store: SqlStore
    ) -> None:
        used = store.grants.add("acme", None, TOKENS, NOON)
        connected(desk, used, str(uuid4()))

        unused = store.grants.unused_since(NOON + HOUR)

        assert grant in unused and used not in unused
        assert grant not in store.grants.unused_since(NOON)

    def test_his_own_are_found_the_latest_first(self, store: SqlStore) -> None:
        person = str(uuid4())
        old, new = (store.grants.add("acme", person, TOKENS, NOON + n * HOUR) for n in range(2))
        over = store.grants.add("acme", person, TOKENS, NOON)
        store.grants.end(over, "revoked")
        store.grants.add("other", person, TOKENS, NOON)

        assert store.grants.of_person("acme", person) == (new, old)


def test_a_key_takes_the_place_of_another_and_is_forgotten(desk: Desk) -> None:
    made = Connection(str(uuid4()), "acme", "Acme", ConnectionKind.ACCOUNT)
    with desk.writing() as unit:
        unit.connections.add(made, "first")

    kept = []
    for key in ("second", None):
        with desk.writing() as unit:
            unit.connections.keep_secret(made.id, key)
            kept.append(unit.connections.secret(made.id))

    assert kept == ["second", None]


def test_what_was_disconnected_is_listed_apart_and_its_invoices_are_not_decided(desk: Desk) -> None:
    desk.merge(owed("F-1"))
    assert desk.facts().invoices

    with desk.writing() as unit:
        unit.connections.change(desk.connection.id, ended_at=NOON)

    assert desk.facts().invoices == ()
    assert desk.invoice("F-1").status == "open"
    with desk.reading() as unit:
        assert (len(unit.connections.all()), len(unit.connections.former())) == (0, 1)
