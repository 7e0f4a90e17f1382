"""What a ledger file holds once it has been read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from connector.core.source import Batch, SourceCredit, SourceCustomer, SourceInvoice
from connector.core.told import Told
from providers.ledger_file.layout import SUMMED
from providers.ledger_file.looks import Seen
from providers.ledger_file.open_amounts import unread_columns
from providers.ledger_file.problems import Column
from providers.ledger_file.sentences import say


@dataclass(frozen=True, slots=True)
class Facts:
    """How the file was read, for its owner to check.

    `rows` counts the lines that were read as invoices or credits; blank lines, total rows, drafts and
    credits with nothing left are skipped and counted. `decimal_marks` ("." or ",") and `date_orders`
    ("dmy" or "mdy") are what the columns proved, by field; a column that needed no proof is not in them. Of a
    file that was refused for its header, `headers`, `columns` and what was `seen` are all that is known.
    """

    rows: int = 0
    blank_lines: int = 0
    total_rows: int = 0
    drafts: int = 0
    used_credits: int = 0
    header_line: int | None = None
    lines_before_header: int = 0
    headers: tuple[str, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    more_paid: tuple[Column, ...] = ()
    ignored_columns: tuple[Column, ...] = ()
    seen: tuple[Seen, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets_not_read: tuple[str, ...] = ()
    decimal_marks: Mapping[str, str] = field(default_factory=dict)
    date_orders: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> Mapping[str, str]:
        """What its column is called by each field of ours; several where payments were added up."""
        found = {ours: column.called for ours, column in self.columns.items()}
        if self.more_paid:
            found[SUMMED] = " + ".join([found[SUMMED], *(x.called for x in self.more_paid)])
        return found

    def remarks(self) -> Iterator[Told]:
        """What the owner should hear of a file that was read: what was left out, and what was guessed."""
        yield from unread_columns(self.seen)
        for sheet in self.sheets_not_read:
            yield say("one_sheet", sheet=self.sheet, other=sheet)
        if self.encoding not in (None, "cp1252") and not str(self.encoding).startswith("utf"):
            yield say("guessed", encoding=self.encoding)
        for count, what in (
            (self.total_rows, "sums"),
            (self.drafts, "drafts"),
            (self.used_credits, "credits"),
        ):
            if count == 1:
                yield say(f"left_out.{what}.one")
            elif count:
                yield say(f"left_out.{what}", count=count)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A whole ledger; empty when the file was refused."""

    customers: tuple[SourceCustomer, ...] = ()
    invoices: tuple[SourceInvoice, ...] = ()
    credits: tuple[SourceCredit, ...] = ()
    facts: Facts = field(default_factory=Facts)

    def batches(self, size: int = 1000) -> Iterator[Batch]:
        """Pages of at most `size` invoices and as many credits, each with the customers it speaks of."""
        by_id = {customer.source_id: customer for customer in self.customers}
        for start in range(0, max(len(self.invoices), len(self.credits)), size):
            invoices = self.invoices[start : start + size]
            credits_ = self.credits[start : start + size]
            named = [one.customer_source_id for one in invoices]
            named += [one.customer_source_id for one in credits_]
            yield Batch(tuple(by_id[source_id] for source_id in dict.fromkeys(named)), invoices, credits_)
