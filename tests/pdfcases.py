"""Small PDF files of our own making, and the figures that stand in them."""

from __future__ import annotations

from collections.abc import Callable

from pdfs import Sheet

LEFT = [
    "The left column begins here with a",
    "long paragraph on 8,184 births and",
    "goes on for some lines until it is",
    "full; there were 4,210 deaths in",
    "the year, and the rest of the text",
    "is continued in the other column",
]
RIGHT = [
    "at its top, with 3,974 more people",
    "than before. A second paragraph of",
    "the right column tells of migration,",
    "which brought 1,200 people into the",
    "county during the year, mostly to",
    "its larger towns and suburbs.",
]
CHINESE = [
    "\u3000\u3000全县全年出生8184人，其中政策内出生7384人，政策外出生800人，符合政策生",
    "育率为90.22%。全县死亡4210人，自然增长3974人，自然增长率为4.51‰，比上",
    "年下降0.3个千分点。",
    "\u3000\u3000全年避孕节育手术2574例，同比增加261例，增长11.27%。",
]


def english() -> list[Sheet]:
    page = Sheet().text(60, 780, "Annual population report", 18)
    page.lines(
        60,
        740,
        [
            "The county recorded 8,184 births in the year under review, of which 7,384 were within",
            "the plan and 800 were outside it. Deaths fell by 2.6% to 4,210. The natural in-",
            "crease was 3,974. It is the largest figure since records began.",
            "Migration added 1,200 people.",
        ],
    )
    return [page.text(290, 30, "1")]


def chinese() -> list[Sheet]:
    page = Sheet().text(200, 780, "甲县人口工作汇报", 20).text(60, 740, "一、基本情况", 14)
    return [page.lines(60, 710, CHINESE, 12, 22)]


def columns() -> list[Sheet]:
    page = Sheet().text(60, 780, "A two-column report on the people of one county", 14)
    for number, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        page.text(60, 740 - 16 * number, left).text(310, 740 - 16 * number, right)
    return [page]


def columns_apart() -> list[Sheet]:
    return [Sheet().lines(310, 733, RIGHT).lines(60, 740, LEFT)]


def over_pages() -> list[Sheet]:
    first = Sheet().lines(
        60,
        120,
        [CHINESE[0], "育率为90.22%。全县死亡4210人，自然增长3974人，自然增长率为4.51‰，比"],
        12,
        22,
    )
    second = Sheet().lines(60, 760, ["上年下降0.3个千分点。", CHINESE[3]], 12, 22)
    return [first.text(280, 40, "— 1 —"), second.text(280, 40, "— 2 —")]


def running_heads() -> list[Sheet]:
    out = []
    for number, births in enumerate(("8,184", "7,920", "7,455"), 1):
        page = Sheet().text(60, 810, "County office - Annual report 2024 - 44 pages")
        page.text(60, 700, f"In this part, {births} births are told.")
        out.append(page.text(250, 30, f"Page {number} of 3"))
    return out


def ruled() -> list[Sheet]:
    page = Sheet().text(60, 780, "Births and deaths by town")
    page.grid([60, 160, 260, 360], [620, 640, 660, 680])
    for row, words in enumerate(
        (("Town", "Births", "Deaths"), ("North", "8,184", "4,210"), ("South", "1,000", "900"))
    ):
        for column, word in enumerate(words):
            page.text(66 + 100 * column, 666 - 20 * row, word)
    return [page.text(60, 560, "After the table, 9,184 births are counted.")]


def ruled_chinese() -> list[Sheet]:
    page = Sheet().grid([60, 200, 340], [600, 640, 680, 720])
    page.text(66, 696, "项目").text(206, 696, "数额（万元）")
    page.text(66, 660, "一般公共").text(66, 644, "预算收入").text(206, 654, "23,851")
    return [page.text(66, 614, "合计").text(206, 614, "171,409.50")]


def unruled() -> list[Sheet]:
    page = Sheet()
    rows = (("Town", "Births", "Deaths"), ("North", "8,184", "4,210"), ("Total", "9,184", "5,110"))
    for row, words in enumerate(rows):
        for column, word in enumerate(words):
            page.text(60 + 150 * column, 700 - 18 * row, word)
    return [page]


def turned() -> list[Sheet]:
    """A page that is stored on its side: the text runs upwards and /Rotate turns it."""
    page = Sheet(rotate=90)
    for number, line in enumerate(("In the year 8,184 were born, and", "4,210 people died.")):
        page.commands.append(f"BT /F1 11 Tf 0 1 -1 0 {60 + 16 * number} 100 Tm ({line}) Tj ET")
    return [page]


def list_items() -> list[Sheet]:
    items = [
        "1. Births: 8,184 in all towns of the county in the year.",
        "2. Deaths: 4,210.",
        "3. Migration: 1,200 people.",
    ]
    return [Sheet().lines(60, 700, items)]


FILES: list[tuple[Callable[[], list[Sheet]], list[str]]] = [
    (english, ["8,184", "7,384", "800", "2.6%", "4,210", "3,974", "1,200"]),
    (chinese, ["8184人", "7384人", "800人", "90.22%", "4210人", "3974人", "4.51‰", "0.3个千分点", "2574例", "261例", "11.27%"]),
    (columns, ["8,184", "4,210", "3,974", "1,200"]),
    (columns_apart, ["8,184", "4,210", "3,974", "1,200"]),
    (over_pages, ["8184人", "7384人", "800人", "90.22%", "4210人", "3974人", "4.51‰", "0.3个千分点", "2574例", "261例", "11.27%"]),
    (running_heads, ["8,184", "7,920", "7,455"]),
    (ruled, ["8,184", "4,210", "1,000", "900", "9,184"]),
    (ruled_chinese, ["23,851", "171,409.50"]),
    (unruled, ["8,184", "4,210", "9,184", "5,110"]),
    (turned, ["8,184", "4,210"]),
    (list_items, ["8,184", "4,210", "1,200"]),
]  # fmt: skip
