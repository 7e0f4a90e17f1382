"""Four eyes: from which amount on two people release a message, and who they may be."""

from collections.abc import Mapping
from dataclasses import dataclass

from connector.core.accounts import UserRole
from connector.core.listing import InvoicesWanted
from connector.usecases.accounts import Entrance, everyone
from connector.usecases.application import Application
from connector.usecases.organisations import change_in, with_amounts
from connector.usecases.unfit import Unfit, Why

#: So few cannot release what two must.
ENOUGH = 2


@dataclass(frozen=True, slots=True)
class FourEyes:
    """The amounts by currency, minor units; the currencies in which something is owed or an amount is said;
    and the addresses of those who may release."""

    amounts: Mapping[str, int]
    currencies: tuple[str, ...]
    approvers: tuple[str, ...]

    @property
    def has_enough(self) -> bool:
        return len(self.approvers) >= ENOUGH


def four_eyes(app: Application, entrance: Entrance, organisation_id: str) -> FourEyes:
    """As it is now."""
    with app.store.reading(organisation_id) as unit:
        own = unit.organisation()
        owed = unit.listing.totals(InvoicesWanted(own.day(app.clock.now()))).currencies
    others = sorted({*owed, *own.four_eyes} - {own.currency})
    return FourEyes(own.four_eyes, (own.currency, *others), approvers(entrance, organisation_id))


def approvers(entrance: Entrance, organisation_id: str) -> tuple[str, ...]:
    """The addresses of the users who may release messages of the organisation."""
    roles = ((x.user.email, x.role_in(organisation_id)) for x in everyone(entrance))
    return tuple(email for email, role in roles if role is not None and role.may(UserRole.APPROVER))


def set_four_eyes(
    app: Application, entrance: Entrance, organisation_id: str, amounts: Mapping[str, int | None], by: str
) -> None:
    """From these amounts on (minor units) two must release; None takes one away, what is not named stays.

    What one alone has released by now, and two must, waits for both. Raises Unfit where fewer than two users
    may release: nothing of so much could ever leave.
    """
    with app.store.writing(organisation_id) as unit:
        unit.lock_organisation(is_shared=False)
        before = unit.organisation().four_eyes
        wanted = with_amounts(before, amounts)
        if wanted == before:
            return
        if wanted and len(approvers(entrance, organisation_id)) < ENOUGH:
            raise Unfit(Why.ALONE, "Fewer than two users may release messages here: add another one first.")
        change_in(app, unit, by, four_eyes=amounts)
