"""`relance link`: who may be one customer in two connections, and what is said of it."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

import typer

from connector.cli.common import AsOf, Json, Opened, Org, err, opened, out, person, print_json
from connector.core.errors import Refused
from connector.core.linked import Alike, Pair
from connector.core.money import decimal_text
from connector.usecases import linking
from connector.usecases.linking import Side

link = typer.Typer(help="Customers who are one in two connections.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="The id that `relance link list` shows.")]
_ALIKE = {Alike.TAX_NUMBER: "same tax number", Alike.EMAIL: "same billing address"}
Found = TypeVar("Found")
#: So many signs of its id are shown of what was said.
SHOWN = 8


@link.command("list")
def list_(org: Org = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """List who may be one, and what was said of others."""
    with opened(org, as_of) as here:
        offers = linking.offers(here.app, here.id)
        spoken = linking.spoken(here.app, here.id)
    asked = [(x.proposal.pair.key, "may be one", x.proposal.alike, x.one, x.other) for x in offers]
    said = [(x.link.id, _said(x.link.is_one), x.link.alike, x.one, x.other) for x in spoken]
    if as_json:
        print_json([_row(*each) for each in (*asked, *said)])
        return
    if not asked and not said:
        out.print("Nobody looks alike in two connections.")
        return
    for each in (*asked, *said):
        out.print("\n".join(_lines(*each)))
    if asked:
        err.print(
            "`relance link confirm ID` says that they are one, `relance link refuse ID` that they are not."
        )


def _said(is_one: bool) -> str:
    return "one" if is_one else "two"


def _lines(id_: str, what: str, alike: Alike, one: Side, other: Side) -> list[str]:
    """The id and why, and a line for each of the two below."""
    return [f"{id_[:SHOWN]}  {what}: {_ALIKE[alike]}", *(f"  {_shown(side)}" for side in (one, other))]


def _shown(side: Side) -> str:
    party = side.party
    owes = f"owes {', '.join(_owes(side)) or 'nothing'}"
    return ", ".join(x for x in (party.name, _place(side), *party.addresses, party.tax_number, owes) if x)


def _place(side: Side) -> str:
    return "disconnected" if side.place is None else f"{side.place.provider} «{side.place.name}»"


def _owes(side: Side) -> list[str]:
    return [f"{decimal_text(minor, currency)} {currency}" for currency, minor in side.party.owes.items()]


def _row(id_: str, what: str, alike: Alike, one: Side, other: Side) -> dict[str, object]:
    return {
        "id": id_,
        "state": what.replace(" ", "_"),
        "alike": alike,
        "customers": [_told(one), _told(other)],
    }


def _told(side: Side) -> dict[str, object]:
    place = side.place
    return {
        "name": side.party.name,
        "connection": None if place is None else {"provider": place.provider, "name": place.name},
        "addresses": list(side.party.addresses),
        "tax_number": side.party.tax_number,
        "owes": _owes(side),
    }


@link.command()
def confirm(id_: Id, org: Org = None, as_of: AsOf = None) -> None:
    """Say that the two are one customer: one gap between messages, and silence of one is silence of both."""
    _say(id_, org, as_of, is_one=True)


@link.command()
def refuse(id_: Id, org: Org = None, as_of: AsOf = None) -> None:
    """Say that the two are two customers: they are not proposed again."""
    _say(id_, org, as_of, is_one=False)


def _say(id_: str, org: str | None, as_of: str | None, *, is_one: bool) -> None:
    with opened(org, as_of, writes=True) as here:
        pair = _asked(here, id_)
        names = _names(here, pair)
        linking.say(here.app, here.id, pair, is_one, person())
    out.print(f"{names}: {'one customer' if is_one else 'two customers'}. `relance link undo` takes it back.")


def _asked(here: Opened, id_: str) -> Pair:
    pairs = [x.proposal.pair for x in linking.offers(here.app, here.id)]
    found = [x for x in pairs if x.key == id_.strip().lower()]
    return _the_one(found, id_)


def _names(here: Opened, pair: Pair) -> str:
    with here.app.store.reading(here.id) as unit:
        parties = unit.linking.parties([pair.one, pair.other])
    return f"{parties[pair.one].name} and {parties[pair.other].name}"


@link.command()
def undo(id_: Id, org: Org = None, as_of: AsOf = None) -> None:
    """Take back what was said of two; they may be proposed again."""
    with opened(org, as_of, writes=True) as here:
        prefix = id_.strip().lower()
        spoken = linking.spoken(here.app, here.id)
        found = [x.link for x in spoken if len(prefix) >= SHOWN and x.link.id.startswith(prefix)]
        said = linking.undo(here.app, here.id, _the_one(found, id_).id, person())
        names = _names(here, said.pair)
    out.print(f"{names}: no longer said to be {_said(said.is_one)}.")


def _the_one(found: Sequence[Found], id_: str) -> Found:
    if len(found) != 1:
        raise Refused(f"«{id_}» is the id of {len(found) or 'none'} of those that `relance link list` shows.")
    return found[0]
