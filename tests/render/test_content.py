"""What a message says, and what it never says."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from connector.core.message import MessageFacts, Rendered
from connector.core.tongues import LANGUAGES
from connector.render.renderer import JinjaRenderer
from tests.render.facts import (
    ALSO_OPEN,
    COMING,
    FIRST,
    IDS,
    PAGE_LINK,
    SECOND,
    TEMPLATES,
    message,
    three_lines,
)
from tests.render.reading import links, visible
from tests.render.said import SAID

LATE = re.compile(
    r"\b(late|overdue|unpaid|outstanding|past due|missed|reminder|"
    r"retards?|impayée?s?|échue?s?|relance|rappel|"
    r"überfällig\w*|unbezahlt|Mahnung|Zahlungserinnerung|untergegangen|"
    r"retraso|vencid\w+|impagad\w+|recordatorio|olvido|"
    r"ritardo|scadut\w+|sollecito|promemoria|dimenticanza|"
    r"te laat|vervallen facturen|onbetaald|\w*herinnering)\b",
    re.IGNORECASE,
)
THREATS = re.compile(
    r"\b(bailiff|huissier|commissaire de justice|black ?list|credit (rating|score)|prosecut\w*|poursuites|"
    r"penalt\w+|pénalités?|intérêts? de retard|late fees?|frais|indemnité|debt collect\w*|"
    r"honte|shame|unacceptable|inadmissible|disappoint\w*|déçu\w*|"
    r"Inkasso\w*|Gerichtsvollzieher\w*|Schufa|Verzugszins\w*|Mahngebühr\w*|Strafe|enttäusch\w*|"
    r"morosos|embargo|recargos?|intereses|gastos|sanci\w+|decepci\w+|"
    r"recupero crediti|pignorament\w+|interessi|spese|sanzion\w+|delus\w+|"
    r"incasso\w*|deurwaarder\w*|rente|kosten|boete|teleurgesteld|[!¡])",
    re.IGNORECASE,
)
TO_CUSTOMERS = tuple(name for name in IDS if name != "call")
#: A failed charge is paid by its link, and answered in a sentence: see test_charges.
#: Of a card that ends nothing is owed.
OF_MONEY = tuple(name for name in TO_CUSTOMERS if name != "card-ends")
OF_INVOICES = tuple(name for name in OF_MONEY if not name.startswith("charge-"))
BY_MAIL = tuple(name for name in OF_INVOICES if name != "formal")


def both(made: Rendered) -> tuple[str, str]:
    """The text unwrapped and the words of the page, with plain spaces."""
    return plain(made.text), plain(visible(made.html))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def said(renderer: JinjaRenderer, facts: MessageFacts, words: str) -> list[bool]:
    return [words in part for part in both(renderer.render(facts))]


@pytest.mark.parametrize("language", LANGUAGES)
class TestTheDueDate:
    @pytest.mark.parametrize("days_late", [0, 1, 2])
    def test_never_says_late_even_when_moved_to_monday(
        self, renderer: JinjaRenderer, language: str, days_late: int
    ) -> None:
        late = tuple(replace(x, days_late=days_late) for x in (FIRST, SECOND))

        for lines in (late[:1], late):
            made = renderer.render(message("due", language, lines=lines, also_open=(ALSO_OPEN,)))

            assert LATE.search(f"{made.subject} {made.text} {visible(made.html)}") is None

    @pytest.mark.parametrize("template", ["friendly", "firm"])
    def test_is_spoken_of_while_nothing_is_late(
        self, renderer: JinjaRenderer, language: str, template: str
    ) -> None:
        due = replace(FIRST, days_late=0)

        facts = message(template, language, lines=(due,), sent_on=due.due_on)

        assert renderer.render(facts) == renderer.render(replace(facts, template="due"))

    def test_one_late_invoice_makes_it_a_reminder(self, renderer: JinjaRenderer, language: str) -> None:
        made = renderer.render(three_lines("friendly", language))

        assert LATE.search(made.text)

    def test_a_notice_before_it_does_not_say_late(self, renderer: JinjaRenderer, language: str) -> None:
        made = renderer.render(message("notice", language, also_open=(ALSO_OPEN,)))

        assert LATE.search(f"{made.subject} {made.text} {visible(made.html)}") is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TO_CUSTOMERS)
class TestEveryMessageToACustomer:
    def test_neither_threatens_nor_preaches_nor_adds_fees(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        made = renderer.render(three_lines(template, language))

        assert THREATS.search(f"{made.subject} {made.text} {visible(made.html)}") is None

    def test_is_signed_by_a_named_person(self, renderer: JinjaRenderer, template: str, language: str) -> None:
        assert said(renderer, message(template, language, contact="Ann Lee"), "Ann Lee") == [True, True]

    def test_never_asks_for_card_numbers(self, renderer: JinjaRenderer, template: str, language: str) -> None:
        line = SAID["never_cards"][language]

        assert said(renderer, message(template, language), line) == [True, True]

    def test_lists_what_is_also_open_without_asking_for_it(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        made = renderer.render(message(template, language, also_open=(ALSO_OPEN,)))

        for part in both(made):
            assert SAID["also_open"][language] in part
            assert ALSO_OPEN.number in part
        assert ALSO_OPEN.number not in made.subject


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", OF_MONEY)
class TestEveryMessageAboutMoney:
    def test_says_to_which_day_payments_are_known(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        day = SAID["known"][language]
        since = SAID["paid_since"][language]
        facts = message(template, language, payments_known_on=date(2026, 12, 5))

        assert said(renderer, facts, day) == said(renderer, facts, since) == [True, True]

    def test_shows_a_credit_only_when_there_is_one(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        amount = SAID["credit"][language]

        assert said(renderer, message(template, language, credit=12000), amount) == [True, True]
        assert said(renderer, message(template, language), amount[:6]) == [False, False]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", OF_INVOICES)
class TestEveryMessageAboutInvoices:
    def test_says_that_bank_details_are_unchanged_only_when_they_are(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        line = SAID["unchanged"][language]

        assert said(renderer, message(template, language), line) == [True, True]
        changed = message(template, language, bank_details_unchanged=False)
        assert said(renderer, changed, line) == [False, False]
        assert said(renderer, message(template, language, iban=None), line) == [False, False]

    def test_prints_the_iban_in_groups_of_four(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        facts = message(template, language, iban="fr76 30006000011234567890189")

        assert said(renderer, facts, "FR76 3000 6000 0112 3456 7890 189") == [True, True]

    def test_asks_for_a_reply_when_there_is_no_way_to_pay(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        ask = SAID["how_to_pay"][language]
        without = message(template, language, iban=None)
        without = replace(without, lines=tuple(replace(x, pay_link=None) for x in without.lines))

        assert said(renderer, without, ask) == [True, True]
        assert said(renderer, message(template, language, iban=None), ask) == [False, False]
        assert said(renderer, replace(without, iban="FR7630006000011234567890189"), ask) == [False, False]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", BY_MAIL)
class TestEveryMail:
    def test_opens_an_answer_with_its_subject_filled_in(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        page = renderer.render(message(template, language, answer_to="paid+x@example.com")).html

        mails = [urlsplit(link) for link in links(page) if link.startswith("mailto:")]
        subjects = [parse_qs(mail.query)["subject"][0] for mail in mails]
        assert [unquote(mail.path) for mail in mails] == ["paid+x@example.com"] * 3
        assert subjects == SAID["answers"][language]

    def test_leads_to_the_customers_page_where_he_can_open_it(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        made = renderer.render(message(template, language, page_link=PAGE_LINK))

        asked = [link.removeprefix(PAGE_LINK) for link in links(made.html) if PAGE_LINK in link]
        about = "?invoice=F-2041"
        assert asked == ["", *(f"/{x}{about}" for x in ("paid", "promise", "instalments", "dispute"))]
        assert "mailto:" not in made.html and made.text.count(PAGE_LINK) == 1

    def test_about_several_leaves_it_to_him_which_one_he_means(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        made = renderer.render(three_lines(template, language, page_link=PAGE_LINK))

        assert "?invoice=" not in made.html

    def test_has_one_button_for_one_invoice(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        page = renderer.render(message(template, language)).html

        assert [link for link in links(page) if link.startswith("http")] == [FIRST.pay_link]
        assert page.count('class="button"') == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ["friendly", "firm", "formal"])
class TestAReminder:
    def test_names_the_deadline(self, renderer: JinjaRenderer, template: str, language: str) -> None:
        day = SAID["deadline"][language]

        facts = message(template, language, deadline_on=date(2026, 12, 24))

        assert said(renderer, facts, day) == [True, True]

    @pytest.mark.parametrize("make", [message, three_lines])
    def test_is_neutral_at_the_first_contact(
        self, renderer: JinjaRenderer, template: str, language: str, make: Callable[..., MessageFacts]
    ) -> None:
        words = SAID["our_records"][language]
        past = re.compile(
            r"Rappel|Reminder|Malgré|Despite|pas encore reçu|not yet received|rinnerung|weiterhin|"
            r"ecordatorio|Aún no|Promemoria|sollecito|non ci risulta|erinnering|nog steeds"
        )

        first = renderer.render(make(template, language, is_first_contact=True))
        later = renderer.render(make(template, language))

        assert [words in part for part in both(first)] == [True, True]
        assert past.search(first.subject + first.text) is None
        assert [words in part for part in both(later)] == [False, False]

    def test_shows_each_amount_and_their_total(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        amounts = SAID["amounts"][language]

        for part in both(renderer.render(three_lines(template, language))):
            assert [amount for amount in amounts if amount not in part] == []

    def test_leaves_the_disputed_part_out_and_says_so(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        left_out = SAID["disputed"][language]

        for part in both(renderer.render(three_lines(template, language))):
            assert left_out in part

    def test_keeps_coming_invoices_out_of_the_total(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        without = three_lines(template, language)
        without = replace(without, lines=tuple(x for x in without.lines if x != COMING))

        made = renderer.render(three_lines(template, language))

        assert made.subject == renderer.render(without).subject
        assert COMING.number in made.text

    def test_says_how_late_each_invoice_is(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        late = SAID["days_late"][language]
        facts = three_lines(template, language)
        facts = replace(facts, lines=(facts.lines[0], replace(SECOND, days_late=1)))

        for part in both(renderer.render(facts)):
            assert [words for words in late if words not in part] == []

    def test_has_a_link_per_invoice_when_there_are_several(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        page = renderer.render(three_lines(template, language)).html

        assert {FIRST.pay_link, SECOND.pay_link} <= set(links(page))


class TestTheFormalNotice:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_has_what_a_formal_notice_needs(self, renderer: JinjaRenderer, language: str) -> None:
        facts = message("formal", language)

        for part in both(renderer.render(facts)):
            assert [word for word in (*SAID["formal"][language], facts.customer) if word not in part] == []

    def test_is_a_letter_that_prints_black_on_white(self, renderer: JinjaRenderer) -> None:
        page = renderer.render(message("formal", "fr")).html

        assert "@media print" in page and "@page" in page


@pytest.mark.parametrize("language", LANGUAGES)
class TestAPaymentPlan:
    @pytest.mark.parametrize("template", ["plan_notice", "plan_missed"])
    def test_names_the_instalment_its_amount_and_its_day(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        words = SAID["instalment"][language]

        made = renderer.render(message(template, language))

        for part in (plain(made.subject), *both(made)):
            assert [word for word in words if word not in part] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deadline_of_one_day_is_said_of_one_day(renderer: JinjaRenderer, language: str) -> None:
    facts = message("firm", language)
    facts = replace(facts, deadline_on=facts.sent_on + timedelta(days=1))

    assert all(said(renderer, facts, SAID["one_day"][language]))


def test_no_template_counts_days_without_asking_how_many() -> None:
    for path in sorted(TEMPLATES.rglob("*.*")):
        assert not re.search(r"\}\} (days|jours|Tage|Tagen|días|giorni|dagen)\b", path.read_text("utf-8")), (
            path
        )
