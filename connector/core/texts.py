"""What people write on the pages in the place of files: policies and templates, in versions; its ports."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol


class TextKind(StrEnum):
    """What a text is."""

    POLICY = "policy"
    TEMPLATE = "template"
    SEGMENTS = "segments"


#: The one part that a policy has.
LADDER = "policy.yaml"
#: The one part that the segments of an organisation have, and their name.
RULES = "segments.yaml"
SEGMENTS = "segments"
#: Whoever has no template in his own language is written to in this one.
DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class TextVersion:
    """One version of a policy (`standard`), of a template in one language (`fr/firm`), or of the segments.

    `parts` are texts by the name of their file. Without any of them what lies below counts again: what the
    installation shares, then the files. `number` counts from 1.
    """

    id: str
    kind: TextKind
    name: str
    number: int
    parts: Mapping[str, str]
    author: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written on the pages and counts for one organisation, before any file.

    `policies` are texts by name, `templates` by path, such as `fr/firm/subject.txt`, `segments` the one text
    of them. The marks change
    with any of them and are empty where there is none: what was made of equal texts may be kept for both.
    """

    policies: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    segments: str = ""
    policies_mark: str = field(init=False)
    templates_mark: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "policies_mark", _mark(self.policies))
        object.__setattr__(self, "templates_mark", _mark(self.templates))

    @classmethod
    def of(cls, shared: Iterable[TextVersion], own: Iterable[TextVersion]) -> "Written":
        """Of the newest versions of each: the organisation's own first, part by part."""
        policies: dict[str, str] = {}
        templates: dict[str, str] = {}
        segments = ""
        for version in (*shared, *own):
            if version.kind is TextKind.TEMPLATE:
                templates |= {f"{version.name}/{part}": text for part, text in version.parts.items()}
            elif version.kind is TextKind.SEGMENTS:
                segments = version.parts.get(RULES, "")
            elif LADDER in version.parts:
                policies[version.name] = version.parts[LADDER]
        return cls(policies, templates, segments)

    def with_policy(self, name: str, text: str) -> "Written":
        """The same with another text of one policy."""
        return replace(self, policies={**self.policies, name: text})

    def with_template(self, name: str, parts: Mapping[str, str]) -> "Written":
        """The same with other parts of one template in one language."""
        return replace(self, templates={**self.templates, **{f"{name}/{x}": t for x, t in parts.items()}})


def _mark(texts: Mapping[str, str]) -> str:
    if not texts:
        return ""
    digest = sha256()
    for name, text in sorted(texts.items()):
        digest.update(f"{name}\0{len(text)}\0{text}\0".encode(errors="surrogatepass"))
    return digest.hexdigest()


#: Of an organisation for which every file counts as it is.
NOTHING_WRITTEN = Written()


class SharedTexts(Protocol):
    """What the installation shares with all its organisations, in versions that are only ever added."""

    def current(self) -> tuple[TextVersion, ...]:
        """The newest version of each text, sorted by kind and name."""

    def versions(self, kind: TextKind, name: str) -> tuple[TextVersion, ...]:
        """All of one text, newest first."""

    def add(self, version: TextVersion) -> bool:
        """False where its number is taken. After a policy all customers of everybody are looked at again."""


class Texts(Protocol):
    """The same of one organisation: what counts for it in the place of what is shared."""

    def written(self) -> Written:
        """What counts now: its own texts, else the shared ones."""

    def current(self) -> tuple[TextVersion, ...]:
        """The newest version of each text of its own, sorted by kind and name."""

    def versions(self, kind: TextKind, name: str) -> tuple[TextVersion, ...]:
        """All of one text of its own, newest first."""

    def add(self, version: TextVersion) -> bool:
        """False where its number is taken. After a policy all its customers are looked at again."""
