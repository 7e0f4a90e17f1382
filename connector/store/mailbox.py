"""The mailbox of one organisation, what of it answers what was sent, and what came back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Table, bindparam, delete

from connector.core.errors import Refused
from connector.core.history import State
from connector.core.mailbox import CameBack, IncomingMail, Mailbox, MailboxAccess, Place
from connector.store.merge_customers import email_key
from connector.store.schema import contacts
from connector.store.schema_mailbox import came_back, incoming_mails, mailboxes
from connector.store.schema_sending import reminders
from connector.store.scope import IDS, Row, Scope, columns_of, query, values_of
from connector.store.vault import Vault

_ACCESS = ("host", "port", "security", "user", "folder")
_BOX = mailboxes.c
_STATUS = ("connected_at", "uid_validity", "last_uid", "read_at", "tried_at", "trouble")
_THE_BOX = query(mailboxes, *(_BOX[x] for x in (*_ACCESS, *_STATUS)))
_SEALED = query(mailboxes, *(_BOX[x] for x in _ACCESS), _BOX.sealed_password)
_MAIL = columns_of(IncomingMail, incoming_mails)
_HIS = (
    query(incoming_mails, *_MAIL)
    .where(incoming_mails.c.customer_id == bindparam("customer"))
    .order_by(incoming_mails.c.received_at.desc(), incoming_mails.c.id.desc())
    .limit(bindparam("most"))
)
_BACK = came_back.c
_BACK_SINCE = (
    query(came_back, *columns_of(CameBack, came_back))
    .where(_BACK.address == bindparam("address"), _BACK.at >= bindparam("since"))
    .order_by(_BACK.at, _BACK.reminder_id)
)
_BACK_FROM = query(came_back, _BACK.address).where(_BACK.reminder_id == bindparam("reminder"))
_BY_MESSAGE_ID = query(reminders, reminders.c.message_id, reminders.c.id).where(
    reminders.c.message_id.in_(IDS)
)
_BY_RELAY_ID = query(reminders, reminders.c.relay_id, reminders.c.id).where(reminders.c.relay_id.in_(IDS))
_READERS = query(contacts, contacts.c.customer_id).where(contacts.c.email_key == bindparam("email"))
_LEFT_TO = (
    query(reminders, reminders.c.id, reminders.c.customer_id)
    .where(
        reminders.c.customer_id.in_(_READERS),
        reminders.c.left_at >= bindparam("since"),
        reminders.c.state.in_((State.SENT, State.UNKNOWN)),
    )
    .order_by(reminders.c.left_at.desc(), reminders.c.id.desc())
)


class SqlMailboxes:
    """The Mailboxes port."""

    def __init__(self, scope: Scope, vault: Vault | None) -> None:
        self._scope = scope
        self._vault = vault

    # ------------------------------------------------------------ where it is

    def get(self) -> Mailbox | None:
        row = self._scope.ask(_THE_BOX).first()
        if row is None:
            return None
        place = None if row.uid_validity is None else Place(row.uid_validity, row.last_uid)
        where = {name: getattr(row, name) for name in _ACCESS}
        when = {name: getattr(row, name) for name in ("connected_at", "read_at", "tried_at", "trouble")}
        return Mailbox(**where, **when, place=place)

    def access(self) -> MailboxAccess | None:
        """With its password. Raises Refused where the key that sealed it is missing."""
        row = self._scope.ask(_SEALED).first()
        if row is None:
            return None
        password = self._open_vault().open(row.sealed_password, *self._place())
        return MailboxAccess(row.host, row.port, row.security, row.user, password, row.folder)

    def connect(self, access: MailboxAccess, at: datetime) -> None:
        """In the place of whatever mailbox there was; the same folder is read on from where it stands."""
        before = self.get()
        where = {name: getattr(access, name) for name in _ACCESS}
        sealed = self._open_vault().seal(access.password, *self._place())
        row: Row = where | {"sealed_password": sealed, "trouble": "", "tried_at": None}
        if before is not None and _is_same_folder(before, access):
            self._scope.run(self._scope.update(mailboxes).values(**row))
            return
        self.disconnect()
        fresh = {"connected_at": at, "uid_validity": None, "last_uid": None, "read_at": None}
        self._scope.add(mailboxes, [row | fresh])

    def disconnect(self) -> bool:
        return bool(self._scope.run(delete(mailboxes).where(self._scope.own(mailboxes))).rowcount)

    def was_read(self, before: Mailbox, place: Place, tried_at: datetime, is_whole: bool) -> bool:
        """False, and nothing is written, where somebody else read on meanwhile, or it is another mailbox."""
        stood = (None, None) if before.place is None else (before.place.uid_validity, before.place.last_uid)
        same = (
            _BOX.connected_at == before.connected_at,
            _BOX.uid_validity.is_not_distinct_from(stood[0]),
            _BOX.last_uid.is_not_distinct_from(stood[1]),
        )
        values: Row = {"uid_validity": place.uid_validity, "last_uid": place.last_uid, "tried_at": tried_at}
        values |= {"trouble": ""} | ({"read_at": tried_at} if is_whole else {})
        return bool(self._scope.run(self._scope.update(mailboxes).where(*same).values(**values)).rowcount)

    def was_not_read(self, trouble: str, tried_at: datetime) -> None:
        self._scope.run(self._scope.update(mailboxes).values(trouble=trouble, tried_at=tried_at))

    # ------------------------------------------------------------ what came

    def keep(self, mail: IncomingMail) -> bool:
        """False, and nothing is done, where the same is there for the same customer."""
        return self._is_new(incoming_mails, values_of(mail))

    def of_customer(self, customer_id: str, most: int) -> tuple[IncomingMail, ...]:
        """The latest first."""
        return tuple(IncomingMail(*row) for row in self._scope.rows(_HIS, customer=customer_id, most=most))

    def came_back(self, what: CameBack) -> bool:
        """False where this message is known to have come back from there."""
        return self._is_new(came_back, values_of(what) | {"address": email_key(what.address)})

    def back_since(self, address: str, since: datetime) -> tuple[CameBack, ...]:
        """What came back from an address from `since` on."""
        found = self._scope.rows(_BACK_SINCE, address=email_key(address), since=since)
        return tuple(CameBack(*row) for row in found)

    def back_from(self, reminder_id: str) -> frozenset[str]:
        """The addresses that one message came back from."""
        return frozenset(self._scope.ask(_BACK_FROM, reminder=reminder_id).scalars())

    def answered(self, message_ids: Sequence[str], relay_ids: Sequence[str]) -> str | None:
        """The id of the reminder that bears one of these, the nearest first; Message-IDs before relays'."""
        bracketed = [f"<{x}>" for x in message_ids]
        for made, names in ((_BY_MESSAGE_ID, bracketed), (_BY_RELAY_ID, relay_ids)):
            found = dict(map(tuple, self._scope.rows(made, ids=list(names)))) if names else {}
            nearest = next((found[x] for x in names if x in found), None)
            if nearest is not None:
                return str(nearest)
        return None

    def written_to(self, address: str, since: datetime) -> tuple[str, ...]:
        """Ids of the reminders that left to an address since then, the latest first, one of each customer."""
        latest: dict[str, str] = {}
        for reminder_id, customer_id in self._scope.rows(_LEFT_TO, email=email_key(address), since=since):
            latest.setdefault(customer_id, reminder_id)
        return tuple(latest.values())

    def _is_new(self, table: Table, row: Row) -> bool:
        """Inserts it, unless it is there."""
        fresh = self._scope.insert(table).on_conflict_do_nothing().values(self._scope.owned([row]))
        # Not by rowcount: on PostgreSQL it says nothing of an insert.
        return self._scope.run(fresh.returning(table.c.organisation_id)).first() is not None

    def _place(self) -> tuple[str, str, str]:
        return self._scope.organisation_id, self._scope.organisation_id, "mailboxes.sealed_password"

    def _open_vault(self) -> Vault:
        if self._vault is None:
            raise Refused("Without a secret key no password can be kept: set RELANCE_SECRET_KEY.")
        return self._vault


def _is_same_folder(before: Mailbox, access: MailboxAccess) -> bool:
    """Another password or way in leads to the same messages under the same numbers."""
    then = (before.host.casefold(), before.user, before.folder)
    return then == (access.host.casefold(), access.user, access.folder)
