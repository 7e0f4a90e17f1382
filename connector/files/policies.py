"""The policies an owner wrote, from YAML files to ladders of the core."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path
from types import MappingProxyType
from typing import Any

from connector.core.drafts import Flaw, PolicyDraft, SegmentDraft
from connector.core.errors import Refused
from connector.core.policy import (
    CARD_POLICY,
    CHARGE_POLICY,
    DEFAULT_DEADLINE_DAYS,
    Channel,
    Policies,
    Policy,
    Severity,
    Step,
)
from connector.core.segments import Segment
from connector.core.texts import NOTHING_WRITTEN, Written
from connector.files import policy_drafts, segment_drafts
from connector.files.conditions import conditions_of
from connector.files.located_yaml import Document, Problem, read_yaml, read_yaml_text
from connector.files.policy_checks import (
    card_problems,
    charge_problems,
    file_name_problem,
    is_in_use,
    nearest,
    problems_of,
    severity_of,
)
from connector.files.segments import judged_segments, read_segments, segments_document
from connector.files.sentences import say

SUFFIXES = frozenset({".yaml", ".yml"})
#: What else is asked of a policy that nobody chooses.
_OWN_PROBLEMS = {CHARGE_POLICY: charge_problems, CARD_POLICY: card_problems}
#: Readings of files under so many different texts are kept.
MOST_KEPT = 300
#: Path, time of change, size and inode of each file, so that a file that is swapped in is seen too.
Signature = tuple[tuple[Path, int, int, int], ...]


def read_policy(path: Path) -> tuple[Policy | None, tuple[Problem, ...]]:
    """One policy, called as its file, and everything wrong with it; None where anything is."""
    return _judged(path, *read_yaml(path))


def read_policy_text(name: str, text: str) -> tuple[Policy | None, tuple[Problem, ...]]:
    """The same of a policy that lies in no file."""
    return _judged(*_document_of(name, text))


def _document_of(name: str, text: str) -> tuple[Path, Document | None, tuple[Problem, ...]]:
    path = Path(f"{name.replace('/', '?')}.yaml")
    return path, *read_yaml_text(path, text.replace("\r\n", "\n"))


def _judged(
    path: Path, document: Document | None, problems: tuple[Problem, ...]
) -> tuple[Policy | None, tuple[Problem, ...]]:
    if document is None:
        return None, problems
    misnamed = file_name_problem(path)
    problems = (*([misnamed] if misnamed else []), *problems, *problems_of(document))
    own = _OWN_PROBLEMS.get(path.stem)
    if own is not None and not problems:
        problems = own(document)
    if problems:
        return None, problems
    return _policy(path.stem, document.digest, document.value), ()


def check(path: Path) -> list[Problem]:
    """Everything wrong with a policy file, or with all policies of a folder.

    Raises Refused for a folder that cannot be read.
    """
    paths = _files_or_refused(path) if path.is_dir() else (path,)
    return [*_twins(paths), *(problem for file in paths for problem in read_policy(file)[1])]


def policy_files(folder: Path) -> tuple[Path, ...]:
    """The policies of a folder by name; what editors leave behind is not looked at."""
    found = (path for path in folder.iterdir() if path.suffix in SUFFIXES and not path.name.startswith("."))
    return tuple(sorted(found))


class YamlPolicyShelf:
    """Policies from folders, the owner's own first: a file there replaces the shipped one of its name.

    Files are read again when they change. A folder that is gone is refused rather than passed over:
    other policies than the owner's would take its place.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._read = _Reading()
        self._with_written: dict[tuple[Signature | None, str], _Reading] = {}

    def policies(self, default: str, written: Written = NOTHING_WRITTEN) -> Policies:
        """All policies by name in alphabetical order; raises Refused with every problem in one message."""
        read = self._read_if_changed(self._chosen_files())
        if written.policies or written.segments:
            read = self._under(read, written)
        if read.problems:
            raise Refused(reduce(_both, map(str, read.problems)))
        if default not in read.policies:
            known = Policies(read.policies, default).of_invoices
            raise Refused(
                say("no_policy", name=default, nearest=nearest(default, known), known=", ".join(known))
            )
        return Policies(read.policies, default, read.segments)

    def text(self, name: str, written: Written) -> str | None:
        """As it counts now; None where there is none, or its file is none that can be read."""
        if name in written.policies:
            return written.policies[name]
        path = next((x for x in self._chosen_files() if x.stem == name), None)
        try:
            return None if path is None else path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return None

    def checked(self, name: str, text: str) -> tuple[Policy | None, tuple[Flaw, ...]]:
        """The policy, or all that is wrong with it."""
        path, document, problems = _document_of(name, text)
        policy, problems = _judged(path, document, problems)
        return policy, policy_drafts.flaws_of(document, problems)

    def draft(self, text: str) -> PolicyDraft | None:
        """The text as a form; None where it cannot be read as a ladder of steps."""
        return policy_drafts.draft_of(text)

    def text_of(self, draft: PolicyDraft) -> str:
        """The text that a form stands for."""
        return policy_drafts.text_of(draft)

    def checked_segments(self, text: str, written: Written) -> tuple[tuple[Segment, ...], tuple[Flaw, ...]]:
        """The segments, or all that is wrong with them beside the policies that count."""
        read = _under(self._read_if_changed(self._chosen_files()), written.policies)
        document, problems = segments_document(text)
        segments, problems = judged_segments(document, problems, Policies(read.policies, "").of_invoices)
        return segments, policy_drafts.flaws_of(document, problems)

    def segment_drafts(self, text: str) -> tuple[SegmentDraft, ...] | None:
        """The segments as forms; None where the text cannot be read as a list of them."""
        return segment_drafts.drafts_of(text)

    def text_of_segments(self, drafts: Sequence[SegmentDraft], heading: str) -> str:
        """The text that forms stand for, under lines of comment."""
        return segment_drafts.text_of(drafts, heading)

    def _under(self, read: "_Reading", written: Written) -> "_Reading":
        """The files under what was written. Equal texts over equal files are read once for all."""
        key = (read.signature, written.policies_mark + written.segments)
        found = self._with_written.get(key)
        if found is None:
            found = _with_segments(_under(read, written.policies), written.segments)
            if len(self._with_written) >= MOST_KEPT:
                self._with_written.clear()
            self._with_written[key] = found
        return found

    def _chosen_files(self) -> tuple[Path, ...]:
        by_name: dict[str, list[Path]] = {}
        for folder in self._folders:
            for path in _files_or_refused(folder):
                same = by_name.setdefault(path.stem, [])
                if not same or same[0].parent == path.parent:
                    same.append(path)
        return tuple(path for _, paths in sorted(by_name.items()) for path in paths)

    def _read_if_changed(self, paths: tuple[Path, ...]) -> "_Reading":
        signature = tuple(_signed(path) for path in paths)
        read = self._read
        if signature != read.signature:
            read = self._read = _reading(paths, signature)  # one assignment: threads share the shelf
        return read


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the files said when they last changed."""

    signature: Signature | None = None
    policies: Mapping[str, Policy] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    segments: tuple[Segment, ...] = ()


def _reading(paths: tuple[Path, ...], signature: Signature) -> _Reading:
    read = [read_policy(path) for path in paths]
    policies = {policy.name: policy for policy, _ in read if policy}
    problems = (*_twins(paths), *(problem for _, found in read for problem in found))
    return _Reading(signature, MappingProxyType(policies), problems)


def _under(read: _Reading, written: Mapping[str, str]) -> _Reading:
    mine = {name: read_policy_text(name, text) for name, text in written.items()}
    policies = {**read.policies, **{name: policy for name, (policy, _) in mine.items() if policy}}
    of_files = (x for x in read.problems if x.file.stem not in written)
    problems = (*of_files, *(x for _, found in mine.values() for x in found))
    return _Reading(read.signature, MappingProxyType(dict(sorted(policies.items()))), problems)


def _with_segments(read: _Reading, text: str) -> _Reading:
    """A segment that names a policy that is gone is wrong, as a policy may be: nothing is planned then."""
    segments, problems = read_segments(text, Policies(read.policies, "").of_invoices) if text else ((), ())
    return replace(read, segments=segments, problems=(*read.problems, *problems))


def _files_or_refused(folder: Path) -> tuple[Path, ...]:
    try:
        return policy_files(folder)
    except OSError as error:
        raise Refused(say("folder", folder=folder, why=error.strerror)) from None


def _signed(path: Path) -> tuple[Path, int, int, int]:
    try:
        seen = path.stat()
    except OSError:
        return path, 0, 0, 0
    return path, seen.st_mtime_ns, seen.st_size, seen.st_ino


def _both(left: str, right: str) -> str:
    return say("lines", left=left, right=right)


def _twins(paths: Iterable[Path]) -> list[Problem]:
    """Two files that would give one name, such as firm.yaml and firm.yml."""
    first: dict[str, Path] = {}
    return [
        Problem(path, 1, 1, say("twins", name=path.stem, file=first[path.stem].name))
        for path in paths
        if first.setdefault(path.stem, path) != path
    ]


# ---------------------------------------------------------------- from checked values to the core


def _policy(name: str, version: str, written: Mapping[str, Any]) -> Policy:
    steps = tuple(_step(step) for step in written["steps"] if is_in_use(step))
    return Policy(name, version, steps, conditions_of(written.get("conditions")))


def _step(written: Mapping[str, Any]) -> Step:
    severity: Severity = severity_of(written["severity"])
    return Step(
        id=written["id"],
        offset=written["offset"],
        channel=Channel(written["channel"]),
        severity=severity,
        template=written.get("template", severity.name.lower()),
        roles=tuple(written.get("roles", ["billing"])),
        fallbacks=tuple(Channel(channel) for channel in written.get("fallbacks", [])),
        deadline_days=written.get("deadline_days", DEFAULT_DEADLINE_DAYS),
        conditions=conditions_of(written.get("conditions")),
    )
