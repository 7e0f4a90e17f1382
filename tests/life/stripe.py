"""A Stripe account in which something happens, and what its book says is owed."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from uuid import uuid4

from connector.core.invoice import Organisation
from connector.core.source import Connection, ConnectionKind
from connector.store.engine import SqlStore
from providers.sandbox import Handle
from providers.sandbox.stripe import corrections, entry, lifecycle, webhooks
from providers.sandbox.stripe.book import Book, Customer, Invoice
from providers.sandbox.stripe.events import changing
from providers.sandbox.stripe.notices import Endpoint
from tests.life.world import Books, Owed, Unused, bills_after
from tests.providers.stripe.connected import KEY

ORDERS: tuple[webhooks.Order, ...] = ("as_made", "reversed", "shuffled")


class StripeLife(Books):
    """Connected with a restricted key."""

    provider = "stripe"

    def __init__(self, sandbox: Handle, store: SqlStore) -> None:
        made = Organisation(str(uuid4()), f"Shop {uuid4()}", "FR", "Europe/Paris", "fr", "EUR")
        store.directory.add(made, sandbox.clock.now())
        self.connection = Connection(str(uuid4()), "stripe", "Shop", ConnectionKind.ACCOUNT)
        with store.writing(made.id) as unit:
            unit.connections.add(self.connection, KEY)
        super().__init__(made.id, sandbox, store)

    def listen(self, address: str, secret: str) -> None:
        url = f"{address}/webhooks/stripe/{self.connection.id}"
        made = Endpoint(
            id=self.book.new_id("we"), created=self.book.now(), url=url, secret=secret, enabled_events=["*"]
        )
        self.book.endpoints[made.id] = made

    def tell(self, dice: Random) -> None:
        wish = webhooks.Wish(
            order=dice.choice(ORDERS),
            doubled_percent=30,
            lost_percent=dice.choice((0, 50, 100)),
            seed=dice.randrange(99),
        )
        webhooks.deliver(self.book, wish)

    def truth(self) -> Owed:
        return {
            x.number or x.id: (self._name(x), x.currency.upper(), x.total, x.amount_remaining)
            for x in self._all_owed()
        }

    def unused(self) -> Unused:
        debtors = {self.book.customer(x.customer).id for x in self._all_owed()}
        people = [x for x in self.book.customers.values() if x.id in debtors and x.balance < 0]
        return sorted((x.name or x.email or x.id, (x.currency or "").upper(), -x.balance) for x in people)

    @property
    def book(self) -> Book:
        return self.sandbox.stripe.book

    # ------------------------------------------------------------ what may happen

    def happenings(self) -> tuple[Callable[[Random], object], ...]:
        return (
            *[self.new] * bills_after(self._all_owed()),
            self.drafted, self.paid, self.paid, self.paid_in_part, self.voided,
            self.written_off, self.credited, self.renamed, self.credit_given,
        )  # fmt: skip

    def new(self, dice: Random) -> Invoice:
        due = self.sandbox.clock.now() + timedelta(days=dice.randint(1, 40))
        return entry.add_invoice(
            self.book, self._customer(dice).id, dice.randint(100, 9_000_00), due=due,
            number=f"L-{self.next_number()}",
        )  # fmt: skip

    def drafted(self, dice: Random) -> None:
        entry.add_invoice(self.book, self._customer(dice).id, 5000, is_draft=True)

    def paid(self, dice: Random) -> None:
        entry.take_payment(self.book, self._owed(dice))

    def paid_in_part(self, dice: Random) -> None:
        entry.take_payment(self.book, self._owed(dice), amount=1)

    def voided(self, dice: Random) -> None:
        lifecycle.void(self.book, self._owed(dice))

    def written_off(self, dice: Random) -> None:
        lifecycle.write_off(self.book, self._owed(dice))

    def credited(self, dice: Random) -> None:
        invoice = self._owed(dice)
        corrections.credit_invoice(self.book, invoice, max(1, invoice.amount_remaining // 2))

    def renamed(self, dice: Random) -> None:
        customer = self._customer(dice)
        with changing(self.book, customer):
            customer.email = f"ap{self.next_number()}@renamed.example"

    def credit_given(self, dice: Random) -> None:
        customer = self._customer(dice)
        with changing(self.book, customer):
            lifecycle.change_balance(self.book, customer, -dice.randint(1, 50_00))

    def _name(self, invoice: Invoice) -> str:
        customer = self.book.customer(invoice.customer)
        return customer.name or customer.email or customer.id

    def _customer(self, dice: Random) -> Customer:
        return dice.choice([x for x in self.book.customers.values() if not x.is_deleted])

    def _all_owed(self) -> list[Invoice]:
        return [x for x in self.book.invoices.values() if x.status == "open"]

    def _owed(self, dice: Random) -> Invoice:
        sent = [x for x in self._all_owed() if x.collection_method == "send_invoice"]
        return dice.choice([x for x in sent if x.amount_remaining > 1] or [self.new(dice)])
