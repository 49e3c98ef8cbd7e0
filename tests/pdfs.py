"""A very small PDF writer: text in Helvetica and in a Chinese font that needs no embedding."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842

_FONTS = (
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
    b" /DescendantFonts [5 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500]"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
    b" /FontDescriptor 6 0 R >>",
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
    b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
)


@dataclass
class Sheet:
    """One page: origin at the bottom left, one point a unit."""

    commands: list[str] = field(default_factory=list)
    rotate: int = 0

    def text(self, x: float, y: float, words: str, size: float = 11) -> Sheet:
        if words.isascii():
            escaped = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            shown, font = f"({escaped})", "F1"
        else:
            shown, font = f"<{words.encode('utf-16-be').hex()}>", "F2"
        self.commands.append(f"BT /{font} {size} Tf {x} {y} Td {shown} Tj ET")
        return self

    def lines(
        self, x: float, y: float, rows: list[str], size: float = 11, lead: float = 16
    ) -> Sheet:
        for number, row in enumerate(rows):
            self.text(x, y - number * lead, row, size)
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        self.commands.append(f"0.5 w {x0} {y0} m {x1} {y1} l S")
        return self

    def grid(self, xs: list[float], ys: list[float]) -> Sheet:
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        return self

    def image(self) -> Sheet:
        self.commands.append("q 500 0 0 700 40 60 cm /I1 Do Q")
        return self


def pdf(*pages: Sheet, compress: bool = False) -> bytes:
    """The bytes of a file with these pages."""
    objects: dict[int, bytes] = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b""}
    objects.update(enumerate(_FONTS, 3))
    objects[7] = (
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8 /Length 1 >>\nstream\n\x80\nendstream"
    )
    kids = []
    for page in pages:
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {page.rotate}"
            f" /Contents {number + 1} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >>"
            " /XObject << /I1 7 0 R >> >> >>"
        ).encode()
        objects[number + 1] = _stream("\n".join(page.commands).encode("latin-1"), compress)
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return assemble(objects)


def _stream(content: bytes, compress: bool) -> bytes:
    packed = ""
    if compress:
        content, packed = zlib.compress(content), "/Filter /FlateDecode "
    return f"<< {packed}/Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


def assemble(objects: dict[int, bytes], trailer: str = "") -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    offsets = []
    for number in sorted(objects):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for offset in offsets:
        out += f"{offset:010d} 00000 n \n".encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer}>>\n".encode()
    return bytes(out) + f"startxref\n{start}\n%%EOF\n".encode()
