"""What figures are called and of which time they speak: the cases of cases/labels.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audit.extract import Found, extract_block
from audit.model import Block

TABLE = Path(__file__).parent / "cases" / "labels.md"
MARK = re.compile(r"\{\{([^{}|]*)\|([^{}|]*)\|([^{}|]*)\}\}")

Line = tuple[str, int, str]  # language, number, text


def lines() -> list[Line]:
    out, language = [], ""
    for number, line in enumerate(TABLE.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("## "):
            language = line[3:5]
        elif line.startswith("- "):
            out.append((language, number, line[2:]))
    return out


def expected(line: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The text without marks, and (print, label, period) of each figure."""
    return MARK.sub(r"\1", line), [(m[1], m[2], m[3]) for m in MARK.finditer(line)]


@pytest.mark.parametrize(
    ("language", "line"), [pytest.param(g, t, id=f"{n}") for g, n, t in lines()]
)
def test_line(language: str, line: str) -> None:
    text, wanted = expected(line)
    found = extract_block(Block(text), language)
    assert [shown(text, f) for f in found] == wanted


def shown(text: str, found: Found) -> tuple[str, str, str]:
    return text[found.start : found.end], found.label or "", found.period or ""


def test_there_are_enough() -> None:
    assert sum(len(expected(text)[1]) for _, _, text in lines()) >= 200
