"""report.yaml, or a dict of its shape, as a Manifest: every slip named with its place.

Packs are made of the same parts (parts.py); the records are in specs.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from audit.exact.rounding import MODES
from audit.fields import Fields, chosen, scalar
from audit.parts import Parts, top
from audit.specs import READINGS, IgnoreSpec, Manifest, RuleSpec, SourceSpec
from audit.yamltree import Mapping, Scalar, Tree, from_python

LANGUAGES = ("auto", "zh", "en")
KEYS = (
    "report",
    "source",
    "text",
    "language",
    "rounding",
    "readings",
    "tolerance",
    "use",
    "discover",
    "figures",
    "derive",
    "const",
    "rules",
    "ignore",
    "tests",
)


def manifest_of(value: object, path: str | None = None) -> Manifest:
    """The Manifest that a dict of report.yaml's shape holds."""
    return manifest_from(from_python(value, path))


def rule_specs(rules: object) -> tuple[RuleSpec, ...]:
    """The rules of a Python list: what `rules:` holds."""
    tree = from_python({"rules": rules})
    return Parts(Fields(top(tree, "a rule list"), ("rules",), "a rule list")).rules()


def manifest_from(tree: Tree) -> Manifest:
    mapping = top(tree, "a report.yaml")
    for key, _ in mapping.entries:
        if key.text == "about":
            raise key.error(
                "this is a rule pack, not a report.yaml",
                "name the pack under use: of a report.yaml",
            )
    fields = Fields(mapping, KEYS, "a report.yaml")
    parts = Parts(fields)
    text = fields.text("text")
    sources = _sources(fields)
    if sources and text is not None:
        raise fields.key("text").error("both source: and text: are given", "keep one of them")
    figures = tuple(parts.figures())
    return Manifest(
        mark=mapping.mark,
        title=fields.string("report"),
        sources=sources,
        text=text,
        language=_language(fields),
        rounding=fields.choice("rounding", MODES) or "nearest",
        readings=fields.choice("readings", READINGS) or "strict",
        tolerance=fields.text("tolerance"),
        use=tuple(_use(fields)),
        discover=fields.flag("discover", bool(sources) or text is not None),
        discover_given=fields.get("discover") is not None,
        figures=figures,
        derive=parts.derive(),
        const=parts.const(),
        rules=parts.rules(),
        ignore=tuple(_ignore(item) for item in fields.list("ignore")),
        tests=parts.tests(),
    )


def _language(fields: Fields) -> str:
    value = fields.text("language")
    if value is None:
        return "auto"
    primary = re.split(r"[-_]", value.text.casefold(), maxsplit=1)[0]
    return primary if primary in LANGUAGES else chosen(value, LANGUAGES, "language:")


def _use(fields: Fields) -> Iterable[Scalar]:
    seen: set[str] = set()
    for item in fields.items("use"):
        pack = scalar(item, "use:", "the name or path of a rule pack")
        if pack.null or not pack.text.strip():
            raise pack.error("the name of a rule pack is empty")
        if pack.text in seen:
            raise pack.error(f"the rule pack {pack.text!r} is named twice", "remove one of them")
        seen.add(pack.text)
        yield pack


def _sources(fields: Fields) -> tuple[SourceSpec, ...]:
    specs = tuple(_source(item) for item in fields.items("source"))
    roles = {s.role.text for s in specs if s.role}
    seen: set[str] = set()
    for spec in specs:
        if spec.name is None:
            continue
        if spec.name.text in seen or spec.name.text in roles:
            raise spec.name.error(
                f"two documents are called {spec.name.text!r}", "give each name: its own"
            )
        seen.add(spec.name.text)
    return specs


def _source(item: Tree) -> SourceSpec:
    if isinstance(item, Mapping):
        fields = Fields(item, ("path", "name", "as"), "a source")
        return SourceSpec(fields.required("path"), fields.text("name"), fields.text("as"))
    path = scalar(item, "source:", "a path")
    if path.null or not path.text.strip():
        raise path.error("a path is empty")
    return SourceSpec(path)


def _ignore(item: Tree) -> IgnoreSpec:
    if not isinstance(item, Mapping):
        raise item.mark.error(
            "an entry of ignore: has keys", "write {rule: ..., at: ..., reason: ...}"
        )
    fields = Fields(item, ("rule", "at", "reason", "until"), "an entry of ignore:")
    rule, at = fields.text("rule"), fields.text("at")
    if rule is None and at is None:
        raise item.mark.error("an entry of ignore: says neither rule: nor at:")
    reason = fields.required("reason").text.strip()
    return IgnoreSpec(item.mark, rule, at, reason, fields.date("until"))
