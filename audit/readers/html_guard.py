"""A page made harmless before it is parsed: some pages take an HTML parser quadratic time or space.

Formatting elements that are never closed are opened anew in every paragraph, and every element
that begins looks through all that are open. What is bold is of no interest here, so formatting
becomes plain spans; a page that leaves too many elements open is refused.
"""

from __future__ import annotations

import re

from audit.errors import AuditError

_FORMATTING = re.compile(
    r"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*)(?:[^<>"']|"[^"<]*"|'[^'<]*')*>?""")
_CONTAINER_TAGS = (
    "address article aside blockquote button center details dialog dir div dl fieldset figure "
    "footer form header main menu nav ol pre section summary table ul"
)
_CONTAINERS = frozenset(_CONTAINER_TAGS.split())
_OTHER_TAGS = (
    "p li dd dt tr td th thead tbody tfoot option optgroup caption colgroup rt rp body html head "
    "area base br col embed hr img input link meta source track wbr param"
)
_CLOSED_BY_OTHERS = frozenset(_OTHER_TAGS.split())
_INLINE = 20  # times as many elements that are cheap to leave open
_SMALL = 20_000  # characters that no parser can be slow with


def harmless(text: str, depth: int) -> str:
    """`text` without formatting elements; an AuditError where too many elements are left open."""
    text = _FORMATTING.sub(r"<\1span", text)
    if len(text) > _SMALL:
        _check(_without_comments(text), depth)
    return text


def _without_comments(text: str) -> str:
    end = text.rfind("-->")  # what is not closed must not be looked for again and again
    return text if end < 0 else _COMMENT.sub("", text[: end + 3]) + text[end + 3 :]


def _check(text: str, depth: int) -> None:
    containers = inline = 0
    for match in _TAG.finditer(text):
        name = match[2].lower()
        change = -1 if match[1] else 1
        if name in _CONTAINERS:
            containers = max(0, containers + change)
        elif name not in _CLOSED_BY_OTHERS:
            inline = max(0, inline + change)
        if containers > depth or inline > depth * _INLINE:
            raise AuditError(f"elements are nested deeper than {depth}")
