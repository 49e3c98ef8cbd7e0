"""Where in a Word file a comment begins and ends: marks between runs, which are divided for them."""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from audit.readers.docx_lists import W
from audit.readers.docx_spans import Piece, Spans, offset_in
from audit.render.package import SPACE

if TYPE_CHECKING:
    from lxml.etree import _Element

_R, _T, _P, _RPR, _PPR = f"{W}r", f"{W}t", f"{W}p", f"{W}rPr", f"{W}pPr"
# what may hold the marks of a comment beside its runs
_HOLDERS = frozenset(
    f"{W}{name}"
    for name in (
        *("p", "hyperlink", "ins", "moveTo", "sdtContent"),
        *("smartTag", "fldSimple", "customXml", "dir", "bdo"),
    )
)


class End(Struct, frozen=True):
    """One end of a comment: at `offset` in the text of a `w:t`, or, where `offset` is None, before
    or after `element`."""

    element: _Element
    offset: int | None


class Anchor(Struct, frozen=True):
    """What a comment is about: from `first` to `last`."""

    first: End
    last: End


class Anchored(Struct, frozen=True):
    """A comment's number and what it is about."""

    id: int
    anchor: Anchor


def whole(element: _Element) -> Anchor:
    """A whole paragraph, or the run in which an element stands."""
    return Anchor(End(element, None), End(element, None))


def around(spans: Spans, start: int, end: int) -> Anchor | None:
    """The characters from `start` to `end` of a block's text; None where no element holds them."""
    pieces = [p for p in spans.pieces if p.start < end and p.start + len(p.text) > start]
    if not pieces:
        return None
    first, last = pieces[0], pieces[-1]
    return Anchor(_end(first, start - first.start), _end(last, end - last.start, after=True))


def _end(piece: Piece, offset: int, *, after: bool = False) -> End:
    element = piece.element
    parent = element.getparent()
    plain_run = (
        element.tag == _T
        and parent is not None
        and parent.tag == _R
        and (above := parent.getparent()) is not None
        and above.tag in _HOLDERS
    )
    if not plain_run:
        return End(element, None)
    text = element.text or ""
    if offset <= 0:
        return End(element, 0)
    if offset >= len(piece.text):
        # what nobody sees after the last character stays with it
        return End(element, len(text) if after else offset_in(text, offset))
    return End(element, offset_in(text, offset))


def insert(anchored: list[Anchored]) -> None:
    """Puts the marks of all comments into the text."""
    cuts: dict[_Element, set[int]] = {}
    for one in anchored:
        for end in (one.anchor.first, one.anchor.last):
            if end.offset is not None:
                cuts.setdefault(end.element, set()).add(end.offset)
    parts = {element: divided(element, sorted(at)) for element, at in cuts.items()}
    after: dict[_Element, _Element] = {}  # a run, and the last mark that was put behind it
    for one in anchored:
        start = _element("commentRangeStart", one.id)
        first = one.anchor.first
        if first.offset is not None:
            run = next(r for k, r in parts[first.element] if k >= first.offset)
            run.addprevious(start)
        elif first.element.tag == _P:
            properties = first.element.find(_PPR)
            if properties is None:
                first.element.insert(0, start)
            else:
                properties.addnext(start)
        else:
            _holder(first.element).addprevious(start)
        _close(one, parts, after)


def _close(
    one: Anchored,
    parts: dict[_Element, list[tuple[int, _Element]]],
    after: dict[_Element, _Element],
) -> None:
    """The mark at the end and the run that refers to the comment."""
    from lxml import etree

    last = one.anchor.last
    end = _element("commentRangeEnd", one.id)
    reference = etree.Element(_R)
    reference.append(_element("commentReference", one.id))
    if last.offset is None and last.element.tag == _P:
        last.element.extend([end, reference])
        return
    if last.offset is None:
        run = _holder(last.element)
    else:
        run = [r for k, r in parts[last.element] if k < last.offset][-1]
    before = after.get(run, run)
    tail, before.tail = before.tail, None
    before.addnext(end)
    end.addnext(reference)
    reference.tail = tail
    after[run] = reference


def _element(name: str, id: int) -> _Element:
    from lxml import etree

    return etree.Element(f"{W}{name}", {f"{W}id": str(id)})


def _holder(element: _Element) -> _Element:
    """What stands among the runs of its paragraph and holds the element."""
    node = element
    while True:
        parent = node.getparent()
        if parent is None or parent.tag in _HOLDERS:
            return node
        node = parent


def divided(element: _Element, cuts: list[int]) -> list[tuple[int, _Element]]:
    """Divides the run of a `w:t` at offsets in its text; (where in the text it begins, run) of all.

    The properties of the run are repeated, so the text looks as before.
    """
    text = element.text or ""
    run = element.getparent()
    assert run is not None
    content = [c for c in run if c.tag != _RPR]
    at = content.index(element)
    cuts = [c for c in cuts if 0 < c < len(text)]
    if not cuts and len(content) == 1:
        return [(0, run)]
    before, behind = content[:at], content[at + 1 :]
    edges = [0, *cuts, len(text)]
    parts = [_part(element, text[a:b]) for a, b in pairwise(edges)]
    runs = [_bare(run, [part]) for part in parts]
    pieces = [*([_bare(run, before)] if before else []), *runs]
    if behind:
        pieces.append(_bare(run, behind))
    pieces[-1].tail, run.tail = run.tail, None
    for piece in pieces:
        run.addprevious(piece)
    parent = run.getparent()
    assert parent is not None
    parent.remove(run)
    return list(zip(edges, runs, strict=False))


def _part(element: _Element, text: str) -> _Element:
    part = deepcopy(element)
    part.text, part.tail = text, None
    if text != text.strip():
        part.set(SPACE, "preserve")
    return part


def _bare(run: _Element, content: list[_Element]) -> _Element:
    """A run like this one, with this content."""
    from lxml import etree

    new = etree.Element(run.tag, nsmap=run.nsmap)  # type: ignore[arg-type]  # of the stubs
    for name, value in run.attrib.items():
        new.set(name, value)
    properties = run.find(_RPR)
    if properties is not None:
        new.append(deepcopy(properties))
        new[0].tail = None
    new.extend(content)
    return new
