"""Who may sign in, from the command line."""

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, data_at, run_quietly
from tests.structure.source import TOP

MADE = re.compile(r"Password, shown this once: (\S+)\n")


def roles(relance: Terminal) -> dict[str, list[tuple[str | None, str]]]:
    listed = relance("user", "list", "--json").json
    return {x["email"]: [(r["organisation"], r["role"]) for r in x["roles"]] for x in listed}


def add(relance: Terminal, email: str, role: str, *more: str) -> str:
    ran = relance("user", "add", email, "--role", role, "--make-password", *more)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


@pytest.fixture(scope="module")
def _office_as_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its data directory, made once and copied by each test."""
    folder = tmp_path_factory.mktemp("office")
    with data_at(folder):
        for name in ("Atelier Nord", "Harbour Joinery"):
            run_quietly("org", "add", name, "--country", "FR")
        run_quietly("user", "add", "anna@nord.example", "--role", "owner", "--make-password")
    return folder


@pytest.fixture
def office(relance: Terminal, _office_as_made: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Two organisations and an owner."""
    shutil.copytree(_office_as_made, relance.data_dir, dirs_exist_ok=True)
    capsys.readouterr()
    return relance


class TestAdding:
    def test_the_first_owner_needs_no_organisation(self, relance: Terminal) -> None:
        said = add(relance, "anna@nord.example", "owner")

        assert said.startswith("Added anna@nord.example, owner of the installation.\n")
        assert len(MADE.findall(said)[0]) == 29
        assert roles(relance) == {"anna@nord.example": [(None, "owner")]}

    def test_a_bookkeeper_works_in_several_organisations(self, office: Terminal) -> None:
        add(office, "bruno@books.example", "bookkeeper", "--org", "Atelier Nord")

        again = office("user", "add", "BRUNO@books.example", "--role", "viewer", "--org", "harbour joinery")

        assert again.out == "BRUNO@books.example is viewer of «Harbour Joinery» from now on.\n"
        assert roles(office)["bruno@books.example"] == [
            ("Atelier Nord", "bookkeeper"),
            ("Harbour Joinery", "viewer"),
        ]

    def test_where_there_is_one_organisation_it_need_not_be_named(self, relance: Terminal) -> None:
        relance("org", "add", "Atelier Nord", "--country", "FR")

        assert add(relance, "v@nord.example", "viewer").startswith("Added v@nord.example, viewer of «Atelier")

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (("a@b.example", "--role", "viewer"), "Name one with --org: «Atelier Nord», «Harbour Joinery»."),
            (("a@b.example", "--role", "boss"), "«boss» is not a role: choose one of owner, bookkeeper,"),
            (("a@b.example", "--role", "viewer", "--org", "X"), "No organisation is called «X»."),
            (("nobody", "--role", "owner"), "«nobody» is not a mail address"),
            (("\udcff@b.example", "--role", "owner"), "«\\udcff@b.example» is not a mail address"),
            (("anna@nord.example", "--role", "viewer", "--org", "Atelier Nord"), "may do everything"),
        ],
    )
    def test_what_is_wrong_is_said(self, office: Terminal, arguments: tuple[str, ...], sentence: str) -> None:
        before = office.kept()

        refused = office("user", "add", *arguments, "--make-password")

        assert sentence in refused.sentence
        assert office.kept() == before

    def test_without_a_terminal_nobody_is_asked(
        self, relance: Terminal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Path(os.devnull).open() as nothing:
            monkeypatch.setattr(sys, "stdin", nothing)

            refused = relance("user", "add", "a@b.example", "--role", "owner")

        assert "--make-password" in refused.sentence


class TestOnATerminal:
    def typed(self, data_dir: Path, *lines: str) -> tuple[int, str]:
        """What `relance user add` shows on a real terminal into which these lines are typed."""
        ours, theirs = pty.openpty()
        env = {"PATH": os.environ["PATH"], "RELANCE_DATA_DIR": str(data_dir)}
        command = [sys.executable, "-m", "connector", "user", "add", "anna@nord.example", "--role", "owner"]
        running = subprocess.Popen(
            command, cwd=TOP, env=env, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        shown = ""
        waiting = list(lines)
        while True:
            try:
                shown += os.read(ours, 4096).decode()
            except OSError:  # the other end is closed: it is over
                break
            if waiting and shown.count(": ") > len(lines) - len(waiting):
                os.write(ours, f"{waiting.pop(0)}\n".encode())
        os.close(ours)
        return running.wait(60), shown

    def test_it_is_asked_for_twice_and_never_shown(self, data_dir: Path) -> None:
        code, shown = self.typed(data_dir, "a good long one", "a good long one")

        assert code == 0, shown
        assert "Added anna@nord.example" in shown
        assert "a good long one" not in shown

    def test_one_that_is_too_short_is_refused(self, data_dir: Path) -> None:
        code, shown = self.typed(data_dir, "short", "short")

        assert code == 1
        assert "needs at least 12" in " ".join(shown.split())


class TestChanging:
    def test_a_new_password_is_made(self, office: Terminal) -> None:
        first = office("user", "set-password", "anna@nord.example", "--make-password").out
        second = office("user", "set-password", "anna@nord.example", "--make-password").out

        assert first.startswith("The password of anna@nord.example is set. Sessions that ended: 0.\n")
        assert MADE.findall(first) != MADE.findall(second)

    @pytest.mark.parametrize("command", ["remove", "set-password"])
    def test_an_address_that_cannot_be_one_is_nobody_s(self, office: Terminal, command: str) -> None:
        assert "There is no user" in office("user", command, "\udcff@b.example").sentence

    def test_a_second_role_leaves_the_password_and_says_so(self, office: Terminal) -> None:
        add(office, "v@nord.example", "viewer", "--org", "Atelier Nord")

        again = office(
            "user", "add", "v@nord.example", "--role", "approver", "--org", "Atelier Nord", "--make-password"
        )

        assert "stays as it was" in again.err
        assert "shown this once" not in again.out

    def test_for_nobody_none_is_asked(self, office: Terminal) -> None:
        assert "no user x@y.example" in office("user", "set-password", "x@y.example").sentence

    def test_a_role_is_taken_and_the_user_stays(self, office: Terminal) -> None:
        add(office, "v@nord.example", "viewer", "--org", "Atelier Nord")

        taken = office("user", "remove", "v@nord.example", "--org", "Atelier Nord")
        again = office("user", "remove", "v@nord.example", "--org", "Atelier Nord")

        assert taken.out == "v@nord.example has no role in «Atelier Nord» any more.\n"
        assert "has no role in «Atelier Nord»" in again.sentence
        assert roles(office)["v@nord.example"] == []

    def test_a_user_is_removed(self, office: Terminal) -> None:
        add(office, "v@nord.example", "viewer", "--org", "Atelier Nord")

        assert office("user", "remove", "v@nord.example").out == "Removed v@nord.example.\n"
        assert list(roles(office)) == ["anna@nord.example"]

    def test_the_last_owner_is_not(self, office: Terminal) -> None:
        assert "is the last owner" in office("user", "remove", "anna@nord.example").sentence


class TestListing:
    def test_each_stands_with_his_roles(self, office: Terminal) -> None:
        add(office, "v@nord.example", "viewer", "--org", "Atelier Nord")
        office("user", "remove", "v@nord.example", "--org", "Atelier Nord")
        add(office, "w@nord.example", "viewer", "--org", "Atelier Nord")

        told = office("user", "list").out

        assert re.search(r"anna@nord\.example\s+│ owner of the installation", told)
        assert re.search(r"v@nord\.example\s+│ none", told)
        assert re.search(r"w@nord\.example\s+│ viewer of Atelier Nord", told)

    def test_nobody_yet(self, relance: Terminal) -> None:
        assert "relance user add EMAIL --role owner" in relance("user", "list").err
