"""Mails what the stand-ins say that they mail, to a mail server of this machine."""

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from typing import Final

HOST: Final = "127.0.0.1"
Mail = Callable[[str, str, str], None]


def post_office(port: int, name: str) -> Mail:
    """Takes (to, subject, text) to the server at `port`; `to` may hold several, parted by commas.

    It comes from `invoices@<name>.example`. Raises OSError where nobody listens.
    """

    def mail(to: str, subject: str, text: str) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = f"invoices@{name}.example", to, subject
        message.set_content(text)
        with smtplib.SMTP(HOST, port, timeout=10) as server:
            server.send_message(message)

    return mail
