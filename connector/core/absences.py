"""Until when somebody is away, out of his automatic answer: the first day on which he reads again."""

import re
from datetime import date, timedelta

from connector.core.day_words import WEEKDAYS
from connector.core.spoken import folded, sentences
from connector.core.spoken_days import SpokenDay, days_in

_FURTHEST = timedelta(days=120)
_NEAR = 60

_FILLER = (
    rf"(?:[\s,(:]|\b(?:on|the|le|la|l'|am|dem|den|zum|el|dia|il|giorno|de|op|a|{'|'.join(WEEKDAYS)}"
    rf"|einschliesslich"
    r"|inclus|und mit|including|and including|en met|compris|incluido|incluso|at|about|around)\b)*$"
)
_BACK = re.compile(
    r"(?:\b(?:back(?: (?:in|at|to) (?:the |my )?(?:office|desk|work|town))?|return(?:ing"
    r"|s)?(?: to (?:the )?(?:office|work))?"
    r"|available(?: again)?(?: from)?|reachable(?: again)?(?: from)?|again from|resume"
    r"|de retour(?: au bureau)?(?: a partir)?(?: du)?|retour(?: au bureau)?(?: prevu)?"
    r"|rentre(?:rai)?|reviens|reviendrai"
    r"|reprise(?: d'activite)?|reprendrai|disponible|joignable"
    r"|zuruck(?: im buro)?|wieder(?: (?:da|erreichbar|im (?:buro|haus)|zuruck|anwesend))?(?: ab)?"
    r"|ruckkehr(?: ist)?"
    r"|regreso|regresare|vuelvo|volvere|de vuelta|vuelta|me reincorporo|reincorporare"
    r"|disponible(?: de nuevo)?"
    r"|torno|tornero|rientro|rientrero|di ritorno|ritorno|saro di nuovo|disponibile"
    r"|terug(?: op kantoor)?|weer (?:bereikbaar|aanwezig|terug|op kantoor|beschikbaar)))\b" + _FILLER
)
#: These open an absence as well as end one.
_FROM = re.compile(
    r"\b(?:as of|from|starting|a (?:partir|compter) d[ue]|des|ab|a partir del?|desde|a partire dal?"
    r"|dal|vanaf)\b" + _FILLER
)
_AWAY = re.compile(
    r"\b(away|absen(?:t|te|ce)|leave|out of|closed|not (?:in|available)|conges?|vacances|fermee?s?"
    r"|abwesend|urlaub|nicht"
    r"|geschlossen|ausente|fuera|vacaciones|cerrad[oa]s?|assente|ferie|chius[oia]|fuori|afwezig"
    r"|vakantie|gesloten|niet"
    r"|limited|holidays?|indisponible)\b"
)
_UNTIL = re.compile(
    r"(?:\b(?:until|till|through|thru|up to|to|jusqu'(?:au?|a)|au|bis|bis zum|hasta|al|fino al?"
    r"|sino al?|tot|t/m"
    r"|and|et|und|y|e|en)|-)" + _FILLER
)
_BETWEEN = re.compile(r"\b(between|entre|zwischen|tra|fra|tussen)\b")
_JOINS = re.compile(r"\b(and|et|und|y|e|en)" + _FILLER)
_AGAIN = re.compile(
    r"[^.;!?]{0,30}\b(wieder|zuruck|terug|weer|again|de retour|de vuelta|di nuovo|de nuevo|a nouveau|back)\b"
)
#: `from the 1st to the 15th`: another day closes what this one opens.
_CLOSED = re.compile(r"[\s,.(]*(?:(?:to|until|till|through|au|jusqu'au|bis|al|hasta|fino|tot|t/m)\b|-)")


def return_day(text: str, today: date) -> date | None:
    """The first day on which its writer reads again; None where none is said, or one past or too far.

    "Until the 14th" means the 15th: of its two readings the one in which nobody is disturbed.
    """
    back: list[date] = []
    until: list[date] = []
    for sentence in sentences(text):
        words = folded(sentence)
        for day in days_in(words, today):
            if (found := _returns(words, day)) is not None:
                back.append(found)
            elif _is_last(words, day):
                until.append(day.last + timedelta(days=1))
    for known in (back, until):
        if kept := [day for day in known if today <= day <= today + _FURTHEST]:
            return max(kept)
    return None


def _returns(words: str, day: SpokenDay) -> date | None:
    before = words[max(0, day.start - _NEAR) : day.start]
    after = words[day.end : day.end + _NEAR]
    if _CLOSED.match(after):
        return None
    is_back = bool(_BACK.search(before)) or (bool(_AGAIN.match(after)) and not _is_last(words, day))
    is_from = bool(_FROM.search(before)) and not _AWAY.search(before + after)
    return day.first if is_back or is_from else None


def _is_last(words: str, day: SpokenDay) -> bool:
    before = words[max(0, day.start - _NEAR) : day.start]
    if not _UNTIL.search(before):
        return False
    return bool(_BETWEEN.search(before)) if _JOINS.search(before) else True
