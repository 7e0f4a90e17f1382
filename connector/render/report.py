"""The monthly report as its reader sees it, and as a PDF that fetches nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from connector.core.errors import Refused
from connector.core.figures import LATE, Age
from connector.core.reports import Report, Told, standing
from connector.render.formats import GLUE, NBSP, day_text, locale_tag, money_text
from connector.render.printed import printed
from connector.render.words import Words, in_language, step_words

#: Lines of each list: the report stays on two pages.
MOST = 15
WORDS: Words = {
    "title": ("Report", "Rapport"),
    "as_of": ("as of {day}", "situation au {day}"),
    "known_on": ("payments known to {day}", "règlements connus au {day}"),
    "footer": (
        "Made by Relance from the ledger as it is known.",
        "Établi par Relance d'après les écritures connues.",
    ),
    "ageing": ("What was owed, by age", "Ce qui était dû, par ancienneté"),
    "age.not_due": ("Not due", "Non échu"),
    "age.to_30": ("1–30 days", "1–30 j"),
    "age.to_60": ("31–60 days", "31–60 j"),
    "age.to_90": ("61–90 days", "61–90 j"),
    "age.over_90": ("Over 90", "Plus de 90 j"),
    "age.undated": ("No due date", "Sans échéance"),
    "total": ("Total", "Total"),
    "nothing_owed": ("Nothing was owed.", "Rien n'était dû."),
    "said": ("What was sent", "Ce qui a été envoyé"),
    "step": ("Step", "Étape"),
    "count": ("Number", "Nombre"),
    "asked": ("Asked", "Demandé"),
    "nothing_said": ("Nothing was sent.", "Rien n'a été envoyé."),
    "came_in": ("What came in", "Ce qui est rentré"),
    "came": ("{amount} in {count} payments.", "{amount} en {count} règlements."),
    "came_after": ("Of it after a reminder: {amount} ({count}).", "Dont après relance : {amount} ({count})."),
    "nothing_came": ("Nothing came in.", "Rien n'est rentré."),
    "promises": ("Promises of the month", "Promesses du mois"),
    "disputes": ("Disputes of the month", "Litiges du mois"),
    "customer": ("Customer", "Client"),
    "invoice": ("Invoice", "Facture"),
    "amount": ("Amount", "Montant"),
    "since": ("Said on", "Dit le"),
    "until": ("For", "Pour le"),
    "state": ("State", "État"),
    "is.open": ("open", "en cours"),
    "is.kept": ("kept", "tenue"),
    "is.broken": ("broken", "non tenue"),
    "is.settled": ("settled", "réglé"),
    "none": ("None.", "Aucun."),
    "and_more": ("and {count} more", "et {count} de plus"),
    "calls": ("Who needs a call", "À appeler"),
    "nobody": ("Nobody.", "Personne."),
    "owes": ("Most late on {day}", "Plus gros retards au {day}"),
    "oldest": ("since {day}", "depuis le {day}"),
}
#: What a PDF needs beside Relance.
NOT_INSTALLED = (
    "A PDF needs WeasyPrint, which is not installed: run `pip install 'relance[reports]'`, and on Debian "
    "`apt install libpango-1.0-0 libpangoft2-1.0-0`."
)


def report_html(report: Report) -> str:
    """One page or two, in the language of the business; everything in it is escaped."""
    language = "fr" if report.language.startswith("fr") else "en"
    tag = locale_tag(language, f"{language}-{report.country}")
    return printed(
        "report.html",
        report=report,
        language=language,
        month=format_date(report.month.first, "MMMM y", locale=tag),
        ages=_ages(report),
        late=LATE,
        most=MOST,
        **_said_by(report, language, tag),
    )


def _ages(report: Report) -> list[Age]:
    """Those that a report has always, and what has no due date where there is any."""
    has_undated = any(x.parts[Age.UNDATED].count for x in report.ageings)
    return [x for x in Age if x is not Age.UNDATED or has_undated]


def _said_by(report: Report, language: str, tag: str) -> Mapping[str, Any]:
    def say(key: str, **values: object) -> str:
        return in_language(WORDS[key], language).format(**values)

    def day(on: date) -> str:
        return day_text(on, tag).replace(GLUE, NBSP)

    def money(minor: int, currency: str) -> str:
        return money_text(minor, currency, tag)

    def state(told: Told) -> str:
        return standing(told, report.on).value

    return {
        "say": say, "day": day, "money": money, "standing": state,
        "step": lambda step_id: step_words(step_id, language),
    }  # fmt: skip


def pdf_of(html: str) -> bytes:
    """The page as a PDF; whatever it names is not fetched, from this machine or from elsewhere.

    Raises Refused where WeasyPrint is not installed.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError):
        raise Refused(NOT_INSTALLED) from None

    class Nothing(URLFetcher):  # type: ignore[misc]
        """Fetches nothing: what is asked for is left out."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError("A report fetches nothing.")

    made: bytes = HTML(string=html, url_fetcher=Nothing()).write_pdf()
    return made
