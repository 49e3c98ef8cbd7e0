"""Characters that are read otherwise than they are stored."""

from __future__ import annotations

# characters that nobody sees: soft hyphen, zero-width space, word joiner, byte order mark
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def clean(text: str) -> str:
    """`text` without the characters that nobody sees."""
    return text if text.isascii() else text.translate(_UNSEEN)


def raised(text: str) -> str:
    """Superscript: `10²` must not be read as 102, nor `8184` with note 1 as 81841."""
    return text.translate(RAISED)


def lowered(text: str) -> str:
    return text.translate(LOWERED)
