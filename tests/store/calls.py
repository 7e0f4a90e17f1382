"""Every public method of a unit of work, called with ids that may be another organisation's."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from connector.core.accounts import Invitation, Membership, User, UserRole
from connector.core.batches import Answer as Answered
from connector.core.batches import Asked
from connector.core.batches import Batch as AskedBatch
from connector.core.bulk import Deed, Order, Part, Work
from connector.core.consents import OPEN_SECONDS
from connector.core.figures import Point
from connector.core.grants import Tenant, Tokens
from connector.core.history import State
from connector.core.hooks import Answer, Delivery, DeliveryState, Endpoint, Happening, Said
from connector.core.invoice import Contact, Hold, HoldReason, Scope
from connector.core.linked import Alike, Link, Pair
from connector.core.listing import CustomersWanted, InvoicesWanted, Shown
from connector.core.message import Reminder
from connector.core.portfolio import Snapshot
from connector.core.ports import Approval
from connector.core.redelivery import Redelivery
from connector.core.renamed import Found, Recognised
from connector.core.source import Batch, Connection, ConnectionKind, SourceCustomer
from connector.core.tasks import Task, TaskKind
from connector.core.texts import TextKind
from connector.core.trail import TrailWanted
from connector.core.views import ListOf, View
from connector.core.webhooks import WebhookEvent
from connector.core.wishes import Remembered, Wishes
from connector.store.engine import SqlStore
from connector.store.unit import SqlUnit
from tests.store.calls_of_mail import CALLS_OF_MAIL, fill
from tests.store.desk import DUPONT, NOON, STATED, TODAY, Desk, Hand, accepted, credit, line, message, owed
from tests.store.made_up import a_token, begun, state_of, text_version, their_file

THEIR_WORK = Work("w-theirs", ListOf.CUSTOMERS, Order(Deed.PAUSE, "them"), NOON, 1, 1)
THEIR_VIEW = View("v-theirs", ListOf.INVOICES, "Theirs", "due=late", None, "them", NOON)
WANTED = InvoicesWanted(TODAY, shown=Shown.ALL)
READ = Remembered(("Nr",), Wishes({"Nr": "number"}), {"number": "Nr"}, {})
HOOK = "https://hooks.example/relance"
TAKEN = Answer(Said.TAKEN, 200)
TOKENS = Tokens("access", NOON + timedelta(hours=1), "refresh")


@dataclass
class Theirs:
    """What the other organisation has."""

    desk: Desk
    customer: str
    link: Link
    invoice: str
    reminder: Reminder
    approved: Reminder
    sending: Reminder
    connection: Connection
    waiting: Redelivery
    claimed: Redelivery
    trying: Redelivery
    grant: str
    event: int
    told: Delivery
    batch: AskedBatch


def full(store: SqlStore, hand: Hand) -> Theirs:
    """A full organisation: a row in every table that is an organisation's."""
    desk = Desk(store, hand)
    grant = store.grants.add("acme", desk.id, TOKENS, NOON)
    store.webhook_events.keep(desk.connection.provider, desk.connection.id, [WebhookEvent("told")], NOON)
    durand = SourceCustomer("c-2", "Durand")
    desk.merge(owed("F-1"), owed("F-2"), owed("F-3"), credits=(credit(),), customers=(DUPONT, durand))
    desk.merge(owed("F-1", open=1), owed("F-2"), owed("F-3"), day=1, credits=(credit(),))
    sent = desk.sent(line(desk.invoice("F-1")))
    sending_one = desk.sending(line(desk.invoice("F-2")))
    approved = desk.planned(line(desk.invoice("F-3")), language="en")
    waiting, claimed, trying = (desk.left_out(sent, f"{n}@dupont.example", position=n) for n in range(3))
    with desk.writing() as own:
        for one in (claimed, trying):
            assert own.redeliveries.claim(one, "token", 60)
        own.redeliveries.intend(trying, "token", NOON)
        own.ledger.suppress("gone@dupont.example", "550", NOON)
        own.holds.add(Hold("h-theirs", HoldReason.PAUSE, Scope.CUSTOMER, TODAY, sent.customer_id), NOON)
        own.holds.add(Hold("h-ended", HoldReason.PAUSE, Scope.CUSTOMER, TODAY, sent.customer_id), NOON)
        own.holds.end("h-ended", TODAY, NOON)
        own.views.add(THEIR_VIEW)
        own.handed_files.add(their_file(sent.customer_id, sent.lines[0].invoice_id), b"%PDF-")
        own.bulk.begin(THEIR_WORK, ())
        own.bulk.add(Part("w-theirs", sent.customer_id, Deed.PAUSE, "them", NOON))
        own.holds.add(Hold("h-all", HoldReason.PAUSE, Scope.ORGANISATION, TODAY), NOON)
        own.figures.keep([Point("EUR", TODAY, 1, None)], TODAY)
        own.tasks.open(Task("t-theirs", TaskKind.UNKNOWN, "k-theirs", "Look.", NOON, sent.customer_id))
        own.audit(NOON, "them", "test", customer=sent.customer_id)
        own.texts.add(text_version())
        (event,) = own.past.events([sent.customer_id])
        pair = Pair.of(sent.customer_id, own.ledger.find_customers("Durand")[0].id)
        link = Link(str(uuid4()), pair, True, Alike.EMAIL, "them", NOON)
        own.linking.add(link)
        own.consents.begin(begun("open"), state_of(desk.id, "open"), "verifier", OPEN_SECONDS)
        own.consents.begin(begun("offered"), state_of(desk.id, "offered"), "verifier", OPEN_SECONDS)
        own.consents.offer("offered", grant.id, (Tenant("t", "Acme"),), OPEN_SECONDS)
        ended = Connection("ended", "acme", "Acme", ConnectionKind.ACCOUNT, ended_at=NOON)
        own.connections.add(ended)
        own.connections.remember(desk.connection.id, READ)
        _machine(own, desk)
        own.hooks.add(Endpoint(f"hook-{desk.id}"[:36], HOOK, ("test",), NOON), "whsec_c2VjcmV0")
        own.hooks.tell_one(f"hook-{desk.id}"[:36], NOON)
        (told,) = own.hooks.log(f"hook-{desk.id}"[:36], 1)
        batch = AskedBatch(f"b-{desk.id[:30]}", "them", NOON, NOON, (Asked(approved.id, "seal"),))
        own.batches.add(batch)
        fill(own, sent.customer_id, sent.id)
    store.portfolio.keep(desk.id, Snapshot(NOON))
    with store.accounts.writing() as accounts:
        accounts.add_user(User(desk.id, f"{desk.id}@them.example", "hash", "key", False, NOON, NOON))
        accounts.set_membership(Membership(desk.id, desk.id, UserRole.VIEWER))
        accounts.invitations.add(
            Invitation(desk.id, "eva@them.example", desk.id, UserRole.VIEWER, desk.id, "anna", None, NOON)
        )
    return Theirs(
        desk, sent.customer_id, link, desk.invoice("F-1").id, sent, approved, sending_one, desk.connection,
        waiting, claimed, trying, grant.id, event.number, told, batch,
    )  # fmt: skip


def _machine(own: SqlUnit, desk: Desk) -> None:
    own.tokens.add(a_token(desk.id))
    own.tokens.begin(desk.id, "key", "request")
    own.tokens.answer(desk.id, "key", 201, "{}")


Call = Callable[[SqlUnit, Theirs], Any]
#: Every public method, called with the other organisation's ids; what it may answer or raise.
CALLS: dict[str, Call] = {
    "organisation": lambda u, t: u.organisation().id == u.organisation_id or None,
    "is_alone": lambda u, t: u.is_alone(),
    "change_organisation": lambda u, t: u.change_organisation(gap_days=9),
    "audit": lambda u, t: u.audit(NOON, "me", "test"),
    "lock_organisation": lambda u, t: u.lock_organisation(is_shared=True),
    "revision": lambda u, t: u.revision() or None,
    "raise_revision": lambda u, t: u.raise_revision(),
    "texts.written": lambda u, t: u.texts.written().policies,
    "texts.current": lambda u, t: u.texts.current(),
    "texts.versions": lambda u, t: u.texts.versions(TextKind.POLICY, "firm"),
    "texts.add": lambda u, t: not u.texts.add(text_version(2)) or None,
    "ledger.merge": lambda u, t: u.ledger.merge(
        t.connection, iter([Batch((DUPONT,), (owed("F-9"),))]), NOON, TODAY, True
    ),
    "ledger.missing": lambda u, t: u.ledger.missing(t.connection.id, NOON.replace(year=2099)),
    "ledger.faces": lambda u, t: u.ledger.faces(t.connection.id),
    "ledger.records": lambda u, t: u.ledger.records(t.connection.id),
    "ledger.rename": lambda u, t: u.ledger.rename(
        t.connection.id, Found({"F-1": "F-7"}, displaced=frozenset({"F-2"})), Recognised({"new": t.customer})
    ),
    "ledger.begin_reading": lambda u, t: u.ledger.begin_reading(t.connection.id, NOON),
    "ledger.strangers": lambda u, t: (
        not u.ledger.strangers(t.connection.id, Batch(invoices=(owed("F-1"),))) or None
    ),
    "ledger.end_credits_but": lambda u, t: u.ledger.end_credits_but(t.connection.id, (), NOON),
    "ledger.facts": lambda u, t: [*u.ledger.facts(), *u.ledger.facts([t.customer])],
    "ledger.customers_to_look_at": lambda u, t: u.ledger.customers_to_look_at(NOON.replace(year=2099), 99),
    "ledger.unwritten_cold_starts": lambda u, t: u.ledger.unwritten_cold_starts(),
    "ledger.look_again": lambda u, t: u.ledger.look_again({t.customer: NOON}),
    "ledger.customer": lambda u, t: u.ledger.customer(t.customer),
    "ledger.find_customers": lambda u, t: u.ledger.find_customers("Dupont SA"),
    "ledger.find_invoices": lambda u, t: u.ledger.find_invoices("F-1"),
    "ledger.find_invoices_by_id": lambda u, t: u.ledger.find_invoices_by_id(t.invoice[:13]),
    "ledger.invoices": lambda u, t: u.ledger.invoices([t.invoice]),
    "ledger.change_customer": lambda u, t: u.ledger.change_customer(t.customer, policy="firm"),
    "ledger.change_invoice": lambda u, t: u.ledger.change_invoice(t.invoice, policy="firm"),
    "ledger.keep_pay_links": lambda u, t: u.ledger.keep_pay_links({t.invoice: "https://pay.example/x"}),
    "ledger.add_contact": lambda u, t: u.ledger.add_contact(t.customer, Contact("x@y.example"), NOON),
    "ledger.suppress": lambda u, t: u.ledger.suppress("billing@dupont.example", "550", NOON),
    "ledger.standings": lambda u, t: u.ledger.standings([t.invoice], TODAY),
    "ledger.judge_cold_starts": lambda u, t: u.ledger.judge_cold_starts(TODAY.replace(year=2099)),
    "ledger.payments_known_on": lambda u, t: u.ledger.payments_known_on(),
    "ledger.lock_customer": lambda u, t: u.ledger.lock_customer(t.customer),
    "reminders.add": lambda u, t: u.reminders.add(replace(t.approved, id="mine", language="de")),
    "reminders.get": lambda u, t: u.reminders.get(t.reminder.id),
    "reminders.find": lambda u, t: u.reminders.find(t.reminder.id[:8]),
    "reminders.in_states": lambda u, t: u.reminders.in_states(tuple(State)),
    "reminders.after": lambda u, t: u.reminders.after("", tuple(State), 9),
    "reminders.of_customer": lambda u, t: u.reminders.of_customer(t.customer),
    "reminders.of_invoice": lambda u, t: u.reminders.of_invoice(t.invoice),
    "reminders.approve": lambda u, t: u.reminders.approve(t.approved.id, Approval("me", NOON)),
    "reminders.approve_first": lambda u, t: u.reminders.approve_first(
        t.approved.id, Approval("me", NOON), "s"
    ),
    "reminders.approve_second": lambda u, t: u.reminders.approve_second(
        t.approved.id, Approval("me", NOON), "s"
    ),
    "reminders.ask_two": lambda u, t: u.reminders.ask_two(t.approved.id, "m"),
    "reminders.unapprove": lambda u, t: u.reminders.unapprove(t.sending.id, "token", (), "x"),
    "reminders.take_back": lambda u, t: u.reminders.take_back(t.approved.id),
    "reminders.cancel": lambda u, t: u.reminders.cancel(t.approved.id, "x", NOON),
    "reminders.miss": lambda u, t: u.reminders.miss(t.approved.id, NOON),
    "reminders.claim": lambda u, t: u.reminders.claim(t.approved.id, "token", 60),
    "reminders.release": lambda u, t: u.reminders.release(t.sending.id, "token", "x"),
    "reminders.drop": lambda u, t: u.reminders.drop(t.sending.id, "token", "x", NOON),
    "reminders.rewrite": lambda u, t: u.reminders.rewrite(t.sending.id, "token", t.sending),
    "reminders.store_message": lambda u, t: u.reminders.store_message(
        t.sending.id, "token", message(), "v", STATED
    ),
    "reminders.intend": lambda u, t: u.reminders.intend(t.sending.id, "token", NOON, TODAY),
    "reminders.conclude": lambda u, t: u.reminders.conclude(t.sending.id, "token", accepted(), None),
    "reminders.wake": lambda u, t: u.reminders.wake(NOON.replace(year=2099)),
    "reminders.expire": lambda u, t: u.reminders.expire(),
    "reminders.bounce": lambda u, t: u.reminders.bounce(t.reminder.id, "bounced", NOON) or None,
    "reminders.settle": lambda u, t: u.reminders.settle(t.sending.id, State.SENT, "x", NOON, TODAY),
    "reminders.record": lambda u, t: u.reminders.record(replace(t.reminder, id="mine")),
    "reminders.thread": lambda u, t: u.reminders.thread(t.customer, NOON.replace(year=2099)),
    "reminders.left_since": lambda u, t: u.reminders.left_since(NOON.replace(year=2000)),
    "reminders.gone": lambda u, t: u.reminders.gone(NOON.replace(year=2000), 50),
    "reminders.count_gone": lambda u, t: u.reminders.count_gone(NOON.replace(year=2000)),
    "reminders.to_do": lambda u, t: u.reminders.to_do(),
    "reminders.count_left": lambda u, t: sum(u.reminders.count_left(NOON.replace(year=2000), TODAY)),
    "reminders.answers": lambda u, t: u.reminders.answers(t.reminder.id),
    "redeliveries.open": lambda u, t: u.redeliveries.open(replace(t.waiting, address="new@dupont.example")),
    "redeliveries.due": lambda u, t: u.redeliveries.due(NOON.replace(year=2099)),
    "redeliveries.of_reminder": lambda u, t: u.redeliveries.of_reminder(t.reminder.id),
    "redeliveries.stored": lambda u, t: u.redeliveries.stored(t.waiting),
    "redeliveries.claim": lambda u, t: u.redeliveries.claim(t.waiting, "token", 60),
    "redeliveries.release": lambda u, t: u.redeliveries.release(t.claimed, "token", "x"),
    "redeliveries.end": lambda u, t: u.redeliveries.end(t.claimed, "token", State.CANCELLED, "x", NOON),
    "redeliveries.intend": lambda u, t: u.redeliveries.intend(t.claimed, "token", NOON),
    "redeliveries.conclude": lambda u, t: u.redeliveries.conclude(t.trying, "token", accepted(), None),
    "redeliveries.expire": lambda u, t: u.redeliveries.expire(),
    "redeliveries.take_back": lambda u, t: u.redeliveries.take_back("x", NOON),
    "holds.add": lambda u, t: u.holds.add(
        Hold("h", HoldReason.PAUSE, Scope.CUSTOMER, TODAY, t.customer), NOON
    ),
    "holds.add_all": lambda u, t: u.holds.add_all(
        [Hold("h", HoldReason.DUPLICATE_SOURCE, Scope.INVOICE, TODAY, t.customer, t.invoice)], NOON
    ),
    "holds.end": lambda u, t: u.holds.end("h-theirs", TODAY, NOON),
    "holds.stand_again": lambda u, t: u.holds.stand_again("h-ended", NOON) or None,
    "holds.get": lambda u, t: u.holds.get("h-theirs"),
    "holds.of_everybody": lambda u, t: u.holds.of_everybody(),
    "holds.active": lambda u, t: u.holds.active(),
    "linking.proposed": lambda u, t: u.linking.proposed(),
    "linking.standing": lambda u, t: u.linking.standing(),
    "linking.parties": lambda u, t: u.linking.parties([t.customer]),
    "linking.add": lambda u, t: u.linking.add(replace(t.link, id="mine")),
    "linking.undo": lambda u, t: u.linking.undo(t.link, "me", NOON),
    "listing.invoices": lambda u, t: u.listing.invoices(replace(WANTED, text="F-", is_held=True), 9),
    "listing.each_invoice": lambda u, t: list(u.listing.each_invoice(WANTED)),
    "listing.invoices_after": lambda u, t: u.listing.invoices_after(WANTED, "", 9),
    "listing.customers_after": lambda u, t: u.listing.customers_after(CustomersWanted(TODAY), "", 9),
    "listing.totals": lambda u, t: u.listing.totals(WANTED).parts,
    "listing.numbered": lambda u, t: u.listing.numbered("F-1", 9),
    "listing.credits_numbered": lambda u, t: u.listing.credits_numbered("AV-", 9),
    "listing.listed": lambda u, t: u.listing.listed([t.invoice]),
    "listing.shared_numbers": lambda u, t: u.listing.shared_numbers(["F-1", "F-2"]),
    "listing.customers": lambda u, t: u.listing.customers(CustomersWanted(TODAY, "dupont"), 9),
    "listing.each_customer": lambda u, t: list(
        u.listing.each_customer(CustomersWanted(TODAY, is_everybody=True))
    ),
    "listing.count_customers": lambda u, t: u.listing.count_customers(CustomersWanted(TODAY, "dupont")),
    "figures.due_days": lambda u, t: u.figures.due_days(),
    "figures.whole_since": lambda u, t: u.figures.whole_since(),
    "figures.movements": lambda u, t: u.figures.movements(TODAY.replace(year=2000)),
    "figures.owed": lambda u, t: u.figures.owed(),
    "figures.kept": lambda u, t: u.figures.kept(TODAY),
    "figures.keep": lambda u, t: u.figures.keep([Point("EUR", TODAY, 1, None)], TODAY),
    "figures.failed_days": lambda u, t: u.figures.failed_days(TODAY.replace(year=2000)),
    "tasks.open": lambda u, t: u.tasks.open(Task("t", TaskKind.UNKNOWN, "k", "x", NOON, t.customer)),
    "tasks.close": lambda u, t: u.tasks.close("t-theirs", "x", NOON),
    "tasks.close_key": lambda u, t: u.tasks.close_key("k-theirs", "x", NOON),
    "tasks.answered": lambda u, t: u.tasks.answered(("k-theirs",)),
    "tasks.waiting": lambda u, t: u.tasks.waiting(),
    "trail.page": lambda u, t: u.trail.page(TrailWanted(customers=[t.customer]), 9),
    "trail.each": lambda u, t: [x for x in u.trail.each(TrailWanted()) if x.event.who == "them"],
    "trail.people": lambda u, t: "them" in u.trail.people(),
    "bulk.begin": lambda u, t: u.bulk.begin(replace(THEIR_WORK, id="w-mine"), ()) and None,
    "bulk.get": lambda u, t: u.bulk.get("w-theirs"),
    "bulk.lock": lambda u, t: u.bulk.lock("w-theirs"),
    "bulk.rows": lambda u, t: u.bulk.rows("w-theirs"),
    "bulk.change": lambda u, t: u.bulk.change("w-theirs", done=9),
    "bulk.under_way": lambda u, t: "w-theirs" in u.bulk.under_way(),
    "bulk.latest": lambda u, t: [x for x in u.bulk.latest(9) if x.id == "w-theirs"],
    "bulk.how_many": lambda u, t: u.bulk.how_many(),
    "bulk.keep": lambda u, t: u.bulk.keep("w-theirs", t.customer),
    "bulk.add": lambda u, t: u.bulk.add(Part("w-mine", t.customer, Deed.PAUSE, "me", NOON)),
    "bulk.parts": lambda u, t: u.bulk.parts("w-theirs"),
    "bulk.undo": lambda u, t: u.bulk.undo("w-theirs", t.customer, NOON) or None,
    "views.add": lambda u, t: u.views.add(View("v-mine", ListOf.INVOICES, "Mine", "", None, "me", NOON)),
    "views.all": lambda u, t: [x for x in u.views.all(ListOf.INVOICES, t.desk.id) if x.id != "v-mine"],
    "views.get": lambda u, t: u.views.get("v-theirs"),
    "views.rename": lambda u, t: u.views.rename("v-theirs", "Ours"),
    "views.remove": lambda u, t: u.views.remove("v-theirs"),
    "views.set_default": lambda u, t: u.views.set_default(THEIR_VIEW, is_default=True),
    "batches.add": lambda u, t: u.batches.add(replace(t.batch, id="mine", messages=())),
    "batches.get": lambda u, t: u.batches.get(t.batch.id),
    "batches.latest": lambda u, t: list(u.batches.latest(9)),
    "batches.answer": lambda u, t: u.batches.answer(t.batch.id, t.approved.id, Answered.REFUSED, None, NOON),
    "batches.undo": lambda u, t: u.batches.undo(t.batch.id, "me", NOON),
    "handed_files.add": lambda u, t: u.handed_files.add(
        replace(their_file(t.customer, t.invoice), id="f-mine"), b""
    ),
    "handed_files.of_customers": lambda u, t: u.handed_files.of_customers([t.customer]),
    "handed_files.content": lambda u, t: u.handed_files.content("f-theirs"),
    "reports.owed_on": lambda u, t: u.reports.owed_on(TODAY),
    "reports.said": lambda u, t: u.reports.said(TODAY.replace(year=2000), TODAY.replace(year=2099)),
    "reports.came_in": lambda u, t: u.reports.came_in(TODAY.replace(year=2000), TODAY.replace(year=2099)),
    "reports.told": lambda u, t: u.reports.told(TODAY.replace(year=2000), TODAY.replace(year=2099)),
    "past.events": lambda u, t: u.past.events([t.customer]),
    "past.event": lambda u, t: u.past.event(t.event),
    "past.holds": lambda u, t: u.past.holds([t.customer]),
    "past.tasks": lambda u, t: u.past.tasks([t.customer]),
    "past.invoices": lambda u, t: u.past.invoices([t.customer]),
    "past.payments": lambda u, t: u.past.payments([t.customer]),
    "past.promised": lambda u, t: u.past.promised(TODAY, TODAY + timedelta(days=9), TODAY, 9),
    "past.received": lambda u, t: u.past.received(TODAY),
    "past.credits": lambda u, t: u.past.credits([t.customer]),
    "past.links": lambda u, t: u.past.links([t.customer]),
    "hooks.tell": lambda u, t: u.hooks.tell(Happening.TEST, NOON, dict),
    "hooks.hears": lambda u, t: u.hooks.hears(Happening.TEST),
    "hooks.tell_one": lambda u, t: not u.hooks.tell_one(t.told.endpoint_id, NOON),
    "hooks.endpoints": lambda u, t: u.hooks.endpoints(),
    "hooks.get": lambda u, t: u.hooks.get(t.told.endpoint_id),
    "hooks.add": lambda u, t: u.hooks.add(Endpoint("mine", HOOK, (), NOON), "whsec_c2VjcmV0"),
    "hooks.change": lambda u, t: u.hooks.change(t.told.endpoint_id, off_at=NOON),
    "hooks.rotate": lambda u, t: u.hooks.rotate(t.told.endpoint_id, "whsec_b3RoZXI=", NOON),
    "hooks.secrets": lambda u, t: u.hooks.secrets(t.told.endpoint_id, NOON),
    "hooks.remove": lambda u, t: u.hooks.remove(t.told.endpoint_id),
    "hooks.due_endpoints": lambda u, t: u.hooks.due_endpoints(NOON),
    "hooks.due": lambda u, t: u.hooks.due(t.told.endpoint_id, NOON, 9),
    "hooks.record": lambda u, t: u.hooks.record(t.told, DeliveryState.DELIVERED, TAKEN, NOON, None),
    "hooks.again": lambda u, t: u.hooks.again(t.told.endpoint_id, t.told.event_id, NOON),
    "hooks.delivery": lambda u, t: u.hooks.delivery(t.told.endpoint_id, t.told.event_id),
    "hooks.log": lambda u, t: u.hooks.log(t.told.endpoint_id, 9),
    "hooks.dead_since": lambda u, t: u.hooks.dead_since(NOON),
    "hooks.forget": lambda u, t: u.hooks.forget(NOON.replace(year=2099)),
    "connections.all": lambda u, t: t.connection in u.connections.all(),
    "connections.told": lambda u, t: t.connection.id in u.connections.told(),
    "connections.former": lambda u, t: t.connection in u.connections.former(),
    "connections.keep_secret": lambda u, t: u.connections.keep_secret(t.connection.id, "key"),
    "connections.remembered": lambda u, t: u.connections.remembered(t.connection.id),
    "connections.remember": lambda u, t: u.connections.remember(t.connection.id, READ),
    "consents.begin": lambda u, t: u.consents.begin(begun("mine"), "x" * 64, "verifier", 60),
    "consents.begun": lambda u, t: u.consents.begun(state_of(t.desk.id, "open")),
    "consents.use": lambda u, t: u.consents.use(state_of(t.desk.id, "open"), "acme", "session"),
    "consents.offer": lambda u, t: u.consents.offer("open", t.grant, (Tenant("t", "Acme"),), 60),
    "consents.offered": lambda u, t: u.consents.offered("offered", "session"),
    "consents.take": lambda u, t: u.consents.take("offered", "session"),
    "tokens.add": lambda u, t: u.tokens.add(replace(a_token(t.desk.id), id="mine")),
    "tokens.all": lambda u, t: u.tokens.all(),
    "tokens.shown": lambda u, t: u.tokens.shown(t.desk.id),
    "tokens.use": lambda u, t: u.tokens.use(t.desk.id),
    "tokens.revoke": lambda u, t: u.tokens.revoke(t.desk.id),
    "tokens.begin": lambda u, t: u.tokens.begin(t.desk.id, "key", "request"),
    "tokens.answered": lambda u, t: u.tokens.answered(t.desk.id, "key"),
    "tokens.answer": lambda u, t: u.tokens.answer(t.desk.id, "key", 500, "mine"),
    "tokens.forget": lambda u, t: u.tokens.forget(t.desk.id, "key"),
    "connections.add": lambda u, t: u.connections.add(Connection("x", "p", "n", ConnectionKind.FILE)),
    "connections.check_free": lambda u, t: u.connections.check_free(t.connection.provider, "nobody's"),
    "connections.secret": lambda u, t: u.connections.secret(t.connection.id),
    "connections.change": lambda u, t: u.connections.change(t.connection.id, read_at=NOON, alarm="x"),
    **CALLS_OF_MAIL,
}
