"""Who writes: the sender, who signs, how to pay; and a test message to oneself."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from connector.channels.addresses import bare_address, sender_text
from connector.core.domain import Ruling
from connector.core.errors import Refused
from connector.core.iban import iban_of
from connector.core.message import Outcome
from connector.usecases.organisations import change_organisation
from connector.usecases.sender import TrialWords, examine_sender, try_sender
from connector.usecases.senders import default_sender, sender_of
from connector.usecases.tried_again import SERVER
from connector.web.site import Site
from connector.web.visit import Visit, Visiting

LONGEST = 200


def sender(site: Site) -> APIRouter:
    """One form, and one button that sends to whoever presses it."""
    router = APIRouter(prefix="/o/{organisation_id}/sender")

    @router.get("")
    def ask(visit: Visiting, done: int = 0, check: int = 0) -> HTMLResponse:
        return _examined(site, visit) if check else _form(site, visit, _known(visit), is_done=bool(done))

    @router.post("")
    def keep(visit: Visiting) -> Response:
        refused = _kept(site, visit)
        onward = "setup" if visit.form.get("then") == "setup" else "sender?done=1"
        return refused or RedirectResponse(f"/o/{visit.whose.id}/{onward}", HTTPStatus.SEE_OTHER)

    @router.post("/test")
    def test(visit: Visiting) -> Response:
        return _kept(site, visit) or _tried(site, visit)

    return router


def _name(text: str) -> str:
    """One line of a name. Raises Refused."""
    name = " ".join(text.split())
    if len(name) > LONGEST:
        raise Refused("too long")
    return name


#: What a hidden field is called that says what stood in the field when the form was opened.
WAS = "was:"
#: Each field of the form, and how it is looked at.
FIELDS: Mapping[str, Callable[[str], str]] = {
    "sender": sender_text,
    "contact": _name,
    "reply_to": bare_address,
    "iban": iban_of,
    "owner_email": bare_address,
}


def _known(visit: Visit) -> dict[str, str]:
    return {name: getattr(visit.whose, name) or "" for name in FIELDS}


def _kept(site: Site, visit: Visit) -> Response | None:
    """All of it or nothing; what did not change is not written down as a change. None where it is kept.

    A field that was left alone stays as it is by now; one that somebody else has changed meanwhile is shown.
    """
    known, was = _known(visit), {name: visit.form.get(WAS + name, "") for name in FIELDS}
    typed = {name: visit.form.get(name, "").strip() for name in FIELDS}
    found: dict[str, str | None] = {}
    wrong = set()
    for name, check in FIELDS.items():
        try:
            found[name] = check(typed[name]) if typed[name] else None
        except Refused:
            wrong.add(name)
    if wrong:
        return _form(site, visit, typed, wrong, was=was)
    changed = {
        name: value
        for name, value in found.items()
        if typed[name] != was[name] and value != getattr(visit.whose, name)
    }
    newer = {name: known[name] for name in changed if was[name] != known[name]}
    if newer:
        return _form(site, visit, typed, set(newer), was=was | newer, newer=newer)
    if changed:
        change_organisation(site.app, visit.whose.id, visit.who.user.email, **changed)
    return None


def _tried(site: Site, visit: Visit) -> HTMLResponse:
    """The answer itself is shown: it is the server's, and stands in no address."""
    say = visit.reader.say
    words = TrialWords(
        say("trial.subject", name=visit.whose.name), say("trial.text", name=visit.whose.name)
    )  # fmt: skip
    email = visit.who.user.email
    with site.app.store.reading(visit.whose.id) as unit:
        visit = visit.about(unit.organisation())
    try:
        outcome = try_sender(site.app, visit.whose.id, email, words, email)
    except Refused as refused:
        return _form(site, visit, _known(visit), refused=visit.reader.told(str(refused)))
    return _form(site, visit, _known(visit), outcome=outcome)


def _examined(site: Site, visit: Visit) -> HTMLResponse:
    try:
        return _form(site, visit, _known(visit), examined=examine_sender(site.app, visit.whose.id))
    except Refused as refused:
        return _form(site, visit, _known(visit), refused=visit.reader.told(str(refused)))


def _form(
    site: Site,
    visit: Visit,
    typed: Mapping[str, str],
    wrong: set[str] | frozenset[str] = frozenset(),
    outcome: Outcome | None = None,
    refused: str = "",
    is_done: bool = False,
    examined: tuple[str, Sequence[Ruling]] | None = None,
    was: Mapping[str, str] | None = None,
    newer: Mapping[str, str] | None = None,
) -> HTMLResponse:
    status = HTTPStatus.CONFLICT if wrong or refused else HTTPStatus.OK
    return site.page(
        "sender.html", visit, status, here="setup", typed=typed, wrong=wrong, outcome=outcome,
        was=was or typed, newer=newer or {}, was_prefix=WAS,
        helped=SERVER,
        refused=refused, is_done=is_done, examined=examined, installation=default_sender(site.app),
        can_examine=site.app.domain_texts is not None,
        has_sender=sender_of(site.app, visit.whose) is not None, has_mail_server="email" in site.app.channels,
    )  # fmt: skip
