"""The Renderer: facts in, a subject, a plain text and a page out, or one clear sentence about the fault."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.meta import find_undeclared_variables

from connector.core.daily import DailyFacts
from connector.core.drafts import Flaw
from connector.core.errors import Refused
from connector.core.message import MessageFacts, Rendered
from connector.core.texts import NOTHING_WRITTEN, Written
from connector.render.clean import mailto, page, plain_text, subject_line
from connector.render.daily import DAILY_NAMES, DAILY_TEMPLATE, daily_names
from connector.render.formats import locale_tag
from connector.render.misprint import Misprint
from connector.render.names import MESSAGE_NAMES, message_names
from connector.render.sandbox import BoundedSandbox, bounded
from connector.render.sentences import say
from connector.render.shelf import Shelf, Snapshot, SnapshotLoader
from connector.render.upkeep import LONGEST, NAME, Fill, losses, misprints

#: The text of the due date itself.
DUE = "due"
SPEAKS_OF_LATENESS = frozenset({"friendly", "firm"})
NEVER_SAYS_LATE = frozenset({"notice", DUE})
#: No customer reads these: they are in the languages of the pages alone, as the daily mail is.
FOR_STAFF = frozenset({"call"})
#: The files of a template; a letter has `letter.html` in the place of the page.
PARTS = ("subject.txt", "body.txt", "body.html")
LETTER = "letter.html"
#: Compiled templates are kept, of however many organisations: more than one bookkeeper's day needs.
MOST_KEPT = 600

_AUTHOR_FAULTS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class JinjaRenderer:
    """Renders from template folders, the owner's own first. Files that change are read afresh.

    What was read for one message is kept together: a change in mid-render never mixes two versions.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._shelf = Shelf(folders)
        self._compiled: dict[tuple[str, str, str], _Compiled] = {}

    def render(self, facts: MessageFacts, written: Written = NOTHING_WRITTEN) -> Rendered:
        """Raises Refused when a template is wrong or missing, naming file and line.

        What is not in the customer's language is written in English, else in the organisation's; what only
        its own people read is in theirs.
        """
        template = _fitting(facts)
        asked = (facts.house or facts.language) if template in FOR_STAFF else facts.language
        language = self._shelf.under(written).language_for(template, asked, facts.house)
        tag = locale_tag(language, asked)
        names = message_names(facts, language, tag, says_late=template not in NEVER_SAYS_LATE)
        return self._made(language, template, written).fill(names.as_context())

    def render_daily(self, facts: DailyFacts, written: Written = NOTHING_WRITTEN) -> Rendered:
        """The owner's daily mail. Raises Refused as render does."""
        language = self._shelf.under(written).language_for(DAILY_TEMPLATE, facts.language)
        names = daily_names(facts, language, locale_tag(language, facts.language))
        return self._made(language, DAILY_TEMPLATE, written).fill(names.as_context())

    def problems(self) -> tuple[str, ...]:
        """A sentence for each template that cannot be compiled or names what does not exist."""
        found = []
        for language, template in self._shelf.ids():
            try:
                self._made(language, template, NOTHING_WRITTEN)
            except Refused as refused:
                found.append(str(refused))
        return tuple(dict.fromkeys(found))

    # ------------------------------------------------------------ while they are written

    def names(self, written: Written) -> tuple[str, ...]:
        """Every message to customers in every language."""
        found = self._shelf.under(written).ids()
        return tuple(f"{language}/{template}" for language, template in found if template != DAILY_TEMPLATE)

    def parts(self, name: str, written: Written) -> Mapping[str, str]:
        """Its texts by file; none where there is no such template."""
        shelf = self._shelf.under(written)
        texts = {part: shelf.text(f"{name}/{part}") for part in (*PARTS, LETTER)}
        if texts["body.html"] is not None or texts[LETTER] is None:
            del texts[LETTER]
        else:
            del texts["body.html"]
        return {part: text for part, text in texts.items() if text is not None}

    def flaws(self, name: str, written: Written) -> tuple[Flaw, ...]:
        """What keeps it from being filled, else what it may not lose."""
        if not NAME.fullmatch(name):
            return (Flaw(1, 1, say("no_name", name=name)),)
        parts = self.parts(name, written)
        long = [part for part, text in parts.items() if len(text) > LONGEST]
        if long:
            return tuple(Flaw(1, 1, say("long", count=LONGEST), part=x) for x in long)
        language, _, template = name.partition("/")
        fill = self._filler(language, template, written)
        known = template if self._shelf.find(f"{name}/body.txt") else "friendly"
        shipped = self._filler(self._shelf.language_for(known, language), known, NOTHING_WRITTEN)
        if found := tuple(misprints(name, fill)):
            return found
        return () if template in FOR_STAFF else tuple(losses(name, fill, shipped))

    def _filler(self, language: str, template: str, written: Written) -> Fill:
        def fill(facts: MessageFacts) -> Rendered:
            tag, says_late = locale_tag(language, facts.language), template not in NEVER_SAYS_LATE
            names = message_names(facts, language, tag, says_late=says_late)
            return self._made(language, template, written).fill(names.as_context())

        return fill

    def _made(self, language: str, template: str, written: Written) -> "_Compiled":
        key = (written.templates_mark, language, template)
        kept = self._compiled.get(key)
        if kept is None or not kept.snapshot.is_current():
            kept = _compiled(self._shelf.under(written), language, template)
            if len(self._compiled) >= MOST_KEPT:
                self._compiled.clear()
            self._compiled[key] = kept
        return kept


@dataclass(frozen=True)
class _Compiled:
    """One template in one language and one version."""

    snapshot: Snapshot
    subject: Template
    text: Template
    html: Template

    def fill(self, context: Mapping[str, object]) -> Rendered:
        return Rendered(
            subject=subject_line(self._filled(self.subject, context)),
            text=plain_text(self._filled(self.text, context)),
            html=page(self._filled(self.html, context)),
            version=self.snapshot.version,
        )

    def _filled(self, template: Template, context: Mapping[str, object]) -> str:
        try:
            with bounded():
                return template.render(context)
        except _AUTHOR_FAULTS as fault:
            said = say("fault", fault=fault)
            place = _place(fault.__traceback__, self.snapshot)
            if place is not None:
                raise Misprint(*place, said) from fault
            raise Refused(say("of_file", file=template.filename, said=said)) from fault


def _fitting(facts: MessageFacts) -> str:
    """The template asked for, but that of the due date while nothing in the message is late."""
    if facts.template in SPEAKS_OF_LATENESS and all(line.days_late <= 0 for line in facts.lines):
        return DUE
    return facts.template


def _compiled(shelf: Shelf, language: str, template: str) -> _Compiled:
    folder = f"{language}/{template}"
    subject, text = f"{folder}/subject.txt", f"{folder}/body.txt"
    html = f"{folder}/body.html"
    if shelf.find(html) is None and shelf.find(f"{folder}/letter.html") is not None:
        html = f"{folder}/letter.html"
    checking = _environment()
    known = frozenset(DAILY_NAMES if template == DAILY_TEMPLATE else MESSAGE_NAMES)

    def parse(source: str, name: str, path: str) -> nodes.Template:
        tree = checking.parse(source, name, path)
        _check_names(tree, known | set(checking.globals), path)
        return tree

    snapshot = shelf.read((subject, text, html), parse)
    filling = _environment(SnapshotLoader(snapshot))
    try:
        return _Compiled(snapshot, *(filling.get_template(name) for name in (subject, text, html)))
    except (SyntaxError, RecursionError, MemoryError, ValueError) as wrong:
        raise Refused(say("deep", file=snapshot.paths[text])) from wrong


class _Missing(StrictUndefined):
    """A name that does not exist, told in the author's words."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        return self._undefined_hint or say("undefined", name=self._undefined_name)


def _environment(loader: SnapshotLoader | None = None) -> BoundedSandbox:
    environment = BoundedSandbox(
        loader=loader,
        undefined=_Missing,
        autoescape=_is_html,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.add_filter("mailto", mailto)
    return environment


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html")


def _check_names(tree: nodes.Template, known: frozenset[str], path: str) -> None:
    unknown = find_undeclared_variables(tree) - known - _set_in(tree)
    for node in tree.find_all(nodes.Name):
        if node.name in unknown:
            said = say("unknown", name=node.name)
            raise Misprint(path, node.lineno, said)


def _set_in(tree: nodes.Template) -> set[str]:
    """What a template names itself: Jinja alone does not see it from within a block."""
    names = {node.name for node in tree.find_all(nodes.Name) if node.ctx in ("store", "param")}
    return names | {macro.name for macro in tree.find_all(nodes.Macro)}


def _place(traceback: TracebackType | None, snapshot: Snapshot) -> tuple[str, int] | None:
    """File and line of the innermost template that was being filled."""
    paths = {str(path) for path in snapshot.paths.values()}
    found = None
    while traceback is not None:
        path = traceback.tb_frame.f_code.co_filename
        if path in paths:
            found = (path, traceback.tb_lineno)
        traceback = traceback.tb_next
    return found
