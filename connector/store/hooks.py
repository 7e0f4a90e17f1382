"""Endpoints, what happened, and what each of them is still to be told, of one organisation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Select, bindparam, delete, exists, func, literal_column, or_, select, text, true

from connector.core.errors import Refused
from connector.core.happenings import envelope
from connector.core.hooks import Answer, Delivery, DeliveryState, Endpoint, Happening, Made
from connector.store.schema import organisations
from connector.store.schema_hooks import hook_deliveries, hook_endpoints, hook_events
from connector.store.scope import IDS, Row, Scope, columns_of, own, query
from connector.store.vault import Vault

_E, _V, _D = hook_endpoints.c, hook_events.c, hook_deliveries.c
_CHANGEABLE = frozenset({"kinds", "off_at", "why_off", "failing_since", "rest_until"})
_ENDPOINT = columns_of(Endpoint, hook_endpoints)
_ALL = query(hook_endpoints, *_ENDPOINT).order_by(_E.created_at, _E.id)
_ONE = _ALL.where(_E.id == bindparam("which"))
_SECRETS = query(hook_endpoints, _E.sealed_secret, _E.sealed_old_secret, _E.old_until).where(
    _E.id == bindparam("which")
)
_LISTENING = (
    query(hook_endpoints, _E.id, _E.kinds, organisations.c.name)
    .join(organisations, organisations.c.id == _E.organisation_id)
    .where(_E.off_at.is_(None))
    .order_by(_E.id)
)
#: Until the unit ends nobody removes those that are found.
_THERE = query(hook_endpoints, _E.id).where(_E.id.in_(IDS)).order_by(_E.id)
_THERE = _THERE.with_for_update(read=True, key_share=True)
_OF_EVENT = (_D.organisation_id == _V.organisation_id) & (_D.event_id == _V.id)
_DELIVERY = (
    query(
        hook_deliveries,
        *(_D.endpoint_id, _D.event_id, _D.number, _V.kind, _V.created_at, _V.body),
        *(_D.state, _D.attempts, _D.due_at, _D.tried_at, _D.said, _D.status, _D.words),
    )
    .join(hook_events, _OF_EVENT)
    .where(_D.endpoint_id == bindparam("endpoint"))
)
_ONE_DELIVERY = _DELIVERY.where(_D.event_id == bindparam("event"))
#: Written out, so that SQLite knows its index by it.
_WAITS, _IS_DEAD = (_D.state == literal_column(f"'{x}'") for x in (DeliveryState.WAITING, DeliveryState.DEAD))
_IS_DUE = _WAITS & (_D.due_at <= bindparam("at"))
_DUE = _DELIVERY.where(_IS_DUE).order_by(_D.number).limit(bindparam("most"))
_LOG = _DELIVERY.order_by(_D.number.desc()).limit(bindparam("most"))
_LOG_BEFORE = _LOG.where(_D.number < bindparam("before"))
_DUE_ENDPOINTS = (
    query(hook_endpoints, _E.id)
    .where(
        _E.off_at.is_(None),
        or_(_E.rest_until.is_(None), _E.rest_until <= bindparam("at")),
        exists().where(own(hook_deliveries), _D.endpoint_id == _E.id, _IS_DUE),
    )
    .order_by(_E.created_at, _E.id)
)
_DEAD = (
    query(hook_deliveries, _D.endpoint_id, func.count())
    .join(hook_events, _OF_EVENT & (_V.kind != Happening.TEST))
    .where(_IS_DEAD, _D.tried_at >= bindparam("at"))
    .group_by(_D.endpoint_id)
)
_FORGOTTEN = delete(hook_deliveries).where(
    own(hook_deliveries),
    _D.state != DeliveryState.WAITING,
    _D.event_id.in_(select(_V.id).where(own(hook_events), _V.created_at < bindparam("before"))),
)
_UNTOLD = delete(hook_events).where(
    own(hook_events),
    _V.created_at < bindparam("before"),
    _V.key.is_(None),
    ~exists().where(own(hook_deliveries), _D.event_id == _V.id),
)
_theirs = hook_deliveries.alias("theirs")
#: What was told to this one alone.
_ITS_OWN = delete(hook_events).where(
    own(hook_events),
    _V.key.is_(None),
    _V.id.in_(select(_D.event_id).where(own(hook_deliveries), _D.endpoint_id == bindparam("endpoint"))),
    ~exists().where(
        own(_theirs), _theirs.c.event_id == _V.id, _theirs.c.endpoint_id != bindparam("endpoint")
    ),
)


class SqlHooks:
    """The Hooks port over the tables `hook_endpoints`, `hook_events` and `hook_deliveries`."""

    def __init__(self, scope: Scope, vault: Vault | None) -> None:
        self._scope = scope
        self._vault = vault
        #: Who listens, asked once in a unit of work: ids with their kinds.
        self._listening: list[tuple[str, list[str]]] | None = None
        self._name = ""
        #: Those that cannot be removed until the unit ends.
        self._there: set[str] = set()

    # ------------------------------------------------------------ what happens

    def tell(self, kind: Happening, at: datetime, made: Made, key: str | None = None) -> None:
        told = self._still_there(self._who_hears(kind))
        if told:
            self._write(kind, at, made(), told, key)

    def hears(self, kind: Happening) -> bool:
        return bool(self._who_hears(kind))

    def tell_one(self, endpoint_id: str, at: datetime) -> str:
        self._who_hears(Happening.TEST)
        return self._write(Happening.TEST, at, {"endpoint": {"id": endpoint_id}}, [endpoint_id], None)

    def _still_there(self, told: list[str]) -> list[str]:
        """Without those that another unit has removed since they were read; SQLite has but one writer."""
        if self._scope.is_sqlite:
            return told
        if unsure := set(told) - self._there:
            self._there |= set(self._scope.ask(_THERE, ids=sorted(unsure)).scalars())
        return [x for x in told if x in self._there]

    def _who_hears(self, kind: Happening) -> list[str]:
        if self._listening is None:
            rows = self._scope.rows(_LISTENING)
            self._listening = [(endpoint_id, kinds) for endpoint_id, kinds, _ in rows]
            self._name = rows[0][2] if rows else ""
        return [x for x, kinds in self._listening if not kinds or kind.value in kinds]

    def _write(
        self, kind: Happening, at: datetime, data: Mapping[str, Any], told: list[str], key: str | None
    ) -> str:
        event_id = str(uuid4())
        body = envelope(event_id, kind, at, (self._scope.organisation_id, self._name), data)
        row: Row = {"id": event_id, "kind": kind, "created_at": at, "key": key, "body": body}
        fresh = self._scope.insert(hook_events).on_conflict_do_nothing(
            index_elements=["organisation_id", "key"], index_where=text("key IS NOT NULL")
        )
        written = fresh.values(self._scope.owned([row])).returning(_V.number)
        number = self._scope.run(written).scalar()
        if number is not None:
            self._scope.add(hook_deliveries, [_waiting(x, event_id, number, at) for x in told])
        return event_id

    # ------------------------------------------------------------ endpoints

    def endpoints(self) -> tuple[Endpoint, ...]:
        return tuple(_endpoint(row) for row in self._scope.ask(_ALL))

    def get(self, endpoint_id: str) -> Endpoint | None:
        found = self._scope.ask(_ONE, which=endpoint_id).first()
        return None if found is None else _endpoint(found)

    def add(self, endpoint: Endpoint, secret: str) -> None:
        row: Row = {
            "id": endpoint.id, "address": endpoint.address, "kinds": list(endpoint.kinds),
            "created_at": endpoint.created_at, "sealed_secret": self._sealed(endpoint.id, secret),
        }  # fmt: skip
        self._scope.add(hook_endpoints, [row])
        self._listening = None

    def change(self, endpoint_id: str, **fields: Any) -> None:
        """Sets given fields; raises TypeError for one that is not to be set so."""
        if unknown := set(fields) - _CHANGEABLE:
            raise TypeError(f"not a field that can be set: {', '.join(sorted(unknown))}")
        self._change(endpoint_id, **fields)

    def rotate(self, endpoint_id: str, secret: str, until: datetime) -> None:
        before = self._scope.ask(_SECRETS, which=endpoint_id).first()
        if before is not None:
            opened = self._open_vault().open(before[0], *self._place(endpoint_id, "sealed_secret"))
            sealed = self._open_vault().seal(opened, *self._place(endpoint_id, "sealed_old_secret"))
            newer = {"sealed_secret": self._sealed(endpoint_id, secret), "sealed_old_secret": sealed}
            self._change(endpoint_id, **newer, old_until=until)

    def secrets(self, endpoint_id: str, at: datetime) -> tuple[str, ...]:
        """Raises Refused where they cannot be opened, or there are none."""
        found = self._scope.ask(_SECRETS, which=endpoint_id).first()
        if found is None:
            raise Refused("This endpoint was removed.")
        newest, before, until = found
        opened = [self._open_vault().open(newest, *self._place(endpoint_id, "sealed_secret"))]
        if before is not None and until is not None and at < until:
            opened.append(self._open_vault().open(before, *self._place(endpoint_id, "sealed_old_secret")))
        return tuple(opened)

    def remove(self, endpoint_id: str) -> bool:
        gone = delete(hook_endpoints).where(self._scope.own(hook_endpoints), _E.id == endpoint_id)
        self._listening = None
        self._there.discard(endpoint_id)
        self._scope.ask(_ITS_OWN, endpoint=endpoint_id)
        return bool(self._scope.run(gone).rowcount)

    # ------------------------------------------------------------ deliveries

    def due_endpoints(self, at: datetime) -> tuple[str, ...]:
        return tuple(self._scope.ask(_DUE_ENDPOINTS, at=at).scalars())

    def due(self, endpoint_id: str, at: datetime, most: int) -> tuple[Delivery, ...]:
        return self._deliveries(_DUE, endpoint=endpoint_id, at=at, most=most)

    def record(
        self, delivery: Delivery, state: DeliveryState, answer: Answer, at: datetime, due_at: datetime | None
    ) -> bool:
        same = (_D.state == DeliveryState.WAITING, _D.attempts == delivery.attempts)
        said: Row = {"said": answer.said, "status": answer.status, "words": answer.words}
        tried: Row = {"attempts": delivery.attempts + 1, "tried_at": at, "due_at": due_at}
        return self._move(delivery.endpoint_id, delivery.event_id, *same, state=state, **tried, **said)

    def again(self, endpoint_id: str, event_id: str, at: datetime) -> bool:
        anew: Row = {"state": DeliveryState.WAITING, "attempts": 0, "due_at": at}
        return self._move(endpoint_id, event_id, true(), **anew)

    def delivery(self, endpoint_id: str, event_id: str) -> Delivery | None:
        found = self._deliveries(_ONE_DELIVERY, endpoint=endpoint_id, event=event_id)
        return found[0] if found else None

    def log(self, endpoint_id: str, most: int, before: int | None = None) -> tuple[Delivery, ...]:
        if before is None:
            return self._deliveries(_LOG, endpoint=endpoint_id, most=most)
        return self._deliveries(_LOG_BEFORE, endpoint=endpoint_id, most=most, before=before)

    def dead_since(self, at: datetime) -> Mapping[str, int]:
        return dict(self._scope.ask(_DEAD, at=at).all())

    def forget(self, before: datetime) -> None:
        self._scope.ask(_FORGOTTEN, before=before)
        self._scope.ask(_UNTOLD, before=before)

    def _deliveries(self, made: Select[Any], **values: Any) -> tuple[Delivery, ...]:
        return tuple(Delivery(*row) for row in self._scope.ask(made, **values))

    def _move(self, endpoint_id: str, event_id: str, *conditions: Any, **values: Any) -> bool:
        this = (_D.endpoint_id == endpoint_id, _D.event_id == event_id, *conditions)
        moved = self._scope.update(hook_deliveries).where(*this)
        return bool(self._scope.run(moved.values(**values)).rowcount)

    # ------------------------------------------------------------ what both need

    def _change(self, endpoint_id: str, **fields: Any) -> None:
        if "kinds" in fields:
            fields["kinds"] = list(fields["kinds"])
        mine = self._scope.update(hook_endpoints).where(_E.id == endpoint_id)
        self._scope.run(mine.values(**fields))
        self._listening = None

    def _sealed(self, endpoint_id: str, secret: str) -> str:
        return self._open_vault().seal(secret, *self._place(endpoint_id, "sealed_secret"))

    def _place(self, endpoint_id: str, column: str) -> tuple[str, str, str]:
        return self._scope.organisation_id, endpoint_id, f"hook_endpoints.{column}"

    def _open_vault(self) -> Vault:
        if self._vault is None:
            raise Refused("Without a secret key no secret of a webhook can be kept: set RELANCE_SECRET_KEY.")
        return self._vault


def _endpoint(row: Any) -> Endpoint:
    of_id, address, kinds, *rest = row
    return Endpoint(of_id, address, tuple(kinds), *rest)


def _waiting(endpoint_id: str, event_id: str, number: int, at: datetime) -> Row:
    return {
        "endpoint_id": endpoint_id, "event_id": event_id, "number": number,
        "state": DeliveryState.WAITING, "attempts": 0, "due_at": at, "words": "",
    }  # fmt: skip
