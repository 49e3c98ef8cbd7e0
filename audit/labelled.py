"""Rule packs bound by the labels of a text: `use: [population]` on a document without any `find`.

A pack's rule is bound to the figures that its aliases fit, within one report, one place and one time;
the innermost scope that holds all of its names is taken. Where a label fits several figures, all
bindings are tried: the rule holds if one of them does, and the verdict names the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product

from msgspec import Struct
from msgspec.structs import replace

from audit.bind import Rules, claims_of, constants_of
from audit.declared import Figures, Sources
from audit.discover import ORDER, cues_of
from audit.evaluate import evaluate
from audit.exact.formula import Binary, Call, Compare, Name, Node, names, transform, walk
from audit.exact.grammar import Vocabulary
from audit.exact.grammar import fold as folded
from audit.languages.labelwords import WORDS, LabelWords
from audit.model import FAIL, PASS, UNVERIFIABLE, WARN, Claim, Document, Figure, Reason, Result
from audit.pools import Candidate, Pool, agree, key_of, pools_of
from audit.readings import Reading, hardly, telling
from audit.relations.base import basis_of
from audit.specs import AliasSpec, Manifest, Pack
from audit.yamltree import Scalar

MOST = 64  # bindings of one rule that are tried in one scope
MOST_COMBINED = 4096  # looked at for them
RATES = frozenset(["%", "‰", "百分点", "bp", "倍", "成", "折", "比"])

WEAKER = ("about", "truncated", "last-digit", "coarser-step")  # readings under which a claim holds

Binding = dict[str, Candidate]


def bound_by_labels(
    packs: Sequence[Pack],
    manifest: Manifest,
    documents: Sequence[Document],
    figures: Sequence[Figure],
) -> list[Result]:
    """The results of pack rules of which at least one name is found in the text. `figures`: all of
    the report; those that are declared bind by their names, and win over labels."""
    by_id = {f.id: f for f in figures}
    declared = {folded(f.name).casefold(): f for f in figures if f.name is not None}
    books = [_Book(pack, manifest, declared) for pack in packs]
    found: list[Result] = []
    for index, document in enumerate(documents):
        cues = cues_of(document.language)
        if cues is None or document.language not in WORDS:
            continue
        own = [f for f in figures if f.document == index]
        for pool in pools_of(index, document, own, cues):
            for book in books:
                found += book.results(pool, document.language, by_id)
    return found


def merged(
    packs: Sequence[Result],
    taken: Iterable[Result],
    discovered: Sequence[Result],
    declared: frozenset[str],
) -> list[Result]:
    """Pack results and discovered ones, one for each set of figures: the milder verdict, at equal
    ones the pack's. Sets and ids that declared results have `taken` are left out. `declared`: the
    ids of declared figures."""
    packs = [
        r for r in packs if declared & set(r.claim.figures) or not _told_otherwise(r, discovered)
    ]
    sets = {frozenset(r.claim.figures) for r in taken}
    ids = Counter(r.id for r in taken)
    best: dict[frozenset[str], Result] = {}
    for result in (*packs, *discovered):
        key = frozenset(result.claim.figures)
        known = best.get(key)
        if key in sets:
            continue
        if known is None:
            best[key] = result
        elif (
            known.verdict == FAIL
            and result.verdict == WARN
            and result.gap
            and result.reading not in WEAKER
        ):
            best[key] = _with_slip(
                known, result
            )  # not a weaker reading: an open list, say; the pack knows
        elif ORDER[result.verdict] > ORDER[known.verdict]:
            best[key] = result
    out = []
    for result in best.values():
        ids[result.id] += 1
        name = result.id if ids[result.id] == 1 else f"{result.id}#{ids[result.id]}"
        out.append(
            result if name == result.id else replace(result, claim=replace(result.claim, id=name))
        )
    return out


def _with_slip(result: Result, other: Result) -> Result:
    slips = (n for n in other.notes if n.startswith("slip:") and n not in result.notes)
    return replace(result, notes=(*result.notes, *slips))


def _told_otherwise(result: Result, discovered: Sequence[Result]) -> bool:
    """Whether the text says of another total that the parts of a broken sum add up to it."""
    if result.verdict != FAIL or not _is_sum(result.claim.tree):
        return False
    own = set(result.claim.figures)
    return any(
        r.verdict == PASS
        and r.claim.kind == "total"
        and len(own - (o := set(r.claim.figures))) == 1 == len(o - own)
        for r in discovered
    )


def _is_sum(tree: Node) -> bool:
    if not isinstance(tree, Compare) or tree.operators != ("=",):
        return False
    return all(
        isinstance(n, (Compare, Name)) or (isinstance(n, Binary) and n.operator in "+-")
        for n in walk(tree)
    )


def lent(results: Iterable[Result], figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """The figures to which a rule of a pack gives its unit, with that unit."""
    out = {}
    for result in results:
        if result.claim.origin.startswith("pack:"):
            for node in _names(result.claim.tree):
                figure = figures.get(node.name)
                if node.unit and figure is not None and not figure.unit and not figure.lent:
                    out[figure.id] = replace(figure, lent=node.unit)
    return out


class _Symbolic(Rules):
    """A pack's rules with its own names left in place of figures."""

    def __init__(self, pack: Pack, sources: Sources) -> None:
        every = {folded(f.name): folded(f.name) for f in pack.figures}
        super().__init__(
            Figures((), sources), pack.derive, constants_of(pack.const), aliases=every, strict=False
        )
        self.vocabulary = Vocabulary({*every, *self.derive, *self.constants})

    def bound(self, node: Name, scalar: Scalar) -> Node:
        return Name(node.name, node.unit)


class _Rule(Struct, frozen=True):
    claim: Claim
    leaves: tuple[str, ...]  # names of the pack
    open: frozenset[str]  # of these, those that no declared figure has
    lent: dict[str, str]  # the unit that the rule gives to a name


class _Book:
    """One pack, ready to be bound."""

    def __init__(self, pack: Pack, manifest: Manifest, declared: Mapping[str, Figure]) -> None:
        self.specs = {folded(f.name): f for f in pack.figures}
        self.fixed = {
            n: f for n, s in self.specs.items() if (f := _declared(s, declared)) is not None
        }
        self.fixed_ids = frozenset(f.id for f in self.fixed.values())
        self.keys: dict[str, dict[str, set[str]]] = {}
        scoped = replace(
            manifest,
            rounding=pack.rounding or manifest.rounding,
            tolerance=pack.tolerance or manifest.tolerance,
        )
        symbolic = _Symbolic(pack, Sources((), None))
        self.rules = [
            rule
            for claim in claims_of(pack.rules, symbolic, scoped, f"pack:{pack.name}")
            if (rule := self._rule(claim)).open
        ]

    def _rule(self, claim: Claim) -> _Rule:
        leaves = names(claim.tree)
        lent = {n.name: n.unit for n in _names(claim.tree) if n.unit}
        return _Rule(claim, leaves, frozenset(leaves) - set(self.fixed), lent)

    def of_language(self, language: str) -> dict[str, set[str]]:
        """The names of the pack by the keys of their aliases."""
        if language not in self.keys:
            keys: dict[str, set[str]] = {}
            for name, spec in self.specs.items():
                for word in (spec.name, *(a.text for a in spec.aliases)):
                    if key := key_of(word, language):
                        keys.setdefault(key, set()).add(name)
            self.keys[language] = keys
        return self.keys[language]

    def results(self, pool: Pool, language: str, figures: Mapping[str, Figure]) -> Iterator[Result]:
        here: dict[str, list[Candidate]] = {}
        keys = self.of_language(language)
        wider: dict[str, list[Candidate]] = {}
        for key, candidates in pool.candidates.items():
            free = [c for c in candidates if c.figure.id not in self.fixed_ids]
            for name in keys.get(key, ()):
                here.setdefault(name, []).extend(free)
            for name in {n for at in range(1, len(key) - 1) for n in keys.get(key[at:], ())}:
                wider.setdefault(name, []).extend(free)
        present = set(here)
        for rule in self.rules:
            if rule.open <= present:
                fitting = {
                    n: [c for c in here[n] if self._fits(n, c.figure, rule)] for n in rule.open
                }
                more = {
                    n: [c for c in wider.get(n, ()) if self._fits(n, c.figure, rule)]
                    for n in rule.open
                }
                if all(fitting.values()):
                    yield from _Binder(rule, self, pool, fitting, more, language, figures).results()

    def _fits(self, name: str, figure: Figure, rule: _Rule) -> bool:
        """Whether the figure's unit is one that the rule can mean by the name."""
        wanted = rule.lent.get(name) or self.specs[name].unit
        unit = figure.unit
        if wanted in RATES:
            return unit == wanted or (not unit and name in rule.lent)
        return unit not in RATES or unit == wanted

    def is_generic(self, rule: _Rule) -> bool:
        return any(self.specs[n].generic for n in rule.open)


def _declared(spec: AliasSpec, declared: Mapping[str, Figure]) -> Figure | None:
    words = (spec.name, *(a.text for a in spec.aliases))
    return next((declared[k] for w in words if (k := folded(w).casefold()) in declared), None)


def _names(tree: Node) -> Iterator[Name]:
    return (n for n in walk(tree) if isinstance(n, Name))


class _Binder:
    """One rule in one pool: its bindings, from the innermost scope outward, and their verdict."""

    def __init__(
        self, rule: _Rule, book: _Book, pool: Pool, fitting: dict[str, list[Candidate]],
        more: dict[str, list[Candidate]], language: str, figures: Mapping[str, Figure],
    ) -> None:  # fmt: skip
        """fitting: figures that the names' labels fit; more: figures whose labels end so, which are
        never accused but may be meant (复核后政策内出生)."""
        self.rule = rule
        self.book = book
        self.pool = pool
        self.fitting = fitting
        self.wider = {n: [*cs, *more[n]] for n, cs in fitting.items()}
        self.words: LabelWords = WORDS[language]
        self.figures = figures

    def results(self) -> Iterator[Result]:
        for scope in ("statement", "paragraph"):
            groups = self._groups(scope)
            if groups:
                for group in groups:
                    yield from self._settled(group, self._accuses(group, scope))
                return
        if not self.book.is_generic(self.rule) and not self.pool.table:
            yield from self._settled(self.fitting, self._accuses(self.fitting, "part"))

    def _groups(self, scope: str) -> list[dict[str, list[Candidate]]]:
        """The candidates of each scope that holds all names of the rule."""
        if scope == "paragraph" and self.book.is_generic(self.rule):
            return []
        grouped: dict[int, dict[str, list[Candidate]]] = {}
        for name, candidates in self.fitting.items():
            for c in candidates:
                grouped.setdefault(getattr(c, scope), {}).setdefault(name, []).append(c)
        return [g for _, g in sorted(grouped.items()) if len(g) == len(self.fitting)]

    def _accuses(self, group: dict[str, list[Candidate]], scope: str) -> bool:
        """Whether the words are clear enough to accuse: within a sentence they are; in a table if
        each name is clear. From one sentence to another the figures may be of other people
        (流动人口中，…), as a sum would not notice: only a rate whose labels stand once is doubted."""
        clear = all(len(c) == 1 for c in group.values())
        if scope == "statement":
            return clear or not self.pool.table
        return clear and self._sole(scope) and not _is_sum(self.rule.claim.tree)

    def _sole(self, scope: str) -> bool:
        """Across paragraphs, in Chinese: each label once in the whole report, all of one time."""
        if scope == "paragraph":
            return True
        one_time = len({c.period for cs in self.fitting.values() for c in cs}) == 1
        return one_time and self.words is WORDS["zh"]

    def _settled(self, group: dict[str, list[Candidate]], accuses: bool) -> Iterator[Result]:
        """The result for one scope: the first binding that holds, in doubt, or fails."""
        bindings, spent = self._bindings(group)
        if not bindings:
            return
        first: Result | None = None
        for tried, binding in enumerate(bindings, 1):
            result = self._judged(binding, tried)
            if result is None or result.verdict == UNVERIFIABLE:
                continue
            if result.verdict == PASS:
                yield self._said(result, binding, group)
                return
            if first is None or ORDER[result.verdict] > ORDER[first.verdict]:
                first = result
        if spent:
            claim = self._claim(bindings[0])
            yield Result(claim, UNVERIFIABLE, reason=Reason("budget"))
        elif first is not None and first.verdict != FAIL:
            yield self._said(first, bindings[0], group)
        elif first is not None and accuses:
            result = self._comparable(first)
            if result.verdict == FAIL and not self.pool.table and _statements(bindings[0]) > 1:
                notes = (*result.notes, "base-elided")
                result = replace(result, verdict=WARN, reading="across-sentences", notes=notes)
            yield from self._accused(result, bindings[0], group)

    def _accused(
        self, result: Result, binding: Binding, group: dict[str, list[Candidate]]
    ) -> Iterator[Result]:
        """The failure, unless a binding that reaches beyond the scope holds: then that was meant."""
        inside = {c.figure.id for cs in group.values() for c in cs}
        bindings, spent = self._bindings(self.wider)
        wider = [b for b in bindings if any(c.figure.id in inside for c in b.values())]
        held = (
            r for b in wider if (r := self._judged(b, len(wider))) is not None and r.verdict == PASS
        )
        found = next(held, None)
        if found is not None:
            yield found
        elif not spent:
            yield self._said(result, binding, group)

    def _bindings(self, group: Mapping[str, list[Candidate]]) -> tuple[list[Binding], bool]:
        """The bindings of one place and time, nearest first; whether some were not looked at."""
        order = [n for n in self.rule.leaves if n in group]
        looked = list(islice(product(*(group[n] for n in order)), MOST_COMBINED + 1))
        spent = len(looked) > MOST_COMBINED
        fits = [dict(zip(order, some, strict=True)) for some in looked if self._together(some)]
        fits.sort(key=lambda b: _width(b.values()))
        return fits[:MOST], spent or len(fits) > MOST

    def _together(self, some: Sequence[Candidate]) -> bool:
        if len({c.figure.id for c in some}) < len(some):
            return False
        return all(agree(a, b, self.words) for k, a in enumerate(some) for b in some[:k])

    def _claim(self, binding: Mapping[str, Candidate]) -> Claim:
        to = {n: c.figure for n, c in binding.items()} | {
            n: self.book.fixed[n] for n in self.rule.leaves if n in self.book.fixed
        }

        def change(node: Node) -> Node:
            if not isinstance(node, Name):
                return node
            figure = to[node.name]
            return Name(figure.id, "" if figure.unit else node.unit)

        claim = self.rule.claim
        roles = {r: tuple(dict.fromkeys(to[n].id for n in ids)) for r, ids in claim.roles.items()}
        return replace(claim, tree=transform(claim.tree, change), roles=roles, charitable=True)

    def _judged(self, binding: Mapping[str, Candidate], tried: int) -> Result | None:
        claim = self._claim(binding)
        result = evaluate(claim, self.figures)
        if (
            isinstance(claim.tree, Call)
            and result.verdict == PASS
            and not telling(Reading(claim.tree, claim.roles), self.figures)
        ):
            return None
        if result.verdict in (PASS, WARN) and hardly(result, tried):
            return replace(result, notes=(*result.notes, "low-power"))
        return result

    def _said(
        self, result: Result, binding: Mapping[str, Candidate], group: Mapping[str, list[Candidate]]
    ) -> Result:
        """The result with the other figures that its labels fit."""
        used = set(result.claim.figures)
        others = [c.figure.id for cs in group.values() for c in sorted(cs, key=lambda c: c.order)]
        rest = [i for i in dict.fromkeys(others) if i not in used]
        if not rest:
            return result
        return replace(result, notes=(*result.notes, "candidates:" + ",".join(rest)))

    def _comparable(self, result: Result) -> Result:
        """A failure whose figures stand on another basis (可比价) cannot be told."""
        text = self.pool.text
        if text is None or result.verdict != FAIL:
            return result
        frames = [c.frame for cs in self.fitting.values() for c in cs if c.frame is not None]
        reason = basis_of(text, [f for f in frames if f.id in result.claim.figures])
        return result if reason is None else Result(result.claim, UNVERIFIABLE, reason=reason)


def _statements(binding: Binding) -> int:
    return len({c.statement for c in binding.values()})


def _width(binding: Iterable[Candidate]) -> int:
    orders = [c.order for c in binding]
    return max(orders) - min(orders)
