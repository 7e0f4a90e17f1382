"""The ground the tests stand on: real databases, and no way out of this machine."""

import socket

import psycopg
import pytest
from sqlalchemy import create_engine, inspect, text


def test_each_database_starts_empty_and_can_be_written(database_url: str) -> None:
    engine = create_engine(database_url)

    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE invoices (number TEXT)"))
    tables = inspect(engine).get_table_names()
    engine.dispose()

    assert tables == ["invoices"]


@pytest.mark.parametrize("turn", ["first", "second"])
def test_no_table_is_left_from_the_test_before(postgres_url: str, turn: str) -> None:
    engine = create_engine(postgres_url)

    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE invoices (number TEXT)"))
    engine.dispose()


def test_postgresql_answers_a_commit_when_it_is_kept(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        shown = connection.execute("SHOW synchronous_commit").fetchone()

    assert shown == ("on",)


def test_a_socket_reaches_loopback() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as connection,
    ):
        assert connection.getpeername() == server.getsockname()


def test_a_socket_reaches_nothing_else() -> None:
    with socket.socket() as outward, pytest.raises(Exception, match=r"192\.0\.2\.1"):
        outward.connect(("192.0.2.1", 25))
