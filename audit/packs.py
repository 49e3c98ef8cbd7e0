"""Rule packs: finding them by name or path, and reading them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from audit.errors import AuditError, nearest
from audit.exact.rounding import MODES
from audit.exact.vocabulary import fold
from audit.fields import Fields, Names, chosen, scalar
from audit.parts import Parts, top
from audit.specs import KINDS, READINGS, AliasSpec, Pack, RuleSpec, TestSpec
from audit.yamltree import Mapping, Scalar, Sequence, Tree, load

KEYS = (
    "name",
    "about",
    "rounding",
    "readings",
    "tolerance",
    "figures",
    "derive",
    "const",
    "rules",
    "tests",
)
SUFFIXES = (".yaml", ".yml")


def folders() -> tuple[Path, ...]:
    """Where packs are: in the installed package, then beside it in a checkout."""
    here = Path(__file__).resolve().parent
    return here / "_packs", here.parent / "rules"


def shipped() -> dict[str, Path]:
    """The packs that come with the program, by name."""
    found: dict[str, Path] = {}
    for folder in folders():
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                if path.suffix in SUFFIXES:
                    found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


def find_pack(name: str | Scalar, relative_to: str | Path | None = None) -> Path:
    """The file of a pack: one that is shipped, else a path (beside `relative_to`, a folder).

    A Scalar says where an error points to.
    """
    text = str(name)
    packs = shipped()
    if text in packs:
        return packs[text]
    base = Path(relative_to) if relative_to is not None else Path()
    for candidate in (text, *(text + suffix for suffix in SUFFIXES)):
        try:
            if (base / candidate).is_file():
                return base / candidate
        except (OSError, ValueError):
            break
    near = nearest(text, set(packs))
    known = f"known are {', '.join(packs)}, or give a path" if packs else "give a path"
    help = f"did you mean {near}?" if near else known
    message = f"there is no rule pack {text[:80]!r}"
    raise name.error(message, help) if isinstance(name, Scalar) else AuditError(message, help=help)


def load_pack(
    name: str | Path | Scalar, relative_to: str | Path | None = None, cache: bool = True
) -> Pack:
    """The pack of that name or path."""
    path = name if isinstance(name, Path) else find_pack(name, relative_to)
    file, text = _text(path)
    if not cache:
        return pack_from(load(text, file))
    from audit.compiled import cached

    return cached(Pack, text, file, lambda: pack_from(load(text, file)))


def all_packs(cache: bool = True) -> tuple[Pack, ...]:
    """Every pack that comes with the program, by name."""
    return tuple(load_pack(path, cache=cache) for path in shipped().values())


class _Rules(Struct, frozen=True):
    rules: tuple[RuleSpec, ...]


def read_rules(path: str | Path, cache: bool = True) -> tuple[RuleSpec, ...]:
    """The rules of a pack, a report.yaml, or a file that is nothing but a list of rules."""
    file, text = _text(path)
    if not cache:
        return _declared(load(text, file))
    from audit.compiled import cached

    return cached(_Rules, text, file, lambda: _Rules(_declared(load(text, file)))).rules


def rules_of(path: str | Path, cache: bool = True) -> list[str | dict[str, str]]:
    """What `rules:` of a pack or report.yaml holds, as `lint_rules` takes it."""
    return [_plain(rule) for rule in read_rules(path, cache)]


def _plain(rule: RuleSpec) -> str | dict[str, str]:
    if rule.id is None and rule.weight == "1" and rule.tolerance is None:
        return rule.check.text
    named = {} if rule.id is None else {"id": rule.id}
    if rule.tolerance is not None:
        named["tolerance"] = rule.tolerance.text
    return {**named, "check": rule.check.text, "weight": rule.weight}


def _text(path: str | Path) -> tuple[str, str]:
    from audit.readers import read_bytes
    from audit.readers.text import decode

    return str(path), decode(read_bytes(path), str(path))


def _declared(tree: Tree) -> tuple[RuleSpec, ...]:
    if isinstance(tree, Sequence):
        key = Scalar("rules", True, tree.mark)
        return Parts(Fields(Mapping(((key, tree),), tree.mark), ("rules",), "a rule list")).rules()
    if is_pack(tree):
        return pack_from(tree).rules
    from audit.declare import manifest_from

    return manifest_from(tree).rules


def is_pack(tree: Tree) -> bool:
    """Whether a tree is a rule pack rather than a report.yaml."""
    return isinstance(tree, Mapping) and any(k.text in ("name", "about") for k, _ in tree.entries)


def pack_from(tree: Tree) -> Pack:
    fields = Fields(top(tree, "a rule pack"), KEYS, "a rule pack")
    parts = Parts(fields)
    pack = Pack(
        name=fold(fields.required("name").text),
        mark=fields.tree.mark,
        about=fields.string("about"),
        rounding=fields.choice("rounding", MODES),
        readings=fields.choice("readings", READINGS),
        tolerance=fields.text("tolerance"),
        figures=tuple(_aliases(fields, parts.names)),
        derive=parts.derive(),
        const=parts.const(),
        rules=parts.rules(),
        tests=parts.tests(),
    )
    _distinct_aliases(pack)
    for test in pack.tests:
        _known_rules(test, pack)
    return pack


def _aliases(fields: Fields, names: Names) -> Iterable[AliasSpec]:
    for key, value in fields.mapping("figures"):
        name = names.add(key, "figures")
        if not isinstance(value, Mapping):
            yield AliasSpec(name, key.mark, tuple(_texts(value, name)))
            continue
        own = Fields(value, ("aliases", "unit", "kind", "generic"), f"the figure {name!r} of a pack")
        texts = tuple(text for item in own.items("aliases") for text in _texts(item, name))
        kind = own.choice("kind", KINDS) or ""
        yield AliasSpec(name, key.mark, texts, own.string("unit"), kind, own.flag("generic"))


def _texts(value: Tree, name: str) -> Iterable[Scalar]:
    if isinstance(value, Scalar) and value.null:
        return
    items = (value,) if isinstance(value, (Scalar, Mapping)) else value.items
    for item in items:
        text = scalar(item, f"{name!r}", "other names, in a list")
        if not text.text.strip():
            raise text.error(f"a name of {name!r} is empty")
        yield text


def _distinct_aliases(pack: Pack) -> None:
    """One alias cannot mean two figures."""
    owner = {figure.name: figure.name for figure in pack.figures}
    for figure in pack.figures:
        for alias in figure.aliases:
            first = owner.setdefault(fold(alias.text), figure.name)
            if first != figure.name:
                raise alias.error(
                    f"{alias.text!r} is a name of {first!r} and of {figure.name!r}",
                    "keep it under one of them",
                )


def _known_rules(test: TestSpec, pack: Pack) -> None:
    """A test names rules that the pack has (a rule with `for:` may add to its id)."""
    labels = [rule.label for rule in pack.rules]
    repeated = tuple(rule.label for rule in pack.rules if rule.for_ is not None)
    for expect in test.expect:
        if expect.rule is None:
            continue
        wanted = fold(expect.rule.text)
        if wanted not in labels and not (repeated and wanted.startswith(repeated)):
            chosen(expect.rule, tuple(labels), "a test's rule")
