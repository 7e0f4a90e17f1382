"""Releasing one message after the other where our script does not run."""

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.usecases import approve
from connector.usecases.organisations import change_organisation
from tests.scenarios.office import Office
from tests.web.browsing import OWNER, user
from tests.web.test_approvals import address, client, marks, office, page, press
from tests.web.test_pages import worded

__all__ = ["client", "office"]


@pytest.mark.parametrize(
    ("then", "rest"), [("next", "?after=released"), ("everywhere-next", "?everywhere=1&after=released")]
)
def test_a_second_click_finds_no_button_of_the_next_message(
    client: TestClient, office: Office, then: str, rest: str
) -> None:
    """It was meant for the one before, whose button was at the same place."""
    first, second = (x.reminder.id for x in approve.desk(office.app, office.id, 9).waiting)
    text = page(client, office, f"/{first}")
    assert '<noscript><input type="hidden" name="pause" value="yes"></noscript><button' in text

    onward = press(client, address(office), text, shown=marks(text)[0], then=then, pause="yes")

    assert onward == (303, address(office, f"/{second}{rest}"))
    paused = page(client, office, f"/{second}{rest}")
    alone = rest.replace("&after=released", "").replace("?after=released", "")
    assert marks(paused) == [] and "Validé. Voici le message suivant." in paused
    assert f'href="{address(office, f"/{second}{alone}")}"' in paused
    assert marks(page(client, office, f"/{second}{alone}"))


def test_what_one_of_two_approved_is_not_called_released(client: TestClient, office: Office) -> None:
    user(office.store, "bruno@atelier.example", UserRole.APPROVER, office.id)
    change_organisation(office.app, office.id, OWNER, four_eyes={"EUR": 1_00})
    first, second = (x.reminder.id for x in approve.desk(office.app, office.id, 9).waiting)
    text = page(client, office, f"/{first}")

    onward = press(client, address(office), text, shown=marks(text)[0], then="next", pause="yes")

    assert onward == (303, address(office, f"/{second}?after=half"))
    said = worded(page(client, office, f"/{second}?after=half"))
    assert "Validé par vous : il manque l'accord d'une autre personne. Voici le message suivant." in said


def test_a_button_pressed_twice_is_said_as_well(client: TestClient, office: Office) -> None:
    first, second = (x.reminder.id for x in approve.desk(office.app, office.id, 9).waiting)
    text = page(client, office, f"/{first}")
    form = {"shown": marks(text)[0], "then": "next", "pause": "yes"}
    press(client, address(office), text, **form)

    onward = press(client, address(office), text, **form)

    assert onward == (303, address(office, f"/{second}?after=again"))
    assert "Vous l'aviez déjà validé." in worded(page(client, office, f"/{second}?after=again"))
    assert marks(page(client, office, f"/{second}?after=made-up"))


def test_the_last_one_leads_to_the_list(client: TestClient, office: Office) -> None:
    first, second = (x.reminder.id for x in approve.desk(office.app, office.id, 9).waiting)
    for one in (first, second):
        text = page(client, office, f"/{one}")
        onward = press(client, address(office), text, shown=marks(text)[0], then="next", pause="yes")

    assert onward == (303, address(office, "?done=1&changed=0"))
