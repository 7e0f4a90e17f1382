"""In which language a customer is written to."""

import pytest

from connector.core.tongues import language_of
from tests.core.builders import a_customer, an_organisation


@pytest.mark.parametrize(
    ("own", "spoken", "house", "written"),
    [
        ("es", ("de",), "fr", "es"),
        (None, ("de",), "fr", "de"),
        (None, ("nl", "fr", "de"), "fr", "fr"),
        (None, ("de", "fr", "it"), "en", "de"),
        (None, ("en", "fr"), "en-US", "en-US"),
        (None, (), "fr", "fr"),
    ],
    ids=["his own", "his country's", "one of several", "the first of several", "a variant", "nobody knows"],
)
def test_is_his_own_else_his_country_s_else_the_organisation_s(
    own: str | None, spoken: tuple[str, ...], house: str, written: str
) -> None:
    assert language_of(a_customer(language=own), an_organisation(language=house), spoken) == written
