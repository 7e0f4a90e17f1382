"""Every word of the pages in both languages."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connector.core.accounts import UserRole, What, Why
from connector.core.consents import WhyNot
from connector.core.decision import Action, Reason
from connector.core.domain import Standing
from connector.core.history import State
from connector.core.hooks import DeliveryState, Happening, Said, WhyOff
from connector.core.invoice import CustomerType, HoldReason, Mode, Organisation, Role, Status
from connector.core.policy import Channel
from connector.core.tasks import TaskKind
from connector.core.tokens import Permit
from connector.render.reasons import SENTENCES
from connector.usecases.disconnecting import Ending
from connector.usecases.first_wave import OddKind
from connector.usecases.hooks import WhyNoHook
from connector.usecases.setup import SetupStep
from connector.usecases.unfit import Why as Unfit
from connector.web.customer_file import SAID
from connector.web.hooks import DONE
from connector.web.reader import Reader
from connector.web.site import HERE
from connector.web.words import WORDS, together
from providers.ledger_file import LedgerFile

PAGES = sorted((HERE / "pages").glob("*.html"))
FRENCH = Reader.of("fr")
CODES = [
    *(f"action.{x}" for x in Action),
    *(f"channel.{x}" for x in Channel),
    *(f"{kind}.{x}" for x in State for kind in ("state", "task_state")),
    *(f"status.{x}" for x in Status),
    *(f"hold.{x}" for x in HoldReason),
    *(f"task.{x}" for x in TaskKind),
    *(f"mode.{x}" for x in Mode),
    *(f"role.{x}" for x in UserRole),
    *(f"event.{x}" for x in What),
    *(f"refused.{x}" for x in Why),
    *(f"not_connected.{x}" for x in WhyNot),
    *(f"done.{x}" for x in Ending),
    *(f"setup.{x}{end}" for x in SetupStep for end in ("", ".go")),
    *(f"domain.{x}" for x in Standing),
    *(f"odd.{x}{end}" for x in OddKind for end in ("", ".rule")),
    *(f"start.{x}{end}" for x in Mode for end in ("", ".means", ".go")),
    *(f"field.{x}" for x in LedgerFile.fields),
    *(f"unfit.{x}" for x in Unfit),
    *(f"said.{x}" for x in SAID),
    *(f"contact.{x}" for x in Role),
    *(f"type.{x}" for x in CustomerType),
    *(f"permit.{x}{end}" for x in Permit for end in ("", ".means")),
    *(f"hook.kind.{x}" for x in Happening),
    *(f"hook.state.{x}" for x in DeliveryState),
    *(f"hook.said.{x}" for x in Said),
    *(f"hook.off.{x}" for x in WhyOff),
    *(f"hook.done.{x}" for x in DONE),
    *(f"hook.refused.{x}" for x in WhyNoHook),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_word_a_page_asks_for_is_there(page: Path) -> None:
    asked = set(re.findall(r"""r\.say\(["']([^"'~]+)["'][,)]""", page.read_text(encoding="utf-8")))

    assert asked - WORDS.keys() == set()


@pytest.mark.parametrize("key", CODES)
def test_every_code_has_its_words(key: str) -> None:
    assert key in WORDS


@pytest.mark.parametrize("key", sorted(WORDS))
def test_both_languages_say_it_with_the_same_names(key: str) -> None:
    english, french = WORDS[key]

    assert english.strip() and french.strip()
    assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", french))


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_sentence(reason: Reason) -> None:
    assert reason.value in SENTENCES


def organisation(country: str, language: str, zone: str) -> Organisation:
    return Organisation(
        id="1", name="A", country=country, timezone=zone, language=language, currency="EUR"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("country", "language", "money", "day"),
    [
        ("FR", "fr", "1\u202f234,50\xa0€", "22\xa0nov.\xa02026"),
        ("GB", "en", "€1,234.50", "22\xa0Nov\xa02026"),
        ("US", "en", "€1,234.50", "Nov\xa022,\xa02026"),
        ("DE", "en", "€1,234.50", "22\xa0Nov\xa02026"),
    ],
)
def test_amounts_and_days_are_written_as_the_reader_writes_them(
    country: str, language: str, money: str, day: str
) -> None:
    reader = Reader.of(language, organisation(country, language, "Europe/Paris"))

    assert reader.money(1_234_50, "EUR") == money
    assert reader.day(date(2026, 11, 22)) == day


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr", "fr"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("EN-us", "en"),
        ("de-DE,de;q=0.9,fr;q=0.8,en;q=0.7", "fr"),
        ("en;q=0.4, fr;q=0.8", "fr"),
        ("de, en;q=0.9, fr;q=0.8", "en"),
        ("fr;q=0", "en"),
        ("fr;q=x, de", "en"),
        ("", "en"),
        ("*", "en"),
    ],
)
def test_the_browser_says_what_is_read(accepted: str, language: str) -> None:
    assert Reader.asked_for(accepted) == language


def test_an_hour_is_the_organisation_s_own() -> None:
    reader = Reader("en", "en_GB", ZoneInfo("America/New_York"))

    assert reader.moment(datetime(2026, 11, 22, 3, 30, tzinfo=UTC)).endswith("21\xa0Nov\xa02026 22:30")


def test_an_owner_s_own_step_stands_for_itself() -> None:
    assert FRENCH.step("last-chance") == "last-chance"
    assert FRENCH.step("plan:2:missed") == "Versement 2\xa0: manqué"


def test_no_word_takes_the_place_of_another_that_is_called_the_same() -> None:
    with pytest.raises(RuntimeError, match="country"):
        together({"country": ("Country", "Pays")}, {"country": ("Land", "Pays")})


#: The number of these days is never one: it stands in the code, or a word of its own is said for one.
NEVER_ONE = ("start.", "odd.old.rule", "own_in_days", "own_days_ago")


@pytest.mark.parametrize(
    "key",
    [
        key
        for key, words in WORDS.items()
        if re.search(r"\{(count|days)\} (\w+ )?(days|jours)\b", " ".join(words))
        and not key.startswith(NEVER_ONE)
    ],
)
def test_one_day_is_a_day(key: str) -> None:
    number = "days" if "{days}" in WORDS[key][0] else "count"

    for language, many, one in (("en", "days", "day"), ("fr", "jours", "jour")):
        said = [Reader.of(language).say(key, **{number: n}) for n in (1, 2)]
        assert not re.search(rf"\b1 {many}\b", said[0])
        assert re.search(rf"\b{one}\b", said[0])
        assert f"2 {many}" in said[1].replace("\N{NO-BREAK SPACE}", " ")


def test_a_business_has_one_name_in_french() -> None:
    """An «organisation» is Xero's, and a «dossier» the bookkeeper's: here it is an «entreprise»."""
    others = re.compile(r"(?<!\{)organisation|\bdossier", re.IGNORECASE)

    assert [key for key, (_, french) in WORDS.items() if others.search(french)] == []
