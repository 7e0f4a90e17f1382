"""Batches: a business is asked to release its own messages, by a link that runs out, without signing in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from email.utils import parseaddr
from enum import StrEnum
from html import escape
from uuid import uuid4

from connector.core.accounts import Slowing
from connector.core.batches import BY_CLIENT, GOOD_FOR, LONGEST_WORDS, MOST, Answer, Asked, Batch
from connector.core.errors import Refused
from connector.core.invoice import Hold, HoldReason, Organisation, Scope
from connector.core.links import BatchLink
from connector.core.message import Outgoing, Reminder
from connector.core.money import Money
from connector.core.policy import Channel
from connector.core.ports import UnitOfWork
from connector.core.tasks import Task, TaskKind
from connector.usecases.accounts import Entrance
from connector.usecases.application import Application
from connector.usecases.approve import Shown, approve_shown, sealed, sealed_one
from connector.usecases.four_eyes import approvers
from connector.usecases.self_service import OF_A_LINK
from connector.usecases.send import Preview, preview_one
from connector.usecases.sentences import say
from connector.usecases.sign_in import THIS_MACHINE, Client, begin_guess, network_of
from connector.usecases.signing import Signing

#: So many of the last ones are looked through for one that asks the same.
RECENT = 5
#: Makes subject and text of the mail from the address of the page and the number of messages.
Words = Callable[[str, int], tuple[str, str]]


class Standing(StrEnum):
    """How one message of a batch stands now; for two: people of the house release it, never a link."""

    OPEN = "open"
    FOR_TWO = "for_two"
    CHANGED = "changed"
    RELEASED = "released"
    REFUSED = "refused"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Question:
    """One message of a batch, and as it is now: as it was sealed only where it is open or for two."""

    asked: Asked
    standing: Standing
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class BatchPage:
    """What its link opens."""

    organisation: Organisation
    batch: Batch
    questions: tuple[Question, ...]

    @property
    def still_open(self) -> tuple[Question, ...]:
        return tuple(x for x in self.questions if x.standing is Standing.OPEN)

    @property
    def readable(self) -> tuple[Question, ...]:
        return tuple(x for x in self.questions if x.standing in (Standing.OPEN, Standing.FOR_TWO))


# ---------------------------------------------------------------- asked by the bookkeeper


def ask(app: Application, organisation_id: str, by: str, words: Words) -> Batch:
    """All that waits now, as it is now; mailed to the business's own address where it has one.

    What was asked already and is not answered is not asked twice. Raises Refused where nothing waits, or
    nobody else could open a link.
    """
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        messages = tuple(Asked(x.reminder.id, x.seal) for x in sealed(app, unit, MOST))
        if not messages:
            raise Refused(say("nothing_to_ask"))
        known = next((x for x in unit.batches.latest(RECENT) if _is_same(x, messages, app)), None)
        if known is not None:
            return known
        made = Batch(str(uuid4()), by, now, now + GOOD_FOR, messages)
        address = address_of(app, organisation_id, made)
        unit.batches.add(made)
        unit.audit(now, by, "batch.asked", batch=made.id, count=len(messages))
        organisation = unit.organisation()
    _mail(app, organisation, words(address, len(messages)))
    return made


def _is_same(batch: Batch, messages: tuple[Asked, ...], app: Application) -> bool:
    same = {(x.reminder_id, x.seal) for x in batch.unanswered} == {(x.reminder_id, x.seal) for x in messages}
    return same and batch.is_open(app.clock.now())


def _mail(app: Application, organisation: Organisation, words: tuple[str, str]) -> None:
    """From whoever asks, once: the link stands on the page in any case."""
    channel = app.channels.get(Channel.EMAIL)
    if organisation.owner_email is None or channel is None:
        return
    sender = parseaddr(app.sender or organisation.sender or "")[1]
    if not sender:
        return
    subject, text = words
    channel.deliver(
        Outgoing(
            message_id=f"<batch-{uuid4()}@{sender.rpartition('@')[2]}>", sender=sender,
            sender_name=app.sender_name or organisation.name, to=(organisation.owner_email,),
            subject=subject, text=text, html=f"<p>{escape(text)}</p>", date=app.clock.now(),
        )
    )  # fmt: skip


def address_of(app: Application, organisation_id: str, batch: Batch) -> str:
    """Where the business answers. Raises Refused where nobody else could open it."""
    if app.links is None or app.page_link is None:
        raise Refused(say("no_address"))
    return f"{app.page_link}/b/{app.links.token(BatchLink(organisation_id, batch.id, batch.until))}"


def undo(app: Application, organisation_id: str, batch_id: str, by: str) -> None:
    """Its link opens nothing from now on; done twice it is done once."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        if unit.batches.undo(batch_id, by, now):
            unit.audit(now, by, "batch.taken_back", batch=batch_id)


# ---------------------------------------------------------------- answered by the business


def opened(app: Application, token: str) -> BatchPage:
    """What the link opens. Raises Refused for one that is not ours, has run out, or was taken back."""
    link = _read(app, token)
    with app.store.reading(link.organisation_id) as unit:
        batch = _batch(app, unit, link)
        signing = Signing(app, unit)
        questions = sorted((_question(unit, signing, x) for x in batch.messages), key=_size)
        return BatchPage(unit.organisation(), batch, tuple(questions))


def reading(app: Application, token: str, reminder_id: str) -> Preview:
    """One message of it as it would leave. Raises Refused likewise, and for one that is not asked."""
    page = opened(app, token)
    if reminder_id not in {x.asked.reminder_id for x in page.readable}:
        raise Refused(say("not_asked"))
    found = preview_one(app, page.organisation.id, reminder_id)
    if found is None:
        raise Refused(say("not_there"))
    return found


def release(app: Application, token: str, seals: Mapping[str, str]) -> tuple[int, int]:
    """Releases messages as they were shown to it, each once; how many, and how many were left as they are.

    Never what two must release: whoever asked has the link too, and would be both.
    """
    link, now = _read(app, token), app.clock.now()
    with app.store.writing(link.organisation_id) as unit:
        batch, signing = _batch(app, unit, link), Signing(app, unit)
        asked = {x.reminder_id: x for x in batch.messages if seals.get(x.reminder_id) == x.seal}
        still = [key for key, x in asked.items() if _question(unit, signing, x).standing is Standing.OPEN]
        good = [x for x in still if unit.batches.answer(batch.id, x, Answer.RELEASED, None, now)]
        if good:
            unit.audit(now, BY_CLIENT, "batch.released", batch=batch.id, reminders=sorted(good))
    # Taken as answered first: whatever comes after, this link never says it twice.
    shown = {x: asked[x].seal for x in good}
    done = approve_shown(app, link.organisation_id, shown, BY_CLIENT, by_one=True).count
    return done, len(seals) - done


def refuse(app: Application, token: str, reminder_id: str, words: str) -> bool:
    """It must not go: its invoices are paused and somebody is asked. False where it was answered before.

    Raises Refused for one without a reason.
    """
    link, now = _read(app, token), app.clock.now()
    why = " ".join(words.split())
    if not why or len(why) > LONGEST_WORDS:
        raise Refused(say("why", count=LONGEST_WORDS))
    with app.store.writing(link.organisation_id) as unit:
        batch = _batch(app, unit, link)
        shown = sealed_one(unit, Signing(app, unit), reminder_id)
        if (
            shown is None
            or not shown.waits
            or not unit.batches.answer(batch.id, reminder_id, Answer.REFUSED, why, now)
        ):
            return False
        unit.audit(now, BY_CLIENT, "batch.refused", batch=batch.id, reminder=reminder_id, words=why)
        _pause(app, unit, shown.reminder, why)
    return True


def _pause(app: Application, unit: UnitOfWork, reminder: Reminder, why: str) -> None:
    now, customer_id = app.clock.now(), reminder.customer_id
    since_on = unit.organisation().day(now)
    unit.ledger.lock_customer(customer_id)
    for line in reminder.live_lines:
        made = Hold(
            str(uuid4()), HoldReason.PAUSE, Scope.INVOICE, since_on, customer_id, line.invoice_id,
            author=BY_CLIENT, note=why,
        )  # fmt: skip
        unit.holds.add(made, now)
        unit.audit(now, BY_CLIENT, "hold.pause", hold=made.id, until="None", customer=customer_id)
    key = f"{TaskKind.CLIENT_REFUSES}:{reminder.id}"
    task = Task(str(uuid4()), TaskKind.CLIENT_REFUSES, key, f"client_says\n{why}", now, customer_id)
    unit.tasks.open(task)


def slow_down(entrance: Entrance, app: Application, token: str, client: Client) -> None:
    """Who asks too often waits a little: by link and, unless all come through one proxy, by network.

    Raises AccountRefused, saying for how long; Refused as `opened`.
    """
    link = _read(app, token)
    with app.store.reading(link.organisation_id) as unit:
        _batch(app, unit, link)
    asks: dict[str, Slowing] = {f"batch:{link.batch_id}": OF_A_LINK}
    network = network_of(client.address)
    if network != THIS_MACHINE:
        asks[f"pages:{network}"] = OF_A_LINK
    begin_guess(entrance, asks)


def check_asker(entrance: Entrance, app: Application, token: str) -> None:
    """Raises Refused where whoever asked may release nothing there any more: his link goes with his role."""
    link = _read(app, token)
    with app.store.reading(link.organisation_id) as unit:
        asked_by = _batch(app, unit, link).asked_by
    if asked_by not in approvers(entrance, link.organisation_id):
        raise Refused(say("asks_no_more"))


def _read(app: Application, token: str) -> BatchLink:
    if app.links is None:
        raise Refused(say("no_links"))
    link = app.links.read_batch(token, app.clock.now())
    if link.organisation_id not in {x.id for x in app.store.directory.all()}:
        raise Refused(say("unknown_link"))
    return link


def _batch(app: Application, unit: UnitOfWork, link: BatchLink) -> Batch:
    found = unit.batches.get(link.batch_id)
    if found is None or not found.is_open(app.clock.now()):
        raise Refused(say("link_undone"))
    return found


def _size(question: Question) -> tuple[Decimal, str]:
    """The largest first, as on the page of approvals."""
    shown = question.shown
    amount = Decimal(0) if shown is None else Money(shown.reminder.asked, shown.reminder.currency).decimal
    return (-amount, question.asked.reminder_id)


def _question(unit: UnitOfWork, signing: Signing, asked: Asked) -> Question:
    shown = sealed_one(unit, signing, asked.reminder_id)
    if asked.answer is not None:
        return Question(asked, Standing(asked.answer.value), shown)
    if shown is None or not shown.waits:
        return Question(asked, Standing.GONE, shown)
    if shown.seal != asked.seal:
        return Question(asked, Standing.CHANGED, shown)
    return Question(asked, Standing.FOR_TWO if shown.wants_two else Standing.OPEN, shown)
