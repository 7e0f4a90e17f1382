"""The late statement as its reader sees it: rows for a spreadsheet, and a page for a PDF."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from babel.numbers import format_decimal

from connector.core.late_statement import LateStatement
from connector.core.money import decimal_text
from connector.render.formats import GLUE, NBSP, day_text, locale_tag, money_text
from connector.render.printed import printed

#: Of each word, what is written in each language.
LANGUAGES: Final = ("en", "fr", "de", "es", "it", "nl")
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": (
        "Late payment: interest and fixed sums", "Retard de paiement\u00a0: intérêts et indemnités",
        "Zahlungsverzug: Zinsen und Pauschalen", "Demora en el pago: intereses e indemnizaciones",
        "Ritardo di pagamento: interessi e indennizzi", "Te late betaling: rente en vergoedingen",
    ),
    "as_of": ("as of {day}", "au {day}", "Stand {day}", "a {day}", "al {day}", "per {day}"),
    "law": (
        "By: {articles}.", "Fondement\u00a0: {articles}.", "Grundlage: {articles}.", "Fundamento: "
        "{articles}.",
        "Fondamento: {articles}.", "Grondslag: {articles}.",
    ),
    "contract": (
        "By: the terms agreed.", "Fondement\u00a0: les conditions convenues.",
        "Grundlage: die vereinbarten Bedingungen.", "Fundamento: las condiciones pactadas.",
        "Fondamento: le condizioni pattuite.", "Grondslag: de overeengekomen voorwaarden.",
    ),
    "never": (
        "For information: computed on what is still open, and not booked. The invoices themselves are "
        "to be paid as they are.",
        "Pour information\u00a0: calculé sur ce qui reste dû, et non comptabilisé. Les factures "
        "elles-mêmes sont à payer telles quelles.",
        "Zur Information: auf den noch offenen Betrag berechnet und nicht gebucht. Die Rechnungen "
        "selbst sind unverändert zu zahlen.",
        "A título informativo: calculado sobre lo que sigue pendiente y no contabilizado. Las facturas se "
        "pagan tal como están.",
        "A titolo informativo: calcolato su quanto resta dovuto e non contabilizzato. Le fatture vanno "
        "pagate così come sono.",
        "Ter informatie: berekend over wat nog openstaat en niet geboekt. De facturen zelf zijn "
        "ongewijzigd te betalen.",
    ),
    "unknown": (
        "A rate is missing for: {numbers}. Nothing is counted for them.",
        "Un taux manque pour\u00a0: {numbers}. Rien n'est compté pour ces factures.",
        "Für {numbers} fehlt ein Zinssatz. Für sie ist nichts berechnet.",
        "Falta un tipo de interés para: {numbers}. No se cuenta nada por ellas.",
        "Manca un tasso per: {numbers}. Per queste non è calcolato nulla.",
        "Voor {numbers} ontbreekt een rentevoet. Daarvoor is niets berekend.",
    ),
    "customer": ("Customer", "Client", "Kunde", "Cliente", "Cliente", "Klant"),
    "invoice": ("Invoice", "Facture", "Rechnung", "Factura", "Fattura", "Factuur"),
    "due": ("Due", "Échéance", "Fällig", "Vencimiento", "Scadenza", "Vervaldatum"),
    "since": ("From", "Du", "Von", "Desde", "Dal", "Van"),
    "until": ("Through", "Au", "Bis", "Hasta", "Al", "Tot en met"),
    "days": ("Days", "Jours", "Tage", "Días", "Giorni", "Dagen"),
    "principal": ("Open", "Reste dû", "Offen", "Pendiente", "Residuo", "Openstaand"),
    "rate": ("Rate %", "Taux %", "Satz %", "Tipo %", "Tasso %", "Rente %"),
    "interest": ("Interest", "Intérêts", "Zinsen", "Intereses", "Interessi", "Rente"),
    "indemnity": ("Fixed sum", "Indemnité", "Pauschale", "Indemnización", "Indennizzo", "Vergoeding"),
    "currency": ("Currency", "Devise", "Währung", "Moneda", "Valuta", "Valuta"),
    "basis": ("By", "Fondement", "Grundlage", "Fundamento", "Fondamento", "Grondslag"),
    "total": ("Total", "Total", "Summe", "Total", "Totale", "Totaal"),
}  # fmt: skip
#: The columns of the table, as both forms have them.
COLUMNS: Final = (
    "invoice", "due", "since", "until", "days", "principal", "rate", "interest", "indemnity",
)  # fmt: skip


def word(key: str, language: str, **values: object) -> str:
    """One of the words; English for a language that has none."""
    place = LANGUAGES.index(language) if language in LANGUAGES else 0
    return WORDS[key][place].format(**values)


def late_header(statement: LateStatement) -> list[str]:
    """The names of what `late_rows` gives, in the customer's language."""
    names = ("customer", *COLUMNS, "currency", "basis")
    return [word(x, statement.language) for x in names]


def late_rows(statement: LateStatement) -> Iterator[list[str | date | Decimal]]:
    """Texts as they are, days, and numbers."""
    basis = statement.articles or word("contract", statement.language)
    for row in statement.rows():
        one, of = row.stretch, row.invoice.currency
        amounts = [Decimal(decimal_text(x, of)) for x in (one.principal, row.interest, row.indemnity)]
        yield [
            statement.customer, row.invoice.number, row.invoice.expected_on or "", one.since, one.until,
            Decimal(one.days), amounts[0], one.rate, amounts[1], amounts[2], of, basis,
        ]  # fmt: skip


def late_html(statement: LateStatement) -> str:
    """One table, in the customer's language; everything in it is escaped."""
    language = statement.language if statement.language in LANGUAGES else LANGUAGES[0]
    tag = locale_tag(language, f"{language}-{statement.country}")
    return printed(
        "late_statement.html",
        statement=statement,
        language=language,
        columns=COLUMNS,
        say=lambda key, **values: word(key, language, **values),
        day=lambda on: day_text(on, tag).replace(GLUE, NBSP),
        money=lambda minor, currency: money_text(minor, currency, tag),
        rate=lambda rate: format_decimal(rate, "0.00##", locale=tag.replace("-", "_")),
        colon=f"{NBSP}:" if language == "fr" else ":",
    )
