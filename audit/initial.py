"""A first report.yaml for a document: what the text says of its numbers, written down as rules.

Figures are quoted so that each quotation fits one place and holds no other number; a claim becomes a
rule where its rule would be judged as the claim was, and is left to discovery otherwise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from msgspec import Struct
from msgspec.structs import replace

from audit.cells import Cells, Table
from audit.errors import AuditError
from audit.evaluate import evaluate
from audit.exact import formula
from audit.exact.formula import Name, Node, transform
from audit.exact.grammar import Vocabulary, parse
from audit.model import UNVERIFIABLE, Block, Document, Figure, Report, Result
from audit.naming import named
from audit.quotations import Quotations

SHORT_HEAD = 16  # characters of a column's head that may stand in a name
MOST_UNUSED = 200  # figures that are listed where no rule uses any
_PLAIN = re.compile(r"[^\W\d_][\w \-./()+*<>=≤≥≈%‰^,（）]*(?<! )")
_TROUBLE = re.compile(r": | #|^\s|\s$|:$|[\x00-\x1f\x7f\x85\u2028\u2029\ufeff]")


class Draft(Struct):
    """What is written: the text, and how much of what was found it holds."""

    text: str
    figures: int
    rules: int
    left: int  # claims that stay with discovery


class Entry(Struct):
    """A rule, and what stands beside it."""

    sentence: str
    result: Result


def draft(
    document: Document, figures: Sequence[Figure], results: Sequence[Result], source: str,
    left: Set[frozenset[str]] = frozenset(),
) -> Draft:  # fmt: skip
    """The report.yaml of one document. `source`: its path as the file is to say it; `left`: sets of
    figures whose claims are left to discovery. Raises AuditError where there is nothing to write."""
    own = [f for f in figures if f.prints and f.place.start is not None]
    if not own:
        raise AuditError(
            f"there is nothing to write: no figure was read in {source}",
            help="reportaudit figures --unread lists the digits that were not read",
        )
    claims = [r for r in results if r.claim.origin == "discovered"]
    open_ = [r for r in claims if frozenset(r.claim.figures) not in left]
    places = _Places(document)
    by_id = {f.id: f for f in own}
    kept = [
        r
        for r in open_
        if _same_as_rule(r, by_id) and all(places.of(by_id[i]) for i in r.claim.figures)
    ]
    used = {i for r in kept for i in r.claim.figures}
    listed = (
        [f for f in own if f.id in used] if kept else [f for f in own if places.of(f)][:MOST_UNUSED]
    )
    if not listed:
        raise AuditError(
            f"there is nothing to write: no figure of {source} can be quoted alone",
            help="the text repeats itself; reportaudit check reads it without a report.yaml",
        )
    names = named(
        listed, document.language, {f.id: places.column(f) for f in listed if f.place.cell}
    )
    order = {f.id: n for n, f in enumerate(own)}
    kept.sort(key=lambda r: min(order[i] for i in r.claim.figures))
    entries = list(_entries(kept, names))
    return Draft(
        "".join(
            f"{line}\n"
            for line in _lines(document, listed, names, places, entries, source, len(claims))
        ),
        len(listed),
        len(entries),
        len(claims) - len(entries),
    )


def _same_as_rule(result: Result, figures: Mapping[str, Figure]) -> bool:
    """Whether the claim, written as a rule, gets the verdict that it has now."""
    if result.verdict == UNVERIFIABLE or not result.covers:
        return False
    if result.claim.kind in ("attainable", "enumeration") or len(result.claim.figures) < 2:
        return False  # of this text's own words: a rule would say less
    own = set(result.claim.figures)
    if own != set(formula.names(result.claim.tree)) or not own <= figures.keys():
        return False
    rule = evaluate(replace(result.claim, steps={}, charitable=True, tolerance=None), figures)
    return rule.verdict == result.verdict


def _entries(results: Iterable[Result], names: Mapping[str, str]) -> Iterator[Entry]:
    """The claims as sentences that the rule language reads back as the same trees."""
    vocabulary = Vocabulary(names.values())
    seen: set[str] = set()
    for result in results:
        tree = _renamed(result.claim.tree, names)
        text = " ".join(str(tree).split())
        bare = text
        for name in (n for n in formula.names(tree) if f'"{n}"' in text):
            bare = bare.replace(f'"{name}"', name)  # names such as `bonds and loans` need no quotes
        sentence = next((s for s in (bare, text) if _says(s, tree, vocabulary)), None)
        if sentence is not None and sentence not in seen:
            seen.add(sentence)
            yield Entry(sentence, result)


def _says(sentence: str, tree: Node, vocabulary: Vocabulary) -> bool:
    try:
        return str(parse(sentence, vocabulary)) == str(tree)
    except AuditError:
        return False


def _renamed(tree: Node, names: Mapping[str, str]) -> Node:
    return transform(tree, lambda n: Name(names[n.name], n.unit) if isinstance(n, Name) else n)


def differing(first: Report, second: Report) -> set[frozenset[str]]:
    """The sets of figures (ids of the first) of which two reports on one document judge otherwise."""
    at = {_where(f): f.id for f in first.figures}
    one, other = _verdicts(first), _verdicts(second)
    odd = {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}
    return {frozenset(at[w] for w in key if w in at) for key in odd}


def _verdicts(report: Report) -> dict[frozenset[object], tuple[str, ...]]:
    where = {f.id: _where(f) for f in report.figures}
    out: dict[frozenset[object], list[str]] = {}
    for result in report.results:
        out.setdefault(frozenset(where[i] for i in result.claim.figures), []).append(result.verdict)
    return {key: tuple(sorted(v)) for key, v in out.items()}


def _where(figure: Figure) -> object:
    place = figure.place
    return place.start, place.end, place.block, place.table, place.cell


# ---------------------------------------------------------------- places


class _Places:
    """How report.yaml says where a figure stands."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.quotations = Quotations(document)
        self.cells = Cells((document,))
        self.made: dict[str, str | None] = {}
        self.indexed: dict[int, dict[str, tuple[int, int]]] = {}

    def of(self, figure: Figure) -> str | None:
        """The entry after the name; None where the figure cannot be pointed at alone."""
        if figure.id not in self.made:
            self.made[figure.id] = (
                self._cell(figure) if figure.place.cell else self._quotation(figure)
            )
        return self.made[figure.id]

    def _quotation(self, figure: Figure) -> str | None:
        quotation = self.quotations.of(figure)
        return None if quotation is None else f"{{find: {quoted(quotation)}}}"

    def column(self, figure: Figure) -> str:
        """What tells a figure from the others of its row: the head of its column where that is short
        and of this column alone, else the column's letters."""
        table = next((t for t in self.cells.tables if t.number == figure.place.table), None)
        at = None if table is None else self._index(table).get(figure.place.cell or "")
        if table is None or at is None:
            return ""
        heads = {x.index: x.words[-1] for x in table.labels()[1]}
        head = heads.get(at[1], "")
        if 0 < len(head) <= SHORT_HEAD and list(heads.values()).count(head) == 1:
            return head
        return (figure.place.cell or "").rpartition("!")[2].rstrip("0123456789")

    def _heads(self, figure: Figure) -> tuple[str, str]:
        table = next((t for t in self.cells.tables if t.number == figure.place.table), None)
        at = None if table is None else self._index(table).get(figure.place.cell or "")
        if table is None or at is None:
            return "", ""
        rows, columns = table.labels()
        row = next((x.full for x in rows if x.index == at[0]), "")
        return row, next((x.full for x in columns if x.index == at[1]), "")

    def _index(self, table: Table) -> dict[str, tuple[int, int]]:
        if table.number not in self.indexed:
            self.indexed[table.number] = {b.cell: k for k, b in table.cells.items() if b.cell}
        return self.indexed[table.number]

    def _cell(self, figure: Figure) -> str | None:
        cell, number = figure.place.cell or "", figure.place.table
        if "!" in cell:
            return f"{{cell: {quoted(cell)}}}"
        if number is None:
            return None
        row, column = self._heads(figure)
        if row and column and self._meets(number, row, column, cell):
            return f"{{table: {number}, row: {quoted(row)}, column: {quoted(column)}}}"
        return f"{{table: {number}, cell: {cell}}}"

    def _meets(self, number: int | None, row: str, column: str, cell: str) -> bool:
        try:
            return self.cells.lookup(number, row, column).block.cell == cell
        except AuditError:
            return False


def quoted(text: str) -> str:
    """A scalar for a flow mapping: always in double quotes, as YAML and JSON both read it."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def scalar(text: str) -> str:
    """A scalar for a line of its own: plain where YAML takes that for the same text."""
    if (
        _PLAIN.fullmatch(text)
        and not _TROUBLE.search(text)
        and text not in ("null", "Null", "NULL")
    ):
        return text
    return json.dumps(text, ensure_ascii=False)


# ---------------------------------------------------------------- the file


def _lines(
    document: Document, figures: Sequence[Figure], names: Mapping[str, str], places: _Places,
    entries: Sequence[Entry], source: str, claims: int,
) -> Iterator[str]:  # fmt: skip
    words = _WORDS.get(document.language, _WORDS["en"])
    sections = _Sections(document)
    yield from (f"# {line}" for line in words["head"].split("\n"))
    title = sections.title()
    if title:
        yield f"report: {scalar(title)}"
    yield f"source: {scalar(source)}"
    yield f"language: {document.language or 'auto'}"
    yield f"readings: charitable  # {words['readings']}"
    yield f"discover: true  # {words['discover']}"
    yield ""
    yield "figures:"
    at = ""
    for figure in figures:
        section = sections.of(figure)
        if section and section != at:
            yield f"  # {section}"
        at = section
        yield f"  {scalar(names[figure.id])}: {places.of(figure)}"
    yield ""
    yield "rules:" if entries else f"rules: []  # {words['none']}"
    yield from _rules(entries, {f.id: f for f in figures}, sections)
    left = claims - len(entries)
    if left and entries:
        yield f"# {words['left'].format(n=left)}"


def _rules(
    entries: Sequence[Entry], figures: Mapping[str, Figure], sections: _Sections
) -> Iterator[str]:
    at = ""
    for entry in entries:
        claim = entry.result.claim
        section = sections.of(next(f for i, f in figures.items() if i in claim.figures))
        if section and section != at:
            yield f"  # {section}"
        at = section
        yield f"  - {scalar(entry.sentence)}"


class _Sections:
    """The heading under which each figure stands."""

    def __init__(self, document: Document) -> None:
        self.heads: dict[tuple[int | None, int | None, str | None], str] = {}
        self.document = document
        head = ""
        for block in document.blocks:
            if _is_head(block):
                head = _short(block.text)
            self.heads[block.number, block.table, block.cell] = head

    def title(self) -> str:
        first = next((b for b in self.document.blocks if b.cell is None and b.text.strip()), None)
        if first is None or _NUMBERED.match(first.text) or len(first.text) > 60:
            return ""
        return _short(first.text)

    def of(self, figure: Figure) -> str:
        place = figure.place
        return self.heads.get((place.block, place.table, place.cell), "")


_PART = re.compile(r"篇\s*[0-9一二三四五六七八九十]{1,3}\s*$")
_NUMBERED = re.compile(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章节部分])"
)


def _is_head(block: Block) -> bool:
    """A heading, or in plain text a short numbered line (一、…)."""
    if block.cell is not None:
        return False
    if block.level > 0 or block.kind == "heading":
        return True
    return len(block.text) <= 40 and bool(_NUMBERED.match(block.text) or _PART.search(block.text))


def _short(text: str) -> str:
    """One line that is safe behind a `#`."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split()).lstrip("# ")
    return line if len(line) <= 60 else line[:59] + "…"


_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "head": "由 reportaudit init 写出：正文对自己的数字作了哪些陈述。请核对、修改后保存。\n核对：reportaudit check 本文件",
        "readings": "按正文的写法从宽理解：只差末位等情形为存疑",
        "discover": "其余正文仍由程序自行发现并核对",
        "none": "正文没有可写成规则的关系，请仿照：甲 + 乙 = 合计",
        "left": "另有 {n} 项仍由程序自行发现，未写成规则",
    },
    "en": {
        "head": "Written by reportaudit init: what the text states about its numbers. Read, correct, keep.\ncheck it with: reportaudit check THIS FILE",
        "readings": "read as prose is: what misses by the last digit only is in doubt",
        "discover": "the rest of the text is still checked by what it states itself",
        "none": "the text states no relation; write some, such as: north + south = total",
        "left": "{n} more are left to discovery, which says more of them than a rule would",
    },
}
