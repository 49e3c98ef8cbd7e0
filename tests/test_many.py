"""Many reports in one run: folders and patterns, processes, order, interruption, standard input."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audit.batch import Plan, Pool, Task
from audit.commands.progress import Progress
from audit.errors import AuditError
from audit.files import expanded, files_of
from audit.pipeline import Options
from audit.render.options import Options as Look

GOOD = "全年出生128人，其中男婴66人、女婴62人。\n"
WRONG = "全年财政收入4386万元，其中税收收入2954万元、非税收入1342万元。\n"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes and signals of Linux")


def cli(
    *words: str, cwd: Path, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own; its output as text."""
    done = subprocess.run(
        [sys.executable, "-m", "audit", *words],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", **(env or {})},
    )
    out, err = (b.decode("utf-8", "replace") for b in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve reports, of which the fifth is wrong and the seventh cannot be read."""
    top = tmp_path / "reports"
    (top / "inner").mkdir(parents=True)
    for number in range(12):
        text = WRONG if number == 4 else GOOD
        (top / ("inner" if number % 2 else ".") / f"{number:02}.txt").write_text(text, "utf-8")
    (top / "06.txt").write_bytes(b"\x00\x01\x02\xff\xfe\x00" * 50)
    return tmp_path


def plan(format: str = "concise") -> Plan:
    return Plan(Options(every_message=True), Look(color="never", many=True), (format,))


def tasks(*paths: Path) -> list[Task]:
    return [Task(n, str(p)) for n, p in enumerate(paths, 1)]


# ---------------------------------------------------------------- which files


def test_a_folder_gives_its_reports_in_order(folder: Path) -> None:
    reports = folder / "reports"
    (reports / ".hidden.txt").write_text(GOOD, "utf-8")
    (reports / "~$00.docx").write_bytes(b"lock")
    (reports / "00.核对.docx").write_bytes(b"copy")
    (reports / "logo.png").write_bytes(b"png")
    found = [Path(f).name for f in files_of(str(reports))]
    assert found == [f"{n:02}.txt" for n in (0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11)]


def test_a_report_yaml_stands_for_the_documents_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, "utf-8")
    (tmp_path / "b.txt").write_text(GOOD, "utf-8")
    (tmp_path / "report.yaml").write_text("source: a.txt\n", "utf-8")
    (tmp_path / "settings.yaml").write_text("x: 1\n", "utf-8")
    named = [Path(f).name for f, _ in expanded([str(tmp_path)], manifests=True)]
    assert named == ["b.txt", "report.yaml"]
    assert [Path(f).name for f, _ in expanded([str(tmp_path)])] == ["a.txt", "b.txt"]


def test_each_file_comes_once_and_nothing_disappears(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    names = ["reports/00.txt", "reports", "reports/**/0?.txt", "nothing*.txt", "gone.txt"]
    found = list(expanded(names))
    files = [f for f, problem in found if problem is None]
    assert files[0] == "reports/00.txt" and len(files) == 13 and files[-1] == "gone.txt"
    assert [f for f, problem in found if problem] == ["nothing*.txt"]


# ---------------------------------------------------------------- processes


@LINUX
def test_several_processes_tell_what_one_tells_in_the_same_order(folder: Path) -> None:
    one = cli("check", "reports", "-f", "concise", "--jobs", "1", cwd=folder)
    three = cli("check", "reports", "-f", "concise", "--jobs", "3", cwd=folder)
    assert one.stdout == three.stdout
    assert one.returncode == three.returncode == 2
    assert "06.txt" in one.stderr and "06.txt" in three.stderr
    assert len(one.stdout.splitlines()) == 11 + 1 + 1  # verdicts, a finding, the total


@LINUX
@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_a_bug_in_one_report_leaves_the_others_alone(
    jobs: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import audit.pipeline as pipeline

    plain = pipeline.check

    def check(path: str, options: Options) -> object:
        if path.endswith("03.txt"):
            raise ZeroDivisionError("oops")
        return plain(path, options)

    monkeypatch.setattr(pipeline, "check", check)
    files = sorted((folder / "reports").rglob("*.txt"))
    with Pool(tasks(*files), plan(), jobs) as pool:
        outcomes = list(pool)
    assert [o.task.path for o in outcomes] == [str(f) for f in files]
    codes = {Path(o.task.path).name: o.code for o in outcomes}
    assert codes == {f.name: {"03.txt": 3, "04.txt": 1, "06.txt": 2}.get(f.name, 0) for f in files}
    assert "oops" in next(o.error for o in outcomes if o.code == 3)


@LINUX
def test_a_report_that_kills_its_process_is_told_and_the_others_are_checked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import audit.pipeline as pipeline

    plain = pipeline.check

    def check(path: str, options: Options) -> object:
        if path.endswith(("01.txt", "02.txt", "09.txt")):
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(path, options)

    monkeypatch.setattr(pipeline, "check", check)
    files = sorted((folder / "reports").rglob("*.txt"))
    with Pool(tasks(*files), plan("json"), 2) as pool:
        outcomes = list(pool)
    dead = [Path(o.task.path).name for o in outcomes if o.code == 3]
    assert sorted(dead) == ["01.txt", "02.txt", "09.txt"]
    assert len(outcomes) == 12
    assert json.loads(outcomes[[o.code for o in outcomes].index(3)].parts["json"])["exit_code"] == 3


def _processes(of: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if int(parent) == of:
                found.append(int(entry.name))
    return found


@LINUX
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_an_interrupted_run_leaves_no_process_and_no_half_file(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    (tmp_path / "reports").mkdir()
    for n in range(400):
        (tmp_path / f"reports/{n:03}.txt").write_text(GOOD * 40, "utf-8")
    words = ["check", "reports", "--jobs", "2", "-f", "concise", "-o", "all.json", "-o", "all.csv"]
    run = subprocess.Popen(
        [sys.executable, "-m", "audit", *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # started by nohup, or in the background of a script, a process ignores some of them
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # noqa: PLW1509
    )
    assert run.stdout is not None
    run.stdout.readline()  # the first report is done: the others are under way
    children = _processes(run.pid)
    run.send_signal(number)
    run.communicate(timeout=30)
    assert run.returncode == code
    assert len(children) == 2
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{c}").exists() for c in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [c for c in children if Path(f"/proc/{c}").exists()]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["reports"]


# ---------------------------------------------------------------- output


def test_every_output_of_a_run_is_written(folder: Path) -> None:
    words = [
        "-o",
        "a.sarif",
        "-o",
        "junit:b.txt",
        "-o",
        "out/c.md",
        "-o",
        "d.jsonl",
        "-o",
        "html:pages/",
    ]
    done = cli("check", "reports", "-q", *words, cwd=folder)
    assert done.returncode == 2
    assert len(json.loads((folder / "a.sarif").read_text("utf-8"))["runs"]) == 1
    assert (folder / "b.txt").read_text("utf-8").count("<testsuite ") == 12
    assert (folder / "out/c.md").read_text("utf-8").count("\n| ") == 12 + 1
    assert len((folder / "d.jsonl").read_text("utf-8").splitlines()) == 12
    assert len(list((folder / "pages").rglob("*.html"))) == 11


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("reports/00.txt", "would overwrite a report"),
        ("all.html", "one file holds one report"),
        ("reports", "this is a folder"),
        ("all.xyz", "the suffix chooses the format"),
        ("sarif:", "no file name"),
        ("no/such\0", "no file name"),
    ],
)
def test_an_output_that_cannot_be_is_refused_before_anything_is_checked(
    output: str, said: str, folder: Path
) -> None:
    from audit.commands.targets import check_targets, target_of

    reports = [str(p) for p in sorted((folder / "reports").glob("*.txt"))]
    here = Path.cwd()
    os.chdir(folder)
    try:
        with pytest.raises(AuditError, match=said):
            check_targets([target_of(output)], reports)
    finally:
        os.chdir(here)


def test_two_outputs_to_one_file_are_refused(folder: Path) -> None:
    done = cli("check", "reports", "-o", "a.json", "-o", "./a.json", cwd=folder)
    assert (done.returncode, "two outputs" in done.stderr) == (2, True)


def test_statistics_count_by_kind_and_rule(folder: Path) -> None:
    done = cli("check", "reports", "-q", "-f", "concise", "--statistics", cwd=folder)
    row = next(line.split() for line in done.stdout.splitlines() if line.startswith("total"))
    assert row == ["total", "10", "0", "1", "0"]


def test_the_summary_of_a_step_is_added_to(folder: Path) -> None:
    summary = folder / "summary.md"
    summary.write_text("before\n", "utf-8")
    done = cli(
        "check", "reports", "-f", "github", cwd=folder, env={"GITHUB_STEP_SUMMARY": str(summary)}
    )
    assert done.stdout.startswith("::error file=")
    assert summary.read_text("utf-8").startswith("before\n### reportaudit: not passed")


def test_standard_input_is_checked_as_the_named_format(tmp_path: Path) -> None:
    done = cli(
        "check", "-", "--stdin-name", "r.md", "-f", "json", cwd=tmp_path, stdin=WRONG.encode()
    )
    found = json.loads(done.stdout)
    assert (done.returncode, found["documents"][0]["path"]) == (1, "r.md")
    assert {f["place"]["path"] for f in found["figures"]} == {"r.md"}
    rules = "figures: {a: 5人, b: 6人}\nrules: [a = b]\n".encode()
    assert cli("check", "-", "--stdin-name", "r.yaml", cwd=tmp_path, stdin=rules).returncode == 1
    assert cli("check", "-", cwd=tmp_path, stdin=GOOD.encode("gb18030")).returncode == 0


# ---------------------------------------------------------------- progress


def test_no_bar_where_there_is_no_terminal(folder: Path) -> None:
    done = cli("check", "reports", cwd=folder, env={"FORCE_COLOR": "1", "TERM": "xterm"})
    assert "━" not in done.stderr and "\x1b[" not in done.stderr


@LINUX
def test_a_bar_on_a_terminal_that_leaves_no_trace(folder: Path) -> None:
    import pty

    main, other = pty.openpty()
    environ = {**os.environ, "TERM": "xterm", "PYTHONUTF8": "1"}
    words = [sys.executable, "-m", "audit", "check", "reports", "-f", "concise"]
    run = subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=other, env=environ)
    out, _ = run.communicate(timeout=60)
    os.close(other)
    seen = b""
    while True:
        try:
            piece = os.read(main, 4096)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    os.close(main)
    assert b"/12" in seen
    assert b"\x1b[2K" in seen, "the bar is wiped out"
    assert len(out.splitlines()) == 13


def test_a_bar_for_few_reports_or_a_quiet_run_is_no_bar() -> None:
    assert not Progress(2, False).shown
    assert not Progress(200, True).shown


# ---------------------------------------------------------------- watching, dropping, completing


@LINUX
def test_a_watched_report_is_checked_again_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(GOOD, "utf-8")
    words = [sys.executable, "-m", "audit", "check", "a.txt", "--watch", "-f", "concise"]
    run = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout is not None
    assert b"holds" in run.stdout.readline()
    time.sleep(0.3)
    file.write_text(WRONG, "utf-8")
    assert b"error[wrong-figure]" in run.stdout.readline()
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=20)
    assert run.returncode == 130


def test_reports_alone_get_a_marked_copy_beside_each(tmp_path: Path) -> None:
    (tmp_path / "汇报.md").write_text(WRONG, "utf-8")
    done = cli("汇报.md", cwd=tmp_path, env={"DISPLAY": "", "WAYLAND_DISPLAY": ""})
    assert (done.returncode, done.stdout) == (1, "")
    page = (tmp_path / "汇报.核对.html").read_text("utf-8")
    assert "4386万元" in page
    assert (tmp_path / "汇报.md").read_text("utf-8") == WRONG


@LINUX
def test_the_copy_is_opened_where_there_is_a_display(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(WRONG, "utf-8")
    opener = tmp_path / "bin/xdg-open"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n', "utf-8")
    opener.chmod(0o755)
    path = f"{opener.parent}:{os.environ['PATH']}"
    cli("a.md", cwd=tmp_path, env={"DISPLAY": ":99", "PATH": path})
    deadline = time.monotonic() + 5
    while not (tmp_path / "opened").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (tmp_path / "opened").read_text("utf-8").strip() == "a.核对.html"


def test_a_dropped_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"no archive")
    done = cli("a.docx", cwd=tmp_path, env={"DISPLAY": "", "WAYLAND_DISPLAY": ""})
    assert (done.returncode, "a.docx" in done.stderr) == (2, True)
    assert [p.name for p in tmp_path.iterdir()] == ["a.docx"]


def test_a_file_called_like_a_command_is_no_dropped_report(tmp_path: Path) -> None:
    (tmp_path / "check").write_text(GOOD, "utf-8")
    assert cli("check", cwd=tmp_path).returncode == 2
    assert "No such command" in cli("chek", cwd=tmp_path).stderr


@pytest.mark.parametrize(
    ("words", "wanted"), [("reportaudit che", "check"), ("reportaudit check --fail", "--fail-on")]
)
def test_the_shell_completes_commands_and_options(words: str, wanted: str, tmp_path: Path) -> None:
    environ = {
        "_REPORTAUDIT_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    code = "import sys; sys.argv = ['reportaudit']; from audit.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environ},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert wanted in done.stdout.split()
