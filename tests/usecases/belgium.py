"""A country about whose calendar one question is never answered: a fault about one customer."""

from datetime import date

from connector.core.calendar import BusinessDays
from connector.core.ports import Calendars


class Strange(BusinessDays):
    """The days of a country of which one question is never answered."""

    def __init__(self, question: str) -> None:
        super().__init__(())
        self._question = question

    def forward(self, day: date) -> date:
        self._ask("forward")
        return super().forward(day)

    def after(self, day: date, count: int) -> date:
        self._ask("after")
        return super().after(day, count)

    def _ask(self, question: str) -> None:
        if question == self._question:
            raise RuntimeError(f"nobody knows {question}")


class Belgium:
    """Calendars whose days of Belgium are strange."""

    def __init__(self, calendars: Calendars, question: str) -> None:
        self._calendars, self._question = calendars, question

    def business_days(self, country: str, region: str | None) -> BusinessDays:
        return Strange(self._question) if country == "BE" else self._calendars.business_days(country, region)

    def timezone(self, country: str, region: str | None) -> str | None:
        return self._calendars.timezone(country, region)

    def languages(self, country: str) -> tuple[str, ...]:
        return self._calendars.languages(country)
