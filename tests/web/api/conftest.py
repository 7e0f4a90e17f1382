"""An office with a program at its door."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.core.tokens import Permit
from connector.store.engine import SqlStore
from tests.migrated import Copies
from tests.scenarios.office import Office, office_store
from tests.web.api.program import Program


@pytest.fixture
def store(migrated_copies: Copies, tmp_path: Path) -> Iterator[SqlStore]:
    """An empty database."""
    with migrated_copies("sqlite", tmp_path) as url:
        opened = office_store(url)
        yield opened
        opened.close()


@pytest.fixture
def office(store: SqlStore) -> Office:
    """In the mode approve; Dupont is late with F-1 and soon due with F-2, Durand is late with D-1."""
    made = Office(store)
    made.invoice("F-1", "2026-08-20", 120_50)
    made.invoice("F-2", "2026-09-04", 80_00)
    made.invoice("D-1", "2026-08-10", 300_00, customer="Durand")
    made.sync()
    return made


@pytest.fixture
def program(office: Office) -> Program:
    """It may do everything that a program may."""
    return Program(office, *Permit)
