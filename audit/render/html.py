"""One page that needs nothing else: the text with its figures marked, what was found, every result.

It can be read without a script and without a network; its policy forbids both, but for the page's
own script, which only searches and moves between findings. Whatever comes from a document is
escaped in one place, `safe`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from audit.messages import say
from audit.model import Report
from audit.render.html_marks import Marks, safe
from audit.render.html_parts import findings, results, summary, unchecked
from audit.render.html_text import texts
from audit.render.options import Options

ASSETS = Path(__file__).with_name("assets")
LANGUAGES = {"zh": "zh-CN"}


def rendered(report: Report, options: Options) -> str:
    """The page."""
    marks = Marks(report, options.redacted)
    return "".join(_page(report, marks))


def _page(report: Report, marks: Marks) -> Iterator[str]:
    language = report.language
    style, script = asset("report.css"), asset("report.js")
    title = safe(report.title or " · ".join(marks.names) or say(language, "html-title"))
    yield f'<!DOCTYPE html>\n<html lang="{LANGUAGES.get(language, language)}">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy(style, script)}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="color-scheme" content="light dark">\n<meta name="robots" content="noindex">\n'
    yield f'<meta name="generator" content="reportaudit {safe(report.version)}">\n'
    yield f"<title>{title} · {say(language, 'html-title')}</title>\n"
    yield f"<style>{style}</style>\n</head>\n<body>\n"
    yield f'<a class="skip" href="#findings">{say(language, "html-skip")}</a>\n'
    yield from summary(report, marks, title)
    yield "<main>\n"
    yield from findings(report, marks)
    yield from texts(report, marks)
    yield from results(report, marks)
    yield from unchecked(report, marks)
    yield "</main>\n"
    yield f"<footer><p>reportaudit {safe(report.version)}</p></footer>\n<script>{script}</script>\n</body>\n</html>\n"


@cache
def asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def policy(style: str, script: str) -> str:
    """What the page may load: nothing but its own style and script, told by their hashes."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
