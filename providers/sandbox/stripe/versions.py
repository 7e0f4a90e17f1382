"""Which API versions the stand-in speaks. Before basil (2025-03-31) invoices had another shape."""

from .errors import ApiError

API_VERSION = "2026-10-28.endive"
BASIL = "2025-03-31"
VERSIONS = (
    "2022-11-15",
    "2023-10-16",
    "2024-04-10",
    "2024-06-20",
    "2024-12-18.acacia",
    "2025-02-24.acacia",
    "2025-03-31.basil",
    "2025-05-28.basil",
    "2025-09-30.clover",
    "2026-03-25.dahlia",
    API_VERSION,
)


def checked(version: str) -> str:
    """The version, if it is spoken here. ApiError otherwise."""
    if version not in VERSIONS:
        known = ", ".join(VERSIONS)
        raise ApiError(400, f"Invalid Stripe API version: {version}; this sandbox speaks {known}.")
    return version


def is_old(version: str) -> bool:
    """With `subscription`, `payment_intent` and `charge` on the invoice itself."""
    return version[:10] < BASIL
