"""Passwords as argon2id hashes (RFC 9106); each hash names the cost it was made at."""

from base64 import b64encode
from secrets import token_bytes
from threading import BoundedSemaphore

from argon2 import Parameters, PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

#: Each hashing takes 64 MiB: so many at once, whatever the number of requests.
AT_ONCE = 4


class Argon2Passwords:
    """The Passwords port. `cost` is another one in tests."""

    def __init__(self, cost: Parameters = RFC_9106_LOW_MEMORY) -> None:
        self._hasher = PasswordHasher.from_parameters(cost)
        self._gate = BoundedSemaphore(AT_ONCE)
        # What is compared for a user that is not there, so that the answer takes as long.
        self._nobody = _of_nobody(cost)

    def hashed(self, password: str) -> str:
        with self._gate:
            return self._hasher.hash(password)

    def matches(self, password: str, stored: str | None) -> bool:
        """With None it takes as long and is False."""
        try:
            with self._gate:
                self._hasher.verify(stored or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def is_stale(self, stored: str) -> bool:
        return self._hasher.check_needs_rehash(stored)


def _of_nobody(cost: Parameters) -> str:
    """A hash of that cost which was made of no password: comparing with it is work, making it is none."""
    sizes = (cost.salt_len, cost.hash_len)
    salt, digest = (b64encode(token_bytes(size)).decode().rstrip("=") for size in sizes)
    settings = f"m={cost.memory_cost},t={cost.time_cost},p={cost.parallelism}"
    return f"$argon2id$v={cost.version}${settings}${salt}${digest}"
