"""What a customer reads, from a template and the facts of a reminder."""

from connector.core.daily import DailyFacts, DailyItem
from connector.render.renderer import JinjaRenderer

__all__ = ["DailyFacts", "DailyItem", "JinjaRenderer"]
