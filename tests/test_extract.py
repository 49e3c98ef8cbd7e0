"""Figures of running text: the cases of cases/extract-*.md, each decoy class, labels, periods, time."""

from __future__ import annotations

import re
import time
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.exact.rounding import Quantity, decimal
from audit.extract import extract, extract_block, scan, spans, survey, unread
from audit.languages import Decoy, chinese, detect, english
from audit.model import Block, Document

CASES = Path(__file__).parent / "cases"
MARK = re.compile(r"\{\{(.*?)(?:\|(.*?))?\}\}")


def cases(language: str) -> list[str]:
    lines = (CASES / f"extract-{language}.md").read_text(encoding="utf-8").split("\n")
    body = lines[lines.index(next(x for x in lines if x.startswith("## "))) :]
    keep = [x for x in body if x and not x.startswith("## ") and "<!-- skip" not in x]
    return [x.removeprefix("- ") for x in keep]


def expected(line: str) -> tuple[str, list[tuple[int, int, str | None]]]:
    """The line without its marks, and (start, end, reading) of each mark."""
    text, at, found = "", 0, []
    for mark in MARK.finditer(line):
        text += line[at : mark.start()]
        found.append((len(text), len(text) + len(mark[1]), mark[2]))
        text += mark[1]
        at = mark.end()
    return text + line[at:], found


def reading(q: Quantity) -> str:
    if q.value is None:
        ends = q.interval()
        value = f"{decimal(ends.low)}..{decimal(ends.high)}"
    else:
        value = decimal(q.value)
    return f"{value} {q.unit}".strip()


@pytest.mark.parametrize(
    ("language", "line"), [(name, line) for name in ("zh", "en") for line in cases(name)]
)
def test_case(language: str, line: str) -> None:
    text, wanted = expected(line)
    found = spans(text, language)
    assert [text[s.start : s.end] for s in found] == [text[a:b] for a, b, _ in wanted]
    assert [(s.start, s.end) for s in found] == [(a, b) for a, b, _ in wanted]
    for span, (_, _, said) in zip(found, wanted, strict=True):
        assert said is None or reading(span.quantity) == said


@pytest.mark.parametrize("decoy", chinese.DECOYS, ids=lambda d: f"{d.name}-{d.example}")
def test_chinese_decoy(decoy: Decoy) -> None:
    check_decoy(decoy, "zh")


@pytest.mark.parametrize("decoy", english.DECOYS, ids=lambda d: f"{d.name}-{d.example}")
def test_english_decoy(decoy: Decoy) -> None:
    check_decoy(decoy, "en")


def check_decoy(decoy: Decoy, language: str) -> None:
    text = decoy.example.replace("[[", "").replace("]]", "")
    found = scan(text, language)
    assert not found.figures
    assert found.others and all(o.name != "unread" for o in found.others)


def document(text: str) -> Document:
    """A plain text, one block per line."""
    blocks, at = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if line:
            blocks.append(Block(line, start=at, line=number, number=len(blocks) + 1))
        at += len(line) + 1
    return Document("report.txt", tuple(blocks), text)


@pytest.mark.parametrize("printed", ["3,5 %", "€1.234.567,89", "0,25"])
def test_a_decimal_comma_is_neither_read_nor_lost(printed: str) -> None:
    found = scan(f"The figure is {printed} in that style.", "en")
    assert not found.figures
    assert {o.name for o in found.others} == {"unread"}


LABELS = [
    ("全县发放耕地补贴320万元，惠及1860户农户。", ["耕地补贴", "农户"]),
    ("新建公厕12座,改厕890户;清运垃圾3.2万吨。", ["公厕", "改厕", "清运垃圾"]),
    ("事故死亡3人；受伤9人，同比下降5%。", ["事故死亡", "事故受伤", "事故受伤同比下降"]),
    ("粮食、油料、蔬菜分别增产3.2%、1.5%和6.8%。", ["粮食增产", "油料增产", "蔬菜增产"]),
    ("共有214名教师参加了培训，合格率98%。", ["教师", "合格率"]),
    ("税收收入由2.1亿元增加到2.6亿元。", ["税收收入", "税收收入"]),
    ("招聘特岗教师（其中：语文6名，数学8名）。", ["语文", "数学"]),
]


@pytest.mark.parametrize(("text", "wanted"), LABELS)
def test_labels(text: str, wanted: list[str]) -> None:
    assert [f.label for f in extract_block(Block(text), "zh")] == wanted


ENGLISH_LABELS = [
    ("The county counted 4,120 households and 310 shops.", ["households", "shops"]),
    ("Net income was $4 million, gross margin 35%.", ["Net income", "gross margin"]),
]


@pytest.mark.parametrize(("text", "wanted"), ENGLISH_LABELS)
def test_english_labels(text: str, wanted: list[str]) -> None:
    assert [f.label for f in extract_block(Block(text), "en")] == wanted


def test_periods() -> None:
    text = "2021年完成投资3亿元，比上年增加5000万元。今年计划4亿元，去年同期为2.8亿元。"
    found = [f.period for f in extract_block(Block(text), "zh")]
    assert found == ["2021年", "2021年", "今年", "去年同期"]
    text = "Sales were $5 million in 2021, against $4 million a year earlier."
    assert [f.period for f in extract_block(Block(text), "en")] == ["2021", "a year earlier"]


def test_places() -> None:
    text = "第一行没有数\n收入12元，支出9元\n\n结余３元"
    found = extract(document(text))
    assert [f.id for f in found] == ["f1", "f2", "f3"]
    assert [text[f.place.start : f.place.end] for f in found] == ["12元", "9元", "３元"]
    assert [(f.place.line, f.place.column, f.place.block) for f in found] == [
        (2, 3, 2),
        (2, 9, 2),
        (4, 3, 3),
    ]


def test_cells() -> None:
    cells = [
        ("A1", "地区"),
        ("B1", "2021"),
        ("A2", "东乡"),
        ("B2", "1,204"),
        ("B3", "(3.5)"),
        ("A4", "西乡"),
        ("B4", "-"),
        ("C1", "备注"),
        ("C2", "—"),
        ("B5", "$—"),
        ("B6", "…"),
        ("B7", "n/a"),
        ("B8", "x"),
    ]
    blocks = tuple(Block(t, kind="cell", table=1, cell=c) for c, t in cells)
    found = extract(Document("t.docx", blocks))
    assert [(f.place.cell, f.value) for f in found] == [
        ("B2", 1204),
        ("B3", Fraction(-7, 2)),
        ("B4", 0),
        ("B5", 0),
    ]
    zero, dollars = found[2:]
    assert zero.quantity is not None and zero.quantity.exact
    assert (zero.label, zero.text, dollars.unit) == ("西乡", "-", "USD")


def test_columns_of_names_in_plain_text() -> None:
    text = "| Item | Page |\n| --- | --- |\n| Waivers | 15 |"
    assert extract(document(text)) == ()
    assert unread(document(text)) == []


def test_languages_are_told_block_by_block() -> None:
    assert detect("收入增长") == "zh"
    assert detect("Revenue rose 5%") == "en"
    found = extract(document("收入增长5%，共3户\nRevenue rose to $3 million in three counties"))
    assert [f.text for f in found] == ["5%", "3户", "$3 million", "three"]


PIECES = [
    *"0123456789.,，、%％()（）-—~+ \n$￥:/xX×*#[]½②３万亿千百十一两三零半成折余多近约第年月日号人元个级",
    *("百分之", "分之", "以上", "持平", "ISO ", "20xx", "壹佰", "万元", "平方米", "http://a.b/"),
    *(
        " million",
        " percent",
        "-odd",
        " to ",
        " and ",
        "two ",
        "half a million ",
        "Section ",
        "$(",
        ")%",
    ),
    *("March ", "2021", " km", "n=", "\u00a0", "\u2009", "\u0663", "\U0001d7d9", "\ud800"),
]


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join), st.sampled_from(["zh", "en"]))
def test_nothing_disappears(text: str, language: str) -> None:
    """Every digit run is a figure, of a known other kind, or listed as unread."""
    found = scan(text, language)
    read = survey(document(text), language)
    taken = [(x.start, x.end) for x in (*found.figures, *found.others)]
    assert all(0 <= a < b <= len(text) for a, b in taken)
    by_line = [(f.place.start, f.place.end) for f in read.figures if f.place.start is not None] + [
        (place.start, place.end) for place, _ in read.unread
    ]
    for line in re.finditer(r"[^\n]+", text):
        one = scan(line[0], language)
        by_line += [(o.start + line.start(), o.end + line.start()) for o in one.others]
    for run in re.finditer(r"\d+", text):
        assert any(a < run.end() and run.start() < b for a, b in by_line), run[0]
    figures = [(x.start, x.end) for x in found.figures]
    assert figures == sorted(figures)
    assert all(first[1] <= second[0] for first, second in pairwise(figures))


def test_a_window_reads_like_the_whole() -> None:
    text = "上年支出4.5万余元，今年支出6.2、7.1万元。"
    whole = [text[s.start : s.end] for s in spans(text, "zh")]
    window = text[text.index("今年") :]
    assert whole[1:] == [window[s.start : s.end] for s in spans(window, "zh")]


HOSTILE = [
    "1,",
    "余",
    "1",
    "1.",
    "1、",
    "1-",
    "1:",
    "1/",
    "a1",
    "1a",
    "$(",
    "一",
    "十百",
    "1万",
    "20xx",
    "1 111",
    "1人(",
    "百分之",
    "two ",
    "up to 5 ",
    "May 5 ",
    "分别",
    "分别1人、",
    "由1至",
    "-1",
    "http://a1",
    "第1",
    "”",
    "123，",
    "123，456元",
    "2023.05—",
    "1 1/2 ",
    "1'000'",
    "a,3 ",
    "[1,2,",
    "five of the ",
    "一半",
    "12·5",
    "，分别增长1%、",
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear(language: str, piece: str) -> None:
    def seconds(length: int) -> float:
        block = Block((piece * length)[:length])
        begin = time.perf_counter()
        extract_block(block, language)
        return time.perf_counter() - begin

    seconds(500)
    small, large = min(seconds(4000), seconds(4000)), seconds(40000)
    assert large < 40 * small + 0.05
