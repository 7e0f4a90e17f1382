"""Whatever a policy file holds, the answer is sentences with a place: never a traceback, never a wait."""

import os
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.files.located_yaml import LARGEST_FILE, read_yaml
from connector.files.policies import check, read_policy
from tests.files.conftest import WritePolicy

STANDARD = (Path(__file__).parents[2] / "config/policies/standard.yaml").read_text(encoding="utf-8")
BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n"
    for a, b in zip(string.ascii_lowercase, string.ascii_lowercase[1:], strict=False)
)


def said(path: Path) -> list[str]:
    return [f"{problem.line}:{problem.column} {problem.text}" for problem in check(path)]


EMPTY = "the file is empty: write what belongs in it."
TAB = "a tab stands here: indent with spaces."
ALIAS = "& and * are not read here: write the text out, or put it in quotes."
TAG = "a tag (!) is not read here: take it out, or put the text in quotes."
SECOND = "a second document begins here: take the line of three hyphens out, or make two files."
DEEP = "lists and mappings are nested too deeply here: write it flatter."
CONTROL = "a control character stands here: delete it and write the line again."
LARGE = f"the file is larger than {LARGEST_FILE} bytes: split it or shorten it."
MAPPING = "write a mapping with `steps:`, as in the shipped standard.yaml."
STEPS = "write a list of 1 to 20 steps, each beginning with a hyphen."
STEP = "write a step with id, offset, channel and severity."


def not_utf8(byte: str) -> str:
    return f"the byte {byte} is not UTF-8: save the file again with the encoding UTF-8."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", f"1:1 {EMPTY}"),
        ("# only a comment\n", f"1:1 {EMPTY}"),
        ("steps:\n\t- id: a\n", f"2:1 {TAB}"),
        ("a: *b\n", f"1:4 {ALIAS}"),
        ("a: &b c\n", f"1:4 {ALIAS}"),
        (BOMB, f"1:4 {ALIAS}"),
        ("steps: !!python/object/apply:os.system [id]\n", f"1:8 {TAG}"),
        ("a: 1\n---\nb: 2\n", f"2:1 {SECOND}"),
        ("a: " + "[" * 5000, f"1:15 {DEEP}"),
        (b"steps: []\nwhom: caf\xe9\n", f"2:10 {not_utf8('0xe9')}"),
        ("steps: []".encode("utf-16"), f"1:1 {not_utf8('0xff')}"),
        (b"steps: []\nx: \x00\n", f"2:4 {CONTROL}"),
        ("x" * (LARGEST_FILE + 1), f"1:1 {LARGE}"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(
    write_policy: WritePolicy, text: str | bytes, expected: str
) -> None:
    assert said(write_policy(text)) == [expected]


def test_an_open_quote_is_said_where_it_is_noticed(write_policy: WritePolicy) -> None:
    (sentence,) = said(write_policy('steps:\n  - id: "firm\n'))

    assert sentence.startswith("3:1 this is not YAML (found unexpected end of stream)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n", f"1:1 this list cannot stand here: {MAPPING}"),
        ("nothing\n", f"1:1 «nothing» cannot stand here: {MAPPING}"),
        ("{}\n", f"1:1 «steps» is missing: {MAPPING}"),
        ("steps: []\n", f"1:8 steps: an empty list cannot stand here: {STEPS}"),
        ("steps:\n", f"1:7 steps: nothing cannot stand here: {STEPS}"),
        ("steps: [a]\n", f"1:9 steps: «a» cannot stand here: {STEP}"),
        ("? [a]\n: b\n", "1:3 a key is one word: take the brackets out."),
    ],
)
def test_what_is_no_policy_is_said(write_policy: WritePolicy, text: str, expected: str) -> None:
    assert expected in said(write_policy(text))


def test_a_key_that_stands_twice_names_both_lines(write_policy: WritePolicy) -> None:
    text = STANDARD.replace("    offset: 15\n", "    offset: 15\n    offset: 16\n")
    line = text.splitlines().index("    offset: 16") + 1

    assert said(write_policy(text)) == [
        f"{line}:5 «offset» stands on line {line - 1} already: keep one of the two."
    ]


def test_what_the_owner_wrote_is_shown_back_short_and_harmless(write_policy: WritePolicy) -> None:
    text = STANDARD.replace("channel: call", 'channel: "\\e[31m' + "x" * 500 + '"')

    (sentence,) = said(write_policy(text))

    assert sentence.endswith(
        f"channel: «?[31m{'x' * 35}…» cannot stand here: write one of email, letter, call, provider."
    )


def test_windows_line_ends_and_a_byte_order_mark_are_no_problem(write_policy: WritePolicy) -> None:
    dressed = b"\xef\xbb\xbf" + STANDARD.replace("\n", "\r\n").encode()

    plain, _ = read_policy(write_policy(STANDARD))
    policy, problems = read_policy(write_policy(dressed))

    assert problems == ()
    assert policy == plain


def test_no_is_norwegian_and_not_a_truth(write_policy: WritePolicy) -> None:
    policy, problems = read_policy(write_policy(f"conditions:\n  languages: [no, fr]\n{STANDARD}"))

    assert problems == ()
    assert policy is not None
    assert policy.conditions is not None
    assert policy.conditions.languages == {"no", "fr"}


@pytest.mark.parametrize("name", ["Mine.yaml", "my policy.yaml", "été.yaml", "1st.yaml", f"{'a' * 41}.yaml"])
def test_the_name_of_a_policy_is_plain(write_policy: WritePolicy, name: str) -> None:
    (sentence,) = said(write_policy(STANDARD, name))

    assert "cannot be a policy's name: name the file with a name of lower-case letters" in sentence


def test_a_folder_and_a_missing_file_are_said(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()

    assert said(tmp_path) == ["1:1 no file is here: look at the name."]
    assert said(tmp_path / "gone.yaml") == ["1:1 no file is here: look at the name."]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")

    assert said(tmp_path) == ["1:1 no file is here: look at the name."]


def test_a_file_that_may_not_be_read_is_said(
    write_policy: WritePolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_policy(STANDARD)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)

    assert said(path) == ["1:1 the file cannot be read (Permission denied): look at its permissions."]


WORDS = "steps: conditions: { [ } ] : - ' \" | > &a *a !x --- ... # ? é \x00 \x85 5 1e5 ~ @".split(" ")
pieces = st.sampled_from([*WORDS, "- id: a", "  offset: 5", "%YAML 1.1", "<<: x", "\n", " ", "\t"])


@given(st.one_of(st.binary(max_size=200), st.lists(pieces, max_size=30).map("".join).map(str.encode)))
def test_nothing_that_can_be_written_makes_it_fall(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.yaml"
    path.write_bytes(raw)

    policy, problems = read_policy(path)

    assert (policy is None) == bool(problems)
    assert all(problem.line >= 1 and problem.column >= 1 and "\n" not in problem.text for problem in problems)


@given(st.integers(0, len(STANDARD) - 1), st.sampled_from(string.printable))
def test_one_wrong_letter_gives_a_policy_or_a_problem_within_the_file(
    tmp_path_factory: pytest.TempPathFactory, where: int, letter: str
) -> None:
    path = tmp_path_factory.mktemp("one") / "one.yaml"
    path.write_text(STANDARD[:where] + letter + STANDARD[where + 1 :], encoding="utf-8")

    policy, problems = read_policy(path)

    lines = path.read_text(encoding="utf-8").count("\n") + 2
    assert (policy is None) == bool(problems)
    assert all(problem.line <= lines for problem in problems)


def test_numbers_are_what_everybody_reads(write_policy: WritePolicy) -> None:
    text = "a: [5, -5, +5, 1.50, 010, 0x1F, 1e5, 1_000, .5, .nan, 12:30, '5', yes, ~, 2026-01-01]\n"

    document, _ = read_yaml(write_policy(text))

    assert document is not None
    shown = [str(value) for value in document.value["a"]]
    assert shown == "5 -5 5 1.50 010 0x1F 1e5 1_000 .5 .nan 12:30 5 yes None 2026-01-01".split()
    kinds = [type(value).__name__ for value in document.value["a"]]
    assert kinds == ["int"] * 3 + ["Decimal"] + ["str"] * 9 + ["NoneType", "str"]
