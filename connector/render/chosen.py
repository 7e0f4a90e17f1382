"""Which policy an invoice follows and why, in the reader's language: pages, API and command line share it."""

from connector.core.policy import Choice
from connector.core.told import Told
from connector.render.sentences import say


def chosen(choice: Choice) -> Told:
    """One sentence; a second one where its segment says who signs."""
    segment = choice.segment
    facts = {"policy": choice.policy.name} | ({"segment": segment.name} if segment else {})
    said = say(f"chosen.{choice.by}", **facts)
    if segment is None or segment.signer is None:
        return said
    return say("chosen.signed", said=said, name=segment.signer.name, segment=segment.name)
