"""Words of four languages for status, customer type, language, country, currency and terms."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from email_validator import EmailNotValidError, validate_email

from connector.core.invoice import CustomerType, Status
from connector.core.told import Told, either
from providers.ledger_file.amounts import SIGNS
from providers.ledger_file.headers import fold
from providers.ledger_file.problems import Unreadable
from providers.ledger_file.sentences import of_address, one_of, say

#: The languages whose words are read; also those of the country, language and month names.
LANGUAGES: Final = ("en", "fr", "de", "es")

DRAFT: Final = "draft"
PARTIAL: Final = "partial"

_OPEN = """open; unpaid; not paid; due; overdue; past due; late; outstanding; awaiting payment; pending;
pending payment;
ouvert; ouverte; impayé; impayée; non payé; non payée; non réglé; non réglée; à payer; à régler; en retard;
échue; échu; non échue; validée (à payer); en attente; en attente de paiement;
offen; unbezahlt; nicht bezahlt; überfällig; fällig;
abierto; abierta; pendiente; pendiente de pago; pendiente de cobro; pte. pago; impagado; impagada; vencido;
vencida; no pagado; no pagada; sin pagar; no cobrada; validada (a pagar)"""
#: Open as well, but it is the document that they speak of: a paid invoice was sent and approved too.
_OF_DOCUMENT = """sent; viewed; unsent; issued; approved; authorised; authorized; posted; validated;
émise; envoyé; envoyée; validé; validée; en cours; comptabilisé; comptabilisée;
versendet; verschickt; gesendet; gebucht; gestellt;
enviado; enviada; emitido; emitida; publicado; publicada; validado"""
_PARTIAL = """partial; partially paid; part paid; partly paid; partial payment;
partiellement payé; partiellement payée; partiellement réglé; partiellement réglée; payée partiellement;
règlement commencé; commencée;
teilbezahlt; teilweise bezahlt; teilzahlung;
parcial; parcialmente pagado; parcialmente pagada; pagado parcialmente; pagada parcialmente; pago parcial;
parcialmente cobrada; cobrada parcialmente"""
_PAID = """paid; paid in full; fully paid; settled; closed; in payment;
payé; payée; réglé; réglée; soldé; soldée; acquitté; acquittée; encaissé; encaissée; en paiement;
bezahlt; beglichen; ausgeglichen; in zahlung; erledigt;
pagado; pagada; cobrado; cobrada; saldado; saldada; liquidado; liquidada; en proceso de pago"""
#: In remarks alone.
_IN_PART = """reçu; reçue; received; versé; versée; acompte; deposit; erhalten; eingegangen; anzahlung;
recibido; recibida; anticipo"""
_VOID = """void; voided; cancelled; canceled; annulé; annulée; abandonné; abandonnée;
storniert; annulliert; anulado; anulada; cancelado; cancelada; abandonado; abandonada"""
_CREDITED = """credited; reversed; extourné; extournée; crédité; créditée; gutgeschrieben;
revertido; revertida"""
_WRITTEN_OFF = """written off; write off; write-off; bad debt; uncollectible; irrécouvrable; passée en perte;
créance irrécouvrable; ausgebucht; abgeschrieben; uneinbringlich; incobrable"""
_DELETED = "deleted; supprimé; supprimée; gelöscht; eliminado; eliminada"
_DRAFT = "draft; brouillon; entwurf; borrador"

_BUSINESS = """business; company; b2b; corporate; professionnel; entreprise; société; geschäftskunde;
unternehmen; firma; gewerblich; empresa; profesional; negocio; autónomo"""
_CONSUMER = """consumer; individual; private; person; b2c; particulier; consommateur; privat; privatkunde;
privatperson; verbraucher; particular; consumidor"""
_PUBLIC = """public_body; public body; public; public sector; government; b2g; administration; collectivité;
organisme public; secteur public; behörde; öffentlich; öffentliche hand; öffentlicher auftraggeber;
administración; administración pública; organismo público; sector público"""
_UNKNOWN = "unknown; inconnu; unbekannt; desconocido"

_STATUS_WORDS: Final = tuple(
    one.strip()
    for listed in (_OPEN, _OF_DOCUMENT, _PARTIAL, _PAID, _VOID, _CREDITED, _WRITTEN_OFF, _DELETED, _DRAFT)
    for one in listed.split(";")
)
_TYPE_WORDS: Final = tuple(
    one.strip() for listed in (_BUSINESS, _CONSUMER, _PUBLIC, _UNKNOWN) for one in listed.split(";")
)

_AT_ONCE = """due on receipt; on receipt; immediate; immediately; cash; comptant; à réception; a la recepción;
à réception de facture; sofort; sofort fällig; bar; al contado; contado"""
_TERMS_DAYS = re.compile(
    r"(?:net|netto|payable|à|a|zahlbar in|innerhalb von)?\s*(\d{1,4})(?:[.,]0+)?"
    r"\s*(?:d|days?|j|jours?(?: nets?)?|tagen?|tage(?: netto)?|t|d[ií]as?|net|netto)?",
    re.IGNORECASE,
)
_LONGEST_TERMS: Final = 730


def _folded(words: Mapping[str, str]) -> dict[str, str]:
    return {fold(one): meaning for meaning, listed in words.items() for one in listed.split(";")}


@cache
def statuses() -> Mapping[str, str]:
    """Status value, DRAFT or PARTIAL by folded word."""
    return _folded(
        {
            Status.OPEN: f"{_OPEN}; {_OF_DOCUMENT}",
            PARTIAL: _PARTIAL,
            Status.PAID: _PAID,
            Status.VOID: _VOID,
            Status.CREDITED: _CREDITED,
            Status.WRITTEN_OFF: _WRITTEN_OFF,
            Status.DELETED: _DELETED,
            DRAFT: _DRAFT,
        }
    )


@cache
def customer_types() -> Mapping[str, str]:
    """CustomerType value by folded word."""
    return _folded(
        {
            CustomerType.BUSINESS: _BUSINESS,
            CustomerType.CONSUMER: _CONSUMER,
            CustomerType.PUBLIC_BODY: _PUBLIC,
            CustomerType.UNKNOWN: _UNKNOWN,
        }
    )


@cache
def settling() -> frozenset[str]:
    """Folded words of statuses that say whether an invoice is paid."""
    of_document = {fold(x) for listed in (_OF_DOCUMENT, _DRAFT) for x in listed.split(";")}
    return frozenset(statuses()) - of_document


def paid_words() -> Iterator[str]:
    """What says in a remark that something was paid, as it is written."""
    for listed in (_PAID, _PARTIAL, _IN_PART):
        yield from (one.strip() for one in listed.split(";"))


def read_status(text: str) -> str:
    """A Status value, DRAFT or PARTIAL. Raises Unreadable for a word that is none of them."""
    found = statuses().get(fold(text))
    if found is None:
        near = _nearest(text, _STATUS_WORDS)
        raise Unreadable(
            either(say("status", text=text, nearest=near), say("status.page", text=text, nearest=near))
        )
    return found


def read_customer_type(text: str) -> CustomerType:
    """Raises Unreadable for a word that is no type of customer."""
    found = customer_types().get(fold(text))
    if found is None:
        raise Unreadable(say("customer_type", text=text, nearest=_nearest(text, _TYPE_WORDS)))
    return CustomerType(found)


@cache
def _languages() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for spoken in LANGUAGES:
        names = Locale(spoken).languages
        found |= {fold(name): code for code, name in names.items() if len(code) == 2}
    return found | {code: code for code in set(found.values())}


def read_language(text: str) -> str:
    """A language's two letters from a code (fr, fr-BE) or its name. Raises Unreadable."""
    main = re.split(r"[-_]", text)[0]
    known = _languages()
    found = known.get(fold(text)) or (known.get(main.lower()) if len(main) == 2 else None)
    if found is None:
        near = _nearest(text, (name for one in LANGUAGES for name in Locale(one).languages.values()))
        raise Unreadable(say("language", text=text, nearest=near))
    return found


@cache
def _countries() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for spoken in LANGUAGES:
        names = Locale(spoken).territories
        found |= {fold(name): code for code, name in names.items() if code.isalpha() and len(code) == 2}
    codes = set(found.values()) - {"EU", "EZ", "QO", "UN", "ZZ", "XA", "XB"}
    found = {name: code for name, code in found.items() if code in codes}
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    three = {a.lower(): to[0] for a, to in aliases.items() if a.isalpha() and len(to) == 1 and to[0] in codes}
    return found | three | {code.lower(): code for code in codes}


def read_country(text: str) -> str:
    """ISO 3166 two letters from a code of two or three letters or a name. Raises Unreadable."""
    found = _countries().get(fold(text))
    if found is None:
        near = _nearest(text, (name for one in LANGUAGES for name in Locale(one).territories.values()))
        raise Unreadable(say("country", text=text, nearest=near))
    return found


def read_timezone(text: str) -> str:
    """A zone name such as Europe/Paris. Raises Unreadable."""
    if text not in _zones():
        near = difflib.get_close_matches(text, _zones(), n=2)
        raise Unreadable(say("timezone", text=text, nearest=_or(near)))
    return text


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


#: Of several currencies.
_UNITS: Final = frozenset("dollar dollars pound pounds franc francs franken livre livres peso pesos".split())


def is_currency(text: str) -> bool:
    """Whether it is a sign, a code or a name of a currency, or a word that several share."""
    lower = text.casefold()
    return lower in SIGNS or lower in _UNITS or lower in _currencies() or fold(text) in _currencies()


@cache
def _currencies() -> Mapping[str, str]:
    names = {fold(name): code for one in LANGUAGES for code, name in Locale(one).currencies.items()}
    signs = {sign: codes[0] for sign, codes in SIGNS.items() if len(codes) == 1}
    return names | signs | {code.lower(): code for code in names.values()}


def read_currency(text: str, default: str) -> str:
    """ISO 4217 letters from a code, a name or a sign. Raises Unreadable.

    A sign that several currencies share means `default` if that is one of them.
    """
    lower = text.casefold()
    if default in SIGNS.get(lower, ()):
        return default
    found = _currencies().get(lower) or (_currencies().get(fold(text)) if fold(text) else None)
    if found is None:
        raise Unreadable(say("currency", text=text))
    return found


def read_terms(text: str) -> int | None:
    """Days to pay from «30», «Net 30», «30 jours», «sofort»; None for what cannot be said in days."""
    if fold(text) in _at_once():
        return 0
    match = _TERMS_DAYS.fullmatch(text)
    if match is None or int(match[1]) > _LONGEST_TERMS:
        return None
    return int(match[1])


@cache
def _at_once() -> frozenset[str]:
    return frozenset(fold(one) for one in _AT_ONCE.split(";"))


def read_emails(text: str) -> tuple[str, ...]:
    """Addresses between ; or , in their order, checked by form without a DNS query. Raises Unreadable."""
    parts = (part.strip() for part in re.split(r"[;,\n]", text))
    return tuple(dict.fromkeys(_email(part) for part in parts if part))


def _email(text: str) -> str:
    try:
        found = validate_email(
            text, check_deliverability=False, test_environment=True, globally_deliverable=False
        )
    except EmailNotValidError as error:
        raise _no_email(text, of_address(str(error))) from None
    if "." not in found.domain:
        raise _no_email(text, say("email.no_dot"))
    return found.normalized


def _no_email(text: str, why: Told) -> Unreadable:
    return Unreadable(say("email", text=text[:100], why=why))


def _nearest(text: str, words: Iterable[str]) -> object:
    by_fold = {fold(word): word for word in words}
    near = difflib.get_close_matches(fold(text), by_fold, n=2, cutoff=0.75)
    return _or([by_fold[one] for one in near])


def _or(near: list[str]) -> object:
    return say("nearest.after", names=one_of([*near])) if near else ""
