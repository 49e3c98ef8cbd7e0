"""Small reports for the tests of what is said and shown: a text, its figures by print, rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.evaluate import evaluate
from audit.exact.formula import Name, transform
from audit.exact.grammar import Vocabulary, parse
from audit.exact.reading import read
from audit.marks import Mark, Source
from audit.model import Block, Claim, Document, Figure, Place, Report
from audit.pipeline import Options, report_of
from audit.specs import Manifest

CLINIC = (
    "全市门诊点甲类、乙类并行。今年共完成接种5320针,其中首针2210针,复针1935针,补种1170人次。"
    "来年继续。"
)
CLINIC_PARTS = {"first": "2210针", "second": "1935针", "catch-up": "1170人次", "shots": "5320针"}
CLINIC_RULE = "first + second + catch-up = shots"


def clinic(language: str = "en", **changes: str) -> Report:
    """A report with one broken sum: 5315 is stated as 5320."""
    return report(CLINIC, CLINIC_PARTS | changes, {"shots-by-kind": CLINIC_RULE}, language)


def report(
    text: str | None,
    figures: Mapping[str, str | None],
    rules: Mapping[str, str] | Sequence[str],
    language: str = "en",
    **claim: object,
) -> Report:
    """A judged report. figures: name -> print (None: not printed), looked up in the text in turn."""
    made = _figures(text, figures)
    ids = {f.name: f.id for f in made}
    vocabulary = Vocabulary(list(figures))
    if not isinstance(rules, Mapping):
        rules = {rule: rule for rule in rules}
    results = []
    for id, sentence in rules.items():
        tree = transform(
            parse(sentence, vocabulary),
            lambda n: Name(ids[n.name], n.unit) if isinstance(n, Name) else n,
        )
        used = tuple(i for i in ids.values() if i in str(tree))
        made_claim = Claim(id, "rule", "report", tree, {"left": used}, sentence, **claim)  # type: ignore[arg-type]
        results.append(evaluate(made_claim, {f.id: f for f in made}))
    documents = [] if text is None else [Document("年报.txt", _blocks(text), text)]
    manifest = Manifest(Mark(Source("", "report.yaml"), None, None))
    return report_of(
        manifest, documents, {f.id: f for f in made}, results, Options(language=language)
    )


def _figures(text: str | None, figures: Mapping[str, str | None]) -> list[Figure]:
    out, at = [], 0
    for number, (name, printed) in enumerate(figures.items(), 1):
        place = Place()
        if text is not None and printed is not None and printed in text:
            start = text.find(printed, at)
            at = start if start >= 0 else text.find(printed)
            line = text.count("\n", 0, at) + 1
            column = at - (text.rfind("\n", 0, at) + 1) + 1
            place = Place("年报.txt", at, at + len(printed), line, column, block=line)
            at = 0
        prints = () if printed is None else (read(printed),)
        out.append(Figure(f"f{number}", prints, name, None, None, place))
    return out


def _blocks(text: str) -> tuple[Block, ...]:
    blocks, start = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        blocks.append(Block(line, start=start, line=number, number=number))
        start += len(line) + 1
    return tuple(blocks)
