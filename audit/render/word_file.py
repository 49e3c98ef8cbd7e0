"""A Word file that gets comments: its text, the part that holds comments, and the whole as bytes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

from audit.readers.archive import STRICT
from audit.readers.docx_lists import W
from audit.readers.docx_spans import Source
from audit.render.notes import Note
from audit.render.package import SPACE, Package, xml_text
from audit.render.word_marks import Anchor, Anchored, End, insert

if TYPE_CHECKING:
    from lxml.etree import _Element

AUTHOR, INITIALS = "reportaudit", "RA"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_ID = f"{W}id"
_P, _R, _BODY = f"{W}p", f"{W}r", f"{W}body"
_NO_COMMENTS = (f"{W}txbxContent", "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent")  # fmt: skip
_MARKS = (f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference")
_MOST = 1 << 30  # beyond it Word counts no comments: free numbers are taken from 0 on


class WordFile:
    """A file as it was read, and the comments that it will have."""

    def __init__(self, content: bytes, found: Source) -> None:
        self.package = Package(content, found.document.path or "")
        self.main, self._read = next(iter(found.roots.items()))
        self._names = self._strict()
        self.root = self.package.xml(self.main, self._names)
        part = self.package.related(self.main, "comments")
        self.part = part if part is not None and part in self.package else None
        self.comments = self._comments()
        self._ids = self._free()
        self._anchored: list[Anchored] = []

    def first_paragraph(self) -> _Element:
        """The first paragraph of the text, which is made where there is none."""
        body = self._read.find(_BODY)
        assert body is not None  # else the reader had refused the file
        for paragraph in body.iter(_P):
            if not any(a.tag in _NO_COMMENTS for a in paragraph.iterancestors()):
                return paragraph
        for root in (self._read, self.root):
            inside = root.find(_BODY)
            assert inside is not None
            inside.insert(0, inside.makeelement(_P))
        return body[0]

    def comment(self, anchor: Anchor, note: Note) -> None:
        """A comment on what the anchor names."""
        id = next(self._ids)
        self.comments.append(_comment(id, note))
        self._anchored.append(Anchored(id, anchor))

    def packed(self) -> bytes:
        """The copy."""
        insert(self._translated())
        self.package.put_xml(self.main, self.root, self._names)
        part = self.part
        if part is None:
            part = self.package.free(posixpath.join(posixpath.dirname(self.main), "comments.xml"))
            self.package.relate(self.main, "comments", part)
            self.package.declare(part, TYPE)
        self.package.put_xml(part, self.comments, self._names)
        return self.package.packed()

    def _strict(self) -> tuple[tuple[bytes, bytes], ...]:
        """The name spaces of ISO strict files with those that stand in for them, in such a file."""
        content = self.package.read(self.main)
        if not any(strict in content for strict, _ in STRICT):
            return ()
        if any(usual in content for _, usual in STRICT):
            raise self.package.error(
                "this file mixes two versions of the Word format",
                "open it and save it as .docx (另存为 .docx)",
            )
        return STRICT

    def _comments(self) -> _Element:
        from lxml import etree

        if self.part is not None:
            return self.package.xml(self.part, self._names)
        return etree.Element(f"{W}comments", nsmap={"w": W[1:-1]})

    def _free(self) -> Iterator[int]:
        """Numbers that no comment has."""
        taken = {c.get(_ID, "") for c in self.comments}
        taken |= {e.get(_ID, "") for e in self.root.iter(*_MARKS)}
        used = {int(t) for t in taken if t.isdecimal() and len(t) < 11}
        first = max(used, default=-1) + 1
        return (n for n in count(first if first < _MOST else 0) if n not in used)

    def _translated(self) -> list[Anchored]:
        """The anchors among the elements that are written, where they were found among those read."""
        ends = [e for a in self._anchored for e in (a.anchor.first, a.anchor.last)]
        wanted = dict.fromkeys(e.element for e in ends)
        pairs = zip(self._read.iter("*"), self.root.iter("*"), strict=True)
        there = {read: written for read, written in pairs if read in wanted}

        def end(found: End) -> End:
            element = there[found.element]
            whole = len(element) > 0  # a remark of XML divides its text
            return End(element, None if whole else found.offset)

        return [
            Anchored(a.id, Anchor(end(a.anchor.first), end(a.anchor.last))) for a in self._anchored
        ]


# the look of the text around must not become that of a comment: large type, indented first lines
_PARAGRAPH = (
    ("spacing", {"before": "0", "after": "0", "line": "240", "lineRule": "auto"}),
    ("ind", {"left": "0", "right": "0", "firstLineChars": "0", "firstLine": "0"}),
    ("jc", {"val": "left"}),
)


def _comment(id: int, note: Note) -> _Element:
    """A comment with a paragraph for each line, the first in bold type."""
    from lxml import etree

    values = {_ID: str(id), f"{W}author": AUTHOR, f"{W}initials": INITIALS}
    comment = etree.Element(f"{W}comment", values, nsmap={"w": W[1:-1]})
    for number, line in enumerate(note.lines):
        paragraph = etree.SubElement(comment, _P)
        properties = etree.SubElement(paragraph, f"{W}pPr")
        for name, look in _PARAGRAPH:
            etree.SubElement(properties, f"{W}{name}", {f"{W}{k}": v for k, v in look.items()})
        if not number:
            etree.SubElement(etree.SubElement(paragraph, _R), f"{W}annotationRef")
        run = etree.SubElement(paragraph, _R)
        type = etree.SubElement(run, f"{W}rPr")
        if not number and note.main:
            etree.SubElement(type, f"{W}b")
        etree.SubElement(type, f"{W}sz", {f"{W}val": "18"})
        text = etree.SubElement(run, f"{W}t", {SPACE: "preserve"})
        text.text = xml_text(line)
    return comment
