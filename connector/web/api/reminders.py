"""Reminders: what is planned, what waits for approval, what left and as what; released as it was shown."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from connector.core.errors import NotThere
from connector.core.history import State
from connector.core.message import Reminder
from connector.usecases import approve
from connector.usecases.approve import TakenBack
from connector.usecases.send import preview_one
from connector.usecases.tokens import Caller
from connector.web.api.operation import Calling
from connector.web.api.problems import Kind, Refusal
from connector.web.api.said import (
    Reminders,
    ToldAnswer,
    ToldMessage,
    ToldReminder,
    reminder_fields,
    reminder_told,
)
from connector.web.api.words import Asked, Cursor, Limit, Text, Told, after, cut
from connector.web.site import Site

#: A line alone can bounce, a reminder cannot.
_STATES = tuple(x for x in State if x is not State.BOUNCED)


class ToldPreview(Told):
    """A message as it would leave now."""

    reminder_id: str
    seal: str | None = Field(description="Send it with the approval; null where it waits for none.")
    leaves: bool = Field(description="Whether anything would leave at all.")
    reason: str = Field(description="Why, or why not.")
    subject: str | None
    text: str | None
    html: str | None
    to: list[str]


class Approval(Asked):
    """That it is released as it was shown."""

    seal: Text = Field(
        min_length=1, max_length=64, description="Of its preview.", examples=["3f2a90c1d2e4b5a6"]
    )


def reminders(site: Site, router: APIRouter) -> None:
    """Its routes."""

    @router.get("/reminders")
    def list_reminders(
        caller: Calling,
        state: Annotated[list[State] | None, Query(description="In these states alone.")] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Reminders:
        """Reminders by their ids, calls and letters among them."""
        with site.app.store.reading(caller.organisation.id) as unit:
            found = unit.reminders.after(after(cursor), state or _STATES, limit + 1)
        page, following = cut(found, limit, lambda x: x.id)
        return Reminders(items=[reminder_told(x) for x in page], next_cursor=following)

    @router.get("/reminders/{reminder_id}")
    def get_reminder(caller: Calling, reminder_id: str) -> ToldMessage:
        """One reminder, with its words as they left and what the mail servers said."""
        with site.app.store.reading(caller.organisation.id) as unit:
            found = _known(unit.reminders.get(reminder_id))
            answers = [
                ToldAnswer(address=x.address, verdict=x.verdict, code=x.code, text=x.text, at=x.at)
                for x in unit.reminders.answers(found.id)
            ]
        words = {name: _unlinked(site, getattr(found, name)) for name in ("subject", "text", "html")}
        told = reminder_fields(found) | words | {"recipients": list(found.recipients), "answers": answers}
        return ToldMessage.model_validate(told)

    @router.get("/reminders/{reminder_id}/preview")
    def preview_reminder(caller: Calling, reminder_id: str) -> ToldPreview:
        """The message as it would leave now, and the seal by which it is released."""
        return _preview(site, caller, reminder_id)

    _released(site, router)


def _released(site: Site, router: APIRouter) -> None:
    @router.post("/reminders/{reminder_id}/approve")
    def approve_reminder(caller: Calling, reminder_id: str, asked: Approval) -> ToldReminder:
        """Releases it if it still says what was shown; else it is to be looked at again."""
        organisation_id = caller.organisation.id
        _stored(site, caller, reminder_id)
        place = approve.place(site.app, organisation_id, reminder_id)
        if place is not None and place.shown.wants_two:
            raise Refusal(Kind.REFUSED, "So much is released by two people, on the page: a token is neither.")
        shown = {reminder_id: asked.seal}
        if not approve.approve_shown(site.app, organisation_id, shown, caller.who, by_one=True).count:
            detail = "It is not as it was shown, or does not wait for approval: look at its preview again."
            raise Refusal(Kind.CHANGED, detail)
        return reminder_told(_stored(site, caller, reminder_id))

    @router.post("/reminders/{reminder_id}/take-back")
    def take_back_reminder(caller: Calling, reminder_id: str) -> ToldReminder:
        """Takes back what was released and has not left: it waits until a person releases it."""
        _stored(site, caller, reminder_id)
        found = approve.take_back(site.app, caller.organisation.id, reminder_id, caller.who)
        if found is not TakenBack.DONE:
            is_leaving = found is TakenBack.LEAVING
            said = "It is leaving at this moment." if is_leaving else "It has not been released, or has left."
            raise Refusal(Kind.REFUSED, said)
        return reminder_told(_stored(site, caller, reminder_id))


def _known(found: Reminder | None) -> Reminder:
    if found is None:
        raise NotThere("There is no reminder with this id.")
    return found


def _stored(site: Site, caller: Caller, reminder_id: str) -> Reminder:
    with site.app.store.reading(caller.organisation.id) as unit:
        return _known(unit.reminders.get(reminder_id))


def _unlinked(site: Site, words: str | None) -> str | None:
    return None if words is None else site.unlinked(words)


def _preview(site: Site, caller: Caller, reminder_id: str) -> ToldPreview:
    _stored(site, caller, reminder_id)
    # The seal first: of what changes in between it is the older one, and releases nothing unread.
    place = approve.place(site.app, caller.organisation.id, reminder_id)
    found = preview_one(site.app, caller.organisation.id, reminder_id)
    if found is None:
        raise Refusal(Kind.REFUSED, "It cannot leave any more: `GET /reminders/{reminder_id}` shows it.")
    message = found.message
    may_release = place is not None and message is not None and not found.is_more
    return ToldPreview(
        reminder_id=reminder_id,
        seal=place.shown.seal if place is not None and may_release else None,
        leaves=message is not None,
        reason=found.reason,
        subject=None if message is None else site.unlinked(message.subject),
        text=None if message is None else site.unlinked(message.text),
        html=None if message is None else site.unlinked(message.html),
        to=[] if message is None else [*message.to, *message.cc],
    )
