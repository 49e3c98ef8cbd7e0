"""Plain text and Markdown, line by line; offsets count in the decoded text, line ends as they are."""

from __future__ import annotations

import re
from pathlib import Path

from audit.errors import AuditError
from audit.model import Block, Document
from audit.readers import LIMITS, Limits, read_bytes

SUFFIXES = (".txt", ".text", ".md", ".markdown")

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_BLANK = " \t\v\f\u00a0\u3000\ufeff"
_BINARY = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\ufffe\uffff]")  # \x1a ends old DOS texts
_NUMERAL = "[一二三四五六七八九十百]{1,4}"
_HEADINGS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:第{_NUMERAL}[章编篇部]|{_NUMERAL}、)",
        rf"(?:第{_NUMERAL}节|[（(]{_NUMERAL}[）)])",
        r"\d{1,2}(?:[、．]|\.(?!\d))",
        r"[（(]\d{1,2}[）)]",
    )
)
_HEADING_ROOM = 40  # a longer line that begins with a number is a paragraph
_MARKDOWN = re.compile(r"(#{1,6})[ \t]+")

# a text that is no UTF-8: the encoding in which most of its characters are common ones
_COMMON = (
    ("gb18030", "的一是了在和有人为中年月日元全万亿比上下增加减少其数，。、：；（）“”％"),
    ("big5", "的一是了在和有人為中年月日元全萬億比上下增加減少其數，。、：；（）「」％"),
    ("cp1252", "£€–—‘’“”·°±½éèêàáâçñöäüßíóúÉÖÄÜ"),
)


def read(path: str | Path, limits: Limits = LIMITS) -> Document:
    """The document in a text file."""
    content = read_bytes(path, limits.bytes)
    return document(decode(content, str(path)), str(path), content, Path(path).suffix.casefold())


def of_text(text: str) -> Document:
    """A text that stands in no file as a document."""
    return document(text, None, text.encode("utf-8", "surrogatepass"), ".txt")


def document(text: str, path: str | None, content: bytes, suffix: str) -> Document:
    import hashlib

    markdown = suffix in (".md", ".markdown")
    digest = hashlib.sha256(content).hexdigest()
    return Document(path=path, blocks=blocks(text, markdown), text=text, sha256=digest)


def blocks(text: str, markdown: bool = False) -> tuple[Block, ...]:
    """One block per line that is not empty."""
    found: list[Block] = []
    for number, match in enumerate(_LINES.finditer(text), 1):
        line = match[0].rstrip("\r\n")
        start = match.start() + len(line) - len(line.lstrip(_BLANK))
        line = line.strip(_BLANK)
        if not line:
            continue
        kind, level, mark = _kind(line, markdown)
        found.append(
            Block(line[mark:], kind, start + mark, number, number=len(found) + 1, level=level)
        )
    return tuple(found)


def _kind(line: str, markdown: bool) -> tuple[str, int, int]:
    """Kind and level of a line, and how many characters of it only say so."""
    if markdown:
        sign = _MARKDOWN.match(line)
        if sign:
            return "heading", len(sign[1]), sign.end()
    level = heading_level(line)
    return ("heading", level, 0) if level else ("paragraph", 0, 0)


def heading_level(line: str) -> int:
    """The level of a heading that only its number shows to be one (`二、工作情况`), else 0."""
    if line and len(line) <= _HEADING_ROOM and line[-1] not in "。；;，,：:.！!？?":
        for level, pattern in enumerate(_HEADINGS, 1):
            if pattern.match(line):
                return level
    return 0


def line_ends(text: str, start: int, end: int) -> int:
    """How many lines end in text[start:end], whatever ends them."""
    if start == end:
        return 0
    part = text[start:end]
    return part.count("\n") + part.count("\r") - part.count("\r\n")


def decode(content: bytes, path: str | None = None) -> str:
    """The text that the bytes stand for, without a byte order mark."""
    for name in _encodings(content):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if not _BINARY.search(text) and (name in ("utf-8", "utf-16") or _usual(text)):
            return text.removeprefix("\ufeff")
    _damaged(content, path)
    guessed = _guess(content)
    if guessed is None:
        raise AuditError(
            "this is not a text file", path=path, help="save it as UTF-8 if it is meant to be one"
        )
    return guessed


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\0" not in content:
        return ("utf-8",)
    even, odd = content[::2].count(0), content[1::2].count(0)
    if even == odd:
        return ()
    return ("utf-16-le",) if odd > even else ("utf-16-be",)  # where ASCII keeps its zero bytes


def _usual(text: str) -> bool:
    """Whether nearly all characters are ASCII, Latin, Chinese or their punctuation."""
    usual = sum(c < "\u0250" or "\u2000" <= c <= "\u9fff" or c >= "\uff00" for c in text)
    return usual * 20 >= len(text) * 19


def _damaged(content: bytes, path: str | None) -> None:
    """A UTF-8 text with a few bad bytes must not be taken for another encoding."""
    if b"\0" in content:
        return
    try:
        content.decode()
    except UnicodeDecodeError as error:
        foreign = [c for c in content[:200_000].decode(errors="replace") if not c.isascii()]
        bad = foreign.count("\ufffd")
        if bad * 10 < len(foreign):
            line = content.count(b"\n", 0, error.start) + 1
            raise AuditError(
                f"byte {error.start} of this UTF-8 text is damaged (line {line})",
                path=path,
                help="open it in an editor and save it again as UTF-8",
            ) from None


def _guess(content: bytes) -> str | None:
    if b"\0" in content or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    best: str | None = None
    best_score = -1
    for name, common in _COMMON:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if _BINARY.search(text):
            continue
        foreign = [c for c in text[:20_000] if not c.isascii()]
        if name == "cp1252" and len(foreign) * 8 > len(text[:20_000]):
            continue  # any bytes at all are cp1252: it must be English with a few signs
        score = sum(c in common for c in foreign) * 1000 // max(1, len(foreign))
        if score > best_score:
            best, best_score = text, score
    return best
