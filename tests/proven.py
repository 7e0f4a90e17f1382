"""Which tests run before something lands, in `make gate`, or by hand, and not with every `make test`.

What the store does is said by its contract, on both databases at each change; so are its way from nothing to
the newest schema, the sending model, the kills at each moment, and most of what two do at once. What only
reads, plans or words a message runs on SQLite there, and on PostgreSQL too in the gate. So does the whole of
a long table of alike cases (every fault at every call, every word that may be missing): `make test` takes a
few of it. So do the walks in a browser, and what takes long and says at length what others say in short.
A provider's answers are read on PostgreSQL, and a sender is killed where others are, in `make prove` alone.
"""

from collections import defaultdict

import pytest

BY_HAND = (
    "tests/providers/xero/",
    "tests/providers/quickbooks/",
    "tests/kills/test_account_kills.py",
    "tests/kills/test_kills.py::test_killed_over_a_refusal",
    "tests/kills/test_kills.py::test_killed_while_taking_over_from_the_dead",
    "tests/kills/test_single_kills.py",
)
IN_THE_GATE = (
    "tests/usecases/",
    "tests/scenarios/",
    "tests/store/test_migrations.py",
    "tests/providers/oauth/test_keeper.py",
    "tests/providers/test_budget.py",
)
#: What stays on both: the reading of each, one kill, and two who act at once.
ON_BOTH = (
    "test_after_a_day_of_changes_it_is_the_book_again_by_the_changes_alone",
    "test_a_day_of_changes_is_followed_to_the_cent",
    "test_killed_after_the_intent_the_account_is_never_asked_again[postgresql-account has mailed]",
    "test_a_payment_before",
    "test_nothing_goes_out_twice_or_after_payment_whatever_happens",
    "test_crosswise.py",
    "test_doubled_crosswise.py",
    "test_moment_of_sending.py",
    "test_from_nothing_to_the_schema_that_the_code_knows",
    "at_once",
    "two_senders",
    "meanwhile",
)


#: The rooms whose tables are long; those of the store, of the core and of kills run whole at each change.
TABLES = ("tests/providers/", "tests/render/", "tests/cli/", "tests/web/", "tests/docs/", "tests/identity/")
#: From so many cases on a table is long; so many of it are taken, spread over all of it.
LONG, TAKEN = 9, 4
#: Long, and whole at each change all the same: each case is a door of its own.
WHOLE = ("tests/web/api/test_schema.py::test_twenty_requests",)


def left_to_the_gate(nodeids: list[str]) -> set[str]:
    """Of each long table all cases but a few."""
    tables: dict[str, list[str]] = defaultdict(list)
    for nodeid in nodeids:
        if nodeid.startswith(TABLES) and not nodeid.startswith(WHOLE):
            tables[nodeid.partition("[")[0]].append(nodeid)
    long = [cases for cases in tables.values() if len(cases) >= LONG]
    return {x for cases in long for n, x in enumerate(cases) if n not in taken(len(cases))}


def taken(count: int) -> set[int]:
    """Which cases of so many: the first, and the others as far apart as can be."""
    return {n * count // TAKEN for n in range(TAKEN)}


#: What takes long: a shorter one of each stays.
AT_LENGTH = (
    "test_a_thousand_uses_at_once_from_four_processes_make_one_exchange[postgresql]",
    "test_migrations.py::test_one_down_and_up_again_from_each[postgresql]",
    "test_sending_model.py::test_two_things_at_any_two_points_harm_nothing",
    "test_sending_model.py::test_two_things_at_any_two_points_of_a_single_try_harm_nothing",
    "test_whereabouts.py::test_an_installed_wheel_carries_them",
    "test_server.py::test_serve_answers_and_stops_cleanly[2]",
    "test_streams.py::test_a_stream_that_knows_few_letters_stops_nothing",
    "test_report.py::TestPdf::test_it_is_one_page_or_two",
    "test_owner_templates.py::TestAllProblemsAtOnce::test_each_mistake_is_told",
    "test_two_victims.py::test_one_is_killed_after_the_other_has_sent_what_is_free",
    "test_visitor.py::test_quickbooks_and_an_organisation_of_two_at_xero_are_read_the_next_day",
    "test_cards_through.py::test_a_click_days_later_changes_the_card_and_charges_nothing",
)

#: What is walked through in a browser, which has to be installed.
WALKS = ("_browser.py::", "/test_browser.py::", "/test_axe.py::")


def needs(nodeid: str) -> str | None:
    """The marker without which a test runs with every `make test`."""
    if any(x in nodeid for x in (*WALKS, *AT_LENGTH)):
        return "gate"
    if "[postgresql" not in nodeid or any(x in nodeid for x in ON_BOTH):
        return None
    if nodeid.startswith(BY_HAND):
        return "prove"
    return "gate" if nodeid.startswith(IN_THE_GATE) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    left = left_to_the_gate([item.nodeid for item in items])
    for item in items:
        marker = needs(item.nodeid) or ("gate" if item.nodeid in left else None)
        if marker is not None:
            item.add_marker(marker)
