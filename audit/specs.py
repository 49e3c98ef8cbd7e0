"""What report.yaml and rule packs declare, as written: frozen records, each with its place.

A Scalar is kept wherever a later stage may complain about the text; numbers are not read here
and rules are not parsed.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from audit.exact.vocabulary import fold
from audit.yamltree import Mark, Scalar

SEVERITIES = ("error", "warning", "info")
READINGS = ("strict", "charitable")
KINDS = ("count", "money", "rate", "share", "growth", "ratio", "measure")


class FigureSpec(Struct, frozen=True, omit_defaults=True):
    """A declared figure. `kind` says which fields hold where its number comes from:

    printed  text                       value   value (with unit, decimals)
    find     find                       cell    cell (and table)
    table    table, row, column         range   low, high (either may be missing)
    list     prints                     absent  nothing: not printed
    """

    name: str
    mark: Mark
    kind: str
    text: Scalar | None = None
    value: Scalar | None = None
    unit: Scalar | None = None
    decimals: int | Literal["INF"] | None = None
    fixed: bool = False
    weight: str = "1"  # a positive decimal number
    low: Scalar | None = None
    high: Scalar | None = None
    find: Scalar | None = None
    cell: Scalar | None = None
    table: Scalar | None = None
    row: Scalar | None = None
    column: Scalar | None = None
    source: Scalar | None = None  # the one document to look in, by its name or path
    prints: tuple[FigureSpec, ...] = ()


class DeriveSpec(Struct, frozen=True):
    """A name that is computed."""

    name: str
    mark: Mark
    check: Scalar


class ConstSpec(Struct, frozen=True):
    """A name for a plain constant."""

    name: str
    mark: Mark
    value: Scalar


class ForSpec(Struct, frozen=True, omit_defaults=True):
    """`for: county in [甲, 乙]`, or each row of a table (`county in table 2`)."""

    variable: str
    mark: Mark
    values: tuple[Scalar, ...] = ()
    table: Scalar | None = None
    column: Scalar | None = None


class RuleSpec(Struct, frozen=True, omit_defaults=True):
    """A declared rule; None where it leaves the choice to the file it stands in."""

    id: str | None
    check: Scalar
    mark: Mark
    tolerance: Scalar | None = None
    rounding: str | None = None
    severity: str = "error"
    require: bool = False
    why: str | None = None
    for_: ForSpec | None = None
    readings: str | None = None
    weight: str = "1"  # a positive decimal number, or "fixed"

    @property
    def label(self) -> str:
        """The id, or the sentence with its blanks folded."""
        return self.id if self.id is not None else fold(self.check.text)


class IgnoreSpec(Struct, frozen=True, omit_defaults=True):
    mark: Mark
    rule: Scalar | None = None
    at: Scalar | None = None
    reason: str = ""
    until: date | None = None


class ExpectSpec(Struct, frozen=True):
    """The verdict that a test wants of one rule; of every rule where `rule` is None."""

    rule: Scalar | None
    verdict: str
    mark: Mark


class TestSpec(Struct, frozen=True, omit_defaults=True):
    __test__ = False  # not one of pytest's

    mark: Mark
    figures: tuple[FigureSpec, ...]
    expect: tuple[ExpectSpec, ...]
    name: str = ""


class SourceSpec(Struct, frozen=True, omit_defaults=True):
    """A document: how rules call it (`@ name`) and the group it belongs to (`as:`)."""

    path: Scalar
    name: Scalar | None = None
    role: Scalar | None = None


class Manifest(Struct, frozen=True, omit_defaults=True):
    """A report.yaml."""

    mark: Mark
    title: str = ""
    sources: tuple[SourceSpec, ...] = ()
    text: Scalar | None = None
    language: str = "auto"
    rounding: str = "nearest"
    readings: str = "strict"
    tolerance: Scalar | None = None
    use: tuple[Scalar, ...] = ()
    discover: bool = False
    discover_given: bool = False  # whether discover: is written
    figures: tuple[FigureSpec, ...] = ()
    derive: tuple[DeriveSpec, ...] = ()
    const: tuple[ConstSpec, ...] = ()
    rules: tuple[RuleSpec, ...] = ()
    ignore: tuple[IgnoreSpec, ...] = ()
    tests: tuple[TestSpec, ...] = ()

    @property
    def path(self) -> str | None:
        return self.mark.path


class AliasSpec(Struct, frozen=True, omit_defaults=True):
    """A figure of a pack: the names under which texts and reports know it."""

    name: str
    mark: Mark
    aliases: tuple[Scalar, ...] = ()
    unit: str = ""
    kind: str = ""
    generic: bool = False  # the name alone does not say of what: bound only in one sentence, row, column


class Pack(Struct, frozen=True, omit_defaults=True):
    """A rule pack."""

    name: str
    mark: Mark
    about: str = ""
    rounding: str | None = None
    readings: str | None = None
    tolerance: Scalar | None = None
    figures: tuple[AliasSpec, ...] = ()
    derive: tuple[DeriveSpec, ...] = ()
    const: tuple[ConstSpec, ...] = ()
    rules: tuple[RuleSpec, ...] = ()
    tests: tuple[TestSpec, ...] = ()

    @property
    def path(self) -> str | None:
        return self.mark.path
