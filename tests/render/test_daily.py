"""The short daily mail to the owner."""

import pytest

from connector.core.daily import Alarm, AlarmKind, DailyItem
from connector.core.tongues import OF_STAFF
from connector.render.daily import ITEMS_SHOWN
from connector.render.renderer import JinjaRenderer
from tests.render.facts import day
from tests.render.reading import figures, links, visible


@pytest.mark.parametrize("language", OF_STAFF)
class TestTheDailyMail:
    def test_says_the_same_in_text_and_page(self, renderer: JinjaRenderer, language: str) -> None:
        made = renderer.render_daily(day(language))

        assert figures(made.text) == figures(visible(made.html)) | figures(made.subject)
        assert "http://127.0.0.1:8000/" in links(made.html) and "http://127.0.0.1:8000/" in made.text

    def test_counts_everything_in_its_subject_and_body(self, renderer: JinjaRenderer, language: str) -> None:
        made = renderer.render_daily(day(language, sent=31, came_back=32, held=33, waiting=34, tomorrow=35))

        assert {"31", "32", "34"} <= figures(made.subject)
        assert {"31", "32", "33", "34", "35"} <= figures(made.text)

    def test_lists_ten_and_counts_the_rest(self, renderer: JinjaRenderer, language: str) -> None:
        items = tuple(DailyItem(f"Client {n}") for n in range(50))

        made = renderer.render_daily(day(language, waiting=50, waiting_items=items))

        assert made.text.count("- Client") == ITEMS_SHOWN
        assert {"fr": "et 40 de plus", "en": "and 40 more"}[language] in made.text

    def test_is_sent_on_a_day_without_anything(self, renderer: JinjaRenderer, language: str) -> None:
        nothing = day(
            language,
            sent=0,
            came_back=0,
            held=0,
            waiting=0,
            sent_items=(),
            came_back_items=(),
            held_items=(),
            waiting_items=(),
            alarms=(),
            payments_known_on=None,
            page_link=None,
        )

        made = renderer.render_daily(nothing)

        assert "None" not in made.text + visible(made.html)
        assert {"fr": "Aucun paiement", "en": "No payment"}[language] in made.text

    def test_puts_alarms_first(self, renderer: JinjaRenderer, language: str) -> None:
        account = Alarm(AlarmKind.CONNECTION, name="elsewhere acct_1", words="The key was refused.")

        text = renderer.render_daily(day(language, alarms=(account,))).text

        assert text.index("The key was refused.") < text.index("Garage Petit")
