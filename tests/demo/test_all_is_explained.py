"""What the made-up company shows of each open invoice is what the oracle says of it, day after day.

These tests find the first day: their file is the first.

Failed charges follow a ladder of their own, which the oracle does not know: their customers, who owe nothing
else, are left out.
"""

from connector.core.decision import Decision
from connector.core.listing import InvoicesWanted
from connector.demo.run import Demo
from connector.demo.subscribers import SUBSCRIBERS
from connector.render.reasons import SENTENCES
from connector.usecases import listing
from connector.usecases.explain import explain
from connector.usecases.plan import plan
from tests.oracle.rules import decide_all
from tests.replay.compare import by_text, item
from tests.replay.stored import facts_of_store

#: Everything that can keep an invoice silent.
REASONS = {
    "autopay", "below_minimum", "delivery_failed", "dispute", "excluded", "factored", "handed_over",
    "insolvency", "ladder_finished", "money_seen", "no_due_date", "not_due", "old_first_contact", "plan",
    "reply", "spacing",
}  # fmt: skip


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


def decisions(demo: Demo) -> list[Decision]:
    app = demo.installation.app
    planned = plan(app, app.store.directory.all()[0].id, is_stored=False)
    return [decision for x in planned for decision in x.item.decisions]


def test_every_kind_of_reason_shows(demo: Demo) -> None:
    assert REASONS - {x.reason.value for x in decisions(demo)} == set()


def test_every_open_invoice_is_explained(demo: Demo) -> None:
    app = demo.installation.app

    told = [explain(app, app.store.directory.all()[0].id, x.invoice.id) for x in decisions(demo)]

    assert len(told) > 200
    assert {x.invoice.number for x in told if x.decision is None} == set()
    assert {x.decision.reason.value for x in told if x.decision} <= SENTENCES.keys()


def test_the_list_says_of_each_what_the_plan_says(demo: Demo) -> None:
    app = demo.installation.app
    organisation_id = app.store.directory.all()[0].id
    planned = {d.invoice.id: d for x in plan(app, organisation_id, is_stored=False) for d in x.item.decisions}
    wanted = InvoicesWanted(listing.today(app, organisation_id))

    first = listing.list_invoices(app, organisation_id, wanted)
    pages = [listing.list_invoices(app, organisation_id, wanted, n + 1) for n in range(first.pages)]

    assert {x.listed.invoice.id: x.decision for page in pages for x in page.rows} == planned


def test_the_oracle_explains_the_made_up_company_as_its_pages_do(demo: Demo) -> None:
    for _ in range(3):
        assert compared(demo) == (set(), set())
        assert demo.days.move(3)
        demo.days.wait()
        assert demo.days.fault is None
