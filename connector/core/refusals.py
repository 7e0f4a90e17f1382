"""What a server's refusal says, by its code and by its words; of answers over SMTP and of bounces alike.

The codes are those of RFC 3463. All words are searched in one bounded line.
"""

import re

BAD_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.4"})
PASSING = frozenset({"5.2.2", "5.3.1", "5.4.5"})
TOO_LARGE = frozenset({"5.2.3", "5.3.4"})
#: Codes that say no more than "no": the words are read as if there were none.
EMPTY = frozenset({"5.0.0", "5.1.0"})

ENHANCED = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})(?!\d|\.\d)")
FULL = re.compile(r"\b(over.?quota|quota exceeded|mailbox (is )?full)\b", re.IGNORECASE)
_NO_SUCH_USER = re.compile(
    r"\b(user|recipient|mailbox|address|account|alias)\W+(is |was )?(unknown|not found|does(n't| not) exist)"
    r"|\b(unknown|no such|invalid|non-?existent) (local )?(user|recipient|mailbox|address|account|alias)"
    r"|\bno (mailbox|account) (here|by that name)|\buser not local\b",
    re.IGNORECASE,
)
_ABOUT_THE_SENDER = re.compile(r"\b(sender|from address|return.path|helo)\b", re.IGNORECASE)


def code_of(found: re.Match[str]) -> str:
    """What `ENHANCED` found, without needless noughts: `5.01.1` is `5.1.1`."""
    return ".".join(str(int(part)) for part in found.groups())


def is_no_such_user(words: str) -> bool:
    """Whether the words say that nobody has the address, and are not about whoever sent."""
    return bool(_NO_SUCH_USER.search(words)) and not _ABOUT_THE_SENDER.search(words)
