"""Looking without touching: simulate, explain, doctor, and the plan itself."""

from collections.abc import Callable
from datetime import date

import pytest

from connector.core.errors import Refused, Unavailable
from connector.core.history import State
from connector.core.invoice import Mode, Organisation, Status
from connector.core.message import Outcome
from connector.core.source import Batch
from connector.usecases.doctor import Finding, examine
from connector.usecases.explain import explain
from connector.usecases.organisations import add_organisation, change_organisation
from connector.usecases.plan import plan, plan_row, sweep
from connector.usecases.simulate import simulate
from connector.usecases.sync import import_ledger
from tests.scenarios.office import Office

Story = Callable[..., Office]


def one(story: Story, **settings: object) -> Office:
    office = story(**settings)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    return office


# ---------------------------------------------------------------- simulate


def foreseen(office: Office, days: int) -> list[tuple[str, str | None]]:
    found = simulate(office.app, office.id, days)
    return [(str(x.on), step.id if (step := x.planned.item.head.step) else None) for x in found]


def test_the_days_to_come_are_those_that_come(story: Story) -> None:
    office = one(story)

    told = foreseen(office, 40)
    office.days("2026-09-01", "2026-10-06")

    assert told == [(day, step) for day, _, step in office.steps()]


def test_nothing_is_written_and_the_age_of_the_ledger_does_not_matter(story: Story) -> None:
    office = one(story)
    office.at("2026-09-08")

    told = foreseen(office, 1)

    assert told == [("2026-09-08", "friendly")]
    assert office.reminders() == ()


def test_a_call_is_shown_on_its_first_day_and_left_undone(story: Story) -> None:
    office = one(story, policy="standard")
    office.at("2026-09-04")

    told = foreseen(office, 40)

    assert told == [
        ("2026-09-08", "friendly"),
        ("2026-09-18", "firm"),
        ("2026-09-23", "call"),
        ("2026-10-05", "formal"),
    ]


def test_a_letter_that_is_left_undone_names_no_invoice_on_two_days(story: Story) -> None:
    office = story(policy="standard")
    for n, due in ((1, "2026-09-05"), (2, "2026-09-06")):
        office.invoice(f"F-{n}", due)
    office.sync()
    office.at("2026-09-04")

    told = simulate(office.app, office.id, 60)

    letters = [x for x in told if (step := x.planned.item.head.step) and step.id == "formal"]
    assert [(str(x.on), x.planned.item.numbers) for x in letters] == [
        ("2026-10-05", ("F-1",)),
        ("2026-10-06", ("F-2",)),
    ]


def test_what_needs_a_person_is_shown_once(story: Story) -> None:
    office = one(story)
    for until in ("2026-09-02", "2026-09-03", "2026-09-04"):
        office.hold("promise", "F-1", until=until)

    assert foreseen(office, 5) == [("2026-09-01", None)]


def test_who_is_over_the_day_s_number_comes_the_day_after(story: Story) -> None:
    office = story(daily_cap=1)
    for n in range(2):
        office.invoice(f"F-{n}", "2026-09-03", 100_00 + n, customer=f"Client{n}")
    office.sync()

    told = [(str(x.on), x.planned.customer.name) for x in simulate(office.app, office.id, 10)]

    assert told == [("2026-09-08", "Client1"), ("2026-09-09", "Client0")]


# ---------------------------------------------------------------- explain


def test_a_closed_invoice_is_explained_by_its_status(story: Story) -> None:
    office = one(story)
    office.cycle("2026-09-08")
    office.account.pay("F-1")
    office.sync()

    told = explain(office.app, office.id, "F-1")

    assert (told.decision, told.invoice.status, told.customer.name) == (None, "paid", "Dupont")
    assert [(x.reminder.step_id, x.state) for x in told.said] == [("friendly", State.SENT)]


def test_a_line_that_was_taken_out_is_told_by_its_own_state(story: Story) -> None:
    office = story()
    for number in ("F-1", "F-2"):
        office.invoice(number, "2026-09-03")
    office.sync()
    office.cycle("2026-09-08T08:00")
    office.account.pay("F-2")
    office.cycle("2026-09-08T09:00")

    told = [[x.state for x in explain(office.app, office.id, n).said] for n in ("F-1", "F-2")]

    assert told == [[State.SENT], [State.CANCELLED]]


def test_what_comes_next_is_told_with_its_day(story: Story) -> None:
    office = one(story)
    office.cycle("2026-09-08")

    told = explain(office.app, office.id, "F-1").decision

    assert told is not None
    assert (told.action, told.reason, told.on) == ("wait", "not_due", date(2026, 9, 18))


def test_an_unknown_number_is_refused(story: Story) -> None:
    office = one(story)

    with pytest.raises(Refused, match="No invoice has the number «F-9»"):
        explain(office.app, office.id, "F-9")


# ---------------------------------------------------------------- doctor


def findings(office: Office) -> dict[str, Finding]:
    with office.store.reading(office.id) as unit:
        name = unit.organisation().name
    mine = [x for x in examine(office.app) if x.what.startswith(name)]
    return {x.what.removeprefix(f"{name}: "): x for x in mine}


def test_where_all_is_well_the_doctor_says_so(story: Story) -> None:
    office = one(story)

    found = findings(office)

    assert {x.is_well for x in found.values()} == {True}
    assert found["elsewhere account"].text == "read at 2026-09-01 07:00 UTC"
    assert "three" in found["policies"].text


def test_a_reading_that_is_too_old_is_found(story: Story) -> None:
    office = one(story)

    office.at("2026-09-02")

    assert findings(office)["elsewhere account"].text.endswith("too old, nothing is sent")


def test_an_account_that_was_never_read_and_one_that_fails_are_found(story: Story) -> None:
    never, fails = story(), story()
    fails.account.error = Unavailable("It does not answer.")
    fails.sync()

    assert findings(never)["elsewhere account"] == Finding(
        findings(never)["elsewhere account"].what, False, "never read: `relance sync`"
    )
    assert findings(fails)["elsewhere account"].text == "It does not answer."


def test_an_organisation_without_a_ledger_sender_or_policy_is_found(story: Story) -> None:
    office = story()
    bare = Organisation("", f"Bare {office.id}", "FR", "Europe/Paris", "fr", "EUR")
    made = add_organisation(office.app, bare)
    with office.store.writing(made.id) as unit:
        unit.change_organisation(policy="gone")

    found = {x.what: x for x in examine(office.app) if x.what.startswith(bare.name)}

    assert {x.is_well for x in found.values()} == {False, True}
    assert "gone" in found[f"{bare.name}: policies"].text
    assert found[f"{bare.name}: sender"].text.startswith("nothing leaves: `relance org set")
    assert found[f"{bare.name}: ledger"].text == "import a ledger file or connect an account"


def test_a_ledger_file_is_called_one(story: Story) -> None:
    office = story()
    import_ledger(office.app, office.id, "ledger_file", [Batch()])

    assert findings(office)["ledger file"].is_well


def test_a_daily_mail_that_cannot_leave_is_found(story: Story) -> None:
    office = story(owner_email="owner@atelier.example")
    well = findings(office)["daily mail"]
    with office.store.writing(office.id) as unit:
        unit.change_organisation(sender=None)

    assert well == Finding(well.what, True, "to owner@atelier.example")
    assert findings(office)["daily mail"].text == "to owner@atelier.example: cannot leave, see above"


def test_what_nobody_knows_about_is_found(story: Story) -> None:
    class Silent:
        def deliver(self, message: object) -> Outcome:
            return Outcome(State.UNKNOWN, "timeout_after_data")

    office = one(story, channel=Silent())
    office.cycle("2026-09-08")

    assert findings(office)["reminders"].text == "1 of which nobody knows whether they left: `relance tasks`"


# ---------------------------------------------------------------- the plan


def test_planning_twice_says_and_keeps_the_same(office: Office) -> None:
    for n in range(3):
        office.invoice(f"F-{n}", "2026-09-03", customer=f"Client{n % 2}")
    office.sync()
    office.at("2026-09-08")
    office.sync()

    first, kept = [plan_row(x) for x in office.plan()], office.reminders()
    second = [plan_row(x) for x in office.plan()]

    assert (second, office.reminders()) == (first, kept)
    assert first[0] == {
        "customer": "Client0", "invoices": ["F-0", "F-2"], "currency": "EUR", "amount": "200.00",
        "action": "send", "step": "friendly", "channel": "email", "reason": "step_due", "on": "2026-09-08",
    }  # fmt: skip


def test_a_plan_that_is_only_looked_at_keeps_nothing(story: Story) -> None:
    office = one(story)
    office.at("2026-09-08")
    office.sync()

    planned = plan(office.app, office.id, is_stored=False)

    assert [x.item.head.action for x in planned] == ["send"]
    assert office.reminders() == ()


def test_a_silent_row_names_no_step_channel_or_day(story: Story) -> None:
    office = one(story)
    office.hold("dispute", "F-1")

    row = plan_row(office.plan()[0])

    assert (row["action"], row["step"], row["channel"], row["on"]) == ("hold", None, None, None)


def test_a_sweep_looks_only_at_whom_something_can_have_changed_for(story: Story) -> None:
    office = one(story)
    first = sweep(office.app, office.id)

    again = sweep(office.app, office.id)
    office.hold("pause", "F-1")
    after_a_hold = sweep(office.app, office.id)
    office.at("2026-09-07")
    before_its_day = sweep(office.app, office.id)

    assert (first, again, after_a_hold, before_its_day) == (1, 0, 1, 0)


def test_what_waits_is_taken_back_when_the_debt_is_gone_and_says_why(story: Story) -> None:
    office = one(story, mode=Mode.APPROVE)
    office.cycle("2026-09-08")

    office.change("F-1", status=Status.VOID, open=0)
    office.cycle("2026-09-08T10:00")

    assert [(x.state, x.reason) for x in office.reminders()] == [(State.CANCELLED, "void")]


def test_a_change_of_the_gap_makes_everybody_be_looked_at_again(story: Story) -> None:
    office = one(story)
    sweep(office.app, office.id)

    change_organisation(office.app, office.id, "Anna", policy="gentle")

    assert sweep(office.app, office.id) == 1


@pytest.mark.parametrize("odd", [{"country": "ZZ"}, {"timezone": "Nowhere/At all"}, {"region": "X9"}])
def test_an_odd_country_region_or_zone_stands_back_for_the_organisation_s(
    story: Story, odd: dict[str, str]
) -> None:
    office = story()
    office.customer("Dupont", **odd)
    office.invoice("F-1", "2026-09-03")
    office.sync()

    office.cycle("2026-09-08")

    assert office.steps() == [("2026-09-08", "F-1", "friendly")]
