"""Settings: where they are looked for, which one wins, and what is said of those that cannot be."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from test_many import GOOD, cli

from audit.config import BY_NAME, SETTINGS, Found, find, in_force, read
from audit.errors import AuditError

WRONG = "全年财政收入4386万元，其中税收收入2954万元、非税收入1342万元。\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def values(path: Path) -> dict[str, Any]:
    found = find([str(path)])
    return {n: v for n, (v, _) in found.values.items()} if found else {}


# ---------------------------------------------------------------- which file


def test_the_nearest_file_wins(tmp_path: Path) -> None:
    inner = write(tmp_path / "a/b/r.txt", "x")
    write(tmp_path / "pyproject.toml", '[tool.reportaudit]\nfail-on = "never"\n')
    assert values(inner) == {"fail-on": "never"}
    write(tmp_path / "a/pyproject.toml", "[project]\nname = 'reportaudit-data'\n")
    assert values(inner) == {"fail-on": "never"}, "a project without the table is passed by"
    write(tmp_path / "a/reportaudit.toml", 'fail-on = "warning"\n')
    assert values(inner) == {"fail-on": "warning"}
    write(tmp_path / "a/b/pyproject.toml", "[tool.reportaudit]\nquiet = true\n")
    assert values(inner) == {"quiet": True}
    write(tmp_path / "a/b/reportaudit.toml", "")
    assert values(inner) == {}, "in one folder reportaudit.toml goes first"


def test_many_paths_share_the_file_of_their_folder(tmp_path: Path) -> None:
    one, two = write(tmp_path / "a/r.txt", "x"), write(tmp_path / "b/r.txt", "x")
    write(tmp_path / "a/reportaudit.toml", "quiet = true\n")
    assert find([str(one), str(two)]) is None
    write(tmp_path / "reportaudit.toml", "jobs = 3\n")
    found = find([str(one), str(two), f"{tmp_path}/a/*.txt"])
    assert found is not None and found.values == {"jobs": (3, 1)}


def test_paths_in_a_file_are_those_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        tmp_path / "reportaudit.toml",
        'baseline = "known.json"\nuse = ["budget", "own/pack.yaml"]\n',
    )
    monkeypatch.chdir(tmp_path)
    assert values(tmp_path) == {"baseline": "known.json", "use": ("budget", "own/pack.yaml")}
    monkeypatch.chdir(write(tmp_path / "sub/x", "").parent)
    found = values(tmp_path)
    assert Path(found["baseline"]) == tmp_path / "known.json"
    assert found["use"][0] == "budget" and Path(found["use"][1]) == tmp_path / "own/pack.yaml"


# ---------------------------------------------------------------- which value


def test_options_go_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    file = read(write(tmp_path / "reportaudit.toml", 'fail-on = "never"\njobs = 2\nquiet = true\n'))
    environ = {"REPORTAUDIT_FAIL_ON": "warning", "REPORTAUDIT_JOBS": "5"}
    flags = {"fail_on": "error", "jobs": None, "select": []}
    found = in_force(flags, environ, file)
    assert found["fail-on"] == Found("error", "--fail-on")
    assert found["jobs"] == Found(5, "REPORTAUDIT_JOBS")
    assert found["quiet"].value is True and found["quiet"].origin.endswith("reportaudit.toml:3")
    assert found["cache"] == Found(True, "default")
    assert set(found) == set(BY_NAME)


def test_lists_and_flags_of_the_environment() -> None:
    environ = {
        "REPORTAUDIT_SELECT": "total, share",
        "REPORTAUDIT_CACHE": "off",
        "REPORTAUDIT_QUIET": "1",
    }
    found = in_force({"ignore": ["a,b", "c"]}, environ, None)
    assert found["select"].value == ("total", "share")
    assert (found["cache"].value, found["quiet"].value) == (False, True)
    assert found["ignore"].value == ("a", "b", "c")
    for bad in ({"REPORTAUDIT_CACHE": "maybe"}, {"REPORTAUDIT_JOBS": "two"}):
        with pytest.raises(AuditError):
            in_force({}, bad, None)


def test_report_yaml_goes_before_the_file_and_after_the_environment(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", WRONG)
    write(tmp_path / "said.yaml", "source: a.txt\ndiscover: true\n")
    write(tmp_path / "silent.yaml", "source: a.txt\n")
    write(tmp_path / "reportaudit.toml", "discover = false\n")
    codes = {
        n: cli("check", n, cwd=tmp_path).returncode for n in ("said.yaml", "silent.yaml", "a.txt")
    }
    assert codes == {"said.yaml": 1, "silent.yaml": 5, "a.txt": 5}
    asked = cli("check", "said.yaml", cwd=tmp_path, env={"REPORTAUDIT_DISCOVER": "0"})
    assert asked.returncode == 5
    assert cli("check", "silent.yaml", "--discover", cwd=tmp_path).returncode == 1
    assert cli("check", "a.txt", "--isolated", cwd=tmp_path).returncode == 1


def test_the_file_sets_the_gate(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", WRONG)
    write(tmp_path / "b.txt", "没有数字。\n")
    file = write(tmp_path / "reportaudit.toml", 'fail-on = "never"\n')
    assert cli("check", "a.txt", cwd=tmp_path).returncode == 0
    assert cli("check", "a.txt", "--fail-on", "error", cwd=tmp_path).returncode == 1
    file.rename(tmp_path / "other.toml")
    assert cli("check", "a.txt", "--config", "other.toml", cwd=tmp_path).returncode == 0
    assert cli("check", "b.txt", cwd=tmp_path).returncode == 5
    assert cli("check", "b.txt", "--allow-empty", cwd=tmp_path).returncode == 0


# ---------------------------------------------------------------- what cannot be


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("quiet = true\nfial-on = 3\n", 2, 1, "did you mean fail-on?"),
        ("quiet = true\n[ignore]\nx = 1\n", 2, 2, "is a list of texts"),
        ('fail-on = "eror"\n', 1, 1, "did you mean error?"),
        ("min-coverage = 62.5\n", 1, 1, "whole number or a text"),
        ('min-coverage = "5x"\n', 1, 1, "a number from 0 to 100"),
        ('min-coverage = "1e99999999"\n', 1, 1, "a number from 0 to 100"),
        ("min-coverage = 101\n", 1, 1, "a number from 0 to 100"),
        ('format = "jsn"\n', 1, 1, "did you mean json?"),
        ("[tool.reportaudit]\nquiet = true\n", 1, 1, "under no [table]"),
        ("jobs = -1\n", 1, 1, "from 0 to 1024"),
        ("jobs = true\n", 1, 1, "from 0 to 1024"),
        ("quiet = 1\n", 1, 1, "true or false"),
        ("  select = [1]\n", 1, 3, "is a list of texts"),
        ('"quiet" = 1\n', 1, 2, "true or false"),
        ("output = 'x'\n", 1, 1, "there is no such setting"),
        ("quiet = \n", 1, 9, "no TOML"),
        ("quiet = true\nquiet = true\n", 2, 13, "no TOML"),
        ("x" * 9000, None, None, "no TOML"),
    ],
)
def test_a_mistake_is_shown_where_it_stands(
    text: str, line: int | None, column: int | None, said: str, tmp_path: Path
) -> None:
    file = write(tmp_path / "reportaudit.toml", text)
    with pytest.raises(AuditError) as caught:
        read(file)
    assert said in str(caught.value)
    assert str(caught.value.path).endswith("reportaudit.toml")
    if line is not None:
        assert (caught.value.line, caught.value.column) == (line, column)
        assert caught.value.source == text.split("\n")[line - 1]


def test_a_mistake_in_a_project_file_is_found_in_its_table(tmp_path: Path) -> None:
    text = '[tool.other]\nfail_on = 3\n\n[tool.reportaudit]\nfail_on = "nevr"\n'
    with pytest.raises(AuditError) as caught:
        find([str(write(tmp_path / "pyproject.toml", text).parent)])
    assert (caught.value.line, caught.value.help) == (5, "did you mean never?")
    with pytest.raises(AuditError, match=r"no \[tool\.reportaudit\]"):
        read(write(tmp_path / "x/pyproject.toml", "[tool.other]\nx = 1\n"))


@pytest.mark.parametrize(
    ("words", "env", "said"),
    [
        (["--fail-on", "eror"], {}, "--fail-on eror: there is no such choice"),
        ([], {"REPORTAUDIT_FAIL_ON": "eror"}, "REPORTAUDIT_FAIL_ON eror"),
        ([], {"REPORTAUDIT_MIN_COVERAGE": "lots"}, "not a percentage"),
        (["-f", "sarfi"], {}, "did you mean sarif?"),
        (["--config", "none.toml"], {}, "there is no such file"),
        (["--config", "none.toml", "--isolated"], {}, "exclude each other"),
        (["--jobs", "-3"], {}, "--jobs -3"),
        ([], {"REPORTAUDIT_JOBS": "99999"}, "REPORTAUDIT_JOBS 99999"),
        ([], {"REPORTAUDIT_BASELINE": "no.json"}, "(named by baseline of REPORTAUDIT_BASELINE)"),
        (["--use", "budgte"], {}, "did you mean budget?"),
        (["--baseline", "none.json"], {}, "there is no such file"),
    ],
)
def test_mistakes_elsewhere_are_named_after_their_origin(
    words: list[str], env: dict[str, str], said: str, tmp_path: Path
) -> None:
    write(tmp_path / "a.txt", GOOD)
    done = cli("check", "a.txt", *words, cwd=tmp_path, env=env)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_a_variable_that_may_be_a_slip_is_told(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", GOOD)
    env = {"REPORTAUDIT_FAILON": "never", "REPORTAUDIT_WINDOWED": "1"}
    done = cli("check", "a.txt", cwd=tmp_path, env=env)
    assert "REPORTAUDIT_FAILON sets nothing (did you mean REPORTAUDIT_FAIL_ON?)" in done.stderr
    assert "WINDOWED" not in done.stderr
    assert "sets nothing" not in cli("check", "a.txt", "--isolated", cwd=tmp_path, env=env).stderr


def test_a_pack_is_named_from_here_or_from_its_file_never_from_a_report(tmp_path: Path) -> None:
    pack = "name: own\nabout: x\nfigures: {a: {}, b: {}}\nrules: [a < b]\n"
    write(tmp_path / "packs/own.yaml", pack)
    write(tmp_path / "sub/report.yaml", "figures: {a: 5人, b: 3人}\ndiscover: false\n")
    done = cli("check", "sub/report.yaml", "--use", "packs/own.yaml", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    write(tmp_path / "reportaudit.toml", 'use = ["packs/own"]\n')
    for place in (tmp_path, tmp_path / "sub"):
        report = os.path.relpath(tmp_path / "sub/report.yaml", place)
        done = cli("check", report, cwd=place)
        assert done.returncode == 1, done.stderr


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize(
    ("variable", "value"), [("zh", "zh"), ("zh_CN.UTF-8", "zh"), ("fr_FR", "en"), ("auto", "auto")]
)
def test_the_language_of_the_environment_is_shown(variable: str, value: str) -> None:
    found = in_force({}, {"REPORTAUDIT_LANG": variable}, None)["lang"]
    assert found == Found(value, "REPORTAUDIT_LANG")


def test_config_shows_what_is_in_force_and_from_where(tmp_path: Path) -> None:
    write(tmp_path / "sub/a.txt", GOOD)
    write(tmp_path / "reportaudit.toml", '# ours\nselect = ["total", "share"]\n')
    done = cli("config", "sub", cwd=tmp_path, env={"REPORTAUDIT_JOBS": "3"})
    rows = {line.split()[0]: line.split("  ")[-1].strip() for line in done.stdout.splitlines()}
    assert rows["select"] == "reportaudit.toml:2"
    assert rows["jobs"] == "REPORTAUDIT_JOBS"
    assert rows["fail-on"] == "default"
    found = json.loads(cli("config", "sub", "-f", "json", cwd=tmp_path).stdout)
    assert found["file"] == "reportaudit.toml"
    assert found["settings"]["select"] == {
        "value": ["total", "share"],
        "origin": "reportaudit.toml:2",
    }
    alone = json.loads(cli("config", "sub", "-f", "json", "--isolated", cwd=tmp_path).stdout)
    assert {s["origin"] for s in alone["settings"].values()} == {"default"}


def test_every_setting_is_an_option_of_check_and_documented() -> None:
    import typer.main

    from audit import cli as program

    command = typer.main.get_command(program.program(["check"])).commands["check"]  # type: ignore[attr-defined]
    options = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
    assert not [s.name for s in SETTINGS if f"--{s.name}" not in options]
    told = (Path(__file__).parents[1] / "docs/ci.md").read_text("utf-8")
    for setting in SETTINGS:
        assert f"| `{setting.name}`" in told, setting.name


def test_the_documented_file_can_be_read(tmp_path: Path) -> None:
    told = (Path(__file__).parents[1] / "docs/ci.md").read_text("utf-8")
    text = told.split("```toml\n")[1].split("```")[0]
    assert set(tomllib.loads(text)) <= set(BY_NAME)
    assert read(write(tmp_path / "reportaudit.toml", text)).values
