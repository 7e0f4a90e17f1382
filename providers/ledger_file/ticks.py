"""Ticks: how «paid» is ticked in English, French, German and Spanish, and under which headers."""

import re
from functools import lru_cache
from typing import Final

from connector.core.invoice import Status
from providers.ledger_file.headers import fold
from providers.ledger_file.words import statuses

_YES: Final = frozenset("oui o yes y ja j si s x ok true vrai 1".split())
_NO: Final = frozenset("non no n nein false faux 0".split())
_YES_SIGNS: Final = frozenset("✓✔☑✅")
_NO_SIGNS: Final = frozenset("☐")
#: A cross may strike out as well as tick.
_SIGNS: Final = _YES_SIGNS | _NO_SIGNS | frozenset("✗✘❌")
_LONGEST: Final = max(map(len, _YES | _NO)) + 2
_ASIDE = re.compile(r"\(.*?\)|\[.*?\]")
_PARTS = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+")
#: Not each word for an open invoice: what was not sent is not paid.
_UNPAID: Final = frozenset(
    fold(x)
    for x in (
        *("unpaid", "not paid", "impayé", "impayée", "non payé", "non payée", "non réglé", "non réglée"),
        *("unbezahlt", "nicht bezahlt", "impagado", "impagada", "no pagado", "no pagada", "sin pagar"),
    )
)
#: Beside these the word for paid means something else: «À payer», «Not paid», «Payée le», «Montant payé».
_OTHERWISE: Final = frozenset(
    "non pas not no nicht sin un a to be reste le on am el date datum fecha jour day montant amount total "
    "importe betrag ht ttc".split()
)


def has_sign(text: str) -> bool:
    """Whether a sign that is ticked or crossed stands in it."""
    return not text.isascii() and not _SIGNS.isdisjoint(text)


def is_tick(text: str) -> bool:
    """Whether a cell holds a tick, a cross, a yes or a no; naughts and ones too."""
    return (len(text) <= _LONGEST and fold(text) in _YES | _NO) or has_sign(text)


def is_yes(text: str) -> bool | None:
    """None for what is no tick, or a cross."""
    folded = fold(text)
    if folded in _YES or not _YES_SIGNS.isdisjoint(text):
        return True
    return False if folded in _NO or not _NO_SIGNS.isdisjoint(text) else None


@lru_cache(maxsize=256)
def asks_whether_paid(header: str) -> bool | None:
    """Whether a tick under it says paid (True) or unpaid (False): «Payée (oui/non)», «Impayé»; else None."""
    name = _ASIDE.sub(" ", header)
    if (whole := _meaning(name)) is not None:
        return whole
    parts = [fold(x) for x in _PARTS.findall(name)]
    while parts and parts[-1] in _YES | _NO:
        parts.pop()
    return _meaning(parts[-1]) if parts and _OTHERWISE.isdisjoint(parts) else None


def _meaning(name: str) -> bool | None:
    folded = fold(name)
    return False if folded in _UNPAID else True if statuses().get(folded) == Status.PAID else None


def ticked_status(text: str, header: str) -> Status | None:
    """What a tick under this header says; None for what is none, or where the header asks something else."""
    ticked, asks = is_yes(text), asks_whether_paid(header)
    if ticked is None or asks is None:
        return None
    return Status.PAID if ticked is asks else Status.OPEN
