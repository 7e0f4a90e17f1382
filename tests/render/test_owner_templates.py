"""What an owner may change, and what he hears when he errs."""

import os
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from connector.core.errors import Refused
from connector.render.renderer import JinjaRenderer
from tests.render.facts import FIRST, TEMPLATES, day, message
from tests.render.reading import visible


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    return folder


@pytest.fixture
def renderer(own: Path) -> JinjaRenderer:
    return JinjaRenderer([own, TEMPLATES])


def write(own: Path, name: str, text: str) -> Path:
    path = own / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def whole(own: Path, folder: str, body: str = "Hi {{ customer }}") -> None:
    write(own, f"{folder}/subject.txt", "Subject")
    write(own, f"{folder}/body.txt", body)
    write(own, f"{folder}/body.html", f"<p>{body}</p>")


class TestOwnTemplates:
    def test_come_first_file_by_file(self, renderer: JinjaRenderer, own: Path) -> None:
        shipped = JinjaRenderer([TEMPLATES]).render(message("firm"))
        write(own, "fr/firm/subject.txt", "Notre facture {{ numbers }}")

        made = renderer.render(message("firm"))

        assert made.subject == "Notre facture F-2041"
        assert (made.text, made.html) == (shipped.text, shipped.html)
        assert made.version != shipped.version

    def test_may_be_a_template_of_their_own(self, renderer: JinjaRenderer, own: Path) -> None:
        whole(own, "en/chat")

        assert renderer.render(message("chat", "fr")).text == "Hi Boulangerie Lefèvre\n"

    def test_may_be_a_language_of_their_own(self, renderer: JinjaRenderer, own: Path) -> None:
        whole(own, "de/friendly", "Bitte zahlen Sie {{ total }} bis {{ deadline_on }}.")

        made = renderer.render(message("friendly", "de-AT"))

        assert made.text == "Bitte zahlen Sie 1.234,56\N{NO-BREAK SPACE}€ bis 15. Dezember 2026.\n"

    def test_may_change_the_frame_and_the_style(self, renderer: JinjaRenderer, own: Path) -> None:
        css = (TEMPLATES / "_layout/mail.css").read_text(encoding="utf-8")
        write(own, "_layout/mail.css", css.replace("#0b5cad", "#7a1f5c"))

        assert "background-color: #7a1f5c" in renderer.render(message()).html

    def test_may_drop_the_page_for_a_letter(self, renderer: JinjaRenderer, own: Path) -> None:
        write(own, "en/note/subject.txt", "x")
        write(own, "en/note/body.txt", "x")
        write(own, "en/note/letter.html", "<p>letter</p>")

        assert renderer.render(message("note", "en")).html == "<p>letter</p>\n"


class TestAChange:
    def test_counts_from_the_next_message_on(self, renderer: JinjaRenderer, own: Path) -> None:
        before = renderer.render(message("firm"))
        path = write(own, "fr/firm/subject.txt", "Un")
        first = renderer.render(message("firm"))
        path.write_text("Deux", encoding="utf-8")
        os.utime(path, ns=(1, 1))
        second = renderer.render(message("firm"))
        path.unlink()

        assert [first.subject, second.subject] == ["Un", "Deux"]
        assert renderer.render(message("firm")) == before
        assert len({before.version, first.version, second.version}) == 3

    def test_of_a_shared_file_changes_the_version_of_all_that_use_it(
        self, renderer: JinjaRenderer, own: Path
    ) -> None:
        before = renderer.render(message("firm")).version, renderer.render(message("firm", "en")).version
        shared = (TEMPLATES / "fr/_mail.txt").read_text(encoding="utf-8")
        write(own, "fr/_mail.txt", shared + "PS\n")

        after = renderer.render(message("firm")), renderer.render(message("firm", "en"))

        assert after[0].text.endswith("PS\n")
        assert after[0].version != before[0] and after[1].version == before[1]

    def test_the_version_does_not_depend_on_the_facts(self, renderer: JinjaRenderer) -> None:
        versions = {renderer.render(message("firm", customer=name)).version for name in ("A", "B")}

        assert len(versions) == 1


class TestAMistake:
    @pytest.mark.parametrize(
        ("body", "line", "what"),
        [
            ("one\n{{ custmer }}", 2, "«custmer»"),
            ("one\n\n{% for line in lines %}\n{{ line.nubmer }}{% endfor %}", 4, "«nubmer»"),
            ("one\n{% if x", 2, "expected 'end of statement block'"),
            ("one\n{% if iban %} no end", 2, "endif"),
            ("{{ customer|loud }}", 1, "loud"),
            ("one\n{% include 'missing.txt' %}", 2, "missing.txt"),
            ("one\n{{ lines[7].number }}", 2, "«7»"),
            ("one\n{{ 1 // 0 }}", 2, "zero"),
            ("one\n{{ total + 1 }}", 2, "str"),
            ("one\n{{ ''.__class__.__mro__ }}", 2, "__class__|unsafe"),
            ("one\n{{ lines.append(1) }}", 2, "append"),
            ("one\n{% include 'fr/firm/FILE' %}", 2, "recursion"),
            ("one\n{% for x in range(10**9) %}{% endfor %}", 2, "range|Range"),
        ],
    )
    @pytest.mark.parametrize("file", ["body.txt", "body.html"])
    def test_is_named_with_file_and_line(
        self, renderer: JinjaRenderer, own: Path, body: str, line: int, what: str, file: str
    ) -> None:
        path = write(own, f"fr/firm/{file}", body.replace("FILE", file))

        with pytest.raises(Refused, match=what) as refused:
            renderer.render(message("firm"))

        assert f"{path}, line {line}:" in str(refused.value)
        assert "\n" not in str(refused.value)

    def test_in_a_shared_file_is_named_there(self, renderer: JinjaRenderer, own: Path) -> None:
        path = write(own, "fr/_mail.html", "<p>\n\n{{ lines[0].nope }}\n</p>")

        with pytest.raises(Refused) as refused:
            renderer.render(message("firm"))

        assert f"{path}, line 3:" in str(refused.value)

    def test_that_html_cannot_carry_is_named(self, renderer: JinjaRenderer, own: Path) -> None:
        path = write(own, "fr/firm/body.html", "<p>\n<a {% if pay_link %}href='x'{% endif %}>x</a></p>")

        with pytest.raises(Refused, match="quoted attribute") as refused:
            renderer.render(message("firm"))

        assert f"{path}, line 2:" in str(refused.value)

    def test_of_encoding_is_named_with_its_line(self, renderer: JinjaRenderer, own: Path) -> None:
        path = write(own, "fr/firm/body.txt", "")
        path.write_bytes("un\ndeux réglé".encode("cp1252"))

        with pytest.raises(Refused, match="line 2: not UTF-8"):
            renderer.render(message("firm"))

    def test_a_missing_file_is_named(self, renderer: JinjaRenderer, own: Path) -> None:
        write(own, "en/chat/subject.txt", "x")

        with pytest.raises(Refused, match=r"chat/body\.txt"):
            renderer.render(message("chat", "en"))

    def test_an_unknown_template_is_refused(self, renderer: JinjaRenderer) -> None:
        with pytest.raises(Refused, match="no template «en/polite»"):
            renderer.render(message("polite"))

    def test_a_way_out_of_the_folders_is_refused(self, renderer: JinjaRenderer, own: Path) -> None:
        write(own.parent, "secret.txt", "secret")
        write(own, "fr/firm/body.txt", "{% include '../secret.txt' %}")

        with pytest.raises(Refused, match="missing"):
            renderer.render(message("firm"))

    def test_a_name_chosen_by_a_variable_is_refused(self, renderer: JinjaRenderer, own: Path) -> None:
        path = write(own, "fr/firm/body.txt", "one\n{% include language ~ '/_mail.txt' %}")

        with pytest.raises(Refused) as refused:
            renderer.render(message("firm"))

        assert f"{path}, line 2:" in str(refused.value)

    def test_once_mended_it_is_sent(self, renderer: JinjaRenderer, own: Path) -> None:
        path = write(own, "fr/firm/subject.txt", "{{ nope }}")
        with pytest.raises(Refused):
            renderer.render(message("firm"))

        path.write_text("Mended", encoding="utf-8")

        assert renderer.render(message("firm")).subject == "Mended"


class TestAllProblemsAtOnce:
    @pytest.mark.gate
    def test_the_shipped_templates_have_none(self) -> None:
        assert JinjaRenderer([TEMPLATES]).problems() == ()

    def test_each_mistake_is_told(self, renderer: JinjaRenderer, own: Path) -> None:
        write(own, "fr/firm/subject.txt", "{{ nope }}")
        write(own, "en/due/subject.txt", "{% if %}")

        found = renderer.problems()

        assert [str(own) in problem for problem in found] == [True, True]

    def test_a_mistake_in_a_shared_file_is_told_once(self, own: Path, tmp_path: Path) -> None:
        for folder in ("fr", "_layout"):
            copytree(TEMPLATES / folder, tmp_path / "shipped" / folder)
        write(own, "fr/_mail.txt", "{{ nope }}")

        assert len(JinjaRenderer([own, tmp_path / "shipped"]).problems()) == 1


class TestLanguages:
    @pytest.mark.parametrize("asked", ["fr", "fr-FR", "FR_ca", " fr "])
    def test_a_variant_is_served_by_its_language(self, renderer: JinjaRenderer, asked: str) -> None:
        assert 'lang="fr"' in renderer.render(message("firm", asked)).html

    @pytest.mark.parametrize("asked", ["pt", "xx", "", "../fr", "français", "e"])
    def test_an_unknown_language_is_served_in_english(self, renderer: JinjaRenderer, asked: str) -> None:
        assert 'lang="en"' in renderer.render(message("firm", asked)).html

    def test_what_is_in_neither_is_in_that_of_the_organisation(
        self, renderer: JinjaRenderer, own: Path
    ) -> None:
        whole(own, "fr/chat", "Bonjour {{ customer }}")

        assert renderer.render(message("chat", "de", house="fr")).text == "Bonjour Café Südwind\n"

    def test_what_no_customer_reads_is_in_that_of_the_organisation(self, renderer: JinjaRenderer) -> None:
        assert renderer.render(message("call", "de", house="fr")).text.startswith("À appeler")
        assert renderer.render(message("call", "de", house="nl")).text.startswith("To call")

    def test_american_customers_read_american_dates(self, renderer: JinjaRenderer) -> None:
        assert "December 1, 2026" in renderer.render(message("firm", "en-US")).text
        assert "1 December 2026" in renderer.render(message("firm", "en-GB")).text

    def test_the_daily_mail_follows_the_owner(self, renderer: JinjaRenderer) -> None:
        assert renderer.render_daily(day("fr-BE")).subject.startswith("Relances du 8 décembre 2026")


def test_a_byte_order_mark_is_not_printed(renderer: JinjaRenderer, own: Path) -> None:
    write(own, "fr/firm/subject.txt", "\ufeffObjet")

    assert renderer.render(message("firm")).subject == "Objet"


def test_what_a_customer_sees_is_escaped_in_own_pages_too(renderer: JinjaRenderer, own: Path) -> None:
    whole(own, "en/chat", "{{ customer }} owes {{ lines[0].number }}")
    facts = message("chat", "en", customer="<b>A & B</b>", lines=(replace(FIRST, number="<i>1</i>"),))

    made = renderer.render(facts)

    assert visible(made.html) == "<b>A & B</b> owes <i>1</i>"
    assert made.text == "<b>A & B</b> owes <i>1</i>\n"
