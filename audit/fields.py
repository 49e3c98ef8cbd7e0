"""Reading a mapping whose keys are known: every slip is an error that says what was meant."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from audit.errors import AuditError, nearest
from audit.exact.vocabulary import fold
from audit.yamltree import Mapping, Mark, Scalar, Sequence, Tree

_WEIGHT = re.compile(r"\d{1,9}(?:\.\d{1,9})?\Z", re.ASCII)
_DECIMALS = re.compile(r"[+-]?\d{1,2}\Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_YES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Fields:
    """The entries of one mapping, by name; keys other than `known` are errors."""

    def __init__(self, tree: Mapping, known: tuple[str, ...], what: str) -> None:
        self.tree = tree
        self.what = what
        self.keys = {key.text: key for key, _ in tree.entries}
        self.values = {key.text: value for key, value in tree.entries}
        for key, value in tree.entries:
            if key.text not in known:
                raise unknown(key, value, tree, known, what)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def key(self, name: str) -> Mark:
        """Where the key stands; the mapping itself if it is not given."""
        return self.keys[name].mark if name in self.keys else self.tree.mark

    def get(self, name: str) -> Tree | None:
        """The value, None where nothing (or null) is given."""
        value = self.values.get(name)
        return None if value is None or (isinstance(value, Scalar) and value.null) else value

    def text(self, name: str) -> Scalar | None:
        value = self.get(name)
        return None if value is None else scalar(value, f"{name}:", "one text")

    def string(self, name: str) -> str:
        value = self.text(name)
        return "" if value is None else value.text.strip()

    def required(self, name: str) -> Scalar:
        if name not in self.values:
            raise self.tree.mark.error(f"{self.what} has no {name}:", f"add {name}:")
        value = self.text(name)
        if value is None or not value.text.strip():
            raise self.key(name).error(f"{name}: is empty")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.text(name)
        if value is None:
            return default
        if value.text.casefold() not in _YES:
            raise value.error(f"{name}: is true or false, not {value.text!r}")
        return _YES[value.text.casefold()]

    def choice(self, name: str, allowed: tuple[str, ...]) -> str | None:
        value = self.text(name)
        return None if value is None else chosen(value, allowed, f"{name}:")

    def items(self, name: str) -> tuple[Tree, ...]:
        """The members of a list; one alone may stand without brackets."""
        value = self.get(name)
        if value is None:
            return ()
        return value.items if isinstance(value, Sequence) else (value,)

    def list(self, name: str) -> tuple[Tree, ...]:
        value = self.get(name)
        if value is None:
            return ()
        if not isinstance(value, Sequence):
            raise self.key(name).error(
                f"{name}: must be a list", "begin each entry with '- ' on a line of its own"
            )
        return value.items

    def mapping(self, name: str) -> tuple[tuple[Scalar, Tree], ...]:
        value = self.get(name)
        if value is None:
            return ()
        if not isinstance(value, Mapping):
            raise self.key(name).error(
                f"{name}: must hold names, each with a colon and a value", "write 'name: value'"
            )
        return value.entries

    def weight(self, words: tuple[str, ...] = ()) -> str:
        value = self.text("weight")
        if value is None:
            return "1"
        good = _WEIGHT.match(value.text) and value.text.strip("0.")
        if not good and value.text not in words:
            wanted = " or ".join(("a positive number", *words))
            raise value.error(f"weight: is {wanted}, not {value.text!r}")
        return value.text

    def decimals(self) -> int | Literal["INF"] | None:
        value = self.text("decimals")
        if value is None:
            return None
        if value.text.upper() == "INF":
            return "INF"
        if not _DECIMALS.match(value.text):
            raise value.error(
                f"decimals: is a whole number from -99 to 99 or INF, not {value.text!r}",
                "2 means printed to 0.01, -3 to the thousand, INF exact",
            )
        return int(value.text)

    def date(self, name: str) -> date | None:
        value = self.text(name)
        if value is None:
            return None
        try:
            if not _DATE.match(value.text):
                raise ValueError
            return date.fromisoformat(value.text)
        except ValueError:
            raise value.error(
                f"{name}: is a date, not {value.text!r}", "write it as 2027-01-31"
            ) from None


def unknown(
    key: Scalar, value: Tree, tree: Mapping, known: tuple[str, ...], what: str
) -> AuditError:
    """The complaint about a key that is not known: a slip, or a text cut by a comma."""
    if _cut_by_comma(key, value, tree):
        comma = (key.mark.source or "").rfind(",", 0, (key.mark.column or 1) - 1)
        mark = key.mark if comma < 0 else Mark(key.mark.origin, key.mark.line, comma + 1)
        return mark.error(
            "YAML ends the text at this comma, because it stands inside { }",
            f"quote the {'rule' if what == 'a rule' else 'text'}: a comma ends it here",
        )
    near = nearest(key.text, known)
    names = ", ".join(known)
    return key.error(
        f"{what} has no key {_short(key.text)!r}",
        f"did you mean {near}?" if near else f"known are {names}",
    )


def _cut_by_comma(key: Scalar, value: Tree, tree: Mapping) -> bool:
    """Whether the key stands in a flow mapping without a colon: it is the rest of a text."""
    empty = isinstance(value, Scalar) and value.plain and not value.text
    first = bool(tree.entries) and tree.entries[0][0] is key
    if not (tree.flow and empty and not first):
        return False
    end = (value.mark.line, value.mark.column)
    after = (key.mark.source or "")[(key.mark.column or 1) - 1 + key.mark.width :].lstrip()
    return end[0] != key.mark.line or not after.startswith(":")


def scalar(tree: Tree, what: str, wanted: str) -> Scalar:
    if not isinstance(tree, Scalar):
        kind = "list" if isinstance(tree, Sequence) else "mapping"
        help = "quote the text: ': ' inside it makes a mapping" if kind == "mapping" else None
        raise tree.mark.error(f"{what} wants {wanted}, and a {kind} stands here", help)
    return tree


def chosen(value: Scalar, allowed: tuple[str, ...], what: str) -> str:
    if value.text not in allowed:
        near = nearest(value.text, allowed)
        help = f"did you mean {near}?" if near else f"it is one of {', '.join(allowed)}"
        raise value.error(f"{what} cannot be {_short(value.text)!r}", help)
    return value.text


def name_of(key: Scalar) -> str:
    """The folded name; an empty one is an error."""
    name = fold(key.text)
    if not name:
        raise key.error("a name is empty", "write a name before the colon")
    return name


class Names:
    """The names declared in one file: one namespace for figures, derived names and constants."""

    def __init__(self) -> None:
        self.seen: dict[str, tuple[str, Mark]] = {}

    def add(self, key: Scalar, section: str) -> str:
        name = name_of(key)
        if name in self.seen:
            before, mark = self.seen[name]
            where = f"line {mark.line}" if mark.line else mark.dotted
            if before == section:
                message = f"{_short(name)!r} stands under {section}: twice (first: {where})"
            else:
                message = f"{_short(name)!r} stands under both {before}: and {section}: ({where})"
            raise key.error(message, "rename or remove one of them")
        self.seen[name] = section, key.mark
        return name


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
