"""Discovery in Chinese prose: every marked figure is raised as marked, and nothing else is raised."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import audit
from audit.languages.cues_zh import CUES
from audit.messages import LANGUAGES, table
from audit.messages.sentences import finding_message
from audit.readers.text import of_text
from audit.relations import RELATIONS
from audit.relations.balance import ROLES as BALANCE
from audit.relations.base import Relation
from audit.scopes import paragraph, parts_of

CASES = Path(__file__).parent / "cases" / "zh"
PACKAGE = Path(audit.__file__).parent
MARK = re.compile(r"\{\{([^|{}]+?)\s*\|\s*(fail|warn|pass)\s*\}\}")
Case = tuple[str, dict[tuple[int, str], str]]


def cases() -> list[Case]:
    """(text, {(offset, print): verdict}) of each paragraph."""
    out: list[Case] = []
    for path in sorted(CASES.glob("*.md")):
        for block in path.read_text("utf-8").split("\n\n")[2:]:
            out.append(plain(block.strip()))
    return [c for c in out if c[0]]


def plain(block: str) -> Case:
    text, marks, end = "", {}, 0
    for found in MARK.finditer(block):
        text += block[end : found.start()]
        marks[(len(text), found[1])] = found[2]
        text += found[1]
        end = found.end()
    return text + block[end:], marks


@pytest.mark.parametrize(
    ("text", "marks"), cases(), ids=lambda x: x[:18] if isinstance(x, str) else ""
)
def test_what_is_marked_is_raised_and_nothing_else(
    text: str, marks: dict[tuple[int, str], str]
) -> None:
    report = audit.check({"text": text, "language": "zh"})
    figures = {f.id: (f.place.start, f.text) for f in report.figures}
    raised: dict[tuple[int | None, str], str] = {}
    for result in report.results:
        if result.verdict in ("fail", "warn"):
            for i in result.claim.figures:
                if raised.get(figures[i]) != "fail":
                    raised[figures[i]] = result.verdict
    assert raised == {k: v for k, v in marks.items() if v != "pass"}


def test_at_least_half_of_the_cases_are_silent() -> None:
    silent = [text for text, marks in cases() if not marks]
    assert 2 * len(silent) >= len(cases())


def test_no_claim_joins_two_reports() -> None:
    text = "甲县工作汇报 篇1\n全年出生8184人，其中男孩4200人、女孩3984人。\n甲县工作汇报 篇2\n全年出生9477人。\n"
    assert len(parts_of(0, of_text(text), CUES)) == 2
    report = audit.check({"text": text, "language": "zh"})
    second = {f.id for f in report.figures if f.text == "9477人"}
    assert not any(second & set(r.claim.figures) for r in report.results)


def test_basis_words_make_a_claim_unverifiable() -> None:
    report = audit.check(
        {"text": "总产值412亿元，同口径比上年增加18亿元，增速7.2%。\n", "language": "zh"}
    )
    growth = [r for r in report.results if r.claim.kind == "growth"]
    assert [(r.verdict, r.reason.code if r.reason else "") for r in growth] == [
        ("unverifiable", "not-comparable")
    ]


def test_a_statement_goes_on_behind_a_full_stop() -> None:
    report = audit.check({"text": "手术10914例，同比增加1105例。增幅11.27%。\n", "language": "zh"})
    assert [(r.claim.kind, r.verdict) for r in report.results] == [("growth", "pass")]


def test_common_precision_of_a_list() -> None:
    text = "发放资金413.52万元（奖扶212.4万元，特扶130.56万元，扶助金25.56万元，保健费45万元）。\n"
    report = audit.check({"text": text, "language": "zh"})
    (result,) = [r for r in report.results if r.claim.kind == "total"]
    assert result.verdict == "pass"
    assert result.claim.steps


def test_low_power_is_no_coverage() -> None:
    report = audit.check(
        {
            "text": "抽查商户80家，合格60家，占近八成。抽查9家，合格约5家，占约50%。\n",
            "language": "zh",
        }
    )
    assert all(not r.covers for r in report.results if "low-power" in r.notes)


def test_scopes_of_a_paragraph() -> None:
    text = "共5人（男2人；女3人），达标；其余待查。完。"
    p = paragraph(0, text, CUES)
    assert [text[b.start : b.end] for b in p.brackets] == ["（男2人；女3人）"]
    assert len(p.sentences) == 2
    assert p.clauses[0] == text.index("其余")


def test_ids_are_unique_and_deterministic() -> None:
    text = "全年办结660件，同比增加60件，增幅10%。\n" * 5
    ids = [r.id for r in audit.check({"text": text, "language": "zh"}).results]
    assert len(set(ids)) == len(ids)
    assert ids == [r.id for r in audit.check({"text": text, "language": "zh"}).results]


def roles_in_source() -> set[str]:
    """The roles that relations give: dicts called `roles`, and the second argument of Reading."""
    found = set(BALANCE)
    for path in sorted(
        p for folder in ("relations", "english") for p in (PACKAGE / folder).glob("*.py")
    ):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            given: list[ast.expr] = []
            if isinstance(node, ast.Assign) and any(
                isinstance(t, ast.Name) and t.id == "roles" for t in node.targets
            ):
                given = [node.value]
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "Reading"
            ):
                given = node.args[1:2]
            for value in given:
                keys = value.keys if isinstance(value, ast.Dict) else []
                found |= {
                    k.value
                    for k in keys
                    if isinstance(k, ast.Constant) and isinstance(k.value, str)
                }
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_has_words(language: str) -> None:
    roles = roles_in_source()
    assert len(roles) > 20
    assert sorted(r for r in roles if not table(language).get(f"role-{r}")) == []


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda r: r.name)
def test_the_examples_of_a_relation_are_as_told(relation: Relation) -> None:
    _, _, wrong, right = relation.texts["zh"]
    if relation.severity != "info":
        assert raised(wrong.replace("……", "。\n") + "。\n"), wrong
    assert not raised(right.replace("……", "。\n") + "。\n"), right


def raised(text: str) -> list[str]:
    report = audit.check({"text": text, "language": "zh"})
    return [r.claim.kind for r in report.results if r.verdict in ("fail", "warn")]


def test_a_warning_of_a_weaker_reading_says_which() -> None:
    report = audit.check({"text": "企业数由30家增加到90家，增长3倍。\n", "language": "zh"})
    (finding,) = report.findings
    for language in LANGUAGES:
        said = finding_message(
            finding, {r.id: r for r in report.results}, {f.id: f for f in report.figures}, language
        )
        assert "3倍" in said
        assert " 0" not in said
