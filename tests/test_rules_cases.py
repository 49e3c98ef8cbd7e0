"""The cases of tests/cases/rules*.md: a report in YAML, and all that is to be said of it.

A case is a heading, a ```yaml block and an ```expect block. Its lines are
    RULE: verdict (note, note) [reason]
    finding KIND: suspect | suspect + suspect
    suggest FIGURE: value (slip)
    error LINE:COLUMN words of the message
and everything that is not expected (every finding above all) fails the case.
"""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from audit.declare import manifest_from
from audit.errors import AuditError
from audit.exact.rounding import decimal
from audit.pipeline import Options, run
from audit.yamltree import load

CASES = Path(__file__).parent / "cases"


def cases():
    for path in sorted(CASES.glob("rules*.md")):
        text = path.read_text("utf-8")
        for part in re.split(r"^## ", text, flags=re.M)[1:]:
            title, _, body = part.partition("\n")
            blocks = re.findall(r"^```(\w+)\n(.*?)^```", body, flags=re.M | re.S)
            kinds = [k for k, _ in blocks]
            assert kinds == ["yaml", "expect"], (path.name, title, kinds)
            yield pytest.param(blocks[0][1], blocks[1][1], id=f"{path.stem}: {title.strip()}")


def said(text: str) -> list[str]:
    """Everything that the program says of a report, in the words of the cases."""
    try:
        report = run(manifest_from(load(text, "report.yaml")), None, Options())
    except AuditError as e:
        return [f"error {e.line}:{e.column} {e.message}"]
    name = {f.id: f.name or f.text for f in report.figures}
    lines = []
    for r in report.results:
        notes = f" ({', '.join(r.notes)})" if r.notes else ""
        reason = f" [{r.reason.code}]" if r.reason else ""
        lines.append(f"{r.id}: {r.verdict}{notes}{reason}")
    for f in report.findings:
        suspects = " | ".join(" + ".join(name[i] for i in s) for s in f.suspects)
        lines.append(f"finding {f.kind}: {suspects}".rstrip(": "))
        for s in f.suggestions:
            value = "?" if s.value is None else decimal(s.value)
            slip = f" ({s.slip})" if s.slip else ""
            lines.append(f"suggest {name[s.figure]}: {value}{slip}")
    return lines


@pytest.mark.parametrize(("text", "expected"), list(cases()))
def test_case(text: str, expected: str) -> None:
    assert said(text) == expected.rstrip("\n").split("\n")


def test_fractions_are_shown_exactly() -> None:
    assert decimal(Fraction(1, 3)) == "1/3"
    assert decimal(Fraction(-5, 4)) == "-1.25"
