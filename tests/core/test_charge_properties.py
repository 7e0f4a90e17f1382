"""What holds for any charge beside any invoices: one decision each, and invoices that it leaves alone."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from connector.core.decision import Action, Reason
from connector.core.declines import DECLINES
from connector.core.history import Sort
from tests.core.builders import FAILED_CHARGE, a_charge, a_line, policies
from tests.core.story import Story
from tests.core.strategies import stories
from tests.core.test_properties import ACTION_OF


@st.composite
def with_charge(draw: st.DrawFn) -> Story:
    """Any story, and a charge that failed around its day, of which some steps were said."""
    story: Story = draw(stories())
    failed = story.today - timedelta(days=draw(st.integers(-1, 40)))
    code = draw(st.sampled_from([*DECLINES, "a_code_of_tomorrow"]))
    retried = draw(st.sampled_from([None, str(story.today), str(story.today + timedelta(days=3))]))
    story.invoices["C-1"] = a_charge(str(failed), code, retried)
    chosen = story.policies
    story.policies = policies(chosen.by_name[chosen.default], *chosen.by_name.values(), FAILED_CHARGE)
    for step in FAILED_CHARGE.steps[: draw(st.integers(0, 3))]:
        left = min(story.today, failed + timedelta(days=step.offset))
        story.lines.append(a_line(step, str(left), "C-1", sort=Sort.CHARGE))
    return story


@given(with_charge())
def test_every_charge_gets_one_decision_with_a_reason_of_its_action(story: Story) -> None:
    decisions = story.day(story.today)

    assert list(decisions) == list(story.invoices)
    assert all(ACTION_OF[x.reason] is x.action for x in decisions.values())


@given(with_charge())
def test_what_is_said_of_a_charge_is_of_its_own_sort_and_ladder(story: Story) -> None:
    for number, decision in story.day(story.today).items():
        if decision.step is not None:
            is_charge = number == "C-1"
            assert (decision.sort is Sort.CHARGE) is is_charge
            assert (decision.step in FAILED_CHARGE.steps) is is_charge


@given(with_charge())
def test_a_charge_that_says_nothing_and_of_which_nothing_was_said_changes_no_decision(story: Story) -> None:
    story.lines = [x for x in story.lines if x.invoice_id != "C-1"]
    beside = story.day(story.today)
    if beside.pop("C-1").action is Action.SEND or any(x.reason is Reason.MONEY_SEEN for x in beside.values()):
        return

    del story.invoices["C-1"]

    assert story.day(story.today) == beside


@given(with_charge())
def test_a_wait_ends_on_a_day_to_come(story: Story) -> None:
    charge = story.day(story.today)["C-1"]

    if charge.action is Action.WAIT:
        assert charge.on is not None and charge.on > story.today
