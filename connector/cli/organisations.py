"""`relance org add|set|list`."""

from typing import Annotated, Any

import typer

from connector.bootstrap import open_installation
from connector.cli.common import AsOf, Json, choice, opened, out, person, print_json, print_table
from connector.core.errors import Refused
from connector.core.invoice import Mode, Organisation, PostingGuard
from connector.usecases.organisations import add_organisation, change_organisation

org = typer.Typer(help="The businesses whose invoices are collected.", no_args_is_help=True)

Country = Annotated[str, typer.Option(help="Two letters, such as FR.")]
MODES = [mode.value for mode in Mode]


@org.command("add")
def add(
    name: str,
    country: Country,
    timezone: Annotated[str | None, typer.Option(help="Such as Europe/Paris; else the country's.")] = None,
    language: Annotated[str | None, typer.Option(help="fr or en; else the country's.")] = None,
    currency: Annotated[str | None, typer.Option(help="Three letters; else the country's.")] = None,
    region: Annotated[str | None, typer.Option(help="For its public holidays, such as 67 or SCT.")] = None,
    mode: Annotated[str, typer.Option(help="shadow (plan only), approve or auto.")] = "shadow",
    policy: Annotated[str, typer.Option(help="The policy its invoices follow.")] = "standard",
    contact: Annotated[str | None, typer.Option(help="The person who signs.")] = None,
    sender: Annotated[str | None, typer.Option(help="The address messages leave from.")] = None,
) -> None:
    """Add an organisation; in shadow mode nothing is ever sent."""
    with open_installation() as installation:
        country, zone, tongue, money = installation.locale(country, region, timezone, language, currency)
        made = add_organisation(
            installation.app,
            Organisation(
                id="",
                name=_name(name),
                country=country,
                region=region,
                timezone=zone,
                language=tongue,
                currency=money,
                mode=choice(mode, Mode, MODES, "mode"),
                policy=policy,
                contact=contact,
                sender=sender,
            ),
        )
    out.print(f"Added «{made.name}» ({made.country}, {made.timezone}, {made.currency}), mode {made.mode}.")


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise Refused("An organisation needs a name.")
    return name


@org.command("set")
def set_(  # noqa: PLR0913, PLR0917 - one option per setting
    name: str,
    mode: Annotated[str | None, typer.Option(help="shadow, approve or auto.")] = None,
    contact: Annotated[str | None, typer.Option(help="The person who signs.")] = None,
    sender: Annotated[str | None, typer.Option(help="The address messages leave from.")] = None,
    reply_to: Annotated[str | None, typer.Option(help="Where answers go.")] = None,
    copy_to: Annotated[str | None, typer.Option(help="Who gets a copy of every message.")] = None,
    owner_email: Annotated[str | None, typer.Option(help="Who gets the short daily mail.")] = None,
    iban: Annotated[str | None, typer.Option(help="Shown in messages as the way to pay.")] = None,
    policy: Annotated[str | None, typer.Option(help="The policy its invoices follow.")] = None,
    daily_cap: Annotated[int | None, typer.Option(min=0, help="Messages a day; 0 lifts it.")] = None,
    gap_days: Annotated[int | None, typer.Option(min=0, help="Days between two contacts.")] = None,
    posting_guard: Annotated[str | None, typer.Option(help="off, warn or approve.")] = None,
    auto_submitted: Annotated[
        bool | None, typer.Option(help="Mark messages as sent by a machine (RFC 3834).")
    ] = None,
    close: Annotated[
        list[str] | None, typer.Option(help="A day or FIRST..LAST on which nothing leaves; repeat.")
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Change an organisation. Leaving shadow cancels what was planned in it."""
    with opened(name, as_of, writes=True) as here:
        installation, organisation = here.installation, here.organisation
        fields: dict[str, Any] = {
            "contact": contact,
            "policy": policy,
            "gap_days": gap_days,
            "auto_submitted": auto_submitted,
            "mode": mode and choice(mode, Mode, MODES, "mode"),
            "posting_guard": posting_guard
            and choice(posting_guard, PostingGuard, [x.value for x in PostingGuard], "posting guard"),
            "iban": iban and installation.iban(iban),
            "sender": sender and installation.address(sender),
            "reply_to": reply_to and installation.address(reply_to),
            "copy_to": copy_to and installation.address(copy_to),
            "owner_email": owner_email and installation.address(owner_email),
            "closures": close and organisation.closures | installation.days(close),
        }
        given = {key: value for key, value in fields.items() if value is not None}
        if daily_cap is not None:
            given["daily_cap"] = daily_cap or None
        if not given:
            raise Refused("Say what to change: `relance org set --help` lists it.")
        change_organisation(here.app, here.id, person(), **given)
    out.print(f"Changed «{organisation.name}»: {', '.join(sorted(given))}.")


@org.command("list")
def list_(as_json: Json = False) -> None:
    """List the organisations."""
    with open_installation() as installation:
        everyone = installation.app.store.directory.all()
    if as_json:
        print_json(
            [
                {
                    "name": x.name,
                    "country": x.country,
                    "timezone": x.timezone,
                    "language": x.language,
                    "currency": x.currency,
                    "mode": x.mode.value,
                    "policy": x.policy,
                }
                for x in everyone
            ]
        )
        return
    rows = [[x.name, x.country, x.timezone, x.language, x.currency, x.mode.value, x.policy] for x in everyone]
    print_table("", ["Name", "Country", "Time zone", "Language", "Currency", "Mode", "Policy"], rows)
