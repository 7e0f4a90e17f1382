"""What a column probably is by its name: proposed to a person, never taken without a yes.

Everyday names that could not be read in any system's own words (headers.py) and are none of ours
(plain_names.py), or may mean something else: Sage calls «Intitulé» the name of an account.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from providers.ledger_file.headers import fold

_LIKELY: Final[Mapping[str, tuple[str, ...]]] = {
    "number": (
        "N°", "Pièce", "Facture", "Référence", "Réf", "Invoice", "Inv No", "Invoice ID", "Ref", "Reference",
        "Rechnungsnr", "Rechnung Nr", "Nº factura",
    ),
    "customer": (
        "Intitulé", "Intitulé client", "Intitulé du client", "Intitulé du tiers", "Intitulé du compte",
        "Raison sociale", "Tiers", "Nom", "Nom du tiers", "Société", "Nom société", "Débiteur",
        "Libellé client", "Company", "Company Name", "Name", "Debtor", "Bill To", "Kunden", "Firma",
        "Razón social",
    ),
    "email": ("Mail", "Adresse électronique", "Courriel", "Correo"),
    "issued_on": ("Émise le", "Facturé le", "Issued", "Issued On"),
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
        "Reste", "Reste à recouvrer", "Impayé", "Montant impayé", "Encours", "Outstanding", "Open Balance",
        "Remaining", "Remaining Amount", "Unpaid", "Unpaid Amount", "Offen", "Offener Posten", "Rest",
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
        "Payé le", "Date of Payment", "Payment Date", "Bezahlt am", "Fecha de pago",
    ),
    "phone": ("Tel", "Téléphone client", "Portable", "Mobile", "Phone", "Phone Number"),
    "country": ("Code pays", "Country Code"),
    "customer_id": (
        "Réf client", "Référence client", "Code tiers", "Compte client", "Client ID", "Customer Code",
    ),
    "tax_number": ("TVA intracommunautaire", "VAT Number"),
    "terms": ("Délai", "Conditions de paiement", "Terms"),
}  # fmt: skip


def likely(name: str) -> str | None:
    """One of our fields, None where nothing is likely. Payments may be numbered: «Versement 2»."""
    folded = fold(name)
    numbered = _table().get(folded.rstrip("0123456789"))
    return _table().get(folded) or (numbered if numbered == "paid" else None)


@cache
def _table() -> Mapping[str, str]:
    return {fold(name): field for field, names in _LIKELY.items() for name in names}
