"""Passwords as argon2id hashes (RFC 9106); each hash names the cost it was made at."""

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
        self._nobody = self._hasher.hash("nobody signs in with this")

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
