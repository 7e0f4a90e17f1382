"""What is said of a failed charge: what helps and no more of the cause than a customer may hear."""

import re
from dataclasses import replace
from datetime import date

import pytest

from connector.core.declines import DECLINES, Need, Wording
from connector.core.message import MessageFacts
from connector.core.tongues import LANGUAGES
from connector.render.renderer import JinjaRenderer
from tests.render.facts import charge
from tests.render.reading import links, visible
from tests.render.said import CAUSES, SAID

STEPS = ("charge-failed", "charge-again", "charge-last")
SECRETS = re.compile(
    r"\b(lost|stolen|fraud\w*|risk\w*|black ?list\w*|suspicio\w*|insufficient|declin\w*|pick ?up|"
    r"perdue?s?|volée?s?|fraude\w*|risques?|liste noire|soupçon\w*|insuffisan\w*|provision|"
    r"verloren|gestohlen|Betrug|Risiko|Verdacht|Deckung|abgelehnt|perdid\w+|robad\w+|riesgo|sospech\w+|"
    r"rechazad\w+|fondos|rubat\w+|smarrit\w+|frode|rischio|sospett\w+|rifiutat\w+|gestolen|risico|"
    r"verdacht|saldo|geweigerd)\b",
    re.IGNORECASE,
)
LINK = "https://pay.example.com/i/F-2041?a=1&b=2"


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def words(renderer: JinjaRenderer, facts: MessageFacts) -> str:
    """Everything that can be read of it; the page says what the text says."""
    made = renderer.render(facts)
    return plain(f"{made.subject} {made.text} {visible(made.html)}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
class TestEveryStep:
    @pytest.mark.parametrize("code", sorted(DECLINES))
    def test_names_neither_the_code_nor_a_loss_nor_a_suspicion(
        self, renderer: JinjaRenderer, code: str, step: str, language: str
    ) -> None:
        decline = DECLINES[code]

        said = words(renderer, charge(step, language, decline.need, decline.wording))

        assert SECRETS.search(said) is None
        assert code not in said

    def test_asks_for_another_card_with_a_link(
        self, renderer: JinjaRenderer, step: str, language: str
    ) -> None:
        made = renderer.render(charge(step, language))

        assert f"{SAID['another_card'][language]} {LINK}" in plain(made.text)
        assert links(made.html).count(LINK) == 1

    def test_asks_for_a_confirmation_and_says_that_the_card_may_stay(
        self, renderer: JinjaRenderer, step: str, language: str
    ) -> None:
        """46."""
        said = words(renderer, charge(step, language, Need.CONFIRM, Wording.CONFIRM))

        assert SAID["card_stays"][language] in said
        assert SAID["confirm"][language] in said
        assert SAID["other_card"][language] not in said

    def test_asks_for_a_reply_where_there_is_no_link(
        self, renderer: JinjaRenderer, step: str, language: str
    ) -> None:
        facts = charge(step, language)
        facts = replace(facts, lines=tuple(replace(x, pay_link=None) for x in facts.lines))

        assert SAID["please_reply"][language] in words(renderer, facts)

    def test_speaks_neither_of_a_due_date_nor_of_a_transfer(
        self, renderer: JinjaRenderer, step: str, language: str
    ) -> None:
        said = words(renderer, charge(step, language))

        assert not re.search(
            r"\b(IBAN|Due|due|Échéance|échue|late|retard|fällig|Vencimiento|Scadenza|Vervaldatum|te laat)\b",
            said,
        )

    def test_lets_him_say_that_he_no_longer_wants_it(
        self, renderer: JinjaRenderer, step: str, language: str
    ) -> None:
        said = words(renderer, charge(step, language))

        assert SAID["no_longer_wanted"][language] in said

    def test_says_of_each_of_several_what_helps(
        self, renderer: JinjaRenderer, step: str, language: str
    ) -> None:
        one, other = charge(step, language), charge(step, language, Need.CONFIRM, Wording.CONFIRM)
        second = replace(other.lines[0], number="F-2042", pay_link="https://pay.example.com/i/F-2042")

        made = renderer.render(replace(one, lines=(one.lines[0], second)))

        for label in ("other_card", "to_confirm"):
            assert SAID[label][language] in plain(made.text)
            assert SAID[label][language] in plain(visible(made.html))
        assert {LINK, second.pay_link} <= set(links(made.html))


@pytest.mark.parametrize("language", LANGUAGES)
class TestTheFirstNotice:
    @pytest.mark.parametrize("retried_on", [date(2026, 12, 4), None])
    def test_of_a_soft_decline_says_that_nothing_is_to_be_done(
        self, renderer: JinjaRenderer, language: str, retried_on: date | None
    ) -> None:
        """44."""
        said = words(renderer, charge("charge-failed", language, Need.WAIT, Wording.FUNDS, retried_on))

        assert SAID["nothing_to_do"][language] in said
        assert (SAID["tried_again_on"][language] in said) is (retried_on is not None)

    @pytest.mark.parametrize("wording", Wording)
    def test_says_what_may_be_said_of_the_cause(
        self, renderer: JinjaRenderer, language: str, wording: Wording
    ) -> None:
        said = words(renderer, charge("charge-failed", language, wording=wording))

        assert CAUSES[wording.value][language] in said
