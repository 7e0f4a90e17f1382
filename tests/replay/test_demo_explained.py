"""What the made-up company shows of each open invoice is what the oracle says of it, day after day.

Failed charges follow a ladder of their own, which the oracle does not know: their customers, who owe nothing
else, are left out.
"""

from datetime import UTC, datetime

from connector.demo.run import Demo, running
from connector.demo.subscribers import SUBSCRIBERS
from connector.usecases.plan import plan
from tests.oracle.rules import decide_all
from tests.replay.compare import by_text, item
from tests.replay.stored import facts_of_store

#: A Wednesday; All Saints' Day and Armistice Day lie before the visitor.
FIRST_DAY = datetime(2026, 10, 21, 12, tzinfo=UTC)


def compared(demo: Demo) -> tuple[set[str], set[str]]:
    """What each side alone says at this moment."""
    app = demo.installation.app
    organisation_id = app.store.directory.all()[0].id
    names = {x.name for x in SUBSCRIBERS}
    planned = map(item, plan(app, organisation_id, is_stored=False))
    ours = by_text([x for x in planned if x["customer"] not in names])
    told = decide_all(facts_of_store(app, organisation_id))
    theirs = by_text([x for x in told if x["customer"] not in names])
    assert len(theirs) > 100
    return ours.keys() - theirs.keys(), theirs.keys() - ours.keys()


def test_the_oracle_explains_the_made_up_company_as_its_pages_do() -> None:
    with running(FIRST_DAY, "http://127.0.0.1:8000") as demo:
        for _ in range(5):
            assert compared(demo) == (set(), set())
            demo.days.move(2)
            demo.days.wait()
            assert demo.days.fault is None
