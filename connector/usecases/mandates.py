"""Mandates: who agreed, and when, that somebody else writes in the name of a business."""

from datetime import date

from connector.core.errors import Refused
from connector.usecases.application import Application
from connector.usecases.organisations import change_organisation
from connector.usecases.sentences import say

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
        raise Refused(say("mandate_both"))
    if given_on is not None and given_on > known.day(app.clock.now()):
        raise Refused(say("mandate_day"))
    if name is not None and len(name) > LONGEST:
        raise Refused(say("mandate_name", count=LONGEST))
    if (known.mandate_by, known.mandate_on) != (name, given_on):
        change_organisation(app, organisation_id, by, mandate_by=name, mandate_on=given_on)
