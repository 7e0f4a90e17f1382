"""Reading an account: everything at first and once a day, in between what has changed (37 to 40)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from connector.core.budgets import Priority
from connector.core.errors import AuthExpired, CursorLost, LeaseLost, Malformed, RateLimited, Unavailable
from connector.core.invoice import Status
from connector.core.ledger import CustomerFacts
from connector.core.source import Batch, Connection, Source, SourceCredit, SourceCustomer, SourceInvoice
from connector.usecases.reading import ReadingAccount
from connector.usecases.run_once import tick
from connector.usecases.sync import sync, sync_what_is_old
from tests.scenarios.office import Account, Office, connection_of

Story = Callable[..., Office]
HOUR = timedelta(hours=1)


@dataclass
class Followed(Account):
    """An account that tells its changes: `news` page by page, the cursor being how many it has told."""

    news: list[Batch] = field(default_factory=list)
    wholes: int = 0
    followed: list[str] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)
    is_lost: bool = False
    is_silent_singly: bool = False
    breaks_at: int | None = None

    def open_invoices(self) -> Iterator[Batch]:
        self._answer()
        self.wholes += 1
        *pages, last = [Batch(invoices=(x,)) for x in self.invoices.values() if x.status is Status.OPEN] or [
            Batch()
        ]
        yield Batch(
            tuple(self.customers.values()), credits=tuple(self.credits.values()), expected=len(pages) + 1
        )
        yield from pages
        yield replace(last, cursor=str(len(self.news)))

    def changes(self, cursor: str) -> Iterator[Batch]:
        self._answer()
        self.followed.append(cursor)
        if self.is_lost:
            raise CursorLost("too long ago")
        for n, page in enumerate(self.news[int(cursor) :], start=int(cursor)):
            if n == self.breaks_at:
                raise Malformed("Half a page.")
            yield replace(page, cursor=str(n + 1))

    def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
        if self.is_silent_singly:
            raise Unavailable("No answer.")
        return super().read(source_ids)

    def read_customers(self, source_ids: Sequence[str]) -> tuple[SourceCustomer, ...]:
        self.asked_for += source_ids
        return super().read_customers(source_ids)

    def tell(self, *numbers: str, credits: tuple[SourceCredit, ...] = ()) -> None:
        """These invoices have changed."""
        self.news.append(Batch(invoices=tuple(self.invoices[x] for x in numbers), credits=credits))


@pytest.fixture
def office(story: Story) -> Office:
    made = story()
    made.account = Followed()
    made.invoice("F-1", "2026-09-03")
    made.invoice("F-2", "2026-09-03")
    return made


def account(office: Office) -> Followed:
    assert isinstance(office.account, Followed)
    return office.account


def statuses(office: Office) -> dict[str, Status]:
    with office.store.reading(office.id) as unit:
        return {x.number: x.status for n in office.account.invoices for x in unit.ledger.find_invoices(n)}


def later(office: Office, span: timedelta = HOUR) -> None:
    office.clock.moment += span


def test_a_change_is_followed_without_reading_everything(office: Office) -> None:
    """37."""
    office.sync()
    office.change("F-1", status=Status.PAID, open=0)
    office.change("F-2", status=Status.VOID, open=0)
    account(office).tell("F-1")
    account(office).tell("F-2")
    later(office)

    office.sync()

    assert statuses(office) == {"F-1": "paid", "F-2": "void"}
    assert (account(office).wholes, account(office).followed) == (1, ["0"])
    assert connection_of(office).cursor == "2"
    assert connection_of(office).read_at == office.now()


def test_what_no_change_has_told_is_found_once_a_day(office: Office) -> None:
    """37."""
    office.sync()
    office.change("F-1", status=Status.VOID, open=0)
    later(office, timedelta(hours=23, minutes=59))
    office.sync()
    before = statuses(office)["F-1"]
    later(office, timedelta(minutes=1))

    office.sync()

    assert (before, statuses(office)["F-1"], account(office).wholes) == ("open", "void", 2)


def test_where_the_thread_is_lost_everything_is_read(office: Office) -> None:
    office.sync()
    office.change("F-1", status=Status.PAID, open=0)
    account(office).is_lost = True
    later(office)

    synced = sync(office.app, office.id)[0]

    assert synced.problem is None
    assert (account(office).wholes, statuses(office)["F-1"]) == (2, "paid")


def test_what_is_missing_is_looked_for_again_where_its_reading_broke_off(office: Office) -> None:
    """40: the changes after the lost thread would not tell of it."""
    office.sync()
    office.change("F-1", status=Status.PAID, open=0)
    account(office).tell("F-1")
    account(office).is_lost = account(office).is_silent_singly = True
    later(office)
    office.sync()
    first = (statuses(office)["F-1"], connection_of(office).cursor, connection_of(office).alarm)

    account(office).is_silent_singly = False
    office.sync()

    assert first == ("open", "0", "No answer.")
    assert (statuses(office)["F-1"], connection_of(office).cursor) == ("paid", "1")


def test_a_page_that_cannot_be_read_leaves_the_cursor_before_it(office: Office) -> None:
    """40: what was kept is kept, the rest is asked for again."""
    office.sync()
    office.change("F-1", status=Status.PAID, open=0)
    account(office).tell("F-1")
    office.change("F-2", status=Status.PAID, open=0)
    account(office).tell("F-2")
    account(office).breaks_at = 1
    later(office)
    office.sync()
    first = (statuses(office), connection_of(office).cursor, connection_of(office).alarm)
    read_at = connection_of(office).read_at

    account(office).breaks_at = None
    office.sync()

    assert first == ({"F-1": "paid", "F-2": "open"}, "1", "Half a page.")
    assert read_at is not None
    assert read_at < office.now()
    assert (statuses(office)["F-2"], connection_of(office).alarm) == ("paid", None)
    assert account(office).followed == ["0", "1"]


def test_a_customer_who_was_never_shown_is_asked_for(office: Office) -> None:
    office.sync()
    office.invoice("F-3", "2026-09-10", customer="Neuville")
    account(office).tell("F-3")
    later(office)

    office.sync()

    with office.store.reading(office.id) as unit:
        customer = unit.ledger.customer(unit.ledger.find_invoices("F-3")[0].customer_id)
    assert account(office).asked_for == ["Neuville"]
    assert (customer.name, customer.addresses()) == ("Neuville", ("neuville@neuville.example",))
    assert connection_of(office).remark is None


def test_money_that_a_whole_reading_no_longer_shows_is_used_up(office: Office) -> None:
    office.credit("C-1", 50_00, "2026-08-30")
    office.credit("C-2", 20_00, "2026-08-30")
    office.sync()
    del office.account.credits["C-1"]
    later(office, timedelta(days=1))

    office.sync()

    assert [x.amount for x in facts(office).credits] == [20_00]


def test_money_that_was_deleted_is_gone_though_nobody_says_whose_it_was(office: Office) -> None:
    office.credit("C-1", 50_00, "2026-08-30")
    office.sync()
    gone = SourceCredit("C-1", "", "EUR", 0)
    account(office).tell(credits=(gone, replace(gone, source_id="C-unknown")))
    later(office)

    office.sync()

    assert facts(office).credits == ()
    assert connection_of(office).remark is None


def facts(office: Office) -> CustomerFacts:
    with office.store.reading(office.id) as unit:
        return next(iter(unit.ledger.facts()))


def test_a_pause_that_the_provider_asks_for_is_no_alarm(office: Office) -> None:
    """39: it is tried again; the ledger's age speaks for itself."""
    office.account.error = RateLimited("Come back tomorrow.", office.now() + timedelta(days=1))

    synced = sync(office.app, office.id)[0]

    assert synced.problem == "Come back tomorrow."
    assert connection_of(office).troubles == ()


def test_an_account_that_waits_for_its_owner_is_left_alone_until_he_asks(office: Office) -> None:
    office.sync()
    office.account.error = AuthExpired("Connect it again.")
    later(office)
    tick(office.app, office.id)
    stopped = connection_of(office)
    reads = office.account.reads
    later(office, timedelta(days=2))
    tick(office.app, office.id)
    left_alone = office.account.reads == reads

    office.account.error = None
    office.sync()

    assert (stopped.alarm, stopped.stopped_at) == ("Connect it again.", stopped.stopped_at)
    assert stopped.stopped_at is not None
    assert left_alone
    assert (connection_of(office).troubles, connection_of(office).stopped_at) == ((), None)
    assert sync_what_is_old(office.app, office.id, HOUR) == []


def test_who_looks_on_sees_how_far_it_is(office: Office) -> None:
    seen: list[tuple[str, int, int | None]] = []

    sync(office.app, office.id, lambda connection, shown, of: seen.append((connection.name, shown, of)))

    assert seen == [("account", 0, 2), ("account", 1, 2), ("account", 2, 2)]


def test_the_first_load_leaves_calls_for_what_matters_more(office: Office) -> None:
    asked: list[Priority] = []

    def sources(connection: Connection, secret: str | None, priority: Priority) -> Source:
        asked.append(priority)
        return office.account

    office.app = office.make_app(sources=sources)
    office.sync()
    later(office)
    office.sync()

    assert asked == [Priority.BACKFILL, Priority.POLL]


def test_who_lost_the_account_to_another_process_keeps_nothing_more(office: Office) -> None:
    taken: list[bool] = []

    class Slow(Followed):
        def open_invoices(self) -> Iterator[Batch]:
            name = f"sync:{office.connection.id}"
            office.store.leases.give_back(name, reader.owner)
            taken.append(office.store.leases.take(name, "somebody else", 60))
            yield from super().open_invoices()

    class Reader(ReadingAccount):
        @property
        def owner(self) -> str:
            return self._owner

    slow = Slow(office.account.customers, office.account.invoices)
    app = office.make_app(sources=lambda *_: slow)
    reader = Reader(app, office.id, office.connection, "me", lambda *_: None)
    office.store.leases.take(f"sync:{office.connection.id}", "me", 60)

    with pytest.raises(LeaseLost, match="Another process"):
        reader.run()

    assert (taken, statuses(office)) == ([True], {})


def test_an_account_that_another_process_took_over_is_no_alarm(office: Office) -> None:
    class Slow(Followed):
        def open_invoices(self) -> Iterator[Batch]:
            raise LeaseLost("Another process has begun to read this account.")

    synced = sync(office.make_app(sources=lambda *_: Slow()), office.id)[0]

    assert synced.problem == "is being read by another process"
    assert connection_of(office).troubles == ()


# ---------------------------------------------------------------- announced days of payment


def test_a_day_announced_at_the_source_is_a_promise(office: Office) -> None:
    office.change("F-1", promised_on=date(2026, 9, 16))
    office.sync()

    assert office.reason("F-1") == "promise"
    assert office.reason("F-2") != "promise"


def test_another_day_takes_the_place_of_the_first_and_the_third_needs_a_person(office: Office) -> None:
    seen = []
    for day in (16, 17, 18):
        office.change("F-1", promised_on=date(2026, 9, day))
        account(office).tell("F-1")
        office.sync()
        later(office)
        seen.append(office.reason("F-1"))

    assert seen == ["promise", "promise", "needs_person"]


def test_a_day_that_is_taken_back_is_no_promise(office: Office) -> None:
    office.change("F-1", promised_on=date(2026, 9, 16))
    office.sync()
    office.change("F-1", promised_on=None)
    account(office).tell("F-1")
    later(office)
    office.sync()

    assert office.reason("F-1") != "promise"


def test_a_day_that_is_over_at_first_sight_was_announced_to_others(office: Office) -> None:
    office.change("F-1", promised_on=date(2026, 8, 31))
    office.change("F-2", promised_on=date(2026, 9, 16), status=Status.PAID, open=0)
    office.sync()

    with office.store.reading(office.id) as unit:
        assert unit.holds.active() == ()
