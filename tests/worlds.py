"""Worlds: true little reports from a random model, told in words, with slips that can be planted.

A language adds a module with SCENES: functions `scene(tale)` that think up numbers which truly
hold, print them as a statistician would, and tell them in one of several wordings:

    def handled(tale: Tale) -> None:
        old, new = tale.whole(400, 900), tale.whole(901, 1500)
        tale.tell(
            "全年办结{new}，同比{up}{more}，增幅{rate}。",
            new=count(new, "件"), more=count(new - old, "件"), rate=percent(F(new - old, old)),
            up=tale.pick("增加", "多办"),
        )
        tale.state("growth", lambda v: v["rate"] - v["more"] / (v["new"] - v["more"]))

`state` says what the text states: a gap that is zero at the true values, over figures by name.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from string import Formatter

import audit

Values = Mapping[str, Fraction]
Gap = Callable[[Values], Fraction]
Scene = Callable[["Tale"], None]
F = Fraction
ONE = F(1)


@dataclass(frozen=True)
class Print:
    """A number as it is printed: digits, then what follows them; value = digits × scale.

    exact   a count: it is what is printed, not a rounding of something
    """

    digits: str
    after: str = ""
    scale: Fraction = ONE
    exact: bool = False
    before: str = ""

    @property
    def text(self) -> str:
        return self.before + self.digits + self.after

    @property
    def value(self) -> Fraction:
        return F(self.digits.replace(",", "")) * self.scale

    @property
    def slack(self) -> Fraction:
        """Half a unit of the last printed digit; 0 for a count."""
        decimals = len(self.digits.partition(".")[2])
        return F(0) if self.exact else F(1, 2 * 10**decimals) * self.scale


def rounded(value: Fraction, decimals: int) -> str:
    """As a statistician prints it: half up, trailing zeros kept."""
    scaled = int(value * 10**decimals + F(1, 2))
    whole, rest = divmod(scaled, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)


def count(value: int, unit: str, grouped: bool = False) -> Print:
    return Print(f"{value:,}" if grouped else str(value), unit, exact=True)


def amount(value: Fraction, decimals: int, unit: str, scale: int = 1, before: str = "") -> Print:
    """`value` in the base unit, printed in units of `scale` (万元: 10000)."""
    return Print(rounded(value / scale, decimals), unit, F(scale), before=before)


def percent(value: Fraction, decimals: int = 1, sign: str = "%") -> Print:
    return Print(rounded(value * 100, decimals), sign, F(1, 100))


@dataclass(frozen=True)
class Stated:
    """What the words state: the gap is zero somewhere within what the prints may stand for."""

    kind: str
    figures: tuple[str, ...]
    gap: Gap

    def broken(self, prints: Mapping[str, Print]) -> bool:
        """Whether no value inside the printed intervals closes the gap (monotone in each figure)."""
        ends = []
        for name in self.figures:
            p = prints[name]
            ends.append((p.value - p.slack, p.value + p.slack) if p.slack else (p.value,))
        try:
            gaps = [
                self.gap(dict(zip(self.figures, corner, strict=True))) for corner in product(*ends)
            ]
        except ZeroDivisionError:
            return True
        return min(gaps) > 0 or max(gaps) < 0


@dataclass
class Tale:
    """What a scene writes into."""

    random: random.Random
    pieces: list[str | tuple[str, Print]] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    scene: int = 0
    names: list[str] = field(default_factory=list)

    def whole(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def pick(self, *options: str) -> str:
        return self.random.choice(options)

    def chance(self, share: float = 0.5) -> bool:
        return self.random.random() < share

    def parts(self, whole: int, n: int) -> list[int]:
        """`whole` as a sum of n positive numbers."""
        cuts = sorted(self.random.sample(range(1, whole), n - 1))
        return [b - a for a, b in zip([0, *cuts], [*cuts, whole], strict=True)]

    def tell(self, template: str, **fills: Print | str) -> None:
        """The template with its figures and words; a figure told again is not planted."""
        for words, name, _, _ in Formatter().parse(template):
            self.pieces.append(words)
            if name is None:
                continue
            fill = fills[name]
            if isinstance(fill, str):
                self.pieces.append(fill)
            else:
                self.names.append(name)
                self.pieces.append((self._named(name), fill))

    def state(self, kind: str, gap: Gap, *names: str) -> None:
        """A relation among figures of this scene: all that were told, or those that are named."""
        own = tuple(self._named(n) for n in dict.fromkeys(names or self.names))
        scene = f"{self.scene}."
        self.stated.append(
            Stated(kind, own, lambda v: gap({k.removeprefix(scene): x for k, x in v.items()}))
        )

    def _named(self, name: str) -> str:
        return f"{self.scene}.{name}"


@dataclass(frozen=True)
class World:
    """A text that holds, where each of its figures stands, and what it states."""

    pieces: tuple[str | tuple[str, Print], ...]
    stated: tuple[Stated, ...]

    @property
    def text(self) -> str:
        return "".join(p if isinstance(p, str) else p[1].text for p in self.pieces)

    @property
    def prints(self) -> dict[str, Print]:
        return {p[0]: p[1] for p in self.pieces if not isinstance(p, str)}

    def place(self, name: str) -> tuple[int, int]:
        """Where the figure stands, without what stands before its digits."""
        at = 0
        for p in self.pieces:
            text = p if isinstance(p, str) else p[1].text
            if not isinstance(p, str) and p[0] == name:
                return at + len(p[1].before), at + len(text)
            at += len(text)
        raise KeyError(name)

    def with_print(self, name: str, new: Print) -> World:
        pieces = tuple(
            (name, new) if not isinstance(p, str) and p[0] == name else p for p in self.pieces
        )
        return World(pieces, self.stated)


def world(scenes: Sequence[Scene], seed: int, size: int = 4) -> World:
    """`size` scenes, each a paragraph; all that is stated truly holds at printed precision."""
    source = random.Random(seed)
    tale = Tale(source)
    for number, scene in enumerate(source.sample(list(scenes), min(size, len(scenes)))):
        tale.scene, tale.names = number, []
        scene(tale)
        tale.pieces.append("\n")
    made = World(tuple(tale.pieces), tuple(tale.stated))
    for stated in made.stated:
        assert not stated.broken(made.prints), (stated.kind, made.text)
    return made


@dataclass(frozen=True)
class Slip:
    """A world with one wrong figure, where it stands, and which statement it breaks."""

    world: World
    start: int
    end: int
    stated: Stated


def plant(made: World, seed: int) -> Slip | None:
    """One figure changed as a pen slips, so that a statement breaks beyond rounding."""
    source = random.Random(seed)
    for _ in range(40):
        stated = source.choice(made.stated)
        name = source.choice(stated.figures)
        old = made.prints[name]
        digits = slipped(old.digits, source)
        if digits is None:
            continue
        new = Print(digits, old.after, old.scale, old.exact, old.before)
        changed = made.with_print(name, new)
        if stated.broken(changed.prints):
            return Slip(changed, *changed.place(name), stated)
    return None


def slipped(digits: str, source: random.Random) -> str | None:
    """Another number of the same shape: a digit changed, two swapped, one dropped or doubled."""
    places = [i for i, c in enumerate(digits) if c.isdigit()]
    at = source.choice(places)
    kind = source.choice(("digit", "digit", "swap", "drop", "double"))
    if kind == "digit":
        out = digits[:at] + source.choice("0123456789".replace(digits[at], "")) + digits[at + 1 :]
    elif kind == "swap":
        pairs = [
            i for i in places if digits[i + 1 : i + 2].isdigit() and digits[i] != digits[i + 1]
        ]
        if not pairs:
            return None
        at = source.choice(pairs)
        out = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    elif kind == "drop":
        out = digits[:at] + digits[at + 1 :]
    else:
        out = digits[: at + 1] + digits[at] + digits[at + 1 :]
    if "," in out:  # thousands stay in threes
        out = f"{int(out.replace(',', '')):,}"
    whole = out.partition(".")[0]
    sound = whole and out[-1] != "." and (whole == "0" or whole[0] != "0") and set(out) - set("0.,")
    return out if sound and out != digits else None


Raised = tuple[str, str, tuple[tuple[int, int, str], ...]]


def raised(text: str, language: str) -> list[Raised]:
    """(verdict, kind, ((start, end, text), …)) of each failure and warning."""
    report = audit.check({"text": text, "language": language})
    spans = {f.id: (f.place.start or 0, f.place.end or 0, f.text) for f in report.figures}
    return [
        (r.verdict, r.claim.kind, tuple(spans[i] for i in r.claim.figures))
        for r in report.results
        if r.verdict in ("fail", "warn")
    ]


def is_found(slip: Slip, language: str) -> bool:
    """Whether a failure or warning names the place of the slip."""
    found = raised(slip.world.text, language)
    return any(
        start < slip.end and slip.start < end for _, _, spans in found for start, end, _ in spans
    )
