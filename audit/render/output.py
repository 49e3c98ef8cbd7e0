"""Text on its way out: safe for any stream, whatever its encoding lacks."""

from __future__ import annotations

from functools import lru_cache
from typing import TextIO

from audit.errors import columns, printable

# looks alike and takes as many columns
_PLAIN = {
    "≈": "~", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "•": "*", "·": ".", "…": ".", "×": "x", "÷": "/",
    "≤": "<", "≥": ">", "≠": "!", "‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "✓": "v", "✗": "x", "→": ">",
}  # fmt: skip


@lru_cache(maxsize=4096)
def glyph(character: str) -> str:
    """The character as a terminal may get it: blanks of all kinds as blanks, control characters escaped."""
    if character == "\u3000":
        return "  "
    if character.isspace():
        return " "
    return printable(character)


def plain(text: str) -> str:
    """Text of a document within one line of the terminal."""
    if text.isprintable():
        return text
    return "".join(map(glyph, text))


def encodable(text: str, encoding: str | None) -> str:
    """`text` with what the encoding lacks replaced by as many columns of ASCII."""
    encoding = encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_replaced(c, encoding) for c in text)
    except LookupError:
        return text.encode("ascii", "replace").decode()
    return text


def _replaced(character: str, encoding: str) -> str:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return _PLAIN.get(character, "?" * columns(character))
    return character


def write(text: str, stream: TextIO) -> None:
    """Writes text that people read; never raises for a character that the stream cannot encode."""
    stream.write(encodable(text, getattr(stream, "encoding", None)))


def write_utf8(text: str, stream: TextIO) -> None:
    """Writes text that machines read: UTF-8 whatever the console's encoding is."""
    data = text.encode("utf-8", "backslashreplace")  # a lone surrogate becomes the escape of JSON
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        stream.write(data.decode("utf-8"))
        return
    stream.flush()
    buffer.write(data)
    buffer.flush()
