"""What happens to what is in a book: paid, credited, voided, deleted, merged. Balances follow."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from heapq import heappop, heappush

from .book import ZERO, Applied, Book, CreditMemo, Customer, Invoice, Kind, Line, Payment, Transaction
from .entry import Amount, money
from .errors import ApiError, invalid
from .times import pacific_day


def pay(
    book: Book,
    invoice: Invoice,
    amount: Amount | None = None,
    *,
    received: Amount | None = None,
    paid_on: date | None = None,
    at: int | None = None,
) -> Payment:
    """All that is open, or `amount` of it; what was `received` beyond stays unapplied."""
    part = invoice.balance if amount is None else money(amount)
    total = part if received is None else money(received)
    line = Applied("Invoice", invoice.id, part)
    return record_payment(book, invoice.customer, total, [line], paid_on=paid_on, at=at, rate=invoice.rate)


def pay_unapplied(
    book: Book, customer: str, amount: Amount, *, paid_on: date | None = None, rate: Amount = 1
) -> Payment:
    """Money of this customer that no invoice has used."""
    return record_payment(book, customer, money(amount), [], paid_on=paid_on, rate=Decimal(rate))


def record_payment(
    book: Book,
    customer: str,
    total: Decimal,
    lines: list[Applied],
    *,
    paid_on: date | None = None,
    at: int | None = None,
    rate: Decimal = Decimal(1),
    reference: str | None = None,
    private_note: str | None = None,
) -> Payment:
    """A payment with its lines, each checked against what is open."""
    owner = book.live_customer(customer)
    made = book.now() if at is None else at
    payment = Payment(
        id=book.new_id("transaction"),
        created=made,
        updated=made,
        customer=owner.id,
        currency=owner.currency,
        paid_on=paid_on or pacific_day(made),
        total=total,
        rate=rate,
        reference=reference,
        private_note=private_note,
    )
    relink(book, payment, lines, at=made)
    return book.put(payment)


def apply_credit(book: Book, memo: CreditMemo, invoice: Invoice, amount: Amount | None = None) -> Payment:
    """A payment of nothing that ties the two, as QuickBooks makes one; as much as fits unless told."""
    part = min(memo.remaining, invoice.balance) if amount is None else money(amount)
    lines = [Applied("Invoice", invoice.id, part), Applied("CreditMemo", memo.id, part)]
    return record_payment(book, invoice.customer, ZERO, lines, rate=invoice.rate)


def apply_payment(book: Book, payment: Payment, invoice: Invoice, amount: Amount | None = None) -> None:
    """Use what is unapplied of it."""
    part = min(payment.unapplied, invoice.balance) if amount is None else money(amount)
    relink(book, payment, [*payment.lines, Applied("Invoice", invoice.id, part)])
    book.touch(payment)


def relink(
    book: Book,
    payment: Payment,
    lines: list[Applied],
    *,
    at: int | None = None,
    leaving: Transaction | None = None,
) -> None:
    """Other lines on a payment; ApiError and the lines it had when one is more than is open or was paid.

    What it settles more or less of is another version now, but for `leaving`, which changes anyway.
    """
    earlier = payment.lines
    _detach(book, payment)
    try:
        _check(book, payment, lines)
    except ApiError:
        _attach(book, payment, earlier)
        raise
    _attach(book, payment, lines)
    before, after = _sums(earlier), _sums(lines)
    for kind, sought in dict.fromkeys([*before, *after]):
        target = _target(book, kind, sought)
        if before.get((kind, sought)) != after.get((kind, sought)) and target is not leaving:
            book.touch(target, at=at)


def _check(book: Book, payment: Payment, lines: list[Applied]) -> None:
    if replace(payment, lines=lines).unapplied < 0:
        raise invalid("more is applied than was paid")
    for (kind, sought), amount in _sums(lines).items():
        target = _target(book, kind, sought)
        rest = target.balance if isinstance(target, Invoice) else target.remaining
        if not ZERO < amount <= rest or target.currency != payment.currency:
            raise invalid(f"{kind} {sought} takes no {amount} {payment.currency}; open: {rest}")


def _sums(lines: list[Applied]) -> dict[tuple[Kind, str], Decimal]:
    sums: dict[tuple[Kind, str], Decimal] = {}
    for line in lines:
        sums[line.kind, line.id] = sums.get((line.kind, line.id), ZERO) + line.amount
    return sums


def _attach(book: Book, payment: Payment, lines: list[Applied]) -> None:
    payment.lines = lines
    for (kind, sought), amount in _sums(lines).items():
        _links(_target(book, kind, sought))[payment.id] = amount


def _detach(book: Book, payment: Payment) -> None:
    for line in payment.lines:
        _links(_target(book, line.kind, line.id)).pop(payment.id, None)
    payment.lines = []


def _target(book: Book, kind: Kind, sought: str) -> Invoice | CreditMemo:
    return book.find(Invoice, sought) if kind == "Invoice" else book.find(CreditMemo, sought)


def _links(target: Invoice | CreditMemo) -> dict[str, Decimal]:
    return target.applied if isinstance(target, Invoice) else target.used


def void(book: Book, row: Invoice | Payment) -> None:
    """Stays with amounts of nothing and a note; what was applied is open or unapplied again."""
    if isinstance(row, Invoice):
        _release(book, row)
        row.lines = [replace(line, amount=ZERO) for line in row.lines]
        row.tax = row.deposit = ZERO
    else:
        relink(book, row, [])
        row.total = ZERO
    row.private_note = "Voided" if row.private_note is None else f"Voided - {row.private_note}"
    book.touch(row, "Void")


def delete(book: Book, row: Transaction) -> None:
    """Gone from every query; change data capture tells of it for thirty days."""
    if isinstance(row, Payment):
        relink(book, row, [])
    else:
        _release(book, row)
    book.remove(row)


def _release(book: Book, row: Invoice | CreditMemo) -> None:
    """Payments no longer name it. One of nothing, which only tied a credit memo to it, goes."""
    for sought in list(_links(row)):
        payment = book.payments.rows[sought]
        kept = [line for line in payment.lines if line.id != row.id]
        if payment.total == 0:
            relink(book, payment, [], leaving=row)
            book.remove(payment)
        else:
            relink(book, payment, kept, leaving=row)
            book.touch(payment)


def merge(book: Book, gone: Customer, kept: Customer, *, is_silent: bool = False) -> None:
    """`gone` is inactive and all it had is `kept`'s. With `is_silent` the transactions keep their times."""
    if gone is kept or gone.currency != kept.currency:
        raise invalid("only two customers of one currency merge")
    for row in list(gone.transactions.values()):
        row.customer = kept.id
        kept.transactions[row.id] = row
        if not is_silent:
            book.touch(row)
    gone.transactions.clear()
    for job in gone.jobs.values():
        job.parent = kept.id
        book.touch(job)
    kept.jobs |= gone.jobs
    gone.jobs.clear()
    _retire(gone)
    book.merged(kept, gone)


def deactivate(book: Book, customer: Customer) -> None:
    """As deleting a customer does: queries leave it out unless asked, single reads show it."""
    if any(isinstance(row, Invoice) and row.balance for row in customer.transactions.values()):
        raise invalid(f"{customer.display_name} has open invoices and stays active")
    _retire(customer)
    book.touch(customer)


def _retire(customer: Customer) -> None:
    customer.is_active = False
    customer.display_name = f"{customer.display_name} (deleted)"


def mark_sent(book: Book, invoice: Invoice, address: str) -> None:
    """Sent by e-mail now. The address becomes the invoice's own, which is QuickBooks' way."""
    invoice.bill_email = address
    invoice.email_status = "EmailSent"
    invoice.delivered = book.now()
    book.touch(invoice, "Emailed")


def set_lines(invoice: Invoice | CreditMemo, lines: list[Line]) -> None:
    """Other lines; ApiError when they come to less than was already settled."""
    earlier, invoice.lines = invoice.lines, lines
    rest = invoice.balance if isinstance(invoice, Invoice) else invoice.remaining
    if rest < 0:
        invoice.lines = earlier
        raise invalid("the lines come to less than what is already settled", element="Line")


def promise(book: Book, invoice: Invoice, at: int, amount: Amount | None = None) -> None:
    """Paid when the clock reaches `at`: what is open then, or `amount` of it."""
    heappush(book.promised, (at, invoice.id, None if amount is None else money(amount)))


def settle(book: Book) -> None:
    """Write in the payments whose instant has come."""
    while book.promised and book.promised[0][0] <= book.now():
        at, sought, amount = heappop(book.promised)
        invoice = book.invoices.rows.get(sought)
        if invoice is not None and invoice.balance > 0:
            rest = invoice.balance
            pay(book, invoice, rest if amount is None else min(amount, rest), at=at)
