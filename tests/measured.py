"""Branches are measured while those tests run that are there for it: measuring doubles the time of a test.

pytest-cov's own marker leaves out the call alone, not what fixtures do, and costs 2 ms each time.
"""

from collections.abc import Generator
from typing import Any

import pytest

#: The rooms whose tests alone, on SQLite, must reach every branch of connector.core and connector.usecases.
COVERING = ("tests/core/", "tests/usecases/", "tests/scenarios/", "tests/contracts/")
#: They run whole lives again and again: they add no branch.
LONG = (
    "tests/scenarios/test_sending_model.py",
    "tests/scenarios/test_doubled_told.py",
    "tests/scenarios/test_crosswise.py",
    "tests/core/test_walks.py",
    "tests/core/test_properties.py",
    "tests/core/test_charge_properties.py",
)


def is_measured(nodeid: str) -> bool:
    is_covering = nodeid.startswith(COVERING) and not nodeid.startswith(LONG)
    return is_covering and "[postgresql" not in nodeid


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    measuring = getattr(item.config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    if measuring is not None and measuring.started is not is_measured(item.nodeid):
        (measuring.pause if measuring.started else measuring.resume)()
    return (yield)
