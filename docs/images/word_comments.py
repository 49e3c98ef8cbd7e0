"""Makes docs/images/word-comments.png: the marked copy of examples/township-report on its page.

LibreOffice sets the page and tells where each comment stands; the comments are drawn beside it, as
Word shows them.

    python docs/images/word_comments.py      needs LibreOffice, pypdfium2, selenium, chromium and chromedriver
"""

from __future__ import annotations

import base64
import ctypes
import io
import subprocess
import tempfile
from html import escape
from pathlib import Path

import pypdfium2
from PIL import Image
from pypdfium2 import raw
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

import audit
from audit.errors import columns
from audit.render import part
from audit.render.options import Options

ROOT = Path(__file__).parents[2]
FILTER = 'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"true"}}'
SIZE = (1180, 980)
SCALE = 1.25  # pixels a point
CUT = (60, 440)  # points of the page that are shown
MARGIN = 545  # where the comments begin, in points
STYLE = """
body { margin: 0; background: #fff; font: 12.5px/1.45 "Noto Sans CJK SC", sans-serif; color: #222 }
img, svg { position: absolute; left: 0; top: 0 }
.note { position: absolute; width: 470px; box-sizing: border-box; padding: 5px 10px; border-left: 3px solid #c43e1c; background: #fdf3ef; white-space: pre-wrap }
.note b { display: block; font-size: 11px; color: #c43e1c }
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report = audit.check(ROOT / "examples/township-report/report.docx", language="zh")
        copy = folder / "copy.docx"
        copy.write_bytes(part(report, "word", Options()))
        command = [
            *("soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
            *("--convert-to", FILTER, "--outdir", str(folder), str(copy)),
        ]
        subprocess.run(command, check=True, timeout=120, capture_output=True)
        page = folder / "page.html"
        page.write_text(shown(folder / "copy.pdf"), "utf-8")
        photograph(page, Path(__file__).with_name("word-comments.png"))


def shown(path: Path) -> str:
    """The page with its comments, as HTML."""
    page = pypdfium2.PdfDocument(path)[0]
    height = page.get_height()
    image = page.render(scale=SCALE, may_draw_forms=False, draw_annots=False).to_pil()
    top, bottom = (round(v * SCALE) for v in CUT)
    image = image.crop((0, top, round(MARGIN * SCALE), bottom))
    out = io.BytesIO()
    image.save(out, "PNG")
    picture = base64.b64encode(out.getvalue()).decode()
    notes, lines, free = [], [], 8.0
    for x, y, text in sorted(comments(page), key=lambda c: (-c[1], c[0])):
        at = (height - y) * SCALE - top
        rows = text.split("\n")
        shown_rows = rows if len(rows) < 5 else rows[:5]
        free = max(free, at - 12)
        notes.append(
            f'<div class="note" style="left:{MARGIN * SCALE + 20:.0f}px;top:{free:.0f}px">'
            f"<b>reportaudit</b>{escape(chr(10).join(shown_rows))}</div>"
        )
        lines.append(
            f'<path d="M{x * SCALE:.0f} {at:.0f} L{MARGIN * SCALE:.0f} {at:.0f} L{MARGIN * SCALE + 20:.0f} {free + 12:.0f}"/>'
        )
        free += 34 + sum(18.2 * (1 + columns(row) // 70) for row in shown_rows)
    strokes = f'<svg width="{SIZE[0]}" height="{SIZE[1]}" fill="none" stroke="#c43e1c" stroke-width="0.8" stroke-dasharray="3 3">{"".join(lines)}</svg>'
    return (
        f'<!DOCTYPE html><meta charset="utf-8"><style>{STYLE}</style>'
        f'<img src="data:image/png;base64,{picture}">{strokes}{"".join(notes)}'
    )


def comments(page: pypdfium2.PdfPage) -> list[tuple[float, float, str]]:
    """(x, y, text) of each comment."""
    found = []
    for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        note = raw.FPDFPage_GetAnnot(page.raw, index)
        if raw.FPDFAnnot_GetSubtype(note) != raw.FPDF_ANNOT_TEXT:
            continue
        box = raw.FS_RECTF()
        raw.FPDFAnnot_GetRect(note, ctypes.byref(box))
        size = raw.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
        buffer = ctypes.create_string_buffer(size)
        target = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        raw.FPDFAnnot_GetStringValue(note, b"Contents", target, size)
        text = buffer.raw[:-2].decode("utf-16-le").replace("\r\n", "\n").replace("\r", "\n")
        found.append((box.left, box.bottom, text))
    return found


def photograph(page: Path, target: Path) -> None:
    options = ChromeOptions()
    for flag in ("headless", "no-sandbox", "disable-gpu", "hide-scrollbars"):
        options.add_argument(f"--{flag}")
    options.add_argument(f"--window-size={SIZE[0]},{SIZE[1]}")
    browser = Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        browser.get(page.as_uri())
        picture = Image.open(io.BytesIO(browser.get_screenshot_as_png()))
        picture.convert("RGB").quantize(48).save(target, optimize=True)
    finally:
        browser.quit()


if __name__ == "__main__":
    main()
