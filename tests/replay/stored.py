"""What a store holds of one organisation, in the words of the oracle."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from connector.core.history import PastLine
from connector.core.invoice import Customer, Hold, Invoice, Organisation, Payment, Status
from connector.core.ledger import CustomerFacts
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from tests.oracle.days import Facts
from tests.replay.ledger import policies


def facts_of_store(app: Application, organisation_id: str) -> Facts:
    """Everything that decides today, as `decide_all` takes it."""
    with app.store.reading(organisation_id) as unit:
        ours = unit.organisation()
        everyone = list(unit.ledger.facts())
        invoices = _every_invoice(unit, everyone)
        connections = [x for x in unit.connections.all() if x.read_at is not None]
    zone = ZoneInfo(ours.timezone)
    names = {one.customer.id: one.customer.name for one in everyone}
    numbers = {key: invoice.number for key, invoice in invoices.items()}
    return {
        "now": _moment(app.clock.now(), zone),
        "organisation": _organisation(ours),
        "policies": policies(),
        "customers": [_customer(one.customer, zone) for one in everyone],
        "invoices": [_invoice(x, names[x.customer_id]) for x in invoices.values()],
        "history": [_line(x, numbers, zone) for one in everyone for x in one.history.lines],
        "payments": [_payment(x, numbers) for one in everyone for x in one.history.payments],
        "holds": [_hold(x, names, numbers) for x in {h.id: h for o in everyone for h in o.holds}.values()],
        "credits": [
            {
                "customer": one.customer.name,
                "currency": x.currency,
                "amount": x.amount,
                "dated_on": _text(x.dated_on),
                "seen_on": _text(x.seen_on),
            }
            for one in everyone
            for x in one.credits
        ],
        "readings": {
            x.id: {"kind": x.kind.value, "at": _moment(x.read_at, zone)} for x in connections if x.read_at
        },
    }


def _every_invoice(unit: UnitOfWork, everyone: list[CustomerFacts]) -> Mapping[str, Invoice]:
    """The open ones, and those closed ones of which a contact is remembered."""
    spoken_of = {x.invoice_id for one in everyone for x in one.history.lines}
    spoken_of |= {x.invoice_id for one in everyone for x in one.history.payments}
    open_ones = [x for one in everyone for x in one.invoices]
    closed = unit.ledger.invoices(sorted(spoken_of - {x.id for x in open_ones}))
    return {x.id: x for x in (*open_ones, *closed)}


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).replace(tzinfo=None).isoformat()


def _day_of(at: datetime | None, zone: ZoneInfo) -> str | None:
    return at.astimezone(zone).date().isoformat() if at else None


def _organisation(ours: Organisation) -> Facts:
    names = ("country", "region", "timezone", "language", "currency", "policy", "gap_days")
    return {
        **{name: getattr(ours, name) for name in names},
        "closures": [day.isoformat() for day in ours.closures],
        "excluded_currencies": sorted(ours.excluded_currencies),
        "daily_cap": ours.daily_cap,
        "first_wave_cap": ours.first_wave_cap,
        "minimums": dict(ours.minimums),
    }


def _customer(one: Customer, zone: ZoneInfo) -> Facts:
    return {
        "name": one.name,
        "country": one.country,
        "region": one.region,
        "timezone": one.timezone,
        "language": one.language,
        "email": list(one.addresses()),
        "opted_out": sorted(one.opted_out),
        "policy": one.policy,
        "excluded": one.is_excluded,
        "direct_debit": one.pays_by_direct_debit,
        "phone": one.phone,
        "address_changed_on": _day_of(one.address_changed_at, zone),
    }


def _invoice(one: Invoice, customer: str) -> Facts:
    return {
        "number": one.number,
        "customer": customer,
        "currency": one.currency,
        "due_on": _text(one.due_on),
        "issued_on": _text(one.issued_on),
        "terms": one.terms,
        "total": one.total,
        "open": one.open,
        "status": "open" if one.status is Status.OPEN else one.status.value,
        "connection": one.connection_id,
        "autopay": one.is_autopay,
        "policy": one.policy,
        "cold_start_on": _text(one.cold_start_on),
        "released_on": _text(one.released_on),
    }


def _line(line: PastLine, numbers: Mapping[str, str], zone: ZoneInfo) -> Facts:
    return {
        "invoice": numbers[line.invoice_id],
        "step": line.step_id,
        "offset": line.offset,
        "severity": int(line.severity),
        "channel": line.channel.value,
        "state": line.state.value,
        "left_on": _text(line.left_on),
        "deadline_on": _text(line.deadline_on),
        "currency": line.currency,
        "language": line.language,
        "sort": line.sort.value,
        "is_contact": line.is_contact,
        "failed_on": _day_of(line.failed_at, zone),
    }


def _payment(paid: Payment, numbers: Mapping[str, str]) -> Facts:
    return {
        "invoice": numbers[paid.invoice_id],
        "amount": paid.amount,
        "paid_on": _text(paid.paid_on),
        "seen_on": _text(paid.seen_on),
        "is_first_import": paid.is_first_import,
        "is_partial": paid.is_partial,
    }


def _hold(hold: Hold, names: Mapping[str, str], numbers: Mapping[str, str]) -> Facts:
    return {
        "reason": hold.reason.value,
        "scope": hold.scope.value,
        "customer": names.get(hold.customer_id or ""),
        "invoice": numbers.get(hold.invoice_id or ""),
        "since_on": _text(hold.since_on),
        "until_on": _text(hold.until_on),
        "amount": hold.amount,
        "open_then": hold.open_then,
        "ended_on": _text(hold.ended_on),
        "instalments": [{"due_on": _text(x.due_on), "amount": x.amount} for x in hold.instalments],
    }
