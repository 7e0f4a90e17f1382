"""What is said of a failed charge: what helps and no more of the cause than a customer may hear."""

import re
from dataclasses import replace
from datetime import date

import pytest

from connector.core.declines import DECLINES, Need, Wording
from connector.core.message import MessageFacts
from connector.render.renderer import JinjaRenderer
from tests.render.facts import LANGUAGES, charge
from tests.render.reading import links, visible

STEPS = ("charge-failed", "charge-again", "charge-last")
SECRETS = re.compile(
    r"\b(lost|stolen|fraud\w*|risk\w*|black ?list\w*|suspicio\w*|insufficient|declin\w*|pick ?up|"
    r"perdue?s?|volée?s?|fraude\w*|risques?|liste noire|soupçon\w*|insuffisan\w*|provision)\b",
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

        label = {"fr": "Payer avec une autre carte", "en": "Pay with another card"}[language]
        assert f"{label}{' ' if language == 'fr' else ''}: {LINK}" in plain(made.text)
        assert links(made.html).count(LINK) == 1

    def test_asks_for_a_confirmation_and_says_that_the_card_may_stay(
        self, renderer: JinjaRenderer, step: str, language: str
    ) -> None:
        """46."""
        said = words(renderer, charge(step, language, Need.CONFIRM, Wording.CONFIRM))

        stays = {"fr": "il n'est pas nécessaire de changer de carte", "en": "does not need to be changed"}
        assert stays[language] in said
        assert {"fr": "Confirmer le paiement", "en": "Confirm the payment"}[language] in said
        assert {"fr": "autre carte", "en": "another card"}[language] not in said

    def test_asks_for_a_reply_where_there_is_no_link(
        self, renderer: JinjaRenderer, step: str, language: str
    ) -> None:
        facts = charge(step, language)
        facts = replace(facts, lines=tuple(replace(x, pay_link=None) for x in facts.lines))

        reply = {"fr": "Merci de répondre à ce message", "en": "Please reply to this message"}[language]
        assert reply in words(renderer, facts)

    def test_speaks_neither_of_a_due_date_nor_of_a_transfer(
        self, renderer: JinjaRenderer, step: str, language: str
    ) -> None:
        said = words(renderer, charge(step, language))

        assert not re.search(r"\b(IBAN|Due|due|Échéance|échue|late|retard)\b", said)

    def test_lets_him_say_that_he_no_longer_wants_it(
        self, renderer: JinjaRenderer, step: str, language: str
    ) -> None:
        said = words(renderer, charge(step, language))

        wish = {"fr": "si vous ne souhaitez plus l'abonnement", "en": "no longer want the subscription"}
        assert wish[language] in said

    def test_says_of_each_of_several_what_helps(
        self, renderer: JinjaRenderer, step: str, language: str
    ) -> None:
        one, other = charge(step, language), charge(step, language, Need.CONFIRM, Wording.CONFIRM)
        second = replace(other.lines[0], number="F-2042", pay_link="https://pay.example.com/i/F-2042")

        made = renderer.render(replace(one, lines=(one.lines[0], second)))

        for label in ({"fr": "autre carte", "en": "another card"}, {"fr": "confirmer", "en": "confirm"}):
            assert label[language] in plain(made.text)
            assert label[language] in plain(visible(made.html))
        assert {LINK, second.pay_link} <= set(links(made.html))


@pytest.mark.parametrize("language", LANGUAGES)
class TestTheFirstNotice:
    @pytest.mark.parametrize("retried_on", [date(2026, 12, 4), None])
    def test_of_a_soft_decline_says_that_nothing_is_to_be_done(
        self, renderer: JinjaRenderer, language: str, retried_on: date | None
    ) -> None:
        """44."""
        said = words(renderer, charge("charge-failed", language, Need.WAIT, Wording.FUNDS, retried_on))

        nothing = {"fr": "Vous n'avez rien à faire", "en": "There is nothing you need to do"}[language]
        day = {"fr": "le 4 décembre 2026", "en": "on 4 December 2026"}[language]
        assert nothing in said
        assert (day in said) is (retried_on is not None)

    @pytest.mark.parametrize(
        ("wording", "english", "french"),
        [
            (Wording.NEUTRAL, "The bank did not accept it.", "La banque ne l'a pas accepté."),
            (Wording.EXPIRED, "The card on file has expired.", "La carte enregistrée a expiré."),
            (Wording.CARD_DATA, "are no longer right.", "ne sont plus exactes."),
            (Wording.DEBIT, "cannot be debited.", "ne peut pas être débité."),
            (Wording.NO_CARD, "There is no card on file.", "Aucune carte n'est enregistrée."),
            (Wording.FUNDS, "The bank did not allow it at that moment.", "pas permis à ce moment-là."),
            (Wording.CONFIRM, "asks for your confirmation.", "demande votre confirmation."),
        ],
    )
    def test_says_what_may_be_said_of_the_cause(
        self, renderer: JinjaRenderer, language: str, wording: Wording, english: str, french: str
    ) -> None:
        said = words(renderer, charge("charge-failed", language, wording=wording))

        assert {"en": english, "fr": french}[language] in said
