"""The sentences about results and findings: what was compared, why it cannot be, what may mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from audit.exact import units
from audit.exact.formula import Call, names, walk
from audit.exact.interval import Interval
from audit.messages import counted, known, say
from audit.messages.comparison import Comparison, Side, comparison
from audit.messages.equation import Figures, called, equation
from audit.messages.numbers import between, manner_of, with_hedge
from audit.messages.wording import with_cue, worded
from audit.model import PASS, UNVERIFIABLE, WARN, Figure, Finding, Reason, Result, Suggestion

Results = Mapping[str, Result]
Labels = Mapping[str, str]

LONG = 60  # characters of an equation that a sentence still holds
MOST_CURES = 6
MOST_OTHERS = 4
ORDER_KEYS = {"<=": "at-most", "<": "under", ">=": "no-less", ">": "over", "!=": "differ"}


# ---------------------------------------------------------------- results


def message_of(result: Result, figures: Figures, language: str) -> str:
    """One sentence on the result, in lower case and without a full stop."""
    if result.verdict == UNVERIFIABLE:
        return reason_sentence(result.reason, language)
    own = {i: figures[i] for i in names(result.claim.tree) if i in figures}
    if result.verdict == PASS:
        return say(language, f"message-{_pass_key(result)}")
    sentence = _failure(result, own, language)
    sentence = _since(result, sentence, language)
    return say(language, "message-warn", sentence=sentence) if result.verdict == WARN else sentence


def _since(result: Result, sentence: str, language: str) -> str:
    """The sentence, with what was changed since the previous draft and what was not."""
    reason = result.reason
    if reason is None or reason.code != "stale" or not reason.values:
        return sentence
    return say(language, "message-stale", sentence=sentence, **reason.values)


def _pass_key(result: Result) -> str:
    if "vacuous" in result.notes:
        return "pass-vacuous"
    if result.left is None or result.right is None:
        return "pass"
    if result.left.is_point and result.right.is_point:
        return (
            "pass-exact"
            if result.left == result.right
            else "pass-tolerance"
            if result.tolerance
            else "pass"
        )
    same = result.printed is not None and result.printed[0] == result.printed[1]
    return "pass" if same else "pass-rounding"


def _failure(result: Result, figures: Figures, language: str) -> str:
    if result.verdict == WARN and not result.gap and known(f"weaker-{result.reading}"):
        return say(language, f"weaker-{result.reading}", values=_values(figures, language))
    if result.claim.kind == "restatement":
        return _restated(result, figures, language)
    own = worded(result, figures, language)
    if own is not None:
        return own
    compared = comparison(result, figures, language)
    if compared is None:
        return _without_sides(result, figures, language)
    if compared.meets:
        return _doubted(result, figures, language)
    operator = compared.operator
    if operator in ORDER_KEYS:
        left, right = (_order_side(s, language) for s in (compared.left, compared.right))
        sentence = say(
            language,
            f"message-{ORDER_KEYS[operator]}",
            left=left,
            right=right,
            gap=gap_of(compared, language),
        )
        return with_cue(result, sentence, language)
    gap = gap_of(compared, language)
    if compared.stated is None:
        return say(
            language, "message-sides", left=compared.left.value, right=compared.right.value, gap=gap
        )
    if compared.computed.figure is not None:
        return say(
            language, "message-equal", left=compared.left.value, right=compared.right.value, gap=gap
        )
    key = "message-sum" if compared.computed.is_sum else "message-calculation"
    shown = compared.computed.equation
    return say(
        language,
        key,
        computed=compared.computed.value,
        stated=compared.told.value,
        gap=gap,
        equation=shown if len(shown) <= LONG else shown[: LONG - 4] + " ...",
    )


def _doubted(result: Result, figures: Figures, language: str) -> str:
    """Why a check that holds is in doubt: the remark that made it a warning."""
    for code in result.notes:
        if code == "unit-words-differ" or known(f"note-{code}"):
            return note_sentence(code, result, figures, language)
    return say(language, "message-weaker")


def _values(figures: Figures, language: str) -> str:
    shown = [with_hedge(p) for f in figures.values() for p in f.prints]
    return say(language, "help-and").join(dict.fromkeys(shown))


def gap_of(compared: Comparison, language: str) -> str:
    """How far the sides are apart: exactly for exact numbers, at least for rounded ones."""
    if compared.touching:
        return say(language, "message-touching", gap=compared.difference or compared.gap)
    return say(
        language, "message-at-least" if compared.rounded else "message-exactly", gap=compared.gap
    )


def _order_side(side: Side, language: str) -> str:
    if side.figure is not None or side.equation == side.value:
        return side.value
    return say(language, "message-side-value", equation=side.equation, value=side.value)


def _without_sides(result: Result, figures: Figures, language: str) -> str:
    tests = [n for n in walk(result.claim.tree) if isinstance(n, Call) and n.function == "grim"]
    if not tests:
        return say(language, "message-check")
    rate, base = (equation(a, figures, language) for a in tests[0].arguments[:2])
    return say(language, "message-whole", rate=rate, base=base)


def _restated(result: Result, figures: Figures, language: str) -> str:
    ids = result.claim.figures or tuple(figures)
    shown = [with_hedge(p) for i in ids if i in figures for p in figures[i].prints]
    values = say(language, "help-and").join(dict.fromkeys(shown))
    name = next((figures[i].name or figures[i].label for i in ids if i in figures), None)
    if name is None:
        return say(language, "message-restated", values=values)
    return say(language, "message-restatement", name=name, values=values)


def reason_sentence(reason: Reason | None, language: str) -> str:
    """Why a check could not be verified."""
    if reason is None:
        return say(language, "verdict-unverifiable")
    key = f"reason-{reason.code}"
    if not known(key):
        return say(language, "reason-other", code=reason.code)
    return say(language, key, **{"figures": "", **reason.values})


# ---------------------------------------------------------------- remarks


def note_sentence(
    code: str, result: Result, figures: Figures, language: str, labels: Labels | None = None
) -> str:
    """The sentence for a code of `notes`; `labels` says what figures are called in the text."""
    if code == "unit-words-differ":
        return _unit_words(result, figures, language, labels or {})
    name, _, rest = code.partition(":")
    if name == "slip":
        return say(language, "note-slip", slip=slip_words(rest, language))
    if name == "candidates":
        return say(language, "note-candidates", figures=_printed(rest.split(","), figures, language))
    return (
        say(language, f"note-{name}")
        if known(f"note-{name}")
        else say(language, "note-other", code=code)
    )


def _printed(ids: list[str], figures: Figures, language: str) -> str:
    """Figures as printed, with their line where the source has lines."""
    shown = []
    for figure in (figures[i] for i in ids[:6] if i in figures):
        line = figure.place.line
        shown.append(figure.text if line is None else say(language, "note-candidate", text=figure.text, line=line))
    return say(language, "help-join").join(shown) + (" …" if len(ids) > 6 else "")


def slip_words(slip: str, language: str) -> str:
    return (
        say(language, f"slip-{slip}")
        if known(f"slip-{slip}")
        else say(language, "slip-other", code=slip)
    )


def _unit_words(result: Result, figures: Figures, language: str, labels: Labels) -> str:
    """Names the one figure that is counted in another word than the rest, where there is one."""
    counts = [
        i for i in names(result.claim.tree) if i in figures and units.is_count(figures[i].unit)
    ]
    words = [figures[i].unit for i in counts]
    rare = [i for i in counts if words.count(figures[i].unit) == 1]
    common = max(dict.fromkeys(words), key=words.count, default="")
    if len(rare) == 1 and len(set(words)) == 2:
        name = labels.get(rare[0]) or called(figures[rare[0]])
        return say(
            language, "note-unit-words-differ", name=name, unit=figures[rare[0]].unit, main=common
        )
    listed = say(language, "help-join").join(dict.fromkeys(words))
    return say(language, "note-unit-words", units=listed)


# ---------------------------------------------------------------- findings


def finding_message(finding: Finding, results: Results, figures: Figures, language: str) -> str:
    """One sentence on the cause; a finding with one broken check says what that check found."""
    sentence = _cause(finding, results, figures, language)
    if len(finding.results) > 1:  # one broken check says it itself
        stale = [results[i] for i in finding.results if i in results and results[i].reason]
        sentence = _since(stale[0], sentence, language) if stale else sentence
    for note in finding.notes:
        if known(f"finding-note-{note}"):
            remark = say(language, f"finding-note-{note}")
            sentence = say(language, "finding-with-note", sentence=sentence, note=remark)
    return sentence


def _cause(finding: Finding, results: Results, figures: Figures, language: str) -> str:
    broken = [results[i] for i in finding.results if i in results]
    sentence = message_of(broken[0], figures, language) if broken else ""
    make = _SENTENCES.get(finding.kind)
    if make is not None:
        return make(finding, broken, sentence, figures, language)
    if sentence:
        return sentence
    key = f"finding-{finding.kind}"
    return say(language, key) if known(key) else say(language, "finding-other", kind=finding.kind)


Broken = Sequence[Result]


def _wrong(finding: Finding, broken: Broken, sentence: str, figures: Figures, language: str) -> str:
    if len(broken) == 1:
        return sentence
    suspects = finding.suspects[0] if finding.suspects else ()
    if len(suspects) > 1 and not one_quantity(suspects, figures):
        return counted(language, "finding-wrong-set", len(broken), figures=len(suspects))
    best = next(
        (s for s in finding.suggestions if s.value is not None and s.figure in suspects), None
    )
    if best is None or best.figure not in figures:
        return counted(language, "finding-wrong-figure-open", len(broken))
    value = cured(figures[best.figure], best, language)
    return counted(language, "finding-wrong-figure", len(broken), value=value)


def one_quantity(ids: Sequence[str], figures: Figures) -> bool:
    """Whether the figures are prints of one quantity: blame frees them together."""
    prints = {(figures[i].value, figures[i].unit) for i in ids if i in figures}
    return len(prints) == 1 and all(i in figures for i in ids)


def _claim(finding: Finding, broken: Broken, sentence: str, figures: Figures, language: str) -> str:
    if len(broken) == 1 and broken[0].verdict == UNVERIFIABLE:
        return say(language, "finding-required", reason=sentence)
    return sentence if len(broken) == 1 else counted(language, "finding-broken-claim", len(broken))


def _contradiction(
    finding: Finding, broken: Broken, sentence: str, figures: Figures, language: str
) -> str:
    rules = say(language, "help-join").join(finding.results)
    return counted(language, "finding-contradictory-rules", len(finding.results), rules=rules)


def _implied(
    finding: Finding, broken: Broken, sentence: str, figures: Figures, language: str
) -> str:
    best = finding.suggestions[0]
    figure = figures.get(best.figure)
    name = called(figure) if figure else best.figure
    value = cured(figure, best, language) if figure else str(best.value)
    return say(language, "finding-implied-value", name=name, value=value)


def _unit(finding: Finding, broken: Broken, sentence: str, figures: Figures, language: str) -> str:
    if broken and "points-meant" in broken[0].notes:
        return say(language, "finding-unit-points", sentence=sentence)
    factor = unit_factor(broken[0]) if broken else None
    if factor is None:
        return say(language, "finding-unit-open", sentence=sentence)
    return say(language, "finding-unit", sentence=sentence, factor=factor)


_SENTENCES = {
    "wrong-figure": _wrong,
    "broken-claim": _claim,
    "contradictory-rules": _contradiction,
    "implied-value": _implied,
    "unit": _unit,
}


def unit_factor(result: Result) -> int | None:
    """100 or 1000 where one side is about so many times the other, as without its % or ‰."""
    if result.printed is None or 0 in result.printed:
        return None
    ratio = abs(result.printed[0] / result.printed[1])
    for factor in (100, 1000):
        for times in (ratio / factor, ratio * factor):
            if Fraction(9, 10) < times < Fraction(11, 10):
                return factor
    return None


# ---------------------------------------------------------------- help


def cured(figure: Figure, suggestion: Suggestion, language: str) -> str:
    """The suggested value as the report would print it, or the interval that mends."""
    manner = manner_of(figure)
    if suggestion.value is not None:
        return manner.show(suggestion.value, 60)
    return between(Interval(suggestion.low, suggestion.high), manner, language)


def cures(finding: Finding, figures: Figures, language: str) -> list[str]:
    """The lines of help: what would settle the finding, likeliest first."""
    if finding.kind == "restatement":
        kept = [
            cured(figures[s.figure], s, language)
            for s in finding.suggestions
            if s.figure in figures
        ]
        return (
            [say(language, "help-either", values=say(language, "help-join").join(kept))]
            if kept
            else []
        )
    if finding.kind == "unit":
        return []
    best: dict[str, Suggestion] = {}
    for suggestion in finding.suggestions:
        if suggestion.value is not None or None not in (suggestion.low, suggestion.high):
            best.setdefault(suggestion.figure, suggestion)
    if finding.kind in ("contradictory-rules", "implied-value"):
        if finding.kind == "implied-value" or len(finding.results) < 2:
            return []
        return [say(language, "help-drop", rules=say(language, "help-join").join(finding.results))]
    suspects = [s for s in finding.suspects if s and all(i in best and i in figures for i in s)]
    texts = [figures[s[0]].text for s in suspects if len(s) == 1]
    singles, sets = [], []
    for ids in suspects:
        named = len(ids) > 1 or texts.count(figures[ids[0]].text) > 1
        parts = [_cure(figures[i], best[i], named, language) for i in ids]
        if len({best[i].value for i in ids}) == 1 and len(ids) > 1 and one_quantity(ids, figures):
            cure = _cure(figures[ids[0]], best[ids[0]], False, language)
            parts = [say(language, "help-places", cure=cure, n=len(ids))]
        if len(parts) == 1:
            singles.append(parts[0])
        else:
            sets.append(say(language, "help-and").join(parts))
    lines = []
    if len(suspects) == 1 and singles:
        return [_with_others(singles[0], finding, suspects[0][0], figures, language)]
    if singles:
        lines.append(_listed(singles, "help-join", "help-any", "help-one", language))
    if sets:
        lines.append(_listed(sets, "help-or", "help-together", "help-together", language))
    return lines


def _with_others(cure: str, finding: Finding, id: str, figures: Figures, language: str) -> str:
    """The cure of the only suspect, with the other values that would fit."""
    values = [s for s in finding.suggestions if s.figure == id and s.value is not None]
    others = [cured(figures[id], s, language) for s in values[1:MOST_OTHERS]]
    if not others:
        return cure
    return say(language, "help-fits", cure=cure, others=say(language, "help-join").join(others))


def _listed(items: list[str], join: str, many: str, one: str, language: str) -> str:
    shown = items[:MOST_CURES]
    if len(items) > MOST_CURES:
        shown.append(counted(language, "help-more", len(items) - MOST_CURES))
    joined = say(language, join).join(shown)
    return say(language, many if len(items) > 1 else one, cures=joined, cure=joined)


def _cure(figure: Figure, suggestion: Suggestion, with_name: bool, language: str) -> str:
    old = with_hedge(figure.quantity) if figure.quantity else say(language, "help-missing")
    key = "help-named-cure" if with_name and (figure.name or figure.label) else "help-cure"
    text = say(language, key, old=old, new=cured(figure, suggestion, language), name=called(figure))
    if suggestion.slip is None:
        return text
    return say(language, "help-cure-slip", cure=text, slip=slip_words(suggestion.slip, language))
