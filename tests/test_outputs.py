"""Where output goes: files, folders, devices, closed streams; and that no report is ever written."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from test_many import GOOD, LINUX, WRONG, cli

from audit.commands.targets import Target, beside
from audit.errors import AuditError
from audit.files import expanded
from audit.output import _is_special, write_file

DOCX = Path(__file__).parents[1] / "examples/township-report/report.docx"


def put(path: Path, text: str = WRONG) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


# ---------------------------------------------------------------- what is replaced


@LINUX
def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text("utf-8")))
    reader.start()
    write_file(pipe, "whole")
    reader.join(10)
    assert got == ["whole"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@LINUX
@pytest.mark.parametrize("name", ["/dev/null", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_devices_are_never_replaced(name: str) -> None:
    assert _is_special(Path(name))


@LINUX
def test_a_full_device_is_told(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    if not Path("/dev/full").is_char_device():
        pytest.skip("no /dev/full here")
    done = cli("check", "a.txt", "-o", "json:/dev/full", cwd=tmp_path)
    assert done.returncode == 2
    assert "cannot write /dev/full" in done.stderr
    assert Path("/dev/full").is_char_device()


@LINUX
def test_a_link_stays_a_link_and_permissions_stay(tmp_path: Path) -> None:
    real = put(tmp_path / "far/real.json", "old")
    real.chmod(0o640)
    link = tmp_path / "link.json"
    link.symlink_to(real)
    write_file(link, "new")
    assert link.is_symlink()
    assert (real.read_text("utf-8"), real.stat().st_mode & 0o777) == ("new", 0o640)


def test_the_document_of_a_report_yaml_is_not_overwritten(tmp_path: Path) -> None:
    put(tmp_path / "own.md")
    put(tmp_path / "report.yaml", "source: own.md\n")
    done = cli("check", "report.yaml", "-o", "own.md", "-o", "good.json", cwd=tmp_path)
    assert (done.returncode, "would overwrite a report" in done.stderr) == (2, True)
    assert (tmp_path / "own.md").read_text("utf-8") == WRONG
    assert json.loads((tmp_path / "good.json").read_text("utf-8"))["exit_code"] == 1


def test_a_baseline_goes_over_no_report(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    done = cli("check", "a.txt", "--write-baseline", "a.txt", cwd=tmp_path)
    assert (done.returncode, "would overwrite a report" in done.stderr) == (2, True)
    assert (tmp_path / "a.txt").read_text("utf-8") == WRONG


# ---------------------------------------------------------------- names


def test_reports_of_one_name_have_a_file_each(tmp_path: Path) -> None:
    for name in ("a/x.txt", "a/x.md", "b/x.txt", "b/y.txt"):
        put(tmp_path / name)
    cli("check", "a", "b", "-o", "html:out/", cwd=tmp_path)
    made = sorted(p.relative_to(tmp_path / "out").as_posix() for p in tmp_path.rglob("out/**/*.*"))
    assert made == ["a/x.md.html", "a/x.txt.html", "b/x.html", "b/y.html"]


@pytest.mark.parametrize(
    ("sources", "names"),
    [
        (["a.txt"], ["out/a.html"]),
        (["-"], ["out/stdin.html"]),
        (["x/a.txt", "./x/b.txt", "x/y/../c.txt"], ["out/a.html", "out/b.html", "out/c.html"]),
        (["../a.txt", "b/a.txt"], None),
    ],
)
def test_files_of_a_folder_lie_as_the_reports_do(
    sources: list[str], names: list[str] | None
) -> None:
    files = Target("html", "out", True).files(sources)
    assert all(".." not in p.parts for p in files.values())
    assert len(set(files.values())) == len(sources)
    if names:
        assert [files[s].as_posix() for s in sources] == names


def test_copies_beside_reports_have_names_of_their_own(tmp_path: Path) -> None:
    names = beside(["a/x.txt", "a/x.md", "a/z.md"], "html")
    assert [n.name for n in names.values()] == [
        "x.txt.核对.html",
        "x.md.核对.html",
        "z.核对.html",
    ]
    put(tmp_path / "a.txt")
    put(tmp_path / "b.txt")
    done = cli("check", "a.txt", "b.txt", "-f", "html", cwd=tmp_path)
    assert done.stdout.splitlines() == ["a.核对.html", "b.核对.html"]


@pytest.mark.parametrize("output", ["res.html", "res.md", "res.csv", "html:./"])
def test_what_a_run_writes_is_no_report_of_the_next(output: str, tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    first = cli("check", ".", "-o", output, "-f", "concise", "-q", cwd=tmp_path)
    again = cli("check", ".", "-o", output, "-f", "concise", "-q", cwd=tmp_path)
    assert (first.returncode, again.returncode) == (1, 1), again.stderr
    assert first.stdout == again.stdout
    assert [f for f, _ in expanded([str(tmp_path / "*")])] == [str(tmp_path / "a.txt")]


def test_a_page_of_somebody_else_is_a_report_and_is_not_overwritten(tmp_path: Path) -> None:
    page = put(tmp_path / "own.html", f"<p>{WRONG}</p>")
    done = cli("check", ".", "-o", "own.html", cwd=tmp_path)
    assert (done.returncode, "would overwrite a report" in done.stderr) == (2, True)
    assert page.read_text("utf-8") == f"<p>{WRONG}</p>"


def test_many_reports_in_a_json_file_are_lines(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "b.txt", GOOD)
    cli("check", ".", "-o", "all.json", cwd=tmp_path)
    lines = (tmp_path / "all.json").read_text("utf-8").splitlines()
    assert [json.loads(line)["exit_code"] for line in lines] == [1, 0]


def test_a_report_that_one_format_cannot_hold_is_told_in_the_others(tmp_path: Path) -> None:
    put(tmp_path / "in/a.txt")
    (tmp_path / "in/b.docx").write_bytes(DOCX.read_bytes())
    done = cli("check", "in", "-o", "word:out/", "-f", "concise", "-q", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout.startswith("in/a.txt:1:7: error")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["b.docx"]


# ---------------------------------------------------------------- one result explained


def test_one_result_of_many_reports_is_explained(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "b.txt", GOOD + "\n" + WRONG)
    done = cli("check", ".", "--explain", "total-2", "-o", "all.json", cwd=tmp_path)
    assert (done.returncode, done.stdout.count("step by step")) == (1, 1)
    assert len((tmp_path / "all.json").read_text("utf-8").splitlines()) == 2
    none = cli("check", ".", "--explain", "total-9", cwd=tmp_path)
    assert (none.returncode, none.stderr.count("no result called total-9")) == (2, 1)


# ---------------------------------------------------------------- streams


@LINUX
@pytest.mark.parametrize(
    "words",
    [
        ["check", "a.txt"],
        ["check", "a.txt", "-f", "sarif"],
        ["check", "a.txt", "-f", "html"],
        ["figures", "a.txt"],
        ["schema"],
        ["explain", "total"],
        ["--version"],
        ["--help"],
    ],
)
def test_a_full_disk_is_told_and_no_bug(words: list[str], tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "audit", *words],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode().startswith("error: the output cannot be written")


@LINUX
@pytest.mark.parametrize(("closed", "code"), [(">&-", 1), ("2>&-", 1), (">&- 2>&-", 1), ("<&-", 1)])
def test_closed_streams_are_nobody_listening(closed: str, code: int, tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    line = f'"{sys.executable}" -m audit check a.txt -o all.json {closed}'
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == code, done.stderr
    assert (tmp_path / "all.json").is_file()


def test_no_standard_input_is_an_empty_one(tmp_path: Path) -> None:
    line = f'"{sys.executable}" -m audit check - <&-'
    assert subprocess.run(["sh", "-c", line], cwd=tmp_path, check=False).returncode == 5


@pytest.mark.parametrize("name", ["a.docx", "a.html"])
def test_standard_input_without_a_name_is_known_by_its_first_bytes(
    name: str, tmp_path: Path
) -> None:
    content = DOCX.read_bytes() if name == "a.docx" else f"<html><p>{WRONG}</p>".encode()
    (tmp_path / name).write_bytes(content)
    named = cli("check", name, "-f", "concise", "-q", cwd=tmp_path)
    piped = cli("check", "-", "-f", "concise", "-q", cwd=tmp_path, stdin=content)
    assert piped.stdout == named.stdout.replace(name, "-") != ""


def test_standard_input_is_not_watched(tmp_path: Path) -> None:
    done = cli("check", "-", "--watch", cwd=tmp_path)
    assert (done.returncode, "does not change" in done.stderr) == (2, True)


# ---------------------------------------------------------------- names that stand for nothing


def test_an_empty_name_is_not_this_folder(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    done = cli("check", "", cwd=tmp_path)
    assert (done.returncode, "an empty name" in done.stderr) == (2, True)


def test_a_folder_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "closed/b.txt")
    scan = os.scandir

    def closed(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", closed)
    found = list(expanded([str(tmp_path)]))
    problem = next(p for _, p in found if p is not None)
    assert isinstance(problem, AuditError)
    assert "Permission denied" in str(problem)
    assert [Path(f).name for f, p in found if p is None] == ["a.txt"]


@LINUX
def test_links_that_go_in_circles_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "sub/deep/b.txt")
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "sub/deep/up").symlink_to("../..")
    for name in (tmp_path, tmp_path / "**/*.txt", tmp_path / "**/**"):
        names = [Path(f).name for f, problem in expanded([str(name)]) if problem is None]
        assert names == ["a.txt", "b.txt"], name


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("**/*.md", ["a.md", "x/b.md", "x/y/c.md"]),
        ("x/**/*.md", ["x/b.md", "x/y/c.md"]),
        ("x/**", ["x/b.md", "x/y/c.md"]),
        ("**/y/*.md", ["x/y/c.md"]),
        ("*/*.md", ["x/b.md"]),
        ("**/[ab].md", ["a.md", "x/b.md"]),
    ],
)
def test_patterns_match_as_in_a_shell(pattern: str, names: list[str], tmp_path: Path) -> None:
    for name in ("a.md", "x/b.md", "x/y/c.md", ".git/d.md", "x/.e.md", "x/~$b.md"):
        put(tmp_path / name)
    found = [f for f, _ in expanded([str(tmp_path / pattern)])]
    assert [Path(f).relative_to(tmp_path).as_posix() for f in found] == names
