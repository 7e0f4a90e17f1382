"""A QuickBooks company in which something happens, and what its book says is owed."""

from collections.abc import Callable
from random import Random

from connector.store.engine import SqlStore
from providers.sandbox import Handle
from providers.sandbox.quickbooks import entry, lifecycle
from providers.sandbox.quickbooks.book import Book, Customer, Invoice
from providers.sandbox.quickbooks.seed import books
from providers.sandbox.quickbooks.webhooks import Order
from tests.life.world import Books, Owed, Unused, bills_after, gathered
from tests.providers.quickbooks.company import Company, owed_in, unused_in

ORDERS: tuple[Order, ...] = ("made", "reversed", "shuffled")


class QuickBooksLife(Books):
    """Its own app's one company."""

    provider = "quickbooks"

    def __init__(self, sandbox: Handle, store: SqlStore) -> None:
        sandbox.quickbooks.start_over(*books(sandbox.clock, 7))
        self.company = Company(sandbox, store)
        super().__init__(self.company.id, sandbox, store)
        self.hooks = sandbox.quickbooks.webhooks

    def listen(self, address: str, secret: str) -> None:
        self.hooks.address, self.hooks.verifier_token = f"{address}/webhooks/quickbooks/app", secret

    def tell(self, dice: Random) -> None:
        order = dice.choice(ORDERS)
        lost = dice.choice((0, 0, 1, len(self.hooks.pending)))
        self.hooks.deliver(copies=dice.choice((1, 2)), lost=lost, order=order, seed=dice.randrange(99))
        self.hooks.pending.clear()

    def truth(self) -> Owed:
        return {number: row[:4] for number, row in owed_in(self.book).items()}

    def unused(self) -> Unused:
        return gathered(unused_in(self.book))

    @property
    def book(self) -> Book:
        return self.sandbox.quickbooks.book

    # ------------------------------------------------------------ what may happen

    def happenings(self) -> tuple[Callable[[Random], object], ...]:
        return (
            *[self.new] * bills_after(self._all_owed()),
            self.paid, self.paid, self.paid_in_part, self.paid_too_much, self.advance,
            self.applied, self.credited, self.voided, self.deleted, self.merged, self.renamed,
        )  # fmt: skip

    def new(self, dice: Random) -> Invoice:
        number = f"L-{self.next_number()}"
        return entry.add_invoice(self.book, self._customer(dice).id, dice.randint(10, 5000), number=number)

    def paid(self, dice: Random) -> None:
        lifecycle.pay(self.book, self._owed(dice))

    def paid_in_part(self, dice: Random) -> None:
        invoice = self._owed(dice)
        lifecycle.pay(self.book, invoice, "1" if invoice.currency == "JPY" else "1.25")

    def paid_too_much(self, dice: Random) -> None:
        invoice = self._owed(dice)
        lifecycle.pay(self.book, invoice, received=invoice.balance + 7)

    def advance(self, dice: Random) -> None:
        lifecycle.pay_unapplied(self.book, self._owed(dice).customer, dice.randint(5, 50))

    def applied(self, dice: Random) -> None:
        payments = [x for x in self.book.payments.rows.values() if x.unapplied > 0]
        for payment in dice.sample(payments, min(1, len(payments))):
            theirs = [x for x in self._all_owed() if x.customer == payment.customer]
            for invoice in theirs[:1]:
                lifecycle.apply_payment(self.book, payment, invoice, min(payment.unapplied, invoice.balance))

    def credited(self, dice: Random) -> None:
        invoice = self._owed(dice)
        memo = entry.add_credit_memo(self.book, invoice.customer, invoice.balance)
        if dice.random() < 0.5:
            lifecycle.apply_credit(self.book, memo, invoice)

    def voided(self, dice: Random) -> None:
        lifecycle.void(self.book, self._owed(dice))

    def deleted(self, dice: Random) -> None:
        lifecycle.delete(self.book, self._owed(dice))

    def merged(self, dice: Random) -> None:
        people = [x for x in self._people() if not x.jobs and x.parent is None]
        kept, gone = dice.sample(people, 2)
        if kept.currency == gone.currency and len(people) > 6:
            lifecycle.merge(self.book, gone, kept)

    def renamed(self, dice: Random) -> None:
        entry.change_email(self.book, self._customer(dice), f"ap{self.next_number()}@renamed.example")

    def _people(self) -> list[Customer]:
        return [x for x in self.book.customers.rows.values() if x.is_active]

    def _customer(self, dice: Random) -> Customer:
        return dice.choice(self._people())

    def _all_owed(self) -> list[Invoice]:
        return [x for x in self.book.invoices.rows.values() if x.balance > 0]

    def _owed(self, dice: Random) -> Invoice:
        return dice.choice(self._all_owed() or [self.new(dice)])
