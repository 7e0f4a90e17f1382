"""Setting up: what is done and what is left, told by the facts alone; no step is ever stored."""

from dataclasses import dataclass
from enum import StrEnum

from connector.core.history import State
from connector.core.invoice import Mode
from connector.usecases.application import Application
from connector.usecases.by_hand import BY_HAND
from connector.usecases.senders import default_in


class SetupStep(StrEnum):
    """In the order in which they are shown."""

    SOURCE = "source"
    SENDER = "sender"
    POLICY = "policy"
    BEFORE = "before"
    START = "start"


#: What nobody has to do: the shipped policy will do, and not everybody has wrote before.
OPTIONAL = frozenset({SetupStep.POLICY, SetupStep.BEFORE})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one organisation has come. `recorded` counts what was noted as sent before Relance."""

    sources: int
    open_count: int
    has_sender: bool
    has_mail_server: bool
    policy: str
    excluded: int
    recorded: int
    mode: Mode

    def is_done(self, step: SetupStep) -> bool:
        """Whether nothing of it is left; what may be left out is never in the way."""
        return {
            SetupStep.SOURCE: self.sources > 0,
            SetupStep.SENDER: self.has_sender and self.has_mail_server,
            SetupStep.POLICY: self.mode is not Mode.SHADOW,
            SetupStep.BEFORE: self.excluded + self.recorded > 0 or self.mode is not Mode.SHADOW,
            SetupStep.START: self.mode is not Mode.SHADOW,
        }[step]

    @property
    def next_step(self) -> SetupStep | None:
        """The first that has to be done and is not."""
        return next((x for x in SetupStep if x not in OPTIONAL and not self.is_done(x)), None)


def progress(app: Application, organisation_id: str) -> Progress:
    """Reads it from connections, customers and what was recorded."""
    with app.store.reading(organisation_id) as unit:
        organisation = unit.organisation()
        everyone = [(len(x.invoices), x.customer.is_excluded) for x in unit.ledger.facts()]
        sent = unit.reminders.in_states((State.SENT,)) if organisation.mode is Mode.SHADOW else ()
        return Progress(
            sources=sum(x.read_at is not None for x in unit.connections.all()),
            open_count=sum(count for count, _ in everyone),
            has_sender=(organisation.sender or default_in(app, unit)) is not None,
            has_mail_server="email" in app.channels,
            policy=organisation.policy,
            excluded=sum(is_excluded for _, is_excluded in everyone),
            recorded=sum(x.reason == BY_HAND for x in sent),
            mode=organisation.mode,
        )
