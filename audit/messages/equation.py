"""A rule with the numbers as printed: `1105例 / (10914例 - 1105例) = 11.27%`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from audit.exact.formula import (
    PRECEDENCE,
    Binary,
    Call,
    Compare,
    Conditional,
    Logic,
    Name,
    Negative,
    Node,
    Number,
    precedence,
    transform,
)
from audit.messages import say
from audit.messages.numbers import with_hedge
from audit.model import Claim, Figure

Figures = Mapping[str, Figure]
Leaf = Callable[[Name], str]


def equation(node: Node, figures: Figures, language: str = "en") -> str:
    """The tree with every name replaced by its print; functions of plain arithmetic written out."""
    return write(expanded(node), lambda name: printed(name, figures), language)


def rule_as_printed(claim: Claim, figures: Figures, language: str = "en") -> str:
    """The equation of a claim; of a quantity that is stated several times, all its prints."""
    if claim.kind == "restatement":
        prints = [with_hedge(p) for i in claim.figures if i in figures for p in figures[i].prints]
        return say(language, "help-join").join(prints)
    return equation(claim.tree, figures, language)


def printed(name: Name, figures: Figures) -> str:
    """The figure as it stands in the report, its name where it is not printed."""
    figure = figures.get(name.name)
    if figure is None:
        return name.name
    quantity = figure.quantity
    if quantity is None:
        return called(figure)
    text = with_hedge(quantity) + ("" if figure.unit else name.unit)
    return f"({text})" if quantity.value is None else text


def called(figure: Figure) -> str:
    """What a figure is called when it cannot be quoted."""
    return figure.name or figure.label or figure.text or figure.id


def named(node: Node, figures: Figures, language: str = "en") -> str:
    """The tree with the names of its figures instead of their numbers."""

    def leaf(name: Name) -> str:
        figure = figures.get(name.name)
        return f"{called(figure) if figure else name.name}{' ' + name.unit if name.unit else ''}"

    return write(expanded(node), leaf, language)


def expanded(node: Node) -> Node:
    """sum, growth, share, per, mean and count as plain arithmetic, which every reader knows."""
    return transform(node, _expand)


def _expand(node: Node) -> Node:
    if not isinstance(node, Call):
        return node
    arguments = node.arguments
    if node.function in ("sum", "mean"):
        total = arguments[0]
        for argument in arguments[1:]:
            total = Binary("+", total, argument)
        return (
            total
            if node.function == "sum"
            else Binary("/", total, Number(Fraction(len(arguments))))
        )
    if node.function == "growth":
        return Binary("-", Binary("/", arguments[0], arguments[1]), Number(Fraction(1)))
    if node.function in ("share", "per"):
        return Binary("/", arguments[0], arguments[1])
    return Number(Fraction(len(arguments))) if node.function == "count" else node


def write(node: Node, leaf: Leaf, language: str = "en") -> str:
    """The tree as text, with `leaf` for each name."""

    def inside(child: Node, level: float) -> str:
        text = write(child, leaf, language)
        return f"({text})" if precedence(child) < level else text

    match node:
        case Name():
            return leaf(node)
        case Negative(operand=operand):
            return f"-{inside(operand, 4)}"
        case Binary(operator=operator, left=left, right=right):
            own = PRECEDENCE[operator]
            before = inside(left, own + (operator == "^"))
            return f"{before} {operator} {inside(right, own + (operator in '-*/'))}"
        case Call(function="grim", arguments=(Name() | Binary() as rate, base)):
            if isinstance(base, Number) and base.value == 1:
                return say(language, "word-whole", value=inside(rate, 0))
            return say(language, "word-whole-of", rate=inside(rate, 5), base=inside(base, 5))
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(write(a, leaf, language) for a in arguments)})"
        case Compare(operators=operators, operands=operands):
            parts = [inside(operands[0], 2)]
            for operator, operand in zip(operators, operands[1:], strict=True):
                parts += [operator, inside(operand, 2)]
            return " ".join(parts)
        case Logic(operator="not", operands=operands):
            return f"{say(language, 'word-not')} {inside(operands[0], 1)}"
        case Logic(operator=operator, operands=operands):
            word = f" {say(language, f'word-{operator}')} "
            return word.join(inside(o, PRECEDENCE[operator] + 0.1) for o in operands)
        case Conditional(condition=condition, check=check):
            first, then = say(language, "word-if"), say(language, "word-then")
            return (
                f"{first} {write(condition, leaf, language)} {then} {write(check, leaf, language)}"
            )
    return str(node)
