"""The words for days, weeks and months in six languages, folded: in lower case, without accents."""

from collections.abc import Mapping
from types import MappingProxyType


def _numbered(*names: str, first: int) -> Mapping[str, int]:
    pairs = ((word, number) for number, words in enumerate(names, first) for word in words.split())
    return MappingProxyType(dict(pairs))


MONTHS = _numbered(
    "january jan janvier janv januar janner enero ene gennaio gen januari",
    "february feb fevrier fev fevr februar febrero febbraio februari",
    "march mar mars marz maerz mrz marzo maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag mei",
    "june jun juin juni junio giugno giu",
    "july jul juillet juil juli julio luglio lug",
    "august aug aout agosto ago augustus",
    "september sept sep septembre septiembre settembre",
    "october oct octobre oktober okt octubre ottobre ott",
    "november nov novembre noviembre",
    "december dec decembre dezember dez diciembre dic dicembre",
    first=1,
)
WEEKDAYS = _numbered(
    "monday lundi montag lunes lunedi maandag",
    "tuesday mardi dienstag martes martedi dinsdag",
    "wednesday mercredi mittwoch miercoles mercoledi woensdag",
    "thursday jeudi donnerstag jueves giovedi donderdag",
    "friday vendredi freitag viernes venerdi vrijdag",
    "saturday samedi samstag sonnabend sabado sabato zaterdag",
    "sunday dimanche sonntag domingo domenica zondag",
    first=0,
)
_COUNTED = _numbered(
    "one une un eine einem einer una uno een",
    "two deux zwei dos due twee",
    "three trois drei tres tre drie",
    "four quatre vier cuatro quattro",
    "five cinq funf cinco cinque vijf",
    "six sechs seis sei zes",
    "seven sept sieben siete sette zeven",
    "eight huit acht ocho otto",
    "nine neuf neun nueve nove negen",
    "ten dix zehn diez dieci tien",
    first=1,
)
COUNTS = MappingProxyType(
    {**_COUNTED, "a": 1, "quinze": 15, "quince": 15, "quindici": 15, "fifteen": 15, "vierzehn": 14}
)

#: What stands before a day that is written with its number first.
BEFORE_FIGURES = "le|au|du|am|zum|vom|ab|dem|den|bis|el|al|del|il|dal|entro|op|tot|met|t/m|vanaf|van|per|dia"
#: Those after which the number alone is a day to come.
BEFORE_ALONE = "le|au|am|zum|ab(?: dem)?|bis(?: zum)?|el|hasta el|il|al|op(?: de)?|tot(?: en met)?|t/m|vanaf"

_END_OF = (
    r"(?:(?:the |la |le |het |al |il )?(?:end(?: of)?|fin(?: de)?|ende|(?:a )?final(?:es)? de|fine(?: di)?"
    r"|eind(?:e)?(?: van)?)(?: the| du| des| der| de| del| della| de la| van de| van| di)?)"
)
_MIDDLE_OF = (
    r"(?:mid|mi|mitte|meta|a mediados de|mediados de|meta di|medio|half|midden|middle of|the middle of)"
)
MONTH_ENDS = (
    rf"\b(?:(?P<middle>{_MIDDLE_OF})|{_END_OF})[ -](?:the month of |mois de |mes de |mese di )?"
    r"(?P<month>MONTH)\b(?: (?:de )?(?P<year>\d{4})\b)?"
)

_THIS_WEEK = (
    r"(?:this week|the week|cette semaine|(?:la |de )?semaine|diese[rn]? woche|(?:der )?woche|esta semana"
    r"|(?:la )?semana|questa settimana|settimana|deze week|(?:de )?week)"
)
NEXT_WEEK = (
    r"(?:next week|the (?:coming|following) week|(?:la )?semaine prochaine"
    r"|(?:der )?nachste[rn]? woche|kommende[rn]? woche"
    r"|(?:la )?(?:proxima semana|semana que viene|semana proxima)|(?:la )?(?:prossima settimana"
    r"|settimana prossima)"
    r"|volgende week|komende week)"
)
_THIS_MONTH = (
    r"(?:this month|the month|(?:de ce |du |de |ce )?mois|(?:dieses |des )?monats?|(?:este |del |de )?mes"
    r"|(?:questo |del )?mese|deze maand|(?:de |van de )?maand)"
)
_NEXT_MONTH = (
    r"(?:next month|the (?:coming|following) month|(?:le |du )?mois prochain|(?:des "
    r"|im )?nachsten monats?|kommenden monats?"
    r"|(?:el |del )?(?:proximo mes|mes que viene|mes proximo)|(?:il |del )?(?:prossimo mese|mese prossimo)"
    r"|volgende maand|komende maand)"
)
PERIODS = (
    rf"\b(?:(?P<next_end_week>{_END_OF} {NEXT_WEEK})|(?P<next_end_month>{_END_OF} {_NEXT_MONTH})"
    rf"|(?P<next_week>{NEXT_WEEK})|(?P<next_month>{_NEXT_MONTH})"
    rf"|(?P<end_week>{_END_OF} {_THIS_WEEK}|wochenende)"
    rf"|(?P<end_month>{_END_OF} {_THIS_MONTH}|monatsende|maandeinde|month[- ]end)"
    r"|(?P<week>this week|cette semaine|diese[rn]? woche|esta semana|questa settimana|deze week)"
    r"|(?P<month>this month|ce mois(?:-ci)?|diese[mn] monat|este mes|questo mese|deze maand))\b"
)
#: In Dutch `over` says when, in English how long ago.
_IN = (
    r"(?:in|within|within the next|in the next|dans|d'ici|sous|innerhalb von|innerhalb der nachsten|binnen|en"
    r"|dentro de|tra|fra|entro|over(?= (?!a |one )\S{1,8} (?:dag|werkd|wek|week\b|uur)))"
)
AHEAD = (
    rf"\b{_IN} (?:the next |les |los |las |de )?(?P<count>\d{{1,3}}|COUNT) ?(?P<working>(?:business"
    rf"|working|bank) )?"
    r"(?:(?P<weeks>weeks?|semaines?|wochen?|semanas?|settiman[ae]|weken)"
    r"|(?P<hours>hours?|heures?|h|horas|ore|stunden|uur)|(?P<workdays>werktage?n?|werkdag(?:en)?)"
    r"|days?|jours?|tage?n?|dias?|giorni|giorno|dag(?:en)?)\b"
    r"(?P<business> ouvres?| ouvrables?| habiles| laborables| lavorativi)?"
)
_MORNING = r"(?<!guten )(?<!goede )(?<!goeden )(?<!heute )(?<!gestern )(?<!la )(?<!de )"
UPCOMING = (
    r"\b(?:(?P<d2>the day after tomorrow|apres[- ]demain|ubermorgen|pasado manana|dopodomani|overmorgen)"
    r"|(?P<d0>today|aujourd'hui|heute|hoy|oggi|vandaag)|(?P<d8>sous huitaine)"
    r"|(?P<d15>sous quinzaine|(?:in|within) a fortnight)"
    rf"|(?P<d1>tomorrow|demain|{_MORNING}morgen|{_MORNING}manana|domani))\b"
)
