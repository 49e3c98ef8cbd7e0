"""A rule as a tree, and the tree as text again.

Names are plain strings (figure names while a rule is being read, figure ids once it is bound).
The tree is data: nothing here evaluates. `str(node)` is a sentence of the rule language that
parses back to the same tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from audit.exact.rounding import decimal

FUNCTIONS = ("sum", "min", "max", "abs", "mean", "count", "growth", "share", "per", "round", "grim")
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=", "≈")


class Number(Struct, frozen=True):
    """A literal: its value as printed, its unit ("" for none) and the step of its last digit."""

    value: Fraction
    unit: str = ""

    def __str__(self) -> str:
        text = decimal(self.value)
        if "/" in text:  # only derived trees hold such a number
            return f"({text.replace('/', ' / ')})"
        space = " " if self.unit[:1].isascii() and self.unit[:1].isalpha() else ""
        return f"{text}{space}{self.unit}"


class Name(Struct, frozen=True):
    """A figure. `unit` is a postfix % or ‰; `group` names a document or a group of them (@)."""

    name: str
    unit: str = ""
    group: str = ""

    def __str__(self) -> str:
        text = quoted(self.name)
        if self.group:
            text += f" @ {quoted(self.group)}"
        return f"{text} {self.unit}" if self.unit else text


class Negative(Struct, frozen=True):
    operand: Node

    def __str__(self) -> str:
        return f"-{_inside(self.operand, 4)}"


class Binary(Struct, frozen=True):
    """left `operator` right, operator one of + - * / ^."""

    operator: str
    left: Node
    right: Node

    def __str__(self) -> str:
        own = PRECEDENCE[self.operator]
        left = _inside(self.left, own + (self.operator == "^"))
        right = _inside(self.right, own + (self.operator != "^"))
        return f"{left} {self.operator} {right}"


class Call(Struct, frozen=True):
    function: str
    arguments: tuple[Node, ...]

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.arguments))})"


class Wildcard(Struct, frozen=True):
    """`prefix *` in a function call: all names that begin so. Only before binding."""

    prefix: str
    group: str = ""

    def __str__(self) -> str:
        text = f"{quoted(self.prefix)} *" if self.prefix else "*"
        return f"{text} @ {quoted(self.group)}" if self.group else text


class Compare(Struct, frozen=True):
    """A chain: operands[0] operators[0] operands[1] ..., jointly."""

    operators: tuple[str, ...]
    operands: tuple[Node, ...]

    def __str__(self) -> str:
        parts = [_inside(self.operands[0], 2)]
        for operator, operand in zip(self.operators, self.operands[1:], strict=True):
            parts += [operator, _inside(operand, 2)]
        return " ".join(parts)

    def links(self) -> list[tuple[str, Node, Node]]:
        """The single comparisons of the chain: (operator, left, right)."""
        return list(zip(self.operators, self.operands, self.operands[1:], strict=False))


class Logic(Struct, frozen=True):
    """operator `and` or `or` over two or more operands, `not` over one."""

    operator: str
    operands: tuple[Node, ...]

    def __str__(self) -> str:
        if self.operator == "not":
            return f"not {_inside(self.operands[0], 1)}"
        own = PRECEDENCE[self.operator]
        return f" {self.operator} ".join(_inside(o, own + 0.1) for o in self.operands)


class Conditional(Struct, frozen=True):
    condition: Node
    check: Node

    def __str__(self) -> str:
        return f"if {self.condition} then {self.check}"


Node = Number | Name | Negative | Binary | Call | Wildcard | Compare | Logic | Conditional

PRECEDENCE: dict[str, float] = {
    "or": 0.3,
    "and": 0.6,
    "not": 0.9,
    "+": 2,
    "-": 2,
    "*": 3,
    "/": 3,
    "^": 5,
}


def precedence(node: Node) -> float:
    if isinstance(node, Binary):
        return PRECEDENCE[node.operator]
    if isinstance(node, Logic):
        return PRECEDENCE[node.operator]
    if isinstance(node, Compare):
        return 1
    if isinstance(node, Conditional):
        return 0
    if isinstance(node, Negative):
        return 4
    if isinstance(node, Number) and node.value < 0:
        return 4
    return 9


def _inside(node: Node, level: float) -> str:
    return f"({node})" if precedence(node) < level else str(node)


_PLAIN = re.compile(r"[^\W\d_]\w*(?:[ -][^\W_]\w*)*\Z")
_WORDS = re.compile(r"(?:^|[ -])(?:if|then|and|or|not)(?:[ -]|$)")


def quoted(name: str) -> str:
    """`name` as it can stand in a rule: in quotes unless it is plain words."""
    if _PLAIN.match(name) and not _WORDS.search(name):
        return name
    for left, right in ('""', "「」", "``"):
        if left not in name and right not in name:
            return f"{left}{name}{right}"
    return f'"{name}"'


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Name() | Number():
            return ()
        case Negative(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return left, right
        case Call(arguments=arguments):
            return arguments
        case Compare(operands=operands) | Logic(operands=operands):
            return operands
        case Conditional(condition=condition, check=check):
            return condition, check
    return ()


def rebuild(node: Node, parts: tuple[Node, ...]) -> Node:
    """`node` with other children."""
    match node:
        case Negative():
            return Negative(parts[0])
        case Binary():
            return Binary(node.operator, parts[0], parts[1])
        case Call():
            return Call(node.function, parts)
        case Compare() | Logic():
            return replace(node, operands=parts)
        case Conditional():
            return Conditional(parts[0], parts[1])
    return node


def transform(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with `change` applied to every node, leaves first."""
    below = children(node)
    if below:
        node = rebuild(node, tuple(transform(b, change) for b in below))
    return change(node)


def walk(node: Node) -> Iterator[Node]:
    """Every node, in the order in which the rule reads."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(children(node))


def names(node: Node) -> tuple[str, ...]:
    """The distinct names, in the order of their first appearance."""
    return tuple(dict.fromkeys(n.name for n in walk(node) if isinstance(n, Name)))
