"""What SQLAlchemy makes of a statement serves all tests, each of which opens a database of its own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Dialect, Engine

from connector.store import engine as opened

#: Of one store: who writes, and who reads.
MAKERS = ("make_engine", "_reader_of")


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """It is kept by dialect, of which a process that opens one database has one to write and one to read."""
    dialects: dict[tuple[str, str], Dialect] = {}
    compiled: dict[Any, Any] = {}

    def sharing(name: str, make: Callable[..., Engine]) -> Callable[..., Engine]:
        def made(*args: Any, **options: Any) -> Engine:
            engine = make(*args, **options)
            engine.dialect = dialects.setdefault((name, engine.dialect.name), engine.dialect)
            engine.update_execution_options(compiled_cache=compiled)
            return engine

        return made

    with pytest.MonkeyPatch.context() as patched:
        for name in MAKERS:
            patched.setattr(opened, name, sharing(name, getattr(opened, name)))
        yield
