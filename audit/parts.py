"""The parts that report.yaml and rule packs have in common: figures, rules, tests and the like."""

from __future__ import annotations

import re
from collections.abc import Iterable

from audit.errors import AuditError
from audit.exact.rounding import MODES
from audit.exact.vocabulary import fold
from audit.fields import Fields, Names, chosen, name_of, scalar
from audit.model import VERDICTS
from audit.specs import (
    READINGS,
    SEVERITIES,
    ConstSpec,
    DeriveSpec,
    ExpectSpec,
    FigureSpec,
    ForSpec,
    RuleSpec,
    TestSpec,
)
from audit.yamltree import Mapping, Mark, Scalar, Sequence, Tree, comment_after

FIGURE_KEYS = (
    "find",
    "value",
    "unit",
    "decimals",
    "low",
    "high",
    "cell",
    "table",
    "row",
    "column",
    "source",
    "fixed",
    "weight",
)
RULE_KEYS = (
    "id",
    "check",
    "tolerance",
    "rounding",
    "severity",
    "require",
    "why",
    "for",
    "readings",
    "weight",
)
_PLACES = ("find", "value", "low", "high", "cell", "table")
_GROUP = re.compile(r"[0-9]{3}[^0-9]*")
_COMPARISON = re.compile(r"[=<>≤≥≈＝＜＞]|\b(?:grim|if)\b")
# a comment that reads as the rule going on: Bank #2, #2 + c
_GOES_ON = re.compile(r"#(?:\d+\s*(?:$|[-+*/=<>≤≥≈×÷^%‰)])|\w[\w ]*[-+*/=<>≤≥≈×÷])")
_FOR = re.compile(r"\s*(?P<name>.+?)\s+in\s+(?P<rest>\S.*?)\s*\Z", re.DOTALL)
_FOR_TABLE = re.compile(r"table\s+(?P<table>\S.*?)(?:\s+column\s+(?P<column>\S.*))?\Z", re.DOTALL)
_ITEM = re.compile(
    r"\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|「(?P<c>[^」]*)」|(?P<d>[^,，、]*))\s*(?:[,，、]|\Z)"
)


def top(tree: Tree, what: str) -> Mapping:
    """The mapping that the whole file must be."""
    if isinstance(tree, Mapping):
        return tree
    if isinstance(tree, Sequence):
        raise tree.mark.error(
            f"{what} holds names with colons, and this is a list", "put the rules under 'rules:'"
        )
    if tree.null:
        raise AuditError("the file is empty", path=tree.mark.path or None)
    raise tree.error(f"{what} holds names with colons, and this is a text")


class Parts:
    """What report.yaml and packs have in common; one namespace of names."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.names = Names()

    def figures(self) -> Iterable[FigureSpec]:
        before: Tree | None = None
        for key, value in self.fields.mapping("figures"):
            _not_cut(key, value, before)
            before = value
            yield figure(self.names.add(key, "figures"), key, value)

    def derive(self) -> tuple[DeriveSpec, ...]:
        return tuple(DeriveSpec(*entry) for entry in self.entries("derive", "a sentence"))

    def const(self) -> tuple[ConstSpec, ...]:
        return tuple(ConstSpec(*entry) for entry in self.entries("const", "a number"))

    def entries(self, section: str, wanted: str) -> Iterable[tuple[str, Mark, Scalar]]:
        for key, value in self.fields.mapping(section):
            name = self.names.add(key, section)
            text = scalar(value, f"{name!r}", wanted)
            if text.null or not text.text.strip():
                raise key.error(f"{name!r} under {section}: is empty", f"write {wanted}")
            yield name, key.mark, _whole(text)

    def rules(self) -> tuple[RuleSpec, ...]:
        rules = tuple(rule(item) for item in self.fields.list("rules"))
        seen: dict[str, RuleSpec] = {}
        for one in rules:
            if one.id is None:
                continue
            first = seen.setdefault(one.id, one)
            if first is not one:
                where = f"line {first.mark.line}" if first.mark.line else first.mark.dotted
                raise one.mark.error(
                    f"two rules have the id {one.id!r} (first: {where})", "rename one of them"
                )
        return rules

    def tests(self) -> tuple[TestSpec, ...]:
        return tuple(_test(item) for item in self.fields.list("tests"))


def figure(name: str, key: Scalar, value: Tree) -> FigureSpec:
    """One entry of `figures:`."""
    if isinstance(value, Sequence):
        if not value.items:
            raise value.mark.error(f"the list of {name!r} is empty")
        prints = tuple(_print(name, item) for item in value.items)
        return FigureSpec(name, key.mark, "list", prints=prints)
    if isinstance(value, Scalar):
        if value.null:
            return FigureSpec(name, key.mark, "absent")
        return FigureSpec(name, key.mark, "printed", text=_filled(value, name))
    return _figure_mapping(name, key.mark, value)


def _print(name: str, item: Tree) -> FigureSpec:
    if isinstance(item, Sequence):
        raise item.mark.error(f"a list inside the list of {name!r}", "each print is one number")
    if isinstance(item, Mapping):
        return _figure_mapping(name, item.mark, item)
    if item.null:
        raise item.error(f"a print of {name!r} is empty")
    return FigureSpec(name, item.mark, "printed", text=_filled(item, name))


def _filled(value: Scalar, name: str) -> Scalar:
    if not value.text.strip():
        raise value.error(f"{name!r} is an empty text", "leave the value out if it is not printed")
    return value


def _figure_mapping(name: str, mark: Mark, tree: Mapping) -> FigureSpec:
    fields = Fields(tree, FIGURE_KEYS, f"the figure {name!r}")
    given = [key for key in fields.values if key in _PLACES]
    kind = _figure_kind(fields, given, name)
    for key in ("row", "column"):
        if key in fields and "table" not in given:
            raise fields.key(key).error(f"{key}: is of no use without table:", "add table:")
    find = fields.text("find")
    if find is not None:
        _braces(find)
    return FigureSpec(
        name,
        mark,
        kind,
        value=fields.text("value"),
        unit=fields.text("unit"),
        decimals=fields.decimals(),
        fixed=fields.flag("fixed"),
        weight=fields.weight(),
        low=fields.text("low"),
        high=fields.text("high"),
        find=find,
        cell=fields.text("cell"),
        table=fields.text("table"),
        row=fields.text("row"),
        column=fields.text("column"),
        source=fields.text("source"),
    )


def _figure_kind(fields: Fields, given: list[str], name: str) -> str:
    if not given:
        raise fields.tree.mark.error(
            f"{name!r} does not say where its number stands",
            "give value:, find:, cell:, table: or low: and high:",
        )
    filled = [k for k in given if fields.get(k) is not None]
    if not filled:
        if given == ["value"]:
            return "absent"
        raise fields.key(given[0]).error(f"{given[0]}: is empty")
    groups = {"low": "range", "high": "range", "table": "cell" if "cell" in filled else "table"}
    kinds = list(dict.fromkeys(groups.get(k, k) for k in filled))
    if len(kinds) > 1:
        raise fields.key(filled[-1]).error(
            f"{name!r} says twice where its number stands ({', '.join(filled)})", "keep one of them"
        )
    return kinds[0]


def _braces(find: Scalar) -> None:
    """A quotation holds `{}` once: the place of the number."""
    count = find.text.count("{}")
    if count == 1:
        return
    if count > 1:
        second = find.text.index("{}", find.text.index("{}") + 1)
        raise find.mark.at(second, 2).error("find: holds {} twice", "write one {} for the number")
    if not find.text.strip():
        raise find.error("find: is empty", "quote the text around the number, with {} for it")
    raise find.error("find: holds no {}", "put {} where the number stands")


def rule(item: Tree) -> RuleSpec:
    """One entry of `rules:`: a sentence, or a mapping with `check:`."""
    if isinstance(item, Sequence):
        raise item.mark.error(
            "a list stands where a rule is wanted",
            "quote a rule that begins with [ or '- '",
        )
    if isinstance(item, Scalar):
        return RuleSpec(None, _sentence(item), item.mark)
    keys = [key for key, _ in item.entries]
    if keys and not any(key.text in RULE_KEYS for key in keys):
        _not_a_mapping(keys[0], item)
    fields = Fields(item, RULE_KEYS, "a rule")
    named = fields.text("id")
    if named is not None and not fold(named.text):
        raise named.error("the id of a rule is empty")
    return RuleSpec(
        id=None if named is None else fold(named.text),
        check=_sentence(fields.required("check")),
        mark=item.mark if named is None else named.mark,
        tolerance=fields.text("tolerance"),
        rounding=fields.choice("rounding", MODES),
        severity=fields.choice("severity", SEVERITIES) or "error",
        require=fields.flag("require"),
        why=fields.string("why") or None,
        for_=_for(fields),
        readings=fields.choice("readings", READINGS),
        weight=fields.weight(("fixed",)),
    )


def _not_a_mapping(key: Scalar, item: Mapping) -> None:
    """`- a: b = c` where the whole was meant as one sentence (an unknown key goes its usual way)."""
    text = " ".join([key.text, *(v.text for _, v in item.entries if isinstance(v, Scalar))])
    if not item.flow and _COMPARISON.search(text):
        raise key.mark.at(len(key.text)).error(
            "YAML takes this rule for a name and a value, because it holds ': '",
            "quote the whole rule",
        )


def _sentence(check: Scalar) -> Scalar:
    if check.null or not check.text.strip():
        raise check.error("a rule is empty", "write a sentence such as 'a + b = c'")
    if not _COMPARISON.search(check.text):
        cut = comment_after(check)
        if cut:
            raise check.mark.at(len(check.text) + 1).error("the rule is cut off here", cut)
    return _whole(check)


def _whole(text: Scalar) -> Scalar:
    """A sentence or expression that no comment cuts: `Bank #2` is a name to its writer."""
    mark = text.mark
    rest = (mark.source or "")[(mark.column or 1) - 1 + len(text.text) :].strip()
    if comment_after(text) and _GOES_ON.match(rest):
        raise mark.at(len(text.text) + 1, len(rest)).error(
            "a comment cuts this rule: YAML takes ' #' for its beginning",
            "quote the whole text; if it is a comment, write a blank behind #",
        )
    return text


def _for(fields: Fields) -> ForSpec | None:
    value = fields.get("for")
    if value is None:
        return None
    if isinstance(value, Mapping):
        return _for_mapping(value)
    text = scalar(value, "for:", "'name in [a, b]'")
    found = _FOR.match(text.text)
    if found is None:
        raise text.error("for: is not 'name in [a, b]'", "write for: county in [north, south]")
    variable, rest, at = fold(found["name"]), found["rest"], found.start("rest")
    table = _FOR_TABLE.match(rest)
    if table:
        named = _part(text, table["table"], at + table.start("table"))
        column = table["column"]
        of = None if column is None else _part(text, column, at + table.start("column"))
        return ForSpec(variable, text.mark, (), named, of)
    if not (rest.startswith("[") and rest.endswith("]")):
        raise text.mark.at(at, len(rest)).error(
            "after 'in' a list in brackets or a table is wanted", "write in [a, b] or in table 2"
        )
    values = tuple(_items(text, rest[1:-1], at + 1))
    return ForSpec(variable, text.mark, _distinct(values, text))


def _for_mapping(value: Mapping) -> ForSpec:
    if len(value.entries) != 1:
        raise value.mark.error("for: repeats a rule over one name", "write for: county in [a, b]")
    key, below = value.entries[0]
    if isinstance(below, Mapping):
        fields = Fields(below, ("table", "column"), "for:")
        return ForSpec(name_of(key), key.mark, (), fields.required("table"), fields.text("column"))
    items = below.items if isinstance(below, Sequence) else ()
    values = tuple(scalar(i, f"{key.text!r}", "plain names") for i in items)
    return ForSpec(name_of(key), key.mark, _distinct(values, key))


def _items(text: Scalar, inside: str, at: int) -> Iterable[Scalar]:
    position = 0
    while position < len(inside):
        found = _ITEM.match(inside, position)
        if found is None:
            raise text.mark.at(at + position).error("a comma is missing here")
        group = str(found.lastgroup)
        yield _part(text, found[group].rstrip(), at + found.start(group))
        position = found.end()


def _part(whole: Scalar, text: str, at: int) -> Scalar:
    return Scalar(text, whole.plain, whole.mark.at(at, len(text)))


def _distinct(values: tuple[Scalar, ...], place: Scalar) -> tuple[Scalar, ...]:
    if not values:
        raise place.error("for: has nothing to repeat over", "list the values in brackets")
    seen: set[str] = set()
    for value in values:
        if not value.text.strip():
            raise value.error("a value of for: is empty")
        if fold(value.text) in seen:
            raise value.error(f"{value.text!r} stands twice in for:", "remove one of them")
        seen.add(fold(value.text))
    return values


def _test(item: Tree) -> TestSpec:
    if not isinstance(item, Mapping):
        raise item.mark.error(
            "a test has figures: and expect:", "write {figures: ..., expect: pass}"
        )
    fields = Fields(item, ("name", "figures", "expect"), "a test")
    names = Names()
    if "figures" not in fields:
        raise item.mark.error("a test has no figures:", "add figures:")
    figures = tuple(figure(names.add(k, "figures"), k, v) for k, v in fields.mapping("figures"))
    return TestSpec(item.mark, figures, tuple(_expect(fields)), fields.string("name"))


def _expect(fields: Fields) -> Iterable[ExpectSpec]:
    value = fields.get("expect")
    if value is None:
        raise fields.key("expect").error(
            "a test has no expect:", "write expect: pass, or expect: {rule: fail}"
        )
    if isinstance(value, Scalar):
        yield ExpectSpec(None, chosen(value, VERDICTS, "expect:"), value.mark)
        return
    for key, below in fields.mapping("expect"):
        verdict = scalar(below, f"{key.text!r}", "one verdict")
        yield ExpectSpec(key, chosen(verdict, VERDICTS, "a verdict"), key.mark)


def _not_cut(key: Scalar, value: Tree, before: Tree | None) -> None:
    """Complains of {a: 1,234}: YAML ends the number at its comma and makes 234 a name of its own."""
    cut = isinstance(before, Scalar) and before.plain and before.text[-1:].isdigit()
    empty = isinstance(value, Scalar) and value.plain and not value.text
    if cut and empty and key.plain and _GROUP.fullmatch(key.text):
        raise key.error(
            "YAML ends the number at the comma before this, because it stands inside { }",
            "quote the text: a comma ends it here",
        )
