"""Seals secrets: AES-GCM, bound to the place where they are stored, keys by purpose and id."""

import base64
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from connector.core.errors import Refused

MASTER_BYTES = 32
NONCE_BYTES = 12


class Vault:
    """Seals and opens secrets with the newest of `keys`, id -> 32 bytes, the newest last.

    A sealed text is `key id:nonce and ciphertext in base64`. What was sealed for one owner, row
    and column cannot be opened for another.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        """Raises Refused for a key of another length or an id with a colon."""
        if not keys:
            raise Refused("No secret key was given: set RELANCE_SECRET_KEY to 32 bytes in base64.")
        for key_id, master in keys.items():
            if len(master) != MASTER_BYTES or ":" in key_id:
                raise Refused("A secret key must be 32 bytes, written in base64 as 44 characters.")
        self._masters = dict(keys)
        self._newest = list(keys)[-1]
        self._sealing = {key_id: AESGCM(_derived(m, "sealing")) for key_id, m in keys.items()}

    def key(self, purpose: str) -> bytes:
        """32 bytes of the newest key for `purpose` (links, sessions), useless for any other."""
        return _derived(self._masters[self._newest], purpose)

    def seal(self, secret: str, owner: str, row_id: str, column: str) -> str:
        """A new random nonce each time: the same secret never looks the same twice."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._sealing[self._newest].encrypt(nonce, secret.encode(), _place(owner, row_id, column))
        return f"{self._newest}:{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, owner: str, row_id: str, column: str) -> str:
        """Raises Refused when it was sealed with a key not given here, or for another place."""
        key_id, _, body = sealed.partition(":")
        if key_id not in self._sealing:
            raise Refused(f"A stored secret was sealed with the key «{key_id}», which is not set here.")
        raw = base64.b64decode(body)
        try:
            plain = self._sealing[key_id].decrypt(
                raw[:NONCE_BYTES], raw[NONCE_BYTES:], _place(owner, row_id, column)
            )
        except InvalidTag:
            raise Refused(
                "A stored secret cannot be opened: the secret key is another one, or the row was changed. "
                "Set the key it was made with, or connect again."
            ) from None
        return plain.decode()

    def is_stale(self, sealed: str) -> bool:
        """Whether it should be sealed again with the newest key."""
        return sealed.partition(":")[0] != self._newest


def _derived(master: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), MASTER_BYTES, salt=None, info=f"relance {purpose}".encode()).derive(master)


def _place(owner: str, row_id: str, column: str) -> bytes:
    # Lengths in front: no two places can be spelled alike.
    return b"".join(len(part).to_bytes(4, "big") + part for part in map(str.encode, (owner, row_id, column)))
