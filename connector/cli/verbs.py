"""`relance plan`, `approve`, `send`, `run-once`, `simulate` and `explain`."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer

from connector.cli.common import AsOf, Json, Org, err, opened, out, person, print_json, print_table
from connector.cli.explaining import explanation_lines, explanation_row
from connector.core.errors import Refused
from connector.core.history import State
from connector.core.money import decimal_text
from connector.usecases import approve as approving
from connector.usecases import explain as explaining
from connector.usecases import plan as planning
from connector.usecases import run_once as cycle
from connector.usecases import send as sending
from connector.usecases import simulate as simulating


def plan(org: Org = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Say what each customer should hear; without --as-of also keep what is due now."""
    with opened(org, as_of) as here:
        with err.status("Deciding…"):
            planned = planning.plan(here.app, here.id, is_stored=as_of is None)
        rows = [planning.plan_row(p) for p in planned]
    if as_json:
        print_json(rows)
        return
    _print_plan(rows)


def _print_plan(rows: Sequence[dict[str, object]]) -> None:
    acting = [r for r in rows if r["action"] in ("send", "task")]
    _plan_table(acting)
    for (action, reason), count in sorted(Counter((r["action"], r["reason"]) for r in rows).items(), key=str):
        out.print(f"{count:6} {action}: {reason}")
    if not rows:
        out.print("No invoice is open.")


def _plan_table(rows: Sequence[dict[str, object]]) -> None:
    if not rows:
        out.print("Nothing is due today.")
        return
    print_table(
        "",
        ["Customer", "Invoices", "Amount", "What", "Step", "Reason"],
        [
            [
                str(r["customer"]),
                ", ".join(map(str, r["invoices"] if isinstance(r["invoices"], list) else [])),
                f"{r['amount']} {r['currency']}",
                str(r["channel"]),
                str(r["step"] or ""),
                str(r["reason"]),
            ]
            for r in rows
        ],
    )


def approve(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids, or their beginnings.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Everything that waits for approval.")] = False,
    org: Org = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Release reminders that wait for approval."""
    if bool(ids) == all_:
        raise Refused("Name the reminders to release, or say --all.")
    with opened(org, as_of, writes=True) as here:
        if all_:
            released = approving.approve_all(here.app, here.id, person())
        else:
            released = approving.approve(here.app, here.id, ids or [], person())
    if as_json:
        print_json([x.id for x in released])
        return
    out.print(f"{len(released)} released.")


def send(
    org: Org = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Render and stop.")] = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Send what is approved and may leave now."""
    with opened(org, as_of, writes=not dry_run) as here:
        if dry_run:
            _print_previews(sending.preview(here.app, here.id), as_json)
            return
        with err.status("Sending…"):
            sent = sending.send(here.app, here.id)
    _print_sent(sent, as_json)


def _print_previews(previews: Sequence[sending.Preview], as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {
                    "id": p.reminder.id,
                    "customer": p.customer,
                    "reason": p.reason,
                    "to": list(p.message.to) if p.message else [],
                    "subject": p.message and p.message.subject,
                    "text": p.message and p.message.text,
                }
                for p in previews
            ]
        )
        return
    for p in previews:
        out.print(f"--- {p.reminder.id[:8]} {p.customer} ({p.reminder.state})")
        if p.message is None:
            out.print(f"may not leave: {p.reason}")
            continue
        out.print(f"To: {', '.join(p.message.to)}\nSubject: {p.message.subject}\n\n{p.message.text}")
    out.print(f"{len(previews)} would be looked at; nothing was sent.")


def _sent_row(item: sending.Sent) -> dict[str, object]:
    reminder = item.reminder
    return {
        "id": reminder.id,
        "customer": item.customer,
        "invoices": [x.number for x in reminder.live_lines],
        "step": reminder.step_id,
        "channel": reminder.channel.value,
        "state": item.state.value,
        "reason": item.reason,
        "message_id": reminder.message_id,
    }


def _sent_json(sent: Sequence[sending.Sent]) -> dict[str, object]:
    counts = Counter(x.state.value for x in sent)
    return {"counts": dict(sorted(counts.items())), "reminders": [_sent_row(x) for x in sent]}


def _print_sent(sent: Sequence[sending.Sent], as_json: bool) -> None:
    if as_json:
        print_json(_sent_json(sent))
        return
    for item in sent:
        numbers = ", ".join(x.number for x in item.reminder.live_lines)
        out.print(f"{item.state:18} {item.customer}: {item.reminder.step_id} ({numbers}) {item.reason}")
    left = sum(x.state is State.SENT for x in sent)
    out.print(f"{left} sent, {len(sent) - left} not.")


def run_once(org: Org = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Sync the accounts, plan, and send what may leave now. A ledger file is not read again."""
    with opened(org, as_of, writes=True) as here, err.status("Reading, deciding, sending…"):
        done = cycle.run_once(here.app, here.id)
    for item in done.synced:
        if item.problem:
            err.print(f"{item.connection.provider} {item.connection.name}: {item.problem}")
    if as_json:
        print_json(_sent_json(done.sent))
        return
    _plan_table([planning.plan_row(p) for p in done.planned if p.item.head.action in ("send", "task")])
    _print_sent(done.sent, False)


def simulate(
    org: Org = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days ahead.")] = 30,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Say what would leave over the next days if nothing were paid. Nothing is written."""
    with opened(org, as_of) as here:
        with err.status("Walking through the days…"):
            foreseen = simulating.simulate(here.app, here.id, days)
        rows = [{**planning.plan_row(x.planned), "on": x.on.isoformat()} for x in foreseen]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        numbers = ", ".join(map(str, row["invoices"] if isinstance(row["invoices"], list) else []))
        out.print(
            f"{row['on']}  {row['channel']!s:6} {row['step'] or ''!s:10} {row['customer']}: "
            f"{numbers}  {row['amount']} {row['currency']}"
        )
    out.print(f"{len(rows)} over {days} days.")


def explain(
    number: Annotated[str, typer.Argument(help="The invoice's number.")],
    org: Org = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Say why a reminder was sent, why not, what comes next and when."""
    with opened(org, as_of) as here:
        told = explaining.explain(here.app, here.id, number)
    if as_json:
        print_json(explanation_row(told))
        return
    for line in explanation_lines(told, here.organisation.language):
        out.print(line)


def amount_text(minor: int, currency: str) -> str:
    """An amount as the command line shows it."""
    return f"{decimal_text(minor, currency)} {currency}"


COMMANDS = (plan, approve, send, run_once, simulate, explain)
