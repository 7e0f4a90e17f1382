"""Whether the columns of a file say what is still open: a paid invoice is never asked for."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from connector.core.told import Told, either
from providers.ledger_file.layout import Layout
from providers.ledger_file.looks import Seen
from providers.ledger_file.problems import Unreadable
from providers.ledger_file.sentences import one_of
from providers.ledger_file.sentences_of_open import say

#: What each kind of values is most likely to be, where it tells what is paid.
_PROPOSED: Final = {"marks": "status", "dates": "paid_on"}


#: Each of these says of an invoice whether it is paid.
_SAYING: Final = frozenset({"open", "paid", "status", "paid_on"})


def check_open(layout: Layout, seen: Iterable[Seen], all_open: bool) -> Iterator[Unreadable]:
    """What is to be said first of a file that would have everything on it asked for in full.

    A column of what is open says it all, unless one that is not read calls an invoice paid of which it says
    that something is open. One of what was paid leaves open whether another holds payments too:
    all are asked about. A column of statuses or of payment days says what is paid, but not what is paid in
    part: beside it, an unread column of amounts, of ticks or of remarks about payments, or whose name
    probably means a payment or an open amount, is still asked about; so it is where `all_open` stands for
    empty open amounts.
    Statuses of the document alone («sent», «approved») say nothing, and neither does a column without any
    value.
    """
    seen = tuple(seen)
    yield from (_ticked(x, layout.line) for x in seen if x.is_ticked and x.field in ("open", "paid"))
    yield from (_against(x, layout.line) for x in seen if x.against)
    filled = {x.field for x in seen if x.looks != "nothing"}
    has_gaps = any(x.field == "open" and x.has_gaps for x in seen)
    if "open" in filled and not (all_open and has_gaps):
        return
    of_document = {"status"} if any(x.field == "status" and x.samples and not x.settles for x in seen) else ()
    saying = filled.difference(of_document)
    is_beside = bool(saying & {"open", "status", "paid_on"})
    telling = [x for x in seen if x.tells_paid and (not is_beside or _is_asked_beside(x))]
    code = "tells_gaps" if "open" in filled else "tells_more" if "paid" in filled else "tells_paid"
    yield from (_unread(one, layout.line, code) for one in telling)
    if not telling and not layout.columns.keys() & _SAYING.difference(of_document) and not all_open:
        yield Unreadable(either(say("all_open"), say("all_open.page")), layout.line)


def _is_asked_beside(one: Seen) -> bool:
    return (
        one.guess in ("open", "paid", "paid_on")
        or one.looks in ("amounts", "marks")
        or one.is_ticked
        or bool(one.speaks)
    )


def _unread(one: Seen, line: int, code: str) -> Unreadable:
    looks, samples = say(f"looks.{one.looks}"), one_of([*one.samples], "comma")
    if one.speaks and one.looks == "text":
        code, guess = "speaks", ""
    elif code == "tells_more" and one.looks == "amounts" and not one.is_ticked:
        guess = "paid"
    elif one.looks == "amounts" and not one.guess and not one.is_ticked:
        code, guess = "tells_amounts", ""
    else:
        guess = one.guess or _PROPOSED.get("marks" if one.is_ticked else one.looks, "open")
    facts = {
        "looks": looks, "samples": samples, "name": one.column.called, "guess": guess, "text": one.speaks,
    }  # fmt: skip
    return Unreadable(either(say(code, **facts), say(f"{code}.page", **facts)), line, one.column)


def _ticked(one: Seen, line: int) -> Unreadable:
    facts = {"name": one.column.called, "samples": one_of([*one.samples], "comma")}
    return Unreadable(either(say("ticked", **facts), say("ticked.page", **facts)), line, one.column)


def _against(one: Seen, line: int) -> Unreadable:
    facts = {"name": one.column.called, "text": one.against}
    return Unreadable(either(say("against", **facts), say("against.page", **facts)), line, one.column)


def unread_columns(seen: Sequence[Seen]) -> Iterator[Told]:
    """Names every column that was not read, with what it looks like; nothing where there is none."""
    unread = [x for x in seen if x.is_unread]
    if unread:
        typed, plain = (one_of([_named(x, is_typed) for x in unread], "comma") for is_typed in (True, False))
        yield either(say("unread", columns=typed), say("unread", columns=plain))


def _named(seen: Seen, is_typed: bool) -> Told:
    looks = say(f"looks.{seen.looks}")
    if is_typed and seen.guess:
        return say("unread.guessed", name=seen.column.called, looks=looks, guess=seen.guess)
    return say("unread.one", name=seen.column.called, looks=looks)
