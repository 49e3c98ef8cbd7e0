"""The JSON Schemas (2020-12) of report.yaml and of rule packs, for editors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audit.declare import LANGUAGES
from audit.exact.rounding import MODES
from audit.model import VERDICTS
from audit.specs import KINDS, READINGS, SEVERITIES

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(kind: str = "report") -> Schema:
    """The schema of a `report` (report.yaml) or of a rule `pack`."""
    properties = _report() if kind == "report" else _pack()
    return {
        "$schema": DIALECT,
        "title": "report.yaml of reportaudit" if kind == "report" else "rule pack of reportaudit",
        **_object(properties, required=() if kind == "report" else ("name",)),
        "$defs": _definitions(),
    }


def _report() -> Schema:
    return {
        "report": _text("Title of the report."),
        "source": _one_or_many(
            "source", "The document to check, or several; paths are relative to this file."
        ),
        "text": _text("The text to check, instead of source."),
        "language": _choice(LANGUAGES, "Language of the documents."),
        **_shared(),
        "use": _one_or_many("text", "Rule packs, by name or path."),
        "discover": _flag("Also check what the text itself states (default: true with a source)."),
        "figures": _map("figure", "The figures that rules speak of, by name."),
        **_sections(),
        "ignore": _list("ignore", "Findings that are known and accepted, each with its reason."),
    }


def _pack() -> Schema:
    return {
        "name": _text("How report.yaml names the pack under use."),
        "about": _text("What the pack checks, in one sentence."),
        **_shared(),
        "figures": _map("aliases", "The figures, each with the names that texts give it."),
        **_sections(),
    }


def _shared() -> Schema:
    return {
        "rounding": _choice(MODES, "How printed numbers were rounded; the default for all rules."),
        "readings": _choice(
            READINGS, "strict: each figure means its own printed digits. charitable: as in prose."
        ),
        "tolerance": _scalar(
            "What all rules allow beside the printed intervals: 0.01, 0.1%, 5 pp."
        ),
    }


def _sections() -> Schema:
    return {
        "derive": _map("scalar", "Names that are computed: prior: surgeries - increase."),
        "const": _map("scalar", "Names for plain constants: days: 365."),
        "rules": _list("rule", "What must hold: a + b = c, or a mapping with check."),
        "tests": _list("test", "Figures and the verdict expected."),
    }


def _definitions() -> Schema:
    return {
        "scalar": {"type": ["string", "number", "boolean"]},
        "text": {"type": ["string", "number"]},
        "number": {"type": ["string", "number"]},
        "source": {"anyOf": [_ref("text"), _object(_SOURCE, required=("path",))]},
        "figure": {
            "description": "A printed figure, where it stands, several prints of it, or nothing.",
            "anyOf": [
                {"type": "null", "description": "Not printed: an unknown."},
                _ref("scalar"),
                _ref("place"),
                {
                    "type": "array",
                    "minItems": 1,
                    "items": {"anyOf": [_ref("scalar"), _ref("place")]},
                },
            ],
        },
        "place": {
            **_object(_PLACE),
            "anyOf": [{"required": [k]} for k in ("value", "find", "cell", "table", "low", "high")],
        },
        "aliases": {
            "anyOf": [
                {"type": "null"},
                _ref("text"),
                {"type": "array", "items": _ref("text")},
                _object(_ALIASES),
            ]
        },
        "rule": {
            "anyOf": [{"type": "string", "minLength": 1}, _object(_RULE, required=("check",))]
        },
        "for": {
            "description": "Repeats the rule: county in [a, b], or each row of a table.",
            "anyOf": [
                {"type": "string", "pattern": r"\sin\s"},
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": {
                        "anyOf": [
                            {"type": "array", "minItems": 1, "items": _ref("text")},
                            _object(_ROWS, required=("table",)),
                        ]
                    },
                },
            ],
        },
        "ignore": {
            **_object(_IGNORE, required=("reason",)),
            "anyOf": [{"required": ["rule"]}, {"required": ["at"]}],
        },
        "test": _object(_TEST, required=("figures", "expect")),
        "verdict": {"enum": list(VERDICTS)},
    }


def _object(properties: Mapping[str, Schema], required: tuple[str, ...] = ()) -> Schema:
    found: Schema = {
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
    }
    return {**found, "required": list(required)} if required else found


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _text(about: str) -> Schema:
    return {"description": about, "type": ["string", "number", "null"]}


def _scalar(about: str) -> Schema:
    return {"description": about, "type": ["string", "number", "null"]}


def _flag(about: str) -> Schema:
    return {"description": about, "type": "boolean"}


def _choice(allowed: tuple[str, ...], about: str) -> Schema:
    return {"description": about, "enum": list(allowed)}


def _map(name: str, about: str) -> Schema:
    return {"description": about, "type": ["object", "null"], "additionalProperties": _ref(name)}


def _list(name: str, about: str) -> Schema:
    return {"description": about, "type": ["array", "null"], "items": _ref(name)}


def _one_or_many(name: str, about: str) -> Schema:
    many = {"type": "array", "items": _ref(name)}
    return {"description": about, "anyOf": [{"type": "null"}, _ref(name), many]}


_SOURCE = {
    "path": _text("Path of the document, relative to this file."),
    "name": _text("How rules call it: total births @ name."),
    "as": _text("The group it belongs to: sum(total births @ group)."),
}
_PLACE: dict[str, Schema] = {
    "find": {
        "description": "A quotation of the text; {} takes the whole figure that stands there.",
        "type": "string",
        "pattern": r"\{\}",
    },
    "value": _scalar("The number, as printed; quoted, so that its zeros stay."),
    "unit": _text("Its unit: %, ‰, 元, 人, USD."),
    "decimals": {
        "description": "Places that are meant: 2 is to 0.01, -3 to the thousand, INF exact.",
        "anyOf": [
            {"type": "integer", "minimum": -99, "maximum": 99},
            {"type": "string", "pattern": r"^([+-]?\d{1,2}|[Ii][Nn][Ff])$"},
        ],
    },
    "low": _scalar("Lower end of a range."),
    "high": _scalar("Upper end of a range."),
    "cell": _text("A cell of a workbook or table: Sheet1!B4."),
    "table": _text("Number of a table, from 1."),
    "row": _text("Label of the row."),
    "column": _text("Header of the column."),
    "source": _text("The one document to look in, by its name or path."),
    "fixed": _flag("The figure is known to be right: never a suspect."),
    "weight": {
        "description": "How reliable it is beside the others (1).",
        "anyOf": [
            {"type": "number", "exclusiveMinimum": 0},
            {"type": "string", "pattern": r"^\d{1,9}(\.\d{1,9})?$"},
        ],
    },
}
_ROWS = {
    "table": _text("Number of the table, from 1."),
    "column": _text("Column that names the rows."),
}
_ALIASES: dict[str, Schema] = {
    "aliases": _one_or_many("text", "The names that texts give it, in any language."),
    "unit": _text("The unit it has."),
    "kind": _choice(KINDS, "What kind of number it is."),
    "generic": _flag("The name alone does not say of what: bound only in one sentence, row or column."),
}
_RULE: dict[str, Schema] = {
    "id": _text("Name of the rule in results."),
    "check": {"description": "The sentence that must hold: a + b = c.", "type": "string"},
    "tolerance": _scalar("What is allowed beside the printed intervals: 0.01, 0.1%, 5 pp."),
    "rounding": _choice(MODES, "How its figures were rounded."),
    "severity": _choice(SEVERITIES, "How grave a failure is (error)."),
    "require": _flag("A rule that cannot be verified counts as failed."),
    "why": _text("The reason, shown when it fails."),
    "for": _ref("for"),
    "readings": _choice(READINGS, "strict or charitable."),
    "weight": {
        "description": "How hard the rule is to give up, when rules contradict; fixed: never.",
        "anyOf": [{"const": "fixed"}, _PLACE["weight"]],
    },
}
_IGNORE: dict[str, Schema] = {
    "rule": _text("Id of the rule or relation."),
    "at": _text("A piece of the text at the finding."),
    "reason": {"description": "Why it is accepted.", "type": "string", "minLength": 1},
    "until": {
        "description": "The day on which it ends: 2027-01-31.",
        "type": "string",
        "pattern": r"^\d{4}-\d{2}-\d{2}$",
    },
}
_TEST: dict[str, Schema] = {
    "name": _text("What the test shows."),
    "figures": _map("figure", "The figures, by name."),
    "expect": {
        "description": "One verdict for every rule, or one by rule.",
        "anyOf": [_ref("verdict"), {"type": "object", "additionalProperties": _ref("verdict")}],
    },
}
