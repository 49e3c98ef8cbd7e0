"""What is shown: the page, the diagnostics with their carets, one line per finding, JSON."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from reports import CLINIC, CLINIC_PARTS, CLINIC_RULE, clinic, report

from audit.errors import AuditError, columns
from audit.exact.formula import Compare, Name
from audit.extract import Survey
from audit.model import Block, Claim, Document, Figure, Finding, Place, Report, Result, Suggestion
from audit.pipeline import check
from audit.render import FORMATS, emit, render
from audit.render.explain import explain
from audit.render.figures import render_figures
from audit.render.json import unreadable
from audit.render.output import encodable, glyph, write, write_utf8
from audit.render.snippet import Mark, draw, folded
from audit.render.spots import place_of, spot_of
from audit.render.verdict import verdict_line


def page(made: Report, **options: object) -> str:
    return render(made, "terminal", **options)  # type: ignore[arg-type]


def text_of(rows: list[list[tuple[str, str]]]) -> list[str]:
    return ["".join(text for text, _ in row) for row in rows]


def column_of(line: str, found: str) -> int:
    return columns(line[: line.index(found)])


# ---------------------------------------------------------------- the page


def test_page_shows_table_diagnostic_and_verdict() -> None:
    shown = page(clinic())
    table, diagnostic, verdict = shown.split("\n\n")
    words = [line.split() for line in table.splitlines()]
    assert words[0] == ["verdict", "rule", "apart", "by", "tolerance", "as", "printed"]
    assert words[2] == [
        "FAIL",
        "shots-by-kind",
        "5",
        "0",
        "2210针",
        "+",
        "1935针",
        "+",
        "1170人次",
        "=",
        "5320针",
    ]
    assert diagnostic.startswith(
        "error[wrong-figure]: the parts add up to 5315, the report states 5320针: apart by 5\n"
    )
    assert verdict == "FAILED: the one check is broken. 4 of 4 figures checked.\n"


def test_carets_stand_under_the_stated_figure_and_dashes_under_its_parts() -> None:
    lines = page(clinic()).splitlines()
    at = next(k for k, line in enumerate(lines) if line.startswith("1 | "))
    source, under = lines[at], lines[at + 1]
    assert lines[at - 2] == " --> 年报.txt:1:21"
    assert column_of(under, "^") == column_of(source, "5320针")
    assert under.count("^") == columns("5320针")
    dashes = [m.start() for m in re.finditer("-+", under.replace("catch-up", "catch_up"))]
    assert dashes == [column_of(source, p) for p in ("2210针", "1935针", "1170人次")]


def test_facts_help_and_remarks_stand_below_the_source() -> None:
    shown = page(clinic())
    assert "  = stated    5320针\n" in shown
    assert "  = computed  2210针 + 1935针 + 1170人次 = 5315\n" in shown
    assert "  = apart by  5\n" in shown
    assert "= help: any one of these settles it: " in shown
    assert "5320针 -> 5315针" in shown
    assert "= note: 补种 is counted in 人次 among 针\n" in shown


def test_the_page_in_chinese() -> None:
    shown = page(clinic("zh"))
    assert "错误[wrong-figure]：各项相加得 5315，文中为 5320针，相差 5\n" in shown
    assert "  = 文中  5320针\n" in shown
    assert "= 注：「补种」以「人次」计，其余以「针」计\n" in shown
    assert shown.endswith("未通过：仅有的 1 项核对不成立。4 个数字中核对了 4 个。\n")


def test_a_report_that_holds() -> None:
    made = report(CLINIC.replace("2210", "2215"), CLINIC_PARTS | {"first": "2215针"}, [CLINIC_RULE])
    shown = page(made)
    assert "error" not in shown
    assert shown.endswith("The one check holds. 4 of 4 figures checked.\n")


def test_no_line_ends_in_blanks_and_none_is_wider_than_asked() -> None:
    for width in (60, 80, 140):
        for line in page(clinic(), width=width).splitlines():
            assert line == line.rstrip()
            assert columns(line) <= width or line.startswith("error[")


@pytest.mark.parametrize("width", range(60, 140, 3))
def test_the_table_never_loses_a_character(width: int) -> None:
    made = report(CLINIC, CLINIC_PARTS, [CLINIC_RULE])
    table = page(made, width=width).split("\n\n")[0]
    assert all(columns(line) <= width for line in table.splitlines())
    equation = "2210针 + 1935针 + 1170人次 = 5320针"
    for text in (equation, CLINIC_RULE):
        assert sorted(re.findall(r"\w+", text)) == sorted(
            w for w in re.findall(r"\w+", table) if w in re.findall(r"\w+", text)
        )


def test_a_figure_declared_with_its_value_shows_the_line_of_its_rule(tmp_path: Path) -> None:
    rules = tmp_path / "report.yaml"
    rules.write_text("rules:\n  - id: sum\n    check: a + b = c\n", encoding="utf-8")
    place = Place(str(rules), line=3, column=12)
    shown = page(
        report(None, {"a": "1户", "b": "2户", "c": "4户"}, {"sum": "a + b = c"}, place=place)
    )
    assert f" --> {rules}:3:12\n" in shown
    assert "3 |     check: a + b = c\n  |            ^^^^^^^^^\n" in shown


def test_a_rule_without_any_line_shows_its_equation() -> None:
    shown = page(report(None, {"a": "1户", "b": "2户", "c": "4户"}, {"sum": "a + b = c"}))
    assert (
        "error[wrong-figure]: the parts add up to 3, the report states 4户: apart by 1\n = stated    4户\n"
        in shown
    )


def test_rounded_sides_say_what_they_may_be() -> None:
    shown = page(
        report(None, {"part": "30件", "whole": "120件", "share": "26%"}, ["part / whole = share"])
    )
    assert re.search(r"= stated +26% +reads as 25.5% to 26.5%\n", shown)
    assert re.search(r"= apart by +0.5 pp at least +rounding explains 0.5 pp of 1 pp\n", shown)


def test_several_lines_are_joined() -> None:
    text = "共 90户。\n其他情况。\n甲村 40户。\n乙村 45户。"
    shown = page(report(text, {"all": "90户", "a": "40户", "b": "45户"}, ["a + b = all"]))
    assert (
        "1 | 共 90户。\n  |    ^^^^ all\n...\n3 | 甲村 40户。\n  |      ---- a\n4 | 乙村 45户。\n"
        in shown
    )


def test_a_unique_suspect_takes_the_carets() -> None:
    made = clinic()
    found = replace(made.findings[0], suspects=(("f2",),))
    shown = page(replace(made, findings=(found,)))
    under = next(line for line in shown.splitlines() if "^" in line)
    source = next(line for line in shown.splitlines() if line.startswith("1 | "))
    assert column_of(under, "^") == column_of(source, "1935针")
    assert "cannot be told" not in shown


def test_several_broken_checks_are_listed() -> None:
    made = report(
        "甲村40户,乙村45户,共90户,户均2人,合计170人。",
        {"a": "40户", "b": "45户", "all": "90户", "each": "2人", "people": "170人"},
        ["a + b = all", "all * each = people"],
    )
    shown = page(made)
    assert "= broken  40户 + 45户 = 85" in shown
    assert "not 90户" in shown


def test_many_results_are_counted_not_listed() -> None:
    rules = {f"r{k}": "a + b = c" for k in range(120)}
    made = report(None, {"a": "1户", "b": "2户", "c": "3户"}, rules)
    shown = page(made)
    assert "r119" not in shown
    assert "120 checks hold and are not listed: --show all\n" in shown
    assert "r119" in page(made, show="all")


def test_show_chooses_the_results() -> None:
    made = report(
        None,
        {"a": "1户", "b": "2户", "c": "3户", "d": None, "e": "9户"},
        {"good": "a + b = c", "bad": "a + c = b", "open": "a + d = b"},
    )

    def rows(show: str) -> list[str]:
        return re.findall(r"^(?:pass|FAIL|unverifiable) +(\w+)", page(made, show=show), re.M)

    assert rows("") == rows("all") == ["good", "bad", "open"]
    assert rows("broken") == ["bad"]
    assert rows("holds") == ["good"]
    assert rows("unverifiable") == ["open"]
    assert "note[unverifiable]: not printed: d" in page(made, show="unverifiable")
    assert "9户  e" in page(made, show="unchecked")


def test_ignored_findings_are_counted_and_listed_on_demand() -> None:
    made = clinic()
    found = replace(
        made.findings[0], suppressed={"by": "ignore", "reason": "agreed", "until": "2030-01-01"}
    )
    made = replace(made, findings=(found,), exit_code=0)
    assert "error[" not in page(made)
    assert page(made).endswith(
        "The one check is broken. 4 of 4 figures checked. 1 finding is ignored.\n"
    )
    assert "(agreed, until 2030-01-01)" in page(made, show="all")


def test_quiet_prints_findings_only() -> None:
    made = clinic()
    assert page(made, quiet=True).startswith("error[")
    assert "FAILED" not in page(made, quiet=True)
    assert render(made, "concise", quiet=True).count("\n") == 1


def test_a_restatement_shows_both_prints() -> None:
    made = check({"figures": {"towns": ["26个", "27个"]}, "rules": []})
    shown = page(made)
    assert "error[restatement]: towns is stated twice, differently: 26个 and 27个\n" in shown
    assert "= help: keep one of them: 26个, 27个\n" in shown


def test_contradictory_rules_are_listed_without_figures_to_blame() -> None:
    made = check({"figures": {"a": "10件", "b": None}, "rules": ["a + b = 20", "a + b = 30"]})
    shown = page(made)
    assert "error[contradictory-rules]: no values satisfy these 2 rules together" in shown
    assert shown.endswith(
        "FAILED: the rules contradict each other, 2 are unverifiable. 0 of 2 figures checked.\n"
    )


def test_a_missing_unit_is_suggested() -> None:
    made = check(
        {
            "figures": {"part": "97人", "all": "8980人", "rate": "1.08"},
            "rules": ["part / all = rate"],
        }
    )
    assert (
        "= help: a % may be missing: write `rate %` in the rule, or give the figure its unit\n"
        in page(made)
    )


# ---------------------------------------------------------------- colours, widths, encodings


def test_no_colours_unless_asked() -> None:
    assert "\x1b" not in page(clinic())
    assert "\x1b[1;31merror[wrong-figure]" in page(clinic(), color="always")


def test_no_color_and_columns_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" in page(clinic())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in page(clinic())
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(columns, page(clinic()).splitlines()[:3])) <= 60


def test_colours_are_never_the_only_sign() -> None:
    plain = re.sub(r"\x1b\[[\d;]*m", "", page(clinic(), color="always"))
    assert [line.rstrip() for line in plain.splitlines()] == page(clinic()).splitlines()


@pytest.mark.parametrize("format", ["terminal", "concise"])
@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii", "utf-8"])
def test_every_page_survives_a_strict_stream(format: str, encoding: str) -> None:
    for language in ("en", "zh"):
        made = clinic(language)
        made = replace(
            made, findings=(replace(made.findings[0], message="≈ ✓ 䶮 \U0001f600 ¶ \udcff"),)
        )
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict")
        emit(render(made, format), format, stream)
        stream.flush()


def test_what_an_encoding_lacks_is_replaced_by_as_many_columns() -> None:
    assert encodable("a✓b\U0001f600c", "gbk") == "avb??c"
    assert encodable("年报", "cp1252") == "????"
    assert encodable("年报", "no-such-encoding") == "??"
    stream = io.StringIO()
    write("年报", stream)
    assert stream.getvalue() == "年报"


def test_machines_get_utf8_on_any_console() -> None:
    buffer = io.BytesIO()
    console = io.TextIOWrapper(buffer, encoding="gbk")
    write_utf8('{"path": "年报\udcff"}', console)
    assert json.loads(buffer.getvalue().decode("utf-8"))["path"] == "年报\udcff"


HOSTILE = (
    "[red]共[/b]\x1b[31m5320针\u202e其中:smile: 2210针\x07 1935针\u3000\t1170人次 https://a.example"
)


@pytest.mark.parametrize("color", ["never", "always"])
def test_text_of_documents_appears_as_it_is(color: str) -> None:
    shown = page(report(HOSTILE, CLINIC_PARTS, [CLINIC_RULE]), color=color, width=140)
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert "[red]共[/b]" in plain
    assert ":smile:" in plain
    assert "\\x1b[31m5320针" in plain
    assert "\\u202e" in plain
    assert not any(c in plain for c in "\x07\x1b\u202e\t")
    under = next(line for line in plain.splitlines() if "^^" in line)
    source = next(line for line in plain.splitlines() if line.startswith("1 | "))
    assert column_of(under, "^") == column_of(source, "5320针")


def test_names_and_ids_cannot_smuggle_control_characters() -> None:
    made = report(None, {"a": "1户", "b\x1b[2J": "2户"}, {"x\x1b[2J": 'a = "b\x1b[2J"'})
    for format in ("terminal", "concise"):
        assert "\x1b" not in render(made, format)
    assert "\x1b" not in explain(made, "x\x1b[2J")


# ---------------------------------------------------------------- source lines


def test_long_lines_are_cut_around_the_marks() -> None:
    line = "前文说明情况。" * 80 + CLINIC + "后文说明情况。" * 80
    start = line.index("5320针")
    rows = text_of(draw(line, [Mark(start, start + 5, "all", True)], 70))
    assert rows[0].startswith("... ")
    assert rows[0].endswith(" ...")
    assert columns(rows[0]) <= 70
    assert column_of(rows[1], "^") == column_of(rows[0], "5320针")


def test_marks_far_apart_are_shown_in_pieces() -> None:
    line = "甲 11户" + "，其间另有说明" * 30 + "，乙 22户" + "，其间另有说明" * 30 + "，共 34户。"
    marks = [
        Mark(line.index(p), line.index(p) + 3, n, n == "c")
        for p, n in (("11户", "a"), ("22户", "b"), ("34户", "c"))
    ]
    rows = text_of(draw(line, marks, 80))
    assert rows[0].count(" ... ") == 2
    assert columns(rows[0]) <= 80
    for mark, sign in zip(marks, ("-", "-", "^"), strict=True):
        assert columns(rows[0][: rows[0].index(line[mark.start : mark.end])]) in {
            m.start() for m in re.finditer(re.escape(sign) + "+", rows[1])
        }


def test_labels_that_collide_hang_below_each_other() -> None:
    rows = text_of(
        draw(
            "1 2 3",
            [Mark(0, 1, "the first"), Mark(2, 3, "the second"), Mark(4, 5, "third", True)],
            60,
        )
    )
    assert rows == [
        "1 2 3",
        "- - ^ third",
        "| the second",
        "the first",
    ]


def test_a_number_is_never_cut_in_the_middle() -> None:
    line = "甲" * 60 + " 1234567890 共 34户 9876543210 " + "乙" * 60
    start = line.index("34户")
    for room in range(12, 60):
        shown = text_of(draw(line, [Mark(start, start + 3, "", True)], room))[0]
        for run in re.findall(r"\d+", shown):
            assert run in ("1234567890", "34", "9876543210")


characters = st.text(st.sampled_from("甲乙丙12 a。,é\u3000\u0301\x1b“"), min_size=1, max_size=300)


@settings(max_examples=300, deadline=None)
@given(characters, st.data(), st.integers(20, 120))
def test_carets_are_under_what_they_mark(line: str, data: st.DataObject, room: int) -> None:
    start = data.draw(st.integers(0, len(line) - 1))
    end = data.draw(st.integers(start + 1, min(len(line), start + 8)))
    marks = [Mark(start, end, "it", True)]
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(line) - 1))
        marks.append(Mark(at, min(len(line), at + data.draw(st.integers(1, 5))), "part"))
    rows = text_of(draw(line, marks, room))
    meant = "".join(map(glyph, line.rstrip()[start:end]))
    if columns(meant) == 0 or columns(meant) > room - 8:
        return
    assert columns(rows[0]) <= room
    at = rows[1].index("^")
    prefixes = {columns(rows[0][:k]) for k in range(len(rows[0])) if rows[0].startswith(meant, k)}
    assert at in prefixes
    assert rows[1].count("^") == columns(meant)


def test_long_advice_is_folded_after_commas() -> None:
    assert folded("a -> b, c -> d, e -> f", 16) == ["a -> b, c -> d,", "e -> f"]
    assert folded("甲，乙，丙", 8) == ["甲，乙，", "丙"]
    assert folded("nothing else, now", 9) == ["nothing", "else, now"]
    assert folded("unbreakable", 4) == ["unbreakable"]


# ---------------------------------------------------------------- places


def test_places_without_lines_are_told_in_words() -> None:
    assert place_of(Place("年报.docx", 3, 8, block=41), "en") == "年报.docx, paragraph 41"
    assert (
        place_of(Place("年报.docx", 3, 8, table=2, cell="B4"), "zh") == "年报.docx，表 2，单元格 B4"
    )
    assert place_of(Place("a.pdf", 3, 8, page=7, block=12), "en") == "a.pdf, page 7, paragraph 12"


def test_a_figure_in_a_paragraph_or_a_cell_finds_its_text() -> None:
    blocks = (
        Block("一、总的情况", "heading", number=1),
        Block("共 34户。", number=2),
        Block("34户", "cell", table=1, cell="B2"),
    )
    made = replace(clinic(), documents=(Document("年报.docx", blocks),))
    in_paragraph = spot_of(Figure("f1", (), place=Place("年报.docx", 2, 5, block=2)), made)
    in_cell = spot_of(Figure("f2", (), place=Place("年报.docx", 0, 3, table=1, cell="B2")), made)
    assert in_paragraph is not None
    assert in_cell is not None
    assert (in_paragraph.gutter, in_paragraph.text[in_paragraph.start : in_paragraph.end]) == (
        "2",
        "34户",
    )
    assert (in_cell.gutter, in_cell.text) == ("B2", "34户")
    assert spot_of(Figure("f3", (), place=Place("年报.docx", 0, 3, block=9)), made) is None


# ---------------------------------------------------------------- the last line


@pytest.mark.parametrize(
    ("rules", "english", "chinese"),
    [
        (["a = a", "b = b"], "All 2 checks hold.", "2 项核对全部成立。"),
        (
            ["a = a", "a = b"],
            "FAILED: 1 of 2 checks is broken, 1 holds.",
            "未通过：2 项核对中 1 项不成立，1 项成立。",
        ),
        (
            ["a = a", "a = b", "b = a", "a = d"],
            "FAILED: 2 of 4 checks are broken, 1 holds, 1 is unverifiable.",
            "未通过：4 项核对中 2 项不成立，1 项成立，1 项无法核实。",
        ),
        (
            ["a = a", "b = b", "e = 2 + a"],
            "Nothing contradicts: 2 of 3 checks hold, 1 is unverifiable.",
            "未发现矛盾：3 项核对中 2 项成立，1 项无法核实。",
        ),
        ([], "Nothing was checked.", "未作任何核对。"),
    ],
)
def test_last_line(rules: list[str], english: str, chinese: str) -> None:
    figures = {"a": "1户", "b": "2户", "d": None, "e": None}
    for language, sentence in (("en", english), ("zh", chinese)):
        made = report(None, figures, rules, language)
        assert verdict_line(made).startswith(sentence)


def test_last_line_without_a_broken_check() -> None:
    good = report(None, {"a": "1户"}, ["a = a"])
    clash = Finding("contradictory-rules", "error", (), ("a = a",), message="no values")
    assert verdict_line(replace(good, exit_code=1, findings=(clash,))).startswith(
        "FAILED: the rules contradict each other, 1 of 1 checks holds."
    )
    assert verdict_line(replace(good, exit_code=1)).startswith(
        "FAILED: too few of the figures are checked, "
    )
    broken = report(None, {"a": "1户", "b": "2户"}, ["a = b"])
    assert verdict_line(replace(broken, exit_code=0)).startswith("The one check is broken.")


# ---------------------------------------------------------------- concise, JSON


def test_concise_is_one_line_per_finding() -> None:
    assert render(clinic(), "concise").splitlines() == [
        "年报.txt:1:21: error[wrong-figure] the parts add up to 5315, the report states 5320针: apart by 5",
        "FAILED: the one check is broken. 4 of 4 figures checked.",
    ]


def test_concise_and_json_do_without_rich() -> None:
    code = (
        "import sys, json; sys.path.insert(0, sys.argv[1]); from reports import clinic; from audit.render import render\n"
        "for format in ('concise', 'json', 'jsonl'): render(clinic('zh'), format)\n"
        "print([m for m in ('rich', 'sympy', 'yaml') if m in sys.modules and m != 'yaml'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_json_is_the_dictionary_of_the_report() -> None:
    made = clinic("zh")
    many, one = render(made, "json"), render(made, "jsonl")
    assert json.loads(many) == json.loads(one) == made.to_dict()
    assert one.count("\n") == 1
    assert "各项相加得" in many
    assert many == render(made, "json")


def test_json_of_a_path_that_is_no_unicode() -> None:
    made = replace(clinic(), documents=(Document("\udcff.txt", ()),))
    assert json.loads(render(made, "jsonl"))["documents"][0]["path"] == "\udcff.txt"


def test_an_unreadable_path_in_json() -> None:
    error = AuditError("cannot be read", path="年报.txt")
    value = json.loads(unreadable("年报.txt", error, "jsonl"))
    assert value == {
        "schema": "reportaudit/1",
        "path": "年报.txt",
        "error": "年报.txt: cannot be read",
        "exit_code": 2,
    }


def test_formats() -> None:
    assert FORMATS[:4] == ("terminal", "concise", "json", "jsonl")
    with pytest.raises(KeyError):
        render(clinic(), "cuneiform")


# ---------------------------------------------------------------- explain, figures


def test_explain_puts_in_every_value_and_interval() -> None:
    made = report(
        CLINIC + "接种率82.5%。",
        {"shots": "5320针", "first": "2210针", "rate": "41.54%"},
        {"first-share": "first / (first + shots - first) = rate"},
        why="首针占全部接种的比例",
    )
    shown = explain(made, "first-share")
    assert shown.startswith("first-share (rule): pass\n")
    assert "  why       首针占全部接种的比例\n" in shown
    assert re.search(r"  rate +41.54% +may be 41.535% to 41.545%\n", shown)
    assert "1. first + shots - first\n     2210针 + 5320针 - 2210针\n     = 5320\n" in shown
    assert "2. first / (first + shots - first)\n" in shown
    assert "     = 41.5414%\n" in shown
    assert (
        "  compare  41.5414% against 41.54% (41.535% to 41.545%), apart by 0.0014 pp, allowed 0.005 pp\n"
        in shown
    )


def test_explain_a_condition() -> None:
    made = report(None, {"a": "5户", "b": "3户"}, {"if": "if a > 4 then b > a"})
    shown = explain(made, "if")
    assert "a > 4\n     5户 > 4\n     holds whatever the rounding\n" in shown
    assert "b > a\n     3户 > 5户\n     cannot hold\n" in shown


def test_explain_what_cannot_be_verified() -> None:
    made = report(
        None, {"a": "5户", "b": None, "c": "0户"}, {"open": "a - b = 1", "zero": "a / c = 1"}
    )
    assert "is not printed: any value" in explain(made, "open")
    assert "verdict  unverifiable: not printed: b\n" in explain(made, "open")
    assert "has no value: a divisor may be zero" in explain(made, "zero")


def test_explain_speaks_chinese() -> None:
    shown = explain(clinic("zh"), "shots-by-kind")
    assert "逐步计算\n" in shown
    assert "  结论  不成立：各项相加得 5315，文中为 5320针，相差 5\n" in shown
    shown.encode("gbk")


def test_explain_an_unknown_id_suggests_a_known_one() -> None:
    with pytest.raises(AuditError) as caught:
        explain(clinic(), "shots-by-kinds")
    assert caught.value.help == "did you mean shots-by-kind?"


def test_the_list_of_figures() -> None:
    made = clinic()
    read = Survey(made.figures, ())
    shown = render_figures(made.documents[0], read, "terminal", "en")
    assert "年报.txt:1:21  5320针" in shown
    assert shown.endswith("4 figures\n")
    value = json.loads(render_figures(made.documents[0], read, "json", "en"))
    assert [f["text"] for f in value["figures"]] == list(CLINIC_PARTS.values())


def test_an_implied_value_is_a_note_without_carets() -> None:
    made = report(None, {"a": "1户", "b": None}, ["a + b = 5"])
    tree = Compare(("=",), (Name("f1"), Name("f2")))
    claim = Claim("r", "rule", "report", tree, {"left": ("f1",), "right": ("f2",)})
    finding = Finding(
        "implied-value",
        "info",
        (),
        ("r",),
        (Suggestion("f2", Fraction(4), Fraction(4), Fraction(4)),),
        message="only 4",
    )
    made = replace(made, results=(Result(claim, "unverifiable"),), findings=(finding,))
    assert "note[implied-value]: only 4\n" in page(made)
    assert "^" not in page(made)
