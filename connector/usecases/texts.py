"""Texts: policies and templates that people write on the pages, each change a version of its own."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import uuid4

from connector.core.differences import PartDifference, differences
from connector.core.drafts import Flaw, Flawed
from connector.core.errors import Refused
from connector.core.invoice import Organisation
from connector.core.policy import Policies, Policy
from connector.core.ports import UnitOfWork
from connector.core.texts import DEFAULT_LANGUAGE, LADDER, RULES, TextKind, TextVersion, Written
from connector.usecases.application import Application
from connector.usecases.sample import has_words
from connector.usecases.sentences import say


class Origin(StrEnum):
    """Whose text counts."""

    OWN = "own"
    SHARED = "shared"
    FILE = "file"


class Meanwhile(Refused):
    """Somebody else saved another version since the text was shown."""


class InUse(Refused):
    """Somebody follows the policy, or a step speaks by the template, and nothing would be left of it."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which text: a policy or a template, and whose. `is_shared`: the installation's, for everybody."""

    kind: TextKind
    name: str
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How a text stands for one organisation: what counts, whose it is, and every version, newest first.

    `below` are the parts that would count without any version of its own, and `below_is` whose those are.
    """

    which: Which
    parts: Mapping[str, str]
    below: Mapping[str, str]
    origin: Origin
    below_is: Origin
    versions: tuple[TextVersion, ...]

    @property
    def number(self) -> int:
        """Of the newest version; 0 where there is none."""
        return self.versions[0].number if self.versions else 0

    def parts_of(self, number: int) -> Mapping[str, str] | None:
        """As they counted in that version, over what lies below now; None where there is none. 0 is below."""
        if number == 0:
            return self.below
        found = next((x for x in self.versions if x.number == number), None)
        return None if found is None else {**self.below, **found.parts}

    def compared(self, before: int, after: int) -> tuple[PartDifference, ...]:
        """What differs between two versions; nothing where one of them is not there."""
        return differences(self.parts_of(before) or {}, self.parts_of(after) or {})


def standing(app: Application, organisation_id: str, which: Which) -> Standing:
    """How it stands. Its parts are none where there is no such text."""
    shared = app.store.shared_texts.current()
    with app.store.reading(organisation_id) as unit:
        own = () if which.is_shared else unit.texts.current()
        mine = app.store.shared_texts if which.is_shared else unit.texts
        versions = mine.versions(which.kind, which.name)
    rest_shared, rest = _without(which, shared), _without(which, own)
    below = Written.of(rest_shared if which.is_shared else shared, rest)
    parts = _parts(app, which, Written.of(shared, own))
    below_is = _origin(which, rest_shared if which.is_shared else shared, rest)
    origin = _origin(which, shared, own)
    return Standing(which, parts, _parts(app, which, below), origin, below_is, versions)


def origins(app: Application, organisation_id: str, kind: TextKind) -> Mapping[str, Origin]:
    """Whose text counts, by name; what is not in it lies in a file."""
    with app.store.reading(organisation_id) as unit:
        own = unit.texts.current()
    both = ((Origin.SHARED, app.store.shared_texts.current()), (Origin.OWN, own))
    return {x.name: origin for origin, found in both for x in found if x.kind is kind and x.parts}


def _without(which: Which, versions: Iterable[TextVersion]) -> list[TextVersion]:
    return [x for x in versions if (x.kind, x.name) != (which.kind, which.name)]


def _origin(which: Which, shared: Iterable[TextVersion], own: Iterable[TextVersion]) -> Origin:
    def has(versions: Iterable[TextVersion]) -> bool:
        return any(x.parts for x in versions if (x.kind, x.name) == (which.kind, which.name))

    return Origin.OWN if has(own) else Origin.SHARED if has(shared) else Origin.FILE


def _parts(app: Application, which: Which, written: Written) -> Mapping[str, str]:
    if which.kind is TextKind.TEMPLATE:
        return app.renderer.parts(which.name, written)
    if which.kind is TextKind.SEGMENTS:
        return {RULES: written.segments} if written.segments else {}
    text = app.policies.text(which.name, written)
    return {} if text is None else {LADDER: text}


def written_with(app: Application, unit: UnitOfWork, which: Which, parts: Mapping[str, str]) -> Written:
    """What would count for this organisation if these were its parts."""
    return _with(app, which, parts, unit.texts.current())


def _with(app: Application, which: Which, parts: Mapping[str, str], own: Iterable[TextVersion]) -> Written:
    shared: Iterable[TextVersion] = app.store.shared_texts.current()
    draft = TextVersion("", which.kind, which.name, 0, parts, "", app.clock.now())
    if which.is_shared:
        return Written.of([*_without(which, shared), draft], own)
    return Written.of(shared, [*_without(which, own), draft])


def flaws(app: Application, organisation_id: str, which: Which, parts: Mapping[str, str]) -> tuple[Flaw, ...]:
    """All that is wrong with a text before it is saved; nothing is kept."""
    with app.store.reading(organisation_id) as unit:
        own = () if which.is_shared else unit.texts.current()
    written = _with(app, which, parts, own)
    if which.kind is TextKind.TEMPLATE:
        return app.renderer.flaws(which.name, written)
    if which.kind is TextKind.SEGMENTS:
        return app.policies.checked_segments(parts.get(RULES, ""), written)[1]
    text = parts.get(LADDER, "")
    policy, found = app.policies.checked(which.name, text)
    return found if policy is None else tuple(_without_words(app, policy, text, written))


def _without_words(app: Application, policy: Policy, text: str, written: Written) -> Iterator[Flaw]:
    """The steps whose template is not in the language that everybody else is written in."""
    known = app.renderer.names(written)
    lines = list(enumerate(text.splitlines(), 1))
    for step in policy.steps:
        name = _for_everybody(step.template)
        if has_words(step) and name not in known:
            line = next((n for n, words in lines if step.template in words), 1)
            yield Flaw(line, 1, say("no_template", name=name))


def _for_everybody(template: str) -> str:
    """The one that whoever reads no other language of it gets."""
    return f"{DEFAULT_LANGUAGE}/{template}"


def save(
    app: Application,
    organisation_id: str,
    which: Which,
    parts: Mapping[str, str],
    by: str,
    *,
    note: str = "",
    seen: int | None = None,
) -> int:
    """Adds a version and says its number; the same text again adds none.

    `seen` is the number of the newest version when the text was shown. Raises Flawed for a text that is
    wrong, Meanwhile where another one was saved since, InUse for a policy that must not go.
    """
    stands = standing(app, organisation_id, which)
    kept = {part: text for part, text in map(_tidy, parts.items()) if stands.below.get(part) != text}
    if kept and (wrong := flaws(app, organisation_id, which, kept)):
        raise Flawed(wrong)
    if not kept and not stands.below and which.kind is not TextKind.SEGMENTS:
        _refuse_if_followed(app, organisation_id, which)
    last = stands.versions[0].parts if stands.versions else {}
    if seen is not None and seen != stands.number and kept != last:
        raise Meanwhile("Somebody saved another version meanwhile: compare, then save again.")
    if kept == last:
        return stands.number
    version = TextVersion(
        str(uuid4()), which.kind, which.name, stands.number + 1, kept, by, app.clock.now(), note
    )
    if not _added(app, organisation_id, which, version):
        raise Meanwhile("Somebody saved another version at the same moment: look at it, then save again.")
    return version.number


def restore(app: Application, organisation_id: str, which: Which, number: int, by: str) -> int:
    """Adds a version with the parts of an earlier one; 0 follows what lies below again.

    Says its number. Raises Refused where there is no such version, and what save raises.
    """
    stands = standing(app, organisation_id, which)
    earlier = next((x.parts for x in stands.versions if x.number == number), None)
    if number == 0:
        earlier = {}
    if earlier is None:
        raise Refused(say("no_version", number=number, name=which.name))
    return save(app, organisation_id, which, earlier, by, note=f"= {number}")


def _tidy(item: tuple[str, str]) -> tuple[str, str]:
    """As a file would hold it: lines that end as on Unix, the last one too."""
    part, text = item
    lines = text.replace("\r\n", "\n").rstrip()
    return part, f"{lines}\n"


def _refuse_if_followed(app: Application, organisation_id: str, which: Which) -> None:
    """Looks at everybody who would be left without it."""
    everyone = app.store.directory.all()
    for organisation in everyone if which.is_shared else [x for x in everyone if x.id == organisation_id]:
        with app.store.reading(organisation.id) as unit:
            written = unit.texts.written()
            after = written_with(app, unit, which, {})
        if which.kind is TextKind.TEMPLATE:
            is_followed = _is_said(app, app.policies.policies(organisation.policy, written), which, after)
        else:
            is_followed = _is_named(app, organisation, which.name, written) and (
                app.policies.text(which.name, after) is None
            )
        if is_followed:
            raise InUse(f"{organisation.name} uses «{which.name}»: choose something else for it first.")


def _is_named(app: Application, organisation: Organisation, policy: str, written: Written) -> bool:
    """Whether an organisation follows it, or a segment of its says so."""
    segments, _ = app.policies.checked_segments(written.segments, written) if written.segments else ((), ())
    return organisation.policy == policy or any(x.policy == policy for x in segments)


def _is_said(app: Application, policies: Policies, which: Which, after: Written) -> bool:
    """Whether a step speaks by this template, and somebody would get no words at all."""
    template = which.name.partition("/")[2]
    if _for_everybody(template) in app.renderer.names(after):
        return False
    steps = (step for policy in policies.by_name.values() for step in policy.steps)
    return any(step.template == template for step in steps)


def _added(app: Application, organisation_id: str, which: Which, version: TextVersion) -> bool:
    if which.is_shared:
        return app.store.shared_texts.add(version)
    with app.store.writing(organisation_id) as unit:
        if not unit.texts.add(version):
            return False
        said = {"kind": which.kind.value, "name": which.name, "number": version.number}
        unit.audit(version.at, version.author, "text.changed", **said)
        return True
