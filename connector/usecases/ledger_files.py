"""A ledger file handed in on a page: what it would change, then all of it or nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from connector.core.errors import Refused
from connector.core.invoice import Status
from connector.core.ledger import MergeReport
from connector.core.ledger_files import FileRead, LedgerFiles
from connector.usecases.application import Application
from connector.usecases.sentences import say
from connector.usecases.sync import file_seal, foresee_import, import_ledger


@dataclass(frozen=True, slots=True)
class Wishes:
    """How its owner says that it is to be read: a field by the name of a column, the order of dates."""

    mapping: Mapping[str, str]
    dates: str | None = None


@dataclass(frozen=True, slots=True)
class FilePreview:
    """What is in a file, and what it would change; `totals` are open invoices and minor units by currency.

    `seal` stands for the ledger that it was held against.
    """

    read: FileRead
    customers: int = 0
    totals: tuple[tuple[str, int, int], ...] = ()
    report: MergeReport | None = None
    seal: str = ""


def files_of(app: Application) -> LedgerFiles:
    """Where files are kept. Raises Refused in an application without."""
    if app.ledger_files is None:
        raise Refused(say("files_by_command"))
    return app.ledger_files


def keep_file(app: Application, organisation_id: str, content: bytes) -> str:
    """The key under which it is found for an hour."""
    return files_of(app).keep(organisation_id, content, app.clock.now())


def preview_file(app: Application, organisation_id: str, key: str, wishes: Wishes) -> FilePreview | None:
    """None where it is there no more. Nothing is changed."""
    read = _read(app, organisation_id, key, wishes)
    if read is None:
        return None
    if not read.is_sound:
        return FilePreview(read)
    count: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for batch in read.batches:
        for invoice in batch.invoices:
            if invoice.status is Status.OPEN:
                count[invoice.currency] += 1
                total[invoice.currency] += invoice.open
    customers = {x.source_id for batch in read.batches for x in batch.customers}
    # Before what it would change: whatever is taken in from here on breaks it.
    seal = file_seal(app, organisation_id, read.provider)
    report = foresee_import(app, organisation_id, read.provider, read.batches)
    totals = tuple((x, count[x], total[x]) for x in sorted(count))
    return FilePreview(read, len(customers), totals, report, seal)


def import_file(
    app: Application, organisation_id: str, key: str, wishes: Wishes, by: str, seal: str
) -> MergeReport | None:
    """Takes it in as `relance import` does, and forgets the file; None where it is there no more.

    `seal` is that of the preview that was confirmed. Raises Refused where something is wrong with the
    file, ReadMeanwhile where a newer one was taken in since.
    """
    read = _read(app, organisation_id, key, wishes)
    if read is None:
        return None
    if not read.is_sound:
        raise Refused(say("not_imported"))
    report = import_ledger(app, organisation_id, read.provider, read.batches, by, seal)
    files_of(app).drop(organisation_id, key)
    return report


def _read(app: Application, organisation_id: str, key: str, wishes: Wishes) -> FileRead | None:
    with app.store.reading(organisation_id) as unit:
        organisation = unit.organisation()
    return files_of(app).read(organisation, key, wishes.mapping, wishes.dates, app.clock.now())
