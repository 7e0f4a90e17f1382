"""Machines: who is let in, for how long, and that a request is carried out once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from connector.core.errors import Refused
from connector.core.tokens import Permit, Token
from connector.store.engine import SqlStore, open_store
from connector.store.schema_sending import audit_events
from connector.store.schema_tokens import api_tokens
from connector.store.vault import Vault
from connector.usecases import once, tokens
from connector.usecases.tokens import Caller, caller, make_token, revoke_token
from connector.usecases.unfit import NotThere
from tests.migrated import Copies
from tests.scenarios.office import Office
from tests.store.desk import Hand

READ = [Permit.READ]


@pytest.fixture
def timed(migrated_copies: Copies, tmp_path: Path, hand: Hand) -> Iterator[Office]:
    """An office whose real time is moved by hand."""
    with migrated_copies("sqlite", tmp_path) as url:
        store = open_store(url, lease_clock=hand, vault=Vault({"1": b"k" * 32}))
        yield Office(store)
        store.close()


def made(office: Office, days: int | None = None, name: str = "Cash book") -> tuple[Token, str]:
    found = make_token(office.app, office.id, name, READ, days, "anna")
    assert found.secret is not None
    return found.token, found.secret


def let_in(office: Office, secret: str) -> Caller:
    found = caller(office.app, secret)
    assert found is not None
    return found


def events(store: SqlStore, office: Office) -> list[tuple[str, str]]:
    with store.engine.connect() as connection:
        rows = connection.execute(select(audit_events).where(audit_events.c.organisation_id == office.id))
        return [(x.what, x.who) for x in rows if x.what.startswith("token.")]


class TestLettingIn:
    def test_a_token_opens_the_door_of_its_organisation(self, timed: Office) -> None:
        other = Office(timed.store)
        token, secret = made(timed)

        found = let_in(timed, secret)

        assert (found.organisation.id, found.token.id) == (timed.id, token.id)
        assert found.may(Permit.READ) and not found.may(Permit.APPROVE)
        assert tokens.tokens(other.app, other.id) == ([], [])

    def test_what_it_shows_is_kept_nowhere(self, timed: Office) -> None:
        _, secret = made(timed)

        with timed.store.engine.connect() as connection:
            kept = str(connection.execute(select(api_tokens)).all())
        assert secret not in kept and secret[:16] in kept

    def test_the_audit_names_the_machine_and_who_let_it_in(self, timed: Office) -> None:
        token, secret = made(timed)
        revoke_token(timed.app, timed.id, token.id, "bruno")
        revoke_token(timed.app, timed.id, token.id, "bruno")

        assert token.who == f"Cash book ({secret[:16]}…, anna)" == Caller(token, None).who  # type: ignore[arg-type]
        assert events(timed.store, timed) == [("token.made", "anna"), ("token.revoked", "bruno")]

    @pytest.mark.parametrize("secret", ["", "relance_", "relance_made-up", "Cash book", "é"])
    def test_what_was_never_made_opens_nothing(self, timed: Office, secret: str) -> None:
        made(timed)

        assert caller(timed.app, secret) is None

    def test_one_that_is_revoked_opens_nothing(self, timed: Office) -> None:
        token, secret = made(timed)

        revoke_token(timed.app, timed.id, token.id, "bruno")

        assert caller(timed.app, secret) is None
        assert [x.id for x in tokens.tokens(timed.app, timed.id)[1]] == [token.id]

    def test_one_ends_on_its_day(self, timed: Office, hand: Hand) -> None:
        token, secret = made(timed, days=30)
        assert token.expires_at == token.made_at + timedelta(days=30)

        hand.forward(30 * 86400 - 1)
        is_in = caller(timed.app, secret) is not None
        hand.forward(1)

        assert is_in and caller(timed.app, secret) is None

    def test_it_says_now_and_then_that_it_is_in_use(self, timed: Office, hand: Hand) -> None:
        _, secret = made(timed)
        used = []
        for seconds in (0, 299, 1):
            hand.forward(seconds)
            let_in(timed, secret)
            used.append(tokens.tokens(timed.app, timed.id)[0][0].last_used_at)

        assert used[0] == used[1] == used[2] - timedelta(minutes=5)  # type: ignore[operator]

    def test_a_form_sent_twice_lets_one_in(self, timed: Office) -> None:
        twice = [make_token(timed.app, timed.id, "Cash book", READ, None, "anna", "form") for _ in range(2)]

        assert [x.token.id for x in twice] == ["form", "form"]
        assert twice[0].secret is not None and twice[1].secret is None

    @pytest.mark.parametrize(
        ("name", "permits", "days", "said"),
        [
            (" ", READ, None, "Name the machine"),
            ("x" * 61, READ, None, "Name the machine"),
            ("a\x00b", READ, None, "Name the machine"),
            ("a", [], None, "what it may do"),
            ("a", READ, 0, "ends after"),
            ("a", READ, 3651, "ends after"),
        ],
    )
    def test_what_makes_no_sense_is_refused(
        self, timed: Office, name: str, permits: list[Permit], days: int | None, said: str
    ) -> None:
        with pytest.raises(Refused, match=said):
            make_token(timed.app, timed.id, name, permits, days, "anna")

    def test_another_organisation_s_cannot_be_revoked(self, timed: Office) -> None:
        other = Office(timed.store)
        token, secret = made(other)

        with pytest.raises(NotThere):
            revoke_token(timed.app, timed.id, token.id, "anna")
        assert caller(other.app, secret) is not None


class TestOnce:
    def test_a_request_is_carried_out_once_and_answered_the_same(self, timed: Office) -> None:
        token, _ = made(timed)
        asked = (timed.app, timed.id, token.id, "key")

        first = once.begin(*asked, "request")
        with pytest.raises(once.UnderWay):
            once.begin(*asked, "request")
        once.keep(*asked, 201, "{}")
        second = once.begin(*asked, "request")

        assert first is None and second is not None
        assert (second.status, second.body) == (201, "{}")

    def test_its_key_is_good_for_no_other(self, timed: Office) -> None:
        token, _ = made(timed)
        asked = (timed.app, timed.id, token.id, "key")
        once.begin(*asked, "request")

        with pytest.raises(once.KeyReused):
            once.begin(*asked, "another")

    def test_what_came_to_nothing_may_be_asked_again(self, timed: Office) -> None:
        token, _ = made(timed)
        asked = (timed.app, timed.id, token.id, "key")
        once.begin(*asked, "request")

        once.forget(*asked)

        assert once.begin(*asked, "another") is None
