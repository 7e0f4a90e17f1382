"""Templates are written: subject, text and page, read as they would arrive, in versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.drafts import Flaw, Flawed
from connector.core.errors import Refused
from connector.core.message import Rendered
from connector.core.policy import Channel, Severity, Step
from connector.core.texts import TextKind
from connector.render.names import LINE_NAMES, MESSAGE_NAMES
from connector.usecases.sample import About, debtors, message_of
from connector.usecases.texts import (
    InUse,
    Meanwhile,
    Standing,
    Which,
    flaws,
    origins,
    save,
    standing,
)
from connector.web.looks import LOOKS, as_looked_at
from connector.web.site import Site, message_response
from connector.web.typed import number_in
from connector.web.versions import have_back
from connector.web.visit import Visit, Visiting

#: Where a template is written: for one organisation, or for all.
PLACES = {"templates": False, "shared-templates": True}
#: The part of the form that holds each file.
FIELDS = {"subject.txt": "subject", "body.txt": "body", "body.html": "html", "letter.html": "letter"}
#: On which day from the due date a template is read; others a week after it.
DAYS = {"notice": -5, "due": 0, "friendly": 5, "firm": 15, "formal": 30, "card-ends": -30}
NOTE = 200


def template_editor(site: Site) -> APIRouter:
    """The list, and one page for each template in each language."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/templates")
    def every(visit: Visiting, language: str = "", template: str = "", begin: str = "") -> Response:
        if language and template:
            query = urlencode({"begin": begin})
            address = f"/o/{visit.whose.id}/templates/{_plain(language)}/{_plain(template)}?{query}"
            return RedirectResponse(address, HTTPStatus.SEE_OTHER)
        return _list(site, visit)

    for place, is_shared in PLACES.items():
        _one_template(site, router, place, is_shared)
    return router


def _plain(word: str) -> str:
    """A word of an address; what cannot stand in one names nothing."""
    return "".join(x for x in word.lower() if x.isascii() and (x.isalnum() or x in "-_")) or "-"


def _one_template(site: Site, router: APIRouter, place: str, is_shared: bool) -> None:
    """The routes of one template, for one organisation or for all."""
    path = f"/{place}/{{language}}/{{template}}"

    def page(visit: Visit, language: str, template: str, asked: Mapping[str, str]) -> "_Page":
        which = Which(TextKind.TEMPLATE, f"{language}/{template}", is_shared)
        return _Page(site, visit, which, f"/o/{visit.whose.id}/{place}/{language}/{template}", asked)

    @router.get(path)
    def one(visit: Visiting, request: Request, language: str, template: str) -> HTMLResponse:
        return page(visit, language, template, request.query_params).shown()

    @router.post(path)
    def write(visit: Visiting, language: str, template: str) -> Response:
        return page(visit, language, template, visit.form).written()

    @router.post(f"{path}/check")
    def check(visit: Visiting, language: str, template: str) -> HTMLResponse:
        return page(visit, language, template, visit.form).checked()

    @router.get(f"{path}/look")
    def look(visit: Visiting, request: Request, language: str, template: str) -> HTMLResponse:
        return page(visit, language, template, request.query_params).frame(None)

    @router.post(f"{path}/look")
    def look_at_typed(visit: Visiting, language: str, template: str, as_: str = "light") -> HTMLResponse:
        typed = page(visit, language, template, {**visit.form, "look": as_})
        return typed.frame(typed.typed())

    @router.post(f"{path}/restore")
    def have_back(visit: Visiting, language: str, template: str) -> Response:
        return page(visit, language, template, visit.form).restored()


def _list(site: Site, visit: Visit) -> HTMLResponse:
    with site.app.store.reading(visit.whose.id) as unit:
        names = site.app.renderer.names(unit.texts.written())
    whose = origins(site.app, visit.whose.id, TextKind.TEMPLATE)
    by_template: dict[str, list[str]] = {}
    for name in names:
        by_template.setdefault(name.partition("/")[2], []).append(name)
    return site.page("templates.html", visit, here="setup", templates=by_template, whose=whose)


@dataclass(frozen=True, slots=True)
class _Page:
    """One template in one language as one visitor writes it; `asked` says how it is looked at."""

    site: Site
    visit: Visit
    which: Which
    address: str
    asked: Mapping[str, str]

    def shown(self) -> HTMLResponse:
        """As it counts; one that is not there yet begins with another's words."""
        stands = self._standing()
        parts = stands.parts
        if not parts and self.asked.get("begin"):
            begin = Which(TextKind.TEMPLATE, self.asked["begin"], self.which.is_shared)
            parts = standing(self.site.app, self.visit.whose.id, begin).parts
        if not parts:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return self._page(stands, parts)

    def checked(self) -> HTMLResponse:
        """What the words come to while they are typed, as a piece of the page."""
        parts = self.typed()
        return HTMLResponse(
            self.site.words("template_judged.html", self.visit, **self._judged(parts), field_of=field_of)
        )

    def frame(self, parts: Mapping[str, str] | None) -> HTMLResponse:
        """The page of the message alone; its fault in its place where it cannot be made."""
        if not (self._standing().parts if parts is None else parts):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        made = self._made(parts)
        html = (
            made.html
            if isinstance(made, Rendered)
            else self.site.words("template_fault.html", self.visit, said=made)
        )
        return message_response(as_looked_at(html, self.asked.get("look", "light")))

    def written(self) -> Response:
        """Whatever button was pressed; only one of them saves."""
        parts, form = self.typed(), self.visit.form
        if form.get("do") != "save":
            return self._page(self._standing(), parts)
        seen = number_in(form, "seen")
        by, note = self.visit.who.user.email, form.get("note", "")[:NOTE]
        try:
            number = save(self.site.app, self.visit.whose.id, self.which, parts, by, note=note, seen=seen)
        except Flawed:
            return self._page(self._standing(), parts, HTTPStatus.UNPROCESSABLE_ENTITY)
        except Meanwhile:
            return self._page(self._standing(), parts, HTTPStatus.CONFLICT, problem="texts.meanwhile")
        return RedirectResponse(f"{self.address}?saved={number}", HTTPStatus.SEE_OTHER)

    def restored(self) -> Response:
        try:
            return have_back(self.site, self.visit, self.which, self.address, "templates")
        except Flawed:
            stands = self._standing()
            earlier = stands.parts_of(number_in(self.visit.form, "number") or 0) or stands.parts
            return self._page(stands, earlier, HTTPStatus.UNPROCESSABLE_ENTITY)
        except InUse:
            stands = self._standing()
            return self._page(stands, stands.parts, HTTPStatus.CONFLICT, problem="texts.template_in_use")

    # ------------------------------------------------------------ what stands on it

    def typed(self) -> Mapping[str, str]:
        """The parts that the form holds."""
        form = self.visit.form
        return {
            part: form[field].replace("\r\n", "\n").rstrip() + "\n"
            for part, field in FIELDS.items()
            if field in form
        }

    def _standing(self) -> Standing:
        return standing(self.site.app, self.visit.whose.id, self.which)

    def _about(self) -> dict[str, str]:
        return {"customer": self.asked.get("customer", "")}

    def _made(self, parts: Mapping[str, str] | None) -> Rendered | str:
        """The message, or what keeps it from being made."""
        language, _, template = self.which.name.partition("/")
        tone = Severity[template.upper()] if template.upper() in Severity.__members__ else Severity.FIRM
        step = Step("", DAYS.get(template, 7), Channel.EMAIL, tone, template)
        about = About(self._about()["customer"], language)
        try:
            return message_of(self.site.app, self.visit.whose.id, step, about, parts)
        except Refused as refused:
            return str(refused)

    def _judged(self, parts: Mapping[str, str]) -> dict[str, Any]:
        found = flaws(self.site.app, self.visit.whose.id, self.which, parts)
        made = self._made(parts)
        return {"found": found, "made": made if isinstance(made, Rendered) else None}

    def _page(
        self,
        stands: Standing,
        parts: Mapping[str, str],
        status: HTTPStatus = HTTPStatus.OK,
        problem: str = "",
    ) -> HTMLResponse:
        asked = {name: number_in(self.asked, name) for name in ("saved", "before", "after")}
        whole = {name: -1 if number is None else number for name, number in asked.items()}
        compared = whole["before"], whole["after"]
        return self.site.page(
            "template_editor.html", self.visit, status, here="setup", which=self.which, stands=stands,
            parts=parts, fields=FIELDS, address=self.address, problem=problem, typed=self.visit.form,
            saved=max(whole["saved"], 0), before=compared[0], after=compared[1], field_of=field_of,
            differs=stands.compared(*compared) if min(compared) >= 0 else None, about=self._about(),
            query=urlencode(self._about()), customers=debtors(self.site.app, self.visit.whose.id),
            looks=LOOKS, message_names=MESSAGE_NAMES, line_names=LINE_NAMES, **self._judged(parts),
        )  # fmt: skip


def field_of(flaw: Flaw) -> str:
    """The part of the form that it is about."""
    return FIELDS.get(flaw.part, "")
