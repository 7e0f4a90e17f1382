"""What all commands share: options, opening the installation, the command's clock, printing."""

import getpass
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from connector.bootstrap import Installation, open_installation
from connector.core.errors import Refused, RelanceError
from connector.core.invoice import Organisation
from connector.usecases.application import Application
from connector.usecases.organisations import find_organisation

out = Console(file=sys.stdout, soft_wrap=True, highlight=False, markup=False)
err = Console(file=sys.stderr, soft_wrap=True, highlight=False, markup=False)

Org = Annotated[
    str | None, typer.Option("--org", help="The organisation's name; not needed when there is one.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE[THH:MM]",
        help="Take this for now, in the organisation's local time; a bare date means 09:00.",
    ),
]


def run(app: typer.Typer) -> None:
    """Runs `app`; errors of the owner's making end as one sentence and exit code 1."""
    try:
        app()
    except RelanceError as error:
        err.print(f"relance: {error}")
        raise SystemExit(1) from None


def person() -> str:
    """Who sits at this keyboard, for the audit log."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "command line"


@contextmanager
def opened(org: str | None, as_of: str | None = None, *, writes: bool = False) -> Iterator["Opened"]:
    """The installation with one organisation and the command's clock.

    A command that `writes` or sends takes another clock only where nothing can leave the machine.
    """
    with open_installation() as installation:
        organisation = find_organisation(installation.app, org)
        if as_of is None:
            yield Opened(installation, installation.app, organisation)
            return
        moment = parse_moment(as_of, ZoneInfo(organisation.timezone))
        if writes:
            installation.refuse_unless_loopback(organisation.id)
        yield Opened(installation, installation.at(moment), organisation)


class Opened:
    """One organisation, ready to work with."""

    def __init__(self, installation: Installation, app: Application, organisation: Organisation) -> None:
        self.installation = installation
        self.app = app
        self.organisation = organisation

    @property
    def id(self) -> str:
        return self.organisation.id


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """`DATE` or `DATETHH:MM` in `zone`; raises Refused for anything else."""
    try:
        if len(text) == len("2026-01-01"):
            return datetime.combine(date.fromisoformat(text), time(9), zone)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"«{text}» is not a moment: write 2026-11-23 or 2026-11-23T14:30.") from None
    if moment.tzinfo is not None:
        raise Refused(f"«{text}» bears a zone: write it in the organisation's own time, without one.")
    return moment.replace(tzinfo=zone)


def parse_day(text: str | None) -> date | None:
    """An ISO date or nothing; raises Refused for anything else."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"«{text}» is not a date: write it as 2026-11-23.") from None


def print_json(value: Any) -> None:
    """The result alone, on standard output, byte for byte the same for the same result."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """A table that stays readable when it is piped into a file."""
    table = Table(title=title or None, title_justify="left", show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    out.print(table)


def choice(text: str, kind: Callable[[str], Any], names: list[str], what: str) -> Any:
    """`text` as one of `names`; raises Refused with the list."""
    try:
        return kind(text)
    except ValueError:
        raise Refused(f"«{text}» is not a {what}: choose one of {', '.join(names)}.") from None
