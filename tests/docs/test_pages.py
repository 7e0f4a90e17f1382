"""The pages say what is there: links, commands, options, settings."""

import re
from pathlib import Path

import pytest

import providers
from connector.settings import PREFIX, SECRETS, Settings
from tests.docs.reading import anchors, command_of, commands, links, mentioned, named, pages, text_of, typed
from tests.structure.source import TOP

README = text_of(TOP / "README.md")
PAGES = pytest.mark.parametrize("page", pages(), ids=named)


@PAGES
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(text_of(page)):
        target, _, anchor = link.partition("#")
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        there = page if not target else (page.parent / target)

        assert there.exists(), f"{named(page)} links to {link}"
        assert not anchor or anchor in anchors(text_of(there)), f"{named(page)} links to {link}"


@PAGES
def test_every_command_to_type_is_a_real_one(page: Path) -> None:
    for line in typed(text_of(page)):
        command, rest = command_of(line)

        command.make_context(line, list(rest))


@PAGES
def test_every_command_that_is_mentioned_exists_with_its_options(page: Path) -> None:
    for span in mentioned(text_of(page)):
        if span in ("relance COMMAND --help", "relance ..."):
            continue
        command, _ = command_of(span.replace("…", "").replace("'", ""))
        options = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}

        assert set(re.findall(r"(?<!\S)--[a-z-]+", span)) <= options | {"--help"}, f"{named(page)}: {span}"


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_is_in_the_readme_with_a_line_of_its_own(words: tuple[str, ...]) -> None:
    assert re.search(rf"^\| `relance {' '.join(words)}[` ].*\| \S.* \|$", README, re.MULTILINE)


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_and_option_explains_itself(words: tuple[str, ...]) -> None:
    command = commands()[words]

    assert command.help
    assert [each.name for each in command.params if not getattr(each, "help", None)] == []


def setting_names() -> list[str]:
    """Every setting there is, the providers' own included."""
    own = [f"{PREFIX}{name.upper()}" for name in Settings.__dataclass_fields__ if name != "variables"]
    theirs = [
        f"{PREFIX}{provider}_{field.name}".upper()
        for provider in providers.PROVIDERS
        for field in providers.load(provider).settings
    ]
    return own + theirs


@pytest.mark.parametrize("name", setting_names())
def test_every_setting_has_its_line_in_the_readme_and_the_example(name: str) -> None:
    assert re.search(rf"^\| `{name}` \| \S.* \|$", README, re.MULTILINE)
    assert f"#{name}=" in text_of(TOP / "config" / "settings.example.env")


@pytest.mark.parametrize("name", [f"{PREFIX}{each.upper()}" for each in SECRETS])
def test_every_secret_is_called_one(name: str) -> None:
    assert re.search(rf"^\| `{name}` \| secret; ", README, re.MULTILINE)


@PAGES
def test_no_page_speaks_of_a_setting_that_nothing_reads(page: Path) -> None:
    known = set(setting_names()) | {f"{name}_FILE" for name in setting_names()}
    spoken = set(re.findall(r"\bRELANCE_[A-Z_]*[A-Z]\b(?![<*_])", text_of(page)))

    assert {name for name in spoken if not name.startswith("RELANCE_TEST_")} <= known


@pytest.mark.parametrize("later", ["worker", "sandbox", "receive", "report", "export", "backup", "restore"])
def test_the_readme_promises_no_command_that_is_not_there(later: str) -> None:
    is_there = (later,) in commands()

    assert is_there or f"relance {later}" not in README
