"""`relance connect` and `disconnect`: accounts, with a key or by a consent, also without a browser here."""

import sys
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

import typer

from connector.cli.common import Opened, Org, err, opened, out, person
from connector.core.consents import TERMINAL, System
from connector.core.errors import Refused
from connector.core.grants import Tenant
from connector.core.source import Connection, ConnectionKind
from connector.usecases import connecting, keys
from connector.usecases.connecting import Asker, Choice, callback_address
from connector.usecases.disconnecting import Ending
from connector.usecases.disconnecting import disconnect as end_connection

Provider = Annotated[str, typer.Argument(metavar="PROVIDER", help="The provider's name.")]

ENDINGS = {
    Ending.KEY_FORGOTTEN: "Its key is forgotten here; revoke it there too.",
    Ending.REVOKED: "The consent is revoked there and forgotten here.",
    Ending.STILL_USED: "The consent is kept: other connections stand on it.",
    Ending.LEFT_ALONE: "It is ended there too. The consent is kept, for other connections: they go on.",
    Ending.NOT_LEFT: (
        "There it could not be ended, and the consent is not revoked, for that would end other connections: "
        "take this organisation from the app there."
    ),
    Ending.OUT_OF_REACH: "Its tokens are forgotten here, but nothing could be revoked: remove the app there.",
}


def connect(
    provider: Provider,
    org: Org = None,
    account: Annotated[
        str | None,
        typer.Option(help="The account to reconnect, or the one to take where a consent opens several."),
    ] = None,
    callback: Annotated[
        str | None, typer.Option(metavar="URL", help="The address that you were sent back to.")
    ] = None,
    consent: Annotated[
        bool, typer.Option("--consent", help="Ask for a consent where a key is set too.")
    ] = False,
) -> None:
    """Connect an account: with the key in RELANCE_<PROVIDER>_API_KEY, or by a consent in any browser."""
    with opened(org) as here:
        system = here.app.systems.get(provider)
        if consent or callback is not None or _is_by_consent(here, system):
            made = _by_consent(here, system, account, callback)
        else:
            key = here.installation.key(provider)
            made = keys.try_and_connect(here.app, here.id, provider, key, person())
    if made is not None:
        out.print(f"Connected {made.provider} account {made.name} to «{here.organisation.name}».")


def _is_by_consent(here: Opened, system: System) -> bool:
    """Where both can be, a key that is set is meant."""
    return system.is_consented and not (system.takes_key and here.installation.has_key(system.name))


def _by_consent(here: Opened, system: System, account: str | None, callback: str | None) -> Connection | None:
    """None where the address was printed and the answer is still to come."""
    who = Asker(person(), TERMINAL)
    if callback is None:
        callback = _sent_there(here, system, account, who)
        if callback is None:
            return None
    given = dict(parse_qsl(urlsplit(callback.strip()).query))
    if "state" not in given:
        raise Refused("That is not the address you were sent back to: it ends in ?code=…&state=…")
    answer = connecting.finish(here.app, here.id, system.name, given, who)
    if isinstance(answer, Connection):
        return answer
    return connecting.choose(here.app, here.id, answer.consent_id, _chosen(answer, account).id, who)


def _sent_there(here: Opened, system: System, account: str | None, who: Asker) -> str | None:
    known = [x for x in _connected(here, system.name, account) if x.tenant is not None] if account else []
    if known:
        address = connecting.reconnect(here.app, here.id, known[0].id, who)
    else:
        address = connecting.start(here.app, here.id, system.name, who)
    out.print(address)
    err.print(
        f"Open this address in any browser within 15 minutes and allow access. {system.title} sends you back "
        f"to {callback_address(here.app, system.name)}; it does not matter if that page cannot be opened."
    )
    if not sys.stdin.isatty():
        err.print(f"Then: relance connect {system.name} --callback 'THE ADDRESS YOU WERE SENT BACK TO'")
        return None
    answer: str = typer.prompt("The address you were sent back to", err=True)
    return answer


def _chosen(choice: Choice, account: str | None) -> Tenant:
    if account is None and sys.stdin.isatty():
        for n, tenant in enumerate(choice.tenants, 1):
            err.print(f"{n}  {tenant.name}")
        account = typer.prompt("Which one, by its number or name", err=True)
    wanted = (account or "").strip().casefold()
    numbered = enumerate(choice.tenants, 1)
    found = [x for n, x in numbered if wanted in (str(n), x.id.casefold(), x.name.casefold())]
    if len(found) != 1:
        names = ", ".join(x.name for x in choice.tenants)
        raise Refused(f"The consent opens {names}: connect once more with --account and one of these names.")
    return found[0]


def disconnect(
    provider: Provider,
    account: Annotated[
        str | None, typer.Argument(metavar="[ACCOUNT]", help="Its name; not needed when there is one.")
    ] = None,
    org: Org = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
) -> None:
    """Disconnect an account: it is read no more, nothing more is sent about its invoices."""
    with opened(org) as here:
        connection = _the_one(here, provider, account)
        _confirm(connection, here.organisation.name, yes)
        ending = end_connection(here.app, here.id, connection.id, person())
    out.print(f"Disconnected {connection.provider} account {connection.name}. {ENDINGS[ending]}")


def _the_one(here: Opened, provider: str, account: str | None) -> Connection:
    found = _connected(here, provider, account)
    if len(found) == 1:
        return found[0]
    every = ", ".join(f"{x.provider} «{x.name}»" for x in _connected(here, None, None)) or "none"
    what = "no such account" if not found else "more than one such account"
    raise Refused(f"There is {what} connected; connected are: {every}.")


def _connected(here: Opened, provider: str | None, account: str | None) -> list[Connection]:
    with here.app.store.reading(here.id) as unit:
        every = [x for x in unit.connections.all() if x.kind is ConnectionKind.ACCOUNT]
    wanted = account and account.strip().casefold()
    return [
        x
        for x in every
        if provider in (None, x.provider) and wanted in (None, x.name.casefold(), (x.tenant or "").casefold())
    ]


def _confirm(connection: Connection, organisation: str, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise Refused("Nothing was changed: add --yes to say that it is meant.")
    question = f"Disconnect {connection.provider} account {connection.name} from «{organisation}»?"
    if not typer.confirm(question, err=True):
        raise Refused("Nothing was changed.")


COMMANDS = (connect, disconnect)
