"""Discovery in English prose: paragraphs with the findings that must be there, and no others."""

import re
from pathlib import Path

import pytest

import audit

CASES = Path(__file__).parent / "cases" / "en"
MARK = re.compile(r"^\[\[(fail|warn) (.+)\]\]$", re.MULTILINE)


def cases() -> list[tuple[str, tuple[tuple[str, ...], ...]]]:
    """(paragraph, wanted findings): a finding is its verdict and its figures."""
    out = []
    for path in sorted(CASES.glob("*.md")):
        for block in path.read_text("utf-8").split("\n\n")[2:]:
            marks = [(m[1], *sorted(m[2].split(" | "))) for m in MARK.finditer(block)]
            out.append((MARK.sub("", block).strip(), tuple(sorted(marks))))
    return out


@pytest.mark.parametrize(("text", "wanted"), cases())
def test_what_is_marked_is_raised_and_nothing_else(
    text: str, wanted: tuple[tuple[str, ...], ...]
) -> None:
    report = audit.check({"text": text, "language": "en"})
    print_of = {f.id: f.text for f in report.figures}
    found = sorted(
        (r.verdict, *sorted(print_of[i] for i in r.claim.figures))
        for r in report.results
        if r.verdict in ("fail", "warn")
    )
    assert found == list(wanted)


def test_at_least_half_of_the_cases_are_silent() -> None:
    silent = [text for text, wanted in cases() if not wanted]
    assert 2 * len(silent) >= len(cases())


def test_time_is_linear_in_the_document() -> None:
    """No scope search looks further than its sentence and the two before."""
    paragraph = "Sales rose 20% to $120 million from $100 million, made up of $70 million and $50 million.\n\n"
    report = audit.check({"text": paragraph * 400, "language": "en"})
    assert report.summary["fail"] == 0
    assert report.summary["pass"] == 800
