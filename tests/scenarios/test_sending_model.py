"""The sending protocol as a model: two senders, a crash and a payment at each point, two databases.

After any course of events no invoice appeared twice at one step and no message twice in one mailbox,
none was asked for that was known to be paid before the sender began, and every reminder, and every
recipient of it, has an end or a person to look at it.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from connector.core.history import State
from connector.core.message import Outcome, Outgoing, RecipientAnswer, Reminder, Verdict
from connector.core.redelivery import Redelivery
from connector.core.source import SourceCustomer
from connector.store.engine import SqlStore, open_store
from connector.store.vault import Vault
from tests.scenarios.office import Office, lines_of
from tests.scenarios.two_senders import Crash, Sender

#: Where something may happen: around each transaction and each call to the outside.
POINTS = ("begin", "commit", "read", "deliver", "delivered")
FINAL = {State.SENT, State.FAILED, State.CANCELLED, State.MISSED}
NUMBERS = ("F-1", "F-2", "F-3", "F-4")
OUTCOMES = (
    Outcome(State.SENT, "sent"),
    Outcome(State.RETRY, "later"),
    Outcome(State.FAILED, "refused"),
    Outcome(State.UNKNOWN, "timeout_after_data"),
)
#: The first recipient is accepted, the other has to wait.
PARTLY = Outcome(State.SENT, "partly")


class SendingModel(RuleBasedStateMachine):
    """Rules are what the world does; `due` says at which coming point it does it."""

    store: SqlStore
    lease_time: list[datetime]

    def __init__(self) -> None:
        super().__init__()
        self.office = Office(self.store, "2026-09-01T09:00")
        self.paid: set[str] = set()
        #: Message-ID, address, and what was said there, in the order in which they arrived.
        self.mailbox: list[tuple[str, str, tuple[tuple[str, str], ...]]] = []
        self.next_outcome = OUTCOMES[0]
        self.events: list[tuple[str, int, str]] = []
        self.listed: Sequence[Reminder] = ()
        self.owed: Sequence[Redelivery] = ()
        for name in ("Dupont", "Durand"):
            addresses = (f"{name.lower()}@it.example", f"chef@{name.lower()}.example")
            self.office.account.customers[name] = SourceCustomer(name, name, addresses)
        for n, number in enumerate(NUMBERS):
            self.office.invoice(number, "2026-08-28", 100_00 + n, customer=("Dupont", "Durand")[n // 2])
        self.office.sync()
        self.day = 2
        self.office.at("2026-09-02")
        self._plan_again()
        assert {x.state for x in self.office.reminders()} == {State.APPROVED}
        self.senders = [Sender(self), Sender(self)]

    # ------------------------------------------------------------ what the world does

    @rule(point=st.sampled_from(POINTS), skip=st.integers(0, 2))
    def one_will_crash(self, point: str, skip: int) -> None:
        self.events.append((point, skip, "crash"))

    @rule(point=st.sampled_from(POINTS), skip=st.integers(0, 2))
    def another_will_send(self, point: str, skip: int) -> None:
        self.events.append((point, skip, "other"))

    @rule(point=st.sampled_from(POINTS), skip=st.integers(0, 2))
    def one_will_sleep_past_its_claim(self, point: str, skip: int) -> None:
        self.events.append((point, skip, "late"))

    @rule(point=st.sampled_from(POINTS), number=st.sampled_from(NUMBERS))
    def one_will_be_paid(self, point: str, number: str) -> None:
        self.events.append((point, 0, f"pay {number}"))

    @rule(outcome=st.sampled_from((*OUTCOMES, PARTLY)))
    def server_will_say(self, outcome: Outcome) -> None:
        self.next_outcome = outcome

    @rule(which=st.integers(0, 1))
    def one_sends(self, which: int) -> None:
        self._run(self.senders[which])

    @rule(number=st.sampled_from(NUMBERS))
    def is_paid(self, number: str) -> None:
        self._pay(number)

    @precondition(lambda self: self.day < 27)
    @rule(days=st.integers(1, 3))
    def days_pass(self, days: int) -> None:
        self.day = min(self.day + days, 28)
        self.office.at(f"2026-09-{self.day:02}")
        self.lease_time[0] += timedelta(days=days)
        self._plan_again()

    @rule(minutes=st.sampled_from((15, 60, 240)))
    def some_time_passes(self, minutes: int) -> None:
        """Within the window, so that who was left out is tried again on the same day."""
        later = self.office.clock.moment + timedelta(minutes=minutes)
        if later.hour < 17:
            self.office.clock.moment = later
            self.office.sync()

    @rule()
    def claims_run_out(self) -> None:
        self.lease_time[0] += timedelta(minutes=10)

    def _plan_again(self) -> None:
        self.office.sync()
        self.office.plan()

    def happen(self, point: str) -> None:
        """Does what was due at this point, if anything was."""
        for n, (where, skip, what) in enumerate(self.events):
            if where != point:
                continue
            if skip:
                self.events[n] = (where, skip - 1, what)
                return
            del self.events[n]
            self._do(what)
            return

    def _do(self, what: str) -> None:
        if what == "crash":
            raise Crash
        if what == "late":
            self.lease_time[0] += timedelta(minutes=10)
        elif what == "other":
            self._run(Sender(self), self.listed, self.owed)
        else:
            self._pay(what.removeprefix("pay "))

    def _run(
        self,
        sender: Sender,
        stale: Sequence[Reminder] | None = None,
        owed: Sequence[Redelivery] = (),
    ) -> None:
        try:
            sender.run_again(owed)
            sender.run(stale)
        except Crash:
            return

    def _pay(self, number: str) -> None:
        self.office.account.pay(number)
        self.paid.add(number)

    # ------------------------------------------------------------ what must hold

    def answered(self, message: Outgoing) -> tuple[Outcome, tuple[str, ...]]:
        """What the server says to this message, and whom it then reaches."""
        to = message.only_for or message.to
        if self.next_outcome is not PARTLY:
            return self.next_outcome, to
        if len(to) == 1:
            return OUTCOMES[1], ()
        first, last = to
        answers = (
            RecipientAnswer(first, Verdict.ACCEPTED, 250, "OK"),
            RecipientAnswer(last, Verdict.LATER, 450, "Busy"),
        )
        return Outcome(State.SENT, "sent", answers), (first,)

    def arrived(self, sender: Sender, message: Outgoing, reached: Sequence[str]) -> None:
        with self.office.store.reading(self.office.id) as unit:
            reminder = unit.reminders.get(reminder_of(message.message_id))
        assert reminder is not None
        lines = lines_of(reminder)
        for address in reached:
            said = {line for _, where, earlier in self.mailbox if where == address for line in earlier}
            assert not said & set(lines), f"twice: {said & set(lines)}"
            self.mailbox.append((message.message_id, address, lines))
        assert not {number for number, _ in lines} & sender.known_paid, "asked for what was paid"

    def teardown(self) -> None:
        self.events.clear()
        self.next_outcome = OUTCOMES[0]
        for day in ("2026-09-29", "2026-09-30"):
            self.lease_time[0] += timedelta(days=1)
            self.office.at(day)
            self._plan_again()
            self._run(self.senders[0])
        self._everything_has_an_end()

    def redeliveries(self) -> list[Redelivery]:
        with self.office.store.reading(self.office.id) as unit:
            ids = [x.id for x in unit.reminders.in_states(tuple(State))]
            return [one for x in ids for one in unit.redeliveries.of_reminder(x)]

    def _everything_has_an_end(self) -> None:
        tasks = self.office.tasks()
        asked = tasks.count("unknown") + tasks.count("unknown_recipient")
        states = {x.id: x.state for x in self.office.reminders() if not x.is_task}
        owed = self.redeliveries()
        ends = [*states.values(), *(one.state for one in owed)]
        assert sum(state is State.UNKNOWN for state in ends) == asked
        arrived = [(message_id, address) for message_id, address, _ in self.mailbox]
        assert len(arrived) == len(set(arrived))
        for message_id, _ in arrived:
            assert states[reminder_of(message_id)] in (State.SENT, State.UNKNOWN)
        for one in owed:
            reached = any(reminder_of(x) == one.reminder_id and where == one.address for x, where in arrived)
            assert reached or one.state is not State.SENT, "said to be sent, and never came"
            assert not reached or one.state in (State.SENT, State.UNKNOWN), "came, and is tried again"
        in_hand = {State.CLAIMED, State.SENDING}
        assert not in_hand & set(ends), "left in somebody's hands"
        assert State.RETRY not in {one.state for one in owed}, "owed for ever"
        assert not self.office.faults


def reminder_of(message_id: str) -> str:
    return message_id.strip("<>").split("@")[0]


@pytest.fixture
def model(migrated_url: str) -> Iterator[type[SendingModel]]:
    """The model over each kind of database."""
    made = model_over(migrated_url)
    yield made
    made.store.close()


def model_over(url: str) -> type[SendingModel]:
    """The model over a migrated database whose lease time is moved by hand."""
    lease_time = [datetime(2026, 9, 1, tzinfo=UTC)]
    opened = open_store(url, lease_clock=lambda: lease_time[0], vault=Vault({"1": b"k" * 32}))
    return type("Model", (SendingModel,), {"store": opened, "lease_time": lease_time})


SINGLE = [(point, skip, what) for point in POINTS for skip in (0, 1) for what in ("crash", "other", "late")]
PAIRS = [
    ((where, 0, "other"), (then, 0, what))
    for where in POINTS
    for then in POINTS
    for what in ("crash", "late")
]


#: Around each step of a single try: found due, claimed, read, its intent, handed over, written down.
AGAIN = [
    ("commit", 0),
    ("commit", 1),
    ("read", 0),
    ("commit", 3),
    ("deliver", 0),
    ("delivered", 0),
    ("commit", 4),
]
SINGLE_AGAIN = [(point, skip, what) for point, skip in AGAIN for what in ("crash", "other", "late")]
PAIRS_AGAIN = [
    ((where, skip, "other"), (then, 0, "crash"))
    for where, skip in (("commit", 1), ("read", 0), ("deliver", 0))
    for then in ("commit", "deliver", "delivered")
]


#: Each pair of points with one kind of database; with both in `make prove`.
BOTH_AT_LENGTH = pytest.mark.parametrize(
    "migrated_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.prove)], indirect=True
)


def told(model: type[SendingModel], events: Sequence[tuple[str, int, str]]) -> SendingModel:
    """One run of one sender in which exactly these things happen, and what came of it."""
    story = model()
    story.events = list(events)
    story.one_sends(which=0)
    story.teardown()
    return story


def test_one_thing_at_any_point_harms_nothing(model: type[SendingModel]) -> None:
    stories = [told(model, [event]) for event in SINGLE]

    assert sum(len(story.mailbox) for story in stories) > len(stories)


@BOTH_AT_LENGTH
def test_two_things_at_any_two_points_harm_nothing(model: type[SendingModel]) -> None:
    stories = [told(model, pair) for pair in PAIRS]

    assert sum(len(story.mailbox) for story in stories) > len(stories)


def told_again(model: type[SendingModel], events: Sequence[tuple[str, int, str]]) -> SendingModel:
    """The same of a sender who tries again singly whom the first message did not reach."""
    story = model()
    story.next_outcome = PARTLY
    story.one_sends(which=0)
    assert len(story.mailbox) == len(story.redeliveries()) == 2
    story.next_outcome = OUTCOMES[0]
    story.some_time_passes(minutes=15)
    story.events = list(events)
    story.one_sends(which=0)
    story.teardown()
    return story


@BOTH_AT_LENGTH
def test_one_thing_at_any_point_of_a_single_try_harms_nothing(model: type[SendingModel]) -> None:
    stories = [told_again(model, [event]) for event in SINGLE_AGAIN]

    assert sum(len(story.mailbox) for story in stories) > 3 * len(stories)


@BOTH_AT_LENGTH
def test_two_things_at_any_two_points_of_a_single_try_harm_nothing(model: type[SendingModel]) -> None:
    stories = [told_again(model, pair) for pair in PAIRS_AGAIN]

    assert sum(len(story.mailbox) for story in stories) > 3 * len(stories)


def test_a_payment_before_a_single_try_reads_the_balance_is_always_seen(model: type[SendingModel]) -> None:
    stories = [told_again(model, [(point, 0, "pay F-1")]) for point in ("begin", "read")]

    said = [[line for _, _, lines in story.mailbox for line in lines] for story in stories]
    assert [x.count(("F-1", "friendly")) for x in said] == [1, 1]
    assert [x.count(("F-3", "friendly")) for x in said] == [2, 2]


def test_a_payment_before_the_balance_is_read_is_always_seen(model: type[SendingModel]) -> None:
    stories = [told(model, [(point, skip, "pay F-1")]) for point in ("begin", "read") for skip in (0, 1)]

    said = [{number for _, _, lines in story.mailbox for number, _ in lines} for story in stories]
    assert said[2] == {"F-2", "F-3", "F-4"}


def test_nothing_goes_out_twice_or_after_payment_whatever_happens(model: type[SendingModel]) -> None:
    run_state_machine_as_test(model, settings=settings(settings.default, max_examples=20))


@pytest.mark.prove
def test_the_same_at_length(model: type[SendingModel]) -> None:
    longer = settings(settings.get_profile("prove"), max_examples=1500, stateful_step_count=40)
    run_state_machine_as_test(model, settings=longer)
