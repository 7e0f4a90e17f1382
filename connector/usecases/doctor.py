"""Doctor: is everything there that a reminder needs to leave, and safe?"""

from dataclasses import dataclass
from datetime import datetime

from connector.core.errors import RelanceError
from connector.core.fees import Without
from connector.core.history import State
from connector.core.invoice import Organisation, Reading
from connector.core.late_terms import Semester
from connector.core.policy import Channel
from connector.core.source import ConnectionKind
from connector.usecases.application import Application
from connector.usecases.late_fees import late_terms_unfit, without_rate
from connector.usecases.outlook import readings
from connector.usecases.senders import own_sender, sender_of
from connector.usecases.standing import Stand, stands

#: Why nothing is said of late payment any more, though it was confirmed once.
_UNFIT = {
    Without.LAW_GONE: "the file of rates no longer has «{law}», so nothing is said of it: put it back",
    Without.MOVED: "confirmed for {country}, so nothing is said of it: `relance late-fees confirm` again",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    is_well: bool
    text: str


def examine(app: Application) -> list[Finding]:
    """Looks at every organisation: its policies, sender, connections and what nobody knows about."""
    found = []
    for organisation in app.store.directory.all():
        found += [_policies(app, organisation), _sender(app, organisation), *_connections(app, organisation)]
        found += [_unknowns(app, organisation), *_daily(app, organisation), *_late_payment(app, organisation)]
    return found


def _policies(app: Application, organisation: Organisation) -> Finding:
    what = f"{organisation.name}: policies"
    try:
        with app.store.reading(organisation.id) as unit:
            known = app.policies.policies(organisation.policy, unit.texts.written()).by_name
    except RelanceError as error:
        return Finding(what, False, str(error))
    return Finding(what, True, ", ".join(sorted(known)))


def _sender(app: Application, organisation: Organisation) -> Finding:
    sender = sender_of(app, organisation)
    advice = f'nothing leaves: `relance org set "{organisation.name}" --sender you@example.com`'
    return Finding(f"{organisation.name}: sender", sender is not None, sender or advice)


def _daily(app: Application, organisation: Organisation) -> list[Finding]:
    """The owner's short mail, where he wants one."""
    if organisation.owner_email is None:
        return []
    can_leave = Channel.EMAIL in app.channels and own_sender(app, organisation) is not None
    text = f"to {organisation.owner_email}" + ("" if can_leave else ": cannot leave, see above")
    return [Finding(f"{organisation.name}: daily mail", can_leave, text)]


def _late_payment(app: Application, organisation: Organisation) -> list[Finding]:
    """Whether what its owner confirmed still holds, and whether the rate of today is known."""
    terms, today = organisation.late_terms, organisation.day(app.clock.now())
    if terms is None:
        return []
    what = f"{organisation.name}: late payment"
    try:
        unfit, is_missing = late_terms_unfit(app, organisation), without_rate(app, terms.law, today)
    except RelanceError as error:
        return [Finding(what, False, str(error))]
    if unfit is not None:
        return [Finding(what, False, _UNFIT[unfit].format(law=terms.law, country=terms.country))]
    if terms.rate is not None:
        return []
    advice = f"no rate for {Semester.of(today)} yet, so nothing is said of it: see RELANCE_LATE_PAYMENT_FILE"
    return [Finding(what, not is_missing, advice if is_missing else terms.law)]


def _connections(app: Application, organisation: Organisation) -> list[Finding]:
    with app.store.reading(organisation.id) as unit:
        connections = unit.connections.all()
    trusted = readings(app, organisation, connections)
    if not connections:
        return [Finding(f"{organisation.name}: ledger", False, "import a ledger file or connect an account")]
    now = app.clock.now()
    return [
        _connection(organisation, x, _is_trusted(trusted.get(x.connection.id), now))
        for x in stands(app, connections)
    ]


def _is_trusted(reading: Reading | None, now: datetime) -> bool:
    return reading is not None and now < reading.trusted_until


def _connection(organisation: Organisation, stand: Stand, is_trusted: bool) -> Finding:
    connection = stand.connection
    is_file = connection.kind is ConnectionKind.FILE
    account = connection.name if is_file else f"{connection.provider} {connection.name}"
    what = f"{organisation.name}: {account}"
    if stand.troubles:
        waits = " Nothing is read until you connect it again." if stand.waits_for_owner else ""
        return Finding(what, False, " ".join(stand.troubles) + waits)
    if stand.ends_soon:
        return Finding(what, False, f"its consent ends on {stand.ends_at:%Y-%m-%d}: reconnect it before")
    if connection.read_at is None:
        return Finding(what, False, "never read: `relance sync`")
    text = f"read at {connection.read_at:%Y-%m-%d %H:%M} UTC"
    if stand.ends_at is not None:
        text += f", consent until {stand.ends_at:%Y-%m-%d}"
    return Finding(what, is_trusted, text if is_trusted else f"{text}: too old, nothing is sent")


def _unknowns(app: Application, organisation: Organisation) -> Finding:
    with app.store.reading(organisation.id) as unit:
        count = len(unit.reminders.in_states((State.UNKNOWN,)))
    text = f"{count} of which nobody knows whether they left: `relance tasks`" if count else "none unknown"
    return Finding(f"{organisation.name}: reminders", count == 0, text)
