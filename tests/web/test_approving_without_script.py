"""Releasing one message after the other where our script does not run."""

import pytest
from starlette.testclient import TestClient

from connector.usecases import approve
from tests.scenarios.office import Office
from tests.web.test_approvals import address, client, marks, office, page, press

__all__ = ["client", "office"]


@pytest.mark.parametrize(
    ("then", "rest"), [("next", "?paused=1"), ("everywhere-next", "?everywhere=1&paused=1")]
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
    alone = rest.replace("&paused=1", "").replace("?paused=1", "")
    assert marks(paused) == [] and "Voici le message suivant" in paused
    assert f'href="{address(office, f"/{second}{alone}")}"' in paused
    assert marks(page(client, office, f"/{second}{alone}"))


def test_the_last_one_leads_to_the_list(client: TestClient, office: Office) -> None:
    first, second = (x.reminder.id for x in approve.desk(office.app, office.id, 9).waiting)
    for one in (first, second):
        text = page(client, office, f"/{one}")
        onward = press(client, address(office), text, shown=marks(text)[0], then="next", pause="yes")

    assert onward == (303, address(office, "?done=1&changed=0"))
