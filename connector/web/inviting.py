"""Inviting somebody, from the users of the installation or the people of one organisation."""

from fastapi import HTTPException
from fastapi.responses import HTMLResponse

from connector.core.accounts import AccountRefused, Invitation
from connector.render.clean import harmless
from connector.usecases import invitations
from connector.usecases.invitations import Invited, Wanted
from connector.usecases.inviting_mail import InvitationWords, post_invitation
from connector.web.site import Site
from connector.web.user import role_typed, shown
from connector.web.visit import Visit


def wanted(visit: Visit, organisation_id: str | None) -> Wanted:
    """What the form asks for. Raises 404 for a role that is none."""
    role = role_typed(visit)
    if role is None:
        raise HTTPException(404)
    return Wanted(visit.form.get("email", ""), role, organisation_id)


def take_back(site: Site, visit: Visit, invitation_id: str, organisation_id: str | None) -> None:
    """Raises NotYourRole where he is an owner no more."""
    try:
        invitations.take_back(site.entrance, visit.who, invitation_id, organisation_id)
    except AccountRefused as refused:
        raise shown(refused) from None


def invited_page(site: Site, visit: Visit, made: Invited, back: str) -> HTMLResponse:
    """The link, shown this once, and what became of the mail: a redirect would have to bear the secret."""
    link = f"{site.base_url}/invitation/{made.token}"
    facts = {"by": visit.who.user.email, "place": place_of(visit, made.invitation)}
    words = InvitationWords(
        visit.reader.say("invitation.subject", **facts), visit.reader.say("invitation.text", **facts), link
    )
    posted = post_invitation(site.app, made.invitation.email, words)
    return site.page(
        "invited.html", visit, here="users" if back == "/users" else "people", link=link, back=back,
        email=made.invitation.email, posted=posted.value,
    )  # fmt: skip


def place_of(visit: Visit, invitation: Invitation, name: str | None = None) -> str:
    """The name of the organisation, or a word for the installation."""
    if invitation.organisation_id is None:
        return visit.reader.say("invitation.whole")
    names = {one.id: one.name for one in visit.organisations}
    return harmless(name or names[invitation.organisation_id])
