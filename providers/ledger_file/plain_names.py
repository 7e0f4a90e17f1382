"""Names that stand in no system's own words and are taken all the same: those of our pages, and plain ones.

docs/ledger-files.md lists them; a test holds the two together.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from providers.ledger_file.headers import IGNORE, fold, table

#: The names under which our own pages speak of each field, and their plain variants: these need no source.
OWN_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("Invoice number", "Numéro de facture"),
    "customer": ("Customer", "Client"),
    "email": (
        "Customer's e-mail", "E-mail du client", "Customer's e-mail address", "Adresse e-mail du client",
        "E-mail address", "Adresse e-mail", "Billing e-mail", "E-mail de facturation",
    ),
    "issued_on": ("Date of issue", "Date d'émission", "Date de la facture"),
    "due_on": ("Due date", "Échéance", "Date d'échéance"),
    "currency": ("Currency", "Devise"),
    "total": ("Total",),
    "open": (
        "Still open", "Amount still open", "Open amount", "Outstanding amount",
        "Reste dû", "Restant dû", "Montant restant", "Montant restant dû", "Montant dû",
        "Solde dû", "Solde restant", "Solde restant dû",
        "Reste à payer", "Reste à régler", "Reste à encaisser",
        "Montant restant à payer", "Montant restant à régler",
    ),
    "paid": ("Already paid", "Déjà réglé"),
    "status": ("Status", "Statut"),
    "paid_on": ("Paid on", "Payée le"),
    "phone": ("Telephone", "Téléphone"),
    "language": ("Language", "Langue"),
    "country": ("Country", "Pays"),
    "customer_type": ("Kind of customer", "Type de client"),
    "terms": ("Days to pay", "Délai de paiement"),
    "region": ("Region", "Région"),
    "timezone": ("Time zone", "Fuseau horaire"),
    "customer_id": ("Customer's number", "Numéro de client"),
    "tax_number": ("Tax number", "Numéro de TVA"),
}  # fmt: skip

#: The document of an accounting program is the invoice, where no column is called after the invoice itself.
OF_DOCUMENT: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("Numéro de pièce",),
    "issued_on": ("Date de pièce",),
}

#: Only these are told apart by whether tax is in them, and with it is what we read.
_WITH_TAX: Final = ("total", "open", "paid")
_E_MAIL = re.compile(r"\be[\s\u2010\u2011-]+mail", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_ALIKE: Final = {
    **dict.fromkeys(("n", "no", "num", "numero"), "number"),
    **dict.fromkeys(("mail", "courriel"), "email"),
    **dict.fromkeys(("clients", "customer", "customers"), "client"),
    **dict.fromkeys(("facture", "invoices", "factures"), "invoice"),
    "address": "adresse",
}
_ARTICLES: Final = frozenset("de d du la le l les des of the s".split())

#: Nothing is read from these, whatever they hold: amounts without tax, taxes, rates, days of lateness. None
#: of them can say what was paid, so they need no source, and nobody is asked about them.
NOT_READ: Final = (
    "HT", "Montant hors taxe", "Montant hors taxes", "Total hors taxe", "Total hors taxes", "Prix HT",
    "Base HT", "Montant net HT", "Total net HT", "Montant de la TVA", "Taux TVA", "Taux de TVA",
    "Remise", "Montant remise", "Rabais", "Frais de port", "Quantité", "Qté",
    "Discount", "Discount Amount", "Shipping", "Quantity", "Qty", "Rabatt", "Menge", "Versandkosten",
    "Descuento", "Cantidad", "Gastos de envío",
    "Jours de retard", "Nb jours de retard", "Retard (jours)",
    "Subtotal", "Net Amount", "Amount excl. tax", "Amount excl. VAT", "Total excl. tax", "Total excl. VAT",
    "Amount without tax", "Total without tax", "VAT", "VAT Amount", "Total VAT", "VAT Rate", "Tax",
    "Tax Amount", "Total Tax", "Tax Total", "Tax Rate", "Sales Tax", "GST", "Days overdue", "Days late",
    "Nettobetrag", "Summe netto", "Netto", "MwSt", "MwSt-Betrag", "Mehrwertsteuer", "USt", "Umsatzsteuer",
    "Steuerbetrag", "Steuersatz", "Verzugstage",
    "Base imponible", "Importe neto", "IVA", "Total IVA", "Importe IVA", "Cuota IVA", "Tipo IVA",
    "Días de retraso",
)  # fmt: skip


def gist(name: str) -> frozenset[str]:
    """The words of a name without articles, one for those that say the same: «N° de la facture» is a number.

    At the end, or before «TTC», none is an article: «RESTE DU» is what is owed, «Payée le» a day.
    """
    plain = unicodedata.normalize("NFKD", _E_MAIL.sub("email", name.replace("°", "o ")).casefold())
    words = _WORD.findall("".join(x for x in plain if not unicodedata.combining(x)))
    followed = zip(words, [*words[1:], ""], strict=False)
    kept = (word for word, after in followed if word not in _ARTICLES or after in ("", "ttc"))
    return frozenset(_ALIKE.get(word, word) for word in kept)


@lru_cache(maxsize=1024)
def own_field(name: str) -> str | None:
    """The field of ours that a name means in our own words. Of an amount, that tax is in it may be said."""
    words = gist(name)
    found = _own().get(words)
    if found is None and "ttc" in words:
        found = _own().get(words - {"ttc"})
        return found if found in _WITH_TAX else None
    return found


def document_field(name: str) -> str | None:
    """The field of ours that a name means where it speaks of a document."""
    return _of_document().get(gist(name))


@cache
def _own() -> Mapping[frozenset[str], str]:
    return {gist(name): field for field, names in OWN_WORDS.items() for name in names}


@cache
def _of_document() -> Mapping[frozenset[str], str]:
    return {gist(name): field for field, names in OF_DOCUMENT.items() for name in names}


def is_not_read(name: str) -> bool:
    """Whether a column of this name is known to be of no use here. A rate may follow: «TVA 5,5 %»."""
    folded = fold(name)
    return bool(folded) and (folded in _not_read() or folded.rstrip("0123456789") in _not_read())


@cache
def _not_read() -> frozenset[str]:
    known: Mapping[str, str] = table()
    return frozenset(fold(x) for x in NOT_READ) | {x for x, ours in known.items() if ours == IGNORE}
