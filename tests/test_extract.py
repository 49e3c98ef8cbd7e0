"""Figures of running text: the cases of cases/extract-*.md, each decoy class, labels, periods, time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audit.exact.rounding import decimal
from audit.extract import scan, spans
from audit.languages import chinese, english

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


def reading(quantity: object) -> str:
    q = quantity
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
def test_chinese_decoy(decoy: object) -> None:
    check_decoy(decoy, "zh")


@pytest.mark.parametrize("decoy", english.DECOYS, ids=lambda d: f"{d.name}-{d.example}")
def test_english_decoy(decoy: object) -> None:
    check_decoy(decoy, "en")


def check_decoy(decoy: object, language: str) -> None:
    text = decoy.example.replace("[[", "").replace("]]", "")
    found = scan(text, language)
    assert not found.figures
    assert found.others and all(o.name != "unread" for o in found.others)
