"""`relance import` and `sync`: how invoices come in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from connector.cli.common import AsOf, Json, Org, err, opened, out, print_json
from connector.core.errors import Refused
from connector.core.ledger import MergeReport
from connector.core.source import Connection
from connector.core.wishes import Wishes
from connector.usecases import sync as syncing
from connector.usecases.reading import Watch
from connector.usecases.renaming import NotFoundAgain


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The whole ledger, as CSV or XLSX.")],
    org: Org = None,
    map_: Annotated[
        list[str] | None, typer.Option("--map", help="THEIR COLUMN=our field; repeat for each.")
    ] = None,
    dates: Annotated[str | None, typer.Option(help="dmy or mdy, where the file does not prove it.")] = None,
    all_open: Annotated[
        bool, typer.Option("--all-open", help="No column says what is open: nothing on the file is paid.")
    ] = False,
    as_it_stands: Annotated[
        bool,
        typer.Option("--as-it-stands", help="Numbers and customers count as they stand: others are new."),
    ] = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Read a ledger file: all of it or nothing. What is gone from it is closed and listed.

    What is said by --map and --dates is remembered for the next file with the same header."""
    if dates not in (None, "dmy", "mdy"):
        raise Refused(f"«{dates}» is no order of dates: write --dates dmy or --dates mdy.")
    with opened(org, as_of, writes=True) as here, err.status(f"Reading {file.name}…"):
        said = Wishes(_mapping(map_ or []), dates, all_open, as_it_stands)
        ledger = here.installation.read_ledger(
            file.absolute(), here.organisation, None if said == Wishes() else said
        )
        try:
            report = syncing.import_ledger(here.app, here.id, ledger.provider, ledger.batches, how=ledger.how)
        except NotFoundAgain as unclear:
            raise Refused(f"nothing was imported.\n{unclear}") from None
    if ledger.is_as_last_time:
        err.print(ledger.told_as_last_time)
    for remark in ledger.remarks:
        err.print(remark)
    _print_report(report, as_json)


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        theirs, sign, ours = pair.rpartition("=")
        if not sign or not theirs.strip() or not ours.strip():
            raise Refused(f'«{pair}» maps nothing: write --map "Their column=number".')
        mapping[theirs.strip()] = ours.strip()
    return mapping


def _print_report(report: MergeReport, as_json: bool) -> None:
    if as_json:
        closed = [
            {"number": x.number, "customer": x.customer, "reason": x.status.value} for x in report.closed
        ]
        print_json(
            {
                "new": report.new,
                "changed": report.changed,
                "unchanged": report.unchanged,
                "closed": closed,
                "reopened": list(report.reopened),
                "alarms": list(report.alarms),
                "is_reread": report.is_reread,
                "renumbered": report.renumbered,
                "renamed": report.renamed,
            }
        )
        return
    out.print(f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged.")
    if report.closed_in_it:
        out.print(f"Of the changed, closed: {report.closed_in_it}.")
    if report.is_reread:
        out.print(
            "Read otherwise than the last file: what is smaller now is not counted as money that came in."
        )
    if report.renumbered:
        out.print(f"Invoices known under another number before: {report.renumbered}.")
    if report.renamed:
        out.print(f"Customers known under another name or number before: {report.renamed}.")
    for item in report.closed:
        out.print(f"Closed: {item.number} of {item.customer} ({item.status}).")
    for number in report.reopened:
        out.print(f"Open again: {number}.")
    for alarm in report.alarms:
        err.print(f"Could not be read: {alarm}")


def sync(org: Org = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Read every connected account: what has changed since, or everything once a day."""
    with opened(org, as_of, writes=True) as here, _watching() as watch:
        done = syncing.sync(here.app, here.id, watch)
    if as_json:
        print_json([_row(x) for x in done])
        return
    if not done:
        out.print("No account is connected; a ledger file is read with `relance import`.")
    for item in done:
        out.print(f"{item.connection.provider} {item.connection.name}: {item.problem or 'read'}")
        if item.report is not None:
            _print_report(item.report, False)


@contextmanager
def _watching() -> Iterator[Watch]:
    """A bar for each account, on standard error: how many of its invoices have been read."""
    words = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed} of {task.total}"))
    with Progress(*words, console=err, transient=True) as bars:
        known: dict[str, TaskID] = {}

        def watch(connection: Connection, shown: int, expected: int | None) -> None:
            if connection.id not in known:
                known[connection.id] = bars.add_task(f"{connection.provider} {connection.name}", total=None)
            bars.update(known[connection.id], completed=shown, total=expected)

        yield watch


def _row(item: syncing.Synced) -> dict[str, object]:
    report = item.report
    return {
        "provider": item.connection.provider,
        "account": item.connection.name,
        "problem": item.problem,
        "new": report and report.new,
        "changed": report and report.changed,
        "closed": report and [x.number for x in report.closed],
    }


COMMANDS = (import_, sync)
