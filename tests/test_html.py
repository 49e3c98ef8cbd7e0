"""The HTML page: self-contained, well formed, every figure marked where it stands, nothing injected."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

import audit
from audit.model import Report
from audit.render import render

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(
    [*(ROOT / "examples").glob("*/report.yaml"), *(ROOT / "examples").glob("*/*.docx")]
)
VOID = {"meta", "input", "br", "hr", "img", "link"}


class Page(HTMLParser):
    """Reads a page strictly: every element is closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: dict[str, str] = {}
        self._at: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        assert len(given) == len(attrs), f"an attribute twice in {tag}"
        self.tags[tag] += 1
        self.attributes += [(tag, k, v) for k, v in given.items()]
        self._at.append(given.get("id", ""))
        if given.get("id"):
            self.ids.append(given["id"])
            self.texts[given["id"]] = ""
        if "href" in given:
            self.links.append(given["href"])
        if tag in VOID:
            self._at.pop()
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()
        self._at.pop()

    def handle_data(self, data: str) -> None:
        for id in self._at:
            if id:
                self.texts[id] += data


def page_of(report: Report) -> Page:
    return Page(render(report, "html"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.suffix[1:]}")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_whole(path: Path, language: str) -> None:
    """Well formed, no id twice, every link leads somewhere on the page, nothing from elsewhere."""
    report = audit.check(path, language=language)
    text = render(report, "html")
    page = Page(text)
    assert len(page.ids) == len(set(page.ids))
    assert page.links and all(h[0] == "#" and h[1:] in page.ids for h in page.links)
    assert page.tags["script"] == page.tags["style"] == 1
    assert not [a for a in page.attributes if a[1] in ("src", "style") or a[1].startswith("on")]
    assert "http" not in re.sub(r'http-equiv="', "", text)
    assert text == render(audit.check(path, language=language), "html"), "not the same twice"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.suffix[1:]}")
def test_every_figure_is_marked_where_it_stands(path: Path) -> None:
    report = audit.check(path)
    page = page_of(report)
    placed = 0
    for number, figure in enumerate(report.figures, 1):
        if figure.place.start is not None:
            placed += 1
            assert page.texts[f"figure-{number}"] == figure.text
    assert placed


def test_figures_of_every_kind_of_text(tmp_path: Path) -> None:
    """Tables and markup in Markdown, cells in csv, blank lines and two-byte line ends in text."""
    sources = {
        "a.md": "# 概况\n\n全县**新生儿 1,204 人**，其中男 620 人。\n\n| 镇 | 人数 |\n|---|---:|\n| 东 | 12 |\n| 西 | 30 |\n| 合计 | 42 |\n",
        "b.csv": 'town,births\n"East, upper",12\nWest,30\nTotal,42\n',
        "c.txt": "一、概况\r\n\r\n　　全年收入１２.5亿元，增长3.4%。\r\n共2项。\r\n",
    }
    for name, content in sources.items():
        path = tmp_path / name
        path.write_bytes(content.encode())
        report = audit.check(path)
        page = page_of(report)
        assert len(report.figures) >= 3
        for number, figure in enumerate(report.figures, 1):
            assert page.texts[f"figure-{number}"] == figure.text, name


HOSTILE = (
    "</style></script><script>alert(1)</script>共12人",
    '"><img src=x onerror=alert(1)>，男5人',
    "javascript:alert(1) 女 8 人",
    "<!-- --> ]]> &lt;b&gt; \u2028 \u202e反向\u202c 共3项",
    "合计12人，其中男5人，女8人。<svg onload=alert(1)>",
)


def test_no_text_of_a_report_can_be_markup(tmp_path: Path) -> None:
    """What a document, its name or a rule says stays text, in every part of the page."""
    path = tmp_path / "x'\"<b>&.txt"
    path.write_text("\n".join(HOSTILE), "utf-8")
    report = audit.check(path, language="zh")
    text = render(report, "html")
    page = Page(text)
    assert report.findings, "the last line is wrong"
    for tag in ("img", "svg", "b"):
        assert page.tags[tag] == 0
    assert page.tags["script"] == 1
    assert "\u202e" not in text
    whole = "".join(page.texts.values())
    assert "<script>alert(1)</script>" in whole and "<svg onload=alert(1)>" in whole

    rules = {
        "report": "<script>alert(2)</script>",
        "text": "共12人，男5人，女8人",
        "figures": {"<i>a</i>": "12人", "b": "13人"},
        "rules": [{"id": "<u>r</u>", "check": '"<i>a</i>" = b', "why": "<em>why</em>"}],
    }
    page = page_of(audit.check(rules))
    assert not {"i", "u", "em"} & set(page.tags)
    assert page.tags["script"] == 1


def test_a_report_without_a_document() -> None:
    """Figures declared with their values: no text to show, results and findings all the same."""
    page = page_of(audit.check({"figures": {"a": "3人", "b": "5人"}, "rules": ["a = b"]}))
    assert "text" not in page.ids and "finding-1" in page.ids and "result-1" in page.ids


def test_what_several_figures_could_be_is_called_wrong_of_none() -> None:
    """Five figures could each mend the sum: the total is pointed at as one of them, none is put right."""
    report = audit.check(ROOT / "examples" / "county-population" / "report.yaml", language="zh")
    (finding,) = report.findings
    assert len(finding.suspects) > 1
    text = render(report, "html")
    total = next(f for f in report.figures if f.text == "10914例")
    anchor = f'id="figure-{report.figures.index(total) + 1}" class="figure is-'
    assert anchor + "suspect" in text
    assert Page(text).tags["ins"] == 0


def test_the_only_suspect_has_its_cure_beside_it() -> None:
    """10,941 breaks two checks; 10,914 mends both and stands beside it in the text."""
    source = {
        "text": "Sales were 10,941 units. East sold 6,000 units and West 4,914 units. The year before saw 10,000 units, so the rise is 914 units.",
        "figures": {
            "sales": {"find": "Sales were {} units"},
            "east": {"find": "East sold {}"},
            "west": {"find": "West {} units"},
            "above": {"find": "the rise is {} units"},
            "before": {"find": "saw {} units"},
        },
        "discover": "false",
        "rules": ["east + west = sales", "sales - before = above"],
    }
    report = audit.check(source)
    text = render(report, "html")
    assert Page(text).tags["ins"] == 1
    assert '<ins class="cure" aria-label="perhaps 10,914">10,914</ins>' in text
