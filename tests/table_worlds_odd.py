"""Honest but awkward tables by chance: withheld values, dashes, marks, groups without a word for them,
columns of codes, years, ranks, notes and rates, totals first, last or missing, notes on rounding."""

from __future__ import annotations

import random
from fractions import Fraction

from table_worlds import shown

ZERO = Fraction(0)
NAMES = (
    [
        "城关镇",
        "东河乡",
        "西山街道",
        "南平村",
        "北苑",
        "石桥",
        "白杨",
        "红星",
        "青龙",
        "大坪",
        "小河",
        "柳树",
        "杨庄",
        "高庙",
    ],
    [
        "Alder",
        "Birch",
        "Cedar",
        "Dover",
        "Eastham",
        "Fenwick",
        "Garston",
        "Hollow",
        "Joppa",
        "Kelso",
        "Lorne",
        "Marsh",
        "Norden",
        "Otley",
    ],
)
NUMBERED = ("镇{}", "Area {}")
LEVELS = (("收入", "支出", "产量", "投资"), ("Sales", "Costs", "Output", "Loans"))
TOTALS = (("合计", "总计", "全县合计", "全市"), ("Total", "All areas", "Grand total"))
WORDS = {
    "row": ("合计", "Total"),
    "sub": ("小计", "Subtotal"),
    "rank": ("位次", "Rank"),
    "code": ("代码", "Code"),
    "year": ("建成年份", "Year built"),
    "share": ("占比%", "% of total"),
    "growth": ("同比增长（%）", "% change on year"),
    "per": ("人均（元）", "Per head"),
    "rate": ("完成率（%）", "Completion rate (%)"),
    "mean": ("平均温度", "Average temperature"),
    "note": ("备注", "Notes"),
}
GROUPS = (("城区", "乡村"), ("Urban", "Rural"))
OF_WHICH = ("其中：中心区", "of which: centre")
ROUNDED = ("注：因四舍五入，合计可能不等", "Note: figures may not add because of rounding")
CAPTIONS = ("", "单位：万元\n\n", "表1 各地情况（单位：人）\n\n")
Row = list[Fraction]


class Odd:
    def __init__(self, seed: int) -> None:
        r = self.random = random.Random(seed)
        self.tongue = int(r.random() < 0.4)
        self.places = r.choice([0, 0, 0, 1, 2])
        self.fine = r.choice([1, 10])  # values may be finer than what is printed
        self.top = 10 ** r.randint(2, 6) * 10**self.places * self.fine
        self.negative = r.random() < 0.15
        self.brackets, self.comma = r.random() < 0.3, r.random() < 0.5
        self.dash = r.choice(["", "-", "—", "–"])
        count = r.randint(3, 14)
        self.names = r.sample(NAMES[self.tongue], count)
        if r.random() < 0.1:
            self.names = [NUMBERED[self.tongue].format(k + 1) for k in range(count)]
        self.levels = r.randint(1, 3)
        extra = [k for k in WORDS if k not in ("row", "sub") and r.random() < 0.18]
        r.shuffle(extra)
        self.extra = extra + (["row"] if self.levels > 1 and r.random() < 0.2 else [])
        self.hidden = ""  # the row whose values are withheld

    def word(self, key: str) -> str:
        return WORDS[key][self.tongue]

    def value(self) -> Fraction:
        r = self.random
        if r.random() < 0.06:
            return ZERO
        size = Fraction(r.randint(1, self.top), 10**self.places * self.fine)
        return -size if self.negative and r.random() < 0.3 else size

    def half(self, value: Fraction) -> Fraction:
        """About half of it, in whole units of what is printed."""
        unit = Fraction(1, 10**self.places)
        return min(value, value / 2 // unit * unit)

    def markdown(self) -> str:
        r = self.random
        data = [[self.value() for _ in range(self.levels)] for _ in self.names]
        lines = self.lines(data)
        total = _added(data)
        heads = r.sample(LEVELS[self.tongue], self.levels)
        rows = [[("地区", "Area")[self.tongue], *heads, *map(self.word, self.extra)]]
        rows += [self.printed(name, row, total) for name, row in lines]
        if r.random() < 0.15:
            rows.append([ROUNDED[self.tongue], *[""] * (len(rows[0]) - 1)])
        rows.insert(1, ["---"] * len(rows[0]))
        caption = "" if self.tongue or self.places else r.choice(CAPTIONS)
        return caption + "".join(f"| {' | '.join(x)} |\n" for x in rows)

    def lines(self, data: list[Row]) -> list[tuple[str, Row]]:
        """The rows in their order, with their totals; sets which one is withheld."""
        r, named = self.random, [*zip(self.names, data, strict=True)]
        total = (r.choice(TOTALS[self.tongue]), _added(data))
        kind = r.choice(["last", "last", "first", "none", "groups", "subtotals", "of which"])
        cut = r.randint(2, max(2, len(named) - 2))
        halves = named[:cut], named[cut:]
        if kind == "groups" and len(named) > 5:
            sums = [_added([row for _, row in half]) for half in halves]
            first, second = zip(GROUPS[self.tongue], sums, strict=True)
            return [first, *halves[0], second, *halves[1], total]
        if kind == "subtotals" and len(named) > 5:
            subs = [(self.word("sub"), _added([row for _, row in half])) for half in halves]
            return [*halves[0], subs[0], *halves[1], subs[1], total]
        if kind == "of which":
            at = r.randrange(len(named))
            part = (OF_WHICH[self.tongue], [self.half(x) for x in named[at][1]])
            return [*named[: at + 1], part, *named[at + 1 :], total]
        if kind in ("first", "last") and r.random() < 0.2:
            self.hidden = r.choice(self.names)
        return named if kind == "none" else [total, *named] if kind == "first" else [*named, total]

    def printed(self, name: str, row: Row, total: Row) -> list[str]:
        r, leaf = self.random, name in self.names
        cells = [name]
        for value in (*row, *([sum(row, ZERO)] if "row" in self.extra else [])):
            mark = r.choice("*①†") if leaf and r.random() < 0.02 else ""
            cells.append(self.number(value, self.places) + mark)
        added = cells.pop() if "row" in self.extra else ""
        if name == self.hidden:
            cells[1:] = [r.choice(["…", "*", "x", "..."]) for _ in row]
            added = r.choice(["…", ""])
        return [
            *cells,
            *(added if k == "row" else self.other(k, leaf, name, row, total) for k in self.extra),
        ]

    def other(self, kind: str, leaf: bool, name: str, row: Row, total: Row) -> str:
        """A cell of a column that is not added up."""
        r = self.random
        if kind == "share":
            if name == self.hidden or total[0] <= 0:
                return "…"
            return self.number(row[0] / total[0] * 100, 1)
        if kind == "note":
            return r.choice([("", "见附注", "3", "已核"), ("", "note 1", "2", "ok")][self.tongue])
        if kind in ("growth", "per", "rate", "mean"):
            return self.number(Fraction(r.randint(-300, 1100), 10), 1)
        if not leaf:
            return r.choice(["", "—"]) if kind == "rank" else ""
        low, high = {"rank": (1, 14), "code": (510001, 519999), "year": (1950, 2023)}[kind]
        return str(r.randint(low, high))

    def number(self, value: Fraction, places: int) -> str:
        if not value and self.dash:
            return self.dash
        text = shown(value, places, self.comma)
        return f"({text[1:]})" if self.brackets and text[0] == "-" else text


def _added(rows: list[Row]) -> Row:
    return [sum(column, ZERO) for column in zip(*rows, strict=True)]
