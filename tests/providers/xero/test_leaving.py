"""One of several organisations on one consent is disconnected: Xero ends that one, and the others go on."""

import pytest

from connector.core.errors import (
    Ambiguous,
    AuthExpired,
    Malformed,
    ProviderError,
    RateLimited,
    Rejected,
    Unavailable,
)
from connector.usecases.disconnecting import Ending, disconnect
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.xero import Xero
from tests.providers.xero.connected import Consented, connect, opened
from tests.providers.xero.installation import Connected, Installation


def _asked(sandbox: Handle) -> list[str]:
    """What was asked of Xero's list of connections."""
    seen = [x for x in sandbox.xero.front.seen if x.path.startswith("/connections")]
    sandbox.xero.front.seen.clear()
    return [x.method for x in seen]


class TestTheProvider:
    def test_ends_that_one_and_no_other(self, sandbox: Handle) -> None:
        """Promise 4."""
        first, second = sandbox.xero.books
        access = Consented(sandbox)

        Xero.leave(opened(sandbox, access), first.upper())

        with pytest.raises(AuthExpired, match="no longer connected to Relance at Xero"):
            list(connect(sandbox, access, first).open_invoices())
        assert list(connect(sandbox, access, second).open_invoices())
        assert [x.id for x in Xero.tenants(opened(sandbox, access), {})] == [second]

    def test_asks_for_its_id_and_ends_it_in_two_calls(self, sandbox: Handle) -> None:
        access = Consented(sandbox)
        _asked(sandbox)

        Xero.leave(opened(sandbox, access), next(iter(sandbox.xero.books)))

        assert _asked(sandbox) == ["GET", "DELETE"]

    def test_does_not_mind_one_that_is_gone(self, sandbox: Handle) -> None:
        first = next(iter(sandbox.xero.books))
        access = Consented(sandbox)
        for _ in range(2):
            Xero.leave(opened(sandbox, access), first)

        assert _asked(sandbox) == ["GET", "DELETE", "GET"]

    @pytest.mark.parametrize(
        ("method", "fault", "error"),
        [
            ("GET", Fault("rate_limited"), RateLimited),
            ("GET", Fault("server_error"), Unavailable),
            ("GET", Fault("html", status=200), Malformed),
            ("GET", Fault("half_page"), Malformed),
            ("GET", Fault("dropped"), Unavailable),
            ("GET", Fault("html", status=302), Rejected),
            ("DELETE", Fault("rate_limited"), RateLimited),
            ("DELETE", Fault("server_error"), Ambiguous),
            ("DELETE", Fault("server_error", status=400), Rejected),
            ("DELETE", Fault("html", status=403), Ambiguous),
            ("DELETE", Fault("dropped"), Ambiguous),
            ("DELETE", Fault("dropped", is_after=True), Ambiguous),
        ],
        ids=lambda given: f"{given.kind}-{given.status}" if isinstance(given, Fault) else None,
    )
    def test_says_what_went_wrong_and_is_done_the_next_time(
        self, sandbox: Handle, method: str, fault: Fault, error: type[ProviderError]
    ) -> None:
        first, second = sandbox.xero.books
        access = Consented(sandbox)
        sandbox.faults.plan(
            Fault(
                fault.kind, status=fault.status, is_after=fault.is_after, method=method, path="/connections"
            )
        )

        with pytest.raises(error) as raised:
            Xero.leave(opened(sandbox, access), first)
        Xero.leave(opened(sandbox, access), first)

        assert type(raised.value) is error
        assert [x.id for x in Xero.tenants(opened(sandbox, access), {})] == [second]

    def test_renews_a_token_that_was_refused(self, sandbox: Handle) -> None:
        access = Consented(sandbox)
        fault = Fault("server_error", status=401, method="DELETE", path="/connections")
        sandbox.faults.plan(fault)

        Xero.leave(opened(sandbox, access), next(iter(sandbox.xero.books)))

        assert (access.renewed, _asked(sandbox)) == (1, ["GET", "DELETE", "DELETE"])


class TestTwoOrganisationsOnOneConsent:
    @pytest.fixture
    def both(self, installation: Installation, seeded: Handle) -> list[Connected]:
        grant = installation.consent()
        made = [installation.connect(grant, book) for book in seeded.xero.books.values()]
        for each in made:
            assert each.sync().problem is None
        return made

    def test_the_one_is_ended_here_and_there_and_the_other_goes_on(
        self, both: list[Connected], seeded: Handle
    ) -> None:
        ours, theirs = both
        app = ours.installation.app

        assert disconnect(app, ours.id, ours.connection_id, "anna") is Ending.LEFT_ALONE

        there = {x.tenant.id for x in seeded.xero.connections.rows}
        assert ours.book.organisation.id not in there
        assert theirs.book.organisation.id in there
        assert theirs.sync().problem is None
        assert disconnect(app, theirs.id, theirs.connection_id, "anna") is Ending.REVOKED
        assert seeded.xero.oauth.grants[-1].is_revoked

    @pytest.mark.parametrize("kind", ["dropped", "half_page"])
    @pytest.mark.parametrize("skip", [0, 1])
    def test_the_one_is_ended_here_whatever_is_answered_there(
        self, both: list[Connected], seeded: Handle, kind: str, skip: int
    ) -> None:
        ours, theirs = both
        app = ours.installation.app
        seeded.faults.plan(Fault(kind, path="/connections", skip=skip))  # type: ignore[arg-type]
        is_there_all_the_same = kind == "half_page" and skip

        ending = disconnect(app, ours.id, ours.connection_id, "anna")

        assert ending is (Ending.LEFT_ALONE if is_there_all_the_same else Ending.NOT_LEFT)
        with app.store.reading(ours.id) as unit:
            assert unit.connections.all() == ()
        assert theirs.sync().problem is None
