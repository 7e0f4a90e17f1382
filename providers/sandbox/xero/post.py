"""Xero's own mail of an invoice: to whom it goes, and when it is refused."""

from .call import Call
from .errors import invalid
from .rows import Contact, Invoice


def recipients(contact: Contact) -> list[str]:
    """The contact's own address, then the persons who are to get invoices as well."""
    people = [contact.email, *(each.email for each in contact.persons if each.is_included)]
    return list(dict.fromkeys(address for address in people if address))


def send_by_mail(call: Call, invoice: Invoice) -> list[str]:
    """Mail it in the organisation's own words; to whom it went. Raises ApiError 400."""
    book, mailbox = call.book, call.mailbox
    contact = book.contacts.rows[invoice.contact]
    people = recipients(contact)
    if invoice.type != "ACCREC" or invoice.status not in ("SUBMITTED", "AUTHORISED", "PAID"):
        raise invalid("Only an approved sales invoice can be emailed.", InvoiceID=invoice.id)
    if contact.status == "GDPRREQUEST" or not people:
        raise invalid("The contact has no email address.", InvoiceID=invoice.id)
    day = (book.organisation.id, book.now().date().isoformat())
    if mailbox.sent.get(day, 0) >= mailbox.cap:
        raise invalid("You have reached the number of emails for today.", InvoiceID=invoice.id)
    mailbox.sent[day] = mailbox.sent.get(day, 0) + 1
    if mailbox.mail is not None:
        subject = f"Invoice {invoice.number} from {book.organisation.name} for {contact.name}"
        for address in people:
            mailbox.mail(address, subject, _text(call, invoice, contact))
    return people


def _text(call: Call, invoice: Invoice, contact: Contact) -> str:
    organisation = call.book.organisation
    address = f"{call.request.base_url}/in/{organisation.id}/{invoice.id}"
    due = f" It is due on {invoice.due_on.isoformat()}." if invoice.due_on else ""
    return (
        f"Hi {contact.first_name or contact.name},\n\n"
        f"Here's invoice {invoice.number} for {invoice.currency} {invoice.total / 100:,.2f}.{due}\n\n"
        f"The amount outstanding of {invoice.currency} {invoice.amount_due / 100:,.2f} can be paid online:\n"
        f"{address}\n\n"
        f"Thanks,\n{organisation.name}\n"
    )
