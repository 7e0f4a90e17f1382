"""Which tests run on PostgreSQL in `make prove` alone.

They read a provider's answers into the ledger, on SQLite at each change, or kill a sender where others are
killed on both databases already. What the store does with it is said by its contract, on both; one reading
of each provider, and one kill while an account mails, stays on both as well.
"""

import pytest

ROOMS = (
    "tests/providers/xero/",
    "tests/providers/quickbooks/",
    "tests/kills/test_account_kills.py",
    "tests/kills/test_kills.py::test_killed_over_a_refusal",
    "tests/kills/test_kills.py::test_killed_while_taking_over_from_the_dead",
    "tests/kills/test_single_kills.py",
)
#: The reading of each, and the kill, that stay.
ON_BOTH = (
    "test_after_a_day_of_changes_it_is_the_book_again_by_the_changes_alone",
    "test_a_day_of_changes_is_followed_to_the_cent",
    "test_killed_after_the_intent_the_account_is_never_asked_again[postgresql-account has mailed]",
)


def is_by_hand(nodeid: str) -> bool:
    return nodeid.startswith(ROOMS) and "[postgresql" in nodeid and not any(x in nodeid for x in ON_BOTH)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_by_hand(item.nodeid):
            item.add_marker(pytest.mark.prove)
