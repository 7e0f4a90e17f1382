"""A plan that is asked for on the customer's page: within the limits, by a person or at once."""

from collections.abc import Callable
from datetime import date

import pytest

from connector.core.invoice import HoldReason, Instalment
from connector.core.plan_limits import PlanLimits
from connector.core.self_service import NotSaid, Saying, Wrong
from connector.usecases import organisations, people, self_service, to_do
from connector.usecases.daily import daily_facts
from connector.usecases.outlook import outlook
from connector.usecases.self_service import Done
from connector.usecases.whom import Whom
from tests.scenarios.office import Office
from tests.scenarios.test_page_links_told import HOME, LINKS, text_of, token_in

Story = Callable[..., Office]


@pytest.fixture
def office(story: Story) -> Office:
    """100.00 of F-1 are open on 8 September."""
    office = story(reply_to="compta@atelier.example")
    office.app = office.make_app(links=LINKS, page_link=HOME)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08")
    return office


def limit(office: Office, **fields: object) -> None:
    limits = PlanLimits(**fields)  # type: ignore[arg-type]
    organisations.change_organisation(office.app, office.id, "Anna", plan_limits=limits)


def ask(office: Office, parts: int = 2, on: str = "2026-09-15", **more: str) -> Done:
    token = token_in(text_of(office))
    (one,) = self_service.own_page(office.app, token).invoices
    typed = {"invoice": one.invoice.id, "parts": str(parts), "on": on, **more}
    return self_service.say(office.app, token, Saying.INSTALMENTS, typed)


def wrong(office: Office, **asked: object) -> Wrong:
    with pytest.raises(NotSaid) as refused:
        ask(office, **asked)  # type: ignore[arg-type]
    return refused.value.wrong


def holds(office: Office) -> list[tuple[HoldReason, tuple[Instalment, ...]]]:
    with office.store.reading(office.id) as unit:
        return [(x.reason, x.instalments) for x in unit.holds.active()]


def may_ask(office: Office) -> bool:
    page = self_service.own_page(office.app, token_in(text_of(office)))
    return page.may_ask_plan(page.invoices[0])


def test_by_itself_a_person_answers(office: Office) -> None:
    assert ask(office) is Done.TAKEN

    assert holds(office) == [(HoldReason.PAUSE, ())]
    assert [x.kind for x in to_do.tasks(office.app, office.id)] == ["asks_plan"]


def test_more_is_asked_for_where_the_owner_lets_it(office: Office) -> None:
    assert wrong(office, parts=4) is Wrong.NO_PARTS
    limit(office, most_parts=4, days=120)

    assert ask(office, parts=4) is Done.TAKEN


def test_nothing_beyond_the_limits_is_taken(office: Office) -> None:
    assert may_ask(office)
    assert wrong(office, parts=3, on="2026-11-01") is Wrong.TOO_FAR
    assert wrong(office, on="2027-01-01") is Wrong.TOO_FAR
    assert wrong(office, seen="another 2026-09-15") is Wrong.LOOK_AGAIN
    limit(office, least_open=101)
    assert wrong(office) is Wrong.TOO_LITTLE
    assert not may_ask(office)
    assert holds(office) == []


def test_it_is_agreed_at_once_where_the_owner_says_so(office: Office) -> None:
    limit(office, is_at_once=True, first_percent=60)

    assert ask(office) is Done.AGREED

    plan = (Instalment(date(2026, 9, 15), 60_00), Instalment(date(2026, 10, 15), 40_00))
    assert holds(office) == [(HoldReason.PLAN, plan)]
    assert to_do.tasks(office.app, office.id) == []
    assert ask(office) is Done.KNOWN
    assert len(holds(office)) == 1


def test_the_next_one_is_for_a_person(office: Office) -> None:
    limit(office, is_at_once=True)
    ask(office)
    assert ask(office, parts=3) is Done.TO_A_PERSON

    people.release(office.app, office.id, Whom(number="F-1"), None, "Anna")

    assert ask(office, parts=3) is Done.TAKEN
    assert [x for x, _ in holds(office)] == [HoldReason.PAUSE]


def test_what_was_agreed_is_told_in_the_daily_mail(office: Office) -> None:
    limit(office, is_at_once=True)
    ask(office)

    with office.store.reading(office.id) as unit:
        told = daily_facts(outlook(office.app, unit, office.now()), unit)

    assert "2026-09-15, 2026-10-15" in str(told)
