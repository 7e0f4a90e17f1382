"""Made-up values that the store is given in its tests."""

from hashlib import sha256
from uuid import uuid4

from connector.core.consents import BegunConsent
from connector.core.handed import FileKind, HandedFile
from connector.core.texts import TextKind, TextVersion
from connector.core.tokens import Permit, Token
from tests.store.desk import NOON


def their_file(customer_id: str, invoice_id: str) -> HandedFile:
    return HandedFile("f-theirs", customer_id, invoice_id, FileKind.PDF, 5, "0" * 64, NOON)


def begun(consent_id: str) -> BegunConsent:
    return BegunConsent(consent_id, "acme", "anna", "session")


def text_version(number: int = 1) -> TextVersion:
    return TextVersion(str(uuid4()), TextKind.POLICY, "firm", number, {}, "them", NOON)


def state_of(organisation_id: str, consent_id: str) -> str:
    """Made up: what stands for the hash of a state."""
    return sha256(f"{organisation_id} {consent_id}".encode()).hexdigest()


def a_token(organisation_id: str) -> Token:
    """Its id is the organisation's, as is the hash of what it shows."""
    allowed = frozenset({Permit.READ})
    return Token(organisation_id, "Machine", "relance_abcdefgh", organisation_id, allowed, "them", NOON)
