"""Settings: what the owner may write, what he is told when it is wrong, and what is never shown."""

import base64
import os
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from connector.channels.addresses import Mailbox
from connector.channels.server import Security, SmtpServer
from connector.core.errors import Refused
from connector.core.second_factor import Required
from connector.settings import SECRETS, Settings, is_public, read_settings

EXAMPLE = (Path(__file__).resolve().parents[1] / "config" / "settings.example.env").read_text(
    encoding="utf-8"
)
KEY = base64.b64encode(bytes(range(32))).decode()
SMTP = "smtp://anna:gehe%40im@mail.example.com:587"


def settings_of(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(f"RELANCE_{name}", value)
    return read_settings()


class TestWithNothingSet:
    def test_everything_has_a_safe_default(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
        monkeypatch.setenv("HOME", str(tmp_path))

        settings = read_settings()

        assert settings.data_dir == tmp_path / ".local/share/relance"
        assert settings.database == f"sqlite:///{tmp_path}/.local/share/relance/relance.sqlite"
        assert settings.base_url == "http://127.0.0.1:8000"
        assert (settings.smtp_server, settings.sender) == (None, None)
        assert (settings.policies_dir, settings.templates_dir) == (None, None)

    def test_data_follow_the_xdg_directory(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

        assert read_settings().data_dir == tmp_path / "relance"

    def test_a_relative_xdg_directory_does_not_count(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("XDG_DATA_HOME", "share")

        assert read_settings().data_dir == tmp_path / ".local/share/relance"

    def test_reading_makes_nothing(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        settings_of(monkeypatch, DATA_DIR=str(tmp_path / "data"))

        assert list(tmp_path.iterdir()) == []


class TestWhatIsSet:
    def test_is_read(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        settings = settings_of(
            monkeypatch,
            DATA_DIR="~/relance",
            DATABASE_URL="postgresql://relance:geheim@db.example/relance",
            SECRET_KEY=KEY,
            BASE_URL="https://relance.example.com/",
            SMTP_URL=SMTP,
            SMTP_FROM="Anna Martin, Atelier Nord <anna@example.com>",
            POLICIES_DIR=str(tmp_path),
            TEMPLATES_DIR=str(tmp_path),
            SECOND_FACTOR=" owners",
            WEBHOOKS_INTERNAL="Yes",
        )

        assert settings.data_dir == Path.home() / "relance"
        assert settings.database == "postgresql://relance:geheim@db.example/relance"
        assert settings.master_key() == bytes(range(32))
        assert settings.base_url == "https://relance.example.com"
        assert settings.smtp_server == SmtpServer(
            "mail.example.com", 587, Security.REQUIRED, "anna", "gehe@im"
        )
        assert settings.sender == Mailbox("Anna Martin, Atelier Nord", "anna@example.com")
        assert (settings.policies_dir, settings.templates_dir) == (tmp_path, tmp_path)
        assert settings.second_factor is Required.OWNERS
        assert settings.webhooks_internal

    def test_counts_as_unset_where_it_is_empty(self, monkeypatch: pytest.MonkeyPatch) -> None:
        empty = dict.fromkeys(("SMTP_URL", "SMTP_FROM", "BASE_URL", "POLICIES_DIR", "SMTP_URL_FILE"), "")

        settings = settings_of(monkeypatch, **empty)

        assert settings.base_url == "http://127.0.0.1:8000"
        assert (settings.smtp_server, settings.sender, settings.policies_dir) == (None, None, None)

    def test_makes_a_relative_directory_absolute(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert settings_of(monkeypatch, DATA_DIR="here").data_dir == Path.cwd() / "here"

    def test_does_not_change(self, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = read_settings()

        with pytest.raises(FrozenInstanceError):
            settings.base_url = "http://elsewhere.example"  # type: ignore[misc]

    @pytest.mark.parametrize(
        "address",
        ["http://localhost:9000", "http://[::1]:8000", "http://127.0.0.9", "https://relance.example"],
    )
    def test_takes_addresses_nobody_can_listen_to(
        self, monkeypatch: pytest.MonkeyPatch, address: str
    ) -> None:
        assert settings_of(monkeypatch, BASE_URL=address).base_url == address

    @pytest.mark.parametrize(
        ("written", "taken"),
        [
            ("https://Relance.Example", "https://relance.example"),
            ("https://relance.example:443/", "https://relance.example"),
            ("https://relance.example:8443", "https://relance.example:8443"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("http://LOCALHOST:80", "http://localhost"),
        ],
    )
    def test_takes_an_address_as_browsers_say_it(
        self, monkeypatch: pytest.MonkeyPatch, written: str, taken: str
    ) -> None:
        assert settings_of(monkeypatch, BASE_URL=written).base_url == taken

    @pytest.mark.parametrize(
        ("name", "value", "said"),
        [
            ("BASE_URL", f"https://{'a' * 64}.example", "RELANCE_BASE_URL has no name of a host"),
            ("BASE_URL", "http://relance.example.com", "plain http beyond this machine, which anybody"),
            ("BASE_URL", "http://0.0.0.0:8000", "plain http beyond this machine"),
            ("BASE_URL", "relance.example.com", "RELANCE_BASE_URL is no address of a page: write it like"),
            ("BASE_URL", "ftp://relance.example.com", "RELANCE_BASE_URL is no address of a page"),
            ("BASE_URL", "https://", "RELANCE_BASE_URL is no address of a page"),
            ("BASE_URL", "https://a.example/relance", "RELANCE_BASE_URL takes a host and a port alone"),
            ("BASE_URL", "https://a.example?x", "RELANCE_BASE_URL takes a host and a port alone"),
            ("BASE_URL", "https://u:p@a.example", "RELANCE_BASE_URL takes a host and a port alone"),
            ("BASE_URL", "https://a.example:99999", "RELANCE_BASE_URL cannot be read: write it like"),
            ("BASE_URL", "https://[::1", "RELANCE_BASE_URL cannot be read: write it like"),
            ("SECRET_KEY", "geheim", "RELANCE_SECRET_KEY is not a secret key: write 32 bytes in base64"),
            ("SECRET_KEY", "é" * 44, "RELANCE_SECRET_KEY is not a secret key"),
            ("SECRET_KEY", base64.b64encode(bytes(31)).decode(), "RELANCE_SECRET_KEY is not a secret key"),
            ("SECRET_KEY", KEY[:-1], "RELANCE_SECRET_KEY is not a secret key"),
            ("SMTP_URL", "mail.example.com", "must begin with smtp:// or smtps://"),
            ("SMTP_URL", "smtp://u:geheim@mail.example.com?starttls=never", "in clear"),
            ("SMTP_URL", "smtp://u:geheim@mail.example.com?starttls=maybe", "required, offered or never"),
            ("SMTP_FROM", "Anna", "Write RELANCE_SMTP_FROM like: Anna Martin <anna@your-company.example>"),
            ("POLICIES_DIR", "/nowhere/at/all", "POLICIES_DIR names /nowhere/at/all, which is no folder"),
            ("LATE_PAYMENT_FILE", "/nowhere/rates.yaml", "names /nowhere/rates.yaml, which is no file"),
            ("SECOND_FACTOR", "yes", "RELANCE_SECOND_FACTOR says «yes»: write owners, everybody or nobody."),
            ("WEBHOOKS_INTERNAL", "perhaps", "RELANCE_WEBHOOKS_INTERNAL is «perhaps»: write yes or no"),
            ("TEMPLATES_DIR", "/nowhere/at/all", "RELANCE_TEMPLATES_DIR names /nowhere/at/all, which is no"),
            ("DATA_DIR", "~nobody-of-this-name/x", "RELANCE_DATA_DIR needs a home directory, and"),
        ],
    )  # fmt: skip
    def test_is_refused_with_what_to_write_where_it_is_wrong(
        self, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
    ) -> None:
        with pytest.raises(Refused) as refused:
            settings_of(monkeypatch, **{name: value})

        assert said in str(refused.value)
        assert "geheim" not in str(refused.value)


class TestASecret:
    def test_comes_from_the_file_its_twin_names(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        for name, text in (("key", KEY), ("smtp", SMTP), ("database", "postgresql://h/relance")):
            (tmp_path / name).write_text(f"{text}\n", encoding="utf-8")

        settings = settings_of(
            monkeypatch,
            SECRET_KEY_FILE=str(tmp_path / "key"),
            SMTP_URL_FILE=str(tmp_path / "smtp"),
            DATABASE_URL_FILE=str(tmp_path / "database"),
        )

        assert settings.master_key() == bytes(range(32))
        assert settings.smtp_server is not None
        assert settings.smtp_server.password == "gehe@im"
        assert settings.database == "postgresql://h/relance"

    def test_set_twice_is_refused(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        with pytest.raises(
            Refused, match="RELANCE_SMTP_URL and RELANCE_SMTP_URL_FILE are both set: keep one"
        ):
            settings_of(monkeypatch, SMTP_URL=SMTP, SMTP_URL_FILE=str(tmp_path / "smtp"))

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (None, "cannot be read: No such file or directory."),
            (b" \n", "which is empty: write the secret into it."),
            (b"\xff\xfe", "which is not text: write the secret alone into it."),
        ],
    )
    def test_whose_file_is_wrong_is_refused_by_its_name(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: bytes | None, said: str
    ) -> None:
        path = tmp_path / "secret"
        if text is not None:
            path.write_bytes(text)

        with pytest.raises(Refused) as refused:
            settings_of(monkeypatch, SECRET_KEY_FILE=str(path))

        assert str(refused.value).startswith(f"RELANCE_SECRET_KEY_FILE names {path}, ")
        assert said in str(refused.value)

    def test_is_never_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = settings_of(
            monkeypatch, SECRET_KEY=KEY, SMTP_URL=SMTP, DATABASE_URL="postgresql://u:geheim@h/d",
            ACME_API_KEY="rk_live_geheim",
        )  # fmt: skip

        shown = f"{settings!r} {settings} {settings.smtp_server!r} {settings.provider_settings('acme')!r}"

        assert not re.search(r"geheim|gehe.*im|rk_live", shown)
        assert KEY not in shown
        assert {name for name in SECRETS if name in repr(settings)} == set()


class TestTheMasterKey:
    def test_is_made_once_for_this_user_alone(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        settings = settings_of(monkeypatch, DATA_DIR=str(tmp_path / "a" / "data"))

        first = settings.master_key()

        made = tmp_path / "a" / "data" / "secret_key"
        assert len(first) == 32
        assert stat.S_IMODE(made.stat().st_mode) == 0o600
        assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
        assert len(made.read_text(encoding="ascii").strip()) == 44
        assert read_settings().master_key() == first
        assert [path.name for path in made.parent.iterdir()] == ["secret_key"]

    def test_differs_between_installations(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        one, other = (
            settings_of(monkeypatch, DATA_DIR=str(tmp_path / name)).master_key() for name in ("one", "other")
        )

        assert one != other

    def test_is_one_for_all_who_start_at_the_same_moment(
        self, monkeypatch: pytest.MonkeyPatch, data_dir: Path
    ) -> None:
        settings = settings_of(monkeypatch, DATA_DIR=str(data_dir))
        monkeypatch.setattr(Path, "exists", lambda _: False)

        with ThreadPoolExecutor(8) as starters:
            keys = set(starters.map(lambda _: settings.master_key(), range(16)))

        assert len(keys) == 1
        assert [path.name for path in data_dir.iterdir()] == ["secret_key"]

    def test_that_is_spoilt_is_refused_and_never_replaced(
        self, monkeypatch: pytest.MonkeyPatch, data_dir: Path
    ) -> None:
        spoilt = data_dir / "secret_key"
        spoilt.write_text("geheim", encoding="ascii")

        with pytest.raises(Refused, match=r"The file .*secret_key is not a secret key: write 32 bytes"):
            settings_of(monkeypatch, DATA_DIR=str(data_dir)).master_key()

        assert spoilt.read_text(encoding="ascii") == "geheim"

    def test_that_cannot_be_read_is_refused(self, monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
        (data_dir / "secret_key").mkdir()

        with pytest.raises(Refused, match=r"cannot be read or made .*: look at its permissions, or set"):
            settings_of(monkeypatch, DATA_DIR=str(data_dir)).master_key()

    def test_leaves_nothing_behind_when_the_disk_is_full(
        self, monkeypatch: pytest.MonkeyPatch, data_dir: Path
    ) -> None:
        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)

        with pytest.raises(Refused, match="No space left on device"):
            settings_of(monkeypatch, DATA_DIR=str(data_dir)).master_key()
        assert list(data_dir.iterdir()) == []

    def test_needs_a_data_directory_that_can_be_made(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "file").touch()

        with pytest.raises(Refused, match=r"cannot be made .*: set RELANCE_DATA_DIR to a folder"):
            settings_of(monkeypatch, DATA_DIR=str(tmp_path / "file" / "data")).make_data_dir()


class TestProviderSettings:
    def test_are_all_that_begin_with_its_name(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        secret = tmp_path / "secret"
        secret.write_text("whsec\n", encoding="utf-8")

        settings = settings_of(
            monkeypatch,
            ACME_API_KEY="rk",
            ACME_API_URL="http://127.0.0.1:9000/acme",
            ACME_TOKEN_URL="",
            ACME_WEBHOOK_SECRET_FILE=str(secret),
            ACMETWO_API_KEY="other",
        )

        found = settings.provider_settings("acme")
        assert dict(found) == {
            "api_key": "rk", "api_url": "http://127.0.0.1:9000/acme", "webhook_secret": "whsec"
        }  # fmt: skip
        assert found["API_KEY"] == "rk"
        assert len(found) == 3
        assert "token_url" not in found

    def test_are_read_by_a_name_with_hyphen_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = settings_of(monkeypatch, BIG_BOOKS_API_KEY="k")

        assert dict(settings.provider_settings("big-books")) == {"api_key": "k"}
        assert dict(settings.provider_settings("none")) == {}

    def test_set_twice_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = settings_of(monkeypatch, ACME_API_KEY="rk", ACME_API_KEY_FILE="/run/secrets/acme")

        with pytest.raises(Refused, match="RELANCE_ACME_API_KEY and RELANCE_ACME_API_KEY_FILE are both set"):
            settings.provider_settings("acme")


class TestTheExample:
    LINES = re.findall(r"^#(RELANCE_\w+)=\"(.*)\"$", EXAMPLE, re.MULTILINE)

    def test_names_every_setting(self) -> None:
        own = {f"RELANCE_{name.upper()}" for name in Settings.__dataclass_fields__ if name != "variables"}

        named = {name for name, _ in self.LINES}
        assert own <= named
        of_providers = (
            r"RELANCE_[A-Z]+_(API_KEY|CLIENT_ID|CLIENT_SECRET|WEBHOOK_SECRET|SCOPES|NOTES|[A-Z]+_URL)"
        )
        assert all(re.fullmatch(of_providers, name) for name in named - own)

    def test_explains_each_in_one_line_above_it(self) -> None:
        lines = EXAMPLE.splitlines()

        for name, _ in self.LINES:
            at = next(n for n, line in enumerate(lines) if line.startswith(f"#{name}="))
            assert re.fullmatch(r"# .{20,}\.", lines[at - 1])
            assert lines[at - 2] == ""

    def test_marks_the_secrets_that_have_a_twin(self) -> None:
        marked = re.findall(r"^# \(secret\) .*\n#RELANCE_(\w+)=", EXAMPLE, re.MULTILINE)

        ours = {
            name.lower()
            for name in marked
            if name.startswith("OIDC_") or not name.endswith(("API_KEY", "CLIENT_SECRET", "WEBHOOK_SECRET"))
        }
        assert ours == set(SECRETS)

    def test_gives_values_that_are_taken(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        there = {f"RELANCE_{x}_DIR": str(tmp_path) for x in ("POLICIES", "TEMPLATES")}
        there["RELANCE_LATE_PAYMENT_FILE"] = __file__
        for name, value in self.LINES:
            monkeypatch.setenv(name, there.get(name, value))

        settings = read_settings()

        assert settings.smtp_server is not None
        assert settings.sender is not None


@pytest.mark.parametrize(
    ("url", "is_for_all"),
    [
        ("https://relance.example.com", True),
        ("https://relance.example.com:8443", True),
        ("https://RELANCE.example.com./", True),
        ("http://relance.example.com", False),
        ("http://127.0.0.1:8000", False),
        ("https://192.168.1.4", False),
        ("https://[::1]", False),
        ("https://relance", False),
        ("https://relance.local", False),
        ("https://books.office.lan", False),
        ("https://relance.internal", False),
        ("", False),
    ],
)
def test_links_are_sent_to_addresses_that_customers_can_open(url: str, is_for_all: bool) -> None:
    assert is_public(url) is is_for_all
