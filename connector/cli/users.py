"""`relance user add|list|set-password|remove|invite|invitations|uninvite|reset-second-factor`."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from connector.cli.common import Json, choice, err, open_installation, out, person, print_json, print_table
from connector.core.accounts import UserRole
from connector.core.errors import Refused
from connector.core.invoice import Organisation
from connector.usecases import accounts, invitations, second_factor
from connector.usecases.accounts import Standing
from connector.usecases.invitations import Wanted
from connector.usecases.inviting_mail import InvitationWords, Posted, post_invitation
from connector.usecases.organisations import find_organisation

if TYPE_CHECKING:
    from connector.bootstrap import Installation

user = typer.Typer(help="Who may sign in to the page, and what for.", no_args_is_help=True)

ROLES = [role.value for role in reversed(UserRole)]
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address with which he signs in.")]
Make = Annotated[bool, typer.Option("--make-password", help="Make a password and show it once.")]


@user.command("add")
def add(
    email: Email,
    role: Annotated[str, typer.Option(help="owner, bookkeeper, approver or viewer.")],
    org: Annotated[
        str | None,
        typer.Option(
            "--org", help="The organisation; an owner without one owns the installation and all in it."
        ),
    ] = None,
    make_password: Make = False,
) -> None:
    """Add a user, or give one who is there a role in another organisation."""
    with open_installation() as installation:
        wanted = choice(role, UserRole, ROLES, "role")
        where = _where(installation, wanted, org)
        place = where.id if where else None
        if accounts.is_user(installation.entrance, email):
            accounts.give_role(installation.entrance, email, wanted, place, person())
            out.print(f"{email} is {wanted} of {_named(where)} from now on.")
            err.print("The password stays as it was: `relance user set-password` makes another one.")
            return
        accounts.checked_email(email)
        password = _password(make_password)
        made = accounts.add_user(installation.entrance, email, password, wanted, place, person())
    out.print(f"Added {made.email}, {wanted} of {_named(where)}.")
    _show(password, make_password)


@user.command("set-password")
def set_password(email: Email, make_password: Make = False) -> None:
    """Give a user another password; wherever he is signed in, he is signed out."""
    with open_installation() as installation:
        _require(installation, email)
        password = _password(make_password)
        count = accounts.set_password(installation.entrance, email, password, person())
    out.print(f"The password of {email} is set. Sessions that ended: {count}.")
    _show(password, make_password)


@user.command("reset-second-factor")
def reset_second_factor(email: Email) -> None:
    """Turn the second factor of a user off, for whoever lost it: then the password alone lets him in."""
    with open_installation() as installation:
        if not second_factor.reset_by_command(installation.entrance, email, person()):
            raise Refused(f"{email} has no second factor.")
    out.print(f"The second factor of {email} is off.")


@user.command("remove")
def remove(
    email: Email,
    org: Annotated[str | None, typer.Option("--org", help="Take the role in this one alone.")] = None,
) -> None:
    """Remove a user, signed out at once; with --org, only from that organisation."""
    with open_installation() as installation:
        if org is None:
            accounts.remove_user(installation.entrance, email, person())
            out.print(f"Removed {email}.")
            return
        where = find_organisation(installation.app, org)
        if not accounts.take_role(installation.entrance, email, where.id, person()):
            raise Refused(f"{email} has no role in «{where.name}».")
        out.print(f"{email} has no role in «{where.name}» any more.")


@user.command("list")
def list_(as_json: Json = False) -> None:
    """List the users with their roles; of one who was invited nothing proves the address."""
    with open_installation() as installation:
        everyone = accounts.everyone(installation.entrance)
        names = {x.id: x.name for x in installation.app.store.directory.all()}
    if as_json:
        print_json(
            [
                {"email": x.user.email, "roles": _roles(x, names), "invited_by": x.user.invited_by}
                for x in everyone
            ]
        )
        return
    if not everyone:
        err.print("There is none yet: add one with `relance user add EMAIL --role owner`.")
        return
    rows = [[x.user.email, _told(_roles(x, names)), x.user.invited_by or "–"] for x in everyone]
    print_table("", ["Address", "Roles", "Invited by"], rows)


@user.command("invite")
def invite(
    email: Email,
    role: Annotated[str, typer.Option(help="owner, bookkeeper, approver or viewer.")],
    org: Annotated[str | None, typer.Option("--org", help="As for `relance user add`.")] = None,
    no_mail: Annotated[bool, typer.Option("--no-mail", help="Print the link and mail nothing.")] = False,
) -> None:
    """Make a link that lets somebody in: good once, for 7 days, mailed where a mail server is set."""
    with open_installation() as installation:
        wanted = choice(role, UserRole, ROLES, "role")
        where = _where(installation, wanted, org)
        made = invitations.invite_by_command(
            installation.entrance, person(), Wanted(email, wanted, where.id if where else None)
        )
        link = f"{installation.settings.base_url}/invitation/{made.token}"
        words = InvitationWords(
            f"You are invited to {_named(where)} on Relance",
            f"You are invited to {_named(where)} on Relance. "
            "This link lets you in; it is good once and for 7 days:",
            link,
        )
        posted = None if no_mail else post_invitation(installation.app, made.invitation.email, words)
    out.print(link, soft_wrap=True)
    err.print(f"Good once, for 7 days, and shown this once. {_POSTED[posted]}")


_POSTED = {
    None: "Hand it over yourself.",
    Posted.SENT: "It was mailed too.",
    Posted.NOT_SET: "No mail was sent, for no mail server or sender is set: hand it over yourself.",
    Posted.TOO_MANY: "No mail was sent, for too many were within an hour: hand it over yourself.",
    Posted.NOT_TAKEN: "The mail server did not take the mail: hand it over yourself.",
}


@user.command("invitations")
def list_invitations(as_json: Json = False) -> None:
    """List the invitations that wait."""
    with open_installation() as installation:
        found = invitations.waiting(installation.entrance)
        names = {x.id: x.name for x in installation.app.store.directory.all()}
    rows = [(x, None if x.organisation_id is None else names[x.organisation_id]) for x in found]
    if as_json:
        print_json(
            [
                {"email": x.email, "role": x.role, "organisation": name, "invited_by": x.invited_by,
                 "expires_at": f"{x.expires_at:%Y-%m-%dT%H:%M:%SZ}"}
                for x, name in rows
            ]
        )  # fmt: skip
        return
    if not rows:
        err.print("None waits.")
        return
    print_table(
        "",
        ["Address", "Role", "Invited by", "Runs out (UTC)"],
        [
            [
                x.email,
                f"{x.role} of {name or 'the installation'}",
                x.invited_by,
                f"{x.expires_at:%Y-%m-%d %H:%M}",
            ]
            for x, name in rows
        ],
    )


@user.command("uninvite")
def uninvite(email: Email) -> None:
    """Take back every invitation of an address: their links are good no more."""
    with open_installation() as installation:
        count = invitations.take_back_by_command(installation.entrance, person(), email)
    if not count:
        raise Refused(f"No invitation of {email} waits: `relance user invitations` lists them.")
    out.print(f"Invitations of {email} that were taken back: {count}.")


def _where(installation: "Installation", role: UserRole, org: str | None) -> Organisation | None:
    """None for an owner of the installation."""
    if role is UserRole.OWNER and org is None:
        return None
    return find_organisation(installation.app, org)


def _require(installation: "Installation", email: str) -> None:
    """Before a password is asked for."""
    if not accounts.is_user(installation.entrance, email):
        raise Refused(f"There is no user {email}: `relance user list` shows who there is.")


def _named(where: Organisation | None) -> str:
    return f"«{where.name}»" if where else "the installation"


def _roles(standing: Standing, names: dict[str, str]) -> list[dict[str, str | None]]:
    """The organisation is null for the installation itself."""
    own: list[dict[str, str | None]] = [{"organisation": None, "role": UserRole.OWNER.value}]
    given = sorted((names[place], role.value) for place, role in standing.roles.items())
    return own * standing.user.is_owner + [{"organisation": name, "role": role} for name, role in given]


def _told(roles: list[dict[str, str | None]]) -> str:
    return ", ".join(f"{x['role']} of {x['organisation'] or 'the installation'}" for x in roles) or "none"


def _password(is_made: bool) -> str:
    """Made, or asked for twice. Raises Refused where nobody can be asked."""
    if is_made:
        return accounts.made_password()
    if not sys.stdin.isatty():
        raise Refused("There is no terminal to ask for a password: add --make-password.")
    text: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return accounts.checked_password(text)


def _show(password: str, is_made: bool) -> None:
    if is_made:
        out.print(f"Password, shown this once: {password}")
