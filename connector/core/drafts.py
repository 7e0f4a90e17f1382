"""Policies and templates while somebody writes them: what is wrong, and where; a ladder as a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from connector.core.errors import Refused
from connector.core.policy import Policy
from connector.core.segments import Segment
from connector.core.texts import Written


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: where, and one sentence that says what to do.

    Lines and columns count from 1. `place` leads to the value from the top of a policy, where it is known
    (`("steps", 2, "offset")`); `part` is the file of a template.
    """

    line: int
    column: int
    text: str
    place: tuple[str | int, ...] = ()
    part: str = ""


class Flawed(Refused):
    """A text that nothing may be made of; `flaws` say why."""

    def __init__(self, flaws: tuple[Flaw, ...]) -> None:
        super().__init__("\n".join(x.text for x in flaws))
        self.flaws = flaws


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A step as it stands in a form: what was typed, whether it makes sense or not; empty is left out.

    `roles` and `fallbacks` are words with commas, `conditions` as in a policy's text, without the braces.
    """

    id: str
    offset: str
    channel: str
    severity: str
    template: str = ""
    deadline_days: str = ""
    roles: str = ""
    fallbacks: str = ""
    conditions: str = ""
    is_in_use: bool = True


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """A ladder as it stands in a form. `heading` are the lines of comment above it."""

    steps: tuple[StepDraft, ...]
    conditions: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class SegmentDraft:
    """A segment as it stands in a form; what is empty is left out. `conditions` as of a policy."""

    name: str
    conditions: str = ""
    policy: str = ""
    signed_by: str = ""
    reply_to: str = ""


class PolicyTexts(Protocol):
    """The texts that policies are made of."""

    def text(self, name: str, written: Written) -> str | None:
        """As it counts now; None where there is none."""

    def checked(self, name: str, text: str) -> tuple[Policy | None, tuple[Flaw, ...]]:
        """The policy, or all that is wrong, as of a file of this name."""

    def draft(self, text: str) -> PolicyDraft | None:
        """The text as a form; None where it cannot be read as a ladder of steps."""

    def text_of(self, draft: PolicyDraft) -> str:
        """The text that a form stands for, whether it makes sense or not."""


class SegmentTexts(Protocol):
    """The text that segments are made of."""

    def checked_segments(self, text: str, written: Written) -> tuple[tuple[Segment, ...], tuple[Flaw, ...]]:
        """The segments in their order, or all that is wrong beside the policies that count."""

    def segment_drafts(self, text: str) -> tuple[SegmentDraft, ...] | None:
        """As forms; None where the text cannot be read as a list of segments."""

    def text_of_segments(self, drafts: Sequence[SegmentDraft], heading: str) -> str:
        """The text that forms stand for, whether it makes sense or not, under lines of comment."""


class TemplateTexts(Protocol):
    """The texts that messages are made of. A template's name is its language and its own: `fr/firm`."""

    def names(self, written: Written) -> tuple[str, ...]:
        """Every template in every language, sorted."""

    def parts(self, name: str, written: Written) -> Mapping[str, str]:
        """Its texts by file, as they count now; none where there is no such template."""

    def flaws(self, name: str, written: Written) -> tuple[Flaw, ...]:
        """All that is wrong with it, filled with every sort of facts; what it may not lose included."""
