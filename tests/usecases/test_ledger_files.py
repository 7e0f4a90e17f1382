"""A ledger file that was handed in: looked at first, then taken in as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pytest

from connector.core.errors import Refused
from connector.core.invoice import Organisation, Status
from connector.core.ledger import MergeReport
from connector.core.ledger_files import FileProblem, FileRead
from connector.core.source import Batch, SourceCredit, SourceCustomer, SourceInvoice
from connector.core.trail import TrailWanted
from connector.core.wishes import Remembered, Wishes
from connector.usecases.ledger_files import (
    files_of,
    import_file,
    keep_file,
    last_time,
    preview_file,
    read_as,
)
from connector.usecases.sync import ReadMeanwhile, import_ledger
from tests.scenarios.office import Office

Story = Callable[..., Office]
AS_IT_IS = Wishes()
MAPPED = Wishes({"Reste dû": "open"}, "dmy")


def invoice(number: str, amount: int, currency: str = "EUR", status: Status = Status.OPEN) -> SourceInvoice:
    return SourceInvoice(number, "Dupont", number, currency, amount, amount, status)


@dataclass
class Shelf:
    """Files that are read as it is told."""

    files: dict[str, FileRead] = field(default_factory=dict)
    fields: tuple[str, ...] = ("number",)
    read_by: list[Wishes] = field(default_factory=list)

    def keep(self, organisation_id: str, content: bytes, at: datetime) -> str:
        self.files[content.decode()] = FileRead("a-file")
        return content.decode()

    def read(self, organisation: Organisation, key: str, wishes: Wishes, at: datetime) -> FileRead | None:
        self.read_by.append(wishes)
        return self.files.get(key)

    def drop(self, organisation_id: str, key: str) -> None:
        del self.files[key]

    def put(self, *invoices: SourceInvoice) -> None:
        batch = Batch((SourceCustomer("Dupont", "Dupont"),), invoices)
        self.files["key"] = FileRead("a-file", (batch,), len(invoices))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def office(story: Story, shelf: Shelf) -> Office:
    made = story()
    made.app = replace(made.app, ledger_files=shelf)
    return made


def take_in(office: Office) -> MergeReport | None:
    """Looked at and confirmed at once."""
    found = preview_file(office.app, office.id, "key", AS_IT_IS)
    return import_file(office.app, office.id, "key", AS_IT_IS, "anna", found.seal if found else "")


def numbers(office: Office) -> list[str]:
    with office.store.reading(office.id) as unit:
        return sorted(x.number for facts in unit.ledger.facts() for x in facts.invoices)


def test_a_preview_counts_what_is_open_by_currency_and_changes_nothing(office: Office, shelf: Shelf) -> None:
    shelf.put(
        invoice("F-1", 100),
        invoice("F-2", 50),
        invoice("F-3", 7, "JPY"),
        invoice("F-4", 1, status=Status.PAID),
    )

    found = preview_file(office.app, office.id, "key", AS_IT_IS)

    assert found is not None and found.report is not None
    assert (found.customers, found.totals) == (1, (("EUR", 2, 150), ("JPY", 1, 7)))
    assert found.report.new == 4
    assert numbers(office) == []


def test_what_is_not_found_again_is_a_problem_of_the_file(office: Office, shelf: Shelf) -> None:
    due = date(2026, 9, 30)
    shelf.put(*(replace(invoice(x, 100), due_on=due) for x in ("F-1", "F-2")))
    take_in(office)
    shelf.put(*(replace(invoice(x, 100), due_on=due) for x in ("1", "2")))

    found = preview_file(office.app, office.id, "key", AS_IT_IS)

    assert found is not None and found.report is None and not found.read.is_sound
    assert "F-1, F-2" in found.read.problems[0].message


def test_a_later_file_says_beforehand_what_it_changes_and_then_does_just_that(
    office: Office, shelf: Shelf
) -> None:
    shelf.put(invoice("F-1", 100), invoice("F-2", 50), invoice("F-3", 7))
    take_in(office)
    shelf.put(invoice("F-1", 100), invoice("F-2", 40), invoice("F-4", 9))

    foreseen = preview_file(office.app, office.id, "key", AS_IT_IS)
    before = numbers(office)
    done = take_in(office)

    assert foreseen is not None and foreseen.report == done is not None
    assert (done.new, done.changed, done.unchanged) == (1, 1, 1)
    assert [x.number for x in done.closed] == ["F-3"]
    assert before == ["F-1", "F-2", "F-3"]
    assert numbers(office) == ["F-1", "F-2", "F-4"]


def test_what_was_taken_in_is_kept_no_more(office: Office, shelf: Shelf) -> None:
    shelf.put(invoice("F-1", 100))
    take_in(office)

    assert shelf.files == {}
    assert take_in(office) is None
    assert preview_file(office.app, office.id, "key", AS_IT_IS) is None


def test_one_with_an_error_is_shown_and_never_taken_in(office: Office, shelf: Shelf) -> None:
    shelf.files["key"] = FileRead("a-file", problems=(FileProblem("a cell is wrong", 3),))

    found = preview_file(office.app, office.id, "key", AS_IT_IS)

    assert found is not None and found.report is None and found.read.problems[0].line == 3
    with pytest.raises(Refused, match="put right"):
        take_in(office)


def test_it_is_kept_under_the_key_of_the_shelf(office: Office, shelf: Shelf) -> None:
    assert keep_file(office.app, office.id, b"key") == "key"
    assert "key" in shelf.files


def test_what_credit_notes_come_to_is_counted_apart(office: Office, shelf: Shelf) -> None:
    credits_ = tuple(SourceCredit(f"A-{n}", "Dupont", "EUR", 40 * n) for n in (1, 2))
    batch = Batch((SourceCustomer("Dupont", "Dupont"),), (invoice("F-1", 100),), credits_)
    shelf.files["key"] = FileRead("a-file", (batch,), 3)

    found = preview_file(office.app, office.id, "key", AS_IT_IS)

    assert found is not None
    assert (found.totals, found.credits) == ((("EUR", 1, 100),), (("EUR", 2, 120),))


def test_what_is_paid_in_the_file_is_changed_and_closed_and_what_is_gone_is_closed_alone(
    office: Office, shelf: Shelf
) -> None:
    shelf.put(invoice("F-1", 100), invoice("F-2", 100), invoice("F-3", 100))
    take_in(office)
    paid = replace(invoice("F-1", 100, status=Status.PAID), open=0)
    shelf.put(paid, invoice("F-3", 100))

    found = preview_file(office.app, office.id, "key", AS_IT_IS)

    assert found is not None and found.report is not None
    assert (found.report.changed, len(found.report.closed), found.report.closed_in_it) == (1, 2, 1)


def test_whether_a_file_counts_as_it_stands_is_asked_where_something_is_not_found_again(
    office: Office, shelf: Shelf
) -> None:
    shelf.put(invoice("F-1", 100))

    found = preview_file(office.app, office.id, "key", AS_IT_IS)

    assert found is not None and not found.is_unclear


def test_without_a_shelf_the_command_line_is_named(story: Story) -> None:
    with pytest.raises(Refused, match="relance import"):
        files_of(story().app)


def test_a_preview_that_lay_open_does_not_undo_a_newer_file(office: Office, shelf: Shelf) -> None:
    """Promise 2: F-3 was paid, and the newer file knows it."""
    late = [replace(invoice(x, 100), due_on=date(2026, 9, 3)) for x in ("F-2", "F-3")]
    office.at("2026-09-10T08:00")
    shelf.put(*late)
    old = preview_file(office.app, office.id, "key", AS_IT_IS)
    office.at("2026-09-10T08:30")
    import_ledger(office.app, office.id, "a-file", [Batch((SourceCustomer("Dupont", "Dupont"),), (late[0],))])

    office.at("2026-09-10T08:50")
    with pytest.raises(ReadMeanwhile):
        import_file(office.app, office.id, "key", AS_IT_IS, "anna", old.seal if old else "")

    assert numbers(office) == ["F-2"]
    again = preview_file(office.app, office.id, "key", AS_IT_IS)
    assert again is not None and again.report is not None and again.report.new == 1
    take_in(office)
    assert numbers(office) == ["F-2", "F-3"]  # whoever has looked again may


class TestAsLastTime:
    HEADER = ("Numéro", "Reste dû")

    @staticmethod
    def file(shelf: Shelf, *headers: str) -> None:
        shelf.put(invoice("F-1", 100))
        shelf.files["key"] = replace(shelf.files["key"], headers=headers)
        shelf.read_by.clear()

    def taken_in(self, office: Office, shelf: Shelf, said: Wishes) -> None:
        self.file(shelf, *self.HEADER)
        found = preview_file(office.app, office.id, "key", said)
        import_file(office.app, office.id, "key", said, "anna", found.seal if found else "")

    def test_a_file_with_the_same_header_is_read_as_the_last_one(self, office: Office, shelf: Shelf) -> None:
        self.taken_in(office, shelf, MAPPED)
        self.file(shelf, *self.HEADER)

        found = preview_file(office.app, office.id, "key")

        assert found is not None and (found.wishes, found.is_as_last_time) == (MAPPED, True)
        assert shelf.read_by == [MAPPED]
        assert import_file(office.app, office.id, "key", None, "anna", found.seal) is not None
        assert last_time(office.app, office.id) == Remembered(self.HEADER, MAPPED, {}, {})

    def test_one_with_another_header_is_read_as_it_stands(self, office: Office, shelf: Shelf) -> None:
        self.taken_in(office, shelf, MAPPED)
        self.file(shelf, "Numéro", "Solde")

        found = preview_file(office.app, office.id, "key")

        assert found is not None and (found.wishes, found.is_as_last_time) == (AS_IT_IS, False)

    def test_what_is_said_counts_instead(self, office: Office, shelf: Shelf) -> None:
        self.taken_in(office, shelf, MAPPED)
        self.file(shelf, *self.HEADER)

        found = preview_file(office.app, office.id, "key", AS_IT_IS)

        assert found is not None and not found.is_as_last_time
        assert shelf.read_by == [AS_IT_IS]

    def test_beside_what_is_said_of_one_file_alone_the_rest_is_as_last_time(
        self, office: Office, shelf: Shelf
    ) -> None:
        self.taken_in(office, shelf, MAPPED)
        self.file(shelf, *self.HEADER)
        said = Wishes(as_it_stands=True)

        found = preview_file(office.app, office.id, "key", said, is_all_said=False)

        assert found is not None and found.is_as_last_time
        assert found.wishes == replace(MAPPED, as_it_stands=True)
        import_file(office.app, office.id, "key", said, "anna", found.seal, is_all_said=False)
        assert last_time(office.app, office.id) == Remembered(self.HEADER, MAPPED, {}, {})

    def test_only_what_was_taken_in_is_remembered(self, office: Office, shelf: Shelf) -> None:
        self.file(shelf, *self.HEADER)

        preview_file(office.app, office.id, "key", MAPPED)

        assert last_time(office.app, office.id) is None

    def test_the_last_one_counts(self, office: Office, shelf: Shelf) -> None:
        self.taken_in(office, shelf, MAPPED)
        self.taken_in(office, shelf, Wishes(all_open=True))

        assert last_time(office.app, office.id) == Remembered(self.HEADER, Wishes(all_open=True), {}, {})

    def test_the_log_keeps_how_it_was_read(self, office: Office, shelf: Shelf) -> None:
        for column in ("Solde", "Reste dû"):
            self.file(shelf, *self.HEADER)
            shelf.files["key"] = replace(shelf.files["key"], columns={"open": column})
            found = preview_file(office.app, office.id, "key", MAPPED)
            import_file(office.app, office.id, "key", MAPPED, "anna", found.seal if found else "")

        with office.store.reading(office.id) as unit:
            newer, older, *_ = (x.event.facts for x in unit.trail.page(TrailWanted(), 9))
        counts = {"changed": 0, "dates": "dmy"}
        assert older == counts | {"new": 1, "columns": {"open": "Solde"}}
        assert newer == counts | {"new": 0, "columns": {"open": "Reste dû"}, "is_reread": True}

    def test_a_file_that_is_there_no_more_is_gone_all_the_same(self, office: Office, shelf: Shelf) -> None:
        self.taken_in(office, shelf, MAPPED)

        assert preview_file(office.app, office.id, "key") is None


def test_a_column_whose_name_is_only_written_otherwise_is_the_same_one() -> None:
    last = Remembered((), Wishes(), {"open": "Solde  dû"})

    assert not replace(last, columns={"open": "SOLDE DÛ"}).is_otherwise_than(last)
    assert replace(last, columns={"open": "Solde"}).is_otherwise_than(last)
    assert replace(last, columns={}).is_otherwise_than(last)


class TestThatAllIsOpen:
    """It is true of one file: the next one may hold what is paid."""

    @staticmethod
    def read(said: Wishes | None, last: Wishes, header: str = "a") -> tuple[Wishes, bool]:
        how = Remembered((header,), last)
        _, wishes, is_as_last_time = read_as(said, how, lambda wishes: wishes, lambda _: ("a",))
        return wishes, is_as_last_time

    def test_it_is_not_taken_from_last_time(self) -> None:
        last = replace(MAPPED, all_open=True)

        assert self.read(None, last) == (MAPPED, True)
        assert self.read(None, Wishes(all_open=True)) == (Wishes(), False)

    def test_said_alone_it_stands_beside_how_the_last_one_was_read(self) -> None:
        said = Wishes(all_open=True)

        assert self.read(said, MAPPED) == (replace(MAPPED, all_open=True), True)
        assert self.read(said, MAPPED, "b") == (said, False)
        assert self.read(replace(said, dates="dmy"), MAPPED) == (replace(said, dates="dmy"), False)


def test_the_first_invoices_are_shown_with_their_customers(office: Office, shelf: Shelf) -> None:
    shelf.put(*(invoice(f"F-{n}", 100) for n in range(9)))

    found = preview_file(office.app, office.id, "key")

    assert found is not None
    assert [(x.number, whose.name) for x, whose in found.first] == [(f"F-{n}", "Dupont") for n in range(5)]
