"""`rules mutate`: planted slips, what the rules see of them, and the exit code."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from audit.cli import main
from audit.model import Report
from audit.mutate import PER_KIND, Power, breaks, mutate, planted, to_dict, with_slip
from audit.pipeline import Options, check
from audit.slips import KINDS

CLEAN = """\
figures: {all: 120人, men: 63人, women: 57人, share: 52.5%, spare: 7人, area: 1204亩, change: 5}
rules:
  - {id: sum, check: men + women = all}
  - {id: share, check: men / all = share}
  - {id: loose, check: all > 0}
  - {id: idle, check: if change > 500 then area = 0}
"""
BROKEN = CLEAN.replace("57人", "75人")


def power_of(text: str, tmp_path: Path) -> Power:
    path = tmp_path / "report.yaml"
    path.write_text(text, "utf-8")
    return mutate(check(path, Options(cache=False)))


def test_each_rule_and_each_figure_is_told(tmp_path: Path) -> None:
    power = power_of(CLEAN, tmp_path)
    told = {p.figure.name: p for p in power.figures}
    assert list(power.rules) == ["sum", "share", "loose", "idle"]
    assert power.rules["sum"].share == power.rules["share"].share == 100
    assert power.silent == ["loose"]
    assert power.vacuous == ["idle"] and power.left_out == []
    assert 0 < power.rules["idle"].caught < 10  # only a slip that makes its condition true
    assert told["all"].rules == ["sum", "share", "loose"] and told["all"].tally.share == 100
    assert [p.figure.name for p in power.unprotected] == ["spare", "area"]
    assert told["spare"].rules == []


def test_a_rule_that_does_not_hold_is_left_out(tmp_path: Path) -> None:
    power = power_of(BROKEN, tmp_path)
    assert power.left_out == ["sum"] and "sum" not in power.rules
    women = next(p for p in power.figures if p.figure.name == "women")
    assert women.rules == [] and women.others == ["sum"] and women.tally.caught == 0


def whole(text: str, tmp_path: Path) -> Report:
    path = tmp_path / "report.yaml"
    path.write_text(text, "utf-8")
    return check(path, Options(cache=False))


def test_what_is_caught_is_what_a_check_of_the_changed_report_finds(tmp_path: Path) -> None:
    """Every planted slip, by judging one claim again and by checking the whole report anew."""
    report = whole(CLEAN, tmp_path)
    figures = {f.id: f for f in report.figures}
    for figure in report.figures:
        for slip in planted(figure, figures):
            after = {**figures, figure.id: with_slip(figure, slip)}
            seen = {r.id for r in report.results if breaks(r.claim, after)}
            anew = CLEAN.replace(
                f"{figure.name}: {figure.text}",
                f"{figure.name}: {printed(slip.value, figure.unit)}",
            )
            failing = {r.id for r in whole(anew, tmp_path).results if r.verdict == "fail"}
            if figure.unit != "%" and slip.step in (None, figure.step):
                assert seen == failing, (figure.name, slip)


def printed(value: Fraction, unit: str) -> str:
    return f"'{value.numerator}{unit}'" if value.denominator == 1 else f"'{float(value)}{unit}'"


def test_slips_of_every_kind_are_planted_and_few_of_each(tmp_path: Path) -> None:
    report = whole("figures: {a: 1204万亩, b: 1150万亩, c: 88亿亩}\nrules: [a > b]\n", tmp_path)
    figures = {f.id: f for f in report.figures}
    slips = list(planted(report.figures[0], figures))
    counts = {k: sum(s.kind == k for s in slips) for k in KINDS}
    assert max(counts.values()) <= PER_KIND
    assert {k for k, n in counts.items() if not n} == {"unit", "stale"}
    assert len({s.value for s in slips}) == len(slips)
    assert all(s.value != report.figures[0].value for s in slips)


def test_a_second_print_protects_the_first(tmp_path: Path) -> None:
    power = power_of("figures: {towns: [26个, 26个], all: 30个}\nrules: [towns <= all]\n", tmp_path)
    towns = power.figures[0]
    assert towns.tally.share == 100 and power.rules["towns <= all"].share < 100  # type: ignore[operator]


def test_json(tmp_path: Path) -> None:
    told = to_dict(power_of(CLEAN, tmp_path), "report.yaml")
    assert told["schema"] == "reportaudit-mutate/1"
    assert told["never_catch"] == ["loose"] and told["vacuous"] == ["idle"]
    whole = Fraction(int(str(told["caught"])) * 100, int(str(told["planted"])))
    assert 0 <= whole - Fraction(str(told["score"])) < Fraction(1, 10)
    rules = {r["id"]: r["share"] for r in told["rules"]}  # type: ignore[attr-defined]
    assert (rules["sum"], rules["share"], rules["loose"]) == ("100.0", "100.0", "0.0")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 0, "never catches anything"),
        (("--lang", "zh"), 0, "没有规则把关"),
        (("--min-score", "50"), 0, "The rules see"),
        (("--min-score", "95%"), 1, "The rules see"),
        (("--format", "json"), 0, '"unprotected"'),
    ],
)
def test_the_command(
    tmp_path: Path,
    arguments: tuple[str, ...],
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "report.yaml"
    path.write_text(CLEAN, "utf-8")
    language = () if "--lang" in arguments else ("--lang", "en")
    done, out = run(monkeypatch, capsys, ["rules", "mutate", str(path), *language, *arguments])
    assert done == code, out
    assert words in out
    if "json" in arguments:
        json.loads(out)


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> tuple[object, str]:
    monkeypatch.setattr("sys.argv", ["reportaudit", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return left.value.code or 0, capsys.readouterr().out


def test_a_bare_document_is_read_and_its_own_statements_are_the_rules(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("全县8184人，其中男性4216人，女性3968人。另有耕地512亩。\n", "utf-8")
    power = mutate(check(path))
    assert [t.share for t in power.rules.values()] == [100]
    assert len(power.figures) == 3 and power.bare == 1


def test_nothing_to_judge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.yaml"
    path.write_text("figures: {a: 3}\n", "utf-8")
    assert run(monkeypatch, capsys, ["rules", "mutate", str(path)])[0] == 5
