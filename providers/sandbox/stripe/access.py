"""Who may do what: keys, a restricted key's permissions, connected accounts, and how often."""

import re
from dataclasses import dataclass, field

from .book import Book
from .call import Route
from .errors import ApiError
from .request import Request, short

_KEY = re.compile(r"(rk|sk)_test_[A-Za-z0-9_]+")


@dataclass
class Access:
    """By key: permissions such as "customer_read" that it has not (`denied`), or all that it has (`allowed`);
    accounts it may name in `Stripe-Account`. `a_second` is the most requests of one account in one second
    of the sandbox's clock; None for no end.
    """

    denied: dict[str, set[str]] = field(default_factory=dict)
    allowed: dict[str, set[str]] = field(default_factory=dict)
    accounts: dict[str, set[str]] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    a_second: int | None = None
    _counted: dict[str, tuple[int, int]] = field(default_factory=dict)

    def key(self, request: Request) -> str:
        key = request.key()
        if not key:
            raise ApiError(401, "You did not provide an API key: Authorization: Bearer YOUR_KEY.")
        if not _KEY.fullmatch(key):
            raise ApiError(401, f"Invalid API Key provided: {short(key)}")
        if key in self.revoked:
            raise ApiError(401, f"Expired API Key provided: {short(key)}", code="api_key_expired")
        return key

    def check(self, key: str, book: Book, route: Route) -> None:
        needed = route.permission
        has_it = needed in self.allowed[key] if key in self.allowed else True
        if has_it and needed not in self.denied.get(key, set()):
            return
        raise ApiError(
            403,
            f"The provided key '{short(key)}' does not have the required permissions for this endpoint on "
            f"account '{book.account}'. The 'rak_{needed}' permission would allow this request.",
        )

    def connected(self, key: str, account: str, book: Book | None) -> Book:
        """The book of an account that this key may act for."""
        if book is None or account not in self.accounts.get(key, set()):
            raise ApiError(
                403,
                f"The provided key '{short(key)}' does not have access to account '{account}' (or that "
                "account does not exist). Application access may have been revoked.",
                code="account_invalid",
            )
        return book

    def check_rate(self, book: Book) -> None:
        if self.a_second is None:
            return
        second, count = self._counted.get(book.account, (0, 0))
        count = count + 1 if second == book.now() else 1
        self._counted[book.account] = (book.now(), count)
        if count > self.a_second:
            message = "Request rate limit exceeded. Wait a little and try again."
            raise ApiError(
                429, message, code="rate_limit", headers={"Stripe-Rate-Limited-Reason": "global-rate"}
            )
