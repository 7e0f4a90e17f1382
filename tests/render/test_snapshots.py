"""Each message as a reviewer reads it. `RELANCE_UPDATE_SNAPSHOTS=1 pytest tests/render` writes them anew."""

import os
from pathlib import Path

import pytest

from connector.core.message import Rendered
from connector.core.tongues import LANGUAGES, OF_STAFF
from connector.render.renderer import JinjaRenderer
from tests.render.facts import PAGE_LINK, WRITTEN, day, message, three_lines

FOLDER = Path(__file__).parent / "snapshots"
IS_UPDATING = "RELANCE_UPDATE_SNAPSHOTS" in os.environ


def compare(name: str, made: Rendered) -> None:
    for suffix, shown in (("txt", f"Subject: {made.subject}\n\n{made.text}"), ("html", made.html)):
        path = FOLDER / f"{name}.{suffix}"
        if IS_UPDATING:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(shown, encoding="utf-8")
        assert shown == path.read_text(encoding="utf-8"), f"{path} differs; set RELANCE_UPDATE_SNAPSHOTS=1"


class TestSnapshots:
    @pytest.mark.parametrize(("template", "language"), WRITTEN)
    def test_of_one_invoice(self, renderer: JinjaRenderer, template: str, language: str) -> None:
        compare(f"{language}-{template}", renderer.render(message(template, language)))

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("template", ["friendly", "firm", "formal"])
    def test_of_three_invoices_with_all_beside_them(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        compare(f"{language}-{template}-three", renderer.render(three_lines(template, language)))

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("template", ["friendly", "firm"])
    def test_of_a_first_contact(self, renderer: JinjaRenderer, template: str, language: str) -> None:
        facts = message(template, language, is_first_contact=True)

        compare(f"{language}-{template}-first-contact", renderer.render(facts))

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("template", ["friendly", "charge-failed"])
    def test_that_leads_to_the_customers_page(
        self, renderer: JinjaRenderer, template: str, language: str
    ) -> None:
        facts = message(template, language, page_link=PAGE_LINK)

        compare(f"{language}-{template}-page", renderer.render(facts))

    @pytest.mark.parametrize("language", OF_STAFF)
    def test_of_the_daily_mail(self, renderer: JinjaRenderer, language: str) -> None:
        compare(f"{language}-owner_daily", renderer.render_daily(day(language)))


def test_no_snapshot_is_left_over() -> None:
    extra = {"three": ["friendly", "firm", "formal"], "first-contact": ["friendly", "firm"]}
    extra["page"] = ["friendly", "charge-failed"]
    names = {f"{language}-{name}" for name, language in WRITTEN}
    names |= {f"{language}-owner_daily" for language in OF_STAFF}
    names |= {f"{language}-{x}-{kind}" for language in LANGUAGES for kind, xs in extra.items() for x in xs}

    assert {path.name for path in FOLDER.iterdir()} == {f"{n}.{s}" for n in names for s in ("txt", "html")}
