"""`relance token add|list|revoke`: which machines may ask the API."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from connector.cli.common import Json, Org, choice, err, opened, out, person, print_json, print_table
from connector.core.errors import Refused
from connector.core.tokens import Permit, Token
from connector.usecases import tokens

token = typer.Typer(help="Which machines may ask the API, and what for.", no_args_is_help=True)

NAMES = [permit.value for permit in Permit]


@token.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the machine is called.")],
    may: Annotated[
        list[str], typer.Option("--may", help="read, decide, import, approve or webhooks; once for each.")
    ],
    org: Org = None,
    days: Annotated[int | None, typer.Option(help="It ends after so many days; else when revoked.")] = None,
) -> None:
    """Let a machine in: its token is shown once."""
    allowed = [choice(x, Permit, NAMES, "permit") for x in may]
    with opened(org) as here:
        made = tokens.make_token(here.app, here.id, name, allowed, days, person())
    err.print("Keep it like a password; it is shown this once:")
    out.print(str(made.secret))


@token.command("list")
def list_(org: Org = None, as_json: Json = False) -> None:
    """List the tokens, those that ended included."""
    with opened(org) as here:
        live, ended = tokens.tokens(here.app, here.id)
    rows = [*((x, True) for x in live), *((x, False) for x in ended)]
    if as_json:
        print_json([_row(*each) for each in rows])
        return
    if not rows:
        out.print("No machine may ask the API.")
        return
    columns = ["Begins with", "Name", "May", "Made by", "Last used", "Ends"]
    print_table("", columns, [_line(*each) for each in rows])


def _line(one: Token, is_live: bool) -> list[str]:
    used = "never" if one.last_used_at is None else f"{one.last_used_at:%Y-%m-%d}"
    ends = "when revoked" if one.expires_at is None else f"{one.expires_at:%Y-%m-%d}"
    may = ", ".join(sorted(one.permits))
    return [one.hint, one.name, may, one.made_by, used, ends if is_live else "has ended"]


def _row(one: Token, is_live: bool) -> dict[str, Any]:
    moments = {"made_at": one.made_at, "expires_at": one.expires_at, "last_used_at": one.last_used_at}
    told = {name: at and at.isoformat() for name, at in moments.items()}
    may = sorted(one.permits)
    return {
        "id": one.id, "hint": one.hint, "name": one.name, "may": may, "made_by": one.made_by, **told,
        "is_live": is_live,
    }  # fmt: skip


@token.command("revoke")
def revoke(
    begins: Annotated[str, typer.Argument(metavar="TOKEN", help="Its beginning, as `list` shows it.")],
    org: Org = None,
) -> None:
    """Put a machine out, at once."""
    with opened(org) as here:
        one = _the_one(tokens.tokens(here.app, here.id)[0], begins)
        tokens.revoke_token(here.app, here.id, one.id, person())
    out.print(f"{one.name} is out.")


def _the_one(live: Sequence[Token], begins: str) -> Token:
    found = [x for x in live if x.hint == begins]
    if len(found) != 1:
        raise Refused(f"«{begins}» begins no token that counts: `relance token list` shows them.")
    return found[0]
