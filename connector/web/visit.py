"""One request as its page sees it: who asks, about which organisation, in which language."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import Depends, Request

from connector.core.accounts import UserRole
from connector.core.invoice import Organisation
from connector.usecases.sign_in import Client, SignedIn, Visitor
from connector.web.cookies import Cookies, csrf_of
from connector.web.reader import Reader


@dataclass(frozen=True, slots=True)
class Visit:
    """What the porter found out. `organisations` are those that the visitor may see, sorted by name.

    `seal` binds the forms of the page to this browser; `fresh` is a session that began with this request;
    `half` the token of a sign-in whose code is still asked for.
    """

    cookies: Cookies
    client: Client
    seal: str
    accepted: str
    visitor: Visitor | None = None
    organisations: tuple[Organisation, ...] = ()
    organisation: Organisation | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    fresh: SignedIn | None = None
    half: str | None = None

    @property
    def csrf(self) -> str:
        return csrf_of(self.seal)

    @property
    def reader(self) -> Reader:
        """His own language, else his browser's; days and hours as the organisation has them."""
        chosen = self.visitor.user.language if self.visitor else None
        place = self.organisation or next(iter(self.organisations), None)
        return Reader.of(chosen or Reader.asked_for(self.accepted), place)

    def about(self, organisation: Organisation) -> "Visit":
        """The same, about one that he may see."""
        return replace(self, organisation=organisation)

    @property
    def may_approve(self) -> bool:
        """Whether he may release, take back and stop in this organisation."""
        return self._may(UserRole.APPROVER)

    @property
    def keeps_books(self) -> bool:
        """Whether the daily work in this organisation is his: tasks, and what becomes of a subscription."""
        return self._may(UserRole.BOOKKEEPER)

    @property
    def owns_one(self) -> bool:
        """Whether this organisation is his, and not the whole installation."""
        return self._may(UserRole.OWNER) and not self.who.user.is_owner

    @property
    def is_owner_here(self) -> bool:
        """Whether this organisation is his: who else may do what in it."""
        return self._may(UserRole.OWNER)

    def _may(self, needed: UserRole) -> bool:
        if self.visitor is None or self.organisation is None:
            return False
        role = self.visitor.standing.role_in(self.organisation.id)
        return role is not None and role.may(needed)

    @property
    def whose(self) -> Organisation:
        """Of a page whose door needs a role: the porter has found it."""
        if self.organisation is None:
            raise LookupError("this address names no organisation")
        return self.organisation

    @property
    def who(self) -> Visitor:
        """Of a page whose door needs a user: the porter has let nobody else in."""
        if self.visitor is None:
            raise LookupError("this address is open to everybody")
        return self.visitor


def visit_of(request: Request) -> Visit:
    """Found by the porter before any page is made."""
    found: Visit = request.state.visit
    return found


Visiting = Annotated[Visit, Depends(visit_of)]
