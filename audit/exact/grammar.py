"""The rule language: text to tree, with errors that point at the character.

    rule        = "if" check "then" check | check
    check       = check "or" check | check "and" check | "not" check | comparison | "(" check ")"
    comparison  = sum (("=" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "≈") sum)+ | grim(...)
    sum         = sum ("+" | "-") product | product
    product     = product ("*" | "/") power | power
    power       = "-" power | operand ("^" exponent)?
    operand     = number unit? | name ("@" group)? ("%" | "‰")? | function "(" ... ")" | "(" sum ")"

Names may hold blanks, hyphens, digits and any script, so there is no lexer: where an operand is
due, the longest known name that begins there wins. Operator precedence is climbed (Pratt).
"""

from __future__ import annotations

import re
from fractions import Fraction

from audit.errors import AuditError, nearest
from audit.exact import numerals, units
from audit.exact.formula import (
    FUNCTIONS,
    Binary,
    Call,
    Compare,
    Conditional,
    Logic,
    Name,
    Negative,
    Node,
    Number,
    Wildcard,
    transform,
)
from audit.exact.vocabulary import BLANK, Vocabulary, fold, match_folded, splits_word

__all__ = ["Quoted", "Vocabulary", "fold", "is_truth", "parse", "parse_value", "show"]

MAX_LENGTH = 20_000
MAX_DEPTH = 60
MAX_EXPONENT = 64
KEYWORDS = ("if", "then", "and", "or", "not")

_OPERATORS = {
    "+": "+", "＋": "+", "-": "-", "－": "-", "−": "-", "*": "*", "×": "*", "＊": "*", "/": "/",
    "÷": "/", "／": "/", "^": "^",
}  # fmt: skip
_COMPARE = re.compile(r"==|!=|<=|>=|[=<>≤≥≠≈＝＜＞]")
_COMPARE_NAME = {"==": "=", "＝": "=", "≤": "<=", "≥": ">=", "≠": "!=", "＜": "<", "＞": ">"}
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_WORD = re.compile(r"[^\W\d_]+(?:\s+points?\b)?|[%％‰$€£¥]")
_ITEMS = re.compile(r"\s*items\s*[=＝]\s*")
_FUNCTION = re.compile(r"([a-z]+)\s*[(（]")
_KEYWORD = re.compile(r"(if|then|and|or|not)(?![^\W_])")
# where an unknown name ends: at an operator, bracket, comma, comparison or keyword
_UNKNOWN_END = re.compile(
    r"\s*(?:[-+*/^()（）,，=<>≤≥≠≈＝＜＞!@%％‰＋－−×÷＊／]|\s(?:then|and|or|not)(?![^\W_])|$)"
)
_QUOTES = {'"': '"', "「": "」", "`": "`", "“": "”"}
_LEVEL = {"+": 2, "-": 2, "*": 3, "/": 3}


def parse(text: str, vocabulary: Vocabulary) -> Node:
    """The tree of one rule. Raises AuditError with column and width (line 1) on any mistake."""
    if len(text) > MAX_LENGTH:
        raise AuditError(f"the rule is longer than {MAX_LENGTH} characters", line=1, column=1)
    return _Parser(text, vocabulary).rule()


def parse_value(text: str, vocabulary: Vocabulary) -> Node:
    """The tree of an expression that is computed (`derive:`): no comparison in it."""
    if len(text) > MAX_LENGTH:
        raise AuditError(f"the expression is longer than {MAX_LENGTH} characters", line=1, column=1)
    return _Parser(text, vocabulary).value()


class _Parser:
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.known = vocabulary
        self.at = 0
        self.depth = 0
        self.open = 0  # how many brackets are open
        self.calls = 0  # how many function calls are open: a comma means something there

    # ---- what the caller asks for

    def rule(self) -> Node:
        if not self.text.strip():
            raise self.error("the rule is empty", 0, 1)
        if self.keyword("if"):
            condition = self.truth(self.logic(0), "the condition after `if`")
            if not self.keyword("then"):
                raise self.error("`then` is missing after the condition", self.at, 1)
            check = self.truth(self.logic(0), "the check after `then`")
            node: Node = Conditional(condition, check)
        else:
            node = self.truth(self.logic(0), "a rule")
        self.finish()
        return node

    def value(self) -> Node:
        if not self.text.strip():
            raise self.error("the expression is empty", 0, 1)
        node = self.number(self.logic(0))
        self.finish()
        return node

    def finish(self) -> None:
        self.blank()
        if self.at < len(self.text):
            rest = self.text[self.at]
            if rest in ")）":
                raise self.error("this bracket closes nothing", self.at, 1)
            if rest in ",，":
                raise self.error("a comma separates the arguments of a function only", self.at, 1)
            raise self.error(*self._unexpected())

    def _unexpected(self) -> tuple[str, int, int, str | None]:
        start = self.at
        end = max(start + 1, self._unknown_end(start))
        word = self.text[start:end].strip()
        return "an operator is missing here", start, len(word) or 1, self._suggest(word)

    # ---- logic and comparisons

    def logic(self, level: int) -> Node:
        """level 0: or; 1: and; 2: not and comparisons."""
        self.enter()
        if level == 2:
            node = self.negation()
        else:
            word = ("or", "and")[level]
            parts = [self.logic(level + 1)]
            while self.keyword(word):
                parts.append(self.logic(level + 1))
            node = parts[0]
            if len(parts) > 1:
                node = Logic(word, tuple(self.truth(p, f"each side of `{word}`") for p in parts))
        self.depth -= 1
        return node

    def negation(self) -> Node:
        if self.keyword("not"):
            self.enter()
            node = Logic("not", (self.truth(self.negation(), "what follows `not`"),))
            self.depth -= 1
            return node
        return self.comparison()

    def comparison(self) -> Node:
        operands = [self.arithmetic(2)]
        operators: list[str] = []
        places: list[int] = []
        while True:
            self.blank()
            found = _COMPARE.match(self.text, self.at)
            if found is None:
                break
            places.append(self.at)
            operators.append(_COMPARE_NAME.get(found.group(), found.group()))
            self.at = found.end()
            self.number(operands[-1])
            operands.append(self.number(self.arithmetic(2)))
        if not operators:
            return operands[0]
        self.check_chain(operators, places)
        return Compare(tuple(operators), tuple(operands))

    def check_chain(self, operators: list[str], places: list[int]) -> None:
        if len(operators) == 1:
            return
        if "!=" in operators:
            k = operators.index("!=")
            raise self.error(
                "`!=` cannot stand in a chain", places[k], 2, "write `a != b and b != c`"
            )
        up = [k for k, o in enumerate(operators) if o in ("<", "<=")]
        down = [k for k, o in enumerate(operators) if o in (">", ">=")]
        if up and down:
            raise self.error(
                "a chain cannot turn round", places[max(up[0], down[0])], 1,
                "write two comparisons with `and`",
            )  # fmt: skip

    # ---- arithmetic

    def arithmetic(self, level: int) -> Node:
        self.enter()
        left = self.power()
        while True:
            self.blank()
            operator = _OPERATORS.get(self.text[self.at : self.at + 1], "")
            own = _LEVEL.get(operator, 0)
            if own < level or own == 0 or self._is_wildcard():
                break
            self.at += 1
            left = self.number(left)
            right = self.number(self.arithmetic(own + 1))
            left = Binary(operator, left, right)
        self.depth -= 1
        return left

    def power(self) -> Node:
        self.blank()
        if self.text[self.at : self.at + 1] in ("-", "－", "−"):
            self.at += 1
            self.enter()
            operand = self.number(self.power())
            self.depth -= 1
            return Negative(operand)
        base = self.operand()
        self.blank()
        if self.text[self.at : self.at + 1] == "^":
            start = self.at
            self.at += 1
            base = Binary("^", self.number(base), self.exponent(start))
        return base

    def exponent(self, start: int) -> Node:
        self.blank()
        found = re.compile(
            r"([-－−]?)([0-9]{1,9})(?![0-9.])|[(（]\s*([-－−]?)([0-9]{1,9})\s*(?:[/÷]\s*([0-9]{1,9})\s*)?[)）]"
        ).match(self.text, self.at)
        if found is None:
            raise self.error(
                "an exponent is a small whole number or 1/n in brackets", start, 1,
                "write `x ^ 2` or `x ^ (1/5)`",
            )  # fmt: skip
        sign, plain, sign2, top, bottom = found.groups()
        whole, divisor = int(plain or top), int(bottom or 1)
        if whole > MAX_EXPONENT or divisor > MAX_EXPONENT:
            raise self.error(
                f"an exponent may be {MAX_EXPONENT} at most", self.at, len(found.group())
            )
        if divisor == 0 or (bottom and whole != 1):
            raise self.error("a broken exponent has the form 1/n", self.at, len(found.group()))
        self.at = found.end()
        value = Fraction(-whole if sign or sign2 else whole, divisor)
        self.blank()
        if self.text[self.at : self.at + 1] == "^":
            raise self.error("an exponent cannot have an exponent", self.at, 1, "use brackets")
        if bottom:
            node: Node = Binary("/", Number(Fraction(value.numerator)), Number(Fraction(divisor)))
            return node
        return Number(value)

    def operand(self) -> Node:
        self.blank()
        if self.at >= len(self.text):
            raise self.error("a name or number is missing at the end", len(self.text), 1)
        c = self.text[self.at]
        call = _FUNCTION.match(self.text, self.at)
        if call and call.group(1) in FUNCTIONS:
            return self.call(call)
        if c in _QUOTES:
            return self.postfix(self.quoted())
        found = self.known.match(self.text, self.at)
        if found is not None:
            name, self.at = found
            return self.postfix(name)
        if c in "(（":
            return self.bracket()
        number = _NUMBER.match(self.text, self.at)
        if number is not None:
            return self.literal(number)
        if self.known.free and (c.isalpha() or c == "_"):
            return self.postfix(self.free_name())
        raise self.missing(call)

    def missing(self, call: re.Match[str] | None) -> AuditError:
        """No operand begins here: which mistake is it?"""
        start = self.at
        end = self._unknown_end(start)
        word = fold(self.text[start:end])
        if call is not None:
            near = nearest(call.group(1), FUNCTIONS)
            return self.error(
                f"there is no function `{call.group(1)}`", start, len(call.group(1)),
                f"did you mean `{near}`?" if near else f"the functions are: {', '.join(FUNCTIONS)}",
            )  # fmt: skip
        if not word:
            shown = self.text[start]
            return self.error(f"a name or number is missing before `{shown}`", start, 1)
        longer = re.compile(r".*?(?=\s[-+*/]\s|\s*[=<>≤≥≠≈,，)）]|$)").match(self.text, start)
        whole = fold(longer.group()) if longer else ""
        if whole != word and self._suggest(word) is None and self._suggest(whole):
            end = start + len(longer.group()) if longer else end
            word = whole  # a hyphen that belongs to the name
        return self.error(
            f"the rule uses a name that is not defined: {word}", start, end - start,
            self._suggest(word),
        )  # fmt: skip

    def _suggest(self, word: str) -> str | None:
        near = nearest(word, self.known.names) if word else None
        return f"did you mean `{near}`?" if near and near != word else None

    def bracket(self) -> Node:
        start = self.at
        self.at += 1
        self.open += 1
        node = self.logic(0)
        self.close(start)
        self.open -= 1
        if self.peek() in ("%", "‰", "％"):
            raise self.error(
                "a postfix % stands after a name or a number only", self.at, 1, "write `/ 100`"
            )
        return node

    def close(self, start: int) -> None:
        if self.peek() not in (")", "）") or not self.peek():
            if self.at >= len(self.text):
                raise self.error("this bracket is not closed", start, 1)
            raise self.error(*self._unexpected())
        self.at += 1

    def call(self, found: re.Match[str]) -> Node:
        function, start = found.group(1), found.start()
        self.at = found.end()
        self.calls += 1
        self.open += 1
        arguments: list[Node] = []
        while True:
            if self.peek() in (")", "）") and self.peek() and not arguments:
                break
            items = (
                _ITEMS.match(self.text, self.at)
                if function == "grim" and len(arguments) == 2
                else None
            )
            self.at = items.end() if items else self.at
            arguments.append(self.argument())
            if self.peek() not in (",", "，") or not self.peek():
                break
            self.at += 1
        self.close(found.end() - 1)
        self.calls -= 1
        self.open -= 1
        self.check_arguments(function, arguments, start)
        return Call(function, tuple(arguments))

    def argument(self) -> Node:
        self.blank()
        start = self.at
        star = re.compile(r"[^,，()（）]*?\*\s*(?=[,，)）@])").match(self.text, start)
        if star is not None:
            inner = self.text[start : star.end()].rstrip()[:-1].strip()
            if inner[:1] in _QUOTES and inner[-1:] == _QUOTES[inner[:1]]:
                inner = inner[1:-1]
            if not any(o in inner for o in "+/^="):
                self.at = star.end()
                return Wildcard(fold(inner), self.group())
        return self.number(self.arithmetic(2))

    def check_arguments(self, function: str, arguments: list[Node], start: int) -> None:
        count = len(arguments)
        wild = any(isinstance(a, Wildcard) or (isinstance(a, Name) and a.group) for a in arguments)
        few, many = {
            "growth": (2, 2), "share": (2, 2), "per": (2, 2), "abs": (1, 1), "round": (1, 2),
            "grim": (2, 3),
        }.get(function, (1, 10_000))  # fmt: skip
        if few <= count <= many and not (
            wild
            and many < 10_000
            and function != "abs"
            and any(isinstance(a, Wildcard) for a in arguments)
        ):
            if function == "round" and count == 2:
                digits = (
                    arguments[1].operand if isinstance(arguments[1], Negative) else arguments[1]
                )
                if not (
                    isinstance(digits, Number)
                    and digits.value.denominator == 1
                    and digits.value <= 30
                ):
                    raise self.error("the digits of `round` are a small whole number", start, 5)
            if function == "grim" and count == 3:
                items = arguments[2]
                if not (
                    isinstance(items, Number) and items.value.denominator == 1 and items.value >= 1
                ):
                    raise self.error("the items of `grim` are a whole number from 1", start, 4)
            return
        wanted = {"growth": "(new, old)", "share": "(part, whole)", "per": "(total, count)", "abs": "(x)",
                  "round": "(x, digits)", "grim": "(rate, n, items = 1)"}.get(function, "(a, b, ...)")  # fmt: skip
        raise self.error(f"`{function}` takes {wanted}", start, len(function))

    def quoted(self) -> str:
        start = self.at
        end = self.text.find(_QUOTES[self.text[start]], start + 1)
        if end < 0:
            raise self.error("this quotation mark is not closed", start, 1)
        name = fold(self.text[start + 1 : end])
        self.at = end + 1
        if name not in self.known.names and not (self.known.free and name):
            raise self.error(
                f"the rule uses a name that is not defined: {name}", start, end + 1 - start,
                self._suggest(name),
            )  # fmt: skip
        return name

    def free_name(self) -> str:
        start = self.at
        end = self._unknown_end(start)
        word = re.compile(r"[^\W\d_]{2,}\Z")
        while self.text[end : end + 1] == "-" and word.search(self.text[start:end]):
            if re.compile(r"-[^\W\d_]{2}").match(self.text, end) is None:
                break
            end = self._unknown_end(end + 1)
        self.at = end
        return fold(self.text[start:end])

    def postfix(self, name: str) -> Node:
        group = self.group()
        unit = ""
        if self.peek() in ("%", "％", "‰") and self.peek():
            unit = "‰" if self.peek() == "‰" else "%"
            self.at += 1
            if self.peek() in ("%", "％", "‰") and self.peek():
                raise self.error("one % is enough", self.at, 1)
        return Name(name, unit, group)

    def group(self) -> str:
        if self.peek() not in ("@", "＠") or not self.peek():
            return ""
        self.at += 1
        self.blank()
        start = self.at
        for group in sorted(self.known.groups, key=lambda g: (-len(g), g)):
            end = match_folded(group, self.text, start)
            if end is not None and not splits_word(self.text, end):
                self.at = end
                return group
        end = self._unknown_end(start)
        word = fold(self.text[start:end])
        near = nearest(word, self.known.groups) if word else None
        raise self.error(
            f"there is no document called {word}" if word else "the name of a document is missing after @",
            start, max(1, end - start), f"did you mean `{near}`?" if near else None,
        )  # fmt: skip

    def literal(self, number: re.Match[str]) -> Node:
        start = self.at
        digits = number.group()
        if len(digits) > 60:
            raise self.error("this number is too long", start, len(digits))
        self.at = number.end()
        if self.text[self.at : self.at + 1] == "." or (
            not self.calls and re.compile(r"[,，][0-9]{3}(?![0-9])").match(self.text, self.at)
        ):
            raise self.error(
                "this is not a number", start, self._unknown_end(self.at + 1) - start,
                "write it without separators: 1234567.89",
            )  # fmt: skip
        value = Fraction(digits)
        gap = self.at
        self.blank()
        word = _WORD.match(self.text, self.at)
        if word is None or self._keyword_at(self.at):
            return Number(value)
        unit = self.unit_of(word.group())
        if unit is None:
            if gap == self.at and not _OPERATORS.get(self.text[self.at]):
                raise self.error(f"unknown unit: {word.group()}", self.at, len(word.group()))
            self.at = gap
            return Number(value)
        scale, symbol = unit
        self.at = word.end()
        return Number(value * scale, symbol)

    def unit_of(self, word: str) -> tuple[Fraction, str] | None:
        """Scale and unit of a word behind a number: 万元 -> (10000, 元)."""
        scale = Fraction(1)
        if word in numerals.SCALES_EN:
            scale, word = Fraction(numerals.SCALES_EN[word]), ""
        else:
            length = max((k for k in range(1, 4) if word[:k] in numerals.SCALES_ZH), default=0)
            if length and not units.known(word):
                scale, word = Fraction(numerals.SCALES_ZH[word[:length]]), word[length:]
        if not word:
            return scale, ""
        return (scale, units.normalise(word)) if units.known(word) else None

    # ---- small things

    def number(self, node: Node) -> Node:
        """`node`, which has to be a value."""
        if is_truth(node):
            raise self.error("a comparison cannot be part of a calculation", self.at - 1, 1)
        return node

    def truth(self, node: Node, what: str) -> Node:
        """`node`, which has to be something that holds or does not."""
        if not is_truth(node):
            rest = self.peek()
            if rest and rest in ")）" and not self.open:
                self.finish()
            if rest and rest not in ")）,，" and not self._keyword_at(self.at):
                raise self.error(*self._unexpected())
            raise self.error(
                f"{what} has to compare two sides", max(0, self.at - 1), 1, "add `= ...`"
            )
        return node

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH * 3:
            raise self.error("the rule is nested too deeply", self.at, 1)

    def blank(self) -> None:
        found = BLANK.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def peek(self) -> str:
        self.blank()
        return self.text[self.at : self.at + 1]

    def keyword(self, word: str) -> bool:
        self.blank()
        if self._keyword_at(self.at) != word or self.known.match(self.text, self.at):
            return False
        self.at += len(word)
        return True

    def _keyword_at(self, at: int) -> str:
        found = _KEYWORD.match(self.text, at)
        return found.group(1) if found else ""

    def _is_wildcard(self) -> bool:
        return re.compile(r"\*\s*[,，)）]").match(self.text, self.at) is not None

    def _unknown_end(self, start: int) -> int:
        found = _UNKNOWN_END.search(self.text, start)
        return found.start() if found else len(self.text)

    def error(self, message: str, at: int, width: int, help: str | None = None) -> AuditError:
        return AuditError(message, line=1, column=at + 1, width=width, source=self.text, help=help)


def is_truth(node: Node) -> bool:
    """Whether a node holds or not, rather than having a value."""
    return isinstance(node, Compare | Logic | Conditional) or (
        isinstance(node, Call) and node.function == "grim"
    )


def show(node: Node, vocabulary: Vocabulary) -> str:
    """`node` as a sentence that parses back to it: names are quoted where they would run together
    with an operator beside them (names `a` and `a - b` in one vocabulary)."""
    text = str(node)
    if parse(text, vocabulary) == node:
        return text
    return str(
        transform(node, lambda n: Quoted(n.name, n.unit, n.group) if isinstance(n, Name) else n)
    )


class Quoted(Name, frozen=True):
    """A name that is always shown in quotes."""

    def __str__(self) -> str:
        plain = str(Name("x", self.unit, self.group))
        return f'"{self.name}"{plain[1:]}'
