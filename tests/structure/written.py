"""What the source writes down: every name of an event, and which functions lead to it."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache

from connector.core.accounts import What
from connector.core.history import State
from connector.core.invoice import HoldReason
from connector.core.tasks import TaskKind
from connector.usecases import changes, linking
from tests.structure.source import named, python_files, tree

_OUTCOMES = (State.SENT, State.FAILED, State.RETRY, State.UNKNOWN)
_ASKED = (TaskKind.DISPUTED, TaskKind.ASKS_PLAN, TaskKind.NAMES_CONTACT, TaskKind.WROTE_AGAIN)
#: Names that are put together: by the beginning and what follows it, what may follow.
FOLLOWED_BY: Mapping[str, tuple[str, ...]] = {
    "hold.{made.reason}": tuple(HoldReason),
    "reminder.{outcome.state}": _OUTCOMES,
    "redelivery.{outcome.state}": _OUTCOMES,
    "redelivery.{state}": (State.CANCELLED, State.MISSED),
    "page.{kind}": _ASKED,
}
#: Names that stand in a variable: as it is written, its values; `what` means something else in each module.
CALLED: Mapping[str, tuple[str, ...]] = {
    "NOTED": (changes.NOTED,),
    "INVOICE_CHANGED": (changes.INVOICE_CHANGED,),
    "_SAID[is_one]": tuple(linking._SAID.values()),
    "keys.what": ("connection.added", "connection.key_replaced"),
    "hooks.what": ("webhook.switched_on", "webhook.switched_off"),
    "views.what": ("view.renamed", "view.removed", "view.default", "view.no_default"),
    "members.what": ("user:role_given", "user:role_taken"),
    "invitations.what": ("user:invited", "user:invitation_accepted", "user:invitation_taken_back"),
    **{f"What.{x.name}": (f"user:{x}",) for x in What},
}


def names_of(call: ast.Call, module: str) -> tuple[str, ...]:
    """The names that one call of `audit` in a module writes. Raises KeyError for one of unknown values."""
    for given in call.args:
        if isinstance(given, ast.Constant) and isinstance(given.value, str) and "." in given.value:
            return (given.value,)
        if isinstance(given, ast.JoinedStr):
            text = ast.unparse(given)[2:-1]
            return tuple(f"{text.partition('.')[0]}.{x}" for x in FOLLOWED_BY[text])
        for called in (ast.unparse(given), f"{module.rpartition('.')[2]}.{ast.unparse(given)}"):
            if called in CALLED:
                return CALLED[called]
    raise KeyError(ast.unparse(call))


def written_in(node: ast.AST, module: str) -> set[str]:
    """The names of all events that are written inside of it."""
    return {
        name
        for x in ast.walk(node)
        if isinstance(x, ast.Call) and isinstance(x.func, ast.Attribute) and x.func.attr == "audit"
        for name in names_of(x, module)
    }


@cache
def all_written() -> frozenset[str]:
    """Every event of an organisation that any use case writes."""
    every = set().union(*(written_in(tree(path), path.stem) for path in python_files("connector/usecases")))
    return frozenset(x for x in every if not x.startswith("user:"))


Place = tuple[str, str]
_ROOMS = ("connector.usecases", "connector.web")


@cache
def _modules() -> Mapping[str, ast.Module]:
    """The modules of the two rooms, by their names."""
    files = python_files(*(x.replace(".", "/") for x in _ROOMS))
    return {named(x).removesuffix(".py").replace("/", "."): tree(x) for x in files}


@cache
def _here(module: str) -> Mapping[str, ast.AST]:
    """What a module makes, by its name: functions, classes, methods, and what it assigns."""
    found: dict[str, ast.AST] = {}
    for node in _modules()[module].body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {x.id: node for x in targets if isinstance(x, ast.Name)}
    return found


@cache
def _brought(module: str) -> Mapping[str, str]:
    """What it imports, by the name that it has there: in full."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(_modules()[module])
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _named_in(module: str, node: ast.AST) -> Iterator[Place]:
    """What of the two rooms something names: of its own module, or of one that it imports."""
    brought = _brought(module)
    for x in ast.walk(node):
        if isinstance(x, ast.Name) and x.id in _here(module):
            yield module, x.id
        elif isinstance(x, ast.Name) and x.id in brought:
            where, _, name = brought[x.id].rpartition(".")
            yield where, name
        elif isinstance(x, ast.Attribute) and isinstance(x.value, ast.Name) and x.value.id in brought:
            yield brought[x.value.id], x.attr


@cache
def _steps(place: Place) -> tuple[frozenset[str], frozenset[Place]]:
    """What is written there, and where it leads."""
    module, name = place
    node = _here(module).get(name) if module in _modules() else None
    if node is None:
        return frozenset(), frozenset()
    return frozenset(written_in(node, module)), frozenset(_named_in(module, node))


def led_to_by(module: str, node: ast.AST) -> set[str]:
    """The events that some lines of a module may write, themselves or by what they name, however far."""
    found, seen = written_in(node, module), set[Place]()
    left = set(_named_in(module, node))
    while left:
        place = left.pop()
        seen.add(place)
        written, following = _steps(place)
        found |= written
        left |= following - seen
    return found


@cache
def facts_written() -> Mapping[str, frozenset[str]]:
    """By its name, the facts that each event of an organisation bears, as far as the source names them."""
    found: dict[str, set[str]] = {name: set() for name in all_written()}
    for path in python_files("connector/usecases"):
        for function in (x for x in ast.walk(tree(path)) if isinstance(x, ast.FunctionDef)):
            for call in ast.walk(function):
                if (
                    isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Attribute)
                    and call.func.attr == "audit"
                ):
                    for name in names_of(call, path.stem):
                        found.setdefault(name, set()).update(_facts(call, function))
    return {name: frozenset(found[name]) for name in all_written()}


def _facts(call: ast.Call, function: ast.FunctionDef) -> Iterator[str]:
    """What is named in the call, and the keys of the mappings that are unfolded into it."""
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword.arg
            continue
        given = (keyword.value, *_assigned(keyword.value, function))
        keys = [key for x in given for y in ast.walk(x) if isinstance(y, ast.Dict) for key in y.keys]
        yield from (x.value for x in keys if isinstance(x, ast.Constant) and isinstance(x.value, str))


def _assigned(value: ast.expr, function: ast.FunctionDef) -> Iterator[ast.expr]:
    """What the function has put under that name."""
    if isinstance(value, ast.Name):
        for x in ast.walk(function):
            if isinstance(x, ast.Assign) and value.id in {ast.unparse(y) for y in x.targets}:
                yield x.value
