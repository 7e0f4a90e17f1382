"""A sandbox with bounds: a template neither keeps the processor busy nor fills the memory.

Each thing that it does costs: a letter that is made, a node that is passed, an item that is looked at.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, MappingView
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from jinja2 import TemplateSyntaxError, nodes, pass_context
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from connector.render.sentences import say

#: What filling one part may cost; a message about a thousand invoices costs 3 million.
MOST_WORK = 8_000_000
#: Letters and items of one value, and letters of a finished part; a thousand invoices make 800,000.
LONGEST = 1_000_000
#: Letters that a filter may make of a value in its turn, before they are counted.
WIDEST = 4_000_000
LARGEST_ARGUMENT = 10_000
MOST_BITS = 10_000
#: What a value costs whose size nobody knows, and a node of the template.
OF_A_THING = 50
OF_A_NODE = 4

_LEFT_OUT = ("pprint", "tojson", "urlize", "xmlattr")
#: They look at no more than one item.
_CHEAP = frozenset({"length", "count", "default", "d", "first", "last"})
_TURNS, _PASSED, _WEIGHED = "_turns", "_passed", "_weighed"
_MANY: tuple[type[Any], ...] = (list, tuple, set, frozenset, MappingView)
_PLAIN = (str, bytes, int, float, list, tuple, dict)
_WIDE_FORMAT = re.compile(r"%[^a-zA-Z%]*(?:\*|\d{4})")
_LEFT: ContextVar[list[int] | None] = ContextVar("left", default=None)


@contextmanager
def bounded() -> Iterator[None]:
    """What is filled within may cost MOST_WORK. More raises SecurityError."""
    kept = _LEFT.set([MOST_WORK])
    try:
        yield
    finally:
        _LEFT.reset(kept)


def _spend(cost: int) -> None:
    left = _LEFT.get()
    if left is not None:
        left[0] -= cost
        if left[0] < 0:
            raise SecurityError(say("loops"))


def _weight(value: object) -> int:
    """Its letters and items, those within it too. Raises SecurityError beyond LONGEST."""
    one: Any
    weight, rest = 0, [value]
    while rest:
        one = rest.pop()
        weight += 1
        if isinstance(one, (str, bytes, range)):
            weight += len(one)
        elif isinstance(one, int):
            weight += one.bit_length() // 4
        elif isinstance(one, Mapping):
            weight += 2 * len(one)
            _keep_within(weight)
            rest.extend((*one.keys(), *one.values()))
        elif isinstance(one, _MANY):
            weight += len(one)
            _keep_within(weight)
            rest.extend(one)
        elif isinstance(one, (Namespace, TemplateModule)):
            raise SecurityError(say("printed"))
        else:
            weight += OF_A_THING
        _keep_within(weight)
    return weight


def _keep_within(weight: int) -> None:
    if weight > LONGEST:
        raise SecurityError(say("longest", count=LONGEST))


def _within_a_part(pieces: Iterable[str]) -> Iterator[str]:
    length = 0
    for piece in pieces:
        length += len(piece)
        _keep_within(length)
        yield piece


def _weighed(value: Any) -> Any:
    # Nearly everything is a text: no walk for it.
    _spend((len(value) if isinstance(value, str) else _weight(value)) + OF_A_NODE)
    return value


def _counted(items: Iterator[Any]) -> Iterator[Any]:
    for item in items:
        yield _weighed(item)


def _looked_at(value: Any) -> Any:
    return _counted(value) if isinstance(value, Iterator) else _weighed(value)


def _refuse_wide(value: object, arguments: Iterable[object]) -> None:
    """Before it is made: what the largest argument could make of the value."""
    widest = 1
    for argument in arguments:
        if isinstance(argument, int) and abs(argument) > LARGEST_ARGUMENT:
            raise SecurityError(say("argument", count=LARGEST_ARGUMENT))
        widest = max(widest, abs(argument) if isinstance(argument, int) else _weight(argument))
    if not isinstance(value, Iterator) and widest * _weight(value) > WIDEST:
        raise SecurityError(say("too_long"))


def _guarded(name: str, does: Callable[..., Any]) -> Callable[..., Any]:
    """A filter or a test that pays for what it is given and for what it makes."""
    first = 1 if hasattr(does, "jinja_pass_arg") else 0

    @wraps(does)
    def guarded(*given: Any, **named: Any) -> Any:
        before, after = given[:first], given[first:]
        if name in _CHEAP:
            _spend(OF_A_NODE)
            return does(*before, *(_counted(x) if isinstance(x, Iterator) else x for x in after), **named)
        _refuse_wide(after[0] if after else None, (*after[1:], *named.values()))
        if name == "format":
            _refuse_wide_format(after[0])
        return _looked_at(does(*before, *map(_looked_at, after), **named))

    return guarded


def _refuse_wide_format(text: object) -> None:
    words = text.decode("latin-1") if isinstance(text, bytes) else str(text)
    if _WIDE_FORMAT.search(words):
        raise SecurityError(say("wide"))


@pass_context
def _printed(context: Context, value: Any) -> Any:
    return _weighed(value)


@pass_context
def _turns(context: Context, items: Any, nodes_within: int) -> Any:
    """What a loop goes through: each turn is paid for, those that its condition leaves out too."""
    if isinstance(items, (str, tuple, list, range, Mapping)):
        _spend((len(items) + 1) * nodes_within * OF_A_NODE)
        return items
    return _paid(items, nodes_within * OF_A_NODE)


def _paid(items: Iterable[Any], cost: int) -> Iterator[Any]:
    for item in items:
        _spend(cost)
        yield item


@pass_context
def _passed(context: Context, nodes_within: int) -> None:
    _spend(nodes_within * OF_A_NODE)


class BoundedSandbox(ImmutableSandboxedEnvironment):
    """As Jinja's own, and what grows is refused with SecurityError before it is made."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self, **options: Any) -> None:
        # Folded constants would be made while it is compiled, where nothing is counted.
        super().__init__(optimized=False, finalize=_printed, **options)
        del self.globals["lipsum"]
        for name in _LEFT_OUT:
            del self.filters[name]
        self.filters = {name: _guarded(name, does) for name, does in self.filters.items()}
        self.tests = {name: _guarded(name, does) for name, does in dict[str, Any](self.tests).items()}
        self.filters |= {_TURNS: _turns, _PASSED: _passed, _WEIGHED: _weighed}

    def add_filter(self, name: str, does: Callable[..., Any]) -> None:
        """One of ours."""
        self.filters[name] = _guarded(name, does)

    @staticmethod
    def concat(pieces: Iterable[str]) -> str:
        """The pieces of a part, of a macro or of a block."""
        if not isinstance(pieces, list):
            pieces = list(_within_a_part(pieces))
        length = sum(map(len, pieces))
        _keep_within(length)
        _spend(length)
        return "".join(pieces)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Looks at the operands first."""
        if isinstance(left, int) and isinstance(right, int):
            _refuse_many_bits(operator, left, right)
        elif operator == "*":
            times, many = (left, right) if isinstance(left, int) else (right, left)
            _keep_within(_weight(many) * (times if isinstance(times, int) else 1))
        elif operator == "%" and isinstance(left, (str, bytes)):
            _refuse_wide_format(left)
        _spend(_weight(left) + _weight(right))
        return _weighed(super().call_binop(context, operator, left, right))

    def call(__self, __context: Context, __obj: Any, *given: Any, **named: Any) -> Any:  # noqa: N805
        """A method of a text, a number or a list pays as a filter does."""
        owner = getattr(__obj, "__self__", None)
        if not isinstance(owner, _PLAIN):
            _spend(OF_A_NODE)
            return super().call(__context, __obj, *given, **named)
        _refuse_wide(owner, (*given, *named.values()))
        _weighed(owner)
        return _looked_at(super().call(__context, __obj, *map(_looked_at, given), **named))

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """A text may name any width there."""
        if super().wrap_str_format(value) is not None:
            raise SecurityError(say("format"))
        return None

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            tree = super()._parse(source, name, filename)
            _let_it_pay(tree)
        except (ValueError, RecursionError) as wrong:
            raise TemplateSyntaxError("this cannot be read: write it shorter", 1, name, filename) from wrong
        return tree


def _refuse_many_bits(operator: str, left: int, right: int) -> None:
    many = {"**": left.bit_length() * max(right, 0), "*": left.bit_length() + right.bit_length()}
    if many.get(operator, 0) > MOST_BITS:
        raise SecurityError(say("number"))


# ---------------------------------------------------------------- what Jinja itself does not ask about


def _let_it_pay(tree: Any) -> None:
    for node in list(tree.find_all((nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block))):
        if isinstance(node, nodes.For):
            if node.recursive:
                raise TemplateSyntaxError("a loop cannot call itself here", node.lineno)
            node.iter = _filtered(_TURNS, node.iter, node)
        else:
            _pay_in(node, node.body)
    for compared in list(tree.find_all(nodes.Compare)):
        compared.expr = _filtered(_WEIGHED, compared.expr)
        for operand in compared.ops:
            operand.expr = _filtered(_WEIGHED, operand.expr)
    for joined in list(tree.find_all(nodes.Concat)):
        joined.nodes = [_filtered(_WEIGHED, x) for x in joined.nodes]
    for item in list(tree.find_all(nodes.Getitem)):
        if isinstance(item.arg, nodes.Slice):
            item.node = _filtered(_WEIGHED, item.node)
    _pay_in(tree, tree.body)


def _filtered(name: str, node: Any, counted: Any = None) -> Any:
    if isinstance(node, nodes.Const) and counted is None:
        return node
    given = [] if counted is None else [_size(counted)]
    return nodes.Filter(node, name, given, [], None, None, lineno=node.lineno).set_environment(
        node.environment
    )


def _pay_in(node: Any, body: list[Any]) -> None:
    paid = nodes.Filter(_size(node), _PASSED, [], [], None, None, lineno=node.lineno)
    body.insert(0, nodes.ExprStmt(paid, lineno=node.lineno).set_environment(node.environment))


def _size(node: Any) -> Any:
    count = 1 + sum(1 for _ in node.find_all(nodes.Node))
    return nodes.Const(count, lineno=node.lineno).set_environment(node.environment)
