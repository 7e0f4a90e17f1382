"""Bank accounts as they are written."""

import pytest

from connector.core.errors import Refused
from connector.core.iban import iban_of


def test_one_is_kept_without_spaces_and_in_capitals() -> None:
    assert iban_of(" fr76 3000 6000 0112 3456 7890 189 ") == "FR7630006000011234567890189"


@pytest.mark.parametrize(
    "text", ["", "FR76", "FR7630006000011234567890188", "7630006000011234567890189FR", "é" * 20]
)
def test_one_with_a_wrong_digit_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="IBAN"):
        iban_of(text)
