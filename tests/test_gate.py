"""The gate: what is selected, accepted before, ignored in the text; and what a redacted run tells."""

from __future__ import annotations

import json
import re
import socket
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_many import cli

from audit.baseline import Entry, fingerprint, known, read, stale
from audit.errors import AuditError
from audit.gate import Gate
from audit.model import Report
from audit.pipeline import Options, check
from audit.redact import redacted, small
from audit.render import RENDERERS, join, part
from audit.render.options import Options as Look

WRONG = "全年财政收入4386万元，其中税收收入2954万元、非税收入1342万元。"
DOUBT = "完成项目投资21584万元，其中道路13422万元、水利6480万元、绿化1862万元。"
SHARE = "全镇共有158个村，其中103个村通了天然气，占75.2%。"


def gated(text: str, gate: Gate | None = None, **options: Any) -> Report:
    return check({"text": text}, Options(gate=gate or Gate(), **options))


def of_file(path: Path, text: str, gate: Gate | None = None, **options: Any) -> Report:
    path.write_text(text, "utf-8")
    return check(path, Options(gate=gate or Gate(), **options))


# ---------------------------------------------------------------- select and ignore


def test_only_what_is_selected_counts() -> None:
    text = f"{WRONG}\n\n{SHARE}\n"
    kinds = {r.claim.kind for r in gated(text).results}
    assert {"total", "share"} <= kinds
    for names, left in (
        (("share",), {"share"}),
        (("sh*",), {"share"}),
        (("total-1",), {"total"}),
        (("discovered",), kinds),
    ):
        assert {r.claim.kind for r in gated(text, Gate(select=names)).results} == left, names
    assert {r.claim.kind for r in gated(text, Gate(ignore=("tot*",))).results} == kinds - {"total"}


def test_what_is_left_out_covers_nothing_and_fails_nothing() -> None:
    report = gated(f"{WRONG}\n", Gate(ignore=("total",)))
    assert (report.exit_code, report.findings, report.coverage["checked"]) == (5, (), 0)
    assert gated(f"{WRONG}\n", Gate(ignore=("wrong-figure",))).findings == ()


def test_rules_are_named_by_id_and_packs_by_name() -> None:
    source = {
        "figures": {"a": "5人", "b": "6人"},
        "rules": [{"id": "x", "check": "a = b"}, "a < b"],
    }
    assert [r.id for r in check(source, Options(gate=Gate(select=("x",)))).results] == ["x"]
    assert [r.id for r in check(source, Options(gate=Gate(select=("a < b",)))).results] == ["a < b"]
    assert [r.id for r in check(source, Options(gate=Gate(ignore=("report",)))).results] == []


def test_a_name_that_fits_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{WRONG}\n", "utf-8")
    done = cli("check", "a.txt", "--select", "totl,share", "-f", "concise", cwd=tmp_path)
    assert "--select totl: no check is called so (did you mean total?)" in done.stderr
    assert "share" not in done.stderr


# ---------------------------------------------------------------- baseline


def prints(report: Report) -> list[str]:
    return [f.fingerprint for f in report.findings]


def test_a_fingerprint_survives_what_moves_and_dies_with_a_number(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    before = prints(of_file(file, f"{WRONG}\n"))
    other = "全年出生128人，其中男婴66人、女婴62人。"
    moved = prints(of_file(file, f"# 题目\n\n{other}\n\n一段话。\n\n{WRONG}\n"))
    assert before == moved != []
    for number, new in (
        ("4386", "4387"),
        ("2954", "2955"),
        ("1342万", "1343万"),
        ("1342万", "1342亿"),
    ):
        assert prints(of_file(file, WRONG.replace(number, new))) != before, number
    assert prints(of_file(file, WRONG.replace("税收收入", "工商收入"))) != before


def test_a_finding_stays_known_when_other_checks_come(tmp_path: Path) -> None:
    one = "全年出生5301人，其中男婴2770人、女婴2521人。\n"
    more = "\n男婴2770人中，一孩1770人、二孩1000人。女婴2521人中，一孩1521人、二孩1000人。\n"
    before = of_file(tmp_path / "a.txt", one)
    after = of_file(tmp_path / "a.txt", one + more)
    assert before.findings[0].suspects != after.findings[0].suspects
    assert before.findings[0].fingerprint == after.findings[0].fingerprint


def test_a_fingerprint_knows_rules_by_name() -> None:
    source: dict[str, Any] = {
        "figures": {"a": "5人", "b": "6人"},
        "rules": [{"id": "x", "check": "a = b"}],
    }
    other = {**source, "rules": [{"id": "y", "check": "a = b"}]}
    assert prints(check(source)) != prints(check(other))
    report = check(source)
    results, figures = {r.id: r for r in report.results}, {f.id: f for f in report.figures}
    assert fingerprint(report.findings[0], results, figures) == prints(report)[0]


def test_each_known_finding_accepts_one() -> None:
    twice = check({"text": f"{WRONG}\n"}).findings * 2
    assert [f.suppressed is None for f in known(twice, {twice[0].fingerprint: 1})] == [False, True]


def test_only_new_findings_count(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    file = tmp_path / "docs/a.txt"
    file.write_text(f"{WRONG}\n", "utf-8")
    assert cli("check", "docs", "--write-baseline", "known.json", cwd=tmp_path).returncode == 1
    entries = json.loads((tmp_path / "known.json").read_text("utf-8"))["findings"]
    assert [(e["path"], e["kind"]) for e in entries] == [("docs/a.txt", "wrong-figure")]
    held = cli("check", "docs", "--baseline", "known.json", "-f", "concise", cwd=tmp_path)
    assert (held.returncode, "1 finding is ignored" in held.stdout) == (0, True)
    file.write_text(
        f"前言。\n\n{WRONG}\n\n全年支出4386万元，其中教育支出2954万元、其他支出1342万元。\n",
        "utf-8",
    )
    new = cli("check", "docs", "--baseline", "known.json", "-f", "json", cwd=tmp_path)
    by = [(f["suppressed"] or {}).get("by") for f in json.loads(new.stdout)["findings"]]
    assert (new.returncode, by) == (1, ["baseline", None])
    file.rename(tmp_path / "docs/b.txt")
    renamed = cli("check", "docs", "--baseline", "known.json", "-f", "json", cwd=tmp_path)
    assert [f["suppressed"] is None for f in json.loads(renamed.stdout)["findings"]] == [
        False,
        True,
    ]


def test_stale_entries_are_told(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"{WRONG}\n", "utf-8")
    cli("check", "a.txt", "--write-baseline", "known.json", cwd=tmp_path)
    file.write_text(WRONG.replace("1342", "1432") + "\n", "utf-8")
    done = cli("check", "a.txt", "--baseline", "known.json", cwd=tmp_path)
    assert "1 entry of the baseline is out of date" in done.stderr
    (tmp_path / "b.txt").write_text(f"{SHARE}\n", "utf-8")
    other = cli("check", "b.txt", "--baseline", "known.json", cwd=tmp_path)
    assert "out of date" not in other.stderr, "a report that was not checked is left alone"


def test_entries_of_other_reports_are_not_stale(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")
    entries = [Entry("a.txt", "00")]
    assert stale(entries, tmp_path, {}) == []
    assert stale(entries, tmp_path, {str((tmp_path / "a.txt").resolve()): {}}) == entries  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": "reportaudit-baseline/1", "findings": [3]}']
)
def test_what_is_no_baseline_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    file.write_text(text, "utf-8")
    with pytest.raises(AuditError):
        read(file)


def test_what_is_left_out_is_not_gone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{WRONG}\n", "utf-8")
    cli("check", "a.txt", "--write-baseline", "known.json", cwd=tmp_path)
    done = cli("check", "a.txt", "--baseline", "known.json", "--ignore", "total", cwd=tmp_path)
    assert "out of date" not in done.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<<<<<<< ours\n{"schema": "reportaudit-baseline/1"}\n', "merge conflict"),
        (b'{"schema": "reportaudit-baseline/9", "findings": []}', "of another version"),
        (b'{"schema": "reportaudit-baseline/1"}', "it has no findings"),
        (b'{"schema": "reportaudit-baseline/1", "findings": {}}', "it has no findings"),
        (b"[" * 200_000, "no baseline"),
    ],
)
def test_what_is_wrong_with_a_baseline_is_named(content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    file.write_bytes(content)
    with pytest.raises(AuditError, match=said):
        read(file)


def test_a_baseline_that_an_editor_has_saved_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{WRONG}\n", "utf-8")
    cli("check", "a.txt", "--write-baseline", "known.json", cwd=tmp_path)
    file = tmp_path / "known.json"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert cli("check", "a.txt", "--baseline", "known.json", cwd=tmp_path).returncode == 0


def test_every_format_says_why_a_finding_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{WRONG}\n", "utf-8")
    cli("check", "a.txt", "--write-baseline", "known.json", cwd=tmp_path)
    for format in ("junit", "csv", "sarif"):
        done = cli("check", "a.txt", "--baseline", "known.json", "-f", format, cwd=tmp_path)
        assert "in the baseline" in done.stdout, format
        assert "()" not in done.stdout, format


@pytest.mark.parametrize(
    ("until", "code"), [("2026-11-23", 1), ("2026-11-24", 0), ("2026-11-25", 0)]
)
def test_an_ignore_holds_on_its_last_day(until: str, code: int, tmp_path: Path) -> None:
    text = f"text: {WRONG}\nignore:\n  - {{rule: total, reason: known, until: {until}}}\n"
    (tmp_path / "report.yaml").write_text(text, "utf-8")
    done = cli("check", "report.yaml", "--today", "2026-11-24", cwd=tmp_path)
    assert (done.returncode, "expired" in done.stderr) == (code, code == 1)


@pytest.mark.parametrize("day", ["20261124", "2026-W48-2", "2026-13-01", "today"])
def test_a_date_is_written_in_one_way(day: str, tmp_path: Path) -> None:
    done = cli("check", "a.txt", "--today", day, cwd=tmp_path)
    assert (done.returncode, "write it as 2026-01-31" in done.stderr) == (2, True)


# ---------------------------------------------------------------- remarks in a text


@pytest.mark.parametrize(
    "text",
    [
        f"<!-- reportaudit: ignore[total] known -->\n{WRONG}\n",
        f"<!-- reportaudit: ignore[total] known -->\n\n{WRONG}\n",
        f"{WRONG} <!-- reportaudit: ignore[total] known -->\n",
        f"<!--reportaudit:ignore known-->\n{WRONG}\n",
        f"- <!-- reportaudit: ignore[share, wrong-figure] known -->{WRONG}\n",
        f"<!-- reportaudit：ignore[total]：known -->\n{WRONG}\n",
    ],
)
def test_a_remark_on_the_line_or_before_it_is_obeyed(text: str, tmp_path: Path) -> None:
    report = of_file(tmp_path / "a.md", f"# 题\n\n{text}")
    assert [f.suppressed for f in report.findings] == [
        {"by": "inline", "reason": "known", "until": None}
    ]
    assert (report.exit_code, report.unused) == (0, ())
    loud = of_file(tmp_path / "a.md", text, Gate(inline=False))
    assert (loud.exit_code, loud.unused) == (1, ())


@pytest.mark.parametrize(
    ("remark", "said"),
    [
        ("ignore[total]", "an ignore without a reason is not obeyed"),
        ("ignore[share] known", "covers no finding"),
        ("please skip", "does not understand"),
        ("ignore[] known", "does not understand"),
        ("ignored by me", "does not understand"),
    ],
)
def test_a_remark_that_is_not_obeyed_is_told(remark: str, said: str, tmp_path: Path) -> None:
    report = of_file(tmp_path / "a.md", f"<!-- reportaudit: {remark} -->\n{WRONG}\n")
    assert report.exit_code == 1
    assert [said in note for note in report.unused] == [True]
    assert "a.md:1" in report.unused[0]


def test_a_remark_speaks_of_its_own_paragraph_only(tmp_path: Path) -> None:
    text = f"<!-- reportaudit: ignore[total] known -->\n{SHARE}\n\n{WRONG}\n"
    report = of_file(tmp_path / "a.md", text)
    assert report.exit_code == 1
    assert len(report.unused) == 1


def test_remarks_in_web_pages(tmp_path: Path) -> None:
    remark = "<!-- reportaudit: ignore[total] known -->"
    before = of_file(tmp_path / "a.html", f"<h1>题</h1>{remark}<p>{WRONG}</p>")
    inside = of_file(tmp_path / "a.html", f"<p>{WRONG}{remark}</p><p>{WRONG.replace('4', '5')}</p>")
    assert [f.suppressed is None for f in before.findings] == [False]
    assert [f.suppressed is None for f in inside.findings] == [False, True]


TABLE = "| 项目 | 金额 |\n|---|---|\n| 甲 | 100 |\n| 乙 | 200 |\n| 合计 | 350 |\n"


@pytest.mark.parametrize(
    "text",
    [
        f"<!-- reportaudit: ignore[total] known -->\n\n{TABLE}",
        f"<!-- ReportAudit: Ignore[total] known -->\n\n{TABLE}",
        TABLE.replace("350", "350 <!-- reportaudit: ignore[total] known -->"),
    ],
)
def test_a_remark_before_a_table_speaks_of_all_of_it(text: str, tmp_path: Path) -> None:
    report = of_file(tmp_path / "a.md", text)
    assert [f.suppressed["by"] for f in report.findings if f.suppressed] == ["inline"]
    assert (report.exit_code, report.unused) == (0, ())


def test_a_remark_before_a_table_of_a_page_speaks_of_all_of_it(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in (("甲", 100), ("乙", 200)))
    table = f"<table><tr><td>项目</td><td>金额</td></tr>{rows}<tr><td>合计</td><td>350</td></tr></table>"
    remark = "<!-- reportaudit: ignore[total] known -->"
    assert of_file(tmp_path / "a.html", table).exit_code == 1
    assert of_file(tmp_path / "b.html", remark + table).exit_code == 0
    inside = table.replace("<td>金额", f"<td>{remark}金额")  # of the first row alone
    assert of_file(tmp_path / "c.html", inside).unused != ()


def test_code_speaks_to_nobody(tmp_path: Path) -> None:
    remark = "<!-- reportaudit: ignore[total] known -->"
    for text in (f"```html\n{remark}\n```\n\n{WRONG}\n", f"~~~\n{remark}\n{WRONG}\n"):
        report = of_file(tmp_path / "a.md", text)
        assert not any(f.suppressed for f in report.findings)
        assert report.unused == ()


def test_remarks_on_what_is_left_out_are_not_told(tmp_path: Path) -> None:
    text = f"<!-- reportaudit: ignore[total] known -->\n{WRONG}\n"
    assert of_file(tmp_path / "a.md", text, Gate(ignore=("total",))).unused == ()
    assert of_file(tmp_path / "a.md", text.replace(" known", ""), Gate(ignore=("x",))).unused


def test_only_so_many_remarks_are_obeyed(tmp_path: Path) -> None:
    from audit.remarks import MOST

    text = "<!-- reportaudit: ignore[share] x -->\n" * (MOST + 50) + f"{WRONG}\n"
    told = of_file(tmp_path / "a.md", text).unused
    assert len(told) == MOST + 1
    assert "more than 1000 remarks" in told[-1]


def test_words_in_a_plain_text_are_no_remark(tmp_path: Path) -> None:
    report = of_file(tmp_path / "a.txt", f"<!-- reportaudit: ignore[total] known -->\n{WRONG}\n")
    assert report.exit_code == 1


def test_an_ignore_that_has_expired_is_told() -> None:
    source = {
        "text": f"{WRONG}\n",
        "ignore": [{"rule": "total", "reason": "known", "until": "2026-01-31"}],
    }
    held = check(source, Options(today=date(2026, 1, 31)))
    late = check(source, Options(today=date(2026, 2, 1)))
    assert (held.exit_code, held.unused) == (0, ())
    assert late.exit_code == 1
    assert late.unused == ("note: an ignore has expired on 2026-01-31: known",)


# ---------------------------------------------------------------- confidential runs

SECRET = """# 机密年度报告

{0}全年财政收入{1}万元，其中税收收入{2}万元、非税收入{3}万元。

完成项目投资21584万元，其中道路13422万元、水利6480万元、绿化1862万元。
"""


def strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        keys = list(value)
        return [*keys, *(s for v in value.values() for s in strings(v))]
    return [s for v in value for s in strings(v)] if isinstance(value, (list, tuple)) else []


def shown(report: Report, format: str) -> list[str]:
    look = Look(color="never", redacted=True)
    text = join([part(report, format, look)], format, look)
    return strings(json.loads(text)) if format in ("json", "jsonl", "sarif", "gitlab") else [text]


numbers = st.integers(100, 999_999)


@settings(max_examples=25, deadline=None)
@given(numbers, numbers, numbers)
def test_a_redacted_report_tells_nothing_of_its_content(total: int, tax: int, other: int) -> None:
    text = SECRET.format("甲县", total, tax, other)
    rules = [
        {"id": "收入", "check": "tax + fees = income"},
        "income > 777",
        {"id": "a-1984", "check": "tax < income"},
    ]
    figures = {
        "income": {"find": "财政收入{}"},
        "tax": {"find": "其中税收收入{}"},
        "fees": {"find": "非税收入{}"},
    }
    report = check({"report": "甲县机密", "text": text, "figures": figures, "rules": rules})
    assert report.results
    secret = redacted(report, b"salt", 7)
    digits = set(re.findall(r"\d{3,}", text)) | {"777", "1984"}
    words = ["甲县", "机密", "财政", "税", "收入", "投资", "道路", "income", "tax", "fees"]
    for format in (f.name for f in RENDERERS if not f.single):
        for string in shown(secret, format):
            if format == "sarif" and string.startswith("https://json.schemastore.org/"):
                continue  # the schema's name: 2.1.0
            assert not [d for d in digits if d in string], (format, string)
            assert not [w for w in words if w in string], (format, string)
            assert format != "json" or not re.search(r"\d{3}", string), string


def test_what_is_left_are_places_ids_and_verdicts(tmp_path: Path) -> None:
    report = of_file(tmp_path / "a.md", f"{WRONG}\n\n{DOUBT}\n")
    secret = redacted(report, b"salt", 1)
    assert [(r.id, r.verdict) for r in secret.results] == [
        (r.id, r.verdict) for r in report.results
    ]
    assert (secret.exit_code, secret.summary, secret.coverage) == (
        report.exit_code,
        report.summary,
        report.coverage,
    )
    assert [f.place.line for f in secret.figures] == [f.place.line for f in report.figures]
    assert secret.documents[0].path is None and secret.documents[0].sha256 == ""


def test_fingerprints_are_keyed_with_the_salt() -> None:
    report = check({"text": f"{WRONG}\n"})
    first, again, other = (
        redacted(report, s, 1).findings[0].fingerprint for s in (b"a", b"a", b"b")
    )
    assert first == again != other
    assert re.fullmatch("[a-p]{16}", first)


def test_numbers_never_have_three_digits_in_a_row() -> None:
    assert [small(n) for n in (7, 42, 107, 12345)] == ["7", "42", "1-07", "1-23-45"]


def test_a_redacted_run_leaks_nothing_by_its_errors_and_names(tmp_path: Path) -> None:
    (tmp_path / "甲县机密.md").write_text(
        f"<!-- reportaudit: ignore[x] 绝密 -->\n{WRONG}\n", "utf-8"
    )
    (tmp_path / "bad-4386.yaml").write_text(
        "figures: {绝密: 4386x万元}\nrules: [绝密 = 1]\n", "utf-8"
    )
    names = ["甲县机密.md", "bad-4386.yaml", "绝密.docx"]
    for format in ("terminal", "json", "junit", "github", "sarif", "csv", "markdown"):
        done = cli("check", *names, "--redact", "-f", format, "--debug", cwd=tmp_path)
        assert done.returncode == 2
        for leak in ("4386", "甲县", "绝密", "机密", "财政", "Traceback"):
            assert leak not in done.stdout + done.stderr, (format, leak)


def test_a_redacted_run_repeats_no_name_of_a_rule(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"{WRONG}\n", "utf-8")
    (tmp_path / "reportaudit.toml").write_text('select = ["机密收入", "total"]\n', "utf-8")
    done = cli("check", "a.md", "--redact", cwd=tmp_path)
    assert "--select: a name fits no check" in done.stderr
    assert "机密" not in done.stdout + done.stderr


def test_a_bug_in_a_redacted_run_shows_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    from audit import batch

    def broken(*_: object) -> None:
        raise ValueError("绝密4386")

    monkeypatch.setattr(batch, "_checked", broken)
    plan = batch.Plan(Options(), Look(redacted=True), ("json",), salt=b"salt", debug=True)
    outcome = batch.work(batch.Task(1, "绝密.md"), plan)
    assert outcome.code == 3
    assert "绝密" not in outcome.error + outcome.parts["json"]


@pytest.mark.parametrize(
    "more", [["--explain", "total-1"], ["--write-baseline", "x.json"], ["-o", "x.html"]]
)
def test_what_would_show_the_report_is_refused(more: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"{WRONG}\n", "utf-8")
    done = cli("check", "a.md", "--redact", *more, cwd=tmp_path)
    assert done.returncode == 2
    assert "4386" not in done.stdout + done.stderr


# ---------------------------------------------------------------- no network


def test_no_command_touches_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from audit import cli as program

    def refused(*arguments: object, **named: object) -> None:
        raise AssertionError("the network was touched")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refused)
    monkeypatch.chdir(tmp_path)
    Path("a.md").write_text(f"{WRONG}\n", "utf-8")
    Path("a.html").write_text(
        '<!DOCTYPE html SYSTEM "http://localhost/x.dtd"><img src="http://localhost/x">1人', "utf-8"
    )
    commands = [["check", "a.md", "-f", f.name] for f in RENDERERS if not f.single]
    commands += [["check", "a.md", "a.html", "--jobs", "1"], ["figures", "a.html"], ["config"]]
    commands += [["rules"], ["rules", "test"], ["rules", "lint"], ["schema"]]
    for words in commands:
        monkeypatch.setattr("sys.argv", ["reportaudit", *words])
        with pytest.raises(SystemExit) as left:
            program.main()
        assert left.value.code in (None, 0, 1, 5), (words, capsys.readouterr())
