"""Makes what others wrote harmless, and lays out what we wrote."""

import re
import textwrap
import unicodedata
from urllib.parse import quote, urlsplit

from connector.render.formats import GLUE

WIDTH = 72
LONGEST_SUBJECT = 120
LONGEST_NAME = 300

# Control characters, line and paragraph separators, overrides of the reading direction, lone
# surrogates (they cannot be encoded) and our own GLUE. Joiners stay: emoji and Persian need them.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ue000\ufeff]+")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_JOINER = "\u200d"
_ADDED = ("Mn", "Mc", "Me", "Cf", "Sk")


def one_line(text: str) -> str:
    """`text` on one line, without anything a header or a page could trip over."""
    return _SPACES.sub(" ", _UNPRINTABLE.sub(" ", text)).strip()


def harmless(text: str) -> str:
    """A name or number from outside: one line, at most 300 characters."""
    return shortened(one_line(text), LONGEST_NAME)


def shortened(text: str, longest: int) -> str:
    """At most `longest` characters, cut between words where possible and never within a sign."""
    if len(text) <= longest:
        return text
    kept, after = text[: longest - 1], text[longest - 1]
    if after != " " and " " in kept[longest // 2 :]:
        kept = kept.rpartition(" ")[0]
    else:
        kept = kept[: _sign_start(text, longest - 1)]
    return kept.rstrip() + "…"


def _sign_start(text: str, at: int) -> int:
    """`at`, or the start of the sign that lies across it: accents, joined emoji, skin tones."""
    start = at
    while start and (text[start - 1] == _JOINER or unicodedata.category(text[start]) in _ADDED):
        start -= 1
    return start or at


def subject_line(text: str) -> str:
    """A rendered subject: one line, at most 120 characters."""
    return shortened(one_line(text.replace(GLUE, " ")), LONGEST_SUBJECT)


def plain_text(text: str) -> str:
    """A rendered body: lines of at most 72 characters, one blank line at most, links unbroken."""
    wrapped = "\n".join(map(_wrapped, text.split("\n")))
    return _BLANK_LINES.sub("\n\n", wrapped).replace(GLUE, " ").strip("\n") + "\n"


def _wrapped(line: str) -> str:
    if len(line) <= WIDTH:
        return line.rstrip()
    indent = line[: len(line) - len(line.lstrip())] + ("  " if line.lstrip().startswith("- ") else "")
    return textwrap.fill(
        line.rstrip(),
        WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def page(html: str) -> str:
    """A rendered page without the empty lines that its conditions left."""
    return _BLANK_LINES.sub("\n", html).replace(GLUE, " ").strip() + "\n"


def web_link(link: str | None) -> str | None:
    """The link if a customer may click on it (http or https, no blanks), else None."""
    if not link or _UNPRINTABLE.search(link) or _SPACES.search(link):
        return None
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    return link if parts.scheme in ("http", "https") and parts.netloc else None


def mailto(address: str, subject: str) -> str:
    """A link that opens a mail to `address` with `subject` filled in."""
    return f"mailto:{quote(address, safe='@')}?subject={quote(one_line(subject.replace(GLUE, ' ')), safe='')}"
