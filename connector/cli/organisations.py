"""`relance org add|set|list`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

import typer

from connector.channels.addresses import bare_address, sender_text
from connector.cli.common import (
    AsOf,
    Json,
    Opened,
    choice,
    err,
    language_named,
    open_installation,
    opened,
    out,
    parse_day,
    person,
    print_json,
    print_table,
)
from connector.core.errors import Refused
from connector.core.iban import iban_of
from connector.core.invoice import FinalAction, Mode, Organisation, PostingGuard
from connector.core.money import minor_units
from connector.core.plan_limits import PlanLimits
from connector.files.countries import currency_of, locale_of, zone_named
from connector.usecases.four_eyes import ENOUGH, approvers
from connector.usecases.mandates import note_mandate
from connector.usecases.organisations import NO_ORGANISATION, add_organisation, change_organisation

org = typer.Typer(help="The businesses whose invoices are collected.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The organisation's name.")]
Country = Annotated[str, typer.Option(help="Two letters, such as FR.")]
MODES = [mode.value for mode in Mode]
GUARDS = [guard.value for guard in PostingGuard]
FINAL_ACTIONS = [action.value for action in FinalAction]


@org.command("add")
def add(
    name: Name,
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
        tag = language and language_named(language)
        country, zone, tongue, money = locale_of(
            installation.app.calendars, country, region, timezone, tag, currency
        )
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
                sender=sender and sender_text(sender),
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
    name: Name,
    new_name: Annotated[str | None, typer.Option(help="Its name from now on.")] = None,
    country: Annotated[str | None, typer.Option(help="Two letters; its time zone stays.")] = None,
    currency: Annotated[str | None, typer.Option(help="Of amounts that name none.")] = None,
    mode: Annotated[str | None, typer.Option(help="shadow, approve or auto.")] = None,
    contact: Annotated[str | None, typer.Option(help="The person who signs.")] = None,
    sender: Annotated[str | None, typer.Option(help="The address messages leave from.")] = None,
    reply_to: Annotated[str | None, typer.Option(help="Where answers go.")] = None,
    copy_to: Annotated[str | None, typer.Option(help="Who gets a copy of every message.")] = None,
    owner_email: Annotated[str | None, typer.Option(help="Who gets the short daily mail.")] = None,
    iban: Annotated[str | None, typer.Option(help="Shown in messages as the way to pay.")] = None,
    policy: Annotated[str | None, typer.Option(help="The policy its invoices follow.")] = None,
    language: Annotated[str | None, typer.Option(help="fr or en: what it writes.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Such as Europe/Paris.")] = None,
    region: Annotated[str | None, typer.Option(help="For its public holidays, such as 67.")] = None,
    daily_cap: Annotated[int | None, typer.Option(min=0, help="Messages a day; 0 lifts it.")] = None,
    gap_days: Annotated[int | None, typer.Option(min=0, max=365, help="Days between two contacts.")] = None,
    posting_guard: Annotated[str | None, typer.Option(help="off, warn or approve.")] = None,
    four_eyes: Annotated[
        list[str] | None,
        typer.Option(help="EUR=5000: from so much on two people release a message; EUR= lifts it; repeat."),
    ] = None,
    final_action: Annotated[
        str | None, typer.Option(help="Proposed for an unpaid subscription: leave, pause or cancel.")
    ] = None,
    auto_submitted: Annotated[
        bool | None, typer.Option(help="Mark messages as sent by a machine (RFC 3834).")
    ] = None,
    mandate_by: Annotated[
        str | None, typer.Option(help="Who agreed that a bookkeeper writes in its name.")
    ] = None,
    mandate_on: Annotated[str | None, typer.Option(metavar="DATE", help="The day he agreed.")] = None,
    plan_parts: Annotated[
        int | None, typer.Option(min=0, max=12, help="Parts a customer may ask to pay in; 0: none.")
    ] = None,
    plan_days: Annotated[int | None, typer.Option(min=7, max=731, help="Days to the last part.")] = None,
    plan_first: Annotated[int | None, typer.Option(min=0, max=90, help="Per cent of the first part.")] = None,
    plan_from: Annotated[int | None, typer.Option(min=0, help="Whole units open, at least.")] = None,
    plan_at_once: Annotated[
        bool | None, typer.Option(help="Agree to such a plan at once, without a person.")
    ] = None,
    close: Annotated[
        list[str] | None, typer.Option(help="A day or FIRST..LAST on which nothing leaves; repeat.")
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Change an organisation; "" takes a value away. Leaving shadow cancels what was planned in it."""
    asked: dict[str, Any] = {
        "name": new_name,
        "country": country,
        "currency": currency,
        "mode": mode,
        "contact": contact,
        "sender": sender,
        "reply_to": reply_to,
        "copy_to": copy_to,
        "owner_email": owner_email,
        "iban": iban,
        "policy": policy,
        "language": language,
        "timezone": timezone,
        "region": region,
        "daily_cap": daily_cap,
        "gap_days": gap_days,
        "posting_guard": posting_guard,
        "four_eyes": four_eyes,
        "final_action": final_action,
        "auto_submitted": auto_submitted,
        "closures": close,
    }
    mandate = (mandate_by, mandate_on)
    plan = {
        "most_parts": plan_parts,
        "days": plan_days,
        "first_percent": plan_first,
        "least_open": plan_from,
        "is_at_once": plan_at_once,
    }
    asked["plan_limits"] = {name: x for name, x in plan.items() if x is not None} or None
    given = {key: value for key, value in asked.items() if value is not None}
    if not given and mandate == (None, None):
        raise Refused("Say what to change: `relance org set --help` lists it.")
    with opened(name, as_of, writes=True) as here:
        fields = {key: _checked(here, key, value, country) for key, value in given.items()}
        if fields:
            change_organisation(here.app, here.id, person(), **fields)
        if (
            any(fields.get("four_eyes", {}).values())
            and len(approvers(here.installation.entrance, here.id)) < ENOUGH
        ):
            err.print(
                "Fewer than two users may release messages on the page: what asks for so much waits until "
                "there is another one (`relance user add`)."
            )
        if mandate != (None, None):
            note_mandate(here.app, here.id, mandate_by, parse_day(mandate_on or None), person())
            given |= {"mandate": mandate_by}
    changed = ", ".join(sorted(key.replace("_", "-") for key in given))
    out.print(f"Changed «{here.organisation.name}»: {changed}.")


#: What an organisation may do without: "" takes it away.
_OPTIONAL = frozenset({"contact", "sender", "reply_to", "copy_to", "owner_email", "iban", "region"})


def _checked(here: Opened, key: str, value: Any, country: str | None = None) -> Any:
    """What was written as it is kept; a region is of `country` where that changes too. Raises Refused."""
    installation, organisation = here.installation, here.organisation
    if key == "daily_cap":
        return value or None
    if value == "" and key in _OPTIONAL:
        return None
    checks: dict[str, Callable[[Any], Any]] = {
        "name": _name,
        "country": lambda text: text.strip().upper(),
        "currency": lambda text: currency_of(organisation.country, text),
        "mode": lambda text: choice(text, Mode, MODES, "mode"),
        "posting_guard": lambda text: choice(text, PostingGuard, GUARDS, "posting guard"),
        "final_action": lambda text: choice(text, FinalAction, FINAL_ACTIONS, "final action"),
        "iban": iban_of,
        "sender": sender_text,
        "reply_to": bare_address,
        "copy_to": bare_address,
        "owner_email": bare_address,
        "language": language_named,
        "timezone": zone_named,
        "region": lambda text: _region(here, text, country),
        "four_eyes": lambda texts: dict(map(_amount_of, texts)),
        "plan_limits": lambda said: _plan_limits(organisation, said),
        "closures": lambda texts: organisation.closures | installation.days(texts),
    }
    return checks[key](value) if key in checks else value


def _amount_of(text: str) -> tuple[str, int | None]:
    """`EUR=5000`, or `EUR=` for none. Raises Refused."""
    currency, sign, amount = text.strip().partition("=")
    currency = currency.strip().upper()
    if not (sign and len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise Refused(f"«{text}» says no amount of a currency: write EUR=5000, or EUR= to lift it.")
    return currency, minor_units(amount, currency) if amount.strip() else None


def _plan_limits(organisation: Organisation, said: dict[str, Any]) -> PlanLimits:
    limits = replace(organisation.plan_limits, **said)
    if not limits.are_sensible:
        raise Refused("A plan of payment has 2 to 12 parts, or 0 for none.")
    return limits


def _region(here: Opened, text: str, country: str | None) -> str:
    here.app.calendars.business_days((country or here.organisation.country).strip().upper(), text)
    return text


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
    if not everyone:
        err.print(NO_ORGANISATION)
        return
    rows = [[x.name, x.country, x.timezone, x.language, x.currency, x.mode.value, x.policy] for x in everyone]
    print_table("", ["Name", "Country", "Time zone", "Language", "Currency", "Mode", "Policy"], rows)
