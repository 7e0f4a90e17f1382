"""Encryption and signing in, against real servers on loopback."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from connector.channels.catcher import Catcher
from connector.channels.server import SmtpServer, parse_smtp_url
from connector.channels.smtp import SmtpChannel
from connector.core.history import State
from tests.channels.conftest import Certificate
from tests.channels.made import a_message
from tests.channels.raw_server import RawServer

USER = "anna@nord.example"
PASSWORD = "p/ä?ß#@:w"
IN_URL = "anna%40nord.example:p%2F%C3%A4%3F%C3%9F%23%40%3Aw"


def signed_in(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, said: LoginPassword
) -> AuthResult:
    expected = (USER.encode(), PASSWORD.encode())
    return AuthResult(success=(said.login, said.password) == expected, handled=False)


@pytest.fixture
def with_starttls(certificate: Certificate) -> Iterator[Catcher]:
    options: dict[str, Any] = {"tls_context": certificate.server, "require_starttls": True}
    with Catcher(**options, auth_required=True, authenticator=signed_in) as listening:
        yield listening


def url_of(catcher: Catcher, credentials: str = IN_URL, query: str = "starttls=required") -> str:
    return f"smtp://{credentials}@127.0.0.1:{catcher.port}?{query}"


def deliver(server: SmtpServer | str, certificate: Certificate) -> tuple[State, str]:
    with SmtpChannel(server, ca_file=certificate.ca_file) as channel:
        outcome = channel.deliver(a_message())
    return outcome.state, outcome.reason


def test_starttls_then_signing_in_then_the_message(with_starttls: Catcher, certificate: Certificate) -> None:
    assert deliver(url_of(with_starttls), certificate) == (State.SENT, "sent")
    assert with_starttls.count == 1


def test_tls_from_the_start(certificate: Certificate) -> None:
    with Catcher(implicit_tls=certificate.server) as catcher:
        assert deliver(f"smtps://127.0.0.1:{catcher.port}", certificate) == (State.SENT, "sent")
        assert catcher.count == 1


def test_a_server_that_knows_login_only(certificate: Certificate) -> None:
    options: dict[str, Any] = {"tls_context": certificate.server, "auth_exclude_mechanism": ["PLAIN"]}
    with Catcher(**options, auth_required=True, authenticator=signed_in) as catcher:
        assert deliver(url_of(catcher), certificate) == (State.SENT, "sent")


def test_a_server_whose_ways_of_signing_in_are_unknown(certificate: Certificate) -> None:
    options: dict[str, Any] = {"auth_exclude_mechanism": ["PLAIN", "LOGIN"]}
    with Catcher(**options, tls_context=certificate.server, authenticator=signed_in) as catcher:
        assert deliver(url_of(catcher), certificate) == (State.RETRY, "smtp_auth")


def test_a_wrong_password_sends_nothing_and_waits_for_other_settings(
    with_starttls: Catcher, certificate: Certificate
) -> None:
    with SmtpChannel(url_of(with_starttls, "anna:wrong"), ca_file=certificate.ca_file) as channel:
        outcome = channel.deliver(a_message())

    assert (outcome.state, outcome.reason) == (State.RETRY, "smtp_auth")
    assert [answer.code for answer in outcome.answers] == [535]
    assert with_starttls.count == 0


def test_without_a_user_nobody_signs_in() -> None:
    with RawServer(EHLO="250-raw\r\n250 AUTH PLAIN LOGIN") as server, SmtpChannel(server.url) as channel:
        channel.deliver(a_message())

    assert "AUTH" not in server.verbs


@pytest.mark.parametrize("query", ["starttls=required", "starttls=offered", ""])
def test_a_certificate_nobody_vouches_for_is_refused(with_starttls: Catcher, query: str) -> None:
    with SmtpChannel(url_of(with_starttls, query=query)) as channel:
        outcome = channel.deliver(a_message())

    assert (outcome.state, outcome.reason) == (State.RETRY, "tls")
    assert with_starttls.count == 0


def test_a_certificate_for_another_name_is_refused(with_starttls: Catcher, certificate: Certificate) -> None:
    server = replace(parse_smtp_url(url_of(with_starttls)), host="localhost")

    assert deliver(server, certificate) == (State.RETRY, "tls")


def test_implicit_tls_to_a_server_that_speaks_plainly(catcher: Catcher, certificate: Certificate) -> None:
    assert deliver(f"smtps://127.0.0.1:{catcher.port}", certificate) == (State.RETRY, "tls")


def test_starttls_is_required_and_not_offered(catcher: Catcher, certificate: Certificate) -> None:
    assert deliver(f"{catcher.url}?starttls=required", certificate) == (State.RETRY, "tls")
    assert catcher.count == 0


def test_starttls_is_offered_and_then_refused(certificate: Certificate) -> None:
    with RawServer(EHLO="250-raw\r\n250 STARTTLS", STARTTLS="454 4.7.0 Not now") as server:
        assert deliver(server.url, certificate) == (State.RETRY, "tls")


def test_on_loopback_mail_may_go_in_clear_where_no_starttls_is_offered(
    catcher: Catcher, certificate: Certificate
) -> None:
    assert deliver(catcher.url, certificate) == (State.SENT, "sent")


def test_beyond_loopback_a_password_waits_for_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SmtpServer, "is_loopback", property(lambda _: False))
    with RawServer(EHLO="250-raw\r\n250 AUTH PLAIN LOGIN") as server:
        url = server.url.replace("//", "//anna:secret@") + "?starttls=offered"
        with SmtpChannel(url) as channel:
            outcome = channel.deliver(a_message())

    assert (outcome.state, outcome.reason) == (State.RETRY, "tls")
    assert "AUTH" not in server.verbs


def test_the_systems_certificates_are_asked_where_none_are_given() -> None:
    channel = SmtpChannel("smtps://mail.example.com")

    context = channel._opener._context
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


class TestTheCheckOfTheOwner:
    def test_all_is_well(self, with_starttls: Catcher, certificate: Certificate) -> None:
        with SmtpChannel(url_of(with_starttls), ca_file=certificate.ca_file) as channel:
            assert channel.check() is None

    def test_a_wrong_password_is_said_and_not_shown(
        self, with_starttls: Catcher, certificate: Certificate
    ) -> None:
        with SmtpChannel(url_of(with_starttls, "anna:hush"), ca_file=certificate.ca_file) as channel:
            said = channel.check()

        assert said is not None
        assert "user name or password" in said
        assert "hush" not in said
