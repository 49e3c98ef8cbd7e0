"""The command `figures`: files, folders, patterns, standard input; nothing disappears in silence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from audit.extract import extract, survey
from audit.listing import list_figures
from audit.model import Block, Document


def listed(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "audit", "figures", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def test_standard_input_is_read_as_the_named_format() -> None:
    table = "| 村 | 户数 |\n|---|---|\n| 上湾 | 32 |\n".encode()
    done = listed("-", "--stdin-name", "r.md", "--format", "json", stdin=table)
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["documents"][0]["path"] == "r.md"
    assert [(f["text"], f["label"], f["place"]["cell"]) for f in found["figures"]] == [
        ("32", "上湾 户数", "B2")
    ]
    plain = json.loads(listed("-", "--format", "json", stdin="收入3万元".encode("gb18030")).stdout)
    assert [f["value"] for f in plain["figures"]] == ["30000"]
    assert plain["documents"][0]["path"] == "-"


def test_a_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("支出5万元\n", "utf-8")
    (tmp_path / "bad.docx").write_bytes(b"no archive")
    (tmp_path / ".hidden.txt").write_text("收入6万元\n", "utf-8")
    (tmp_path / "~$good.docx").write_bytes(b"lock")
    done = listed(str(tmp_path), "--format", "jsonl")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2 and b"bad.docx" in done.stderr
    assert [line.get("exit_code") for line in lines] == [2, None]
    assert [f["text"] for f in lines[1]["figures"]] == ["5万元"]


@pytest.mark.parametrize("name", ["nothing-*.txt", "missing.txt", "a\0b.txt", "x" * 5000])
def test_what_is_not_there_is_said(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert list_figures([name], "terminal", "en") == 2
    assert "error:" in capsys.readouterr().err


def test_cells_without_a_value_are_unreadable_figures_and_dates_are_none() -> None:
    cells = [("B1", "支出", "cell"), ("A2", "东乡", "cell"), ("B2", "=SUM(B3:B9)", "unreadable")]
    cells += [("C2", "2021/3/5", "date")]
    blocks = tuple(Block(t, kind=k, table=1, cell=f"S!{c}") for c, t, k in cells)
    read = survey(Document("t.xlsx", blocks))
    assert [(f.state, f.problem, f.label) for f in read.figures] == [
        ("unreadable", "unreadable", "东乡 支出")
    ]
    entry = read.figures[0].to_dict()
    assert (entry["value"], entry["low"], entry["high"]) == (None, None, None)
    assert read.unread == ()


def test_heads_of_rows_and_columns_are_the_label_and_times_the_period() -> None:
    cells = [("B1", "2021年"), ("C1", "上年"), ("A2", "门诊人次"), ("B2", "1,204"), ("C2", "987")]
    blocks = tuple(Block(t, kind="cell", table=1, cell=c) for c, t in cells)
    found = extract(Document("t.docx", blocks))
    assert [(f.text, f.label, f.period) for f in found] == [
        ("1,204", "门诊人次", "2021年"),
        ("987", "门诊人次", "上年"),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_digits_of_other_scripts_are_listed(language: str) -> None:
    text = "第٤٢号 and ३१ left"
    read = survey(Document("r.txt", (Block(text, line=1),), text), language)
    assert [t for _, t in read.unread] == ["٤٢", "३१"]
    assert read.figures == ()
