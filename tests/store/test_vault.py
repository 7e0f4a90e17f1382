"""Secrets: sealed for one place, with a key that can be changed."""

from pathlib import Path

import pytest

from connector.core.errors import Refused
from connector.core.source import Connection, ConnectionKind
from connector.store.engine import open_store
from connector.store.migrate import migrate
from connector.store.vault import Vault
from tests.store.desk import Desk, Hand

OLD, NEW = b"o" * 32, b"n" * 32
HERE = ("org-1", "row-1", "connections.sealed_secret")


def test_a_secret_comes_back() -> None:
    vault = Vault({"1": OLD})

    assert vault.open(vault.seal("rk_é_1", *HERE), *HERE) == "rk_é_1"


def test_it_never_looks_the_same_twice() -> None:
    vault = Vault({"1": OLD})

    assert len({vault.seal("rk_1", *HERE) for _ in range(50)}) == 50


@pytest.mark.parametrize("n", range(3))
def test_what_was_sealed_for_another_place_is_refused(n: int) -> None:
    vault = Vault({"1": OLD})
    elsewhere = [*HERE]
    elsewhere[n] = "other"

    with pytest.raises(Refused, match="cannot be opened"):
        vault.open(vault.seal("rk_1", *HERE), *elsewhere)


def test_places_that_read_alike_are_not_the_same() -> None:
    vault = Vault({"1": OLD})

    with pytest.raises(Refused):
        vault.open(vault.seal("rk_1", "ab", "c", "d"), "a", "bc", "d")


def test_a_changed_text_is_refused() -> None:
    vault = Vault({"1": OLD})
    sealed = vault.seal("rk_1", *HERE)
    changed = sealed[:-6] + ("AAAA" if sealed[-6:-2] != "AAAA" else "BBBB") + sealed[-2:]

    with pytest.raises(Refused, match="cannot be opened"):
        vault.open(changed, *HERE)


def test_after_a_change_of_key_the_old_is_read_and_the_new_written() -> None:
    before, after = Vault({"1": OLD}), Vault({"1": OLD, "2": NEW})
    sealed = before.seal("rk_1", *HERE)

    again = after.seal(after.open(sealed, *HERE), *HERE)

    assert (after.is_stale(sealed), after.is_stale(again)) == (True, False)
    assert Vault({"2": NEW}).open(again, *HERE) == "rk_1"
    with pytest.raises(Refused, match="key «2», which is not set"):
        before.open(again, *HERE)


def test_keys_of_one_purpose_are_useless_for_another() -> None:
    vault = Vault({"1": OLD})

    assert len({vault.key("links"), vault.key("sessions"), vault.key("sealing"), OLD}) == 4


@pytest.mark.parametrize("keys", [{}, {"1": b"short"}, {"1": b"x" * 44}, {"a:b": OLD}])
def test_a_key_that_is_none_is_refused(keys: dict[str, bytes]) -> None:
    with pytest.raises(Refused):
        Vault(keys)


def test_a_row_that_was_swapped_is_refused(desk: Desk) -> None:
    first, second = (Connection(n, "elsewhere", n, ConnectionKind.ACCOUNT) for n in ("first", "second"))
    with desk.writing() as unit:
        unit.connections.add(first, "rk_first")
        unit.connections.add(second, "rk_second")
        unit._scope.connection.exec_driver_sql(
            "UPDATE connections SET sealed_secret = (SELECT sealed_secret FROM connections AS other "
            f"WHERE other.id = 'first' AND other.organisation_id = '{desk.id}') "
            f"WHERE id = 'second' AND organisation_id = '{desk.id}'"
        )

        assert unit.connections.secret("first") == "rk_first"
        with pytest.raises(Refused, match="cannot be opened"):
            unit.connections.secret("second")


def test_without_a_key_no_secret_is_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'relance.sqlite'}"
    migrate(url)
    store = open_store(url)
    desk = Desk(store, Hand())

    with pytest.raises(Refused, match="RELANCE_SECRET_KEY"), desk.writing() as unit:
        unit.connections.add(Connection("acc", "elsewhere", "x", ConnectionKind.ACCOUNT), "rk_1")

    store.close()
