"""How a reminder leaves: mail, provider, letter, task."""

from collections.abc import Mapping

from connector.channels.addresses import Mailbox, parse_sender
from connector.channels.memory import MemoryChannel
from connector.channels.reasons import REASONS, DeliveryReason
from connector.channels.server import SmtpServer, parse_smtp_url
from connector.channels.smtp import SmtpChannel
from connector.core.policy import Channel

#: The registry: how each channel that a policy may name is carried out.
CHANNELS: Mapping[Channel, type[SmtpChannel]] = {Channel.EMAIL: SmtpChannel}

__all__ = [
    "CHANNELS",
    "REASONS",
    "DeliveryReason",
    "Mailbox",
    "MemoryChannel",
    "SmtpChannel",
    "SmtpServer",
    "parse_sender",
    "parse_smtp_url",
]
