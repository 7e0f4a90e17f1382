"""The daily mail, told by the hour: what comes after it has left is in the next one."""

import pytest

from connector.core.self_service import Saying
from connector.usecases.self_service import name_contact
from tests.scenarios.office import Office
from tests.scenarios.test_own_page_told import daily_of, office, says, token_of

__all__ = ["office"]


@pytest.mark.parametrize(("at", "told"), [("16:59", 0), ("17:00", 2), ("23:50", 2)])
def test_what_was_said_once_the_mail_had_left_is_in_the_next_one(office: Office, at: str, told: int) -> None:
    office.at(f"2026-09-08T{at}")
    says(office, Saying.PROMISE, "F-1", on="2026-09-16")
    name_contact(office.app, token_of(office), {"email": "new@dupont.example"})

    office.at("2026-09-09T17:00")
    next_one = daily_of(office)
    office.at("2026-09-10T17:00")

    assert (next_one.told, daily_of(office).told) == (told, 0)
