"""Mandates: who agreed, and when, that somebody else writes in the name of a business."""

from datetime import date

from connector.core.errors import Refused
from connector.usecases.application import Application
from connector.usecases.organisations import change_organisation

#: Signs of a name.
LONGEST = 200


def note_mandate(
    app: Application, organisation_id: str, given_by: str | None, given_on: date | None, by: str
) -> None:
    """Keeps it with the organisation; neither a name nor a day takes it away. It stops nothing.

    Raises Refused for one without the other, a day to come, or a name that is too long.
    """
    name = " ".join((given_by or "").split()) or None
    with app.store.reading(organisation_id) as unit:
        known = unit.organisation()
    if (name is None) != (given_on is None):
        raise Refused("A mandate needs both: the name of who gave it, and the day.")
    if given_on is not None and given_on > known.day(app.clock.now()):
        raise Refused("A mandate is noted once it was given: name a day that has come.")
    if name is not None and len(name) > LONGEST:
        raise Refused(f"A name of at most {LONGEST} signs will do.")
    if (known.mandate_by, known.mandate_on) != (name, given_on):
        change_organisation(app, organisation_id, by, mandate_by=name, mandate_on=given_on)
