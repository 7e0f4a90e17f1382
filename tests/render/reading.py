"""Reads a page as a person does: its words and its links."""

import re
from html.parser import HTMLParser

_LINK = re.compile(r"https?://\S+")
_FIGURE = re.compile(r"\S*\d\S*")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._silent += tag in ("style", "title", "script")
        self.links += [value for name, value in attrs if name == "href" and value]
        self.words.append(" " if tag in ("br", "p", "td", "th", "tr", "li", "span", "h1") else "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("style", "title", "script")
        self.words.append(" " if tag in ("span", "th", "td", "p") else "")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def visible(html: str) -> str:
    """The words of a page, one space between them; non-breaking spaces stay."""
    return re.sub(r"[ \n]+", " ", "".join(_read(html).words)).strip()


def links(html: str) -> list[str]:
    """Where the page leads, in order."""
    return _read(html).links


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    return _read(html).tags


def web_links(text: str) -> set[str]:
    return {link.rstrip(".,;)") for link in _LINK.findall(text)}


def figures(text: str) -> set[str]:
    """Every word with a digit in it, links apart: numbers, amounts, days, years."""
    words = _FIGURE.findall(_LINK.sub("", text))
    return {word.strip('.,;:()«»"…-<>') for word in words}
