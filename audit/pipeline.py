"""From a source to a report: the only module that knows all stages."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from audit.bind import bind
from audit.collecting import uncollected
from audit.declared import Sources, conflicting
from audit.errors import AuditError
from audit.evaluate import evaluate
from audit.exact.formula import Name
from audit.gate import Gate, accepted, chosen, kept, remarks_on, with_exit
from audit.marks import Mark, Source
from audit.model import FAIL, PASS, WARN, Claim, Document, Figure, Finding, Place, Report, Result
from audit.quote import FoundSpan, Quotes
from audit.specs import Manifest, Pack, SourceSpec
from audit.version import VERSION
from audit.yamltree import Scalar

if TYPE_CHECKING:
    from audit.initial import Draft

YAML_SUFFIXES = (".yaml", ".yml")

PRIOR = "prior"  # the role of last year's report
PUBLISHED = Fraction(1000)  # the weight in blame of its figures: they are not to be changed


class Options(Struct, frozen=True):
    """What the caller chooses. language: of the messages; today: for `until:` (None: the clock)."""

    language: str = "en"
    today: date | None = None
    cache: bool = True
    gate: Gate = Gate()
    use: tuple[str, ...] = ()
    discover: bool | None = None
    discover_else: bool | None = None  # where report.yaml does not say
    every_message: bool = True  # also of results that pass (machine formats show them)
    source: str = ""  # a document to check instead of the one that report.yaml names
    against: str = ""  # the previous draft of the document


def check(source: str | Path | Mapping[str, object], options: Options | None = None) -> Report:
    """Reads, binds, judges and explains one source: a document, a report.yaml, or a dict of its
    shape. Raises AuditError for what is the user's to mend."""
    options = options or Options()
    manifest, base = _manifest(source, options)
    return run(manifest, base, options)


def initial(path: Path, source: str, folder: Path) -> Draft:
    """A first report.yaml for the document at `path`, which calls it `source` and is to stand in
    `folder`: its verdicts are those of the document alone."""
    from audit.declare import manifest_from
    from audit.initial import differing, draft
    from audit.yamltree import load

    options = Options(cache=False, every_message=False)
    report = check(path, options)
    left: set[frozenset[str]] = set()
    while True:
        made = draft(report.documents[0], report.figures, report.results, source, left)
        again = run(
            manifest_from(load(made.text, "report.yaml")), folder, options, report.documents
        )
        odd = differing(report, again) - left
        if not odd:
            return made
        left |= odd


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


def check_document(document: Document, options: Options) -> Report:
    """Checks a document that has been read already, as what comes on standard input."""
    mark = Mark(Source("", document.path), None, None)
    return run(Manifest(mark, discover=True), None, options, [document])


def check_manifest(text: str, name: str, options: Options) -> Report:
    """Checks what a report.yaml declares whose text is given; its paths begin at this folder."""
    from audit.declare import manifest_from
    from audit.yamltree import load

    return run(manifest_from(load(text, name)), Path(), options)


def _discovers(manifest: Manifest, options: Options) -> bool:
    """Whether the text's own statements are checked: as asked, as report.yaml says, as configured."""
    if options.discover is not None:
        return options.discover
    if options.discover_else is None or manifest.discover_given:
        return manifest.discover
    return options.discover_else and manifest.discover


@uncollected()
def run(
    manifest: Manifest,
    base: Path | None,
    options: Options,
    read: Sequence[Document] | None = None,
) -> Report:
    """Checks what a report.yaml declares, with its sources under `base` or `read` already."""
    if options.source and not read:
        read = [_instead(manifest, options.source)]
    documents = _spoken(read, manifest) if read else read_documents(manifest, base)
    discover = _discovers(manifest, options)
    languages = [d.language for d in documents]
    quotes = Quotes(documents, languages, _spans) if documents else None
    packs = load_packs(manifest, base, options)
    figures, claims = bind(manifest, packs, Sources(documents, quotes))
    if discover:
        figures = with_extracted(figures, documents)
    if any(d.role == PRIOR for d in documents):
        figures = tuple(
            replace(f, weight=PUBLISHED) if documents[f.document].role == PRIOR else f
            for f in figures
        )
    by_id = {f.id: f for f in figures}
    results = [evaluate(c, by_id) for c in claims] + [
        restatement(f) for f in figures if f.problem == "duplicates"
    ]
    if discover:
        from audit.discover import listed_counts

        counts = listed_counts(documents, figures)
        found = with_discovered(results, documents, [*figures, *counts])[len(results) :]
        if packs:
            from audit.labelled import bound_by_labels, lent, merged

            declared = frozenset(f.id for f in figures if f.name is not None)
            bound = bound_by_labels(packs, manifest, documents, figures)
            found = merged(bound, results, found, declared)
            by_id |= lent(found, by_id)
        results = results + found
        used = {i for r in results for i in r.claim.figures} if counts else set()
        by_id |= {f.id: f for f in counts if f.id in used}
    if options.against:
        results, by_id = _against(manifest, base, options, documents, by_id, results)
    return report_of(manifest, documents, by_id, results, options)


def _against(
    manifest: Manifest,
    base: Path | None,
    options: Options,
    documents: Sequence[Document],
    figures: dict[str, Figure],
    results: list[Result],
) -> tuple[list[Result], dict[str, Figure]]:
    """(the results and what a change since the previous draft has left behind, all figures)."""
    from audit.stale import Old, stale

    if len(documents) != 1:
        raise AuditError(
            f"--against {options.against}: {manifest.path} is about {len(documents)} documents",
            help="a draft is one document: check it by itself against its previous draft",
        )
    before = _previous(manifest, base, options)
    old = Old(before.documents[0], {f.id: f for f in before.figures}, before.results)
    results, own = stale(old, documents[0], figures, results, options.language)
    return results, own


def _previous(manifest: Manifest, base: Path | None, options: Options) -> Report:
    """The report on the previous draft: under the same rules, where it holds what they quote."""
    plain = replace(options, against="", source="", gate=Gate(), every_message=False)
    if any(s.path.mark.line is not None for s in manifest.sources):
        with contextlib.suppress(AuditError):
            return run(manifest, base, replace(plain, source=options.against))
    return check(document_at(options.against), plain)


def document_at(path: str) -> Path:
    """The path, where it can be that of a document; a draft is no report.yaml."""
    if path.casefold().endswith(YAML_SUFFIXES):
        raise AuditError(
            f"--against {path}: a report.yaml is no draft", help="name the previous document itself"
        )
    return Path(path)


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
    return _spoken(documents, manifest)


def _instead(manifest: Manifest, path: str) -> Document:
    """The document at `path` in the place of the one that report.yaml is about."""
    from audit.readers import read_document

    named = manifest.sources
    if len(named) > 1:
        raise AuditError(
            f"--source {path}: {manifest.path} is about {len(named)} documents",
            help="name the new ones under its source:",
        )
    if named and named[0].path.mark.line is None:
        raise AuditError(
            f"--source {path}: {named[0].path.text} is a document itself",
            help="--source is for a report.yaml: it names the document that its rules are to check",
        )
    document = read_document(Path(path))
    if not named:
        return document
    name, role = named[0].name, named[0].role
    called = Path(named[0].path.text).stem if name is None else name.text
    return replace(document, name=called, role="" if role is None else role.text)


def _spoken(documents: Iterable[Document], manifest: Manifest) -> list[Document]:
    """The documents with the language that each is in."""
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
            twin = at.pop(_where(index, found.place), None) if at else None
            if twin is not None:
                out.append(replace(twin, label=found.label or twin.label, period=found.period))
                continue
            number += 1
            while (id := f"f{number}") in taken:
                number += 1
            same = found.id == id and not index
            out.append(found if same else replace(found, id=id, document=index))
    placed = {f.id for f in out}
    return (*out, *(f for f in declared if f.id not in placed))


def with_discovered(
    results: list[Result], documents: Sequence[Document], figures: Sequence[Figure]
) -> list[Result]:
    """The results and what the text itself states; a declared claim about the same figures stays."""
    from audit.discover import discover

    declared = {frozenset(r.claim.figures) for r in results}
    found = discover(documents, figures)
    if declared:
        found = [r for r in found if frozenset(r.claim.figures) not in declared]
    return results + found


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
    results, unmatched = chosen(results, options.gate)
    covered: set[str] = set()
    for r in results:
        if r.covers:
            covered.update(*r.claim.roles.values())
    figures = {
        i: replace(f, state="checked") if i in covered and f.state == "unchecked" else f
        for i, f in figures.items()
    }
    results, findings, unused = _findings(manifest, documents, figures, results, options)
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
        unmatched=unmatched,
    )
    return with_exit(report, options.gate)


def _findings(
    manifest: Manifest,
    documents: Sequence[Document],
    figures: Mapping[str, Figure],
    results: list[Result],
    options: Options,
) -> tuple[list[Result], list[Finding], tuple[str, ...]]:
    """(results and findings in words, what is to be said of ignores): what is wrong, if anything can
    be: most reports hold, and need no search for causes."""
    failing = any(r.verdict in (FAIL, WARN) or r.claim.require for r in results)
    findings: list[Finding] = []
    if failing or not all(f.prints for f in figures.values()):
        from audit.blame import blame

        findings = kept(blame(results, figures), options.gate)
    if options.every_message or findings or any(r.verdict != PASS for r in results):
        results, findings = _in_words(results, findings, figures, options)
    by_id = {r.id: r for r in results}
    today = options.today or date.today()
    findings, unused, remarks = accepted(
        findings, manifest.ignore, by_id, figures, documents, options.gate, today, manifest.path
    )
    told = remarks_on(unused, remarks, documents, today, options.language, options.gate)
    return results, findings, told


def _in_words(
    results: list[Result],
    findings: list[Finding],
    figures: Mapping[str, Figure],
    options: Options,
) -> tuple[list[Result], list[Finding]]:
    from audit.baseline import fingerprint
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
