"""A mail as a tree of parts, whatever its bytes: never raises, in time linear in its size.

The standard parser descends once for each level and asks every boundary about every line; whoever nests ten
thousand parts stops it. Here the depth and the number of parts are bounded, and what lies beyond is one part.
Sources: RFC 2045 to 2047, RFC 5322.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_DEEPEST = 8
_MOST_PARTS = 200
_MOST_HEADERS = 1_000
_LONGEST_HEADER = 65_536
_LONGEST_WORDS = 5_000
#: Bytes of one part that are decoded: far more than anybody writes.
_LONGEST_BODY = 1_000_000

_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
_LINE_END = re.compile(r"\r\n|\r|\n")
_NAME = re.compile(r"[!-9;-~]{1,200}(?=[ \t]*:)")
_TYPE = re.compile(r"\s*([\w.+-]{1,80}/[\w.+-]{1,80})")
_PARAMETER = re.compile(r";\s*([\w*-]{1,40})\s*=\s*(?:\"([^\"]*)\"|([^\s;\"]+))")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bq])\?([^?]*)\?=", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?)")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
#: Python also calls ciphers and compressions by this name, and some take quadratic time: these are texts.
_CHARSET = re.compile(
    r"(us-)?ascii|utf[-_]?(8|16|32)([-_]?[lb]e)?|(iso[-_]?)?8859[-_]?\d+|iso[-_]8859[-_]\d+|latin[-_]?\d"
    r"|(windows|cp|ibm)[-_]?\d+|koi8[-_][rut]|gbk|gb2312|gb18030|big5|shift[-_]jis|euc[-_](jp|kr)"
    r"|iso-2022-jp|macintosh",
    re.IGNORECASE,
)
_UNWANTED = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Part:
    """A part: its headers as they stand, in order, names in lower case; its body, and the parts within."""

    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    parts: tuple["Part", ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for known, value in self.headers if known == name)

    def first(self, name: str) -> str:
        """The first header of that name, empty where there is none."""
        return next(iter(self.all(name)), "")

    def words(self, name: str) -> str:
        """The first header of that name as a person reads it, on one line."""
        return read_words(self.first(name))

    @cached_property
    def type(self) -> str:
        """`text/plain`, in lower case; what has none is text (RFC 2045, 5.2)."""
        found = _TYPE.match(self.first("content-type"))
        return found[1].lower() if found else "text/plain"

    def parameter(self, name: str, header: str = "content-type") -> str:
        for key, quoted, plain in _PARAMETER.findall(self.first(header)):
            if key.lower().rstrip("*") == name:
                return str(quoted or plain)
        return ""

    @cached_property
    def is_attachment(self) -> bool:
        return self.first("content-disposition").strip().lower().startswith("attachment")

    @cached_property
    def decoded(self) -> bytes:
        """The body without its transfer encoding, up to a bound."""
        encoding = self.first("content-transfer-encoding").strip().lower()
        body = self.body[:_LONGEST_BODY]
        if encoding == "base64":
            return _from_base64(body)
        return binascii.a2b_qp(body) if encoding == "quoted-printable" else body

    @cached_property
    def text(self) -> str:
        """The body as text, on lines that end in `\\n`."""
        return _LINE_END.sub("\n", read_text(self.decoded, self.parameter("charset")))

    def within(self) -> Iterator["Part"]:
        """This part and all within it, in order; what is in an attached message is another's."""
        yield self
        for part in self.parts:
            yield from part.within()


def read_part(raw: bytes) -> Part:
    """The tree of a whole message."""
    return _read(raw, _DEEPEST, [_MOST_PARTS])


def read_headers(raw: bytes) -> Part:
    """A message of which its headers alone count."""
    return _read(raw, 0, [0])


def read_words(value: str) -> str:
    """A header's value with its encoded words (RFC 2047) read and white space made single blanks."""
    joined = _BETWEEN_WORDS.sub(r"\1", value[:_LONGEST_WORDS])
    return " ".join(_WORD.sub(_encoded_word, joined).split())


def read_text(raw: bytes, charset: str = "") -> str:
    """Bytes as text that any database takes; a charset that is unknown or untrue is guessed."""
    if charset and _CHARSET.fullmatch(charset):
        try:
            return _UNWANTED.sub("", raw.decode(charset, "replace"))
        except LookupError:
            pass
    try:
        return _UNWANTED.sub("", raw.decode())
    except UnicodeDecodeError:
        return _UNWANTED.sub("", raw.decode("cp1252", "replace"))


def _encoded_word(found: re.Match[str]) -> str:
    charset, way, words = found.groups()
    raw = words.encode("utf-8", "replace")
    read = _from_base64(raw) if way in "bB" else binascii.a2b_qp(raw, header=True)
    return read_text(read, charset.partition("*")[0])


def _from_base64(raw: bytes) -> bytes:
    kept = _NO_BASE64.sub(b"", raw)
    # One letter more than whole bytes is what is left of a cut.
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def _read(raw: bytes, depth: int, left: list[int]) -> Part:
    head, body = _split_head(raw)
    part = Part(_headers_of(head), body)
    boundary = part.parameter("boundary")
    if not depth or not boundary or not part.type.startswith("multipart/"):
        return part
    parts = []
    for piece in _pieces(body, boundary.encode("utf-8", "replace")):
        if not left[0]:
            break
        left[0] -= 1
        parts.append(_read(piece, depth - 1, left))
    return Part(part.headers, body, tuple(parts))


def _split_head(raw: bytes) -> tuple[bytes, bytes]:
    if raw[:1] in (b"\n", b"\r"):
        return b"", raw.lstrip(b"\r\n")
    end = _BLANK_LINE.search(raw)
    return (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")


def _headers_of(head: bytes) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, list[str]]] = []
    for line in _LINE_END.split(read_text(head[: 8 * _LONGEST_HEADER])):
        if line[:1] in (" ", "\t"):
            if found:
                found[-1][1].append(line)
        elif name := _NAME.match(line):
            if len(found) == _MOST_HEADERS:
                break
            found.append((name[0].lower(), [line[name.end() :].partition(":")[2].strip()]))
    return tuple((name, "".join(lines)[:_LONGEST_HEADER]) for name, lines in found)


def _pieces(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """What lies between the lines of the boundary; the last one may be cut."""
    line = re.compile(rb"--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|$)")
    start = None
    for found in line.finditer(body):
        if body[max(0, found.start() - 1) : found.start()] not in (b"", b"\n"):
            continue
        if start is not None:
            yield body[start : found.start()].removesuffix(b"\n").removesuffix(b"\r")
        if found[1]:
            return
        start = found.end()
    if start is not None:
        yield body[start:]
