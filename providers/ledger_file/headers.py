"""Which column means what: our own names, and those of other systems' exports.

The source of each name is the table in docs/ledger-files.md; a test holds the two together.
A name that two systems use for different things is left out: its owner maps it by hand.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

FIELDS: Final = (
    "number", "customer", "email", "issued_on", "due_on", "currency", "total", "open", "paid", "status",
    "paid_on", "phone", "language", "country", "customer_type", "terms", "region", "timezone", "customer_id",
    "tax_number",
)  # fmt: skip

#: The pseudo-field of a column that is not to be read.
IGNORE: Final = "ignore"

KNOWN_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": (
        "Invoice Number", "InvoiceNumber", "Invoice #", "Invoice No.", "Document Number", "DocumentNumber",
        "Numéro de facture", "Numéro de la facture", "Numéro", "Réf. facture", "N° facture externe",
        "N° facture",
        "Rechnungsnummer", "Belegnummer", "Rechnung", "Nummer",
        "Número de factura", "Num factura", "Número", "Factura", "Ref. factura",
    ),
    "customer": (
        "Customer Name", "Client Name", "ContactName", "contact_name", "Client",
        "Nom du client", "Nom client", "Partenaire", "Kunde", "Kundenname",
        "Cliente", "Nombre del Cliente", "Nombre del contacto", "Cliente de facturación",
    ),
    "customer_id": (
        "Customer ID", "Customer Number", "Client Number", "Numéro de client", "Code client",
        "Kundennummer", "Debitorennummer", "Cód. Cliente", "Código de cliente", "Cliente Número",
    ),
    "email": (
        "EmailAddress", "Customer Email", "Contact Email", "contact_email", "EmailRecipient",
        "Primary Contact EmailID", "E-mail", "Courriel du contact", "E-Mail-Adresse des Kontakts",
        "Correo Electrónico", "Correo de Contacto",
    ),
    "issued_on": (
        "Invoice Date", "InvoiceDate", "Date Issued", "Issue Date", "invoiced_at", "DocumentDate", "Date",
        "Date de facture", "Date de facturation", "Date facturation", "Date facture",
        "Rechnungsdatum", "Belegdatum", "Datum",
        "Fecha de factura", "Fecha facturación", "Fecha de emisión", "Fecha",
    ),
    "due_on": (
        "Due Date", "DueDate", "due_at",
        "Date d'échéance", "Date échéance", "Échéance", "Date limite règlement",
        "Fälligkeitsdatum", "Fälligkeit", "Belegfälligkeit",
        "Fecha de vencimiento", "Fecha vencimiento", "Vencimiento",
    ),
    "currency": (
        "Currency Code", "CurrencyCode", "Devise", "Währung", "Rechnungswährung", "Moneda", "Divisa",
    ),
    "total": (
        "Invoice Total", "TotalAmount", "Amount", "Montant", "Montant TTC", "Total TTC",
        "Gesamt", "Summe", "Rechnungsbetrag Brutto", "Importe de la factura",
    ),
    "open": (
        "InvoiceAmountDue", "Amount Due", "AmountDue", "BalanceDueAmount", "Balance Due", "Balance",
        "Montant dû", "Reste à payer", "Reste à encaisser", "Solde",
        "Offener Betrag", "Betrag fällig", "Fälliger Betrag", "Restbetrag", "Saldo",
        "Importe adeudado", "Queda por cobrar", "Pendiente",
    ),
    "paid": ("Déjà réglé",),
    "status": (
        "Invoice Status", "Payment Status", "DocumentStatus", "Statut", "Statut du paiement",
        "Statut facture", "Zahlungsstatus", "Rechnungsstatus", "Estado", "Estado de pago", "Estado factura",
    ),
    "paid_on": (
        "Date Paid", "DatePaid", "FullyPaidOnDate", "Date paiement", "Zahlungsdatum", "Fecha de cobro",
    ),
    "phone": ("contact_phone", "Contact Phone", "Téléphone", "Tél", "Telefon", "Teléfono"),
    "language": ("Langue", "Sprache"),
    "country": ("POCountry", "Billing Country", "contact_country", "Pays", "Land", "País"),
    "terms": ("Payment Terms", "Conditions de règlement", "Zahlungsbedingungen", "Condiciones de pago"),
    IGNORE: ("Montant HT", "Total HT", "Montant TVA", "Total TVA", "TVA"),
}  # fmt: skip


def fold(text: str) -> str:
    """Letters and digits alone, without case, accents, spaces or punctuation."""
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower()))
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum() and not unicodedata.combining(letter))


@cache
def table() -> Mapping[str, str]:
    """Our field by folded header: our own names first, then the known ones."""
    found = {fold(field): field for field in FIELDS}
    for field, names in KNOWN_HEADERS.items():
        found.update({fold(name): field for name in names})
    return found
