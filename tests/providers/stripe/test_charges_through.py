"""From a declined renewal to the money: sandbox, connector, ledger, mail and the customer's click."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from connector.core.invoice import FinalAction, Mode
from connector.core.links import Links
from connector.usecases import to_do
from connector.usecases.cards import Came, came_back, card_page
from connector.usecases.run_once import run_once
from providers.sandbox import Handle
from tests.migrated import Copies
from tests.providers.stripe.connected import SandboxTime, connect
from tests.providers.stripe.test_failed_charges import renewed
from tests.scenarios.office import Office, office_store


@pytest.fixture
def office(sandbox: Handle, migrated_copies: Copies, tmp_path: Path) -> Iterator[Office]:
    """An organisation connected to the sandbox, whose clock is the sandbox's."""
    with migrated_copies("sqlite", tmp_path) as url:
        store = office_store(url)
        office = Office(store, mode=Mode.AUTO, final_action=FinalAction.CANCEL)
        office.app = office.make_app(
            clock=SandboxTime(sandbox.clock),
            sources=lambda *_: connect(sandbox),
            documents=lambda *_: connect(sandbox),
            recoveries=lambda *_: connect(sandbox),
            links=Links(b"k" * 32),
            page_link="https://relance.example",
        )
        yield office
        store.close()


def told(office: Office) -> list[str]:
    """What was said, as the subjects of the messages."""
    assert office.faults == []
    return [x.message.subject.replace("\xa0", " ").replace("\u202f", " ") for x in office.mail.delivered]


def pass_days(sandbox: Handle, office: Office, days: int) -> None:
    for _ in range(days):
        sandbox.clock.advance(timedelta(days=1))
        run_once(office.app, office.id)


def test_a_soft_decline_that_a_retry_recovers_is_told_once(sandbox: Handle, office: Office) -> None:
    """44."""
    renewed(sandbox, decline="insufficient_funds", declines_left=3)

    run_once(office.app, office.id)
    pass_days(sandbox, office, 20)

    assert told(office) == ["Votre paiement de 49,00 € n'a pas abouti"]
    assert {x.status for x in sandbox.stripe.book.invoices.values()} == {"paid"}


def test_a_soft_decline_that_never_recovers_goes_on_when_stripe_gives_up(
    sandbox: Handle, office: Office
) -> None:
    sandbox.stripe.book.rules.after_retries = "past_due"
    renewed(sandbox, decline="insufficient_funds")
    run_once(office.app, office.id)

    pass_days(sandbox, office, 13)
    meanwhile = len(office.mail.delivered)
    pass_days(sandbox, office, 15)

    assert meanwhile == 1
    assert [x.split(" ")[0:2] for x in told(office)][1:] == [["Votre", "paiement"], ["Votre", "abonnement"]]


def test_a_lost_card_is_changed_by_the_link_days_later_and_pays_at_once(
    sandbox: Handle, office: Office
) -> None:
    """45, 47 and 48: the next attempt that Stripe has filled in is not waited for."""
    renewed(sandbox, decline="lost_card")
    run_once(office.app, office.id)
    found = re.search(r"/r/([\w-]+)", office.mail.delivered[0].message.text)
    assert found is not None
    pass_days(sandbox, office, 9)

    page = card_page(office.app, found[1])
    typed = {"number": "4242 4242 4242 4242", "expiry": "12/30", "cvc": "123"}
    back = requests.post(f"{page}/card", data=typed, allow_redirects=False, timeout=10)
    came = came_back(office.app, found[1])
    pass_days(sandbox, office, 20)

    assert back.headers["Location"] == f"https://relance.example/r/{found[1]}/back"
    assert came is Came.PAID
    assert told(office) == [
        "Votre paiement de 49,00 € n'a pas abouti",
        "Votre paiement de 49,00 € reste en attente",
    ]
    assert office.tasks() == []


def test_what_waits_for_a_confirmation_is_confirmed_on_stripes_page(sandbox: Handle, office: Office) -> None:
    """46."""
    renewed(sandbox, needs_confirmation=True)
    run_once(office.app, office.id)

    assert told(office) == ["Votre paiement de 49,00 € est à confirmer"]
    assert "/r/" not in office.mail.delivered[0].message.text.replace("/i/", "")


def test_what_stays_unpaid_is_ended_once_by_a_persons_word(sandbox: Handle, office: Office) -> None:
    """49."""
    sandbox.stripe.book.rules.after_retries = "past_due"
    renewed(sandbox, decline="expired_card")
    run_once(office.app, office.id)
    pass_days(sandbox, office, 29)
    (task,) = to_do.tasks(office.app, office.id)

    to_do.resolve(office.app, office.id, task.id, "cancel", "Anna")
    pass_days(sandbox, office, 5)

    assert [x.status for x in sandbox.stripe.book.subscriptions.values()] == ["canceled"]
    assert (len(office.mail.delivered), office.tasks()) == (3, [])
