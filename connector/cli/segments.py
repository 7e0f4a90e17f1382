"""`relance segments`: the rules that say which policy a customer follows, and who signs."""

from pathlib import Path
from typing import Annotated

import typer

from connector.cli.common import AsOf, Json, Org, err, opened, out, person, print_json, print_table
from connector.core.errors import Refused
from connector.core.segments import Segment
from connector.core.texts import RULES
from connector.render.chosen import chosen
from connector.usecases import segments as rules
from connector.usecases.texts import standing

command = typer.Typer(
    help="Rules over facts: which policy a customer follows, and who signs.", no_args_is_help=True
)
NONE = "There are no segments: `relance segments set FILE` sets them."


@command.command("list")
def list_(
    org: Org = None,
    as_of: AsOf = None,
    as_json: Json = False,
    text: Annotated[bool, typer.Option("--text", help="The text itself, as `set` takes it.")] = False,
) -> None:
    """List them in order, with the customers whom each catches today."""
    with opened(org, as_of) as here:
        if text:
            kept = standing(here.app, here.id, rules.WHICH).parts.get(RULES, "")
            typer.echo(kept, nl=False)
            return
        known = rules.segments(here.app, here.id)
        found = rules.catch(here.app, here.id)
    if as_json:
        print_json([_row(x, found.caught[x.name]) for x in known])
        return
    if not known:
        out.print(NONE)
        return
    rows = [
        [x.name, x.policy or "", x.signer.name if x.signer else "", str(found.caught[x.name])] for x in known
    ]
    print_table("", ["Segment", "Policy", "Signed by", "Customers"], [*rows, ["", "", "", str(found.rest)]])
    _say_part(found)


@command.command("set")
def set_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The segments, as YAML; an empty file: none.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say which invoices would move, and change nothing.")
    ] = False,
    note: Annotated[str, typer.Option(help="What you changed, for later.")] = "",
    org: Org = None,
    as_of: AsOf = None,
) -> None:
    """Put these segments in the place of those that count, as a version of their own."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file} cannot be read: {error}.") from None
    with opened(org, as_of, writes=not dry_run) as here:
        if dry_run:
            _say_moves(rules.catch(here.app, here.id, text))
            return
        number = rules.set_segments(here.app, here.id, text, person(), note)
    out.print(f"The segments are version {number}. What is planned from now on follows them.")


def _say_moves(found: rules.Catch) -> None:
    rows = [[x.customer.name, x.number, chosen(x.before), chosen(x.after)] for x in found.moves]
    print_table("", ["Customer", "Invoice", "Now", "Then"], rows)
    out.print(f"{len(rows)} invoices of {found.customers} customers would move. Nothing was changed.")
    _say_part(found)


def _say_part(found: rules.Catch) -> None:
    if not found.is_all:
        err.print(f"Of the first {found.customers} customers who owe something.")


def _row(segment: Segment, customers: int) -> dict[str, object]:
    signer = segment.signer
    return {
        "name": segment.name,
        "policy": segment.policy,
        "signed_by": signer and signer.name,
        "reply_to": signer and signer.reply_to,
        "customers": customers,
    }
