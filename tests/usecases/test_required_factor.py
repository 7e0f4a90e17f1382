"""Where an installation asks for a second factor."""

from dataclasses import replace

import pytest

from connector.core.accounts import UserRole, Why
from connector.core.second_factor import Required
from connector.usecases import accounts, sign_in
from connector.usecases.accounts import Entrance
from connector.usecases.second_factor import factor_of, turn_off
from connector.usecases.sign_in import visitor
from tests.usecases.gate import HERE, PASSWORD, Gate
from tests.usecases.test_second_factor import Anna, anna, why

__all__ = ["anna"]


class TestWhereItIsRequired:
    @pytest.mark.parametrize(
        ("required", "owe"),
        [
            (Required.NOBODY, []),
            (Required.OWNERS, ["anna", "olga"]),
            (Required.EVERYBODY, ["anna", "bruno", "olga"]),
        ],
    )
    def test_who_has_none_owes_one(self, gate: Gate, required: Required, owe: list[str]) -> None:
        entrance, place = replace(gate.entrance, required=required), gate.organisation()
        for name, role, where in (
            ("anna", UserRole.OWNER, None),
            ("olga", UserRole.OWNER, place),
            ("bruno", UserRole.BOOKKEEPER, place),
        ):
            accounts.add_user(entrance, f"{name}@a.example", PASSWORD, role, where, "test")

        assert owing(entrance, "anna", "bruno", "olga") == owe

    def test_who_has_one_owes_nothing_and_keeps_it(self, anna: Anna) -> None:
        entrance = replace(anna.gate.entrance, required=Required.OWNERS)

        inside = visitor(entrance, anna.inside.token)

        assert inside is not None and not inside.owes_factor
        assert factor_of(entrance, inside).is_needed
        act = lambda: turn_off(entrance, inside, PASSWORD, anna.phone.next_code(), HERE)  # noqa: E731
        assert why(act) is Why.FACTOR_NEEDED


def owing(entrance: Entrance, *names: str) -> list[str]:
    found = {x: visitor(entrance, sign_in.enter(entrance, f"{x}@a.example", HERE).token) for x in names}
    return sorted(name for name, one in found.items() if one is not None and one.owes_factor)
