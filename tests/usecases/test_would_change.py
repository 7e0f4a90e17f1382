"""What another ladder would change in the next days."""

from collections.abc import Callable

import pytest

from connector.core.errors import Refused
from connector.core.texts import LADDER, TextKind
from connector.usecases import texts
from connector.usecases import would_change as module
from connector.usecases.texts import Which
from connector.usecases.would_change import WouldChange, would_change
from tests.scenarios.office import Office

Story = Callable[..., Office]
POLICY = Which(TextKind.POLICY, "standard")
THREE = """steps:
  - {id: friendly, offset: 5, channel: email, severity: friendly}
  - {id: firm, offset: 15, channel: email, severity: firm}
  - {id: post, offset: 25, channel: letter, severity: firm}
"""


@pytest.fixture
def office(story: Story) -> Office:
    made = story(policy="standard")
    texts.save(made.app, made.id, POLICY, {LADDER: THREE}, "anna@example.com")
    made.invoice("F-1", "2026-08-31")
    made.invoice("F-2", "2026-09-02", customer="Durand", amount=250_00)
    made.sync()
    return made


def would(office: Office, text: str, which: Which = POLICY) -> WouldChange:
    return would_change(office.app, office.id, which, text)


def told(found: WouldChange) -> list[tuple[str, str, str, str, str]]:
    return [(x.what, x.number, x.step_id, str(x.before), str(x.after)) for x in found.rows]


def test_the_same_ladder_changes_nothing(office: Office) -> None:
    found = would(office, THREE)
    assert (found.rows, found.customers, found.is_all) == ((), 2, True)
    assert found.messages_before == found.messages_after > 0


def test_what_moves_comes_and_goes_is_told_by_day(office: Office) -> None:
    text = THREE.replace("offset: 15", "offset: 18").replace("id: post, offset: 25", "id: last, offset: 28")

    found = would(office, text)

    assert told(found) == [
        ("moved", "F-1", "firm", "2026-09-15", "2026-09-18"),
        ("moved", "F-2", "firm", "2026-09-17", "2026-09-21"),
        ("gone", "F-1", "post", "2026-09-25", "None"),
        ("added", "F-1", "last", "None", "2026-09-28"),
        ("gone", "F-2", "post", "2026-09-28", "None"),
        ("added", "F-2", "last", "None", "2026-09-30"),
    ]
    assert [found.count(x) for x in ("moved", "gone", "added", "other")] == [2, 2, 2, 0]
    assert (found.rows[1].customer, found.rows[1].asked, found.rows[1].currency) == ("Durand", 250_00, "EUR")


def test_another_way_on_the_same_day_is_told(office: Office) -> None:
    found = would(office, THREE.replace("channel: letter", "channel: email"))
    assert {(x.what, x.step_id, x.channel_before, x.channel_after) for x in found.rows} == {
        ("other", "post", "letter", "email")
    }


def test_nothing_is_written(office: Office) -> None:
    before = office.reminders()
    would(office, THREE.replace("offset: 15", "offset: 18"))
    assert office.reminders() == before
    assert texts.standing(office.app, office.id, POLICY).number == 1


def test_whoever_follows_another_policy_is_not_concerned(office: Office) -> None:
    assert would(office, THREE, Which(TextKind.POLICY, "gentle")).customers == 0


def test_a_rule_that_takes_invoices_is_seen(office: Office) -> None:
    text = f"conditions: {{min_open: {{EUR: 200.00}}}}\n{THREE.replace('offset: 5', 'offset: 9')}"
    found = would(office, text, Which(TextKind.POLICY, "builders"))
    assert told(found)[0] == ("moved", "F-2", "friendly", "2026-09-07", "2026-09-11")
    assert {x.number for x in found.rows} == {"F-2"}


def test_where_it_has_its_own_a_shared_one_changes_nothing(office: Office) -> None:
    shared = Which(TextKind.POLICY, "standard", is_shared=True)
    assert would(office, THREE.replace("offset: 15", "offset: 18"), shared).rows == ()


def test_of_many_some_are_looked_at_and_that_is_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENOUGH", "LOOKED_AT"):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, 1)
            found = would(office, THREE)
        assert (found.customers, found.is_all) == (1, False)


def test_a_wrong_text_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="line 1"):
        would(office, "steps: soon\n")
