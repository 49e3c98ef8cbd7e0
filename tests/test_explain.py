"""`reportaudit explain`: kinds by their examples, figures by what was understood of them."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import audit
from audit.errors import AuditError
from audit.languages import detect
from audit.messages import LANGUAGES
from audit.packs import all_packs
from audit.render.kinds import explain_word, explanations
from audit.render.understood import spot_in

KINDS = [(language, kind) for language in LANGUAGES for kind in explanations(language)]
TEXT = "# 人口\n\n2023年全县出生5263人，其中男婴2752人、女婴2511人，出生性别比109.60。另有3处工地，新栽树木120株。\n"


def results_of(text: str, kind: str) -> list[str]:
    report = audit.check({"text": text, "language": detect(text)})
    return [r.verdict for r in report.results if r.claim.kind == kind]


@pytest.mark.parametrize(("language", "kind"), KINDS)
def test_the_wrong_example_is_found_wrong_and_the_right_one_holds(language: str, kind: str) -> None:
    _, _, bad, good = explanations(language)[kind]
    assert results_of(good, kind) == ["pass"]
    if kind == "attainable" and detect(bad) == "zh":
        assert "pass" not in results_of(bad, kind)  # it never accuses
    else:
        assert {"fail", "warn"} & set(results_of(bad, kind))


def test_every_kind_is_explained_in_every_language() -> None:
    """Every kind that a relation gives its claims, in whatever language it reads."""
    assert explanations("zh").keys() == explanations("en").keys()
    given = set()
    for folder in ("relations", "english", "tables"):
        for path in (Path("audit") / folder).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                    kind = node.args[0]
                    if node.func.id == "Proposal" and isinstance(kind, ast.Constant):
                        given.add(kind.value)
    assert len(given) > 10 and given <= set(explanations("en"))


def test_the_table_of_the_docs_names_the_same_kinds() -> None:
    rows = Path("docs/discovery.md").read_text("utf-8").splitlines()
    told = {
        row.split("|")[1].strip("` ")
        for row in rows
        if row.startswith("| `") and row.count("|") == 5
    }
    assert told and told <= set(explanations("en"))


def test_names_of_kinds_lead_to_kinds() -> None:
    for language in LANGUAGES:
        names = import_module(f"audit.languages.explanations_{language}").NAMES
        assert set(names.values()) <= set(explanations(language))
    assert explain_word("占比", "zh").startswith("share：")


def test_every_rule_of_a_pack_and_every_note_is_explained() -> None:
    for pack in all_packs():
        for rule in pack.rules:
            assert rule.check.text.split()[0] in explain_word(f"{pack.name}/{rule.label}", "en")
    assert "hardly" in explain_word("low-power", "en")


def test_an_unknown_word_gets_a_near_one() -> None:
    with pytest.raises(AuditError) as caught:
        explain_word("shar", "en")
    assert caught.value.help == "did you mean share?"


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("a/报告.txt:12:34", (12, 34, None, None)),
        ("C:\\x.docx:5:9", (5, 9, None, None)),
        ("x.xlsx:Sheet1!B4", (None, None, None, "Sheet1!B4")),
        ("x.docx:table 2:B4", (None, None, 2, "B4")),
        ("x.csv:B4", (None, None, None, "B4")),
    ],
)
def test_places_on_the_command_line(word: str, place: tuple[object, ...]) -> None:
    spot = spot_in(word)
    assert spot is not None and (spot.line, spot.column, spot.table, spot.cell) == place


def test_words_are_no_places() -> None:
    assert spot_in("total") is None and spot_in("population/birth-rate") is None


def explained(tmp_path: Path, text: str, place: str, *more: str, lang: str = "en") -> str:
    path = tmp_path / "r.txt"
    path.write_text(text, "utf-8")
    words = [sys.executable, "-m", "audit", "explain", f"{path}:{place}", "--lang", lang, *more]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    return run.stdout + run.stderr


def at(text: str, printed: str) -> str:
    start = text.index(printed)
    line = text.count("\n", 0, start) + 1
    return f"{line}:{start - text.rfind(chr(10), 0, start)}"


def test_what_was_understood_and_which_checks_use_it(tmp_path: Path) -> None:
    said = explained(tmp_path, TEXT, at(TEXT, "5263人"))
    for part in (
        "5263 人",
        "exactly 5263人",
        "出生",
        "2023年",
        "a level",
        "5263人 = 2752人 + 2511人",
        "total-1",
    ):
        assert part in said


def test_a_finding_is_told(tmp_path: Path) -> None:
    text = TEXT.replace("2511", "2531")
    said = explained(tmp_path, text, at(text, "2531人"), lang="zh")
    assert "发现的问题" in said and "不成立" in said and "相差 20" in said


def test_a_figure_in_no_check_says_why(tmp_path: Path) -> None:
    said = explained(tmp_path, TEXT, at(TEXT, "120株"))
    assert "not checked" in said and "no words join it" in said


def test_what_is_no_figure_says_as_what_it_was_read(tmp_path: Path) -> None:
    said = explained(tmp_path, TEXT, at(TEXT, "2023年"))
    assert "it is a year" in said and "the figures there begin at column" in said


def test_a_claim_that_was_not_made_says_why(tmp_path: Path) -> None:
    text = "参加考试的有200人，报名数较多。合格率达86.2%，其中女性合格者60人。\n"
    report = audit.check({"text": text, "language": "zh"})
    unused = [f for f in report.figures if f.state == "unchecked"]
    assert unused
    said = "".join(explained(tmp_path, text, at(text, f.text)) for f in unused)
    assert "not clear enough" in said or "no words join it" in said


def test_a_pack_can_be_used(tmp_path: Path) -> None:
    text = "全县出生5263人，政策内出生4891人，政策外出生372人。\n"
    said = explained(tmp_path, text, at(text, "5263人"), "--use", "population")
    assert "births-by-policy" in said


def test_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("berth,ships\nnorth,412\nsouth,530\ntotal,942\n", "utf-8")
    words = [sys.executable, "-m", "audit", "explain", f"{path}:B4"]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert run.returncode == 0 and "942" in run.stdout and "total" in run.stdout


def test_unchecked_figures_are_listed_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text(
        "全镇生产总值18.6亿元，比上年增加2.1亿元，按可比价计算增长6.5%。新栽树木120株。\n", "utf-8"
    )
    words = [sys.executable, "-m", "audit", "check", str(path), "--show", "unchecked"]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    lines = {line.split()[1]: line for line in run.stdout.splitlines() if "r.txt:1:" in line}
    assert "growth-1 cannot be verified: the figures do not rest on the same basis" in lines["6.5%"]
    assert lines["120株"].endswith("树木")
    assert "reportaudit explain FILE:LINE:COLUMN" in run.stdout


def test_a_check_that_hardly_sees_anything_is_no_coverage() -> None:
    text = "全市建成各类场所约300处，约占全部场所约1000处的约30%。\n"
    report = audit.check({"text": text, "language": "zh"})
    weak = [r for r in report.results if "low-power" in r.notes]
    assert weak
    for result in weak:
        assert not result.covers and result.power is not None
    told = {i for r in report.results if r.covers for i in r.claim.figures}
    assert {f.id for f in report.figures if f.state == "checked"} == told
