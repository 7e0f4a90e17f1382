"""Templates that were written on the pages, before the files."""

import pytest

from connector.core.errors import Refused
from connector.core.texts import Written
from connector.render import renderer as module
from connector.render.renderer import JinjaRenderer
from tests.render.facts import day, message

SUBJECT = Written({}, {"fr/firm/subject.txt": "Facture {{ numbers }}, la nôtre\n"})


def test_one_part_is_written_and_the_others_are_the_shipped_ones(renderer: JinjaRenderer) -> None:
    shipped = renderer.render(message("firm", "fr"))

    made = renderer.render(message("firm", "fr"), SUBJECT)

    assert "la nôtre" in made.subject
    assert (made.text, made.html) == (shipped.text, shipped.html)
    assert made.version != shipped.version
    assert renderer.render(message("firm", "fr")) == shipped


def test_what_one_wrote_is_never_said_by_another(renderer: JinjaRenderer) -> None:
    others = Written({}, {"fr/firm/subject.txt": "Celle des autres\n"})
    for written, said in ((SUBJECT, "la nôtre"), (others, "Celle des autres"), (SUBJECT, "la nôtre")):
        assert said in renderer.render(message("firm", "fr"), written).subject


def test_a_template_and_a_language_may_be_written_alone(renderer: JinjaRenderer) -> None:
    parts = {"subject.txt": "Hallo", "body.txt": "Hallo {{ customer }}", "body.html": "<p>Hallo</p>"}
    written = Written().with_template("de/chat", parts)

    assert renderer.render(message("chat", "de-AT"), written).text.startswith("Hallo ")
    with pytest.raises(Refused, match="no template «en/chat»"):
        renderer.render(message("chat", "de-AT"))


def test_what_is_wrong_is_told_with_its_line(renderer: JinjaRenderer) -> None:
    wrong = Written({}, {"fr/firm/body.txt": "Bonjour\n{{ custmer }}\n"})
    with pytest.raises(Refused, match=r"^fr/firm/body\.txt, line 2: nothing is called «custmer»"):
        renderer.render(message("firm", "fr"), wrong)


def test_a_way_out_of_the_folders_is_refused(renderer: JinjaRenderer) -> None:
    wrong = Written({}, {"fr/firm/body.txt": '{% include "../../etc/passwd" %}'})
    with pytest.raises(Refused, match=r"body\.txt, line 1: the template file \.\./\.\./etc/passwd is"):
        renderer.render(message("firm", "fr"), wrong)


def test_the_daily_mail_may_be_written_too(renderer: JinjaRenderer) -> None:
    written = Written({}, {"fr/owner_daily/subject.txt": "Bonjour {{ organisation }}"})
    assert renderer.render_daily(day("fr"), written).subject.startswith("Bonjour ")


def test_few_are_kept(renderer: JinjaRenderer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    said = {renderer.render(message("firm", "fr"), SUBJECT).version for _ in range(2)}
    for n in range(4):
        renderer.render(message("firm", "fr"), Written({}, {"fr/firm/subject.txt": f"{n}"}))
    assert said == {renderer.render(message("firm", "fr"), SUBJECT).version}
