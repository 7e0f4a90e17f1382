"""Certificates, STARTTLS and passwords: nothing secret leaves in clear, and none is part of what is told."""

import base64
import logging
import socket
from pathlib import Path

import pytest

from connector.core.errors import AuthExpired, ProviderError, Rejected, Unavailable
from connector.core.mailbox import MailboxAccess, Security
from connector.core.told import Told
from connector.inbox.imap import ImapMailReader
from tests.certificates import Certificate, certified
from tests.inbox.raw_imap import IN, RawImap

PASSWORD = "gEh€im"
IN_BASE64 = base64.b64encode(f"\0anna\0{PASSWORD}".encode()).decode()
WITH_STARTTLS = IN.replace("AUTH=PLAIN", "STARTTLS LOGINDISABLED")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certified(tmp_path_factory.mktemp("certificate"))


def starttls(certificate: Certificate | None = None, **script: str) -> RawImap:
    secured = certificate.server if certificate else None
    server = RawImap(secured=secured, CAPABILITY=WITH_STARTTLS, STARTTLS="{tag} OK go\r\n")
    server.script.update(script)
    return server


def told(access: MailboxAccess, kind: type[ProviderError], ca_file: Path | None = None) -> Told:
    """The sentence in which looking ends."""
    with pytest.raises(kind) as caught:
        ImapMailReader(ca_file=ca_file).check(access)
    assert type(caught.value) is kind
    sentence = caught.value.args[0]
    assert isinstance(sentence, Told)
    return sentence


def in_clear(server: RawImap) -> bool:
    return any(PASSWORD in x or IN_BASE64 in x for x in server.heard)


class TestCertificates:
    @pytest.mark.parametrize(
        ("address", "days", "english", "french"),
        [
            ("127.0.0.2", 1, "it was made for another name", "il a été établi pour un autre nom"),
            ("127.0.0.1", -1, "it has ended", "il a expiré"),
        ],
    )
    def test_one_that_is_not_valid_is_told_with_its_reason(
        self, tmp_path: Path, address: str, days: int, english: str, french: str
    ) -> None:
        bad = certified(tmp_path, address, days)
        with RawImap(secured=bad.server) as server:
            sentence = told(server.access(Security.TLS), Unavailable, bad.ca_file)

        assert sentence.code == "untrusted"
        assert english in sentence and french in sentence.others["fr"]
        assert server.heard == []

    @pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
    def test_one_of_nobody_who_is_trusted_gets_no_password(
        self, certificate: Certificate, security: Security
    ) -> None:
        is_tls = security is Security.TLS
        with RawImap(secured=certificate.server) if is_tls else starttls(certificate) as server:
            sentence = told(server.access(security), Unavailable)

        assert "signed by itself" in sentence
        assert not in_clear(server) and not any("AUTHENTICATE" in x for x in server.heard)

    def test_a_server_without_tls_is_told(self) -> None:
        with RawImap() as server:
            assert told(server.access(Security.TLS), Unavailable).code == "no_tls"


class TestStarttls:
    def test_all_that_follows_is_protected(self, certificate: Certificate) -> None:
        server = starttls(certificate)

        def upgraded(line: socket.socket, tag: str) -> None:
            server.script["CAPABILITY"] = IN
            line.sendall(f"{tag} OK go\r\n".encode())

        server.script["STARTTLS"] = upgraded
        with server:
            found = ImapMailReader(ca_file=certificate.ca_file).check(server.access(Security.STARTTLS))

        assert found == 3

    def test_where_it_is_not_offered_nothing_is_sent(self) -> None:
        with RawImap() as server:
            assert told(server.access(Security.STARTTLS), Rejected).code == "no_starttls"

        assert not any("AUTHENTICATE" in x or "LOGIN" in x for x in server.heard)

    @pytest.mark.parametrize("answer", ["{tag} NO not now\r\n", "{tag} BAD what\r\n"])
    def test_where_it_is_refused_nothing_is_sent(self, answer: str) -> None:
        with starttls(STARTTLS=answer) as server:
            told(server.access(Security.STARTTLS), Unavailable)

        assert not any("AUTHENTICATE" in x or "LOGIN" in x for x in server.heard)

    def test_who_claims_to_know_us_already_does_not_get_round_it(self, certificate: Certificate) -> None:
        with starttls(certificate, greeting="* PREAUTH hello\r\n") as server:
            told(server.access(Security.STARTTLS), Unavailable, certificate.ca_file)

        assert not any("EXAMINE" in x for x in server.heard)

    def test_what_was_slipped_in_before_it_is_not_believed(self, certificate: Certificate) -> None:
        slipped = "{tag} OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nX1 OK in\r\n"
        with starttls(certificate, STARTTLS=slipped) as server:
            sentence = told(server.access(Security.STARTTLS), Rejected, certificate.ca_file)

        assert sentence.code == "no_passwords"


class TestWithoutProtection:
    @pytest.mark.parametrize("host", ["mail.example", "192.0.2.1", "", "localhost.example"])
    def test_another_machine_is_not_even_called(self, host: str) -> None:
        sentence = told(MailboxAccess(host, 143, Security.NONE, "anna", PASSWORD), Rejected)

        assert sentence.code == "in_clear"


class TestAddresses:
    @pytest.mark.parametrize(
        "host", ["nobody.invalid", "", ".", "a..b", "x" * 70 + ".example", "a b", "\0", "é\ud800"]
    )
    def test_a_name_that_is_none_is_told(self, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
        real = socket.getaddrinfo

        def without_a_network(name: str, *rest: int) -> object:
            if name == "nobody.invalid":
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            return real(name, *rest)

        monkeypatch.setattr(socket, "getaddrinfo", without_a_network)
        assert told(MailboxAccess(host, 993, Security.TLS, "anna", PASSWORD), Unavailable).code == "not_found"

    def test_a_port_that_nobody_listens_on_is_told(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closing:
            port = closing.getsockname()[1]

        sentence = told(MailboxAccess("127.0.0.1", port, Security.TLS, "anna", PASSWORD), Unavailable)

        assert sentence.code == "refused"
        assert f"127.0.0.1:{port}" in sentence and f"127.0.0.1:{port}" in sentence.others["fr"]


class TestSecrets:
    @pytest.mark.parametrize(
        "said",
        [
            f"[AUTHENTICATIONFAILED] no anna with {PASSWORD} here",
            f"bad command {IN_BASE64}",
            f"bad {base64.b64encode(PASSWORD.encode()).decode()}",
        ],
    )
    @pytest.mark.parametrize("verdict", ["NO", "BAD"])
    def test_a_server_that_says_them_back_is_not_quoted(
        self, said: str, verdict: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        caplog.set_level(logging.DEBUG)
        with RawImap(secret=f"{{tag}} {verdict} {said}\r\n") as server:
            sentence = told(server.access(), AuthExpired if verdict == "NO" else Unavailable)

        shown = capfd.readouterr()
        everything = f"{sentence}{sentence.others}{sentence!r}{caplog.text}{shown.out}{shown.err}"
        assert not any(x in everything for x in (PASSWORD, IN_BASE64, said))

    def test_they_are_in_no_log(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        plain, login = RawImap(), RawImap(CAPABILITY=IN.replace(" AUTH=PLAIN", ""))
        for server in (plain, login):
            with server:
                ImapMailReader().check(server.access())

        assert IN_BASE64 in plain.heard and any(f'LOGIN "anna" "{PASSWORD}"' in x for x in login.heard)
        assert PASSWORD not in caplog.text and IN_BASE64 not in caplog.text
        assert "anna" not in caplog.text

    def test_what_is_told_is_one_short_line(self) -> None:
        with RawImap(secret="{tag} NO " + "\x1b[31m\t\x00" * 9 + "x" * 5000 + "\r\n") as server:
            sentence = told(server.access(), AuthExpired)

        assert len(sentence) < 500 and sentence.isprintable()
