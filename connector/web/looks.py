"""A message as it is looked at: by day, in the dark, on a phone."""

import re

LOOKS = ("light", "dark", "phone")
_DARK = re.compile(r"\(\s*prefers-color-scheme\s*:\s*dark\s*\)")
_SCHEME = re.compile(r"color-scheme: light dark")


def as_looked_at(html: str, look: str) -> str:
    """Whatever the reader's own screen: the rules for the dark hold in the dark alone."""
    is_dark = look == "dark"
    html = _DARK.sub("(min-width: 0)" if is_dark else "(max-width: 0)", html)
    return _SCHEME.sub("color-scheme: dark" if is_dark else "color-scheme: light", html)
