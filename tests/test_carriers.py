"""The prints of cases/reading.md within a sentence: the scanner must find and read them there too."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import docx
import pytest
from test_extract import cases, expected
from test_reading import read_row, rows

from audit.extract import extract, spans
from audit.readers import read_document

HAN = re.compile("[一-鿿]")
LATIN = re.compile(r"[A-Za-z]{2}|\d[mk]$")
LEADING = ("Declared", "With")  # sections that are read as declared figures
CARRIERS = {
    "zh": "据统计，本项任务完成{}，进度正常。",
    "en": "The total came to {} in all, as planned.",
}

# what means something else, or cannot be told, in running text
OTHER_IN_TEXT = {
    "a name, a code or a list": "007|1，234|１，２３４|100000000000000000000|.9|+3.2|–12",
    "groups of two digits are a list in Chinese": "12,34,567|1,23,45,678",
    "groups need a noun after them": "321 146|2 345 678",
    "a numeral needs a measure word": "三|十|三十二|零|二〇二三|二零二四年|零点八|半|半年|"
    "twelve|twenty-five|a dozen|two dozen|half|a half|a quarter|half a million|負五",
    "old or formal numerals": "廿三天|卅日|壹佰贰拾叁元|壹万贰仟叁佰元|貳萬元",
    "lengths of time are told by their cue": "二十多天|半年|两年半|三年多",
    "a bracket is no minus in a sentence": "(3.4)|（3.4）|$(3.4)|($3.4)|(9)%|(9%)|(1,234)|(0.0)|($3,400)|-$3.4|$-3.4",
    "the noun after an English number is no part of it": "7 days|5 km|100 hectares|12 kg|30 years|20 minutes|three-fold",
    "words that tell a difference in a text": "> 5%|≥ 5%|< 5|500+|~30%",
    "money of other countries before Chinese": "人民币5万元|₹1,500|$18.50/hour",
    "two figures in a text": "between 5 and 10|between $5 and $10 million|from 5% to 10%|5 to 10|介于3%和5%之间",
    "not yet": "近千人|300有余|约10-20户|30%至40%左右",
}


def carried() -> list[tuple[int, list[str]]]:
    return [
        (number, cells)
        for section, number, cells in rows()
        if cells[2] != "refused" and not section.startswith(LEADING)
    ]


def means_other(printed: str) -> bool:
    return any(printed in prints.split("|") for prints in OTHER_IN_TEXT.values())


CASES = [(n, c) for n, c in carried() if not means_other(c[0].strip("`"))]


@pytest.mark.parametrize("cells", [pytest.param(c, id=f"{n}:{c[0]}") for n, c in CASES])
def test_in_a_sentence(cells: list[str]) -> None:
    printed = cells[0].strip("`")
    wanted = read_row("", cells)
    language = "en" if LATIN.search(printed) and not HAN.search(printed) else "zh"
    text = CARRIERS[language].format(printed)
    found = spans(text, language)
    assert [text[s.start : s.end] for s in found] == [wanted.text]
    read = found[0].quantity
    assert (read.value, read.unit, read.hedge) == (wanted.value, wanted.unit, wanted.hedge)
    assert read.interval() == wanted.interval()


def test_most_cases_are_carried() -> None:
    assert len(CASES) >= 250


def write(path: Path, lines: list[str]) -> None:
    """The lines as the paragraphs of a document in the format of the suffix."""
    if path.suffix == ".docx":
        document = docx.Document()
        for line in lines:
            document.add_paragraph(line)
        document.save(str(path))
    elif path.suffix == ".html":
        path.write_text("".join(f"<p>{escape(line)}</p>\n" for line in lines), encoding="utf-8")
    else:
        path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".docx"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_format_carries_the_same_figures(language: str, suffix: str, tmp_path: Path) -> None:
    marked = [line for line in cases(language) if line[0] not in "([#" and not line[0].isdigit()]
    lines = [expected(line) for line in marked]
    path = tmp_path / f"cases{suffix}"
    write(path, [text for text, _ in lines])
    found = [" ".join(f.text.split()) for f in extract(read_document(path), language)]
    assert found == [" ".join(text[a:b].split()) for text, marks in lines for a, b, _ in marks]
