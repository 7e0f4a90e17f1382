"""Scenario 50 from end to end: a card at the sandbox over HTTP, the ledger, the mail, the click."""

import re
from datetime import timedelta

import requests

from connector.usecases.cards import Came, came_back, card_page
from connector.usecases.run_once import run_once
from providers.sandbox import Handle
from providers.sandbox.stripe.methods import renew_by_network
from tests.providers.stripe.test_cards import method_of, subscribed
from tests.providers.stripe.test_charges_through import office, pass_days, told
from tests.scenarios.office import Office

__all__ = ["office"]
NOTICE = "Votre carte Visa •••• 4242 expire le 31 décembre 2026"


def test_a_card_that_expires_next_month_is_told_once(sandbox: Handle, office: Office) -> None:
    """50. Thirty days before is 1 December, a Tuesday."""
    subscribed(sandbox)

    pass_days(sandbox, office, 9)
    before = told(office)
    pass_days(sandbox, office, 1)
    on_its_day = told(office)
    pass_days(sandbox, office, 25)

    assert (before, on_its_day) == ([], [NOTICE])
    assert told(office)[:1] == [NOTICE] and told(office).count(NOTICE) == 1


def test_one_that_its_network_has_renewed_is_not(sandbox: Handle, office: Office) -> None:
    """50."""
    subscription = subscribed(sandbox)
    pass_days(sandbox, office, 5)
    renew_by_network(sandbox.stripe.book, method_of(sandbox, subscription), 12, 2030)

    pass_days(sandbox, office, 40)

    assert told(office) == []


def test_nor_where_that_happened_since_the_last_reading(sandbox: Handle, office: Office) -> None:
    subscription = subscribed(sandbox)
    pass_days(sandbox, office, 9)
    sandbox.clock.advance(timedelta(hours=21))
    renew_by_network(sandbox.stripe.book, method_of(sandbox, subscription), 12, 2030)

    run_once(office.app, office.id)

    assert told(office) == []
    assert [(x.state, x.reason) for x in office.reminders()] == [("cancelled", "deleted")]


def test_a_click_days_later_changes_the_card_and_charges_nothing(sandbox: Handle, office: Office) -> None:
    subscribed(sandbox)
    pass_days(sandbox, office, 10)
    found = re.search(r"/r/([\w-]+)", office.mail.delivered[0].message.text)
    assert found is not None
    pass_days(sandbox, office, 5)
    charged = len(sandbox.stripe.book.charges)

    page = card_page(office.app, found[1])
    typed = {"number": "4242 4242 4242 4242", "expiry": "12/30", "cvc": "123"}
    back = requests.post(f"{page}/card", data=typed, allow_redirects=False, timeout=10)
    came = came_back(office.app, found[1])

    assert back.headers["Location"] == f"https://relance.example/r/{found[1]}/back"
    assert came is Came.REPLACED
    assert len(sandbox.stripe.book.charges) == charged
    pass_days(sandbox, office, 40)
    assert told(office) == [NOTICE]
