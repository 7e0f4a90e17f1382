"""The monthly report of a business, to whoever may look at it."""

import html

import pytest

from connector.core.errors import Refused
from tests.printing import needs_pdf
from tests.scenarios.office import Office
from tests.web.browsing import browser


def test_it_is_a_pdf(office: Office) -> None:
    needs_pdf()
    office.invoice("F-1", "2026-08-27")
    office.sync()

    answer = browser(office).get(f"/o/{office.id}/report/2026-08.pdf")

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize(("month", "words"), [("2027-01", "n'a pas commencé"), ("next", "is not a month")])
def test_of_a_month_that_is_none_it_says_so(office: Office, month: str, words: str) -> None:
    answer = browser(office).get(f"/o/{office.id}/report/{month}.pdf")

    assert answer.status_code == 404 and words in html.unescape(answer.text)


def test_where_none_can_be_made_it_says_what_to_install(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(page: str) -> bytes:
        raise Refused("A PDF needs WeasyPrint.")

    monkeypatch.setattr("connector.web.report.pdf_of", nothing)

    answer = browser(office).get(f"/o/{office.id}/report/2026-08.pdf")

    assert answer.status_code == 404 and "WeasyPrint" in answer.text
