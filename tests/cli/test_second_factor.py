"""The owner who lost his telephone, at the machine itself."""

from connector.cli.common import open_installation
from connector.core.second_factor import SecondFactor
from connector.usecases import accounts
from tests.cli.terminal import Terminal
from tests.cli.test_users import _office_as_made, office

__all__ = ["_office_as_made", "office"]

ANNA = "anna@nord.example"


def test_it_is_turned_off_at_the_machine(office: Terminal) -> None:
    with open_installation() as installation:
        (anna,) = accounts.everyone(installation.entrance)
        with installation.entrance.accounts.writing() as unit:
            unit.factors.put(SecondFactor(anna.user.id, "A" * 32, 0, unit.now, unit.now))

    done, again = (office("user", "reset-second-factor", ANNA) for _ in range(2))

    assert done.out == f"The second factor of {ANNA} is off.\n"
    assert again.sentence == f"{ANNA} has no second factor."
    assert "user list" in office("user", "reset-second-factor", "x@y.example").sentence
