"""Does what is sent arrive: a test message to oneself, and the records of the sender's domain."""

from dataclasses import dataclass
from html import escape
from uuid import uuid4

from connector.core.domain import Ruling, examine
from connector.core.errors import Refused
from connector.core.history import State
from connector.core.message import Outcome, Outgoing
from connector.core.policy import Channel
from connector.usecases.application import Application
from connector.usecases.compose import sender_address, sender_name
from connector.usecases.outlook import outlook
from connector.usecases.sentences import say

#: Test messages of one organisation that were taken within an hour of real time, and that were not: whoever
#: corrects a password tries more often.
TESTS_AN_HOUR = 5
FAILED_AN_HOUR = 30
_NOT_TAKEN = (State.RETRY, State.FAILED)
HOUR_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class TrialWords:
    """What the test message says."""

    subject: str
    text: str


def try_sender(app: Application, organisation_id: str, to: str, words: TrialWords, by: str) -> Outcome:
    """Hands one message to the mail server, as a reminder would be, and says what it answered.

    Raises Refused without a mail server or a sender, and after too many within an hour.
    """
    channel = app.channels.get(Channel.EMAIL)
    if channel is None:
        raise Refused(say("no_server"))
    with app.store.reading(organisation_id) as unit:
        view = outlook(app, unit, app.clock.now())
    sender = sender_address(view)
    turn = _Turn.taken(app, organisation_id)
    message = Outgoing(
        message_id=f"<test-{uuid4()}@{sender.rpartition('@')[2]}>",
        sender=sender,
        sender_name=sender_name(view),
        to=(to,),
        subject=words.subject,
        text=words.text,
        html=f"<p>{escape(words.text)}</p>",
        date=view.now,
        reply_to=view.organisation.reply_to,
    )
    outcome = channel.deliver(message)
    turn.end(app, is_taken=outcome.state not in _NOT_TAKEN)
    with app.store.writing(organisation_id) as unit:
        unit.audit(view.now, by, "sender.tested", to=to, state=outcome.state.value, reason=outcome.reason)
    return outcome


def examine_sender(app: Application, organisation_id: str) -> tuple[str, tuple[Ruling, ...]]:
    """The domain of its sender, and what the domain name system says of it.

    Raises Refused without a sender, or where nobody outside is asked.
    """
    if app.domain_texts is None:
        raise Refused(say("no_mail"))
    with app.store.reading(organisation_id) as unit:
        view = outlook(app, unit, app.clock.now())
    domain = sender_address(view).rpartition("@")[2].lower()
    return domain, examine(domain, app.domain_texts)


@dataclass(frozen=True, slots=True)
class _Turn:
    """One of so many an hour, of those that are taken and of those that are not, until it is known which."""

    owner: str
    as_taken: str
    as_failed: str

    @classmethod
    def taken(cls, app: Application, organisation_id: str) -> "_Turn":
        owner = str(uuid4())
        as_taken = _free(app, f"test-message:{organisation_id}", TESTS_AN_HOUR, owner)
        if as_taken is None:
            raise Refused(say("many_tests", count=TESTS_AN_HOUR))
        as_failed = _free(app, f"test-refused:{organisation_id}", FAILED_AN_HOUR, owner)
        if as_failed is None:
            app.store.leases.give_back(as_taken, owner)
            raise Refused(say("many_failed_tests", count=FAILED_AN_HOUR))
        return cls(owner, as_taken, as_failed)

    def end(self, app: Application, *, is_taken: bool) -> None:
        app.store.leases.give_back(self.as_failed if is_taken else self.as_taken, self.owner)


def _free(app: Application, kind: str, most: int, owner: str) -> str | None:
    names = (f"{kind}:{n}" for n in range(most))
    return next((x for x in names if app.store.leases.take(x, owner, HOUR_SECONDS)), None)
