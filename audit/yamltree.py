"""YAML text, or a Python mapping, as a tree of strings that know where they stand.

Every scalar stays the string that was written: `29.0` keeps its zero and `8:14` stays itself.
A Mark says where. Nothing is constructed; the parser's events are read one by one, so that nothing recurses.
"""

from __future__ import annotations

import re
from collections import abc
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from msgspec import Struct
from msgspec.structs import replace

from audit.errors import AuditError
from audit.marks import LINE_END, Mark, Source

__all__ = [
    "Mapping",
    "Mark",
    "Scalar",
    "Sequence",
    "Source",
    "Tree",
    "comment_after",
    "from_python",
    "load",
]

MAX_BYTES = 16 << 20
MAX_NODES = 400_000  # every alias counts as all that it stands for
MAX_DEPTH = 50

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
_STRING_TAG = "tag:yaml.org,2002:str"


class Scalar(Struct, frozen=True):
    """A string as it was written; `plain` if without quotes (only then it may mean nothing)."""

    text: str
    plain: bool
    mark: Mark

    def __str__(self) -> str:
        return self.text

    @property
    def null(self) -> bool:
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")

    def error(self, message: str, help: str | None = None) -> AuditError:
        return self.mark.error(message, help)


class Sequence(Struct, frozen=True):
    items: tuple[Tree, ...]
    mark: Mark
    flow: bool = False


class Mapping(Struct, frozen=True):
    entries: tuple[tuple[Scalar, Tree], ...]
    mark: Mark
    flow: bool = False


Tree = Scalar | Sequence | Mapping


def load(text: str, path: str | None = None) -> Tree:
    """The one document in `text`. An empty text is an empty plain scalar."""
    text = text.removeprefix("\ufeff")
    source = Source(text, path)
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise AuditError(f"the file is larger than {MAX_BYTES >> 20} MiB", path=path)
    bad = _CONTROL.search(text)
    if bad:
        before = LINE_END.split(text[: bad.start()])
        mark = Mark(source, len(before), len(before[-1]) + 1)
        raise mark.error(f"the control character U+{ord(bad[0]):04X} may not stand in YAML")
    return _Composer(source).document()


def comment_after(scalar: Scalar) -> str | None:
    """What may help if a plain text came out too short: YAML takes ` #` for a comment."""
    mark = scalar.mark
    if not scalar.plain or mark.dotted is not None or mark.line is None:
        return None
    rest = (mark.source or "")[(mark.column or 1) - 1 + len(scalar.text) :]
    if rest.lstrip().startswith("#") and rest[:1] in (" ", "\t"):
        return "YAML takes ' #' for a comment: quote the whole text"
    return None


class _Open:
    """A sequence or mapping whose end has not come yet."""

    __slots__ = ("anchor", "event", "items", "key", "keys", "mapping", "size")

    def __init__(self, event: Any, mapping: bool) -> None:
        self.event = event
        self.mapping = mapping
        self.items: list[Any] = []
        self.keys: dict[str, Scalar] = {}
        self.key: Scalar | None = None
        self.size = 1
        self.anchor: str | None = event.anchor


class _Composer:
    """Builds the tree from events; counts nodes and depth on the way."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.stack: list[_Open] = []
        self.root: Tree | None = None
        self.anchors: dict[str, tuple[Tree | None, int, Mark]] = {}
        self.used: set[str] = set()
        self.nodes = 0

    def document(self) -> Tree:
        handlers: dict[str, Callable[[Any], None]] = {
            "ScalarEvent": self.scalar,
            "AliasEvent": self.alias,
            "SequenceStartEvent": self.start,
            "SequenceEndEvent": self.end,
            "MappingStartEvent": self.start,
            "MappingEndEvent": self.end,
            "DocumentStartEvent": self.another,
        }
        for event in _events(self.source):
            handler = handlers.get(type(event).__name__)
            if handler is not None:
                handler(event)
        for name, (_, _, mark) in self.anchors.items():
            if name not in self.used:
                raise mark.error(
                    f"YAML takes &{name} for a name that is used nowhere",
                    "quote the whole text if it is meant to begin with &",
                )
        return self.root or Scalar("", True, Mark(self.source, 1, 1, 1, ""))

    def mark(self, event: Any, style: str | None = None) -> Mark:
        start, end = event.start_mark, event.end_mark
        if end.line == start.line:
            width = end.column - start.column
        elif style in ("|", ">"):
            width = 1
        else:
            width = len(self.source.line(start.line + 1)) - start.column
        return Mark(self.source, start.line + 1, start.column + 1, max(1, width), style)

    def another(self, event: Any) -> None:
        if self.root is not None:
            raise self.mark(event).error(
                "a second document begins here", "keep one document in a file"
            )

    def scalar(self, event: Any) -> None:
        style = event.style or ""
        mark = self.mark(event, style)
        self.check(event, mark)
        if event.anchor or event.tag:  # the mark begins at the anchor: no offsets into the text
            mark = replace(mark, style=None)
        node = Scalar(event.value, style == "", mark)
        size = 1 + len(event.value) // 200
        if event.anchor:
            self.anchors[event.anchor] = (node, size, mark)
        self.add(node, size)

    def check(self, event: Any, mark: Mark) -> None:
        if event.tag is not None and event.tag != _STRING_TAG:
            raise mark.error(
                "YAML takes a text that begins with ! for a tag, which has no meaning here",
                "quote the whole text",
            )

    def alias(self, event: Any) -> None:
        mark, name = self.mark(event), event.anchor
        if name not in self.anchors:
            raise mark.error(
                f"YAML takes *{name} for a reference, and nothing is called &{name}",
                "quote the whole text if it is meant to begin with *",
            )
        node, size, _ = self.anchors[name]
        if node is None:
            raise mark.error(f"*{name} stands inside what it refers to")
        self.used.add(name)
        self.add(node, size, mark)

    def start(self, event: Any) -> None:
        mark = self.mark(event)
        self.check(event, mark)
        if len(self.stack) >= MAX_DEPTH:
            raise mark.error(f"nested more than {MAX_DEPTH} levels deep")
        if event.anchor:
            self.anchors[event.anchor] = (None, 0, mark)
        self.stack.append(_Open(event, type(event).__name__ == "MappingStartEvent"))

    def end(self, event: Any) -> None:
        top = self.stack.pop()
        mark, flow = self.mark(top.event), bool(top.event.flow_style)
        if flow:
            start, end = top.event.start_mark, event.end_mark
            same = end.line == start.line
            mark = replace(mark, width=end.column - start.column if same else mark.width)
        kind = Mapping if top.mapping else Sequence
        node: Tree = kind(tuple(top.items), mark, flow)
        if top.anchor:
            self.anchors[top.anchor] = (node, top.size, mark)
        self.nodes -= top.size - 1  # its children are counted
        self.add(node, top.size)

    def add(self, node: Tree, size: int, mark: Mark | None = None) -> None:
        mark = mark or node.mark
        self.nodes += size
        if self.nodes > MAX_NODES:
            raise mark.error(
                f"the file holds more than {MAX_NODES} values, references written out",
                "a reference (*name) counts as all that it stands for",
            )
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        top.size += size
        if not top.mapping:
            top.items.append(node)
        elif top.key is None:
            top.key = self.as_key(node, mark, top.keys)
        else:
            top.items.append((top.key, node))
            top.key = None

    def as_key(self, node: Tree, mark: Mark, keys: dict[str, Scalar]) -> Scalar:
        if not isinstance(node, Scalar):
            raise mark.error(
                "a name before ':' must be a text", "quote it if it begins with [ or {"
            )
        if node.text == "<<" and node.plain:
            raise mark.error("merge keys (<<) are not supported", "write the entries out")
        return _unique(node if node.mark is mark else replace(node, mark=mark), keys)


def _unique(key: Scalar, keys: dict[str, Scalar]) -> Scalar:
    first = keys.setdefault(key.text, key)
    if first is not key:
        where = f"first on line {first.mark.line}" if first.mark.line else "once as a number"
        raise key.error(f"{key.text!r} stands here twice ({where})", "remove or rename one of them")
    return key


def _events(source: Source) -> Iterable[Any]:
    """The parser's events: libyaml's where it is built in, else PyYAML's own (the same events)."""
    import yaml  # 8 ms: a cached file is read without it

    try:
        parser = _parser(yaml, source.text)
        while parser.check_event():
            yield parser.get_event()
    except yaml.YAMLError as error:
        from audit.yamlerrors import translate

        raise translate(error, source) from None


def _parser(yaml: Any, text: str) -> Any:
    if yaml.__with_libyaml__:
        return yaml.cyaml.CParser(text)

    class Parser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):  # type: ignore[misc]
        def __init__(self) -> None:
            yaml.reader.Reader.__init__(self, text)
            yaml.scanner.Scanner.__init__(self)
            yaml.parser.Parser.__init__(self)

    return Parser()


def from_python(value: object, path: str | None = None) -> Tree:
    """The tree that YAML would give for `value`, made of mappings, lists and scalars."""
    return _Python(path).node(value, "", 0)


class _Python:
    def __init__(self, path: str | None) -> None:
        self.source = Source("", path)
        self.nodes = 0

    def fail(self, dotted: str, message: str, help: str | None = None) -> NoReturn:
        raise Mark(self.source, None, None, dotted=dotted).error(message, help)

    def node(self, value: object, dotted: str, depth: int) -> Tree:
        self.nodes += 1
        if depth > MAX_DEPTH:
            self.fail(dotted, f"nested more than {MAX_DEPTH} levels deep")
        if self.nodes > MAX_NODES:
            self.fail(dotted, f"more than {MAX_NODES} values")
        mark = Mark(self.source, None, None, dotted=dotted)
        if isinstance(value, abc.Mapping):
            keys: dict[str, Scalar] = {}
            entries = []
            for name, below in value.items():
                key = _unique(self.key(name, dotted), keys)
                entries.append((key, self.node(below, key.mark.dotted or "", depth + 1)))
            return Mapping(tuple(entries), mark)
        if isinstance(value, (list, tuple)):
            items = (self.node(v, f"{dotted}[{i}]", depth + 1) for i, v in enumerate(value))
            return Sequence(tuple(items), mark)
        text = self.text(value, dotted)
        return Scalar(text, True, replace(mark, style="", content=text))

    def key(self, name: object, dotted: str) -> Scalar:
        if name is None:
            self.fail(dotted, "a name is None", "give the name as a string")
        text = self.text(name, dotted)
        below = f"{dotted}.{text}" if dotted else text
        return Scalar(text, True, Mark(self.source, None, None, dotted=below))

    def text(self, value: object, dotted: str) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return str(value)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            self.fail(dotted, "a float has lost its digits: write '29.0' as a string")
        if isinstance(value, int):
            try:
                return str(int(value))
            except ValueError:  # Python's own limit on digits
                self.fail(dotted, "the number has too many digits", "write it as a string")
        kind = type(value).__name__
        self.fail(dotted, f"a {kind} cannot be read", "write it as a string")
