"""Ledger files: handed in, looked at before they count, taken in as a whole or not at all."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from connector.core.errors import NotThere
from connector.core.ledger import MergeReport
from connector.core.ledger_files import FileColumn
from connector.core.wishes import Wishes
from connector.usecases.ledger_files import FilePreview, import_file, keep_file, preview_file
from connector.usecases.sync import ReadMeanwhile
from connector.web.api.operation import Calling
from connector.web.api.problems import Kind, Refusal
from connector.web.api.words import Asked, Money, Text, Told, money
from connector.web.site import Site

#: So many sentences about a file are told.
TOLD = 200


class Kept(Told):
    """A file that was handed in."""

    key: str = Field(description="Under which it is found for an hour.")


class Reading(Asked):
    """How the file is to be read, where it does not say so by itself.

    Where nothing is said of columns and dates, one with the header of the last file is read as that was."""

    columns: dict[Text, Text] = Field(
        default={}, max_length=60, description="A field of Relance by the name of a column of the file."
    )
    dates: Literal["dmy", "mdy"] | None = Field(default=None, description="The order of day and month.")
    all_open: bool = Field(
        default=False,
        description="That nothing on the file is paid, not even in part, where no column says what is open.",
    )
    as_it_stands: bool = Field(
        default=False,
        description="That what is not found again under its number or its customer is another one.",
    )


class Confirmed(Reading):
    """That it is to be taken in as it was shown."""

    seal: Text = Field(
        min_length=1, max_length=128, description="Of its preview.", examples=["3f2a90c1d2e4b5a6"]
    )


class Remark(Told):
    """One sentence about one place of the file."""

    message: str
    line: int | None
    column: str | None
    is_error: bool = Field(description="An error keeps the whole file out.")


class Changes(Told):
    """What it changes in the ledger."""

    new: int
    changed: int
    unchanged: int
    closed: int = Field(description="What is in the ledger and missing in the file.")
    is_reread: bool = Field(
        description="It is read otherwise than the last file: what is smaller is no money that came in now."
    )
    renumbered: int = Field(description="Invoices that were known, and have another number now.")
    renamed: int = Field(description="Customers that were known, and have another name or number now.")


class SeenColumn(Told):
    """One column of the file, as it was seen."""

    name: str = Field(
        description="As in the header; «column 7» where it has no name there, or one that others have too."
    )
    samples: list[str] = Field(description="Its first values.")
    looks: str = Field(description="amounts, dates, marks, text or nothing.")
    field: str | None = Field(description="The field of Relance that it is read as.")
    guess: str | None = Field(description="The field that it probably is; it is not read as that.")
    is_unread: bool = Field(description="Nobody has said what it is, nor that it is to be ignored.")


class FileTotal(Told):
    """What is open in one currency."""

    invoices: int
    open: Money


class ToldFile(Told):
    """What is in the file, and what it would change."""

    is_sound: bool
    rows: int
    customers: int
    is_as_last_time: bool = Field(description="Nothing was said, and it is read as the last file was.")
    columns: dict[str, str] = Field(description="The column of the file by each field of Relance.")
    seen: list[SeenColumn] = Field(description="The columns that have a name or a value, from the left.")
    totals: list[FileTotal]
    changes: Changes | None = Field(description="Null while an error stands among the problems.")
    problems: list[Remark]
    seal: str = Field(description="Send it with the import: it stands for the ledger it was held against.")


async def body_of(request: Request) -> bytes:
    """The file itself; its gate has looked how large it is."""
    return await request.body()


File = Annotated[bytes, Depends(body_of)]
FILE = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {
                "schema": {"type": "string", "format": "binary", "minLength": 1},
                "example": "number,customer,total,open,due_on\nF-1,Dupont,120.00,120.00,2026-11-30\n",
            }
        },
    }
}


def ledger_files(site: Site, router: APIRouter) -> None:
    """Its routes."""

    @router.post("/ledger-files", status_code=201, openapi_extra=FILE)
    def hand_in_file(caller: Calling, content: File) -> Kept:
        """Keeps a CSV or XLSX file for an hour; nothing is changed by it yet."""
        if not content.strip():
            raise Refusal(Kind.INVALID, "Send the file as the body of the request.", "body")
        return Kept(key=keep_file(site.app, caller.organisation.id, content))

    @router.post("/ledger-files/{key}/preview")
    def preview_ledger_file(caller: Calling, key: str, asked: Reading) -> ToldFile:
        """What is in it, and what it would change; nothing is changed."""
        found = preview_file(site.app, caller.organisation.id, key, _said(asked), is_all_said=False)
        if found is None:
            raise _gone()
        return _told(found)

    @router.post("/ledger-files/{key}/import")
    def import_ledger_file(caller: Calling, key: str, asked: Confirmed) -> Changes:
        """Takes it in: it is the whole ledger of its connection, and what is missing in it is closed."""
        try:
            report = import_file(
                site.app, caller.organisation.id, key, _said(asked), caller.who, asked.seal, is_all_said=False
            )
        except ReadMeanwhile as newer:
            raise Refusal(Kind.CHANGED, str(newer)) from None
        if report is None:
            raise _gone()
        return _changes(report)


def _said(asked: Reading) -> Wishes | None:
    wishes = Wishes(asked.columns, asked.dates, asked.all_open, asked.as_it_stands)
    return None if wishes == Wishes() else wishes


def _gone() -> NotThere:
    return NotThere("There is no file under this key, or not any more: hand it in again.")


def _told(found: FilePreview) -> ToldFile:
    read = found.read
    problems = [
        Remark(message=x.message, line=x.line, column=x.column, is_error=x.is_error)
        for x in read.problems[:TOLD]
    ]
    return ToldFile(
        is_sound=read.is_sound,
        rows=read.rows,
        customers=found.customers,
        is_as_last_time=found.is_as_last_time,
        columns=dict(read.columns),
        seen=[_seen(x) for x in read.seen],
        totals=[FileTotal(invoices=count, open=money(total, of)) for of, count, total in found.totals],
        changes=None if found.report is None else _changes(found.report),
        problems=problems,
        seal=found.seal,
    )


def _seen(column: FileColumn) -> SeenColumn:
    return SeenColumn(
        name=column.name,
        samples=list(column.samples),
        looks=column.looks,
        field=column.field,
        guess=column.guess,
        is_unread=column.is_unread,
    )


def _changes(report: MergeReport) -> Changes:
    return Changes(
        new=report.new,
        changed=report.changed,
        unchanged=report.unchanged,
        closed=len(report.closed),
        is_reread=report.is_reread,
        renumbered=report.renumbered,
        renamed=report.renamed,
    )
