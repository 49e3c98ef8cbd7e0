"""The shape of the code: data flows one way, and no file or function outgrows its reader.

A module imports only from stages before its own, or from the stage it belongs to.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "audit"

# in the order in which data flows; the names are modules or packages below audit/
STAGES = (
    ("errors", "version", "collecting"),
    ("exact",),
    ("marks",),
    ("model", "yamlerrors", "yamltree"),
    ("languages",),
    ("specs", "slips"),
    ("compiled", "fields", "readers"),
    ("parts",),
    ("declare", "extract", "manifests", "packs"),
    ("files", "quote", "localize", "schema"),
    ("cells",),
    ("declared", "evaluate"),
    ("scopes", "frames", "readings"),
    ("relations",),
    ("english", "tables"),
    ("across",),
    ("naming", "quotations"),
    ("requote",),
    ("bind", "discover", "lint", "pools"),
    ("initial", "labelled", "nearmiss"),
    ("blame", "cures", "vicinity", "equations", "records", "baseline", "rulebook", "suppress", "remarks"),
    ("messages",),
    ("gate",),
    ("drafts", "stale"),
    ("config", "redact", "render", "output"),
    ("pipeline", "mutate", "listing", "batch"),
    ("commands",),
    ("cli", "__init__", "__main__"),
)
STAGE = {name: k for k, names in enumerate(STAGES) for name in names}
MODULES = sorted(p for p in ROOT.rglob("*.py") if "__pycache__" not in p.parts)

MAX_FILE, MAX_FUNCTION = 600, 60


def stage_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> set[str]:
    """The stages that a module imports, also inside functions."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("audit"):
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {a.name for a in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("audit.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    own = stage_of(path)
    assert own in STAGE, f"give {own} a place in STAGES"
    for other in sorted(imported(ast.parse(path.read_text("utf-8")))):
        if own in ("__init__", "__main__", "cli", "pipeline") or other == own:
            continue
        assert other in STAGE, f"{own} imports {other}, which has no place in STAGES"
        allowed = STAGE[other] < STAGE[own] or other in STAGES[STAGE[own]]
        assert allowed, f"{own} (stage {STAGE[own]}) imports {other} (stage {STAGE[other]})"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_readable(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= MAX_FILE
    tree = ast.parse(text)
    assert not text.strip() or ast.get_docstring(tree), "a module says its one job"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.body[0].lineno + 1  # signature apart
            assert length <= MAX_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_evaluates_its_input(path: Path) -> None:
    """No eval, exec, sympify or parse_expr; no float in exact numbers; print only at the edge."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if isinstance(node.func, ast.Name):
            assert name not in ("eval", "exec"), f"line {node.lineno}"
            assert name != "float" or stage_of(path) not in ("exact", "evaluate", "blame", "bind")
            assert name != "print" or stage_of(path) in ("cli", "commands", "render")
        assert name not in ("sympify", "parse_expr", "unsafe_load"), f"line {node.lineno}"


def test_heavy_modules_are_loaded_only_when_they_are_needed(tmp_path: Path) -> None:
    import subprocess
    import sys

    report = tmp_path / "report.yaml"
    report.write_text("figures: {a: 3人, b: 4人, c: 7人}\nrules: [a + b = c]\n", "utf-8")
    code = (
        "import sys\n"
        "sys.argv = ['reportaudit', 'check', sys.argv[1], '--format', 'concise']\n"
        "from audit.cli import main\n"
        "try: main()\n"
        "except SystemExit as e: assert e.code in (0, None), e.code\n"
        "heavy = {'sympy', 'pydantic', 'numpy', 'rich.table', 'docx', 'openpyxl'}\n"
        "print('heavy:', sorted(heavy & set(sys.modules)))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(report)], capture_output=True, text=True, check=True
    )
    assert "heavy: []" in run.stdout
