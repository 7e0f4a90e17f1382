"""What is kept of an account's trouble is said in the language of whoever looks."""

from html import unescape

from connector.core.told import Sentences
from connector.store.engine import SqlStore
from tests.scenarios.office import Office
from tests.web.browsing import browser

say = Sentences({"trouble": ("{name} is in trouble.", "{name} est en difficulté.")})


def test_what_ails_an_account_is_said_in_french(shared_store: SqlStore) -> None:
    office = Office(shared_store)
    with office.store.writing(office.id) as unit:
        unit.connections.change(unit.connections.all()[0].id, alarm=say("trouble", name="Acme"))

    page = unescape(browser(office).get(f"/o/{office.id}/connections").text)

    assert "Acme est en difficulté." in page and "in trouble" not in page
