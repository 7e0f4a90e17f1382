"""What a person wrote in a reply, without what he quoted: of plain text, and of HTML where there is no other.

What stands below a quotation or between its lines is his. Every search is bound to one line.
"""

import html
import re
from dataclasses import dataclass, field

_LONGEST = 200_000
_LONGEST_LINE = 8_000
_MOST_LINES = 5_000
_WRAPPED = 4

_QUOTED = re.compile(r"\s{0,8}>")
_DATED = r"(?=.{0,500}[\d@])"
#: Who wrote what follows, and when; the mails of several languages, perhaps on several lines.
_WROTE = re.compile(
    _DATED + r"(on .{2,500}\bwrote\s?:?|le .{2,500}\ba [ée]crit\s?:?|am .{2,500}\bschrieb\b.{0,200}:"
    r"|el .{2,500}\bescribi[óo]\s?:?|il (giorno )?.{2,500}\bha scritto\s?:?|op .{2,500}\bschreef\b.{0,200}:"
    r"|\d{4}-\d\d-\d\d.{2,300}@.{1,200}:|.{2,200}(wrote|a [ée]crit|schrieb|escribi[óo]|ha scritto"
    r"|schreef)\s?:)$",
    re.IGNORECASE,
)
_MAY_BEGIN = re.compile(r"(on|le|am|el|il|op|\d{4}-\d\d-\d\d) ?", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"[-_=*\s]{0,80}[-_=]{2,80} ?(original message|message d'origine|message original|message transf[ée]r[ée]"
    r"|forwarded message|urspr[üu]ngliche nachricht|weitergeleitete nachricht|mensaje original"
    r"|mensaje reenviado"
    r"|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht) ?[-_=]{2,80}\s*$",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"[\s*]{0,8}(from|sent|to|cc|subject|date|de|envoy[ée]|[àa]|objet|von|gesendet|an|betreff|datum"
    r"|enviado( el)?|para"
    r"|asunto|fecha|da|inviato|a|oggetto|data|van|verzonden|aan|onderwerp)\s?:\s?\*{0,2}",
    re.IGNORECASE,
)
_FROM = re.compile(r"[\s*]{0,8}(from|de|von|da|van)\s?:", re.IGNORECASE)
_RULE = re.compile(r"\s{0,8}[_-]{10,}\s*$")
_SIGNED = re.compile(r"--\s?$")
_SENT_WITH = re.compile(
    r"\W{0,8}(sent (from|with) (my |outlook|mail|yahoo|proton|samsung|gmail|a mobile)|get outlook for"
    r"|(envoy[ée]|envoi) (de(puis)?|avec) |t[ée]l[ée]charge[rz]? outlook|obten(ez|ir) outlook"
    r"|von meinem .{1,60} gesendet|gesendet (von|mit) |outlook f[üu]r .{1,20} (herunterladen|beziehen)"
    r"|enviado desde |obtener outlook|inviato da(l| ) ?(mio )?(iphone|ipad|cellulare|outlook|yahoo"
    r"|samsung|mobile)"
    r"|(scarica|ottieni) outlook|verzonden (vanaf|met|vanuit) |verstuurd vanaf "
    r"|outlook voor .{1,20} downloaden)"
    r".{0,100}$",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """The text without quotations, their headings, signatures and what telephones add."""
    lines = [
        line[:_LONGEST_LINE].rstrip()
        for line in text[:_LONGEST].replace("\xa0", " ").split("\n")[:_MOST_LINES]
    ]
    kept: list[str] = []
    place, is_signature = 0, False
    while place < len(lines):
        line = lines[place]
        if heading := _heading(lines, place):
            place += heading
            if not _is_quoted_next(lines, place):
                break
            is_signature = False
            continue
        if _QUOTED.match(line):
            is_signature = False
            kept.append("")
        elif _SIGNED.match(line):
            is_signature = True
        elif not is_signature and not _SENT_WITH.match(line):
            kept.append(line)
        place += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _heading(lines: list[str], place: int) -> int:
    """How many lines announce from here on that the rest is another's; 0 where they do not."""
    line = lines[place]
    if _SEPARATOR.match(line):
        return 1 + _fields(lines, place + 1)
    if _RULE.match(line) and place + 1 < len(lines) and _FROM.match(lines[place + 1]):
        return 1 + _fields(lines, place + 1)
    if _FROM.match(line) and (count := _fields(lines, place)) >= 3:
        return count
    if _WROTE.match(line.strip()):
        return 1
    if _MAY_BEGIN.match(line):
        for count in range(2, _WRAPPED + 1):
            if _WROTE.match(" ".join(part.strip() for part in lines[place : place + count])):
                return count
    return 0


def _fields(lines: list[str], place: int) -> int:
    """How many headers stand here one after the other; a blank line may lie between."""
    count = 0
    while place + count < len(lines) and count < 12:
        if not (_FIELD.match(lines[place + count]) or not lines[place + count].strip()):
            break
        count += 1
    while count and not lines[place + count - 1].strip():
        count -= 1
    return count


def _is_quoted_next(lines: list[str], place: int) -> bool:
    """Whether what follows marks each line of its quotation, so that the others are its writer's."""
    following = (line for line in lines[place : place + 6] if line.strip())
    return bool(_QUOTED.match(next(following, "")))


_TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"<(/?)([a-z][a-z0-9]{0,20})\b", re.IGNORECASE)
_HUGE_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")
_BLOCKS = frozenset(
    "address article blockquote body center dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr html li ol p"
    " pre section table td th title tr ul".split()
)
_SILENT = frozenset({"style", "script", "head", "title", "template"})
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base", "source", "o"})
_DROPPED = re.compile(r"gmail_attr|gmail_signature|moz-cite-prefix|moz-signature|yahoo_quoted", re.IGNORECASE)
_LAST = re.compile(r"divRplyFwdMsg|appendonsend|mail-editor-reference-message", re.IGNORECASE)


@dataclass
class _Page:
    """What is written so far. `dropped` is the element left out, with how many of its name are open."""

    written: list[str] = field(default_factory=list)
    dropped: str = ""
    depth: int = 0


def html_text(page: str) -> str:
    """The words of a page on lines, a quotation as a line of `>`; never raises, linear in its length."""
    state = _Page()
    for piece in _TAG.split(_without_comments(page[:_LONGEST])):
        found = _NAME.match(piece)
        if found is None:
            if not state.dropped and not piece.startswith("<!"):
                words = html.unescape(_HUGE_NUMBER.sub("", piece))
                state.written.append(re.sub(r"[ \t\r\n]+", " ", words))
        elif _LAST.search(piece) and not found[1]:
            break
        else:
            _tag(state, piece, bool(found[1]), found[2].lower())
    lines = "".join(state.written).replace("\0", "").split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()


def _tag(state: _Page, piece: str, is_end: bool, name: str) -> None:
    if state.dropped:
        if name == state.dropped:
            state.depth += -1 if is_end else 1
            state.dropped = state.dropped if state.depth else ""
        return
    is_quoted = name == "blockquote"
    if not is_end and name not in _VOID and (is_quoted or name in _SILENT or _DROPPED.search(piece)):
        state.dropped, state.depth = name, 1
        state.written.append("\n>\n" if is_quoted else "\n")
    elif name == "br" or name in _BLOCKS:
        state.written.append("\n\n" if name == "p" and is_end else "\n")


def _without_comments(page: str) -> str:
    kept, place = [], 0
    while (start := page.find("<!--", place)) >= 0:
        kept.append(page[place:start])
        end = page.find("-->", start)
        if end < 0:
            return "".join(kept)
        place = end + 3
    return "".join((*kept, page[place:]))
