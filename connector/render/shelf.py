"""Finds template files, the owner's own first, and reads all that one message needs at once."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.loaders import split_template_path

from connector.core.errors import Refused
from connector.core.texts import DEFAULT_LANGUAGE, NOTHING_WRITTEN, Written
from connector.core.typography import typesetter
from connector.render.misprint import Misprint
from connector.render.sentences import say
from connector.render.sources import LostMark, prepared_html, prepared_text

STYLE_SHEET = "_layout/mail.css"

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_TEMPLATE_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")

type_of_reference = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


@dataclass(frozen=True)
class Snapshot:
    """The sources of one message as they were read at one moment.

    `stamps` tells for each place looked at whether a file lay there, of what size and age;
    `version` is the hash of what was read.
    """

    sources: Mapping[str, str]
    paths: Mapping[str, Path]
    stamps: Mapping[Path, tuple[int, int] | None]
    version: str

    def is_current(self) -> bool:
        """Whether the files are still as they were read."""
        return all(_stamp(path) == stamp for path, stamp in self.stamps.items())


class Shelf:
    """Template folders in the order in which they are searched, after what was written on the pages."""

    def __init__(self, folders: Sequence[Path], written: Written = NOTHING_WRITTEN) -> None:
        self._folders = tuple(folders)
        self._written = written.templates

    def under(self, written: Written) -> "Shelf":
        """The same folders under what one organisation has written."""
        return Shelf(self._folders, written)

    def written(self, name: str) -> str | None:
        """The text of `name` where it was written on the pages."""
        return self._written.get(name)

    def language_for(self, template: str, asked: str, house: str = "") -> str:
        """The language folder that serves a customer's tag: `fr-CA` as it is, else `fr`, else `en`, else the
        organisation's own (`house`).

        Raises Refused where none of these has the template.
        """
        if not _TEMPLATE_ID.fullmatch(template):
            raise Refused(say("odd_name", name=template))
        for language in (*_tags(asked), DEFAULT_LANGUAGE, *_tags(house)):
            if self._has(language, template):
                return language
        missing = f"{DEFAULT_LANGUAGE}/{template}"
        raise Refused(say("no_template", name=missing))

    def _has(self, language: str, template: str) -> bool:
        start = f"{language}/{template}/"
        return any((folder / language / template).is_dir() for folder in self._folders) or any(
            name.startswith(start) for name in self._written
        )

    def ids(self) -> Iterator[tuple[str, str]]:
        """Every (language, template) of every folder or written, sorted, each once."""
        mine = {tuple(name.split("/")[:2]) for name in self._written}
        found: set[tuple[str, ...]] = mine | {
            (folder.parent.name, folder.name)
            for root in self._folders
            for folder in root.glob("[a-z]*/[a-z]*")
            if folder.is_dir() and _LANGUAGE.fullmatch(folder.parent.name)
        }
        yield from ((language, template) for language, template in sorted(found))

    def text(self, name: str) -> str | None:
        """The text called `name`, None where there is none. Raises Refused for a file that cannot be read."""
        if name in self._written:
            return self._written[name]
        path = self.find(name)
        return None if path is None else _utf8(path)

    def find(self, name: str) -> Path | None:
        """The first file called `name`, such as `fr/firm/subject.txt`; of what was written its name."""
        if name in self._written:
            return Path(name)
        return next((path for path in self.places(name) if path.is_file()), None)

    def places(self, name: str) -> tuple[Path, ...]:
        """Where a file called `name` may lie; never outside of the folders."""
        try:
            parts = split_template_path(name)
        except TemplateNotFound:
            return ()
        return tuple(folder.joinpath(*parts) for folder in self._folders)

    def read(self, names: Sequence[str], parse: Callable[[str, str, str], nodes.Template]) -> Snapshot:
        """These files and all they extend or include. Raises Refused with file and line."""
        reading = _Reading(self, parse)
        for name in names:
            reading.take(name, asked_by=None)
        return reading.snapshot()


class SnapshotLoader(BaseLoader):
    """Gives Jinja what a snapshot holds, and the true path for its tracebacks."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Raises TemplateNotFound for what no template named in plain words."""
        if template not in self._snapshot.sources:
            raise TemplateNotFound(template)
        return self._snapshot.sources[template], str(self._snapshot.paths[template]), None


class _Reading:
    """Collects the files of one snapshot."""

    def __init__(self, shelf: Shelf, parse: Callable[[str, str, str], nodes.Template]) -> None:
        self._shelf = shelf
        self._parse = parse
        self._raw: dict[str, str] = {}
        self._paths: dict[str, Path] = {}
        self._stamps: dict[Path, tuple[int, int] | None] = {}

    def take(self, name: str, asked_by: tuple[str, int] | None) -> None:
        if name in self._raw:
            return
        source = self._text(name, asked_by)
        try:
            tree = self._parse(source, name, str(self._paths[name]))
        except TemplateSyntaxError as wrong:
            said = wrong.message or say("unread")
            raise Misprint(str(self._paths[name]), wrong.lineno, said) from wrong
        for node in tree.find_all(type_of_reference):
            wanted = getattr(node, "template")  # noqa: B009 - the four kinds share no base that declares it
            if isinstance(wanted, nodes.Const):
                self.take(str(wanted.value), asked_by=(str(self._paths[name]), node.lineno))

    def snapshot(self) -> Snapshot:
        css = self._text(STYLE_SHEET, None) if any(name.endswith(".html") for name in self._raw) else ""
        digest = sha256()
        for name, source in sorted(self._raw.items()):
            digest.update(f"{name}\0{len(source)}\0{source}\0".encode())
        sources = {name: self._prepared(name, css) for name in self._raw if name != STYLE_SHEET}
        return Snapshot(sources, self._paths, self._stamps, digest.hexdigest()[:16])

    def _text(self, name: str, asked_by: tuple[str, int] | None) -> str:
        written = self._shelf.written(name)
        if written is not None:
            self._paths[name], self._raw[name] = Path(name), written
            return written
        places = self._shelf.places(name)
        self._stamps |= {path: _stamp(path) for path in places}
        path = self._shelf.find(name)
        if path is None:
            said = say("no_file", name=name)
            if asked_by is not None:
                raise Misprint(*asked_by, said)
            raise Refused(say("of_file", file=places[0] if places else name, said=said))
        self._paths[name] = path
        self._raw[name] = _utf8(path)
        return self._raw[name]

    def _prepared(self, name: str, css: str) -> str:
        typeset = typesetter(name.partition("/")[0].partition("-")[0])
        if not name.endswith(".html"):
            return prepared_text(self._raw[name], typeset)
        try:
            return prepared_html(self._raw[name], typeset, css)
        except LostMark as lost:
            raise Misprint(
                str(self._paths[name]),
                lost.line,
                say("html"),
            ) from lost


def _tags(asked: str) -> tuple[str, ...]:
    """`fr-CA` → fr-ca, fr; nothing for what is no language tag."""
    tag = asked.strip().lower().replace("_", "-")
    return (tag, tag.partition("-")[0]) if _LANGUAGE.fullmatch(tag) else ()


def _utf8(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = path.read_bytes().count(b"\n", 0, wrong.start) + 1
        raise Refused(say("not_utf8", file=path, line=line)) from wrong
    except OSError as wrong:
        raise Refused(say("no_permission", file=path, why=wrong.strerror)) from wrong


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
