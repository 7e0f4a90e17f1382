"""The contracts of the store run on the same databases as its own tests."""

from tests.store.conftest import desk, hand, shared_url, store

__all__ = ["desk", "hand", "shared_url", "store"]
