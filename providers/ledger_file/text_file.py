"""Delimited text: its encoding, its delimiter and its rows with their physical lines."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from charset_normalizer import from_bytes

from connector.core.told import Told
from providers.ledger_file.cells import Row, Source
from providers.ledger_file.problems import Unreadable
from providers.ledger_file.sentences import say

DELIMITERS: Final = (",", ";", "\t", "|")
#: Bytes that Windows-1252 leaves undefined.
_NOT_CP1252: Final = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text file held as bytes, so that both readings see the same file."""

    content: bytes
    encoding: str
    delimiter: str

    @property
    def source(self) -> Source:
        return Source(encoding=self.encoding, delimiter=self.delimiter)

    def rows(self) -> Iterator[Row]:
        """Each row with the line on which it begins. Raises Unreadable for broken quoting."""
        text = io.TextIOWrapper(io.BytesIO(self.content), encoding=self.encoding, newline="")
        # strict: a sloppy quotation mark would silently join rows, and a lost row closes an invoice.
        rows = csv.reader(text, delimiter=self.delimiter, strict=True)
        line = 1
        while True:
            try:
                row = next(rows, None)
            except csv.Error as error:
                raise Unreadable(_quoting(str(error), self.delimiter), line) from None
            except UnicodeDecodeError:
                raise Unreadable(say("cut_off"), line) from None
            if row is None:
                return
            yield line, row
            line = rows.line_num + 1


def _quoting(said: str, delimiter: str) -> Told:
    if "larger than" in said:
        return say("quote.long")
    if "unexpected end" in said:
        return say("quote.open")
    name = say("tab") if delimiter == "\t" else say("delimiter", sign=delimiter)
    return say("quote.inside", delimiter=name)


def open_text(content: bytes, score: Callable[[Iterator[Row]], int]) -> TextTable:
    """The table under the delimiter whose first lines `score` highest. Raises Unreadable."""
    encoding = detect_encoding(content)
    declared = _declared_delimiter(content, encoding)
    if declared is not None:
        return TextTable(content, encoding, declared)
    tables = [TextTable(content, encoding, delimiter) for delimiter in DELIMITERS]
    return max(tables, key=lambda table: (_score(table, score), _width(table)))


def _score(table: TextTable, score: Callable[[Iterator[Row]], int]) -> int:
    try:
        return score(table.rows())
    except Unreadable:
        return -1


def _width(table: TextTable) -> int:
    try:
        return max((len(cells) for _, cells in islice(table.rows(), 5)), default=0)
    except Unreadable:
        return 0


def _declared_delimiter(content: bytes, encoding: str) -> str | None:
    """What Excel's own first line `sep=;` says."""
    first = content[:40].decode(encoding, errors="ignore").splitlines()[:1]
    said = first[0].strip('"') if first else ""
    return said[4:5] if said.lower().startswith("sep=") and said[4:5] in DELIMITERS else None


def detect_encoding(content: bytes) -> str:
    """UTF-8 if it is strictly that, UTF-16 by its mark or its zeros, else Windows-1252, else a guess.

    Raises Unreadable for what is no text, and for UTF-8 that breaks in the middle.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    if b"\0" in content:
        return _utf16(content)
    broken = _first_bad_byte(content)
    if broken is None:
        return "utf-8"
    if not content[:broken].isascii():
        line = content.count(b"\n", 0, broken) + 1
        raise Unreadable(say("two_encodings"), line)
    if not any(byte in content for byte in _NOT_CP1252):
        return "cp1252"
    guess = from_bytes(content[:200_000]).best()
    if guess is None:
        raise Unreadable(say("letters"))
    return guess.encoding


def _utf16(content: bytes) -> str:
    """By where the zeros of the Latin letters stand. Raises Unreadable for binary content."""
    start = content[:4000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > len(start) * 0.2 and even < odd / 10:
        return "utf-16-le"
    if even > len(start) * 0.2 and odd < even / 10:
        return "utf-16-be"
    raise Unreadable(say("not_text"))


def _first_bad_byte(content: bytes) -> int | None:
    """Where strict UTF-8 ends, in pieces so that no second copy of the file is made."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    piece = 1 << 20
    for start in range(0, len(content) + 1, piece):
        try:
            decoder.decode(content[start : start + piece], final=start + piece > len(content))
        except UnicodeDecodeError as error:
            # `error.start` counts from what the decoder kept of the piece before.
            return start + error.start - (len(error.object) - len(content[start : start + piece]))
    return None
