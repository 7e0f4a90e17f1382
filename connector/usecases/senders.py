"""Whose address a message leaves from: always that of the business it speaks for."""

from email.utils import parseaddr

from connector.core.errors import Refused
from connector.core.invoice import Organisation
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.sentences import say

#: Nobody is named who could write: nothing leaves.
NO_SENDER = "no_sender"


def sender_of(app: Application, organisation: Organisation) -> str | None:
    """Its own, else that of the installation where it is the only one there; None where nothing may leave.

    Of several, one's customers would read the address of another, or of their bookkeeper.
    """
    return organisation.sender or default_sender(app)


def default_sender(app: Application) -> str | None:
    """That of the installation, where it may speak for its only organisation.

    Not while a unit is open: default_in is for that.
    """
    return app.sender if app.sender is not None and app.store.directory.count() <= 1 else None


def default_in(app: Application, unit: UnitOfWork) -> str | None:
    """The same, asked through a unit that is open: who holds one connection waits for no second one."""
    return app.sender if app.sender is not None and unit.is_alone() else None


def own_sender(app: Application, organisation: Organisation) -> str | None:
    """Of what is written to the business itself, never to a customer of it."""
    return organisation.sender or app.sender


def address_to_owner(app: Application, organisation: Organisation) -> str:
    """The bare address that writes to the business itself. Raises Refused where none is set."""
    address = parseaddr(own_sender(app, organisation) or "")[1]
    if not address:
        raise Refused(say("no_sender", name=organisation.name))
    return address
