"""The records that flow from stage to stage: all of them frozen, none of them clever.

Place, Block and Document come from the readers; Figure from extraction or report.yaml; Claim from
binding; Result from evaluation; Finding from blame; Report is what every renderer gets.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import chain

from msgspec import Struct

from audit.exact.formula import Node
from audit.exact.interval import Interval
from audit.exact.rounding import Quantity, decimal

SCHEMA = "reportaudit/1"

PASS, WARN, FAIL, UNVERIFIABLE = "pass", "warn", "fail", "unverifiable"
VERDICTS = (PASS, WARN, FAIL, UNVERIFIABLE)


class Place(Struct, frozen=True):
    """Where a figure stands. `start`, `end` count code points in the decoded text of a plain-text
    source, elsewhere in the text of the block or cell; line, column, page, block, table count
    from 1; `cell` is B4 in that table, in xlsx Sheet!B4. None: there is no such place."""

    path: str | None = None
    start: int | None = None
    end: int | None = None
    line: int | None = None
    column: int | None = None
    page: int | None = None
    block: int | None = None
    table: int | None = None
    cell: str | None = None


class Block(Struct, frozen=True, gc=False):
    """A heading, paragraph, list item or table cell: the unit that extraction reads.

    start    offset of `text` in the decoded text of a plain-text source, 0 elsewhere
    line     line on which `text` begins, in a plain-text source
    number   the block's number in reading order, from 1 (None for cells)
    level    1.. for headings, 0 otherwise
    mark     the automatic number or bullet before it (`（一）`, `2.`), which is no part of `text`
    hidden   in a sheet, row or column that a spreadsheet does not show
    span     the rows and columns that a cell covers: (1, 1) unless it is merged, and never beyond
             the last row and the last column of its table; what it covers is no block
    kind     of a spreadsheet's cell: cell; date where its format shows a date or time; unreadable
             for an error, and for a formula without a stored value (`text` is the formula)
    """

    text: str
    kind: str = "paragraph"  # heading | paragraph | item | cell | caption | note
    start: int = 0
    line: int | None = None
    number: int | None = None
    level: int = 0
    page: int | None = None
    table: int | None = None
    cell: str | None = None
    mark: str = ""
    hidden: bool = False
    span: tuple[int, int] = (1, 1)


class Remark(Struct, frozen=True):
    """A comment of a web page. `at` counts the blocks before it, so it is the index of the next."""

    text: str
    at: int


class Document(Struct, frozen=True):
    """A source read into blocks. `text` is the whole decoded text of a plain-text source, else None."""

    path: str | None
    blocks: tuple[Block, ...]
    text: str | None = None
    sha256: str = ""
    name: str = ""  # how rules call it: `total births @ name`
    role: str = ""
    language: str = ""
    remarks: tuple[Remark, ...] = ()  # comments that speak to this program


class Figure(Struct, frozen=True):
    """One printed number (or one quantity printed several times: several `prints`).

    No prints: declared as not printed, a free unknown.
    """

    id: str
    prints: tuple[Quantity, ...]
    name: str | None = None
    label: str | None = None
    period: str | None = None
    place: Place = Place()
    state: str = "unchecked"  # checked | unchecked | unreadable
    fixed: bool = False
    weight: Fraction = Fraction(1)
    document: int = 0  # index into Report.documents
    problem: str | None = None  # duplicates | excess-digits | unreadable
    lent: str = ""  # the unit that a rule's postfix gives it (in that rule; shown everywhere)

    @property
    def quantity(self) -> Quantity | None:
        return self.prints[0] if self.prints else None

    @property
    def text(self) -> str:
        return self.prints[0].text if self.prints else ""

    @property
    def unit(self) -> str:
        return self.prints[0].unit if self.prints else ""

    @property
    def value(self) -> Fraction | None:
        return self.prints[0].value if self.prints else None

    @property
    def step(self) -> Fraction | None:
        return self.prints[0].step if self.prints else None

    def interval(self, mode: str = "nearest") -> Interval:
        """What all prints together allow, in the printed unit; every value where none is printed."""
        if self.problem == "duplicates":  # they contradict each other: the first stands for itself
            return self.prints[0].interval(mode)
        whole = Interval(None, None)
        for print_ in self.prints:
            whole = whole.intersect(print_.interval(mode))
        return whole

    def to_dict(self) -> dict[str, object]:
        """The figure's entry in `figures` of the machine interface."""
        quantity = self.quantity
        interval = self.interval()
        return {
            "id": self.id,
            "name": self.name,
            "text": self.text,
            "value": None if quantity is None else number(quantity.value),
            "step": None if quantity is None else number(quantity.step),
            "low": number(interval.low),
            "high": number(interval.high),
            "low_closed": interval.low is not None and interval.low_closed,
            "high_closed": interval.high is not None and interval.high_closed,
            "unit": self.unit or self.lent,
            "hedge": None if quantity is None else quantity.hedge,
            "label": self.label,
            "period": self.period,
            "state": self.state,
            "place": {name: getattr(self.place, name) for name in Place.__struct_fields__},
        }


class Reason(Struct, frozen=True):
    """A stable code with the words' values that its sentence needs (messages/*.yaml: `reason-CODE`)."""

    code: str
    values: dict[str, str] = {}


class Cue(Struct, frozen=True):
    text: str
    start: int | None = None
    end: int | None = None


class Claim(Struct, frozen=True):
    """A rule or relation bound to actual figures.

    tree      the relation; its names are figure ids
    roles     role -> ids of figures, exactly the figures of the claim
    sentence  the rule as a person wrote it, or None for a discovered claim
    place     of the rule (in report.yaml or a pack)
    """

    id: str
    kind: str
    origin: str  # report | pack:NAME | discovered
    tree: Node
    roles: dict[str, tuple[str, ...]]
    sentence: str | None = None
    rounding: str = "nearest"
    tolerance: Node | None = None
    severity: str = "error"
    require: bool = False
    why: str | None = None
    cue: Cue | None = None
    reason: Reason | None = None  # already known to be unverifiable
    place: Place = Place()
    weight: Fraction = Fraction(1)
    charitable: bool = False  # weaker readings soften a failure to a warning
    steps: dict[
        str, Fraction
    ] = {}  # the common precision of a list, where it is finer than a print

    @property
    def figures(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(chain.from_iterable(self.roles.values())))


class Result(Struct, frozen=True):
    """The verdict on one claim, with both sides as intervals in the unit of the left side's figure.

    printed  the two sides computed from the printed values (None where not every value is printed)
    reading  the reading under which the verdict was reached
    """

    claim: Claim
    verdict: str
    reading: str = "printed-intervals"
    notes: tuple[str, ...] = ()
    left: Interval | None = None
    right: Interval | None = None
    printed: tuple[Fraction, Fraction] | None = None
    unit: str = ""
    gap: Fraction | None = None
    tolerance: Fraction | None = None
    power: Fraction | None = None
    reason: Reason | None = None
    message: str = ""

    @property
    def id(self) -> str:
        return self.claim.id

    @property
    def covers(self) -> bool:
        """Whether the result counts as having looked at its figures: not where it is only told because
        it holds, as a rate is that whole counts can give."""
        claim = self.claim
        if claim.kind == "attainable" and claim.origin == "discovered" and self.verdict == PASS:
            return False
        return self.verdict != UNVERIFIABLE and _VOID.isdisjoint(self.notes)


_VOID = frozenset(("vacuous", "low-power"))  # notes on a check that could hardly fail


class Suggestion(Struct, frozen=True):
    """A cure for one figure: the interval that mends every claim, and the likeliest value in it."""

    figure: str
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    slip: str | None = None


class Finding(Struct, frozen=True):
    """One cause worth a person's attention."""

    kind: str
    severity: str  # error | warning | info
    suspects: tuple[tuple[str, ...], ...]
    results: tuple[str, ...]
    suggestions: tuple[Suggestion, ...] = ()
    suppressed: dict[str, str | None] | None = None
    message: str = ""
    fingerprint: str = ""
    notes: tuple[str, ...] = ()  # codes: minimality-not-proven, others-disagree


class Report(Struct, frozen=True):
    """All that was read, judged and found: what every renderer gets."""

    documents: tuple[Document, ...]
    figures: tuple[Figure, ...]
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    exit_code: int
    version: str
    title: str = ""
    path: str | None = None  # of the report.yaml or document
    language: str = "en"  # of the messages
    failed_by: str = (
        ""  # what made the exit code 1 where no finding did: coverage, unverifiable-only
    )
    unused: tuple[str, ...] = ()  # a sentence on each ignore that covers no finding
    redacted: bool = False  # without figures and text (redact.py)
    unmatched: tuple[str, ...] = ()  # of --select and --ignore, names that fit no result

    @property
    def coverage(self) -> dict[str, int]:
        states = [f.state for f in self.figures]
        counts = {s: states.count(s) for s in ("checked", "unchecked", "unreadable")}
        return {"figures": len(states), **counts}

    @property
    def summary(self) -> dict[str, int]:
        verdicts = [r.verdict for r in self.results]
        return {v: verdicts.count(v) for v in VERDICTS}

    def to_dict(self) -> dict[str, object]:
        """The JSON object of the machine interface, version reportaudit/1."""
        return {
            "schema": SCHEMA,
            "tool": {"name": "reportaudit", "version": self.version},
            "documents": [
                {"path": d.path} | ({} if self.redacted else {"sha256": d.sha256})
                for d in self.documents
            ],
            "figures": [f.to_dict() for f in self.figures],
            "results": [_result(r) for r in self.results],
            "findings": [_finding(f) for f in self.findings],
            "coverage": self.coverage,
            "summary": self.summary,
            "exit_code": self.exit_code,
        }


def number(value: Fraction | None) -> str | None:
    return None if value is None else decimal(value)


def _result(result: Result) -> dict[str, object]:
    claim = result.claim
    return {
        "id": claim.id,
        "kind": claim.kind,
        "origin": claim.origin,
        "check": str(claim.tree),
        "figures": {role: list(ids) for role, ids in claim.roles.items()},
        "verdict": result.verdict,
        "reading": result.reading,
        "notes": list(result.notes),
        "severity": claim.severity,
        "left": _side(result.left),
        "right": _side(result.right),
        "gap": number(result.gap),
        "tolerance": number(result.tolerance),
        "cue": None
        if claim.cue is None
        else {name: getattr(claim.cue, name) for name in Cue.__struct_fields__},
        "power": number(result.power),
        "why": claim.why,
        "message": result.message,
        "reason": None if result.reason is None else result.reason.code,
    }


def _side(interval: Interval | None) -> list[str | None] | None:
    return None if interval is None else [number(interval.low), number(interval.high)]


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        "suspects": [list(s) for s in finding.suspects],
        "results": list(finding.results),
        "suggestions": [
            {
                "figure": s.figure,
                "value": number(s.value),
                "low": number(s.low),
                "high": number(s.high),
                "slip": s.slip,
            }
            for s in finding.suggestions
        ],
        "suppressed": finding.suppressed,
        "notes": list(finding.notes),
        "message": finding.message,
        "fingerprint": finding.fingerprint,
    }
