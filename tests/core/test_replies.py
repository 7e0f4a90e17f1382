"""How a reply is sorted: the plain rules, one by one."""

from datetime import date

import pytest

from connector.core.incoming import ReplySort, SortedReply
from connector.core.replies import sort_reply

TODAY = date(2026, 11, 24)


def sorted_as(text: str, subject: str = "Re: Invoice") -> str:
    return sort_reply(text, subject, TODAY).sort.value


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("We paid it yesterday.", "paid"),
        ("Die Rechnung wurde bereits bezahlt.", "paid"),
        ("Ya está pagada.", "paid"),
        ("Have you received our payment?", "paid"),
        ("Nous vous réglerons vendredi.", "promise"),
        ("Pagheremo venerdì.", "promise"),
        ("Wij betalen morgen.", "promise"),
        ("We contest this invoice.", "dispute"),
        ("Nous ne paierons pas.", "dispute"),
        ("We never ordered this.", "dispute"),
        ("We cannot pay it all at once.", "plan"),
        ("Pouvons-nous payer en trois fois ?", "plan"),
        ("Wir bitten um Ratenzahlung.", "plan"),
        ("You have the wrong person.", "wrong_person"),
        ("Je ne suis plus responsable.", "wrong_person"),
        ("Please forward it to accounts@d.example, the finance department.", "wrong_person"),
        ("Hello!", "other"),
        ("", "other"),
    ],
)
def test_a_sentence_decides(text: str, sort: str) -> None:
    assert sorted_as(text) == sort


@pytest.mark.parametrize(
    "text",
    [
        "We have not paid it.",
        "Have we paid this?",
        "Once it has been paid, tell us.",
        "Elle n'est pas encore réglée.",
    ],
)
def test_what_only_speaks_of_paying_is_not_paid(text: str) -> None:
    assert sorted_as(text) != "paid"


def test_who_asks_whether_it_was_not_paid_already_says_that_it_was() -> None:
    assert sorted_as("Was the invoice not already paid?") == "paid"


def test_who_has_nothing_to_contest_does_not() -> None:
    assert sorted_as("We do not dispute it.") != "dispute"


def test_of_several_the_most_cautious_counts() -> None:
    said = sort_reply("We will pay on Friday. But the amount is wrong.", "Re: x", TODAY)

    assert said == SortedReply(ReplySort.DISPUTE, "But the amount is wrong.")


def test_of_several_promises_the_first_that_names_a_day() -> None:
    said = sort_reply("We will pay. We will pay by Friday or by 4 December.", "Re: x", TODAY)

    assert said.sentence == "We will pay by Friday or by 4 December."
    assert said.day == date(2026, 12, 4)


@pytest.mark.parametrize(
    "text", ["We will pay.", "We will pay on 1 November 2026.", "We will pay on 24 November 2027."]
)
def test_a_promise_without_a_day_that_can_be_kept_has_none(text: str) -> None:
    assert sort_reply(text, "Re: x", TODAY).day is None
    assert sorted_as(text) == "promise"


def test_a_subject_counts_where_it_is_his() -> None:
    assert sorted_as("Hello", "We contest invoice 12") == "dispute"
    assert sorted_as("Hello", "Re: We contest invoice 12") == "other"
