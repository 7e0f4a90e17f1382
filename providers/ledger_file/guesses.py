"""What a column probably is by its name: proposed to a person, never taken without a yes.

Everyday names that could not be read in any system's own words; those that could are facts (headers.py).
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from providers.ledger_file.headers import fold

_LIKELY: Final[Mapping[str, tuple[str, ...]]] = {
    "number": (
        "N°", "N° de pièce", "N° pièce", "Numéro de pièce", "Pièce", "N° de facture", "No facture",
        "Num facture", "Numéro facture", "Facture", "Référence", "Réf", "Invoice", "Invoice No", "Inv No",
        "Invoice ID", "Ref", "Reference", "Rechnungsnr", "Rechnung Nr", "Nº factura",
    ),
    "customer": (
        "Raison sociale", "Tiers", "Nom", "Nom du tiers", "Société", "Nom société", "Débiteur",
        "Libellé client", "Company", "Company Name", "Name", "Debtor", "Bill To", "Kunden", "Firma",
        "Razón social",
    ),
    "email": (
        "Adresse mail", "Mail", "Adresse e-mail", "Adresse électronique", "Courriel", "E-mail client",
        "Mail client", "E-mail Address", "Client Email", "Billing Email", "E-Mail-Adresse", "Correo",
    ),
    "issued_on": (
        "Date d'émission", "Émise le", "Date pièce", "Date de pièce", "Date de la facture", "Facturé le",
        "Issued", "Issued On", "Date of Issue",
    ),
    "due_on": (
        "Échéance le", "Date d'éch.", "Date éch.", "Date de règlement prévue", "Date limite",
        "Date limite de paiement", "À payer avant le", "Payable le", "Due", "Due By", "Due On", "Pay By",
        "Fällig am", "Zahlbar bis", "Vence",
    ),
    "currency": ("Monnaie", "Curr", "Cur"),
    "total": (
        "TTC", "Montant total", "Montant facture", "Total facture", "Montant de la facture",
        "Montant total TTC", "Invoice Amount", "Gross", "Gross Amount", "Grand Total", "Brutto",
        "Gesamtbetrag", "Importe", "Importe total",
    ),
    "open": (
        "Reste dû", "Reste dû TTC", "Restant dû", "Reste", "Reste à régler", "Reste à recouvrer",
        "Reste à payer TTC", "Solde dû", "Solde restant", "Solde restant dû", "Montant restant",
        "Montant restant dû", "Montant dû TTC", "Impayé", "Montant impayé", "Encours", "Outstanding",
        "Outstanding Amount", "Open Amount", "Open Balance", "Remaining", "Remaining Amount",
        "Amount Outstanding", "Unpaid", "Unpaid Amount", "Offen", "Offener Posten", "Rest",
        "Saldo pendiente", "Importe pendiente",
    ),
    "paid": (
        "Montant réglé", "Réglé", "Règlement", "Règlements", "Montant règlement", "Montant payé", "Payé",
        "Déjà payé", "Total réglé", "Total payé", "Encaissé", "Montant encaissé", "Acompte", "Acomptes",
        "Acompte versé", "Versement", "Versements", "Versé", "Montant versé", "Paiement", "Paiements",
        "Encaissement", "Encaissements", "Avance", "Amount Paid", "Paid Amount", "Total Paid", "Paid to Date",
        "Payment", "Payments", "Deposit", "Received", "Amount Received", "Bezahlt", "Bezahlter Betrag",
        "Gezahlt", "Anzahlung", "Zahlung", "Zahlungen", "Pagado", "Importe pagado", "Cobrado", "Pago",
        "Pagos", "Anticipo",
    ),
    "status": (
        "État", "État facture", "État du paiement", "État de la facture", "Statut de la facture",
        "Statut de paiement", "Statut règlement", "Situation", "Payée", "Réglée", "Soldée", "Paid?", "State",
    ),
    "paid_on": (
        "Date de règlement", "Date règlement", "Date de paiement", "Date d'encaissement", "Réglé le",
        "Payé le", "Payée le", "Date of Payment", "Payment Date", "Paid On", "Bezahlt am", "Fecha de pago",
    ),
    "phone": ("Tel", "Téléphone client", "Portable", "Mobile", "Phone", "Phone Number"),
    "country": ("Code pays", "Country Code"),
    "customer_id": (
        "N° client", "Numéro client", "Réf client", "Référence client", "Code tiers", "Compte client",
        "Client ID", "Customer No", "Customer Code",
    ),
    "tax_number": ("N° TVA", "Numéro de TVA", "TVA intracommunautaire", "VAT Number"),
    "terms": ("Délai de paiement", "Délai", "Conditions de paiement", "Terms"),
}  # fmt: skip


def likely(name: str) -> str | None:
    """One of our fields, None where nothing is likely. Payments may be numbered: «Versement 2»."""
    folded = fold(name)
    numbered = _table().get(folded.rstrip("0123456789"))
    return _table().get(folded) or (numbered if numbered == "paid" else None)


@cache
def _table() -> Mapping[str, str]:
    return {fold(name): field for field, names in _LIKELY.items() for name in names}
