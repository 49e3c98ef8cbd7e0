"""Rule packs: found by name or path, read with the same care as report.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit import compiled, packs
from audit.errors import AuditError
from audit.packs import all_packs, find_pack, load_pack, pack_from, read_rules, rules_of, shipped
from audit.specs import Pack
from audit.yamltree import load

WHOLE = """\
name: births
about: Births and rates
figures:
  total births: [出生人口, 出生总数]
  policy births: {aliases: [政策内出生], unit: 人, kind: count}
  other births:
derive:
  rate: policy births / total births
rules:
  - policy births + other births = total births
  - {id: less, check: policy births <= total births, weight: 2}
  - {id: by county, check: total births county > 0, for: "county in [a, b]"}
tests:
  - {figures: {total births: 3人}, expect: pass}
  - {figures: {total births: 3人}, expect: {less: fail, policy births + other  births = total births: pass}}
  - {figures: {total births: 3人}, expect: {by county a: pass}}
"""


def read(text: str) -> Pack:
    return pack_from(load(text, "births.yaml"))


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "folder", lambda: None)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The packs of a checkout."""
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "births.yaml").write_text(WHOLE, "utf-8")
    (rules / "growth.yaml").write_text("name: growth\nrules: [a = b]\n", "utf-8")
    (rules / "README.md").write_text("no pack", "utf-8")
    monkeypatch.setattr(packs, "folders", lambda: (tmp_path / "_packs", rules))
    return tmp_path


def test_the_whole_of_it() -> None:
    pack = read(WHOLE)
    assert (pack.name, pack.about, pack.path) == ("births", "Births and rates", "births.yaml")
    names = [(f.name, [a.text for a in f.aliases], f.unit, f.kind) for f in pack.figures]
    assert names == [
        ("total births", ["出生人口", "出生总数"], "", ""),
        ("policy births", ["政策内出生"], "人", "count"),
        ("other births", [], "", ""),
    ]
    assert [d.name for d in pack.derive] == ["rate"]
    assert [r.label for r in pack.rules][1:] == ["less", "by county"]
    assert len(pack.tests) == 3


@pytest.mark.parametrize(
    ("text", "place", "message", "help"),
    [
        ("about: x\n", (1, 1), "has no name:", "add name:"),
        ("name: ''\n", (1, 1), "name: is empty", None),
        ("name: x\nreport: y\n", (2, 1), "'report'", "known are"),
        ("name: x\nfigures: {a: [b], c: [b]}\n", (2, 23), "a name of 'a' and of 'c'", "one of them"),
        ("name: x\nfigures: {a: [c], c: []}\n", (2, 15), "a name of 'c' and of 'a'", "one of them"),
        ("name: x\nfigures: {a: {alias: b}}\n", (2, 15), "'alias'", "did you mean aliases?"),
        ("name: x\nfigures: {a: {kind: number}}\n", (2, 21), "'number'", "count"),
        ("name: x\nfigures: {a: [[b]]}\n", (2, 15), "a list stands here", None),
        ("name: x\nfigures: {a: ['']}\n", (2, 15), "is empty", None),
        ("name: x\nfigures: {a: b}\nderive: {a: b}\n", (3, 10), "both figures: and derive:", "rename"),
        ("name: x\nrules: [{id: r, check: a = b}]\ntests: [{figures: {}, expect: {q: pass}}]\n",
         (3, 32), "'q'", "one of r"),
        ("- a = b\n", (1, 1), "this is a list", "rules:"),
        ("", None, "the file is empty", None),
    ],
)  # fmt: skip
def test_slips(text: str, place: tuple[int, int] | None, message: str, help: str | None) -> None:
    with pytest.raises(AuditError) as caught:
        read(text)
    error = caught.value
    assert message in error.message
    assert place is None or (error.line, error.column) == place
    assert help is None or help in (error.help or "")


def test_packs_are_found_by_name_then_as_paths(folder: Path) -> None:
    assert find_pack("births") == folder / "rules" / "births.yaml"
    own = folder / "own.yaml"
    own.write_text("name: own\n", "utf-8")
    for name in ("own", "own.yaml", "./own.yaml", str(own)):
        assert load_pack(name, folder).name == "own"
    assert list(shipped()) == ["births", "growth"]
    assert [pack.name for pack in all_packs()] == ["births", "growth"]


def test_the_wheel_comes_before_the_checkout(folder: Path) -> None:
    (folder / "_packs").mkdir()
    (folder / "_packs" / "births.yaml").write_text("name: births\nabout: installed\n", "utf-8")
    assert load_pack("births").about == "installed"


@pytest.mark.parametrize("name", ["birth", "nothing", "a\0b", "x" * 5000, "", "../rules"])
def test_an_unknown_pack(folder: Path, name: str) -> None:
    with pytest.raises(AuditError) as caught:
        find_pack(name, folder)
    assert "there is no rule pack" in caught.value.message
    expected = "did you mean births?" if name == "birth" else "births, growth"
    assert expected in (caught.value.help or "")


def test_an_unknown_pack_is_shown_where_it_is_named(folder: Path) -> None:
    from audit.declare import manifest_from

    manifest = manifest_from(load("use: [birth]\n", "report.yaml"))
    with pytest.raises(AuditError) as caught:
        load_pack(manifest.use[0], folder)
    assert (caught.value.path, caught.value.line, caught.value.column) == ("report.yaml", 1, 7)


def test_rules_of_anything_that_has_rules(tmp_path: Path) -> None:
    expected = [
        "policy births + other births = total births",
        {"id": "less", "check": "policy births <= total births", "weight": "2"},
        {"id": "by county", "check": "total births county > 0", "weight": "1"},
    ]
    path = tmp_path / "x.yaml"
    path.write_text(WHOLE, "utf-8")
    assert rules_of(path) == expected
    path.write_text("report: x\nrules:\n  - a = b\n", "utf-8")
    assert rules_of(path) == ["a = b"]
    path.write_text("- a = b\n- {check: a < c, id: x}\n", "utf-8")
    assert rules_of(path) == ["a = b", {"id": "x", "check": "a < c", "weight": "1"}]
    path.write_text("- a = b\n- {chek: a < c, id: x}\n", "utf-8")
    with pytest.raises(AuditError, match="did you mean check"):
        read_rules(path)


def test_compiled_packs_are_equal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "folder", lambda: folder / "cache")
    path = folder / "rules" / "births.yaml"
    fresh = load_pack("births", cache=False)
    assert not (folder / "cache").exists()
    assert load_pack("births") == load_pack("births") == fresh
    assert read_rules(path) == read_rules(path) == fresh.rules
    assert len(list((folder / "cache").iterdir())) == 2
    assert load_pack("births").rules[1].check.error("x").source == WHOLE.splitlines()[10]


def test_the_oldest_compiled_files_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "folder", lambda: folder / "cache")
    monkeypatch.setattr(compiled, "_KEEP", 3)
    for number in range(6):
        (folder / "own.yaml").write_text(f"name: own {number}\n", "utf-8")
        load_pack("own", folder)
    assert len(list((folder / "cache").iterdir())) == 3


def test_what_is_shipped_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, path in shipped().items():
        assert load_pack(path).name == name
