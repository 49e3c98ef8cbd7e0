"""True tables by chance: rows with totals and subtotals, columns that are told by others, printed
with rounding, headers in Chinese or English. What is printed is true of one set of exact values."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct

ROUND = Fraction(1, 2)
ZH = {
    "label": ["地区", "项目", "单位", "行业", "科目"],
    "rows": [
        "东山",
        "西河",
        "南坪",
        "北沟",
        "石门",
        "白水",
        "红旗",
        "青岩",
        "大湾",
        "小溪",
        "柳林",
        "杨树",
        "高坡",
        "平川",
        "双桥",
    ],
    "total": ["合计", "总计", "全市合计", "全县"],
    "sub": ["城区小计", "乡镇小计", "郊区小计"],
    "level": ["本年（万元）", "上年（万元）", "增减额", "增减%", "占比%"],
    "quarters": ["一季度", "二季度", "三季度", "四季度", "全年"],
    "roll": ["年初余额", "本年增加", "本年减少", "年末余额"],
    "rate": ["预算数", "执行数", "执行率（%）"],
    "silent": ["平均价格", "人均收入（元）", "位次", "可比价增速（%）", "价格指数", "密度"],
    "more": ["收入", "支出", "学生数（人）", "产量（吨）", "面积", "户数"],
}
EN = {
    "label": ["Region", "Item", "Unit", "Sector", "Line"],
    "rows": [
        "Alder",
        "Birch",
        "Cedar",
        "Dover",
        "Eastham",
        "Fenwick",
        "Garston",
        "Hollow",
        "Ivydale",
        "Joppa",
        "Kelso",
        "Lorne",
        "Marsh",
        "Norden",
        "Oakley",
    ],
    "total": ["Total", "All regions", "Grand total", "Sum"],
    "sub": ["Subtotal, north", "Subtotal, south", "Subtotal, coast"],
    "level": ["2024", "2023", "Change", "% change", "% of total"],
    "quarters": ["Q1", "Q2", "Q3", "Q4", "Full year"],
    "roll": ["Opening balance", "Additions", "Disposals", "Closing balance"],
    "rate": ["Budget", "Spent", "Spent as % of budget"],
    "silent": [
        "Average price",
        "Median age",
        "Rank",
        "Growth at constant prices (%)",
        "Price index",
        "Density",
    ],
    "more": ["Sales", "Costs", "Pupils", "Output (t)", "Area", "Households"],
}


COUNTED = ("学生数（人）", "户数", "Pupils", "Households")


class World(Struct):
    """A table as text, and the cells (row, column) whose errors the tables must show."""

    cells: list[list[str]]
    checked: list[tuple[int, int]]

    def markdown(self) -> str:
        lines = [f"| {' | '.join(row)} |" for row in self.cells]
        return "\n".join([lines[0], "|" + " --- |" * len(self.cells[0]), *lines[1:]]) + "\n"


def shown(value: Fraction, places: int, comma: bool) -> str:
    unit = Fraction(1, 10**places)
    steps = abs(value) / unit + ROUND
    whole = steps.numerator // steps.denominator
    digits = f"{whole // 10**places:,}" if comma else str(whole // 10**places)
    if places:
        digits += "." + str(whole % 10**places).zfill(places)
    return f"-{digits}" if value < 0 and whole else digits


class Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        r = self.random
        self.words = r.choice([ZH, EN])
        self.comma = r.random() < 0.5
        self.places = r.choice([0, 0, 0, 1, 2])
        self.fine = r.random() < 0.5  # values are finer than what is printed
        self.size = 10 ** r.randint(2, 5)

    def value(self) -> Fraction:
        r = self.random
        more = 100 if self.fine else 1
        top = int(self.size * 10**self.places * more * r.uniform(0.2, 1))
        return Fraction(r.randint(top // 20 + 1, top + 2), 10**self.places * more)

    def world(self) -> World:
        r = self.random
        names = r.sample(self.words["rows"], r.randint(3, 9))
        groups = self._groups(names)
        columns = self._columns(names)
        table, checked = self._rows(groups, columns)
        header = [r.choice(self.words["label"]), *(name for name, _ in columns)]
        printed = [header]
        for name, values in table:
            row = [name]
            for (_, how), value in zip(columns, values, strict=True):
                row.append("" if value is None else shown(value, how["places"], self.comma))
            printed.append(row)
        return World(printed, [(a, b) for a, b in checked if printed[a][b]])

    def _groups(self, names: list[str]) -> list[tuple[str | None, list[str]]]:
        if len(names) < 5 or self.random.random() < 0.6:
            return [(None, names)]
        cut = self.random.randint(2, len(names) - 2)
        return [(self.words["sub"][0], names[:cut]), (self.words["sub"][1], names[cut:])]

    def _columns(self, names: list[str]) -> list[tuple[str, dict]]:
        """(header, how): how to make the value of a row from those before, in exact values."""
        r, w = self.random, self.words
        kind = r.choice(["level", "quarters", "roll", "rate", "more"])
        p = {"places": self.places}
        add = {"made": lambda row: self.value(), "adds": True, **p}
        if kind == "level":
            new, old, change, growth, share = w["level"]
            columns = [(new, add), (old, add)]
            if r.random() < 0.7:
                columns.append((change, {"made": lambda row: row[0] - row[1], "adds": True, **p}))
            if r.random() < 0.7:
                columns.append(
                    (
                        growth,
                        {
                            "made": lambda row: (row[0] / row[1] - 1) * 100,
                            "adds": False,
                            "places": 1,
                        },
                    )
                )
            if r.random() < 0.5:
                columns.append((share, {"share": 0, "adds": False, "places": 1}))
        elif kind == "quarters":
            columns = [(name, add) for name in w["quarters"][:4]]
            columns.append(
                (w["quarters"][4], {"made": lambda row: sum(row[:4]), "adds": True, **p})
            )
        elif kind == "roll":
            columns = [(name, add) for name in w["roll"][:3]]
            columns.append(
                (w["roll"][3], {"made": lambda row: row[0] + row[1] - row[2], "adds": True, **p})
            )
        elif kind == "rate":
            columns = [
                (w["rate"][0], add),
                (
                    w["rate"][1],
                    {
                        "made": lambda row: row[0] * Fraction(r.randint(600, 1050), 1000),
                        "adds": True,
                        **p,
                    },
                ),
            ]
            columns.append(
                (
                    w["rate"][2],
                    {"made": lambda row: row[1] / row[0] * 100, "adds": False, "places": 1},
                )
            )
        else:
            count = {
                "made": lambda row: Fraction(r.randint(9, self.size)),
                "adds": True,
                "places": 0,
            }
            names = r.sample(w["more"], r.randint(1, 4))
            columns = [(name, count if name in COUNTED else add) for name in names]
        if r.random() < 0.4:
            columns.append(
                (
                    r.choice(w["silent"]),
                    {
                        "made": lambda row: Fraction(r.randint(100, 9000), 10),
                        "adds": False,
                        "places": 1,
                        "any": True,
                    },
                )
            )
        return columns

    def _rows(self, groups, columns):  # type: ignore[no-untyped-def]
        r = self.random
        out: list[tuple[str, list[Fraction | None]]] = []
        leaves: list[list[Fraction | None]] = []
        first = len(groups) == 1 and r.random() < 0.3
        for sub, names in groups:
            own = []
            for name in names:
                row: list[Fraction] = []
                for _, how in columns:
                    row.append(how["made"](row) if "made" in how else Fraction(0))
                own.append(row)
                out.append((name, row))
            if sub is not None:
                out.append((sub, self._added(own, columns)))
            leaves += own
        total = self._added(leaves, columns)
        name = r.choice(self.words["total"])
        out.insert(0, (name, total)) if first else out.append((name, total))
        for k, (_, how) in enumerate(columns):
            if "share" in how:
                for _, row in out:
                    row[k] = row[how["share"]] / total[how["share"]] * 100
        at = {id(row): n for n, (_, row) in enumerate(out, 1)}
        checked = [
            (at[id(row)], k + 1)
            for _, row in out
            for k, (_, how) in enumerate(columns)
            if how["adds"]
        ]
        return out, checked

    def _added(self, rows, columns):  # type: ignore[no-untyped-def]
        total: list[Fraction] = []
        for k, (_, how) in enumerate(columns):
            if how["adds"]:
                total.append(sum((row[k] for row in rows), Fraction(0)))
            elif "made" in how:
                total.append(how["made"](total))
            else:
                total.append(Fraction(0))
        return total


def world(seed: int) -> World:
    return Maker(seed).world()


def spoiled(made: World, seed: int) -> tuple[World, tuple[int, int]] | None:
    """The world with one checked cell misprinted by a slip that changes its size."""
    r = random.Random(seed)
    row, column = r.choice(made.checked)
    text = made.cells[row][column]
    digits = [k for k, c in enumerate(text) if c.isdigit()]
    if len(digits) < 3:
        return None
    how = r.choice(["digit", "swap"])
    letters = list(text)
    if how == "digit":
        k = digits[r.randrange(len(digits) - 2)]
        letters[k] = r.choice([c for c in "123456789" if c != letters[k]])
    else:
        pairs = [
            (a, b)
            for a, b in pairwise(digits[:-1])
            if letters[a] != letters[b] and letters[b] != "0"
        ]
        if not pairs:
            return None
        a, b = r.choice(pairs)
        letters[a], letters[b] = letters[b], letters[a]
    cells = [list(x) for x in made.cells]
    cells[row][column] = "".join(letters)
    return World(cells, made.checked), (row, column)
