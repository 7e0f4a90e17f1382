"""A Xero organisation in which something happens, and what its book says is owed."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from connector.store.engine import SqlStore
from providers.sandbox import Handle
from providers.sandbox.xero import entry
from providers.sandbox.xero.book import Book
from providers.sandbox.xero.rows import Contact, Invoice
from tests.life.world import Books, Owed, Unused, bills_after
from tests.providers.xero.installation import Installation


class XeroLife(Books):
    """The first organisation of a consent."""

    provider = "xero"

    def __init__(self, sandbox: Handle, store: SqlStore) -> None:
        installation = Installation(store, sandbox)
        book = sandbox.xero.book
        self.made = installation.connect(installation.consent(book.organisation.id), book)
        super().__init__(self.made.id, sandbox, store)
        self.hooks = sandbox.xero.webhooks

    def listen(self, address: str, secret: str) -> None:
        self.hooks.url, self.hooks.key = f"{address}/webhooks/xero/app", secret

    def tell(self, dice: Random) -> None:
        fate = dice.choice(("told", "told", "doubled", "lost"))
        if fate == "lost":
            self.hooks.lose()
            return
        self.hooks.deliver()
        if fate == "doubled":
            self.hooks.repeat()

    def truth(self) -> Owed:
        return {n: (said[4], said[3], said[2], said[1]) for n, said in self.made.owed().items()}

    def unused(self) -> Unused:
        debtors = {said[4] for said in self.made.owed().values()}
        return sorted((who, cur, rest) for (who, cur), rest in self.made.unused().items() if who in debtors)

    @property
    def book(self) -> Book:
        return self.made.book

    # ------------------------------------------------------------ what may happen

    def happenings(self) -> tuple[Callable[[Random], object], ...]:
        return (
            *[self.new] * bills_after(self._all_owed()),
            self.paid, self.paid, self.paid_in_part, self.came_back, self.voided,
            self.credited, self.overpaid, self.promised, self.renamed, self.merged,
        )  # fmt: skip

    def new(self, dice: Random) -> Invoice:
        due_on = self.book.today() + timedelta(days=dice.randint(-5, 40))
        return entry.add_invoice(
            self.book, self._contact(dice), dice.randint(100, 9_000_00), due_on=due_on,
            number=f"L-{self.next_number()}",
        )  # fmt: skip

    def paid(self, dice: Random) -> None:
        entry.pay(self.book, self._owed(dice))

    def paid_in_part(self, dice: Random) -> None:
        entry.pay(self.book, self._owed(dice), 1)

    def came_back(self, dice: Random) -> None:
        stands = [
            x
            for x in self.book.payments.rows.values()
            if not x.is_deleted and self.book.invoices.get(x.invoice).status == "PAID"
        ]
        if stands:
            entry.take_back(self.book, dice.choice(stands))

    def voided(self, dice: Random) -> None:
        bare = [x for x in self._all_owed() if not x.amount_paid and not x.amount_credited]
        entry.void(self.book, dice.choice(bare or [self.new(dice)]))

    def credited(self, dice: Random) -> None:
        invoice = self._owed(dice)
        debtor = self.book.contacts.rows[invoice.contact]
        note = entry.add_credit(self.book, debtor, invoice.amount_due, currency=invoice.currency)
        if dice.random() < 0.5:
            entry.allocate(self.book, note, invoice)

    def overpaid(self, dice: Random) -> None:
        invoice = self._owed(dice)
        debtor = self.book.contacts.rows[invoice.contact]
        rest = entry.add_credit(self.book, debtor, 70_00, "overpayment", currency=invoice.currency)
        entry.allocate(self.book, rest, invoice, min(invoice.amount_due, 30_00))

    def promised(self, dice: Random) -> None:
        entry.expect(self.book, self._owed(dice), self.book.today() + timedelta(days=3))

    def renamed(self, dice: Random) -> None:
        entry.rename(self.book, self._contact(dice), email=f"ap{self.next_number()}@renamed.example")

    def merged(self, dice: Random) -> None:
        people = [x for x in self._people() if self.book.invoices_of(x.id)]
        if len(people) > 6:
            entry.merge(self.book, *dice.sample(people, 2))

    def _people(self) -> list[Contact]:
        return [x for x in self.book.contacts.rows.values() if x.status == "ACTIVE"]

    def _contact(self, dice: Random) -> Contact:
        return dice.choice(self._people())

    def _all_owed(self) -> list[Invoice]:
        sales = [x for x in self.book.invoices.rows.values() if x.type == "ACCREC"]
        return [x for x in sales if x.status == "AUTHORISED" and x.amount_due > 0]

    def _owed(self, dice: Random) -> Invoice:
        return dice.choice(self._all_owed() or [self.new(dice)])
