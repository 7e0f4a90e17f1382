"""Segments are written: the rules in order, whom each catches, who would move, and their versions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.drafts import Flaw, Flawed, SegmentDraft
from connector.core.errors import Refused
from connector.core.texts import RULES
from connector.render.chosen import chosen
from connector.usecases.segments import WHICH, Catch, catch
from connector.usecases.texts import Meanwhile, flaws, save, standing
from connector.web.site import Site
from connector.web.typed import number_in, whole_number
from connector.web.versions import have_back
from connector.web.visit import Visit, Visiting

#: The schema of segments says the same.
MOST = 50
#: So many invoices that would move stand on the page.
SHOWN = 20
FIELDS = ("name", "conditions", "policy", "signed_by", "reply_to")


@dataclass(frozen=True, slots=True)
class Judged:
    """A text while it is written: as forms where it is a list of segments, and all that is wrong with it."""

    text: str
    drafts: tuple[SegmentDraft, ...] | None
    flaws: tuple[Flaw, ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields of the form that something is wrong with."""
        return frozenset(filter(None, map(field_of, self.flaws)))

    @property
    def heading(self) -> str:
        """The lines of comment above the segments."""
        above = self.text.partition("segments:")[0].splitlines()
        return "\n".join(x for x in above if x.startswith("#"))


def field_of(flaw: Flaw) -> str:
    """The field that it is about, such as s2-policy; empty where it is none of them."""
    match flaw.place:
        case ("segments", int(number), str(key), *_) if key in FIELDS:
            return f"s{number}-{key}"
        case ("segments", int(number), *_):
            return f"s{number}-name"
    return ""


def segments(site: Site) -> APIRouter:
    """One page, its form, and an earlier version had back."""
    router = APIRouter(prefix="/o/{organisation_id}/segments")

    @router.get("")
    def every(visit: Visiting, saved: int = 0, before: int = -1, after: int = -1) -> HTMLResponse:
        judged = _judged(site, visit, standing(site.app, visit.whose.id, WHICH).parts.get(RULES, ""))
        return _page(site, visit, judged, saved=saved, compared=(before, after))

    @router.post("")
    def write(visit: Visiting) -> Response:
        return _written(site, visit)

    @router.post("/restore")
    def restore(visit: Visiting) -> Response:
        try:
            return have_back(site, visit, WHICH, f"/o/{visit.whose.id}/segments", "segments")
        except Flawed as flawed:
            text = standing(site.app, visit.whose.id, WHICH).parts.get(RULES, "")
            judged = replace(_judged(site, visit, text), flaws=flawed.flaws)
            return _page(site, visit, judged, HTTPStatus.UNPROCESSABLE_ENTITY)

    return router


def _judged(site: Site, visit: Visit, text: str) -> Judged:
    if not text.strip():
        return Judged("", (), ())
    found = flaws(site.app, visit.whose.id, WHICH, {RULES: text})
    return Judged(text, site.app.policies.segment_drafts(text), found)


def _typed(site: Site, form: Mapping[str, str]) -> str:
    """The text that was typed, or that the form stands for."""
    if "text" in form:
        return form["text"].replace("\r\n", "\n")
    drafts = drafts_of(form)
    heading = form.get("heading", "")
    return site.app.policies.text_of_segments(drafts, heading) if drafts or heading else ""


def drafts_of(form: Mapping[str, str]) -> tuple[SegmentDraft, ...]:
    """The segments that a form holds, with one added, moved or taken out where that button was pressed."""
    drafts = [
        SegmentDraft(**{key: form.get(f"s{n}-{key}", "").strip() for key in FIELDS})
        for n in range(MOST)
        if f"s{n}-name" in form
    ]
    does, _, number = form.get("do", "").partition("-")
    at = whole_number(number)
    if does == "add" and len(drafts) < MOST:
        drafts.append(SegmentDraft(""))
    if at is None or at >= len(drafts):
        return tuple(drafts)
    if does == "remove":
        del drafts[at]
    to = {"up": at - 1, "down": at + 1}.get(does, at)
    if to != at and 0 <= to < len(drafts):
        drafts[at], drafts[to] = drafts[to], drafts[at]
    return tuple(drafts)


def _written(site: Site, visit: Visit) -> Response:
    """Whatever button was pressed; only one of them saves."""
    does, judged = visit.form.get("do", ""), _judged(site, visit, _typed(site, visit.form))
    if does == "save":
        return _saved(site, visit, judged)
    found = None
    if does == "would" and not judged.flaws:
        try:
            found = catch(site.app, visit.whose.id, judged.text)
        except Refused as refused:
            return _page(site, visit, judged, HTTPStatus.CONFLICT, refused=str(refused))
    return _page(site, visit, judged, found=found)


def _saved(site: Site, visit: Visit, judged: Judged) -> Response:
    form = visit.form
    parts = {RULES: judged.text} if judged.text else {}
    note, by = form.get("note", "")[:200], visit.who.user.email
    try:
        number = save(site.app, visit.whose.id, WHICH, parts, by, note=note, seen=number_in(form, "seen"))
    except Flawed:
        return _page(site, visit, judged, HTTPStatus.UNPROCESSABLE_ENTITY)
    except Meanwhile:
        return _page(site, visit, judged, HTTPStatus.CONFLICT, problem="texts.meanwhile")
    return RedirectResponse(f"/o/{visit.whose.id}/segments?saved={number}", HTTPStatus.SEE_OTHER)


def _page(
    site: Site,
    visit: Visit,
    judged: Judged,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    saved: int = 0,
    compared: tuple[int, int] = (-1, -1),
    found: Catch | None = None,
    problem: str = "",
    refused: str = "",
) -> HTMLResponse:
    stands = standing(site.app, visit.whose.id, WHICH)
    with site.app.store.reading(visit.whose.id) as unit:
        written = replace(unit.texts.written(), segments="")
    known = site.app.policies.policies(visit.whose.policy, written)
    drafts = judged.drafts
    return site.page(
        "segments.html", visit, status, here="setup", address=f"/o/{visit.whose.id}/segments",
        stands=stands, judged=judged, field_of=field_of, saved=saved, found=found, problem=problem,
        refused=refused, chosen=chosen, shown_rows=SHOWN, before=compared[0], after=compared[1],
        differs=stands.compared(*compared) if min(compared) >= 0 else None, typed=visit.form,
        choosable=known.of_invoices, is_full=drafts is not None and len(drafts) >= MOST,
    )  # fmt: skip
