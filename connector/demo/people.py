"""Who works at the made-up company: one of each role, all with the password that the page shows."""

from dataclasses import dataclass

from connector.core.accounts import UserRole
from connector.usecases.accounts import Entrance, add_user

PASSWORD = "ateliers lumen"  # noqa: S105 - it opens nothing real, and the sign-in page shows it


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    role: UserRole


#: The first one is who a visitor is until he signs in as somebody else.
PEOPLE = (
    Person("camille@ateliers-lumen.example", UserRole.OWNER),
    Person("bruno@ateliers-lumen.example", UserRole.BOOKKEEPER),
    Person("ada@ateliers-lumen.example", UserRole.APPROVER),
    Person("victor@ateliers-lumen.example", UserRole.VIEWER),
)


def hire(entrance: Entrance, organisation_id: str) -> None:
    """Adds them all."""
    for person in PEOPLE:
        place = None if person.role is UserRole.OWNER else organisation_id
        add_user(entrance, person.email, PASSWORD, person.role, place, "demo")
