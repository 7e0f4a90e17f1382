"""Mail addresses: how they go on the wire, and the sender as the owner writes him."""

import re
from dataclasses import dataclass
from email.utils import getaddresses, parseaddr
from functools import lru_cache

from connector.core.errors import Refused

# Looser than the standard before the @: some networks give out local parts with a last dot.
_PLAIN = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@(?=.{1,253}\Z)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*"
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A person's name (may be empty) and address."""

    name: str
    address: str


@lru_cache(maxsize=4096)
def on_the_wire(address: str) -> str | None:
    """The address with its domain in ASCII (IDNA 2008); None where it is no address at all.

    What stands before the @ may still need SMTPUTF8.
    """
    if _PLAIN.fullmatch(address):
        return address
    from email_validator import EmailNotValidError, validate_email  # few addresses come so far

    try:
        read = validate_email(
            address, check_deliverability=False, globally_deliverable=False, allow_quoted_local=True
        )
    except EmailNotValidError:
        return None
    return f"{read.local_part}@{read.ascii_domain}"


def parse_sender(text: str) -> Mailbox:
    """`Anna Martin, Atelier Nord <anna@nord.example>` or the address alone. Raises Refused."""
    name, address = _split(text.strip())
    if "\r" in text or "\n" in text or not is_whole(address):
        is_undotted = on_the_wire(address) is not None
        why = "has no dot after its @, so nobody can answer it" if is_undotted else "is not an address"
        raise Refused(
            f"The sender {text.strip()[:100]!r} {why}. Write RELANCE_SMTP_FROM like: "
            "Anna Martin <anna@your-company.example>; on this machine alone, anna@localhost does."
        )
    return Mailbox(name, address)


def is_whole(address: str) -> bool:
    """Whether it is one address that others can answer: with a dot in its domain, or of this machine."""
    domain = (on_the_wire(address) or "").rpartition("@")[2]
    return "." in domain or domain == "localhost"


def _split(text: str) -> tuple[str, str]:
    # parseaddr takes a comma for the end of the first address: an owner does not quote, and mistypes a dot.
    if (found := re.fullmatch(r'([^"<>]*)<([^<>]*)>', text)) is not None:
        return found[1].strip(), found[2].strip()
    if not text.startswith('"'):
        return "", text
    found_all = getaddresses([text])
    return found_all[0] if len(found_all) == 1 else ("", text)


def sender_text(text: str) -> str:
    """A sender as it is kept, with or without a name: one with a comma in quotes. Raises Refused."""
    try:
        named = parse_sender(text)
    except Refused:
        advice = "write it like anna@your-company.example, or Anna Martin <anna@your-company.example>"
        raise Refused(f"«{text}» is not a sender: {advice}.") from None
    is_plain = parseaddr(text)[1] == named.address or not named.name
    return text.strip() if is_plain else f'"{named.name}" <{named.address}>'


def bare_address(text: str) -> str:
    """A mail address without a name. Raises Refused for anything else."""
    address = text.strip()
    if not is_whole(address):
        raise Refused(f"«{text}» is not a mail address: write it like anna@your-company.example.")
    return address
