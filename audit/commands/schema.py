"""The command `schema`: for editors."""

from __future__ import annotations

from typing import Annotated

import typer


def schema(
    pack: Annotated[bool, typer.Option("--pack", help="The schema of rule packs instead.")] = False,
) -> None:
    """Print the JSON Schema of report.yaml, for editors.

    \b
    Examples:
      reportaudit schema > report.schema.json
      reportaudit schema --pack > pack.schema.json
    """
    import json

    from audit.schema import schema as schema_of

    print(json.dumps(schema_of("pack" if pack else "report"), indent=2, ensure_ascii=False))
