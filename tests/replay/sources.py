"""The account and the ledger file behind a world: what they hold now, and what each event does to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from connector.core.invoice import CustomerType, Status
from connector.core.source import Batch, SourceCredit, SourceCustomer, SourceInvoice
from tests.oracle.days import Facts
from tests.scenarios.office import Account


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class Sources:
    """One account at a provider and one ledger file; each customer is in one of them."""

    def __init__(self, facts: Facts) -> None:
        self.account, self.file = Account(), Account()
        self._by_name = {"account": self.account, "file": self.file}
        self._last_paid: dict[str, int] = {}
        self.kinds: dict[str, Callable[[Facts], list[Facts]]] = {
            "invoice": self._invoice,
            "payment": self._payment,
            "back": self._back,
            "credit_note": self._credit_note,
            "status": self._status,
            "credit": self._credit,
            "credit_applied": self._credit_applied,
        }
        for one in facts["customers"]:
            self._by_name[one["connection"]].customers[one["name"]] = _customer(one)
        for invoice in facts["invoices"]:
            self._invoice({"invoice": invoice})

    def happen(self, event: Facts) -> list[Facts]:
        """Changes the source; what the oracle is told of it, nothing where it came too late."""
        return self.kinds[event["kind"]](event)

    def file_batches(self) -> list[Batch]:
        """The whole ledger file; what was closed is shown once more and then left out."""
        invoices = tuple(self.file.invoices.values())
        batch = Batch(tuple(self.file.customers.values()), invoices, tuple(self.file.credits.values()))
        self.file.invoices = {x.number: x for x in invoices if x.status is Status.OPEN}
        return [batch]

    def find(self, number: str) -> SourceInvoice | None:
        """The invoice as its source shows it now; None once a closed one left the file."""
        return self.account.invoices.get(number) or self.file.invoices.get(number)

    def _put(self, invoice: SourceInvoice) -> None:
        number = invoice.number
        held = self.account if number in self.account.invoices else self.file
        held.invoices[number] = invoice

    def _open(self, number: str) -> SourceInvoice | None:
        found = self.find(number)
        return found if found is not None and found.status is Status.OPEN else None

    # ------------------------------------------------------------ events

    def _invoice(self, event: Facts) -> list[Facts]:
        said = event["invoice"]
        source = self._by_name[said["connection"]]
        source.invoices[said["number"]] = SourceInvoice(
            source_id=said["number"],
            customer_source_id=said["customer"],
            number=said["number"],
            currency=said["currency"],
            total=said["total"],
            open=said["open"],
            issued_on=_day(said["issued_on"]),
            due_on=_day(said["due_on"]),
            terms=said["terms"],
            is_autopay=said["autopay"],
        )
        return [event]

    def _payment(self, event: Facts) -> list[Facts]:
        invoice = self._open(event["invoice"])
        if invoice is None:
            return []
        amount = min(event["amount"], invoice.open)
        rest = invoice.open - amount
        self._last_paid[invoice.number] = amount
        status = Status.OPEN if rest else Status.PAID
        self._put(replace(invoice, open=rest, status=status, paid_on=_day(event.get("paid_on"))))
        return [{**event, "amount": amount}]

    def _back(self, event: Facts) -> list[Facts]:
        """The last payment is returned: the ledger notes it by itself, and waits for a person's look."""
        invoice = self.account.invoices.get(event["invoice"])
        if invoice is None or invoice.status is not Status.PAID:
            return []
        owed = self._last_paid[invoice.number]
        self._put(replace(invoice, open=owed, status=Status.OPEN, paid_on=None))
        hold = {"reason": "returned_debit", "scope": "invoice", "invoice": invoice.number}
        again = {"number": invoice.number, "open": owed, "status": "open"}
        return [{"kind": "invoice", "invoice": again}, {"kind": "hold", "hold": hold}]

    def _credit_note(self, event: Facts) -> list[Facts]:
        """An applied credit note takes from the total what it takes from the open amount."""
        invoice = self._open(event["invoice"])
        if invoice is None:
            return []
        amount = min(event["amount"], invoice.open)
        rest = invoice.open - amount
        status = Status.OPEN if rest else Status.CREDITED
        self._put(replace(invoice, total=invoice.total - amount, open=rest, status=status))
        return [{**event, "amount": amount}]

    def _status(self, event: Facts) -> list[Facts]:
        invoice = self._open(event["invoice"])
        if invoice is None:
            return []
        self._put(replace(invoice, status=Status(event["status"])))
        return [event]

    def _credit(self, event: Facts) -> list[Facts]:
        said = event["credit"]
        source = self._by_name[event["connection"]]
        key = f"{said['customer']}:{said['currency']}:{said['amount']}"
        on = _day(said["dated_on"])
        source.credits[key] = SourceCredit(key, said["customer"], said["currency"], said["amount"], on)
        return [event]

    def _credit_applied(self, event: Facts) -> list[Facts]:
        source = self._by_name[event["connection"]]
        key = f"{event['customer']}:{event['currency']}:{event['amount']}"
        if key not in source.credits:
            return []
        source.credits[key] = replace(source.credits[key], amount=0)
        return [event]


def _customer(one: Facts) -> SourceCustomer:
    return SourceCustomer(
        source_id=one["name"],
        name=one["name"],
        emails=tuple(one["email"]),
        language=one["language"],
        country=one["country"],
        region=one["region"],
        type=CustomerType(one["type"]),
    )
