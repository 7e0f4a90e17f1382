"""A ledger file: handed in, looked at before it counts, taken in as a whole or not at all."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.errors import Refused
from connector.core.wishes import Wishes
from connector.usecases.ledger_files import (
    FilePreview,
    files_of,
    import_file,
    keep_file,
    preview_file,
)
from connector.usecases.sync import ReadMeanwhile
from connector.web.site import Site
from connector.web.uploading import LARGEST_FILE, MEGABYTE, Upload, Uploaded
from connector.web.visit import Visit, Visiting

#: What a field of the form is called that says which of our fields a column is.
COLUMN = "column:"
#: Is in a form in which all that can be said of a file was before its reader.
SAID = "said"
#: So many lines of each list stand on the page.
SHOWN = 50
HERE = "connections"


def ledger_file(site: Site) -> APIRouter:
    """Choose a file, look at what it would change, confirm."""
    router = APIRouter(prefix="/o/{organisation_id}/ledger-file")

    @router.get("")
    def ask(visit: Visiting, new: int = -1, changed: int = 0, closed: int = 0) -> HTMLResponse:
        done = {"new": new, "changed": changed, "closed": closed} if new >= 0 else None
        return _form(site, visit, done=done)

    @router.post("")
    def hand_in(visit: Visiting, upload: Uploaded) -> Response:
        return _handed_in(site, visit, upload)

    @router.get("/{key}")
    def look(request: Request, visit: Visiting, key: str) -> HTMLResponse:
        said = wishes_of(request.query_params)
        found = preview_file(site.app, visit.whose.id, key, said)
        return _gone(site, visit) if found is None else _preview(site, visit, key, said, found)

    @router.post("/{key}")
    def take_in(visit: Visiting, key: str) -> Response:
        return _taken_in(site, visit, key)

    return router


def wishes_of(form: Mapping[str, str]) -> Wishes | None:
    """What was said about columns and dates; what is left open is left out. None where nothing was said."""
    mapping = {name.removeprefix(COLUMN): x for name, x in form.items() if name.startswith(COLUMN) and x}
    dates = form["dates"] if form.get("dates") in ("dmy", "mdy") else None
    wishes = Wishes(mapping, dates, form.get("all_open") == "yes", form.get("as_it_stands") == "yes")
    return None if wishes == Wishes() and SAID not in form else wishes


def _form(
    site: Site,
    visit: Visit,
    problem: str = "",
    status: int = HTTPStatus.OK,
    done: Mapping[str, int] | None = None,
) -> HTMLResponse:
    return site.page(
        "ledger_file.html", visit, status, here=HERE, problem=problem, done=done,
        megabytes=LARGEST_FILE // MEGABYTE,
    )  # fmt: skip


def _gone(site: Site, visit: Visit) -> HTMLResponse:
    return _form(site, visit, visit.reader.say("file_gone"), HTTPStatus.NOT_FOUND)


def _handed_in(site: Site, visit: Visit, upload: Upload) -> Response:
    if upload.content is None:
        words = visit.reader.say("file_too_large", megabytes=LARGEST_FILE // MEGABYTE)
        return _form(site, visit, words, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if not upload.content.strip():
        return _form(site, visit, visit.reader.say("file_missing"), HTTPStatus.CONFLICT)
    key = keep_file(site.app, visit.whose.id, upload.content)
    return RedirectResponse(f"/o/{visit.whose.id}/ledger-file/{key}", HTTPStatus.SEE_OTHER)


def _preview(
    site: Site, visit: Visit, key: str, said: Wishes | None, found: FilePreview, problem: str = ""
) -> HTMLResponse:
    read = found.read
    guesses = {} if said or found.is_as_last_time else {x.name: x.guess for x in read.seen if x.guess}
    return site.page(
        "ledger_preview.html", visit, HTTPStatus.CONFLICT if problem else HTTPStatus.OK, here=HERE,
        found=found, read=read, key=key, wishes=found.wishes, guesses=guesses, problem=problem, prefix=COLUMN,
        said=SAID, fields=files_of(site.app).fields, shown=SHOWN,
        columns=list({x.name: x for x in reversed(read.seen)}.values())[::-1],
        errors=[x for x in read.problems if x.is_error], remarks=[x for x in read.problems if not x.is_error],
    )  # fmt: skip


def _taken_in(site: Site, visit: Visit, key: str) -> Response:
    said, seal, by = wishes_of(visit.form), visit.form.get("seal", ""), visit.who.user.email
    try:
        report = import_file(site.app, visit.whose.id, key, said, by, seal)
    except Refused as refused:
        is_old = isinstance(refused, ReadMeanwhile)
        problem = visit.reader.say("file_read_meanwhile") if is_old else visit.reader.told(str(refused))
        found = preview_file(site.app, visit.whose.id, key, said)
        return _preview(site, visit, key, said, found, problem) if found else _gone(site, visit)
    if report is None:
        return _gone(site, visit)
    counts = f"new={report.new}&changed={report.changed}&closed={len(report.closed)}"
    return RedirectResponse(f"/o/{visit.whose.id}/ledger-file?{counts}", HTTPStatus.SEE_OTHER)
