"""The documentation says what is true: what it shows is run, what it links to is there.

In the Markdown files of the project

    ```console            commands with all that they print, run in a folder of their own that
                          holds a copy of examples/ and the files of the page so far; the form is
                          that of tests/console. Only the commands count where the block says
                          `console no-output`
    ```yaml title="x"     a file of that name, for the commands that follow
    ```yaml complete      a whole report.yaml or rule pack: it has to load
    ```python run         has to run, in the folder of the page
    ```pycon              a Python session, run as a doctest

In a table with the columns `wrong` and `right` (说错的例子, 说对的例子) each wrong example is found wrong,
and each right one holds.

`pytest tests/test_docs.py --update` rewrites what commands print.
"""

from __future__ import annotations

import contextlib
import doctest
import re
import shutil
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
import typer.main
from test_console import run

import audit
from audit import cli
from audit.exact.formula import COMPARISONS, FUNCTIONS
from audit.exact.interval import Interval
from audit.exact.rounding import MODES, decimal, interval_of

ROOT = Path(__file__).parent.parent
PAGES = [
    *(ROOT / n for n in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
PROMPT = "$ "

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


def names(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder for the commands of one page."""
    folder = tmp_path / "page"
    folder.mkdir()
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_what_the_page_shows(
    page: Path, work: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    text = page.read_text(encoding="utf-8")
    out, at, problems = [], 0, []
    names_of_page: dict[str, object] = {}
    for block in _FENCE.finditer(text):
        info, body = block["info"].strip(), block["body"]
        new = body
        if info.startswith("console"):
            new = _session(body, work, tmp_path, shown="no-output" not in info)
        elif title := _TITLE.search(info):
            (work / title[1]).write_text(body, encoding="utf-8")
        elif info == "yaml complete":
            _load(body, work)
        elif info == "python run":
            with contextlib.chdir(work):
                exec(compile(body, names(page), "exec"), {})
        elif info == "pycon":
            problems += _doctest(body, names(page), work, names_of_page)
        out += [text[at : block.start("body")], new]
        at = block.end("body")
    updated = "".join([*out, text[at:]])
    assert "[exit 3]" not in updated, "a bug of ours is no documentation"
    if request.config.getoption("--update"):
        page.write_text(updated, encoding="utf-8")
    else:
        assert updated == text
    assert not problems, "\n".join(problems)


def _session(body: str, work: Path, home: Path, shown: bool) -> str:
    out: list[str] = []
    for line in body.splitlines():
        if line.startswith(PROMPT):
            printed = run(line.removeprefix(PROMPT), work, home)
            out += [line, *(printed if shown else [])]
        elif not shown or line.startswith("#"):
            out.append(line)
    return "\n".join(out) + "\n"


def _load(body: str, work: Path) -> None:
    from audit.manifests import read_manifest
    from audit.packs import is_pack, load_pack
    from audit.yamltree import load

    file = work / "complete.yaml"
    file.write_text(body, encoding="utf-8")
    if is_pack(load(body)):
        load_pack(file, cache=False)
    else:
        read_manifest(file, cache=False)


def _doctest(body: str, name: str, work: Path, known: dict[str, object]) -> list[str]:
    """What differs; names that a block defines are known to the blocks after it."""
    test = doctest.DocTestParser().get_doctest(body, known, name, name, 0)
    complaints: list[str] = []
    runner = doctest.DocTestRunner(
        verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    )
    with contextlib.chdir(work):
        runner.run(test, out=complaints.append, clear_globs=False)
    known.update(test.globs)
    return complaints


WRONG = {"wrong": True, "right": False, "说错的例子": True, "说对的例子": False}


def _table_examples(page: Path) -> Iterator[tuple[str, bool]]:
    """(example, whether it is wrong) of the tables of a page that show such examples."""
    head: list[str] = []
    for line in _FENCE.sub("", page.read_text(encoding="utf-8")).splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells or not head:
            head = cells
        elif set(line) - set("|- "):
            yield from (
                (text, WRONG[name]) for name, text in zip(head, cells, strict=True) if name in WRONG
            )


EXAMPLES = [(page, *e) for page in PAGES for e in _table_examples(page)]


@pytest.mark.parametrize(("page", "text", "wrong"), EXAMPLES, ids=lambda v: None)
def test_what_tables_call_wrong_and_right(page: Path, text: str, wrong: bool) -> None:
    end = "" if text.endswith((".", "。")) else "。"
    results = audit.check({"text": f"{text}{end}\n"}).to_dict()["results"]
    verdicts = {r["verdict"] for r in results}
    told = f"{names(page)}: {[(r['kind'], r['verdict']) for r in results]}"
    assert bool(verdicts & {"fail", "warn"}) == wrong, told
    assert wrong or "pass" in verdicts, told


# ---------------------------------------------------------------- nothing is left out


def _commands(command: object, name: str = "") -> Iterator[tuple[str, object]]:
    yield name, command
    for word, below in getattr(command, "commands", {}).items():
        yield from _commands(below, f"{name} {word}".strip())


def _told() -> str:
    return "\n".join((ROOT / n).read_text(encoding="utf-8") for n in ("README.md", "docs/cli.md"))


COMMANDS = dict(_commands(typer.main.get_command(cli.program([]))))


@pytest.mark.parametrize("name", [n for n in COMMANDS if n])
def test_every_command_and_option_is_documented(name: str) -> None:
    told = _told()
    command = COMMANDS[name]
    assert command.help, f"reportaudit {name} has no help"  # type: ignore[attr-defined]
    assert f"reportaudit {name}" in told
    for parameter in command.params:  # type: ignore[attr-defined]
        for option in getattr(parameter, "opts", ()):
            if option.startswith("--"):
                assert f"`{option}" in told, f"{option} of {name} is not in docs/cli.md"


@pytest.mark.parametrize("word", [*FUNCTIONS, *COMPARISONS])
def test_the_whole_rule_language_is_documented(word: str) -> None:
    assert f"`{word}" in (ROOT / "docs/rule-language.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("mode", MODES)
def test_every_rounding_mode_is_documented(mode: str) -> None:
    assert f"| `{mode}`" in (ROOT / "docs/how-it-decides.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("mode", MODES)
def test_the_table_of_rounding_modes_is_true(mode: str) -> None:
    """The three examples of how-it-decides.md are what the program takes them for."""
    told = (ROOT / "docs/how-it-decides.md").read_text(encoding="utf-8")
    row = next(line for line in told.splitlines() if line.startswith(f"| `{mode}`"))
    cells = [c.strip() for c in row.split("|")][2:5]
    step = Fraction(1, 10)
    assert cells == [_written(interval_of(Fraction(v), step, mode)) for v in ("2.5", "-2.5", "0")]


def _written(interval: Interval) -> str:
    low, high = (decimal(e) for e in (interval.low, interval.high) if e is not None)
    if low == high:
        return low
    return f"{'(['[interval.low_closed]}{low}, {high}{')]'[interval.high_closed]}"


def test_every_key_of_report_yaml_is_documented() -> None:
    from audit.declare import KEYS
    from audit.parts import FIGURE_KEYS, RULE_KEYS

    told = (ROOT / "docs/report-yaml.md").read_text(encoding="utf-8")
    for key in (*KEYS, *FIGURE_KEYS, *RULE_KEYS):
        assert f"`{key}" in told, f"{key}: is not in docs/report-yaml.md"


def test_every_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    for requirement in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        name = re.split(r"[<>=~!\[]", requirement)[0]
        assert f"| `{name}` | `{requirement.removeprefix(name)}` |" in told, requirement


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_links_lead_somewhere(page: Path) -> None:
    for target in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        assert file.exists(), f"{target} is not there"
        if anchor:
            assert anchor in _anchors(file), f"{target}: there is no such heading"


def _anchors(page: Path) -> set[str]:
    """The anchors that the headings of a page get on the usual forges."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    kept = (re.sub(r"[^\w\- ]", "", h.lower()) for h in _HEADING.findall(text))
    return {k.replace(" ", "-") for k in kept}


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_pages_speak_of_this_project_only(page: Path) -> None:
    """No path of the machine on which a page was written."""
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"(?:^|[\s`(])/(?:home|root|work|tmp|Users)/", text)
