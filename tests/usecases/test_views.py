"""A list under a name: kept, renamed, removed, opened with, by whom it belongs to."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from connector.core.views import ListOf, View
from connector.usecases import listing, views
from connector.usecases.unfit import NotThere, Unfit, Why
from tests.scenarios.office import Office

Story = Callable[..., Office]


@pytest.fixture
def office(story: Story, a_user: str) -> Office:
    return story()


@pytest.fixture
def a_user(sqlite: Any) -> str:
    """Whoever keeps views is a user."""
    from tests.web.browsing import user

    return user(sqlite)


def his(office: Office) -> str:
    with office.store.accounts.reading() as unit:
        return unit.users()[0].id


def keep(office: Office, name: str, is_shared: bool = False) -> View:
    return views.keep(
        office.app, office.id, ListOf.INVOICES, name, "due=late", his(office), "anna", is_shared
    )


def names(office: Office, user_id: str | None = None) -> list[str]:
    found = views.views_of(office.app, office.id, ListOf.INVOICES, user_id or his(office))
    return [x.name for x in found]


def test_ones_own_are_seen_by_oneself_and_shared_ones_by_everybody(office: Office) -> None:
    keep(office, "Mine")
    keep(office, " For  all ", is_shared=True)

    assert (names(office), names(office, "another")) == (["For all", "Mine"], ["For all"])


@pytest.mark.parametrize(
    ("name", "why"), [(" ", Why.NO_NAME), ("x" * 61, Why.NO_NAME), ("LATE", Why.NAME_TAKEN)]
)
def test_a_name_is_there_short_and_free(office: Office, name: str, why: Why) -> None:
    keep(office, "Late")

    with pytest.raises(Unfit) as refused:
        keep(office, name)

    assert refused.value.why is why


def test_there_are_no_more_than_anybody_reads(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST", 1)
    keep(office, "Late")

    with pytest.raises(Unfit) as refused:
        keep(office, "Later")

    assert refused.value.why is Why.TOO_MANY


def test_it_is_renamed_and_removed(office: Office) -> None:
    made = keep(office, "Late")
    rest = (his(office), "anna", False)

    views.rename(office.app, office.id, made.id, "Very late", *rest)
    assert names(office) == ["Very late"]
    views.remove(office.app, office.id, made.id, *rest)
    assert names(office) == []


def test_what_is_everybodys_is_changed_by_who_keeps_the_books(office: Office) -> None:
    made = keep(office, "Late", is_shared=True)

    with pytest.raises(NotThere):
        views.remove(office.app, office.id, made.id, his(office), "vera", False)
    views.rename(office.app, office.id, made.id, "Long late", his(office), "anna", True)

    assert names(office) == ["Long late"]


def test_the_list_opens_with_ones_own_choice_before_everybodys(office: Office) -> None:
    mine, other, shared = keep(office, "Mine"), keep(office, "Other"), keep(office, "All", is_shared=True)

    def chosen() -> str | None:
        found = views.default_of(views.views_of(office.app, office.id, ListOf.INVOICES, his(office)))
        return None if found is None else found.name

    assert chosen() is None
    for view in (shared, mine, other):
        views.open_with(office.app, office.id, view.id, his(office), "anna", True, is_default=True)
    assert chosen() == "Other"
    views.open_with(office.app, office.id, other.id, his(office), "anna", True, is_default=False)
    assert chosen() == "All"


@pytest.mark.parametrize(
    ("today", "last"),
    [("2026-09-03", "2026-08-31"), ("2026-09-01", "2026-08-27"), ("2026-09-07", "2026-09-02")],
)
def test_a_promise_has_two_business_days_of_grace(office: Office, today: str, last: str) -> None:
    office.at(today)

    assert listing.grace_over_on(office.app, office.id) == date.fromisoformat(last)
