"""The values of a mailbox."""

from connector.core.mailbox import MailboxAccess, Security


def test_a_password_is_never_shown() -> None:
    access = MailboxAccess("mail.example", 993, Security.TLS, "anna", "gEh€im", "Rechnungen")

    assert "gEh€im" not in f"{access!r}{access}{[access]}"
    assert repr(access) == "MailboxAccess(anna at mail.example:993, tls, Rechnungen)"
