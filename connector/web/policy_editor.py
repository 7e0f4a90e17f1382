"""Policies are written: the ladder as a form and as text, what it would change, its versions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.core.drafts import Flaw, Flawed, PolicyDraft, StepDraft
from connector.core.policy import DEFAULT_DEADLINE_DAYS, Channel, Policies, Policy, Severity, Step
from connector.core.texts import LADDER, TextKind
from connector.usecases.sample import About, debtors, has_words, message_of
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
from connector.usecases.would_change import WouldChange, would_change
from connector.web.looks import LOOKS, as_looked_at
from connector.web.site import Site, message_response
from connector.web.typed import number_in, whole_number
from connector.web.versions import have_back
from connector.web.visit import Visit, Visiting

#: A ladder has no more steps than these.
MOST_STEPS = 20
#: So many lines of what would change stand on the page.
SHOWN = 50
FIELDS = (
    "id",
    "offset",
    "channel",
    "severity",
    "template",
    "deadline_days",
    "roles",
    "fallbacks",
    "conditions",
)
#: Where a policy is written: for one organisation, or for all.
PLACES = {"policies": False, "shared-policies": True}


@dataclass(frozen=True, slots=True)
class Judged:
    """A text while it is written: as a form where it is one, and all that is wrong with it."""

    text: str
    draft: PolicyDraft | None
    policy: Policy | None
    flaws: tuple[Flaw, ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields of the form that something is wrong with."""
        return frozenset(filter(None, map(field_of, self.flaws)))


def field_of(flaw: Flaw) -> str:
    """The field that it is about, such as s2-offset; empty where it is none of them."""
    match flaw.place:
        case ("steps", int(number), str(key), *_):
            return f"s{number}-{key}"
        case ("conditions", *_):
            return "conditions"
    return ""


def policy_editor(site: Site) -> APIRouter:
    """The list, one page for each policy, and the message of a step that need not be saved."""
    router = APIRouter(prefix="/o/{organisation_id}")

    @router.get("/policies")
    def every(visit: Visiting, name: str = "", begin: str = "") -> Response:
        if name:
            address = f"/o/{visit.whose.id}/policies/{quote(name, safe='')}?begin={quote(begin)}"
            return RedirectResponse(address, HTTPStatus.SEE_OTHER)
        return _list(site, visit)

    @router.get("/message")
    def message(
        visit: Visiting, template: str, offset: int, severity: str = "firm",
        days: int = DEFAULT_DEADLINE_DAYS, customer: str = "", language: str = "", look: str = "light",
    ) -> HTMLResponse:  # fmt: skip
        if severity.upper() not in Severity.__members__ or abs(offset) > 1000 or not 0 < days <= 60:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        step = Step("", offset, Channel.EMAIL, Severity[severity.upper()], template, deadline_days=days)
        made = message_of(site.app, visit.whose.id, step, About(customer, language))
        return message_response(as_looked_at(made.html, look))

    for place, is_shared in PLACES.items():
        _one_policy(site, router, place, is_shared)
    return router


def _one_policy(site: Site, router: APIRouter, place: str, is_shared: bool) -> None:
    """The routes of one policy, for one organisation or for all."""

    def which(name: str) -> Which:
        return Which(TextKind.POLICY, name, is_shared)

    @router.get(f"/{place}/{{name}}")
    def one(
        visit: Visiting, request: Request, name: str, begin: str = "", saved: int = 0, before: int = -1,
        after: int = -1,
    ) -> HTMLResponse:  # fmt: skip
        page = _Page(site, visit, which(name), request.query_params)
        return page.shown(begin=begin, saved=saved, compared=(before, after))

    @router.post(f"/{place}/{{name}}")
    def write(visit: Visiting, name: str) -> Response:
        return _Page(site, visit, which(name), visit.form).written()

    @router.post(f"/{place}/{{name}}/check")
    def check(visit: Visiting, name: str) -> HTMLResponse:
        return _Page(site, visit, which(name), visit.form).checked()

    @router.post(f"/{place}/{{name}}/restore")
    def have_back(visit: Visiting, name: str) -> Response:
        return _Page(site, visit, which(name), visit.form).restored()


def _list(site: Site, visit: Visit) -> HTMLResponse:
    known = _known(site, visit)
    whose = origins(site.app, visit.whose.id, TextKind.POLICY)
    return site.page(
        "policies.html", visit, here="setup", policies=known.by_name.values(), whose=whose,
        choosable=known.of_invoices,
    )  # fmt: skip


def _known(site: Site, visit: Visit) -> Policies:
    with site.app.store.reading(visit.whose.id) as unit:
        return site.app.policies.policies(visit.whose.policy, unit.texts.written())


@dataclass(frozen=True, slots=True)
class _Page:
    """One policy as one visitor writes it; `asked` says whom its messages are shown for."""

    site: Site
    visit: Visit
    which: Which
    asked: Mapping[str, str]

    @property
    def address(self) -> str:
        place = next(place for place, is_shared in PLACES.items() if is_shared == self.which.is_shared)
        return f"/o/{self.visit.whose.id}/{place}/{quote(self.which.name, safe='')}"

    def shown(self, begin: str, saved: int, compared: tuple[int, int]) -> HTMLResponse:
        """As it counts; one that is not there yet begins with another's text."""
        stands = self._standing()
        text = stands.parts.get(LADDER)
        if text is None and begin:
            text = standing(self.site.app, self.visit.whose.id, replace(self.which, name=begin)).parts.get(
                LADDER
            )
        if text is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return self._page(stands, self._judged(text), saved=saved, compared=compared)

    def checked(self) -> HTMLResponse:
        """What the text says while it is typed, as a piece of the page."""
        judged = self._judged(self._typed())
        return HTMLResponse(self.site.words("policy_judged.html", self.visit, **self._about(), judged=judged))

    def written(self) -> Response:
        """Whatever button was pressed; only one of them saves."""
        does, judged = self.visit.form.get("do", ""), self._judged(self._typed())
        if does == "save":
            return self._saved(judged)
        would = None
        if does == "would" and judged.policy is not None:
            would = would_change(self.site.app, self.visit.whose.id, self.which, judged.text)
        return self._page(self._standing(), judged, would=would)

    def _saved(self, judged: Judged) -> Response:
        form = self.visit.form
        seen = number_in(form, "seen")
        note, by = form.get("note", "")[:200], self.visit.who.user.email
        try:
            number = save(
                self.site.app,
                self.visit.whose.id,
                self.which,
                {LADDER: judged.text},
                by,
                note=note,
                seen=seen,
            )
        except Flawed:
            return self._page(self._standing(), judged, HTTPStatus.UNPROCESSABLE_ENTITY)
        except Meanwhile:
            return self._page(self._standing(), judged, HTTPStatus.CONFLICT, problem="texts.meanwhile")
        return RedirectResponse(f"{self.address}?saved={number}", HTTPStatus.SEE_OTHER)

    def restored(self) -> Response:
        try:
            return have_back(self.site, self.visit, self.which, self.address, "policies")
        except InUse:
            stands = self._standing()
            judged = self._judged(stands.parts.get(LADDER, ""))
            return self._page(stands, judged, HTTPStatus.CONFLICT, problem="texts.policy_in_use")
        except Flawed as flawed:
            stands = self._standing()
            judged = replace(self._judged(stands.parts.get(LADDER, "")), flaws=flawed.flaws)
            return self._page(stands, judged, HTTPStatus.UNPROCESSABLE_ENTITY)

    # ------------------------------------------------------------ what stands on it

    def _standing(self) -> Standing:
        return standing(self.site.app, self.visit.whose.id, self.which)

    def _judged(self, text: str) -> Judged:
        policies = self.site.app.policies
        policy, _ = policies.checked(self.which.name, text)
        found = flaws(self.site.app, self.visit.whose.id, self.which, {LADDER: text})
        return Judged(text, policies.draft(text), policy, found)

    def _typed(self) -> str:
        """The text that was typed, or that the form stands for."""
        form = self.visit.form
        if "text" in form:
            return form["text"].replace("\r\n", "\n")
        return self.site.app.policies.text_of(draft_of(form))

    def _about(self) -> dict[str, Any]:
        """Whom the messages are shown for, in which language, on what."""
        names = {x: self.asked.get(x, "") for x in ("customer", "language", "look")}
        names["look"] = names["look"] if names["look"] in LOOKS else LOOKS[0]
        names["language"] = names["language"] or self.visit.whose.language.partition("-")[0]
        return {"whose": self.visit.whose, "about": names, "query": urlencode(names), "field_of": field_of,
                "has_words": has_words, "which": self.which}  # fmt: skip

    def _page(
        self,
        stands: Standing,
        judged: Judged,
        status: HTTPStatus = HTTPStatus.OK,
        *,
        saved: int = 0,
        compared: tuple[int, int] = (-1, -1),
        would: WouldChange | None = None,
        problem: str = "",
    ) -> HTMLResponse:
        app, visit = self.site.app, self.visit
        templates = sorted({x.partition("/")[2] for x in app.renderer.names(_written(self.site, visit))})
        languages = sorted({x.partition("/")[0] for x in app.renderer.names(_written(self.site, visit))})
        return self.site.page(
            "policy_editor.html", visit, status, here="setup", **self._about(), stands=stands, judged=judged,
            address=self.address, saved=saved, would=would, problem=problem, shown_rows=SHOWN,
            before=compared[0], after=compared[1], typed=visit.form,
            differs=stands.compared(*compared) if min(compared) >= 0 else None,
            templates=templates, languages=languages, customers=debtors(app, visit.whose.id), looks=LOOKS,
            channels=("email", "letter", "call", "provider"), tones=tuple(x.name.lower() for x in Severity),
            is_full=judged.draft is not None and len(judged.draft.steps) >= MOST_STEPS,
        )  # fmt: skip


def _written(site: Site, visit: Visit) -> Any:
    with site.app.store.reading(visit.whose.id) as unit:
        return unit.texts.written()


def draft_of(form: Mapping[str, str]) -> PolicyDraft:
    """The ladder that a form holds, with a step added or taken out where that button was pressed."""
    steps = [_step(form, n) for n in range(MOST_STEPS) if f"s{n}-id" in form]
    does, _, number = form.get("do", "").partition("-")
    at = whole_number(number)
    if does == "remove" and at is not None and at < len(steps):
        del steps[at]
    if does == "add" and len(steps) < MOST_STEPS:
        steps.append(_next(steps))
    return PolicyDraft(tuple(steps), form.get("conditions", ""), form.get("heading", ""))


def _step(form: Mapping[str, str], n: int) -> StepDraft:
    typed = {x: form.get(f"s{n}-{x}", "").strip() for x in FIELDS}
    return StepDraft(**typed, is_in_use=f"s{n}-in_use" in form)


def _next(steps: list[StepDraft]) -> StepDraft:
    """A week after the last one, with a name that none of them has."""
    last = steps[-1].offset if steps else "0"
    days = whole_number(last.removeprefix("-"))
    offset = 7 if days is None else (-days if last.startswith("-") else days) + 7
    known = {x.id for x in steps}
    name = next(f"step-{n}" for n in range(1, MOST_STEPS + 2) if f"step-{n}" not in known)
    return StepDraft(name, str(offset), "email", "firm" if offset > 0 else "notice")
