"""What a country speaks, as CLDR has it."""

import pytest

from connector.core.tongues import LANGUAGES
from connector.files.calendars import HolidayCalendars
from connector.files.countries import countries, languages_of
from connector.files.whereabouts import data_root

CALENDARS = HolidayCalendars(data_root() / "config")


@pytest.mark.parametrize(
    ("country", "languages"),
    [
        ("FR", ("fr",)), ("DE", ("de",)), ("AT", ("de",)), ("ES", ("es",)), ("IT", ("it",)), ("NL", ("nl",)),
        ("GB", ("en",)), ("UK", ("en",)), ("ie", ("en",)), ("US", ("en",)), ("MX", ("es",)), ("LI", ("de",)),
        ("BE", ("nl", "fr", "de")), ("CH", ("de", "fr", "it")), ("LU", ("fr", "de")), ("CA", ("en", "fr")),
        ("MA", ("fr",)), ("PL", ()), ("PT", ()), ("XX", ()), ("", ()),
    ],
)  # fmt: skip
def test_a_country_speaks(country: str, languages: tuple[str, ...]) -> None:
    assert CALENDARS.languages(country) == languages


def test_no_country_speaks_what_we_do_not_write() -> None:
    assert {x for country in countries() for x in languages_of(country)} == set(LANGUAGES)
