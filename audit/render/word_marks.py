"""Where in a Word file a comment begins and ends: marks between runs, which are divided for them."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from msgspec import Struct

from audit.readers.docx_lists import W
from audit.readers.docx_spans import Piece, Spans, offset_in

if TYPE_CHECKING:
    from lxml.etree import _Element

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_R, _T, _P, _RPR, _PPR = f"{W}r", f"{W}t", f"{W}p", f"{W}rPr", f"{W}pPr"
# what may hold the marks of a comment beside its runs
_HOLDERS = frozenset(
    f"{W}{name}" for name in "p hyperlink ins moveTo sdtContent smartTag fldSimple customXml dir bdo".split()
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
        and parent.getparent() is not None
        and parent.getparent().tag in _HOLDERS  # type: ignore[union-attr]
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
            first.element.insert(0 if properties is None else 1, start)
        else:
            _holder(first.element).addprevious(start)
        _close(one, parts, after)


def _close(
    one: Anchored, parts: dict[_Element, list[tuple[int, _Element]]], after: dict[_Element, _Element]
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
    cuts = [c for c in cuts if 0 < c < len(text)]
    lead = [c for c in run if c.tag != _RPR and run.index(c) < run.index(element)]
    rest = run[run.index(element) + 1 :]
    out: list[tuple[int, _Element]] = []
    if not cuts and not lead and not rest:
        return [(0, run)]
    edges = [0, *cuts, len(text)]
    if lead:
        front = _bare(run)
        front.extend(lead)
        run.addprevious(front)
    for start, end in zip(edges, edges[1:], strict=False):
        piece = _bare(run)
        part = deepcopy(element)
        part.text, part.tail = text[start:end], None
        part.set(SPACE, "preserve")
        piece.append(part)
        run.addprevious(piece)
        out.append((start, piece))
    if rest:
        back = _bare(run)
        back.extend(rest)
        run.addprevious(back)
    return _in_place(run, element, out)


def _in_place(
    run: _Element, element: _Element, out: list[tuple[int, _Element]]
) -> list[tuple[int, _Element]]:
    """Takes the divided run away; what stood behind it stays."""
    parent = run.getparent()
    assert parent is not None
    previous = run.getprevious()
    if previous is not None and run.tail:
        previous.tail = (previous.tail or "") + run.tail
    run.tail = None
    parent.remove(run)
    return out


def _bare(run: _Element) -> _Element:
    """A run like this one, without content."""
    new = run.makeelement(run.tag, dict(run.attrib), run.nsmap)
    properties = run.find(_RPR)
    if properties is not None:
        new.append(deepcopy(properties))
    return new
