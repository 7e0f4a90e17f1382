"""The commands by name."""

from typing import Annotated

import typer

from connector.cli import (
    connecting,
    late_fees,
    ledger,
    linking,
    organisations,
    people,
    reporting,
    segments,
    service,
    tokens,
    users,
    verbs,
)

app = typer.Typer(
    name="relance",
    help="Gets invoices paid: reads what is open, decides what each customer should hear, sends it once.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def version(
    ctx: typer.Context,
    show: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Relance."""
    if show:
        typer.echo(f"relance {_installed()}")
        raise typer.Exit


def _installed() -> str:
    from importlib import metadata

    try:
        return metadata.version("relance")
    except metadata.PackageNotFoundError:
        return "from a checkout that is not installed"


app.add_typer(organisations.org, name="org")
app.add_typer(people.customer, name="customer")
app.add_typer(linking.link, name="link")
app.add_typer(late_fees.late_fees, name="late-fees")
app.add_typer(segments.command, name="segments")
app.add_typer(users.user, name="user")
app.add_typer(tokens.token, name="token")
for command in (
    *ledger.COMMANDS,
    *connecting.COMMANDS,
    *verbs.COMMANDS,
    *people.COMMANDS,
    *reporting.COMMANDS,
    *service.COMMANDS,
):
    app.command(name=command.__name__.rstrip("_").replace("_", "-"))(command)
