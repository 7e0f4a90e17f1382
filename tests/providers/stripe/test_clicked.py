"""An account that was connected with a click: read, written about, charged, ended; and never another's."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from stripe import WebhookSignature

from connector.core.consents import NotConnected, WhyNot
from connector.core.invoice import FinalAction, Mode
from connector.store.engine import SqlStore
from connector.usecases import connecting
from connector.usecases.cards import Came, came_back, card_page
from connector.usecases.doctor import examine
from connector.usecases.hearing import hear
from connector.usecases.run_once import run_once
from connector.usecases.standing import stands_of
from connector.usecases.sync import sync_what_is_old
from connector.usecases.tending import tend
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.stripe import entry
from tests.consenting import answered
from tests.migrated import Copies
from tests.providers.stripe.clicked import (
    ANNA,
    OTHER,
    OWN,
    Business,
    another_account,
    asked_of_oauth,
    keys_at_the_api,
    short,
)
from tests.providers.stripe.test_failed_charges import renewed
from tests.scenarios.office import office_store

MAKE = Callable[..., Business]
DAY = timedelta(days=1)


@pytest.fixture
def store(migrated_copies: Copies, tmp_path: Path) -> Iterator[SqlStore]:
    with migrated_copies("sqlite", tmp_path) as url:
        opened = office_store(url)
        yield opened
        opened.close()


@pytest.fixture
def shop(store: SqlStore, sandbox: Handle) -> Business:
    return Business(store, sandbox)


def owing(sandbox: Handle, number: str, account: str = OWN) -> None:
    book = sandbox.stripe.book_of_account(account)
    assert book is not None
    customer = entry.add_customer(book, name=f"Of {number}", email=f"ap@{number.lower()}.example")
    entry.add_invoice(book, customer.id, 12_000, number=number, due=sandbox.clock.now() + 20 * DAY)


class TestItIsRead:
    def test_by_a_token_that_is_asked_for_once_and_never_renewed(
        self, shop: Business, sandbox: Handle
    ) -> None:
        owing(sandbox, "A-1")
        shop.click()
        first = shop.sync()
        sandbox.clock.advance(4000 * DAY)
        tend(shop.app)

        later = shop.sync()

        assert first.problem is later.problem is None
        assert [x.number for x in shop.invoices()] == ["A-1"]
        assert asked_of_oauth(sandbox) == ["/oauth/token"]
        (stand,) = stands_of(shop.app, shop.office.id)
        assert (stand.ends_at, stand.ends_soon, stand.waits_for_owner) == (None, False, False)

    def test_what_may_be_missing_is_tried_before_it_is_connected(
        self, shop: Business, sandbox: Handle
    ) -> None:
        sandbox.faults.plan(Fault("server_error", path="/v1/customers", provider="stripe", status=503))

        with pytest.raises(Exception, match="Stripe is in trouble"):
            shop.click()
        tried = [x.path for x in sandbox.stripe.seen if x.path.startswith("/v1/")]

        assert tried == ["/v1/invoices", "/v1/customers"]
        shop.click()
        assert shop.connection.tenant == f"{OWN} (test)"

    def test_an_answer_that_comes_twice_is_exchanged_once(self, shop: Business, sandbox: Handle) -> None:
        """A code that came twice would end what it gave."""
        given = answered(connecting.start(shop.app, shop.office.id, "stripe", ANNA), tenants=OWN)
        connecting.finish(shop.app, shop.office.id, "stripe", given, ANNA)

        with pytest.raises(NotConnected) as refused:
            connecting.finish(shop.app, shop.office.id, "stripe", given, ANNA)

        assert refused.value.why is WhyNot.NOT_OPEN
        assert asked_of_oauth(sandbox) == ["/oauth/token"]
        assert shop.sync().problem is None


class TestTwoOfOnePlatform:
    @pytest.fixture
    def mill(self, store: SqlStore, sandbox: Handle) -> Business:
        """Another organisation of the same installation, with another account."""
        another_account(sandbox)
        return Business(store, sandbox)

    def test_each_reads_its_own_by_its_own_token(
        self, shop: Business, mill: Business, sandbox: Handle
    ) -> None:
        owing(sandbox, "A-1")
        owing(sandbox, "B-1", OTHER)
        shop.click(OWN)
        mill.click(OTHER)
        sandbox.stripe.seen.clear()

        shop.sync()
        of_the_shop = keys_at_the_api(sandbox)
        sandbox.stripe.seen.clear()
        mill.sync()
        of_the_mill = keys_at_the_api(sandbox)

        assert [x.number for x in shop.invoices()] == ["A-1"]
        assert [x.number for x in mill.invoices()] == ["B-1"]
        assert (of_the_shop, of_the_mill) == ({short(shop.token)}, {short(mill.token)})

    def test_the_platforms_own_key_never_goes_to_the_api(
        self, shop: Business, mill: Business, sandbox: Handle
    ) -> None:
        """It could name either account: nothing that happens may make it do so."""
        shop.click(OWN)
        mill.click(OTHER)
        sandbox.stripe.access.revoked.add(mill.token)
        for each in (shop, mill):
            each.sync()
        connecting.reconnect(shop.app, shop.office.id, shop.connection.id, ANNA)
        sandbox.stripe.oauth.revoke(sandbox.stripe.oauth.grants[0])
        for each in (shop, mill):
            each.sync()

        assert short(shop.settings["CLIENT_SECRET"]) not in keys_at_the_api(sandbox)
        assert [x.stopped_at is None for x in (shop.connection, mill.connection)] == [False, True]

    def test_a_token_of_the_one_is_not_believed_for_the_other(
        self, shop: Business, mill: Business, sandbox: Handle
    ) -> None:
        owing(sandbox, "B-1", OTHER)
        shop.click(OWN)
        mill.click(OTHER)
        held, _ = shop.app.store.grants.held(shop.connection.grant_id or "")
        wrong = shop.app.store.grants.held(mill.connection.grant_id or "")[1]
        shop.app.store.grants.give_again(held.id, wrong, sandbox.clock.now())

        done = shop.sync()

        assert done.problem is not None and "another account" in done.problem
        assert shop.invoices() == [] and shop.connection.stopped_at is not None


class TestWhenStripeNoLongerLetsIn:
    def test_it_waits_for_its_owner_and_is_asked_no_more(self, shop: Business, sandbox: Handle) -> None:
        owing(sandbox, "A-1")
        made = shop.click()
        shop.sync()
        sandbox.stripe.oauth.revoke(sandbox.stripe.oauth.grants[0])

        done = shop.sync()
        calls = len(sandbox.stripe.seen)
        sandbox.clock.advance(DAY)
        sync_what_is_old(shop.app, shop.office.id, timedelta(minutes=10))

        assert done.problem == "Stripe no longer honours the consent: connect Stripe again."
        assert shop.connection.stopped_at is not None
        assert len(sandbox.stripe.seen) == calls
        assert any("until you connect it again" in x.text for x in examine(shop.app) if not x.is_well)
        address = connecting.reconnect(shop.app, shop.office.id, made.id, ANNA)
        connecting.finish(shop.app, shop.office.id, "stripe", answered(address, tenants=OWN), ANNA)
        assert shop.sync().problem is None and [x.number for x in shop.invoices()] == ["A-1"]

    def test_a_token_alone_that_is_refused_is_renewed_once(self, shop: Business, sandbox: Handle) -> None:
        shop.click()
        before = shop.token
        sandbox.stripe.access.revoked.add(before)

        done = shop.sync()

        assert done.problem is None and shop.token != before
        assert asked_of_oauth(sandbox) == ["/oauth/token", "/oauth/token"]

    def test_the_event_of_it_makes_it_known_at_once(self, shop: Business, sandbox: Handle) -> None:
        """Only that something changed is believed of it: the account itself says what."""
        shop.settings["WEBHOOK_SECRET"] = "whsec_ofthetests"
        made = shop.click()
        shop.sync()
        sandbox.stripe.oauth.revoke(sandbox.stripe.oauth.grants[0])
        sandbox.clock.advance(timedelta(seconds=5))
        body = (
            '{"id": "evt_1", "object": "event", "type": "account.application.deauthorized",'
            f' "account": "{OWN}", "livemode": false, "data": {{"object": {{"id": "ca_relance"}}}}}}'
        )
        at = int(sandbox.clock.now().timestamp())
        signed = WebhookSignature.generate_signature_header(body, "whsec_ofthetests", timestamp=at)

        assert shop.app.systems.get("stripe").webhook_path(made) == "/webhooks/stripe/app"
        hear(shop.app, "stripe", "app", {"stripe-signature": signed}, body.encode())
        sync_what_is_old(shop.app, shop.office.id, DAY)

        assert shop.connection.stopped_at is not None

    def test_an_event_of_live_mode_says_nothing_of_the_account_in_test_mode(
        self, shop: Business, sandbox: Handle
    ) -> None:
        shop.settings["WEBHOOK_SECRET"] = "whsec_ofthetests"
        shop.click()
        shop.sync()
        sandbox.clock.advance(timedelta(seconds=5))
        body = f'{{"id": "evt_2", "account": "{OWN}", "livemode": true}}'
        at = int(sandbox.clock.now().timestamp())
        signed = WebhookSignature.generate_signature_header(body, "whsec_ofthetests", timestamp=at)

        hear(shop.app, "stripe", "app", {"stripe-signature": signed}, body.encode())

        assert sync_what_is_old(shop.app, shop.office.id, DAY) == []


class TestWhatIsDoneWithIt:
    """By the same code as with a key."""

    def test_a_failed_charge_is_told_and_paid_by_another_card(self, store: SqlStore, sandbox: Handle) -> None:
        shop = Business(store, sandbox, mode=Mode.AUTO, final_action=FinalAction.CANCEL)
        shop.click()
        renewed(sandbox, decline="lost_card")
        run_once(shop.app, shop.office.id)
        found = re.search(r"/r/([\w-]+)", shop.office.mail.delivered[0].message.text)
        assert found is not None

        page = card_page(shop.app, found[1])
        typed = {"number": "4242 4242 4242 4242", "expiry": "12/30", "cvc": "123"}
        requests.post(f"{page}/card", data=typed, allow_redirects=False, timeout=10)

        assert came_back(shop.app, found[1]) is Came.PAID
        assert keys_at_the_api(sandbox) == {short(shop.token)}

    def test_a_subscription_is_ended(self, shop: Business, sandbox: Handle) -> None:
        made = shop.click()
        renewed(sandbox, decline="expired_card")
        shop.sync()
        (invoice,) = shop.invoices()

        shop.opener.recovery(made, None).end(invoice.source_id, FinalAction.CANCEL)

        assert [x.status for x in sandbox.stripe.book.subscriptions.values()] == ["canceled"]

    def test_an_invoice_is_mailed_by_stripe_once(self, shop: Business, sandbox: Handle) -> None:
        owing(sandbox, "A-1")
        made = shop.click()
        shop.sync()
        (invoice,) = shop.invoices()
        sender = shop.opener.sender(made, None)

        assert shop.app.can_send(made)
        assert sender.send(invoice, "reminder-1/1") == ("ap@a-1.example",)
        assert sender.pdf(invoice).content.startswith(b"%PDF")


def test_nothing_of_a_consent_lies_in_clear(shop: Business, sandbox: Handle, tmp_path: Path) -> None:
    given = answered(connecting.start(shop.app, shop.office.id, "stripe", ANNA), tenants=OWN)
    connecting.finish(shop.app, shop.office.id, "stripe", given, ANNA)
    _, tokens = shop.app.store.grants.held(shop.connection.grant_id or "")
    shop.office.store.close()

    kept = b"".join(x.read_bytes() for x in tmp_path.rglob("*") if x.is_file())

    secrets = (given["code"], tokens.access, tokens.refresh or "", shop.settings["CLIENT_SECRET"])
    assert not [x for x in secrets if x.encode() in kept]
