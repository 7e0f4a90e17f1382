"""Scenario 41: webhooks come twice, out of order, forged, late; the state is right all the same."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from stripe import WebhookSignature

from connector.core.consents import System
from connector.core.errors import Refused
from connector.core.invoice import Status
from connector.core.source import Connection, ConnectionKind
from connector.core.webhooks import Forged
from connector.usecases.application import Application
from connector.usecases.hearing import hear
from connector.usecases.run_once import tick
from providers.stripe.webhooks import StripeWebhooks
from tests.scenarios.office import Office

SECRET = "whsec_of_the_story"


class Story:
    """An invoice that was reminded of on Tuesday, and an account that tells of changes."""

    def __init__(self, office: Office) -> None:
        self.office = office
        systems = SimpleNamespace(webhooks=lambda _: StripeWebhooks(SECRET))
        self.app: Application = replace(office.app, systems=systems)
        office.invoice("F-1", due_on="2026-08-26")
        office.cycle()

    def paid(self) -> None:
        self.office.change("F-1", status=Status.PAID, open=0, paid_on=self.office.now().date())

    def told(
        self, event: str, at: datetime | None = None, secret: str = SECRET, endpoint: str | None = None
    ) -> None:
        body = json.dumps({"id": event, "object": "event"})
        moment = int((at or self.office.now()).timestamp())
        signed = WebhookSignature.generate_signature_header(body, secret, timestamp=moment)
        where = endpoint or self.connection.id
        hear(self.app, "elsewhere", where, {"stripe-signature": signed}, body.encode())

    def later(self, minutes: int = 1) -> None:
        """The next round of the schedule."""
        self.office.clock.moment += timedelta(minutes=minutes)
        tick(self.app, self.office.id)

    @property
    def connection(self) -> Connection:
        with self.office.store.reading(self.office.id) as unit:
            (found,) = unit.connections.all()
        return found

    def is_paid(self) -> bool:
        with self.office.store.reading(self.office.id) as unit:
            (invoice,) = unit.ledger.find_invoices("F-1")
        return invoice.status is Status.PAID


@pytest.fixture
def story(office: Office) -> Story:
    return Story(office)


def test_what_is_told_is_known_at_the_next_round_and_not_before_its_turn_without(story: Story) -> None:
    story.later()
    story.paid()
    story.later()
    assert not story.is_paid()

    story.told("evt_1")
    story.later()

    assert story.is_paid()


def test_told_twice_and_in_any_order_it_is_read_once(story: Story) -> None:
    story.later()
    story.paid()
    for event in ("evt_2", "evt_1", "evt_2"):
        story.told(event)
    story.later()
    read_at = story.connection.read_at

    story.told("evt_1")
    story.later()

    assert story.connection.read_at == read_at
    assert story.is_paid()


@pytest.mark.parametrize(
    ("ago", "secret"),
    [(timedelta(), "whsec_guessed"), (timedelta(hours=1), SECRET), (timedelta(hours=-1), SECRET)],
    ids=["forged", "replayed after an hour", "from the future"],
)
def test_what_nobody_signed_now_changes_nothing(story: Story, ago: timedelta, secret: str) -> None:
    story.later()
    read_at = story.connection.read_at
    story.paid()

    with pytest.raises(Forged):
        story.told("evt_1", at=story.office.now() - ago, secret=secret)
    story.later()

    assert story.connection.read_at == read_at


def test_of_another_organisation_s_account_nothing_is_read_here(story: Story, office: Office) -> None:
    story.later()
    other = Office(office.store)
    read_at = story.connection.read_at

    story.told("evt_1", endpoint=other.connection.id)
    story.later()

    assert story.connection.read_at == read_at


def test_an_account_that_nobody_connected_is_told_of_in_vain(story: Story) -> None:
    with pytest.raises(Refused, match="No account of elsewhere"):
        story.told("evt_1", endpoint=str(uuid4()))


def test_one_that_waits_for_its_owner_is_not_read_however_much_is_told(story: Story) -> None:
    story.later()
    read_at = story.connection.read_at
    with story.office.store.writing(story.office.id) as unit:
        unit.connections.change(story.connection.id, stopped_at=story.office.now())

    story.told("evt_1")
    story.later()

    assert story.connection.read_at == read_at


@pytest.mark.parametrize(("tenant", "endpoint"), [("acct_1", "app"), (None, "c-1")])
def test_an_app_has_one_address_and_a_key_one_for_its_account(tenant: str | None, endpoint: str) -> None:
    account = Connection("c-1", "acme", "Acme", ConnectionKind.ACCOUNT, tenant=tenant)
    both = System("acme", "Acme", is_consented=True, takes_key=True)

    assert both.webhook_path(account) == f"/webhooks/acme/{endpoint}"
