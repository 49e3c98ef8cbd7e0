"""The formats for other programs: valid by their schemas, read back by real parsers, safe to show."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from junitparser import Error, Failure, JUnitXml, Skipped
from lxml import etree
from markdown_it import MarkdownIt
from msgspec.structs import replace
from reports import clinic

from audit.errors import AuditError
from audit.gate import Gate
from audit.model import Report
from audit.pipeline import Options, check
from audit.render import BY_NAME, RENDERERS, failed, format_of, join, part
from audit.render.csv import safe
from audit.render.markdown import MOST, escaped
from audit.render.options import Options as Look

HERE = Path(__file__).parent
WHOLE = ("sarif", "junit", "github", "gitlab", "markdown", "csv")

TEXT = """# 年度报告

全年财政收入4386万元，其中税收收入2954万元、非税收入1342万元。

完成项目投资21584万元，其中道路13422万元、水利6480万元、绿化1862万元。

全年出生128人，其中男婴66人、女婴62人。2020年可比价增长3.2%。
"""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    """A text with an error, a warning and a check that holds."""
    monkeypatch.chdir(tmp_path)
    Path("年 报.md").write_text(TEXT, "utf-8")
    return check("年 报.md", Options())


def told(format: str, *reports: Report, language: str = "en") -> str:
    look = Look(color="never", language=language)
    return join([part(r, format, look) for r in reports], format, look)


def sarif(*reports: Report) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(told("sarif", *reports))
    schema = json.loads((HERE / "data/sarif-2.1.0-rtm.5.json").read_text("utf-8"))
    jsonschema.Draft4Validator(
        schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
    ).validate(log)
    return log


# ---------------------------------------------------------------- sarif


def test_sarif_is_valid_and_points_at_the_figures(made: Report) -> None:
    run = sarif(made)["runs"][0]
    first, second = run["results"]
    assert (first["level"], second["level"]) == ("error", "warning")
    location = first["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "%E5%B9%B4%20%E6%8A%A5.md"
    assert location["region"] == {"startLine": 3, "startColumn": 7, "endColumn": 13}
    assert TEXT.split("\n")[2][6:12] == "4386万元" == TEXT.split("\n")[2][7 - 1 : 13 - 1]
    partners = [r["message"]["text"].split()[-1] for r in first["relatedLocations"]]
    assert partners == ["2954万元", "1342万元"]
    assert re.fullmatch("[0-9a-f]{16}", first["partialFingerprints"]["reportaudit/v1"])
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"] == "total"


def test_sarif_rules_carry_their_help(made: Report) -> None:
    rule = sarif(made)["runs"][0]["tool"]["driver"]["rules"][0]
    assert "parts add up" in rule["shortDescription"]["text"]
    assert "for example" in rule["help"]["text"] and rule["help"]["markdown"].startswith("**rule**")
    declared = sarif(clinic())["runs"][0]["tool"]["driver"]["rules"][0]
    assert declared["id"] == "shots-by-kind"
    assert declared["shortDescription"]["text"] == "first + second + catch-up = shots"


def test_sarif_tells_ignored_findings_and_unreadable_files(made: Report) -> None:
    because = {"by": "inline", "reason": "known", "until": None}
    ignored = replace(made, findings=tuple(replace(f, suppressed=because) for f in made.findings))
    results = sarif(ignored)["runs"][0]["results"]
    assert [r["suppressions"][0]["kind"] for r in results] == ["inSource", "inSource"]
    log = json.loads(join([failed("a b.docx", "no", 2, "sarif")], "sarif", Look()))
    invocation = log["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "no"
    assert sarif()["runs"][0]["results"] == []


def test_sarif_names_the_paragraph_of_a_file_without_lines() -> None:
    report = check(HERE.parent / "examples/township-report/report.docx")
    location = sarif(report)["runs"][0]["results"][0]["locations"][0]
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "paragraph 5"
    assert "region" not in location["physicalLocation"]


# ---------------------------------------------------------------- junit


def suites(text: str) -> JUnitXml:
    schema = etree.XMLSchema(etree.parse(HERE / "data/junit-10.xsd"))
    schema.assertValid(etree.fromstring(text.encode()))
    return JUnitXml.fromstring(text.encode())


def test_junit_has_a_case_per_result(made: Report) -> None:
    read = suites(told("junit", made))
    assert (read.tests, read.failures, read.errors) == (len(made.results), 1, 0)
    cases = {c.name: c for s in read for c in s}
    assert {r.id for r in made.results} == set(cases)
    kinds = {name: [type(r) for r in case.result] for name, case in cases.items()}
    for result in made.results:
        wanted = {"fail": [Failure], "unverifiable": [Skipped]}.get(result.verdict, [])
        assert kinds[result.id] == wanted, result.id
    failing = next(r for r in made.results if r.verdict == "fail")
    assert "apart by" in cases[failing.id].result[0].message


def test_junit_skips_what_cannot_be_verified_and_what_is_ignored() -> None:
    open_ = check({"figures": {"a": "5人", "b": None}, "rules": ["a = b"]})
    read = suites(told("junit", open_))
    assert (read.skipped, read.failures) == (1, 0)
    source = {"figures": {"a": "5人", "b": "6人"}, "rules": [{"id": "x", "check": "a = b"}]}
    ignored = check({**source, "ignore": [{"rule": "x", "reason": "known"}]})
    read = suites(told("junit", ignored))
    assert (read.skipped, read.failures) == (1, 0)
    assert "known" in next(iter(next(iter(read)))).result[0].message


def test_junit_tells_unreadable_files_and_takes_any_character() -> None:
    text = join([failed("a\x00b.docx", "no\x1b[31m", 2, "junit")], "junit", Look())
    read = suites(text)
    assert read.errors == 1
    assert isinstance(next(iter(next(iter(read)))).result[0], Error)


# ---------------------------------------------------------------- github, gitlab

_COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def test_github_annotations_stand_worst_first_and_name_their_place(made: Report) -> None:
    lines = told("github", made).splitlines()
    read = [_COMMAND.fullmatch(line) for line in lines]
    assert [m and m[1] for m in read] == ["error", "warning"]
    assert read[0] and read[0][2].startswith("file=年 报.md,line=3,col=7,endColumn=13,title=")


def test_github_escapes_and_stops_at_the_limit(made: Report) -> None:
    many = replace(made, findings=tuple(made.findings[:1]) * 25)
    lines = told("github", many).splitlines()
    assert len(lines) == 10
    assert "16 more findings" in lines[-1]
    text = join([failed("a,b:c.md", "50% of\nit", 2, "github")], "github", Look())
    assert text == "::error file=a%2Cb%3Ac.md,title=reportaudit::50%25 of%0Ait\n"


def test_gitlab_has_what_its_reader_asks_for(made: Report) -> None:
    entries = json.loads(told("gitlab", made, made))
    assert len(entries) == 4
    assert len({e["fingerprint"] for e in entries}) == 4
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["location"] == {
            "path": "年 报.md",
            "lines": {"begin": entry["location"]["lines"]["begin"]},
        }
    assert json.loads(told("gitlab")) == []


# ---------------------------------------------------------------- markdown, csv


def test_markdown_is_a_comment_with_findings_and_cures(made: Report) -> None:
    text = told("markdown", made)
    assert text.startswith("### reportaudit: not passed\n")
    assert "**the parts add up to 4296万元" in text
    assert "4386万元 = 2954万元 + 1342万元" in text
    both = told("markdown", made, made)
    assert "<table>" in MarkdownIt().enable("table").render(both)
    assert told("markdown", made, language="zh").startswith("### reportaudit: 未通过")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](http://evil.example/x.png)",
        "@everyone look #12 `code` **bold** | cell |",
        "https://evil.example www.evil.example a@evil.example",
        "- item\n# heading\n1. one",
        "1. one",
        "&lt;b&gt; <!-- x",
    ],
)
def test_markdown_keeps_the_words_of_a_document_words(hostile: str) -> None:
    shown = escaped(hostile)
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(shown)
    assert rendered == f"<p>{_html(' '.join(hostile.split()))}</p>\n"
    for sign in ("@", " #1", "://", "www."):
        assert sign not in shown


def _html(text: str) -> str:
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, entity)
    return text


def test_markdown_fits_into_a_comment(made: Report) -> None:
    many = replace(made, findings=tuple(made.findings[:1]) * 2000)
    text = told("markdown", many)
    assert len(text) < MOST + 5000
    assert "more findings are not shown here" in text


def test_markdown_fits_into_a_comment_whatever_files_are_called() -> None:
    parts = [failed(f"{n}{'_' * 250}.docx", "no such file", 2, "markdown") for n in range(300)]
    text = join(parts, "markdown", Look())
    rows = text.count("\n| ") - 1
    assert len(text) < 65_536
    assert 0 < rows < 300
    assert f"{300 - rows} more" in text


def test_csv_has_a_row_per_result(made: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(told("csv", made))))
    assert [r["id"] for r in rows] == [r.id for r in made.results]
    row = next(r for r in rows if r["verdict"] == "fail")
    assert row["as_printed"] == "4386万元 = 2954万元 + 1342万元"
    assert (row["path"], row["place"]) == ("年 报.md", "3:7")


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|x", "-2+3", "\t=1", "＝1", " =1"])
def test_csv_holds_no_formula(text: str) -> None:
    assert safe(text) == "'" + text


@pytest.mark.parametrize("text", ["-3.5", "+12", "增长", "3 = 4", ""])
def test_csv_leaves_numbers_and_words_alone(text: str) -> None:
    assert safe(text) == text


# ---------------------------------------------------------------- choosing


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.json", "json"),
        ("a.sarif", "sarif"),
        ("a.sarif.json", "sarif"),
        ("A.XML", "junit"),
        ("gl-code-quality-report.json", "gitlab"),
        ("out/a.md", "markdown"),
        ("a.csv", "csv"),
        ("a.html", "html"),
        ("a.docx", "word"),
    ],
)
def test_the_suffix_chooses_the_format(name: str, format: str) -> None:
    assert format_of(name) == format


def test_an_unknown_suffix_says_what_there_is() -> None:
    with pytest.raises(AuditError) as caught:
        format_of("result.pdff")
    assert "-o sarif:" in str(caught.value)


@pytest.mark.parametrize("format", [f.name for f in RENDERERS if not f.binary])
def test_every_format_tells_every_report_the_same_way_twice(format: str, made: Report) -> None:
    assert told(format, made) == told(format, made)
    assert told(format, replace(made, findings=(), results=(), figures=())) is not None


def test_names_of_formats_are_their_own() -> None:
    assert len(BY_NAME) == len(RENDERERS)
    suffixes = [s for f in RENDERERS for s in f.suffixes]
    assert len(suffixes) == len(set(suffixes))


def test_select_and_gate_do_not_change_what_formats_show(made: Report) -> None:
    strict = check("年 报.md", Options(gate=Gate(fail_on="never")))
    assert strict.exit_code == 0
    assert told("csv", strict) == told("csv", made)
