"""Everything at once: nothing of an organisation leaves until a person starts again."""

from datetime import timedelta
from uuid import uuid4

from connector.core.invoice import Hold, HoldReason, Scope
from connector.usecases.application import Application


def what_stops(app: Application, organisation_id: str) -> tuple[Hold, ...]:
    """The holds for which nothing of the organisation leaves until a person ends them."""
    with app.store.reading(organisation_id) as unit:
        return tuple(x for x in unit.holds.of_everybody() if x.stops_everything)


def stop(app: Application, organisation_id: str, by: str) -> None:
    """Nothing of the organisation leaves from now on; done twice it is done once.

    Nothing else is looked at: it works where a policy or a calendar is wrong.
    """
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        if any(_is_stop(x) for x in unit.holds.of_everybody()):
            return
        since_on = unit.organisation().day(now) - timedelta(days=1)  # as of any hold of everybody
        made = Hold(str(uuid4()), HoldReason.PAUSE, Scope.ORGANISATION, since_on, author=by)
        unit.holds.add(made, now)
        unit.audit(now, by, "hold.pause", hold=made.id, until="None")


def resume(app: Application, organisation_id: str, by: str) -> bool:
    """Ends what `stop` began, and no pause that has an end of its own; False where nothing was stopped."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        ended = [x for x in unit.holds.of_everybody() if _is_stop(x)]
        for item in ended:
            unit.holds.end(item.id, unit.organisation().day(now), now)
        if ended:
            unit.audit(now, by, "hold.released", holds=[x.id for x in ended], invoice=None)
    return bool(ended)


def _is_stop(hold: Hold) -> bool:
    return hold.stops_everything and hold.reason is HoldReason.PAUSE
