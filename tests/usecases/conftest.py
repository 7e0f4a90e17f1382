"""The offices of the stories."""

from tests.scenarios.conftest import office, sqlite, store, story

__all__ = ["office", "sqlite", "store", "story"]
