"""From declarations to figures and claims: quotations are looked up, names are bound.

Figures get ids in the order in which they are declared (extracted figures in document order);
a rule becomes a Claim whose tree names figure ids, derived names and constants written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from audit.declared import Figures, MissedError, Sources
from audit.errors import AuditError
from audit.evaluate import RATES, comparisons
from audit.exact import units
from audit.exact.formula import (
    Binary,
    Call,
    Name,
    Node,
    Number,
    Wildcard,
    names,
    rebuild,
)
from audit.exact.grammar import Vocabulary, fold, parse, parse_value
from audit.exact.vocabulary import splits_word
from audit.model import Claim, Figure, Place, Reason
from audit.specs import DeriveSpec, Manifest, Pack, RuleSpec
from audit.yamltree import Mark, Scalar, comment_after

MAX_RULES = 20_000


class Rules:
    """Rules of one file (a report.yaml or a pack): parses them and binds them to figures."""

    def __init__(
        self,
        figures: Figures,
        derive: Sequence[DeriveSpec],
        constants: Mapping[str, Number],
        *,
        aliases: Mapping[str, str] | None = None,
        strict: bool = True,
    ) -> None:
        """aliases: names of a pack -> names of figures (None: names are those of the figures).
        strict: a name that is not defined is an error; else (packs) its rule binds nothing."""
        self.figures = figures
        self.constants = {fold(n): v for n, v in constants.items()}
        self.derive = {fold(d.name): d for d in derive}
        self.aliases = aliases
        self.strict = strict
        known = set(figures.names()) if aliases is None else set(aliases)
        self.known = known | set(self.derive) | set(self.constants)
        self.vocabulary = Vocabulary(self.known, figures.sources.groups)
        self._derived: dict[str, Node] = {}
        self.line: tuple[int, int] | None = None  # table and row of the repetition by `for:`

    def tree(self, scalar: Scalar, text: str, parser: object = parse) -> Node:
        """Parses a rule where it stands, so that an error points into the file."""
        try:
            return parser(text, self.vocabulary)  # type: ignore[operator,no-any-return]
        except AuditError as e:
            raise pointed(e, scalar) from None

    def value(self, name: str, seen: tuple[str, ...] = ()) -> Node:
        """The tree of a derived name, with other derived names written out."""
        if name in seen:
            circle = " -> ".join((*seen[seen.index(name) :], name))
            raise self.derive[name].check.error(
                f"these names are computed from each other: {circle}"
            )
        if name not in self._derived:
            spec = self.derive[name]
            node = self.tree(spec.check, spec.check.text, parse_value)
            self._derived[name] = self.expand(node, spec.check, (*seen, name))
        return self._derived[name]

    def expand(self, node: Node, scalar: Scalar, seen: tuple[str, ...] = ()) -> Node:
        """Derived names, constants, groups and wildcards written out; names become figure ids."""
        if isinstance(node, Call):
            spread = [a for argument in node.arguments for a in self.spread(argument, scalar)]
            arguments = tuple(self.expand(a, scalar, seen) for a in spread)
            return Call(node.function, arguments)
        if not isinstance(node, Name):
            return self._descend(node, scalar, seen)
        if node.name in self.derive:
            return _with_unit(self.value(node.name, seen), node.unit)
        if node.name in self.constants:
            constant = self.constants[node.name]
            return _with_unit(constant, node.unit) if not constant.unit else constant
        return self.bound(node, scalar)

    def _descend(self, node: Node, scalar: Scalar, seen: tuple[str, ...]) -> Node:
        from audit.exact.formula import children

        return rebuild(node, tuple(self.expand(c, scalar, seen) for c in children(node)))

    def spread(self, node: Node, scalar: Scalar) -> list[Node]:
        """An argument that stands for several: `prefix *`, or a name in a group of documents."""
        if isinstance(node, Wildcard):
            found = [n for n in self.known if _begins(n, node.prefix)]
            order = {n: k for k, n in enumerate((*self.figures.names(), *self.derive))}
            if not found:
                raise pointed_at(scalar, node.prefix, f"no name begins with {node.prefix}")
            return [Name(n, "", node.group) for n in sorted(found, key=lambda n: order.get(n, 0))]
        if isinstance(node, Name) and self.is_list(node.name) and self.line is None:
            members = self.figures.listed(node.name).values()
            return [Name(name, node.unit) for name, added in members if added]
        if isinstance(node, Name) and node.group:
            numbers = self.figures.sources.groups[node.group]
            called = [self.figures.sources.documents[k].name for k in numbers]
            return [replace(node, group=fold(c)) for c in called]
        return [node]

    def is_list(self, name: str) -> bool:
        return self.aliases is None and self.figures.is_list(name)

    def _in_line(self, name: str, scalar: Scalar) -> str:
        """The member of a list in the row (or column) that the rule is repeated for."""
        members = self.figures.listed(name)
        if self.line is None:
            raise pointed_at(
                scalar, name, f"{name} is a list of {len(members)} figures",
                f"write sum({name}), or repeat the rule: for: row in table N",
            )  # fmt: skip
        if self.line not in members:
            raise KeyError(name)
        return members[self.line][0]

    def bound(self, node: Name, scalar: Scalar) -> Node:
        name = node.name if self.aliases is None else self.aliases[node.name]
        if self.is_list(name):
            name = self._in_line(name, scalar)
        figure = self.figures.get(name, self._document(node, scalar))
        if node.unit and figure.prints and figure.unit:
            if figure.unit != node.unit:
                raise pointed_at(
                    scalar, node.name, f"{node.name} is stated in {figure.unit}, the rule gives it {node.unit}",
                    f"leave the {node.unit} out: a figure keeps its own unit",
                )  # fmt: skip
            return Name(figure.id)
        if node.unit and figure.prints:
            self.figures.lend(figure, node.unit)
        return Name(figure.id, node.unit)

    def _document(self, node: Name, scalar: Scalar) -> int | None:
        if not node.group:
            return None
        numbers = self.figures.sources.groups[node.group]
        if len(numbers) > 1:
            raise pointed_at(
                scalar, node.name, f"{node.group} is a group of {len(numbers)} documents",
                f"write sum({node.name} @ {node.group})",
            )  # fmt: skip
        return numbers[0]


def _begins(name: str, prefix: str) -> bool:
    """Whether `prefix *` stands for the name: it goes on after the prefix, with a word of its own."""
    return name.startswith(prefix) and name != prefix and not splits_word(name, len(prefix))


def _with_unit(node: Node, unit: str) -> Node:
    return Binary("*", node, Number(units.factor(unit))) if unit else node


def pointed(error: AuditError, scalar: Scalar) -> AuditError:
    """An error of the grammar (a column in the rule) as an error at its place in the file."""
    at = scalar.mark.at((error.column or 1) - 1, error.width)
    return at.error(error.message, comma_after(scalar) or error.help or comment_after(scalar))


def comma_after(scalar: Scalar) -> str | None:
    """What may help if a comma of a flow list cut a rule inside its brackets."""
    mark, text = scalar.mark, scalar.text
    if not scalar.plain or mark.line is None or text.count("(") <= text.count(")"):
        return None
    rest = (mark.source or "")[(mark.column or 1) - 1 + len(text) :]
    return "quote the rule: a comma ends it here" if rest.lstrip().startswith(",") else None


def pointed_at(scalar: Scalar, name: str, message: str, help: str | None = None) -> AuditError:
    """An error at the first appearance of `name` in a rule."""
    at = max(0, scalar.text.find(name))
    return scalar.mark.at(at, max(1, len(name))).error(message, help)


def claims_of(
    specs: Iterable[RuleSpec], rules: Rules, manifest: Manifest, origin: str
) -> Iterator[Claim]:
    """The rules as claims, `for:` repeated; a pack's rule whose names are not all bound gives none,
    nor does a row of a table that has no figure for one of the names."""
    for spec in specs:
        for text, suffix, line in _repeated(spec, rules):
            rules.line = line
            tree = rules.tree(spec.check, text)
            if not rules.strict and not _all_bound(tree, rules):
                continue
            try:
                tree = rules.expand(tree, spec.check)
            except KeyError:  # a pack's derived name that rests on an unbound one
                continue
            sentence = fold(text) + (suffix if rules.line is not None else "")
            yield _claim(spec, tree, sentence, suffix, rules, manifest, origin)
        rules.line = None


def _all_bound(tree: Node, rules: Rules, seen: tuple[str, ...] = ()) -> bool:
    assert rules.aliases is not None
    for name in names(tree):
        if name in rules.derive:
            inner = rules.tree(rules.derive[name].check, rules.derive[name].check.text, parse_value)
            if name in seen or not _all_bound(inner, rules, (*seen, name)):
                return False
        elif name not in rules.constants and not rules.aliases.get(name):
            return False
    bound = [
        rules.aliases.get(n)
        for n in names(tree)
        if n not in rules.derive and n not in rules.constants
    ]
    return len(set(bound)) == len(bound)  # one figure in two roles: the labels do not fit this rule


Repetition = tuple[str, str, tuple[int, int] | None]


def _repeated(spec: RuleSpec, rules: Rules) -> Iterator[Repetition]:
    """(sentence, suffix of the id, line of a table) for each value of `for:`."""
    if spec.for_ is None:
        yield spec.check.text, "", None
        return
    variable = re.escape(spec.for_.variable)
    pattern = re.compile(rf"\{{{variable}\}}|(?<![^\W_]){variable}(?![^\W_])")
    if spec.for_.table is None:
        for value in spec.for_.values:
            yield pattern.sub(lambda _, v=value: v.text, spec.check.text), f"[{value.text}]", None  # type: ignore[misc]
        return
    braced = re.compile(rf"\{{{variable}\}}")
    for table, index, label in _lines(spec, rules):
        text = braced.sub(lambda _, v=label: v, spec.check.text)  # type: ignore[misc]
        yield text, f"[{fold(label)}]", (table, index)


def _lines(spec: RuleSpec, rules: Rules) -> list[tuple[int, int, str]]:
    """The rows of the table of `for:`; its columns where the lists of the rule are rows."""
    assert spec.for_ is not None and spec.for_.table is not None
    used = [s for n, s in rules.figures.specs.items() if rules.is_list(n) and n in spec.check.text]
    across = bool(used) and all(s.row is not None for s in used)
    column = spec.for_.column
    where = spec.for_.table
    try:
        cells = rules.figures.sources.cells(None)
        return list(cells.lines(where.text, across, None if column is None else column.text))
    except AuditError as e:
        raise e if e.line is not None else (column or where).error(e.message, e.help) from None


def _claim(
    spec: RuleSpec,
    tree: Node,
    sentence: str,
    suffix: str,
    rules: Rules,
    manifest: Manifest,
    origin: str,
) -> Claim:
    label = spec.label if spec.id is None else spec.id + suffix
    compare = next(comparisons(tree), None)
    left = compare.operands[0] if compare is not None else tree
    roles = {"left": names(left), "right": _others(tree, left)}
    claim = Claim(
        id=label if spec.id is not None else sentence,
        kind="rule",
        origin=origin,
        tree=tree,
        roles={role: ids for role, ids in roles.items() if ids},
        sentence=sentence,
        rounding=spec.rounding or manifest.rounding,
        tolerance=tolerance_of(spec.tolerance or manifest.tolerance, tree, rules),
        severity=spec.severity,
        require=spec.require,
        why=spec.why,
        charitable=(spec.readings or manifest.readings) == "charitable",
        place=_place(spec.check.mark),
    )
    if not claim.roles:
        return replace(claim, reason=Reason("no-figures"))
    return claim


def _others(tree: Node, left: Node) -> tuple[str, ...]:
    """The names of everything but the left side, in order (a name on both sides stays in both)."""
    out: dict[str, None] = {}
    skipped = False

    def visit(node: Node) -> None:
        nonlocal skipped
        if node is left and not skipped:
            skipped = True
            return
        if isinstance(node, Name):
            out[node.name] = None
        from audit.exact.formula import children

        for child in children(node):
            visit(child)

    visit(tree)
    return tuple(out)


def _place(mark: Mark) -> Place:
    return Place(path=mark.path, line=mark.line, column=mark.column)


def tolerance_of(scalar: Scalar | None, tree: Node, rules: Rules) -> Node | None:
    """The tolerance as a literal whose unit fits the two sides of the rule."""
    if scalar is None or scalar.null:
        return None
    try:
        value: Node | None = parse_value(scalar.text, Vocabulary())
    except AuditError:
        value = None
    if not isinstance(value, Number):
        raise scalar.error(
            "a tolerance is a plain number that is not negative", "write 5, 0.01 pp, 1% or 500元"
        )
    compare = next(comparisons(tree), None)
    if compare is None or not value.unit or value.unit == "%":
        return value
    units_here = {u for u in (_unit(o, rules) for o in compare.operands) if u}
    own = units.dimension(value.unit)
    fits = all(units.dimension(u) == own or {u, value.unit} <= RATES for u in units_here)
    if not fits:
        shown = ", ".join(sorted(units_here))
        raise scalar.error(f"a tolerance in {value.unit} does not fit a rule in {shown}")
    return value


def _unit(node: Node, rules: Rules) -> str:
    if not isinstance(node, Name):
        return ""
    return node.unit or next((f.unit for f in rules.figures.all() if f.id == node.name), "")


# ---------------------------------------------------------------- a whole report


def constants_of(specs: Iterable[object]) -> dict[str, Number]:
    out = {}
    for spec in specs:
        scalar: Scalar = spec.value  # type: ignore[attr-defined]
        try:
            value = parse_value(scalar.text, Vocabulary())
        except AuditError as e:
            raise pointed(e, scalar) from None
        out[spec.name] = _literal(value, scalar)  # type: ignore[attr-defined]
    return out


def _literal(node: Node, scalar: Scalar) -> Number:
    from audit.exact.formula import Negative

    if isinstance(node, Number):
        return node
    if isinstance(node, Negative) and isinstance(node.operand, Number):
        return Number(-node.operand.value, node.operand.unit)
    raise scalar.error(
        "a constant is a plain number", "a name that is computed stands under derive:"
    )


def bind(
    manifest: Manifest, packs: Sequence[Pack], sources: Sources, first: int = 1
) -> tuple[tuple[Figure, ...], tuple[Claim, ...]]:
    """The declared figures and the claims of a report. `first`: the number of the first figure id."""
    figures = Figures(manifest.figures, sources, first)
    grouped = _only_grouped(manifest)
    _look_up((n for n in figures.names() if n not in grouped), figures, sources)
    rules = Rules(figures, manifest.derive, constants_of(manifest.const))
    claims = list(claims_of(manifest.rules, rules, manifest, "report"))
    for name in rules.derive:
        rules.value(name)  # an unused derived name is read too: its mistakes are shown
    own = {_key(c) for c in claims}
    for pack in packs:
        for claim in pack_claims(pack, manifest, figures, rules):
            if _key(claim) not in own:
                own.add(_key(claim))
                claims.append(claim)
    made = {f.id: f for f in figures.all()}
    return tuple(made.values()), tuple(unique(claims))


def _look_up(names: Iterable[str], figures: Figures, sources: Sources) -> None:
    """Reads all figures; of quotations that fit no longer all are told at once."""
    missed = []
    for name in names:
        try:
            if figures.is_list(name):
                figures.listed(name)
            else:
                figures.get(name)
        except MissedError as e:
            missed.append(e)
    if missed:
        from audit.requote import told

        raise told(missed, sources)


def _only_grouped(manifest: Manifest) -> frozenset[str]:
    """Names that are used with @ somewhere: they have a figure per document, none of their own."""
    texts = [r.check.text for r in manifest.rules] + [d.check.text for d in manifest.derive]
    if not any("@" in t or "＠" in t for t in texts):
        return frozenset()
    out = set()
    for spec in manifest.figures:
        name = fold(spec.name)
        at = re.compile(re.escape(name).replace(r"\ ", r"\s+") + r"[\"」`”]?\s*[@＠]")
        wild = any(re.search(r"\*\s*[@＠]", t) for t in texts)
        if (
            spec.kind == "find"
            and spec.source is None
            and (wild or any(at.search(t) for t in texts))
        ):
            out.add(name)
    return frozenset(out)


def _key(claim: Claim) -> frozenset[str]:
    return frozenset(claim.figures)


def pack_claims(pack: Pack, manifest: Manifest, figures: Figures, own: Rules) -> list[Claim]:
    """The rules of a pack whose names are all bound to declared names, by name or alias."""
    aliases: dict[str, str] = {}
    declared = {n.casefold(): n for n in figures.names()}
    derived = {n.casefold(): n for n in own.derive}
    for spec in pack.figures:
        words = [spec.name, *(a.text for a in spec.aliases)]
        hit = next(
            (declared[fold(w).casefold()] for w in words if fold(w).casefold() in declared), None
        )
        if hit is not None:
            aliases[fold(spec.name)] = hit
        elif any(fold(w).casefold() in derived for w in words):
            word = next(derived[fold(w).casefold()] for w in words if fold(w).casefold() in derived)
            aliases[fold(spec.name)] = word
    inner = _PackRules(pack, figures, aliases, own)
    scoped = replace(
        manifest,
        rounding=pack.rounding or manifest.rounding,
        tolerance=pack.tolerance or manifest.tolerance,
    )
    return list(claims_of(pack.rules, inner, scoped, f"pack:{pack.name}"))


class _PackRules(Rules):
    """A pack's names: its figures bound to the report's names, its own derived names."""

    def __init__(
        self, pack: Pack, figures: Figures, aliases: Mapping[str, str], own: Rules
    ) -> None:
        super().__init__(
            figures, pack.derive, constants_of(pack.const), aliases=aliases, strict=False
        )
        self.own = own
        every = {fold(f.name) for f in pack.figures} | set(self.derive) | set(self.constants)
        self.vocabulary = Vocabulary(every, figures.sources.groups)

    def bound(self, node: Name, scalar: Scalar) -> Node:
        assert self.aliases is not None
        name = self.aliases[node.name]
        if name in self.own.derive:
            return _with_unit(self.own.value(name), node.unit)
        figure = self.figures.get(name)
        if node.unit and figure.unit and figure.unit != node.unit:
            raise KeyError(node.name)  # the report states it in another unit: the rule does not fit
        return super().bound(node, scalar)


def unique(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Sentences used as ids get #2, #3 for twins; an id that is given twice is an error."""
    seen: dict[str, int] = {}
    for claim in claims:
        count = seen.get(claim.id, 0) + 1
        seen[claim.id] = count
        if count == 1:
            yield claim
            continue
        twin = f"{claim.id}#{count}"
        while twin in seen:
            count += 1
            twin = f"{claim.id}#{count}"
        seen[twin] = 1
        yield replace(claim, id=twin)
