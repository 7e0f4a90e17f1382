"""Prepares the text of a template before it is compiled: typography, and style sheets put inline.

What Jinja wrote is set aside while the words and the HTML around it are worked on, and is put
back on the line it came from, so that an error names the line the author sees.
"""

import re
from collections.abc import Callable

import css_inline

_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_MARK = re.compile(r"(?:<|&lt;)!--relance(\d+)--(?:>|&gt;)")
_TAG = re.compile(r"""<!--.*?-->|<style\b.*?</style>|<(?:"[^"]*"|'[^']*'|[^'">])*>""", re.DOTALL)
_OPENER = re.compile(r"\{[{%#][-+]?")


class LostMark(Exception):
    """The HTML around the Jinja tag on `line` cannot be read."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def prepared_text(source: str, typeset: Callable[[str], str]) -> str:
    """A plain-text template with the typography of its language."""
    masked, tags = _masked(source)
    return _unmasked(typeset(masked), source, tags)


def prepared_html(source: str, typeset: Callable[[str], str], css: str) -> str:
    """An HTML template with typography, and `css` written into its elements.

    Raises LostMark where a Jinja tag stands in a place that HTML cannot carry it through.
    """
    masked, tags = _masked(source)
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, extra_css=css)
    is_document = "<html" in source
    inlined = inliner.inline(masked) if is_document else inliner.inline_fragment(masked, "")
    return _unmasked(_between_tags(inlined, typeset), source, tags)


def _masked(source: str) -> tuple[str, list[re.Match[str]]]:
    tags = list(_JINJA.finditer(source))
    numbers = iter(range(len(tags)))
    return _JINJA.sub(lambda _: f"<!--relance{next(numbers)}-->", source), tags


def _between_tags(html: str, typeset: Callable[[str], str]) -> str:
    """`typeset` applied to words only; marks count as words, so that « mark ; » is seen whole."""
    parts = re.split(f"({_TAG.pattern})", html, flags=re.DOTALL)
    words = (typeset(part) if at % 2 == 0 else part for at, part in enumerate(parts))
    return "".join(words)


def _unmasked(masked: str, source: str, tags: list[re.Match[str]]) -> str:
    _check_order(masked, source, tags)
    out: list[str] = []
    line, at = 1, 0
    for mark, tag in zip(_MARK.finditer(masked), tags, strict=True):
        before = masked[at : mark.start()]
        line += before.count("\n")
        wanted = source.count("\n", 0, tag.start()) + 1
        padded = _padded(tag.group(), wanted - line)
        line += padded.count("\n")
        out += (before, padded)
        at = mark.end()
    return "".join((*out, masked[at:]))


def _check_order(masked: str, source: str, tags: list[re.Match[str]]) -> None:
    found = [int(mark.group(1)) for mark in _MARK.finditer(masked)]
    if found == list(range(len(tags))):
        return
    first = next((n for n, mark in enumerate(found) if n != mark), len(found))
    astray = tags[min(first, len(tags) - 1)]
    raise LostMark(source.count("\n", 0, astray.start()) + 1)


def _padded(tag: str, missing: int) -> str:
    """Blank lines within the Jinja tag, where they print nothing, bring it back to its line."""
    return _OPENER.sub(lambda opener: opener.group() + "\n" * max(missing, 0), tag, count=1)
