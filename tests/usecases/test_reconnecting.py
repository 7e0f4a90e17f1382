"""Giving a consent again, and disconnecting: at the sandbox's own OAuth servers."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from connector.core.consents import NotConnected, WhyNot
from connector.core.errors import Ambiguous, AuthExpired, Refused, Unavailable
from connector.core.source import Connection
from connector.store.engine import SqlStore
from connector.usecases import connecting
from connector.usecases.application import Application
from connector.usecases.connecting import Choice
from connector.usecases.disconnecting import Ending, disconnect
from connector.usecases.explain import explain
from connector.usecases.sync import sync
from providers.sandbox import Handle
from tests.consenting import BRINDILLE, GLENMORE, answered
from tests.scenarios.office import Office
from tests.usecases.consents import (
    ANNA,
    Connecting,
    Refusing,
    Settings,
    again,
    app,
    audited,
    chosen,
    connect,
    connected,
    grants,
    office,
    sandbox,
    settings,
    store,
)

__all__ = ["again", "app", "connect", "office", "sandbox", "settings", "store"]


def open_there(sandbox: Handle) -> set[str]:
    """The tenants that Xero's stand-in would let anybody of ours read."""
    return {x.tenant.id for x in sandbox.xero.connections.rows}


class TestAgain:
    def test_it_waits_for_the_owner_no_longer(
        self, app: Application, office: Office, connect: Connecting, again: Connecting, sandbox: Handle
    ) -> None:
        made = connect("single")
        assert isinstance(made, Connection)
        office.account.error = AuthExpired("The consent is over.")
        sync(app, office.id)
        (waits,) = connected(office)

        again(made, tenants=made.tenant)

        (after,) = connected(office)
        assert waits.stopped_at is not None and waits.alarm == "The consent is over."
        assert (after.stopped_at, after.alarm, after.grant_id) == (None, None, made.grant_id)
        assert app.store.grants.get(made.grant_id or "").version == 2
        assert grants(app) == 1
        assert audited(office)[-1] == "connection.reconnected"

    def test_another_company_chosen_by_mistake_changes_nothing(
        self, app: Application, office: Office, connect: Connecting, again: Connecting
    ) -> None:
        choice = connect("several")
        assert isinstance(choice, Choice)
        made = chosen(app, office, choice, BRINDILLE)
        other = next(x for x in choice.tenants if x.name == GLENMORE)

        with pytest.raises(NotConnected, match=f"opens {GLENMORE}, not {BRINDILLE}") as refused:
            again(made, tenants=other.id, user="someone@else.example")

        assert refused.value.why is WhyNot.ANOTHER_ACCOUNT
        assert app.store.grants.get(made.grant_id or "").version == 1
        assert (connected(office), grants(app)) == ([made], 1)

    def test_what_no_longer_opens_the_others_leaves_them_their_grant(
        self, app: Application, office: Office, store: SqlStore, connect: Connecting, again: Connecting
    ) -> None:
        mine = chosen(app, office, connect("several"), BRINDILLE)
        other = Office(store)
        choice = connecting.use_again(app, other.id, "several", mine.grant_id or "", ANNA)
        theirs = chosen(app, other, choice, GLENMORE)

        again(mine, tenants=mine.tenant, user="someone@else.example")

        (after,) = connected(office)
        assert after.grant_id != mine.grant_id
        assert app.store.grants.tenants_on(mine.grant_id or "") == (theirs.tenant,)

    def test_one_that_was_disconnected_meanwhile_is_not_revived(
        self, app: Application, office: Office, connect: Connecting
    ) -> None:
        made = connect("single")
        assert isinstance(made, Connection)
        given = answered(connecting.reconnect(app, office.id, made.id, ANNA))
        disconnect(app, office.id, made.id, "anna")

        with pytest.raises(NotConnected, match="not connected any more"):
            connecting.finish(app, office.id, "single", given, ANNA)
        assert grants(app) == 0


class TestDisconnecting:
    def test_revokes_and_forgets(
        self, app: Application, office: Office, connect: Connecting, sandbox: Handle
    ) -> None:
        made = connect("single")
        assert isinstance(made, Connection)

        assert disconnect(app, office.id, made.id, "anna") is Ending.REVOKED

        assert (connected(office), grants(app)) == ([], 0)
        assert [x.is_revoked for x in sandbox.quickbooks.oauth.grants] == [True]
        assert audited(office)[-1] == "connection.ended"

    def test_of_one_of_several_ends_it_there_and_keeps_what_others_stand_on(
        self, app: Application, office: Office, store: SqlStore, connect: Connecting, sandbox: Handle
    ) -> None:
        mine = chosen(app, office, connect("several"), BRINDILLE)
        other = Office(store)
        choice = connecting.use_again(app, other.id, "several", mine.grant_id or "", ANNA)
        theirs = chosen(app, other, choice, GLENMORE)

        assert disconnect(app, office.id, mine.id, "anna") is Ending.LEFT_ALONE

        assert grants(app) == 1
        assert open_there(sandbox).isdisjoint({mine.tenant})
        assert theirs.tenant in open_there(sandbox)
        assert disconnect(app, other.id, theirs.id, "anna") is Ending.REVOKED

    @pytest.mark.parametrize(
        "wrong", [AuthExpired("Over."), Unavailable("No."), Ambiguous("Perhaps."), Refused("Not set.")]
    )
    def test_of_one_of_several_is_done_here_where_it_cannot_be_there(
        self, app: Application, office: Office, store: SqlStore, connect: Connecting, wrong: Exception
    ) -> None:
        mine = chosen(app, office, connect("several"), BRINDILLE)
        other = Office(store)
        choice = connecting.use_again(app, other.id, "several", mine.grant_id or "", ANNA)
        theirs = chosen(app, other, choice, GLENMORE)
        broken = replace(app, systems=Refusing(app.systems, leave=wrong))

        assert disconnect(broken, office.id, mine.id, "anna") is Ending.NOT_LEFT

        assert (connected(office), connected(other)) == ([], [theirs])
        assert audited(office).count("connection.ended") == 1

    def test_where_a_consent_can_only_be_ended_as_a_whole_it_stays_for_the_others(
        self, app: Application, office: Office, store: SqlStore, connect: Connecting
    ) -> None:
        made = connect("single")
        assert isinstance(made, Connection)
        other = Office(store)
        with store.writing(other.id) as unit:
            unit.connections.add(replace(made, id=str(uuid4()), tenant="another"))

        assert disconnect(app, office.id, made.id, "anna") is Ending.STILL_USED
        assert grants(app) == 1

    def test_does_not_end_what_the_same_person_gave_elsewhere(
        self, app: Application, office: Office, store: SqlStore, connect: Connecting, sandbox: Handle
    ) -> None:
        other = Office(store)
        mine = chosen(app, office, connect("several"), BRINDILLE)
        chosen(app, other, connect("several", other), GLENMORE)

        assert disconnect(app, office.id, mine.id, "anna") is Ending.LEFT_ALONE

        assert not any(x.is_revoked for x in sandbox.xero.oauth.grants)
        assert mine.tenant not in open_there(sandbox)
        assert grants(app) == 1

    def test_forgets_also_where_the_provider_does_not_answer(
        self, app: Application, office: Office, connect: Connecting, settings: Settings
    ) -> None:
        made = connect("single")
        assert isinstance(made, Connection)
        settings["single"] = {**settings["single"], "api_url": "http://127.0.0.1:1"}

        assert disconnect(app, office.id, made.id, "anna") is Ending.OUT_OF_REACH
        assert grants(app) == 0

    def test_a_key_is_forgotten(self, app: Application, office: Office) -> None:
        assert disconnect(app, office.id, office.connection.id, "anna") is Ending.KEY_FORGOTTEN

        with office.store.reading(office.id) as unit:
            assert unit.connections.secret(office.connection.id) is None

    def test_its_invoices_stay_and_nothing_is_read_or_sent_about_them(
        self, app: Application, office: Office
    ) -> None:
        office.at("2026-09-01")
        office.invoice("F-1", "2026-09-03")
        office.sync()
        reads = office.account.reads
        disconnect(app, office.id, office.connection.id, "anna")

        sent = office.cycle("2026-09-08")

        assert (sent, office.account.reads) == ([], reads)
        assert explain(app, office.id, "F-1").decision is None
        assert explain(app, office.id, "F-1").invoice.status == "open"

    def test_what_waited_for_approval_is_taken_back(self, app: Application, office: Office) -> None:
        office.at("2026-09-01")
        office.invoice("F-1", "2026-09-03")
        office.sync()
        office.at("2026-09-08T18:00")
        office.plan()
        office.cycle()
        disconnect(app, office.id, office.connection.id, "anna")

        office.cycle("2026-09-09")

        assert [x.state for x in office.reminders()] == ["cancelled"]

    def test_connected_again_it_goes_on_where_it_was(
        self, app: Application, office: Office, connect: Connecting
    ) -> None:
        made = connect("single")
        assert isinstance(made, Connection)
        office.invoice("F-1", "2027-01-01")
        sync(app, office.id)
        disconnect(app, office.id, made.id, "anna")

        connect("single")
        sync(app, office.id)

        (back,) = connected(office)
        assert back.id == made.id
        with office.store.reading(office.id) as unit:
            kept = [x for x in unit.ledger.find_invoices("F-1") if x.connection_id == made.id]
        assert len(kept) == 1

    def test_a_file_is_not_disconnected(self, app: Application, office: Office) -> None:
        office.invoice("F-1", "2026-09-03")
        office.import_file("F-1")

        with pytest.raises(NotConnected):
            disconnect(app, office.id, office.file_connection().id, "anna")


def test_no_secret_of_a_consent_is_stored_in_clear(
    app: Application, office: Office, connect: Connecting, tmp_path: Path
) -> None:
    address = connecting.start(app, office.id, "several", ANNA)
    given = answered(address)
    connecting.finish(app, office.id, "several", given, ANNA)
    office.store.close()

    kept = b"".join(x.read_bytes() for x in tmp_path.rglob("*") if x.is_file())

    assert given["state"].encode() not in kept
    assert given["code"].encode() not in kept
