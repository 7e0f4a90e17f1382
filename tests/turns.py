"""Which tests go to one worker together, and what begins first.

A file goes as a whole, so that what its tests share is made once. What takes longest begins first:
else one worker ends alone with it. (Markers of pytest-xdist's `loadgroup` do nothing beside pytest 9.2.)
"""

from typing import Any

import pytest

#: Files whose tests take long, in this order, each test by itself.
LONG = ("tests/replay/test_replay.py", "tests/scenarios/test_sending_model.py", "tests/replay/")
#: Rooms with one stage for all their files.
ROOMS = ("tests/kills/", "tests/demo/")


def group(nodeid: str) -> str:
    """What goes to one worker: a long test, a room on one kind of database, a file."""
    if nodeid.startswith(LONG):
        return nodeid
    for room in ROOMS:
        if nodeid.startswith(room):
            return room + ("postgresql" if "[postgresql" in nodeid else "")
    return nodeid.partition("::")[0]


def turn(nodeid: str) -> int:
    """The lower, the earlier."""
    order = (LONG[0], *ROOMS, *LONG[1:])
    return next((n for n, name in enumerate(order) if nodeid.startswith(name)), len(order))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: turn(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class Turns(LoadScopeScheduling):  # type: ignore[misc]
        """A test that is done is forgotten: else all of them are counted again after each."""

        def _split_scope(self, nodeid: str) -> str:
            return group(nodeid)

        def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
            nodeid = self.registered_collections[node][item_index]
            work, of = self.assigned_work[node], group(nodeid)
            del work[of][nodeid]
            if not work[of]:
                del work[of]
            self._reschedule(node)

    config.option.loadscopereorder = False
    return Turns(config, log)
