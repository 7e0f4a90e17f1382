"""The deciding rules told a second time, slowly and apart; nothing of connector is imported."""

from tests.oracle.replay import replay
from tests.oracle.rules import decide_all

__all__ = ["decide_all", "replay"]
