"""What all commands share: options, opening the installation, the command's clock, printing."""

import getpass
import io
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import typer
from babel import Locale, UnknownLocaleError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from connector.core.errors import Refused, RelanceError
from connector.core.invoice import Organisation
from connector.usecases.application import Application
from connector.usecases.organisations import find_organisation

if TYPE_CHECKING:
    from connector.bootstrap import Installation

# Names come from others: control characters and overrides of the reading direction would move the
# cursor, colour the screen or turn an amount around.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


class Screen(Console):
    """Prints what it is given as it stands, without what a terminal would obey."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, soft_wrap=True, highlight=False, markup=False, emoji=False)

    def render_str(self, text: str, **options: Any) -> Text:
        """Every text, a table's cells included, comes through here."""
        return super().render_str(_UNSAFE.sub("�", text), **options)


out = Screen()
err = Screen(stderr=True)

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


def run(app: Callable[[Sequence[str] | None], object], args: Sequence[str] | None = None) -> None:
    """Runs `app`; errors of the owner's making end as one sentence and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name that the terminal cannot show stops nothing
    try:
        app(args)
    except RelanceError as error:
        _refuse(str(error))


def _refuse(sentence: str) -> NoReturn:
    err.print(f"relance: {sentence}")
    raise SystemExit(1) from None


def person() -> str:
    """Who sits at this keyboard, for the audit log."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "command line"


def open_installation() -> AbstractContextManager["Installation"]:
    """The installation of this environment."""
    # Everything it stands on is imported only now: help and a wrong option are answered at once.
    from connector import bootstrap

    return bootstrap.open_installation()


@contextmanager
def opened(org: str | None, as_of: str | None = None, *, writes: bool = False) -> Iterator["Opened"]:
    """The installation with one organisation and the command's clock.

    A command that `writes` or sends takes another clock only where nothing can leave the machine.
    """
    with open_installation() as installation:
        organisation = find_organisation(installation.app, org)
        app = installation.app
        if as_of is not None:
            moment = parse_moment(as_of, ZoneInfo(organisation.timezone))
            if writes:
                installation.refuse_unless_loopback(organisation.id)
            app = installation.at(moment)
        yield Opened(installation, app, organisation)


class Opened:
    """One organisation, ready to work with."""

    def __init__(self, installation: "Installation", app: Application, organisation: Organisation) -> None:
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


def language_named(text: str) -> str:
    """A language's tag, such as fr or en-US; raises Refused for one that does not exist."""
    try:
        return Locale.parse(text.strip(), sep="-").language and text.strip()
    except (UnknownLocaleError, ValueError):
        raise Refused(f"«{text}» is not a language: write its code, such as fr or en.") from None


def print_json(value: Any) -> None:
    """The result alone, on standard output, byte for byte the same for the same result."""
    is_unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(value, ensure_ascii=not is_unicode, indent=2) + "\n")


def print_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """A table that stays readable when it is piped into a file; amounts end below one another."""
    table = Table(title=title or None, title_justify="left", show_edge=False, pad_edge=False)
    for column in columns:
        is_amount = column == "Amount"
        table.add_column(column, overflow="fold", no_wrap=is_amount, justify="right" if is_amount else "left")
    for row in rows:
        table.add_row(*row)
    out.print(table)


def choice(text: str, kind: Callable[[str], Any], names: list[str], what: str) -> Any:
    """`text` as one of `names`; raises Refused with the list."""
    try:
        return kind(text)
    except ValueError:
        raise Refused(f"«{text}» is not a {what}: choose one of {', '.join(names)}.") from None
