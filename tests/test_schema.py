"""The JSON Schemas: valid themselves, as strict as the reader, and satisfied by all that is shipped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from test_declare import WHOLE

from audit import declare, packs, parts
from audit.schema import schema
from audit.yamltree import Mapping, Scalar, Sequence, Tree, load

ROOT = Path(__file__).parent.parent


def typed(tree: Tree) -> Any:
    """The values that an editor sees: YAML 1.2's core types."""
    if isinstance(tree, Sequence):
        return [typed(item) for item in tree.items]
    if isinstance(tree, Mapping):
        return {key.text: typed(value) for key, value in tree.entries}
    assert isinstance(tree, Scalar)
    if tree.null:
        return None
    if tree.plain and tree.text in ("true", "false"):
        return tree.text == "true"
    if tree.plain and re.fullmatch(r"[-+]?\d+", tree.text):
        return int(tree.text)
    if tree.plain and re.fullmatch(r"[-+]?\d*\.\d+", tree.text):
        return float(tree.text)
    return tree.text


def validate(text: str, kind: str = "report") -> None:
    jsonschema.Draft202012Validator(schema(kind)).validate(typed(load(text)))


@pytest.mark.parametrize("kind", ["report", "pack"])
def test_the_schema_is_one(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(kind))


def test_it_knows_the_keys_that_the_reader_knows() -> None:
    assert set(schema()["properties"]) == set(declare.KEYS)
    assert set(schema("pack")["properties"]) == set(packs.KEYS)
    definitions = schema()["$defs"]
    assert set(definitions["place"]["properties"]) == set(parts.FIGURE_KEYS)
    assert set(definitions["rule"]["anyOf"][1]["properties"]) == set(parts.RULE_KEYS)


def test_every_key_is_described() -> None:
    def walk(node: object, path: str) -> None:
        if isinstance(node, dict):
            for name, below in node.get("properties", {}).items():
                assert "description" in below or "$ref" in below, f"{path}.{name}"
            for name, below in node.items():
                walk(below, f"{path}.{name}")
        elif isinstance(node, list):
            for below in node:
                walk(below, path)

    walk(schema(), "report")
    walk(schema("pack"), "pack")


def test_what_the_reader_takes_is_valid() -> None:
    validate(WHOLE.replace("zh-CN", "zh").replace("discover: no", "discover: false"))


@pytest.mark.parametrize(
    "text",
    [
        "figurs: {}",
        "rules: [{id: x}]",
        "rules: [{check: a = b, severity: fatal}]",
        "figures: {a: {unit: 人}}",
        "figures: {a: {find: births}}",
        "figures: {a: {value: 3, decimals: two}}",
        "ignore: [{rule: x}]",
        "ignore: [{reason: x}]",
        "tests: [{figures: {a: 1}, expect: ok}]",
        "rounding: up",
    ],
)
def test_what_the_reader_refuses_is_not(text: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validate(text)


@pytest.mark.parametrize("path", sorted(ROOT.glob("rules/*.yaml")), ids=lambda p: p.name)
def test_packs_are_valid(path: Path) -> None:
    validate(path.read_text("utf-8"), "pack")


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("examples/**/*.yaml")), ids=lambda p: p.parent.name
)
def test_examples_are_valid(path: Path) -> None:
    text = path.read_text("utf-8")
    validate(text, "pack" if packs.is_pack(load(text)) else "report")
