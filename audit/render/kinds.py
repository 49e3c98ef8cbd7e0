"""`reportaudit explain WHAT` for words: a kind of relation, a rule of a pack, a note."""

from __future__ import annotations

from importlib import import_module

from audit.errors import AuditError, columns, nearest
from audit.exact.grammar import fold
from audit.messages import LANGUAGES, known, say, table
from audit.packs import all_packs
from audit.render.output import plain
from audit.specs import Pack, RuleSpec

Explanation = tuple[str, str, str, str]


def explanations(language: str) -> dict[str, Explanation]:
    """What is said of each kind of relation, in that language."""
    found: dict[str, Explanation] = import_module(
        f"audit.languages.explanations_{language}"
    ).EXPLANATIONS
    return found


def _called(word: str, language: str) -> str:
    """The kind that a word of either language names, the word itself if none."""
    for own in (language, *LANGUAGES):
        kind: str | None = import_module(f"audit.languages.explanations_{own}").NAMES.get(word)
        if kind is not None:
            return kind
    return word


def explain_word(word: str, language: str) -> str:
    """The explanation of a kind, of `rule` or `pack/rule`, or of a note. Raises AuditError for
    any other word."""
    text = fold(word)
    kinds = explanations(language)
    kind = _called(text.casefold(), language)
    if kind in kinds:
        return _kind(kind, kinds[kind], language)
    notes = sorted(k.removeprefix("note-") for k in table(language) if k.startswith("note-"))
    if text in notes or text.partition(":")[0] == "slip":
        return _note(text, language)
    pack_name, _, rule_name = text.rpartition("/")
    rules = {
        r.label: (pack, r)
        for pack in all_packs()
        for r in pack.rules
        if pack_name in ("", pack.name)
    }
    if rule_name in rules:
        return _rule(*rules[rule_name], language)
    near = nearest(text, {*kinds, *notes, *rules})
    listed = say(language, "help-join").join(kinds)
    raise AuditError(
        say(language, "explain-no-word", word=plain(text[:80])),
        help=say(language, "explain-near", id=near)
        if near
        else say(language, "explain-words", kinds=listed),
    )


def _kind(kind: str, explanation: Explanation, language: str) -> str:
    says, why, wrong, right = explanation
    facts = [("why", why), ("wrong", wrong), ("right", right)]
    return f"{say(language, 'label', label=kind)}{says}\n\n{_facts(facts, language)}"


def _note(code: str, language: str) -> str:
    name, _, rest = code.partition(":")
    values = {"slip": say(language, f"slip-{rest}") if known(f"slip-{rest}") else rest or "…"}
    values |= dict.fromkeys(("figures", "name", "unit", "main", "units", "code"), "…")
    return say(language, "label", label=code) + say(language, f"note-{name}", **values) + "\n"


def _rule(pack: Pack, rule: RuleSpec, language: str) -> str:
    heading = f"{pack.name}/{rule.label}"
    facts = [("rule", fold(rule.check.text))]
    if rule.why:
        facts.append(("why", rule.why))
    if rule.severity != "error":
        facts.append(("severity", rule.severity))
    if rule.tolerance is not None:
        facts.append(("tolerance", rule.tolerance.text))
    for figure in pack.figures:
        if figure.name in rule.check.text and figure.aliases:
            facts.append(
                ("names", f"{figure.name}: {', '.join(a.text for a in figure.aliases[:6])}")
            )
    return f"{heading}\n\n{_facts(facts, language)}"


def _facts(facts: list[tuple[str, str]], language: str) -> str:
    told = [(say(language, f"explain-{key}"), plain(value)) for key, value in facts]
    wide = max(columns(word) for word, _ in told)
    return "".join(f"  {word}{' ' * (wide - columns(word))}  {value}\n" for word, value in told)
