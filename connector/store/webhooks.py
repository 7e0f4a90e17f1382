"""What webhooks told, once each: which accounts to read sooner than their turn."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, or_, select

from connector.core.webhooks import APP, WebhookEvent, with_gaps
from connector.store.schema import connections, webhook_events
from connector.store.scope import insert_into

Opening = Callable[[], AbstractContextManager[Connection]]

_EVENT = webhook_events.c


class SqlWebhookEvents:
    """The WebhookEvents port over the table `webhook_events`."""

    def __init__(self, reading: Opening, writing: Opening) -> None:
        self._reading = reading
        self._writing = writing

    def keep(self, provider: str, endpoint: str, told: Sequence[WebhookEvent], at: datetime) -> None:
        if not told:
            return
        at_this = (_EVENT.provider == provider) & (_EVENT.endpoint == endpoint)
        with self._writing() as connection:
            last = connection.execute(select(func.max(_EVENT.sequence)).where(at_this)).scalar()
            rows = [
                {
                    "provider": provider, "endpoint": endpoint, "key": event.id, "tenant": event.tenant,
                    "sequence": event.sequence, "received_at": at,
                }
                for event in with_gaps(told, last)
            ]  # fmt: skip
            connection.execute(
                insert_into(connection.dialect.name, webhook_events).on_conflict_do_nothing(), rows
            )

    def knows(self, provider: str, endpoint: str) -> bool:
        stands = (connections.c.provider == provider) & (connections.c.id == endpoint)
        with self._reading() as connection:
            mine = select(exists().where(stands, connections.c.ended_at.is_(None)))
            return bool(connection.execute(mine).scalar())

    def forget(self, before: datetime) -> None:
        with self._writing() as connection:
            connection.execute(delete(webhook_events).where(_EVENT.received_at < before))


def is_told() -> ColumnElement[bool]:
    """Whether something was told of a connection since its last reading began; not of one never read."""
    of_all = _EVENT.tenant.is_(None) & (_EVENT.endpoint == APP)
    return exists().where(
        _EVENT.provider == connections.c.provider,
        _EVENT.received_at >= connections.c.read_at,
        or_(
            _EVENT.tenant == connections.c.tenant,
            and_(_EVENT.tenant.is_(None), _EVENT.endpoint == connections.c.id),
            of_all,
        ),
    )
