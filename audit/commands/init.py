"""The command `init`: a first report.yaml from a document."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from audit.errors import AuditError


def init(
    document: Annotated[
        Path,
        typer.Argument(
            help="A document: .docx, .txt, .md, .xlsx …", show_default=False, metavar="DOCUMENT"
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to write it (- for standard output; default: report.yaml beside the document).",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
) -> None:
    """Write a first report.yaml for a document: its figures as quotations, what the text states as rules.

    \b
    Examples:
      reportaudit init 汇报.docx
      reportaudit init report.docx -o rules/report.yaml
      reportaudit check report.yaml --source next-year.docx
    """  # fmt: skip
    from audit.pipeline import YAML_SUFFIXES, initial

    if document.suffix.lower() in YAML_SUFFIXES:
        raise AuditError(
            f"{document} is a report.yaml already", help="give the document that it is about"
        )
    target = document.parent / "report.yaml" if output is None else output
    printed = str(target) == "-"
    if not printed and target.suffix.lower() not in YAML_SUFFIXES:
        raise AuditError(
            f"-o {target}: the suffix has to be .yaml or .yml", help="write -o report.yaml"
        )
    if not printed and target.exists() and not force:
        raise AuditError(
            f"{target} is there already", help="--force overwrites it, -o writes another file"
        )
    source = Path(os.path.relpath(document, target.parent)) if not printed else document
    draft = initial(document, source.as_posix(), Path() if printed else target.parent)
    if printed:
        from audit.render import emit

        emit(draft.text, "terminal", sys.stdout)
        return
    from audit.output import write_file

    write_file(target, draft.text)
    sys.stdout.write(f"{target}: {draft.figures} figures, {draft.rules} rules\n")
