"""`relance plan`, `approve`, `send`, `run-once`, `deliver`, `simulate` and `explain`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from connector.cli import showing
from connector.cli.common import AsOf, Json, Opened, Org, err, opened, out, person, print_json
from connector.cli.crediting import credit_lines, credit_row
from connector.cli.explaining import explanation_lines, explanation_row
from connector.core.errors import Refused
from connector.usecases import approve as approving
from connector.usecases import delivering
from connector.usecases import explain as explaining
from connector.usecases import plan as planning
from connector.usecases import run_once as cycle
from connector.usecases import send as sending
from connector.usecases import simulate as simulating
from connector.usecases.credits import FoundCredit, credits_called
from connector.usecases.tried_again import tried_again


def plan(org: Org = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Say what each customer should hear; without --as-of also keep what is due now."""
    with opened(org, as_of) as here:
        with err.status("Deciding…"):
            planned = planning.plan(here.app, here.id, is_stored=as_of is None)
        waiting = len(_waiting(here))
    if as_json:
        print_json([planning.plan_row(p) for p in planned])
        return
    showing.print_plan(planned, here.organisation)
    showing.say_what_is_next(here.organisation, waiting)


def _waiting(here: Opened) -> list[showing.Waiting]:
    found = approving.desk(here.app, here.id).waiting
    return [showing.Waiting(x.reminder, x.customer, x.wants_two, x.first_by) for x in found]


def approve(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Ids, or their beginnings.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Everything that waits for approval.")] = False,
    org: Org = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Release messages that wait for approval; without any named, list them."""
    if ids and all_:
        raise Refused("Name the reminders to release, or say --all: not both.")
    if not ids and not all_:
        _list_waiting(org, as_of, as_json)
        return
    with opened(org, as_of, writes=True) as here:
        if all_:
            done = approving.approve_all(here.app, here.id, person())
        else:
            done = approving.approve(here.app, here.id, ids or [], person())
    if as_json:
        print_json([x.id for x in done.released])
        showing.say_who_else(done)
        return
    out.print(f"{len(done.released)} released.")
    showing.say_who_else(done)
    if done.released:
        err.print("`relance send` sends them inside the customers' hours.")
    elif not done.count:
        showing.say_nothing_waits(here.organisation)


def _list_waiting(org: str | None, as_of: str | None, as_json: bool) -> None:
    with opened(org, as_of) as here:
        waiting = _waiting(here)
    if as_json:
        print_json([x.row for x in waiting])
        return
    showing.print_waiting(waiting, here.organisation)


def send(
    org: Org = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Render and stop.")] = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Send what is approved and may leave now."""
    with opened(org, as_of, writes=not dry_run) as here:
        if dry_run:
            previews = sending.preview(here.app, here.id)
            showing.print_previews(previews, here.organisation, as_json)
            return
        with err.status("Sending…"):
            sent = sending.send(here.app, here.id)
        waiting = len(_waiting(here))
        again = tried_again(here.app, here.id)
    showing.print_sent(sent, again, here.organisation, as_json)
    showing.say_what_is_next(here.organisation, waiting)


def run_once(org: Org = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Sync the accounts, plan, and send what may leave now. A ledger file is not read again."""
    with opened(org, as_of, writes=True) as here:
        with err.status("Reading, deciding, sending…"):
            done = cycle.run_once(here.app, here.id)
        waiting = len(_waiting(here))
        again = tried_again(here.app, here.id)
    for item in done.synced:
        if item.problem:
            err.print(f"{item.connection.provider} {item.connection.name}: {item.problem}")
    if not as_json:
        showing.print_due(done.planned, here.organisation)
    showing.print_sent(done.sent, again, here.organisation, as_json)
    showing.say_what_is_next(here.organisation, waiting)


def simulate(
    org: Org = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days ahead.")] = 30,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Say what would leave over the next days if nothing were paid. Nothing is written."""
    with opened(org, as_of) as here, err.status("Walking through the days…"):
        foreseen = simulating.simulate(here.app, here.id, days)
    if as_json:
        print_json([{**planning.plan_row(x.planned), "on": x.on.isoformat()} for x in foreseen])
        return
    showing.print_foreseen(foreseen, days, here.organisation)


def explain(
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help="The number of an invoice or credit note, or its id.")
    ],
    org: Org = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Say why a reminder was sent, why not, what comes next and when; of a credit note what is left of it."""
    with opened(org, as_of) as here:
        try:
            told = explaining.explain(here.app, here.id, number)
        except Refused:
            with here.app.store.reading(here.id) as unit:
                is_invoice = bool(unit.ledger.find_invoices(number))
            found = () if is_invoice else credits_called(here.app, here.id, number)
            if not found:
                raise
            _explain_credits(found, here, as_json)
            return
    if as_json:
        print_json(explanation_row(told))
        return
    for line in explanation_lines(told, here.organisation):
        out.print(line)


def _explain_credits(found: Sequence[FoundCredit], here: Opened, as_json: bool) -> None:
    if as_json:
        print_json({"credits": [credit_row(x) for x in found]})
        return
    for one in found:
        for line in credit_lines(one, here.organisation):
            out.print(line)


def deliver(org: Org = None, as_json: Json = False) -> None:
    """Tell the webhooks what happened, where something is due. `relance serve` does it by itself."""
    with opened(org, None, writes=True) as here, err.status("Delivering…"):
        done = delivering.deliver(here.app, here.id)
    if as_json:
        print_json({"taken": done.taken, "failed": done.failed})
        return
    out.print(f"{done.taken} taken, {done.failed} to be tried again or given up.")


COMMANDS = (plan, approve, send, run_once, deliver, simulate, explain)
