"""The tables of sentences: equal keys, plain YAML, one sentence for every code."""

from __future__ import annotations

import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from reports import clinic, report

from audit import messages
from audit.exact.interval import Interval
from audit.exact.reading import read
from audit.messages import LANGUAGES, counted, language_of, say, table
from audit.messages.comparison import comparison
from audit.messages.equation import equation
from audit.messages.numbers import between, by_unit, digits, manner_of
from audit.messages.sentences import (
    cures,
    finding_message,
    message_of,
    note_sentence,
    reason_sentence,
)
from audit.model import Figure, Finding, Reason, Suggestion

FOLDER = Path(messages.__file__).parent
NAMES = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plain_reader_reads_what_yaml_reads(language: str) -> None:
    text = (FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    assert table(language) == yaml.load(text, yaml.BaseLoader)
    keys = re.findall(r"^([\w-]+):", text, re.M)
    assert len(keys) == len(set(keys)), "a key stands twice"


def test_all_languages_have_the_same_keys() -> None:
    for language in LANGUAGES:
        assert set(table(language)) == set(table("en"))


def test_sentences_use_the_same_values() -> None:
    for key, english in table("en").items():
        for language in LANGUAGES:
            own, theirs = set(NAMES.findall(table(language)[key])), set(NAMES.findall(english))
            if key.startswith(("last-fail", "last-pass", "explain-against")) or key.endswith(
                "-one"
            ):
                continue  # a language may say the total where another leaves it out
            assert own == theirs, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_printed_on_a_gbk_console(language: str) -> None:
    for text in table(language).values():
        text.encode("gbk")


def test_chinese_sentences_use_chinese_punctuation() -> None:
    for key, text in table("zh").items():
        assert not re.search(r"[\u4e00-\u9fff][,;:?!](?!\w)", text), key


def test_plurals() -> None:
    assert counted("en", "last-pass", 1) == "1 holds"
    assert counted("en", "last-pass", 2) == "2 hold"
    assert counted("en", "last-all", 7) == "All 7 checks hold."
    for key in table("en"):
        if key.endswith("-one") and key != "help-one":
            assert key.removesuffix("-one") in table("en")


def test_a_missing_sentence_is_a_bug() -> None:
    with pytest.raises(KeyError):
        say("en", "no-such-key")


def test_values_are_not_filled_in_twice() -> None:
    assert say("en", "help-cure", old="{new}", new="2") == "{new} -> 2"


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_ALL": "en_GB", "LANG": "zh_CN"}, "en"),
        ({"REPORTAUDIT_LANG": "zh", "LC_ALL": "en_GB"}, "zh"),
        ({"LANG": "fr_FR"}, "en"),
    ],
)
def test_language_of_the_environment(environ: dict[str, str], language: str) -> None:
    assert language_of(environ) == language


CODES = "not-printed duplicates excess-digits unreadable division-by-zero root-of-negative budget no-whole-base"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES.split())
def test_every_reason_has_a_sentence(language: str, code: str) -> None:
    text = reason_sentence(Reason(code, {"figures": "deaths"}), language)
    assert code not in text or code == "excess-digits"
    assert "{" not in text


def test_reason_sentences() -> None:
    say_it = lambda code: reason_sentence(Reason(code, {"figures": "deaths"}), "en")  # noqa: E731
    assert say_it("duplicates") == "stated twice, differently: deaths"
    assert say_it("excess-digits").startswith("excess digits")
    assert say_it("something-new") == "cannot be decided (something-new)"


NOTES = "unit-words-differ truncated coarser-step last-digit slip:swap partial base-elided low-power rounding-only vacuous"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", NOTES.split())
def test_every_note_has_a_sentence(language: str, code: str) -> None:
    made = clinic()
    figures = {f.id: f for f in made.figures}
    text = note_sentence(code, made.results[0], figures, language)
    assert text != code
    assert "{" not in text


def test_a_remark_names_the_odd_one_out() -> None:
    made = clinic()
    figures = {f.id: f for f in made.figures}
    text = note_sentence("unit-words-differ", made.results[0], figures, "en", {"f3": "补种"})
    assert text == "补种 is counted in 人次 among 针"


@pytest.mark.parametrize(
    ("figures", "rule", "english", "chinese"),
    [
        (
            {"a": "30件", "b": "12件", "c": "41件"},
            "a + b = c",
            "the parts add up to 42, the report states 41件: apart by 1",
            "各项相加得 42，文中为 41件，相差 1",
        ),
        (
            {"part": "30件", "whole": "120件", "share": "26%"},
            "part / whole = share",
            "30件 / 120件 gives 25%, the report states 26%: apart by at least 0.5 pp",
            "30件 / 120件 算得 25%，文中为 26%，相差至少 0.5个百分点",
        ),
        (
            {"a": "31户", "b": "32户"},
            "a = b",
            "31户 and 32户 should be the same: apart by 1",
            "31户 与 32户 应当相同，相差 1",
        ),
        (
            {"found": "32户", "seen": "30户"},
            "found <= seen",
            "32户 is more than 30户, by 2",
            "32户 大于 30户，超出 2",
        ),
        (
            {"rate": "33%", "base": "10人"},
            "grim(rate, base)",
            "no whole count out of 10人 gives 33%",
            "以 10人 为总数，没有哪个整数能得出 33%",
        ),
        ({"a": "3户", "b": "3户"}, "a != b", "3户 and 3户 should differ", "3户 与 3户 不应相同"),
        ({"a": "3户", "b": None}, "a = b", "not printed: b", "文中未给出：b"),
        ({"a": "3户", "b": "3户"}, "a = b", "holds exactly", "完全相符"),
        ({"a": "3.0%", "b": "3.04%"}, "a = b", "holds within rounding", "在舍入范围内成立"),
        (
            {"a": "3户", "b": "2户"},
            "if a < b then a = b",
            "the condition does not apply, so nothing was checked",
            "条件不满足，无需核对",
        ),
    ],
)
def test_messages_of_results(
    figures: dict[str, str | None], rule: str, english: str, chinese: str
) -> None:
    made = report(None, figures, [rule])
    known = {f.id: f for f in made.figures}
    assert message_of(made.results[0], known, "en") == english
    assert message_of(made.results[0], known, "zh") == chinese


def test_large_amounts_are_told_in_the_scale_of_the_report() -> None:
    made = report(
        None, {"a": "$480 million", "b": "$365 million", "c": "$950 million"}, ["a + b = c"]
    )
    assert "add up to $845 million" in made.results[0].message
    assert "at least $103.5 million" in made.results[0].message


def test_the_failing_link_of_a_chain_is_told() -> None:
    made = report(None, {"a": "3户", "b": "3户", "c": "4户"}, ["a = b = c"])
    assert made.results[0].message == "3户 and 4户 should be the same: apart by 1"


@pytest.mark.parametrize(
    ("printed", "value", "shown"),
    [
        ("$1,275 million", 1_257_000_000, "$1,257 million"),
        ("88.07万", 881_700, "88.17万"),
        ("45万余元", 460_000, "46万元"),
        ("10.76‰", Fraction(1077, 100), "10.77‰"),
        ("8184人", 8185, "8185人"),
        ("三十二人", 33, "33人"),
        ("13.44万元", 134_500, "13.45万元"),
        ("11.27%", Fraction(100, 9), "11.1111%"),
        ("1,275", 12345, "12,345"),
        ("-3.5%", Fraction(7, 2), "3.5%"),
        ("3.5%", Fraction(-7, 2), "-3.5%"),
    ],
)
def test_values_are_shown_as_the_report_prints_them(printed: str, value: int, shown: str) -> None:
    assert manner_of(Figure("f1", (read(printed),))).show(Fraction(value)) == shown


def test_what_is_not_zero_is_not_shown_as_zero() -> None:
    assert digits(Fraction(1, 3_000_000), 2) == "0.00000033"
    assert digits(Fraction(0), 2) == "0"


def test_intervals_in_words() -> None:
    manner = by_unit("%")
    half = Fraction(1, 2)
    assert between(Interval(half, half * 3), manner, "en") == "0.5% to 1.5%"
    assert between(Interval(half, half * 3, False), manner, "en") == "0.5% to 1.5% (without 0.5%)"
    assert between(Interval(half, None), manner, "en") == "0.5% or more"
    assert between(Interval(None, half, True, False), manner, "zh") == "小于 0.5%"
    assert between(Interval(None, None), manner, "en") == "anything"


def test_equations_show_the_prints() -> None:
    made = report(
        None, {"new": "1440元", "old": "960元", "raise": "50%"}, ["growth(new, old) = raise"]
    )
    figures = {f.id: f for f in made.figures}
    assert equation(made.results[0].claim.tree, figures) == "1440元 / 960元 - 1 = 50%"
    made = report(
        None, {"a": "约30户", "b": "2户", "c": None}, ["if a > 1 and b > 1 then sum(a, b) - c = 1"]
    )
    figures = {f.id: f for f in made.figures}
    tree = made.results[0].claim.tree
    assert equation(
        tree, figures
    ) == "if 约 30户 > 1 and 2户 > 1 then 约 30户 + 2户 - c = 1".replace("约 ", "约")
    assert equation(tree, figures, "zh").startswith("若 约30户 > 1 且 2户 > 1 则 ")


def test_the_difference_is_within_the_tolerance_exactly_where_the_rule_holds() -> None:
    made = report(
        None,
        {"a": "1105例", "b": "9809例", "p": "11.27%", "q": "11.28%"},
        ["a / b = p", "a / b = q"],
    )
    figures = {f.id: f for f in made.figures}
    good, bad = (comparison(r, figures, "en") for r in made.results)
    assert good is not None
    assert bad is not None
    assert (good.difference, good.allowed) == ("0.0048 pp", "0.005 pp")
    assert (bad.difference, bad.allowed) == ("0.0148 pp", "0.005 pp")


def test_equal_cures_are_listed() -> None:
    made = clinic()
    finding = Finding(
        "wrong-figure",
        "error",
        (("f4",), ("f1",)),
        ("shots-by-kind",),
        (
            Suggestion("f4", Fraction(5315), None, None, "digit"),
            Suggestion("f1", Fraction(2215), None, None),
        ),
    )
    figures = {f.id: f for f in made.figures}
    assert cures(finding, figures, "en") == [
        "any one of these settles it: 5320针 -> 5315针 (one digit changed), 2210针 -> 2215针"
    ]
    assert cures(finding, figures, "zh") == [
        "改其一即可：5320针 -> 5315针（一位数字有误），2210针 -> 2215针"
    ]


def test_sentences_of_findings() -> None:
    made = clinic()
    figures = {f.id: f for f in made.figures}
    results = {r.id: r for r in made.results}
    conflict = Finding("contradictory-rules", "error", (), ("a", "b"))
    assert (
        finding_message(conflict, {}, figures, "en")
        == "no values satisfy these 2 rules together: a, b"
    )
    implied = Finding(
        "implied-value", "info", (), (), (Suggestion("f1", Fraction(2215), None, None),)
    )
    assert finding_message(implied, {}, figures, "zh") == "「first」未给出，按规则只能为 2215针"
    wrong = Finding("wrong-figure", "error", (("f1",),), ("shots-by-kind",))
    assert finding_message(wrong, results, figures, "en") == results["shots-by-kind"].message


def test_loading_the_sentences_takes_no_yaml_parser() -> None:
    code = (
        "import sys, audit.messages as m; m.say('zh', 'verdict-pass'); print('yaml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
