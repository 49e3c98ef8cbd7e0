"""From a source to a report: the only module that knows all stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from audit.bind import bind
from audit.declared import Sources, conflicting
from audit.errors import AuditError
from audit.evaluate import evaluate, factor_of
from audit.exact.formula import Name
from audit.exact.rounding import decimal
from audit.marks import Mark, Source
from audit.model import FAIL, PASS, WARN, Claim, Document, Figure, Finding, Place, Report, Result
from audit.quote import FoundSpan, Quotes
from audit.specs import Manifest, Pack, SourceSpec
from audit.version import VERSION
from audit.yamltree import Scalar

YAML_SUFFIXES = (".yaml", ".yml")


class Options(Struct, frozen=True):
    """What the caller chooses. language: of the messages; today: for `until:` (None: the clock)."""

    language: str = "en"
    today: date | None = None
    cache: bool = True
    fail_on: str = "error"  # error | warning | unverifiable | never
    min_coverage: Fraction | None = None  # share of figures, 0..100
    use: tuple[str, ...] = ()
    discover: bool | None = None
    every_message: bool = True  # also of results that pass (machine formats show them)


def check(source: str | Path | Mapping[str, object], options: Options | None = None) -> Report:
    """Reads, binds, judges and explains one source: a document, a report.yaml, or a dict of its
    shape. Raises AuditError for what is the user's to mend."""
    options = options or Options()
    manifest, base = _manifest(source, options)
    return run(manifest, base, options)


def _manifest(
    source: str | Path | Mapping[str, object], options: Options
) -> tuple[Manifest, Path | None]:
    if isinstance(source, Mapping):
        from audit.declare import manifest_of

        return manifest_of(dict(source)), None
    path = Path(source)
    if path.suffix.lower() in YAML_SUFFIXES:
        from audit.manifests import read_manifest

        return read_manifest(path, options.cache), path.parent
    mark = Mark(Source("", str(path)), None, None)
    return Manifest(
        mark, sources=(SourceSpec(Scalar(str(path), False, mark)),), discover=True
    ), None


def run(manifest: Manifest, base: Path | None, options: Options) -> Report:
    documents = read_documents(manifest, base)
    discover = manifest.discover if options.discover is None else options.discover
    languages = [d.language for d in documents]
    quotes = Quotes(documents, languages, _spans) if documents else None
    packs = load_packs(manifest, base, options)
    figures, claims = bind(manifest, packs, Sources(documents, quotes))
    if discover:
        figures = with_extracted(figures, documents)
    by_id = {f.id: f for f in figures}
    results = [evaluate(c, by_id) for c in claims] + [
        restatement(f) for f in figures if f.problem == "duplicates"
    ]
    if discover:
        from audit.discover import listed_counts

        counts = listed_counts(documents, figures)
        results = with_discovered(results, documents, [*figures, *counts])
        used = {i for r in results for i in r.claim.figures}
        by_id |= {f.id: f for f in counts if f.id in used}
    return report_of(manifest, documents, by_id, results, options)


def _spans(text: str, language: str) -> Sequence[FoundSpan]:
    from audit.extract import spans

    return spans(text, language)


def read_documents(manifest: Manifest, base: Path | None) -> list[Document]:
    """The documents named under source:, or the text itself."""
    if manifest.text is not None:
        from audit.readers.text import of_text

        documents = [of_text(manifest.text.text)]
    else:
        documents = [_document(s, base) for s in manifest.sources]
    return [replace(d, language=_language(d, manifest)) for d in documents]


def _document(spec: SourceSpec, base: Path | None) -> Document:
    from audit.readers import read_document

    path = Path(spec.path.text) if base is None else base / spec.path.text
    try:
        document = read_document(path)
    except AuditError as e:
        if spec.path.mark.line is None or e.line is not None:
            raise
        raise spec.path.error(e.message, e.help) from None
    name = Path(spec.path.text).stem if spec.name is None else spec.name.text
    return replace(document, name=name, role="" if spec.role is None else spec.role.text)


def _language(document: Document, manifest: Manifest) -> str:
    if manifest.language != "auto":
        return manifest.language
    from audit.languages import detect

    return detect(
        document.text
        if document.text is not None
        else "\n".join(b.text for b in document.blocks[:400])
    )


def load_packs(manifest: Manifest, base: Path | None, options: Options) -> list[Pack]:
    if not manifest.use and not options.use:
        return []
    from audit.packs import load_pack

    named: tuple[Scalar | str, ...] = (*manifest.use, *options.use)
    return [load_pack(name, base, cache=options.cache) for name in named]


def with_extracted(declared: Sequence[Figure], documents: Sequence[Document]) -> tuple[Figure, ...]:
    """All figures of the documents, in reading order; a declared one takes the place of its twin."""
    from audit.extract import extract

    at = {_where(f.document, f.place): f for f in declared if f.place.start is not None}
    taken = {f.id for f in declared}
    out: list[Figure] = []
    number = 0
    for index, document in enumerate(documents):
        for found in extract(document, document.language or None):
            twin = at.pop(_where(index, found.place), None)
            if twin is not None:
                out.append(replace(twin, label=found.label or twin.label, period=found.period))
                continue
            number += 1
            while f"f{number}" in taken:
                number += 1
            out.append(replace(found, id=f"f{number}", document=index))
    placed = {f.id for f in out}
    return (*out, *(f for f in declared if f.id not in placed))


def with_discovered(
    results: list[Result], documents: Sequence[Document], figures: Sequence[Figure]
) -> list[Result]:
    """The results and what the text itself states; a declared claim about the same figures stays."""
    from audit.discover import discover

    declared = {frozenset(r.claim.figures) for r in results}
    return results + [
        r for r in discover(documents, figures) if frozenset(r.claim.figures) not in declared
    ]


def _where(document: int, place: Place) -> tuple[object, ...]:
    return document, place.start, place.end, place.block, place.table, place.cell


def restatement(figure: Figure) -> Result:
    """The failing result on a quantity that is stated twice, differently."""
    pair = conflicting(figure.prints)
    assert pair is not None
    claim = Claim(
        f"restatement:{figure.name or figure.id}",
        "restatement",
        "report",
        Name(figure.id),
        {"prints": (figure.id,)},
    )
    left, right = pair[0].interval(), pair[1].interval()
    values = (
        None if pair[0].value is None or pair[1].value is None else (pair[0].value, pair[1].value)
    )
    return Result(
        claim,
        FAIL,
        left=left,
        right=right,
        printed=values,
        unit=figure.unit,
        gap=left.gap(right),
        tolerance=Fraction(0),
    )


def report_of(
    manifest: Manifest,
    documents: Sequence[Document],
    figures: dict[str, Figure],
    results: list[Result],
    options: Options,
) -> Report:
    """Blames, suppresses, and puts into words."""
    covered = {i for r in results if r.covers for i in r.claim.figures}
    figures = {
        i: replace(f, state="checked") if i in covered and f.state == "unchecked" else f
        for i, f in figures.items()
    }
    findings, unused = _findings(manifest, documents, figures, results, options)
    if options.every_message or findings or any(r.verdict != PASS for r in results):
        results, findings = _in_words(results, findings, figures, options)
    report = Report(
        documents=tuple(documents),
        figures=tuple(figures.values()),
        results=tuple(results),
        findings=tuple(findings),
        exit_code=0,
        version=VERSION,
        title=manifest.title,
        path=manifest.path,
        language=options.language,
        unused=unused,
    )
    code, by = exit_of(report, options)
    return replace(report, exit_code=code, failed_by=by)


def _findings(
    manifest: Manifest,
    documents: Sequence[Document],
    figures: Mapping[str, Figure],
    results: Sequence[Result],
    options: Options,
) -> tuple[list[Finding], tuple[str, ...]]:
    """(findings, ignores that cover none): what is wrong, if anything can be: most reports hold, and need no search for causes."""
    failing = any(r.verdict in (FAIL, WARN) or r.claim.require for r in results)
    if not failing and all(f.prints for f in figures.values()):
        return [], tuple(i.reason for i in manifest.ignore)
    from audit.blame import blame
    from audit.suppress import suppress

    findings = blame(results, figures)
    by_id = {r.id: r for r in results}
    today = options.today or date.today()
    findings, unused = suppress(findings, manifest.ignore, by_id, figures, documents, today)
    return findings, tuple(i.reason for i in unused)


def _in_words(
    results: list[Result],
    findings: list[Finding],
    figures: Mapping[str, Figure],
    options: Options,
) -> tuple[list[Result], list[Finding]]:
    from audit.messages.sentences import finding_message, message_of

    language = options.language
    results = [
        replace(r, message=message_of(r, figures, language))
        if options.every_message or r.verdict != PASS
        else r
        for r in results
    ]
    by_id = {r.id: r for r in results}
    findings = [
        replace(
            f,
            message=finding_message(f, by_id, figures, language),
            fingerprint=fingerprint(f, by_id, figures),
        )
        for f in findings
    ]
    return results, findings


def exit_of(report: Report, options: Options) -> tuple[int, str]:
    """(exit code, what made it 1 where no finding did): 0 consistent; 1 findings at or above the
    threshold, or coverage too low; 5 nothing was checked."""
    summary, coverage = report.summary, report.coverage
    if options.fail_on != "never":
        wanted = ("error",) if options.fail_on == "error" else ("error", "warning")
        if any(f.severity in wanted and f.suppressed is None for f in report.findings):
            return 1, ""
        if options.fail_on == "unverifiable" and summary["unverifiable"]:
            return 1, "unverifiable-only"
        least = options.min_coverage
        if least is not None and coverage["checked"] * 100 < least * coverage["figures"]:
            return 1, "coverage"
    return 0 if summary["pass"] + summary["warn"] + summary["fail"] else 5, ""


def fingerprint(
    finding: Finding, results: Mapping[str, Result], figures: Mapping[str, Figure]
) -> str:
    """What the finding means, whatever its place: kind, rules, labels and values."""
    import hashlib

    ids = sorted(
        {i for s in finding.suspects for i in s}
        | {i for r in finding.results for i in results[r].claim.figures}
    )
    facts = [finding.kind, *sorted(finding.results)]
    for i in ids:
        figure = figures[i]
        interval = figure.interval()
        ends = [
            "" if e is None else decimal(e * factor_of(figure))
            for e in (interval.low, interval.high)
        ]
        facts.append("|".join([figure.label or figure.name or "", figure.unit, *ends]))
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]
